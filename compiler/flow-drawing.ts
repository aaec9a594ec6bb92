/** Draws the flow parts of scripts from their trees. */
import {
  type Expression,
  type IfStatement,
  type Name,
  nameKey,
  type Operand,
  type ScriptFile,
  type Span,
  type Statement,
  type WhereStatement,
} from '../dsl/index.ts';
import type { AnalysedScript, ScriptTables } from './analysis.ts';
import {
  ALL_CONTACTS,
  type ContactMask,
  EITHER,
  EMAIL_CONTACTS,
  QUESTION,
  questionsIn,
  typesOfCondition,
  typesOfValues,
  VOICE_CONTACTS,
} from './contact-masks.ts';
import { COLUMNS, closedPart, EDGE, type FlowPart, NODE, openColumns, statementCode, USE } from './flow-part.ts';
import { serviceLists, skillsetKey } from './queue-rows.ts';
import { eachUse } from './variable-uses.ts';
import { WordList } from './word-list.ts';

const NO_SPAN: Span = { start: 0, end: 0 };

/** Draws the parts of a set's scripts, one after the other: the lists that a part grows in are made once. Edges wait in `open` until the node is there that they lead to. */
export class FlowDrawing {
  /** Keys of the variables whose uses are told. */
  private readonly watched: ReadonlySet<string>;
  private readonly columns = openColumns();
  private tables!: ScriptTables;
  private names = new Map<string, number>();
  /** By section: its node. */
  private readonly starts = new WordList();
  /** Edges of jumps within the script, each followed by the section where it leads. */
  private readonly jumps = new WordList();
  private nodeCount = 0;
  private edgeCount = 0;
  /** Edges that lead to the next node. */
  private readonly open = new WordList();
  /** Edges that wait for the end of the block that their branch belongs to. */
  private readonly held = new WordList();
  private readonly suspensions = new WordList();
  /** All that is emptied for the next script. */
  private readonly lists = [
    ...Object.values(this.columns),
    ...[this.starts, this.jumps, this.open, this.held, this.suspensions],
  ];
  private handler: { readonly events: number; readonly resume: number } | undefined;

  constructor(watched: ReadonlySet<string>) {
    this.watched = watched;
  }

  /** The part of a script. */
  draw({ file, tables }: AnalysedScript): FlowPart {
    this.begin(tables);
    this.goesOn(this.node(NODE.entry, 0, NO_SPAN));
    this.addBody(file.entry);
    for (const section of file.sections) {
      const node = this.node(NODE.section, 0, section.name.span);
      this.mark(node, 0, section.keyword);
      this.starts.push(node);
      this.goesOn(node);
      this.addBody(section.body);
    }
    this.node(NODE.end, 0, lastWord(file));
    this.connectHandler();
    for (let at = 0; at < this.jumps.length; at += 2)
      this.lead(this.jumps.at(at), this.starts.at(this.jumps.at(at + 1)));
    this.nameVariables();
    return closedPart(this.columns, [...this.names.keys()]);
  }

  private begin(tables: ScriptTables): void {
    this.tables = tables;
    this.names = new Map();
    this.nodeCount = 0;
    this.edgeCount = 0;
    this.handler = undefined;
    for (const list of this.lists) list.length = 0;
  }

  /** An event may come at every suspension of the script, and its body goes back there. */
  private connectHandler(): void {
    const { handler, suspensions } = this;
    if (handler === undefined) return;
    for (let at = 0; at < suspensions.length; at++) {
      this.edge(suspensions.at(at), handler.events, ALL_CONTACTS, EDGE.event);
      this.edge(handler.resume, suspensions.at(at), ALL_CONTACTS, EDGE.resume);
    }
  }

  private nameVariables(): void {
    for (const { name } of this.tables.variables) this.columns.variables.push(this.name(nameKey(name)));
  }

  private name(key: string): number {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const { size } = this.names;
    this.names.set(key, size);
    return size;
  }

  private node(kind: number, code: number, { start, end }: Span): number {
    const node = this.nodeCount++;
    const { nodes } = this.columns;
    nodes.push(kind | (code << 3));
    nodes.push(start);
    nodes.push(end);
    this.leadOpen(node);
    return node;
  }

  private mark(node: number, which: number, { start, end }: Span): void {
    const { marks } = this.columns;
    marks.push(node);
    marks.push(which);
    marks.push(start);
    marks.push(end);
  }

  private edge(from: number, to: number, types: ContactMask, kind: number, unqueued = types): number {
    const { edges } = this.columns;
    edges.push(from);
    edges.push(to);
    edges.push(kind);
    edges.push(types);
    edges.push(unqueued);
    return this.edgeCount++;
  }

  private lead(edge: number, to: number): void {
    this.columns.edges.set(edge * COLUMNS.edges + 1, to);
  }

  /** The edges that wait for the next node have it. */
  private leadOpen(to: number): void {
    const { open } = this;
    for (let at = 0; at < open.length; at++) this.lead(open.at(at), to);
    open.length = 0;
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
        this.addQueue(node, statement.skillsets);
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
    const { uses } = this.columns;
    uses.push(node);
    uses.push(this.name(key));
    uses.push(USE[use]);
    uses.push(name.span.start);
    uses.push(name.span.end);
  }

  private addQueue(node: number, skillsets: readonly Operand[]): void {
    const { queues } = this.columns;
    queues.push(2 + 3 * skillsets.length);
    queues.push(node);
    for (const operand of skillsets) {
      queues.push(this.name(skillsetKey(operand)));
      queues.push(operand.span.start);
      queues.push(operand.span.end);
    }
  }

  private addIf(node: number, { condition, then, else: other }: IfStatement): void {
    const questions = questionsIn(condition);
    const types = (questions & QUESTION.types) === 0 ? EITHER : typesOfCondition(this.tables, condition);
    let unqueued = types;
    if ((questions & QUESTION.queued) !== 0) {
      const queued = typesOfCondition(this.tables, condition, true);
      const { queueTests } = this.columns;
      queueTests.push(node);
      queueTests.push(queued.yes);
      queueTests.push(queued.no);
      unqueued = typesOfCondition(this.tables, condition, false);
    }
    if ((questions & QUESTION.service) !== 0) {
      this.addGuards(node, condition, true);
      this.addGuards(node, condition, false);
    }
    this.goesOn(node, types.yes, unqueued.yes);
    this.addBody(then);
    const held = this.hold();
    this.goesOn(node, types.no, unqueued.no);
    if (other !== undefined) this.addBody(other);
    this.release(held);
  }

  private addGuards(node: number, condition: Expression, truth: boolean): void {
    const { guards } = this.columns;
    for (const keys of serviceLists(condition, truth)) {
      guards.push(3 + keys.length);
      guards.push(node);
      guards.push(truth ? 1 : 0);
      for (const key of keys) guards.push(this.name(key));
    }
  }

  /** A branch is at its end: what goes on from it waits; gives how much waited before. */
  private hold(): number {
    const { open, held } = this;
    const before = held.length;
    for (let at = 0; at < open.length; at++) held.push(open.at(at));
    open.length = 0;
    return before;
  }

  /** The block is at its end: its branches go on together. */
  private release(before: number): void {
    const { open, held } = this;
    for (let at = before; at < held.length; at++) open.push(held.at(at));
    held.length = before;
  }

  private addJump(node: number, name: Name): void {
    this.mark(node, 0, name.span);
    const reference = this.tables.references.get(name);
    if (reference?.kind !== 'section' && reference?.kind !== 'script') return;
    const edge = this.edge(node, -1, ALL_CONTACTS, EDGE.flow);
    const list = reference.kind === 'script' ? this.columns.jumps : this.jumps;
    list.push(edge);
    list.push(reference.kind === 'script' ? this.name(nameKey(reference.name)) : reference.index);
  }

  private addWhere(node: number, statement: WhereStatement): void {
    const { branches, default: otherwise } = statement;
    const types = typesOfValues(this.tables, statement);
    const held = this.held.length;
    for (let index = 0; index < branches.length; index++) this.mark(node, index, branches[index]!.keyword);
    this.mark(node, branches.length, otherwise?.keyword ?? statement.keyword);
    for (let index = 0; index < branches.length; index++) {
      this.goesOn(node, types?.[index] ?? ALL_CONTACTS);
      this.addBody(branches[index]!.body);
      this.hold();
    }
    this.goesOn(node, types?.[branches.length] ?? ALL_CONTACTS);
    if (otherwise !== undefined) this.addBody(otherwise.body);
    this.release(held);
  }

  private addHandler(node: number, statement: Extract<Statement, { kind: 'event-handler' }>): void {
    const events = this.node(NODE.events, 0, statement.keyword);
    const resume = this.node(NODE.resume, 0, statement.keyword);
    this.edge(node, events, ALL_CONTACTS, EDGE.handler);
    for (const { body } of statement.events) {
      this.goesOn(events);
      this.addBody(body);
      this.leadOpen(resume);
    }
    this.handler ??= { events, resume };
    this.goesOn(node);
  }
}

/** The last word of the text that is no comment; where there is none, its beginning. */
function lastWord({ entry, sections, source }: ScriptFile): Span {
  const section = sections.at(-1);
  const end = (section === undefined ? entry : section.body).at(-1)?.span.end ?? section?.name.span.end ?? 0;
  let start = end;
  while (start > 0 && !/\s/.test(source.text[start - 1] ?? '')) start--;
  return { start, end };
}
