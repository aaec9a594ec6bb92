/** The host of a single decision: answers out of plain facts, effects into plain actions. */
import type { Directory, NameKind } from '../directory.ts';
import type { GlobalValues, Host, LinkedProgram, QueueChoice, QueueKind, RunEvent, Stop, Value } from '../host.ts';
import { intrinsicByNumber } from '../intrinsics.ts';
import { entryOf } from '../link.ts';
import type { ProgramSymbol } from '../program.ts';
import { forgetArguments } from '../registers.ts';
import { CELL_WORDS, FACT_WORDS } from '../typed-state.ts';
import { buildGlobals, encodeDefault, type IdOf } from '../values.ts';
import type { Action } from './decision.ts';
import { askedOf, type Facts, intOfFact, type Plain, type SkillsetFacts, writeCells } from './facts.ts';
import { Gathering } from './gathering.ts';
import { putFacts } from './told-places.ts';

const NO_FACTS: Facts = {};

/** What a program may read. */
export interface Reads {
  /** Columns of facts. */
  readonly facts: Int32Array;
  /** Ids of skillsets, and for each the columns of its cells as bits. */
  readonly skillsets: readonly number[];
  readonly cells: readonly number[];
}

/** Names of each kind, by id. */
function namesOf(directory: Directory): { readonly [K in NameKind]: readonly string[] } {
  const name = (entry: { readonly name: string }): string => entry.name;
  return {
    skillset: directory.skillsets.map(name),
    agent: directory.agents.map(({ login }) => login),
    variable: directory.variables.map(name),
    response: directory.responses.map(name),
    reason: directory.reasons.map(name),
    provider: directory.providers.map(name),
  };
}

/** Made once a decider; begin() gives it the facts of the next decision. */
export class DecideHost implements Host {
  readonly cells: Int32Array;
  readonly facts = new Int32Array(FACT_WORDS);
  readonly factsAt = 0;
  /** What the present decision did. */
  readonly actions = new Gathering<Action>();
  readonly waits = new Gathering<number>();
  /** Set by the decider: where EXECUTE SCRIPT looks. */
  program: LinkedProgram | undefined;
  readonly idOf: IdOf;
  readonly #names: ReturnType<typeof namesOf>;
  readonly #directory: Directory;
  readonly #globals: GlobalValues;
  readonly #defaults: readonly Value[];
  /** Names as the lists that actions hold: of one id, and of a program's lists, which are the same array each time. */
  readonly #alone: Readonly<Record<'agent' | 'response', readonly (readonly string[])[]>>;
  readonly #aloneSkillsets: readonly (readonly string[])[];
  readonly #lists = new Map<readonly number[], readonly string[]>();
  #told: Facts = NO_FACTS;
  #reads: Reads = { facts: new Int32Array(0), skillsets: [], cells: [] };
  #readNames: readonly string[] = [];
  #skillsets: (SkillsetFacts | undefined)[] = [];

  constructor(directory: Directory) {
    const names = namesOf(directory);
    const ids = new Map(
      Object.entries(names).map(([kind, each]) => [kind, new Map(each.map((name, id) => [name.toLowerCase(), id]))]),
    );
    this.idOf = (kind, name) => ids.get(kind)?.get(name.toLowerCase()) ?? -1;
    this.#names = names;
    const alone = (each: readonly string[]): (readonly string[])[] => each.map((name) => Object.freeze([name]));
    this.#aloneSkillsets = alone(names.skillset);
    this.#alone = { agent: alone(names.agent), response: alone(names.response) };
    this.#directory = directory;
    this.cells = new Int32Array(names.skillset.length * CELL_WORDS);
    const numbered = directory.variables.map((entry, id) => ({ id, entry }));
    this.#globals = buildGlobals(0, numbered, this.idOf);
    this.#defaults = directory.variables.map((entry) => encodeDefault(entry, this.idOf));
  }

  /** The id of a symbol in the directory; -1 when it has none of that kind. */
  resolve(symbol: ProgramSymbol): number {
    const id = this.idOf(symbol.kind, symbol.name);
    if (symbol.kind !== 'variable' || id < 0) return id;
    const { scope, class: kind, type } = this.#directory.variables[id]!;
    return scope === symbol.scope && kind === symbol.class && type === symbol.type ? id : -1;
  }

  /** What the program reads; before the first decision. */
  reads(reads: Reads): void {
    this.#reads = reads;
    this.#readNames = reads.skillsets.map((id) => this.nameOf('skillset', id));
  }

  /** Takes the facts of a decision. */
  begin(told: Facts): void {
    this.look(told);
    putFacts(this.facts, this.#reads.facts, told, this.idOf);
    this.takeSkillsets(told);
  }

  /** Nothing was done yet, and what is asked for by name is asked of these facts. */
  look(told: Facts): void {
    this.actions.clear();
    this.waits.clear();
    this.#told = told;
    // A fact that cannot be so may have broken off a LOG.
    forgetArguments();
  }

  takeSkillsets(told: Facts): void {
    const { skillsets } = this.#reads;
    const { skillsets: byName } = told;
    const names = this.#readNames;
    const count = skillsets.length;
    // Each of these reads one name only, which makes it a load; in a loop it is a search.
    if (count > 0) this.#take(0, byName?.[names[0]!]);
    if (count > 1) this.#take(1, byName?.[names[1]!]);
    if (count > 2) this.#take(2, byName?.[names[2]!]);
    if (count > 3) this.#take(3, byName?.[names[3]!]);
    if (count > 4) this.#take(4, byName?.[names[4]!]);
    if (count > 5) this.#take(5, byName?.[names[5]!]);
    for (let i = 6; i < count; i++) this.#take(i, byName?.[names[i]!]);
  }

  #take(nth: number, facts: SkillsetFacts | undefined): void {
    const id = this.#reads.skillsets[nth]!;
    this.#skillsets[id] = facts;
    const cells = this.#reads.cells[nth]!;
    if (cells !== 0) writeCells(this.cells, id, facts, cells);
  }

  /** Its length, where it is a wait. */
  stopped(stop: Stop): void {
    if (stop.kind === 'wait') this.waits.add(stop.seconds);
  }

  askInt(intrinsic: number): number {
    const { name } = intrinsicByNumber(intrinsic)!;
    return intOfFact(name, this.#told[name as keyof Facts] as Plain | undefined, this.idOf);
  }

  askIntOf(intrinsic: number, ids: readonly number[]): number {
    if (ids.length === 1) {
      const facts = this.#skillsets[ids[0]!];
      const value = facts === undefined ? undefined : askedOf(facts, intrinsic);
      if (typeof value === 'number') return value | 0;
    }
    return this.#askOf(intrinsic, ids);
  }

  /** Of several skillsets, of an agent, or what is no plain number. */
  #askOf(intrinsic: number, ids: readonly number[]): number {
    const { name, row } = intrinsicByNumber(intrinsic)!;
    if (row.operand === 'agent') {
      const facts = this.#told.agents?.[this.nameOf('agent', ids[0]!)];
      return intOfFact(name, facts?.[name as keyof typeof facts], this.idOf);
    }
    if (ids.length === 1) return this.#of(name as keyof SkillsetFacts, ids[0]!);
    const answers = ids.map((id) => this.#of(name as keyof SkillsetFacts, id));
    return ofSeveral(name as keyof SkillsetFacts, answers);
  }

  #of(name: keyof SkillsetFacts, skillset: number): number {
    if (name === 'OUT OF SERVICE') return this.cells[skillset * CELL_WORDS] === 0 ? 1 : 0;
    const value = this.#skillsets[skillset]?.[name];
    return typeof value === 'number' ? value | 0 : intOfFact(name, value, this.idOf);
  }

  askString(intrinsic: number): string {
    const { name } = intrinsicByNumber(intrinsic)!;
    if (name === 'CCADDRESS') return this.ccAddresses().join(', ');
    return String(this.#told[name as keyof Facts] ?? '');
  }

  contactData(key: string): string {
    return this.#told.data?.[key] ?? '';
  }

  ccAddresses(): readonly string[] {
    return this.#told.CCADDRESS ?? [];
  }

  globals(): GlobalValues {
    return this.#globals;
  }

  newestGlobals(): number {
    return 0;
  }

  callDefault(variable: number): Value {
    return this.#defaults[variable] ?? 0;
  }

  readShared(variable: number): number {
    const value = this.#told.shared?.[this.nameOf('variable', variable)] ?? this.#defaults[variable];
    return typeof value === 'number' ? value : 0;
  }

  writeShared(variable: number, value: number): void {
    this.actions.add({ kind: 'save', variable: this.nameOf('variable', variable), value });
  }

  #listOf(kind: 'skillset' | 'agent' | 'response', ids: readonly number[]): readonly string[] {
    const alone = kind === 'skillset' ? this.#aloneSkillsets : this.#alone[kind];
    const only = ids.length === 1 ? alone[ids[0]!] : undefined;
    const known = only ?? this.#lists.get(ids);
    if (known !== undefined) return known;
    const names = Object.freeze(ids.map((id) => this.nameOf(kind, id)));
    // Lists of the program only: those out of registers are made anew each time.
    if (this.program?.lists.includes(ids) === true) this.#lists.set(ids, names);
    return names;
  }

  queue(queue: QueueKind, ids: readonly number[], priority: number, choice: QueueChoice): void {
    const to = this.#listOf(queue === 'agent' ? 'agent' : 'skillset', ids);
    this.actions.add({ kind: 'queue', queue, to, priority, choice });
  }

  changePriority(queue: QueueKind, ids: readonly number[], priority: number): void {
    const names = this.#listOf(queue === 'agent' ? 'agent' : 'skillset', ids);
    this.actions.add({ kind: 'change_priority', queue, in: names, priority });
  }

  remove(queue: QueueKind, ids: readonly number[]): void {
    this.actions.add({ kind: 'remove', queue, from: this.#listOf(queue === 'agent' ? 'agent' : 'skillset', ids) });
  }

  log(values: readonly Value[]): void {
    this.actions.add({ kind: 'log', values });
  }

  sendInfo(provider: number, values: readonly Value[]): void {
    this.actions.add({ kind: 'send_info', provider: this.nameOf('provider', provider), values });
  }

  sendRequest(provider: number, values: readonly Value[]): void {
    this.actions.add({ kind: 'send_request', provider: this.nameOf('provider', provider), values });
  }

  giveResponse(response: number): void {
    this.actions.add({ kind: 'respond', response: this.nameOf('response', response) });
  }

  offerResponses(responses: readonly number[]): void {
    this.actions.add({ kind: 'offer', responses: this.#listOf('response', responses) });
  }

  routeContact(address: string): void {
    this.actions.add({ kind: 'route', address });
  }

  closeContact(reason: number): void {
    this.actions.add({ kind: 'close', reason: reason < 0 ? undefined : this.nameOf('reason', reason) });
  }

  event(event: RunEvent, _pc: number, detail: string): void {
    this.actions.add({ kind: 'event', event, detail });
  }

  script(name: string): { readonly program: LinkedProgram; readonly entry: number } | undefined {
    const { program } = this;
    const entry = program === undefined ? -1 : entryOf(program, name);
    return program === undefined || entry < 0 ? undefined : { program, entry };
  }

  nameOf(kind: NameKind, id: number): string {
    return this.#names[kind][id] ?? '';
  }
}

/** The rule of language §6 for a list; counts are added, since plain facts do not say who is counted twice. */
function ofSeveral(name: keyof SkillsetFacts, answers: readonly number[]): number {
  switch (name) {
    case 'OUT OF SERVICE':
      return answers.every((answer) => answer !== 0) ? 1 : 0;
    case 'QUEUED COUNT':
    case 'LOGGED AGENT COUNT':
    case 'IDLE AGENT COUNT':
      return answers.reduce((sum, answer) => sum + answer, 0) | 0;
    case 'OLDEST':
      return Math.max(0, ...answers);
    case 'SERVICE LEVEL':
      return answers.length === 0 ? 100 : Math.min(...answers);
    default: {
      const known = answers.filter((answer) => answer !== 0);
      return known.length === 0 ? 0 : Math.min(...known);
    }
  }
}
