/**
 * A small host for tests and measurements: a directory given as plain lists, answers set by the test, effects written down as lines
 * such as `queue skillset [a_sk b_sk] 3 each`. Not part of the floor's interface.
 */
import type { NameKind, VariableEntry } from '../directory.ts';
import type { Host, LinkedProgram, QueueChoice, QueueKind, RunEvent, Value } from '../host.ts';
import { INTRINSICS, type IntrinsicName, type IntrinsicRow, intrinsicByNumber } from '../intrinsics.ts';
import { entryOf, link } from '../link.ts';
import type { Program, ProgramSymbol } from '../program.ts';
import { CELL_WORDS, CELLS, type CellName, FACT_WORDS } from '../typed-state.ts';
import { buildGlobals, encodeDefault } from '../values.ts';

/** The names that a test's programs may use, by kind; ids are positions. */
export interface TestNames {
  readonly skillsets?: readonly string[];
  readonly agents?: readonly string[];
  readonly responses?: readonly string[];
  readonly reasons?: readonly string[];
  readonly providers?: readonly string[];
  readonly variables?: readonly VariableEntry[];
}

const ROOM = 64;

const FACTS = Object.values<IntrinsicRow>(INTRINSICS).flatMap(({ number, fact }) =>
  fact === undefined ? [] : [{ number, fact }],
);

/** A host whose answers a test sets and whose effects it reads. */
export class TestHost implements Host {
  readonly cells = new Int32Array(ROOM * CELL_WORDS);
  readonly factsAt = 0;
  readonly #facts = new Int32Array(FACT_WORDS);
  /** Answers by intrinsic; 0, or '' for strings, where none is set. With a list, `name a_sk,b_sk` comes before `name`. */
  readonly answers = new Map<string, number | string>();
  readonly data = new Map<string, string>();
  copies: readonly string[] = [];
  /** Effects, in order. */
  readonly effects: string[] = [];
  /** Events: `kind@pc detail`. */
  readonly events: { readonly kind: RunEvent; readonly pc: number; readonly detail: string }[] = [];
  readonly shared = new Map<number, number>();
  /** Programs by name, in which EXECUTE SCRIPT looks; the last activated first. */
  readonly activated: LinkedProgram[] = [];
  /** Snapshots of globals, by number. */
  readonly snapshots: ReturnType<typeof buildGlobals>[] = [];
  variables: readonly VariableEntry[];
  readonly #names: Readonly<Record<Exclude<NameKind, 'variable'>, readonly string[]>>;

  constructor(names: TestNames = {}) {
    this.#names = {
      skillset: names.skillsets ?? [],
      agent: names.agents ?? [],
      response: names.responses ?? [],
      reason: names.reasons ?? [],
      provider: names.providers ?? [],
    };
    this.variables = names.variables ?? [];
    this.takeSnapshot(this.variables);
  }

  /** Sets an intrinsic's answer. */
  answer(name: IntrinsicName | `${IntrinsicName} ${string}`, value: number | string | boolean): this {
    this.answers.set(name, typeof value === 'boolean' ? Number(value) : value);
    return this;
  }

  /** Sets a skillset's cell, by its position. */
  setCell(skillset: number, cell: CellName, value: number): this {
    this.cells[skillset * CELL_WORDS + CELLS[cell]] = value;
    return this;
  }

  /** The answers that are facts, as they are when a run begins. */
  get facts(): Int32Array {
    for (const { number, fact } of FACTS) this.#facts[fact] = this.askInt(number);
    return this.#facts;
  }

  /** The globals of these variables become the newest snapshot. */
  takeSnapshot(variables: readonly VariableEntry[]): void {
    this.variables = variables;
    const numbered = variables.map((entry, id) => ({ id, entry }));
    this.snapshots.push(buildGlobals(this.snapshots.length, numbered, (kind, name) => this.idOf(kind, name)));
  }

  /** Links a program to this host's names and activates it. */
  activate(program: Program): LinkedProgram {
    const linked = link(program, (symbol) => this.resolve(symbol));
    this.activated.unshift(linked);
    return linked;
  }

  resolve(symbol: ProgramSymbol): number {
    if (symbol.kind !== 'variable') return this.idOf(symbol.kind, symbol.name);
    return this.variables.findIndex(
      ({ name, type, scope }) =>
        name.toLowerCase() === symbol.name.toLowerCase() && type === symbol.type && scope === symbol.scope,
    );
  }

  idOf(kind: NameKind, name: string): number {
    if (kind === 'variable') return this.variables.findIndex((variable) => variable.name === name);
    return this.#names[kind].findIndex((each) => each.toLowerCase() === name.toLowerCase());
  }

  nameOf(kind: NameKind, id: number): string {
    return (kind === 'variable' ? this.variables[id]?.name : this.#names[kind][id]) ?? `${kind} ${id}`;
  }

  askInt(intrinsic: number): number {
    return this.#answer(intrinsic, '') as number;
  }

  askIntOf(intrinsic: number, operands: readonly number[]): number {
    const row = intrinsicByNumber(intrinsic)!;
    const kind = row.row.operand === 'agent' ? 'agent' : 'skillset';
    return this.#answer(intrinsic, operands.map((id) => this.nameOf(kind, id)).join(',')) as number;
  }

  askString(intrinsic: number): string {
    return this.#answer(intrinsic, '') as string;
  }

  #answer(intrinsic: number, operands: string): number | string {
    const { name, row } = intrinsicByNumber(intrinsic)!;
    const isText = row.type === 'string' || row.type === 'dn';
    if (row === INTRINSICS.CCADDRESS) return this.copies.join(', ');
    return this.answers.get(`${name} ${operands}`) ?? this.answers.get(name) ?? (isText ? '' : 0);
  }

  contactData(key: string): string {
    return this.data.get(key) ?? '';
  }

  ccAddresses(): readonly string[] {
    return this.copies;
  }

  globals(snapshot: number) {
    return this.snapshots[snapshot]!;
  }

  newestGlobals(): number {
    return this.snapshots.length - 1;
  }

  callDefault(variable: number): Value {
    const entry = this.variables[variable];
    return entry === undefined ? 0 : encodeDefault(entry, (kind, name) => this.idOf(kind, name));
  }

  readShared(variable: number): number {
    return this.shared.get(variable) ?? 0;
  }

  writeShared(variable: number, value: number): void {
    this.shared.set(variable, value);
  }

  #ids(kind: QueueKind, ids: readonly number[]): string {
    return `${kind} [${ids.map((id) => this.nameOf(kind === 'agent' ? 'agent' : 'skillset', id)).join(' ')}]`;
  }

  queue(kind: QueueKind, ids: readonly number[], priority: number, choice: QueueChoice): void {
    this.effects.push(`queue ${this.#ids(kind, ids)} ${priority} ${choice}`);
  }

  changePriority(kind: QueueKind, ids: readonly number[], priority: number): void {
    this.effects.push(`change ${this.#ids(kind, ids)} ${priority}`);
  }

  remove(kind: QueueKind, ids: readonly number[]): void {
    this.effects.push(`remove ${this.#ids(kind, ids)}`);
  }

  log(values: readonly Value[]): void {
    this.effects.push(`log ${values.map((value) => JSON.stringify(value)).join(' ')}`);
  }

  sendInfo(provider: number, values: readonly Value[]): void {
    this.effects.push(`info ${this.nameOf('provider', provider)} ${JSON.stringify(values)}`);
  }

  sendRequest(provider: number, values: readonly Value[]): void {
    this.effects.push(`request ${this.nameOf('provider', provider)} ${JSON.stringify(values)}`);
  }

  giveResponse(response: number): void {
    this.effects.push(`respond ${this.nameOf('response', response)}`);
  }

  offerResponses(responses: readonly number[]): void {
    this.effects.push(`offer ${responses.map((id) => this.nameOf('response', id)).join(' ')}`);
  }

  routeContact(address: string): void {
    this.effects.push(`route ${address}`);
  }

  closeContact(reason: number): void {
    this.effects.push(`close ${reason < 0 ? '' : this.nameOf('reason', reason)}`.trimEnd());
  }

  event(kind: RunEvent, pc: number, detail: string): void {
    this.events.push({ kind, pc, detail });
  }

  script(name: string): { program: LinkedProgram; entry: number } | undefined {
    const program = this.activated[0];
    const entry = program === undefined ? -1 : entryOf(program, name);
    return program === undefined || entry < 0 ? undefined : { program, entry };
  }
}
