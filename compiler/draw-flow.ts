/** Draws the flow part of one script from its tree. */
import {
  type IfStatement,
  type Name,
  nameKey,
  type Section,
  type Span,
  type Statement,
  type WhereStatement,
} from '../dsl/index.ts';
import type { AnalysedScript, ScriptTables } from './analysis.ts';
import {
  ALL_CONTACTS,
  type ContactMask,
  EMAIL_CONTACTS,
  testsQueued,
  typesOfCondition,
  typesOfValues,
  VOICE_CONTACTS,
} from './contact-masks.ts';
import { COLUMNS, closedPart, EDGE, type FlowPart, NODE, openColumns, statementCode, USE } from './flow-part.ts';
import { queueRow, serviceLists } from './queue-rows.ts';
import { eachUse } from './variable-uses.ts';

/** The part of a script. `watched`: keys of the variables whose uses are told. */
export function drawFlow(script: AnalysedScript, watched: ReadonlySet<string>): FlowPart {
  return new Drawing(script, watched).draw();
}

const NO_SPAN: Span = { start: 0, end: 0 };

/** A part while it grows; edges wait in `open` until the node is there that they lead to. */
class Drawing {
  private readonly script: AnalysedScript;
  private readonly tables: ScriptTables;
  private readonly watched: ReadonlySet<string>;
  private readonly columns = openColumns();
  private readonly names = new Map<string, number>();
  private readonly starts = new Map<Section, number>();
  /** Edges of jumps within the script, and where they lead, beside one another. */
  private readonly jumps: number[] = [];
  private readonly targets: Section[] = [];
  private nodeCount = 0;
  private edgeCount = 0;
  /** Edges that lead to the next node. */
  private readonly open: number[] = [];
  /** Edges that wait for the end of the block that their branch belongs to. */
  private readonly held: number[] = [];
  private readonly suspensions: number[] = [];
  private handler: { readonly events: number; readonly resume: number } | undefined;

  constructor(script: AnalysedScript, watched: ReadonlySet<string>) {
    this.script = script;
    this.tables = script.tables;
    this.watched = watched;
  }

  draw(): FlowPart {
    const { entry, sections } = this.script.file;
    this.goesOn(this.node(NODE.entry, 0, NO_SPAN));
    this.addBody(entry);
    for (const section of sections) {
      const node = this.node(NODE.section, 0, section.name.span);
      this.mark(node, 0, section.keyword);
      this.starts.set(section, node);
      this.goesOn(node);
      this.addBody(section.body);
    }
    this.node(NODE.end, 0, this.lastWord());
    this.connectHandler();
    this.jumps.forEach((edge, at) => {
      this.lead(edge, this.starts.get(this.targets[at]!)!);
    });
    this.nameVariables();
    return closedPart(this.columns, [...this.names.keys()]);
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

  private nameVariables(): void {
    const named = new Set<string>();
    this.tables.references.each((reference) => {
      if (reference.kind !== 'variable' || named.has(reference.name)) return;
      named.add(reference.name);
      this.columns.variables.push(this.name(nameKey(reference.name)));
    });
  }

  /** The last word of the text that is no comment; where there is none, its beginning. */
  private lastWord(): Span {
    const { entry, sections, source } = this.script.file;
    const section = sections.at(-1);
    const end = (section === undefined ? entry : section.body).at(-1)?.span.end ?? section?.name.span.end ?? 0;
    let start = end;
    while (start > 0 && !/\s/.test(source.text[start - 1] ?? '')) start--;
    return { start, end };
  }

  private name(key: string): number {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    this.names.set(key, this.names.size);
    return this.names.size - 1;
  }

  private node(kind: number, code: number, { start, end }: Span): number {
    const node = this.nodeCount++;
    this.columns.nodes.push(kind | (code << 3), start, end);
    for (const edge of this.open) this.lead(edge, node);
    this.open.length = 0;
    return node;
  }

  private mark(node: number, which: number, { start, end }: Span): void {
    this.columns.marks.push(node, which, start, end);
  }

  private edge(from: number, to: number, types: ContactMask, kind: number, unqueued = types): number {
    this.columns.edges.push(from, to, kind, types, unqueued);
    return this.edgeCount++;
  }

  private lead(edge: number, to: number): void {
    this.columns.edges[edge * COLUMNS.edges + 1] = to;
  }

  /** An edge to whatever node comes next. */
  private goesOn(from: number, types: ContactMask = ALL_CONTACTS, unqueued = types): void {
    this.open.push(this.edge(from, -1, types, EDGE.flow, unqueued));
  }

  private addBody(body: readonly Statement[]): void {
    for (const statement of body) this.addStatement(statement);
  }

  private addStatement(statement: Statement): void {
    const node = this.node(NODE.statement, statementCode(statement.kind), statement.keyword);
    if (this.watched.size > 0) eachUse(statement, (name, use) => this.addUse(node, name, use));
    switch (statement.kind) {
      case 'quit':
      case 'disconnect':
      case 'close-contact':
      case 'route-contact':
        return;
      case 'execute':
      case 'execute-script':
        this.addJump(node, statement.kind === 'execute' ? statement.section : statement.script);
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
      case 'queue-to-skillset':
        this.columns.queues.push(...queueRow(node, statement, (key) => this.name(key)));
        this.goesOn(node);
        return;
      case 'give-response':
        this.mark(node, 0, statement.response.span);
        this.goesOn(node);
        return;
      default:
        this.goesOn(node);
    }
  }

  private addUse(node: number, name: Name, use: keyof typeof USE): void {
    const reference = this.tables.references.get(name);
    const key = reference?.kind === 'variable' ? nameKey(reference.name) : '';
    if (!this.watched.has(key)) return;
    this.columns.uses.push(node, this.name(key), USE[use], name.span.start, name.span.end);
  }

  private addIf(node: number, { condition, then, else: other }: IfStatement): void {
    const types = typesOfCondition(this.tables, condition);
    let unqueued = types;
    if (testsQueued(condition)) {
      const queued = typesOfCondition(this.tables, condition, true);
      this.columns.queueTests.push(node, queued.yes, queued.no);
      unqueued = typesOfCondition(this.tables, condition, false);
    }
    for (const truth of [true, false]) {
      for (const keys of serviceLists(condition, truth))
        this.columns.guards.push(3 + keys.length, node, truth ? 1 : 0, ...keys.map((key) => this.name(key)));
    }
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

  private addJump(node: number, name: Name): void {
    this.mark(node, 0, name.span);
    const reference = this.tables.references.get(name);
    if (reference?.kind !== 'section' && reference?.kind !== 'script') return;
    const edge = this.edge(node, -1, ALL_CONTACTS, EDGE.flow);
    if (reference.kind === 'script') {
      this.columns.jumps.push(edge, this.name(nameKey(reference.name)));
      return;
    }
    this.jumps.push(edge);
    this.targets.push(reference.section);
  }

  private addWhere(node: number, statement: WhereStatement): void {
    const types = typesOfValues(this.tables, statement);
    const held = this.held.length;
    statement.branches.forEach((branch, index) => {
      this.mark(node, index, branch.keyword);
    });
    this.mark(node, statement.branches.length, statement.default?.keyword ?? statement.keyword);
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
    const events = this.node(NODE.events, 0, statement.keyword);
    const resume = this.node(NODE.resume, 0, statement.keyword);
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
}
