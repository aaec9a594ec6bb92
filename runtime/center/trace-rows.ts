/**
 * Trace rows before they are written. What a run did is kept as the words that the machine wrote; lines are made of them when the
 * row is handed over, so that an activation which only repeats the one before costs a comparison.
 *
 * Terminology. *path*: the words of one activation, with the texts and programs that they name; many contacts in one loop of one
 * script have the same.
 */
import {
  decodeMachine,
  dropMachine,
  type LinkedProgram,
  MachineSlab,
  readTrace,
  snapshotHash,
  TRACE_ANSWER,
  TRACE_MARK,
  TRACE_TEXT,
  type Trace,
  type TracePath,
  type Value,
} from '../../vm/index.ts';
import type { Centre } from './centre.ts';
import type { TraceLine, TraceRow } from './model.ts';
import type { Contact, State } from './state.ts';

/** What one activation wrote into its trace. */
export interface RunPath {
  readonly words: Int32Array;
  readonly texts: readonly string[];
  readonly programs: readonly LinkedProgram[];
  /** The lines that were made of it last, and what with: contacts that wait in step have the same. */
  made: { readonly start: RunStart; readonly lines: TracedLines } | undefined;
}

/** What an activation began with, besides its path. */
export interface RunStart {
  /** The machine's snapshot when each of its runs began. */
  readonly machines: readonly Uint8Array[];
  /** The present centre, and the one whose globals the script saw. */
  readonly centre: Centre;
  readonly own: Centre | undefined;
  /** Shared variables, where there are any. */
  readonly shared: ReadonlyMap<number, number> | undefined;
}

interface TracedLines {
  readonly lines: readonly TraceLine[];
  readonly folded: number;
}

/** A trace row that may still change. */
export interface OpenTrace {
  readonly row: Omit<TraceRow, 'lines' | 'folded'>;
  readonly path: RunPath | undefined;
  /** Until the lines are read. */
  readonly start: RunStart | undefined;
  /** What the run did; set once, when somebody wants to know. */
  read: TracedLines | undefined;
  /** What matching decided after it. */
  readonly decided: readonly TraceLine[];
}

const SHARED_MAX = 4_096;

/** Words of a path that is held for the next activation to be compared with: usual ones have some dozens, at most a million. */
const HELD_WORDS_MAX = 4_096;

/** A word that begins a run names its program by a number, which stands for its hash here. */
function hashOf({ words, at, texts, programs }: TracePath): number {
  let hash = at;
  for (let i = 0; i < at; i += 2) {
    const word = words[i]!;
    hash = (Math.imul(hash, 31) + word) | 0;
    const second = words[i + 1]!;
    const known = (word & 3) === TRACE_MARK && second > 0 ? (programs[second - 1]?.hash.length ?? 0) : second;
    hash = (Math.imul(hash, 31) + known) | 0;
  }
  return (Math.imul(hash, 31) + texts.length) | 0;
}

/** Whether the same code ran the same way and was told the same. */
function samePath(a: RunPath, b: TracePath): boolean {
  if (a.words.length !== b.at || a.texts.length !== b.texts.length) return false;
  for (let i = 0; i < b.at; i += 2) {
    if (a.words[i] !== b.words[i]) return false;
    const [first, second] = [a.words[i + 1]!, b.words[i + 1]!];
    if ((a.words[i]! & 3) === TRACE_MARK && first > 0 && second > 0) {
      if (a.programs[first - 1]?.hash !== b.programs[second - 1]?.hash) return false;
    } else if (first !== second) return false;
  }
  return a.texts.every((text, i) => text === b.texts[i]);
}

/** Paths and lines that many contacts' traces have in common, held once. Sharing changes no row. */
export class SharedTraces {
  readonly #paths = new Map<number, RunPath>();
  readonly #lines = new Map<string, readonly TraceLine[]>();

  /** The path that stands in the trace. */
  path(trace: Trace): RunPath {
    const hash = hashOf(trace);
    const held = this.#paths.get(hash);
    if (held !== undefined && samePath(held, trace)) return held;
    const path: RunPath = {
      words: trace.words.slice(0, trace.at),
      texts: trace.texts.slice(),
      programs: trace.programs.slice(),
      made: undefined,
    };
    if (path.words.length > HELD_WORDS_MAX) return path;
    if (this.#paths.size >= SHARED_MAX) this.#paths.clear();
    this.#paths.set(hash, path);
    return path;
  }

  /** Equal lines that are held already, else these. */
  lines(lines: readonly TraceLine[]): readonly TraceLine[] {
    let shape = '';
    for (const { script, line } of lines) shape += `${script}:${line} `;
    const held = this.#lines.get(shape);
    if (held !== undefined && sameLines(held, lines)) return held;
    if (this.#lines.size >= SHARED_MAX) this.#lines.clear();
    this.#lines.set(shape, lines);
    return lines;
  }
}

function sameLines(a: readonly TraceLine[], b: readonly TraceLine[]): boolean {
  // Values first: where lines differ they mostly do, and telling that costs little.
  if (a.length !== b.length || !a.every((line, i) => sameValues(line.values, (b[i] as TraceLine).values))) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameValues(a: TraceLine['values'] = [], b: TraceLine['values'] = []): boolean {
  return a.length === b.length && a.every(({ name, value }, i) => name === b[i]?.name && value === b[i]?.value);
}

/** What a line says of the centre, not of the contact's own variables: a loop that counts is still one row. */
function sameWay(a: TraceLine, b: TraceLine): boolean {
  const answers = ({ values }: TraceLine): TraceLine['values'] =>
    values?.filter(({ variable }) => variable === undefined);
  return (
    a.line === b.line &&
    a.script === b.script &&
    a.branch?.taken === b.branch?.taken &&
    a.branch?.number === b.branch?.number &&
    a.valuesFolded === b.valuesFolded &&
    sameValues(answers(a), answers(b))
  );
}

/** The index of the next answer in a path's words, from an index on; their length when there is none. */
function nextAnswer({ words }: RunPath, from: number): number {
  let i = from;
  while (i < words.length && (words[i]! & 3) !== TRACE_ANSWER && (words[i]! & 3) !== TRACE_TEXT) i += 2;
  return i;
}

/** Whether two activations were answered differently, which their words tell: nearly always no lines have to be made to see it. */
function answeredDifferently(a: RunPath, b: RunPath): boolean {
  let i = nextAnswer(a, 0);
  let k = nextAnswer(b, 0);
  for (; i < a.words.length && k < b.words.length; i = nextAnswer(a, i + 2), k = nextAnswer(b, k + 2)) {
    if ((a.words[i]! & 3) !== (b.words[k]! & 3)) return true;
    const [first, second] = [a.words[i + 1]!, b.words[k + 1]!];
    if ((a.words[i]! & 3) === TRACE_TEXT ? a.texts[first] !== b.texts[second] : first !== second) return true;
  }
  return i < a.words.length || k < b.words.length;
}

/** Whether two activations are one row: the same lines ran, with the same answers. */
export function repeats(state: State, last: OpenTrace, next: OpenTrace): boolean {
  if (last.decided.length > 0 || last.row.image !== next.row.image) return false;
  if (last.path !== undefined && next.path !== undefined) {
    if (last.path === next.path) return true;
    if (answeredDifferently(last.path, next.path)) return false;
  }
  const [before, now] = [linesOf(state, last), linesOf(state, next)];
  return (
    before.folded === now.folded &&
    before.lines.length === now.lines.length &&
    before.lines.every((line, i) => line.candidates === undefined && sameWay(line, now.lines[i] as TraceLine))
  );
}

const NO_LINES: TracedLines = { lines: [], folded: 0 };

/** What the activation did. */
function linesOf(state: State, open: OpenTrace): TracedLines {
  open.read ??= readLines(state, open);
  return open.read;
}

/** Machines stand here while lines are read. */
const READING = new MachineSlab();

function readLines(state: State, { path, start }: OpenTrace): TracedLines {
  if (path === undefined) return NO_LINES;
  if (start === undefined) return linesFrom(state, path, undefined);
  if (path.made === undefined || !sameStart(path.made.start, start))
    path.made = { start, lines: linesFrom(state, path, start) };
  return path.made.lines;
}

/** Whether two runs of one path began with the same: what a line says depends on nothing else. */
function sameStart(a: RunStart, b: RunStart): boolean {
  return (
    a.centre === b.centre &&
    a.own === b.own &&
    a.shared === undefined &&
    b.shared === undefined &&
    a.machines.length === b.machines.length &&
    a.machines.every((bytes, i) => sameBytes(bytes, b.machines[i] as Uint8Array))
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function linesFrom(state: State, path: RunPath, start: RunStart | undefined): TracedLines {
  const nameOf = (kind: Parameters<State['names']['nameOf']>[0], id: number): string => state.names.nameOf(kind, id);
  const trace = { ...path, at: path.words.length };
  if (start === undefined) return readTrace(trace, nameOf);
  const { centre, own } = start;
  const programOf = (hash: string): LinkedProgram | undefined =>
    path.programs.find((program) => snapshotHash(program.hash) === hash);
  const machines = start.machines.map((bytes) => decodeMachine(bytes, programOf, READING));
  const lines = readTrace(trace, nameOf, undefined, {
    machines,
    globals: (number) => (number === centre.number ? centre : (own ?? centre)).globals,
    callDefault: (variable): Value => centre.callDefaults[variable] ?? own?.callDefaults[variable] ?? 0,
    newestGlobals: centre.number,
    shared: (variable) => start.shared?.get(variable) ?? centre.callDefaults[variable] ?? 0,
  });
  for (const machine of machines) dropMachine(machine);
  return lines;
}

/** The contact's rows that are not written yet, as they are to be written. */
export function rowsToWrite(state: State, contact: Contact, shared: SharedTraces): readonly TraceRow[] {
  return contact.unwrittenTraces.map((open) => {
    const { lines, folded } = linesOf(state, open);
    const read = { lines: shared.lines(lines), folded };
    const path = open.path !== undefined && open.path.words.length <= HELD_WORDS_MAX ? open.path : undefined;
    if (contact.trace === open) contact.trace = { ...open, path, read, start: undefined };
    return { ...open.row, lines: [...read.lines, ...open.decided], folded };
  });
}

/** The open form of a row that was written. */
export function openRow({ lines, folded, ...row }: TraceRow): OpenTrace {
  return { row, path: undefined, start: undefined, read: { lines, folded }, decided: [] };
}
