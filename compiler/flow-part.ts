/**
 * What the proofs about ways need of one script, and all that they need: where control goes, statement by statement, and what its statements queue,
 * test and read. It holds no tree, so that a script's tree goes as soon as this was drawn from it, and it can be kept in a file.
 *
 * Everything is numbers in one array, a *column* for each kind of row. Nodes and edges are numbered from 0 within the script, in the order of the
 * text; names stand in a list of their own and are meant by their place in it. control-flow.ts joins the parts of a set.
 */
import { type Statement, statementKinds } from '../dsl/index.ts';
import { WordList } from './word-list.ts';

/** What a node is. */
export const NODE = { statement: 0, entry: 1, section: 2, end: 3, events: 4, resume: 5 } as const;

/**
 * How control takes an edge. `flow`: by itself. `handler`: from the EVENT HANDLER to its events, which only says that they can come. `event`: from a
 * suspension, when an event comes during it. `resume`: back into a suspension after an event's body.
 */
export const EDGE = { flow: 1, handler: 2, event: 4, resume: 8 } as const;

/** What a variable's row says of it. `assign-call`: only a voice contact assigns. */
export const USE = { read: 0, assign: 1, 'assign-call': 2 } as const;

/**
 * The columns, in their order in the array, each with the numbers of a row. Rows whose length is `'own'` begin with it.
 * Spans are two numbers. `types` are masks of contact types (contact-masks.ts).
 */
export const COLUMNS = {
  /** What it is (NODE, and times 8 the kind of its statement), its place. */
  nodes: 3,
  /** From, to (-1: another script), kind (EDGE), the types that take it, those that take it in no queue. */
  edges: 5,
  /** An edge that leads to another script, that script's name. */
  jumps: 2,
  /** Further places of a node, numbered from 0: of EXECUTE its name, of SECTION the word, of WHERE its VALUEs and last DEFAULT or itself, of GIVE RESPONSE the name. */
  marks: 4,
  /** A QUEUE TO SKILLSET, and of each skillset its key and place. */
  queues: 'own',
  /** An IF, whether it is true (1) or not, and keys of skillsets of which at least one is in service then. */
  guards: 'own',
  /** A node, a call variable without default, how it is used (USE), the place. */
  uses: 5,
  /** An IF that asks for QUEUED, the types that find it true and those that find it false when they are queued. */
  queueTests: 3,
  /** Names of variables that stand in the script. */
  variables: 1,
} as const;

export type Column = keyof typeof COLUMNS;

/** One script's part; see the head of this file. */
export interface FlowPart {
  /** Of skillsets, variables and scripts, by `nameKey`. */
  readonly names: readonly string[];
  /** The length of each column, then the columns. */
  readonly words: Int32Array;
}

const ORDER = Object.keys(COLUMNS) as readonly Column[];

/** A part while it grows, a list for each column. */
export type OpenColumns = { readonly [Name in Column]: WordList };

/** Empty columns. */
export function openColumns(): OpenColumns {
  return {
    nodes: new WordList(),
    edges: new WordList(),
    jumps: new WordList(),
    marks: new WordList(),
    queues: new WordList(),
    guards: new WordList(),
    uses: new WordList(),
    queueTests: new WordList(),
    variables: new WordList(),
  };
}

/** One array of all columns. */
export function closedPart(columns: OpenColumns, names: readonly string[]): FlowPart {
  let length = ORDER.length;
  for (const name of ORDER) length += columns[name].length;
  const words = new Int32Array(length);
  let at = ORDER.length;
  for (let index = 0; index < ORDER.length; index++) {
    const column = columns[ORDER[index]!];
    words[index] = column.length;
    at = column.copyTo(words, at);
  }
  return { names, words };
}

/** The numbers of a column, row after row. */
export function columnOf({ words }: FlowPart, name: Column): Int32Array {
  const index = ORDER.indexOf(name);
  let at = ORDER.length;
  for (let before = 0; before < index; before++) at += words[before]!;
  return words.subarray(at, at + words[index]!);
}

/** How many rows a column has whose rows are of one length. */
export function rowCount(part: FlowPart, name: 'nodes' | 'edges'): number {
  return part.words[ORDER.indexOf(name)]! / COLUMNS[name];
}

const KINDS: readonly Statement['kind'][] = [...statementKinds, 'error'];
const CODES = Object.fromEntries(KINDS.map((kind, index) => [kind, index + 1])) as Readonly<
  Record<Statement['kind'], number>
>;

/** The number that stands for a kind of statement. */
export function statementCode(kind: Statement['kind']): number {
  return CODES[kind];
}

/** The kind of statement that a number stands for; none for 0. */
export function kindOfCode(code: number): Statement['kind'] | undefined {
  return KINDS[code - 1];
}

/** A table over such numbers: what is asked of a kind of statement, 0 for nodes that are none unless `none` says otherwise. */
export function tableOfCodes(ask: (kind: Statement['kind']) => number, none = 0): Int32Array {
  return Int32Array.from([none, ...KINDS.map((kind) => ask(kind))]);
}
