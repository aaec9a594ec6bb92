/**
 * Where control goes, statement by statement, over a whole script set: the one graph on which every proof about ways runs.
 *
 * A *node* is a statement (of a block its head: the test of IF, the subject of WHERE), the entry of a script, a SECTION line, the end of a script's
 * text, or one of the two places of an EVENT HANDLER (its events come; it resumes). Nodes are numbers in the order of the texts, script by script,
 * and everything about them stands in flat arrays, so that a million of them are walked in moments.
 *
 * An *edge* carries the contact types that can take it: a test of CONTACT TYPE decides it for each type, every other condition goes both ways.
 * The edges of one node stand together in the order of the text: of IF first THEN then ELSE, of WHERE its VALUEs and last DEFAULT or going on.
 * A statement that could not be read goes on; an EXECUTE of an unknown name ends.
 */
import { type IfStatement, type Section, type Statement, statementKinds, type WhereStatement } from '../dsl/index.ts';
import type { AnalysedScript, Analysis, ScriptTables } from './analysis.ts';
import {
  ALL_CONTACTS,
  type ConditionTables,
  type ContactMask,
  EMAIL_CONTACTS,
  testsQueued,
  typesOfCondition,
  typesOfValues,
  VOICE_CONTACTS,
} from './contact-masks.ts';

/** What a node is. */
export const NODE = { statement: 0, entry: 1, section: 2, end: 3, events: 4, resume: 5 } as const;

/**
 * How control takes an edge. `flow`: by itself. `handler`: from the EVENT HANDLER to its events, which only says that they can come. `event`: from a
 * suspension, when an event comes during it. `resume`: back into a suspension after an event's body.
 */
export const EDGE = { flow: 1, handler: 2, event: 4, resume: 8 } as const;

const KINDS: readonly Statement['kind'][] = [...statementKinds, 'error'];
const CODES = Object.fromEntries(KINDS.map((kind, index) => [kind, index + 1])) as Readonly<
  Record<Statement['kind'], number>
>;

/** The number that stands for a kind of statement in `codes`. */
export function statementCode(kind: Statement['kind']): number {
  return CODES[kind];
}

/** A table over `codes`: what is asked of a kind of statement, 0 for nodes that are none unless `none` says otherwise. */
export function tableOfCodes(ask: (kind: Statement['kind']) => number, none = 0): Int32Array {
  return Int32Array.from([none, ...KINDS.map((kind) => ask(kind))]);
}

/** The graph; see the head of this file. */
export interface ControlFlow {
  readonly scripts: readonly AnalysedScript[];
  readonly nodeCount: number;
  /** One of NODE for each node. */
  readonly kinds: Uint8Array;
  /** What kind of statement a node is, by its number in `statementCode`; 0 for a node that is none. Quicker to look at than the statement. */
  readonly codes: Uint8Array;
  /** The statement of a node of kind `statement`, and the EVENT HANDLER of the two nodes that belong to one. */
  readonly statements: readonly (Statement | undefined)[];
  /** The section of a node of kind `section`. */
  readonly sections: ReadonlyMap<number, Section>;
  /** The number of each node's script in `scripts`. */
  readonly scriptOf: Int32Array;
  /** By script: its entry and its end of text. */
  readonly entries: Int32Array;
  readonly ends: Int32Array;
  /** The edges out of node n are numbered `edgeStart[n]` up to and without `edgeStart[n + 1]`. */
  readonly edgeStart: Int32Array;
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  readonly edgeTypes: Int32Array;
  /** The types that can take it while they are in no queue, where QUEUED is false. */
  readonly edgeTypesUnqueued: Int32Array;
  /** Nodes whose test asks for QUEUED. */
  readonly testsQueued: ReadonlySet<number>;
  /** One of EDGE for each edge. */
  readonly edgeKinds: Int32Array;
  /** The edges into node n are `incoming[incomingStart[n]]` and on, up to and without `incomingStart[n + 1]`. */
  readonly incomingStart: Int32Array;
  readonly incoming: Int32Array;
}

/** Builds the graph of an analysis. */
export function buildControlFlow(analysis: Analysis): ControlFlow {
  const build = new Building(analysis);
  for (const script of analysis.scripts) build.addScript(script);
  return build.finish();
}

/** A graph while it grows; edges wait in `open` until the node is there that they lead to. */
class Building {
  private readonly analysis: Analysis;
  /** Of the script that is being added. */
  private tables!: ScriptTables & ConditionTables;
  private readonly kinds: number[] = [];
  private readonly codes: number[] = [];
  private readonly statements: (Statement | undefined)[] = [];
  private readonly sections = new Map<number, Section>();
  private readonly scriptOf: number[] = [];
  private readonly entries: number[] = [];
  private readonly ends: number[] = [];
  private readonly starts = new Map<Section | AnalysedScript, number>();
  /** Edges of jumps, and where they lead, beside one another. */
  private readonly jumps: number[] = [];
  private readonly targets: (Section | AnalysedScript)[] = [];
  /** Of each edge FIELDS numbers, in the order of FIELD. */
  private edges = new Int32Array(FIELDS << 10);
  private edgeCount = 0;
  private readonly queueTests = new Set<number>();
  /** Edges that lead to the next node. */
  private readonly open: number[] = [];
  /** Edges that wait for the end of the block that their branch belongs to. */
  private readonly held: number[] = [];
  private suspensions: number[] = [];
  private handler: { readonly events: number; readonly resume: number } | undefined;

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  addScript(script: AnalysedScript): void {
    this.tables = { ...script.tables, sets: this.analysis.sets };
    this.open.length = 0;
    this.suspensions = [];
    this.handler = undefined;
    const entry = this.node(NODE.entry, undefined);
    this.entries.push(entry);
    this.starts.set(script, entry);
    this.goesOn(entry);
    this.addBody(script.file.entry);
    for (const section of script.file.sections) {
      const node = this.node(NODE.section, undefined);
      this.sections.set(node, section);
      this.starts.set(section, node);
      this.goesOn(node);
      this.addBody(section.body);
    }
    this.ends.push(this.node(NODE.end, undefined));
    this.connectHandler();
  }

  /** An event may come at every suspension of the script, and its body goes back there. */
  private connectHandler(): void {
    const { handler } = this;
    if (handler === undefined) return;
    for (const node of this.suspensions) {
      this.edge(node, handler.events, ALL_CONTACTS, EDGE.event);
      this.edge(handler.resume, node, ALL_CONTACTS, EDGE.resume);
    }
  }

  private node(kind: number, statement: Statement | undefined): number {
    const node = this.kinds.length;
    this.kinds.push(kind);
    this.codes.push(statement === undefined || kind !== NODE.statement ? 0 : CODES[statement.kind]);
    this.statements.push(statement);
    this.scriptOf.push(this.entries.length - (kind === NODE.entry ? 0 : 1));
    for (const edge of this.open) this.lead(edge, node);
    this.open.length = 0;
    return node;
  }

  private edge(from: number, to: number, types: ContactMask, kind: number, unqueued = types): number {
    const edge = this.edgeCount++;
    const at = edge * FIELDS;
    if (at + FIELDS > this.edges.length) {
      const more = new Int32Array(this.edges.length * 2);
      more.set(this.edges);
      this.edges = more;
    }
    this.edges[at + FIELD.from] = from;
    this.edges[at + FIELD.to] = to;
    this.edges[at + FIELD.types] = types;
    this.edges[at + FIELD.unqueued] = unqueued;
    this.edges[at + FIELD.kind] = kind;
    return edge;
  }

  private lead(edge: number, to: number): void {
    this.edges[edge * FIELDS + FIELD.to] = to;
  }

  /** An edge to whatever node comes next. */
  private goesOn(from: number, types: ContactMask = ALL_CONTACTS, unqueued = types): void {
    this.open.push(this.edge(from, -1, types, EDGE.flow, unqueued));
  }

  private addBody(body: readonly Statement[]): void {
    for (const statement of body) this.addStatement(statement);
  }

  private addStatement(statement: Statement): void {
    const node = this.node(NODE.statement, statement);
    switch (statement.kind) {
      case 'quit':
      case 'disconnect':
      case 'close-contact':
      case 'route-contact':
        return;
      case 'execute':
      case 'execute-script':
        this.addJump(node, statement);
        return;
      case 'if':
        this.addIf(node, statement);
        return;
      case 'where':
        this.addWhere(node, statement);
        return;
      case 'event-handler':
        this.addHandler(node, statement);
        return;
      case 'open-voice-session': {
        // An e-mail contact skips the block.
        this.goesOn(node, ALL_CONTACTS & ~EMAIL_CONTACTS);
        this.addBody(statement.body);
        this.goesOn(node, ALL_CONTACTS & ~VOICE_CONTACTS);
        return;
      }
      case 'give-busy':
      case 'give-overflow':
      case 'route-call':
        this.goesOn(node, statement.controlled ? ALL_CONTACTS : ALL_CONTACTS & ~VOICE_CONTACTS);
        return;
      case 'route-call-default':
        this.goesOn(node, ALL_CONTACTS & ~VOICE_CONTACTS);
        return;
      case 'readvar':
        this.goesOn(node);
        this.addBody(statement.body);
        return;
      case 'wait':
      case 'get-response':
        this.suspensions.push(node);
        this.goesOn(node);
        return;
      default:
        this.goesOn(node);
    }
  }

  private addIf(node: number, { condition, then, else: other }: IfStatement): void {
    const types = typesOfCondition(this.tables, condition);
    const asksQueued = testsQueued(condition);
    if (asksQueued) this.queueTests.add(node);
    const unqueued = asksQueued ? typesOfCondition(this.tables, condition, false) : types;
    this.goesOn(node, types.yes, unqueued.yes);
    this.addBody(then);
    const held = this.hold();
    this.goesOn(node, types.no, unqueued.no);
    this.addBody(other ?? []);
    this.release(held);
  }

  /** A branch is at its end: what goes on from it waits; gives how much waited before. */
  private hold(): number {
    const before = this.held.length;
    for (const edge of this.open) this.held.push(edge);
    this.open.length = 0;
    return before;
  }

  /** The block is at its end: its branches go on together. */
  private release(before: number): void {
    for (let at = before; at < this.held.length; at++) this.open.push(this.held[at]!);
    this.held.length = before;
  }

  private addJump(node: number, statement: Extract<Statement, { kind: 'execute' | 'execute-script' }>): void {
    const name = statement.kind === 'execute' ? statement.section : statement.script;
    const reference = this.tables.references.get(name);
    const target =
      reference?.kind === 'section' ? reference.section : reference?.kind === 'script' ? reference.script : undefined;
    if (target === undefined) return;
    this.jumps.push(this.edge(node, -1, ALL_CONTACTS, EDGE.flow));
    this.targets.push(target);
  }

  private addWhere(node: number, statement: WhereStatement): void {
    const types = typesOfValues(this.tables, statement);
    const held = this.held.length;
    statement.branches.forEach((branch, index) => {
      this.goesOn(node, types?.[index] ?? ALL_CONTACTS);
      this.addBody(branch.body);
      this.hold();
    });
    this.goesOn(node, types?.[statement.branches.length] ?? ALL_CONTACTS);
    this.addBody(statement.default?.body ?? []);
    this.release(held);
  }

  private addHandler(node: number, statement: Extract<Statement, { kind: 'event-handler' }>): void {
    const events = this.node(NODE.events, statement);
    const resume = this.node(NODE.resume, statement);
    this.edge(node, events, ALL_CONTACTS, EDGE.handler);
    for (const { body } of statement.events) {
      this.goesOn(events);
      this.addBody(body);
      for (const edge of this.open) this.lead(edge, resume);
      this.open.length = 0;
    }
    this.handler ??= { events, resume };
    this.goesOn(node);
  }

  finish(): ControlFlow {
    this.jumps.forEach((edge, at) => {
      this.lead(edge, this.starts.get(this.targets[at]!) ?? 0);
    });
    const nodeCount = this.kinds.length;
    const order = sortedBy(this.column(FIELD.from), nodeCount);
    const edgeTo = this.column(FIELD.to, order.sorted);
    const into = sortedBy(edgeTo, nodeCount);
    return {
      scripts: this.analysis.scripts,
      nodeCount,
      kinds: new Uint8Array(this.kinds),
      codes: new Uint8Array(this.codes),
      statements: this.statements,
      sections: this.sections,
      scriptOf: new Int32Array(this.scriptOf),
      entries: new Int32Array(this.entries),
      ends: new Int32Array(this.ends),
      edgeStart: order.start,
      edgeFrom: this.column(FIELD.from, order.sorted),
      edgeTo,
      edgeTypes: this.column(FIELD.types, order.sorted),
      edgeTypesUnqueued: this.column(FIELD.unqueued, order.sorted),
      testsQueued: this.queueTests,
      edgeKinds: this.column(FIELD.kind, order.sorted),
      incomingStart: into.start,
      incoming: into.sorted,
    };
  }

  /** One field of all edges, in their order or in another. */
  private column(field: number, order?: Int32Array): Int32Array {
    const column = new Int32Array(this.edgeCount);
    for (let at = 0; at < column.length; at++)
      column[at] = this.edges[(order === undefined ? at : order[at]!) * FIELDS + field]!;
    return column;
  }
}

/** What is kept of an edge while the graph grows. */
const FIELD = { from: 0, to: 1, types: 2, unqueued: 3, kind: 4 } as const;
const FIELDS = Object.keys(FIELD).length;

/** Numbers of edges, sorted by a node of theirs and otherwise as they were; where each node's begin. */
function sortedBy(nodes: Int32Array, nodeCount: number): { readonly start: Int32Array; readonly sorted: Int32Array } {
  const start = new Int32Array(nodeCount + 1);
  for (let edge = 0; edge < nodes.length; edge++) start[nodes[edge]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) start[node + 1]! += start[node]!;
  const next = start.slice();
  const sorted = new Int32Array(nodes.length);
  for (let edge = 0; edge < nodes.length; edge++) sorted[next[nodes[edge]!]!++] = edge;
  return { start, sorted };
}
