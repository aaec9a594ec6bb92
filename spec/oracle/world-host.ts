/** A World as the machine's Host: ids as they are, events at the line of their pc. */
import {
  CELL_WORDS,
  CELLS,
  encodeDefault,
  entryOf,
  FACT_WORDS,
  type GlobalValues,
  type Host,
  INTRINSICS,
  type IntrinsicRow,
  type LinkedProgram,
  type NameKind,
  type QueueChoice,
  type QueueKind,
  type RunEvent,
  spanAt,
  type Value,
} from '../../vm/index.ts';
import { SKILLSETS } from './catalogue.ts';
import { type Activation, idOf, nameOf } from './compile-program.ts';
import type { World } from './world.ts';

const CELL_COLUMNS = cellRows();
const FACT_COLUMNS = Object.values<IntrinsicRow>(INTRINSICS).flatMap(({ number, fact }) =>
  fact === undefined ? [] : [{ number, column: fact }],
);

/** The intrinsics that are cells: with OUT OF SERVICE comes no column of its own. */
function cellRows(): readonly { readonly number: number; readonly column: number }[] {
  return Object.values<IntrinsicRow>(INTRINSICS).flatMap(({ number, cell }) =>
    cell === undefined || cell.isZero ? [] : [{ number, column: CELLS[cell.name] }],
  );
}

export class WorldHost implements Host {
  readonly cells = new Int32Array(SKILLSETS.length * CELL_WORDS);
  readonly facts = new Int32Array(FACT_WORDS);
  readonly factsAt = 0;
  readonly #world: World;
  readonly #activations: readonly Activation[];
  /** The program that the machine runs: pcs of events are its. */
  program: () => LinkedProgram;
  readonly #programs: readonly LinkedProgram[];

  constructor(world: World, activations: readonly Activation[], programs: readonly LinkedProgram[]) {
    this.#world = world;
    this.#activations = activations;
    this.#programs = programs;
    this.program = () => programs[0]!;
    this.wake();
  }

  /** A script is woken: the facts of this turn, and the cells. */
  wake(): void {
    for (const { number, column } of FACT_COLUMNS) this.facts[column] = this.#world.askInt(number, []);
    this.refresh();
  }

  /** The cells at the present moment. */
  refresh(): void {
    for (let id = 0; id < SKILLSETS.length; id++) {
      for (const { number, column } of CELL_COLUMNS)
        this.cells[id * CELL_WORDS + column] = this.#world.askInt(number, [id]);
    }
  }

  #tell(...entry: (string | number)[]): void {
    this.#world.tell(...entry);
    this.refresh();
  }

  get #directory() {
    return this.#activations[this.#world.activation]!.directory;
  }

  askInt(intrinsic: number): number {
    return this.#world.askInt(intrinsic, []);
  }

  askIntOf(intrinsic: number, operands: readonly number[]): number {
    return this.#world.askInt(intrinsic, operands);
  }

  askString(intrinsic: number): string {
    return this.#world.askText(intrinsic);
  }

  contactData(key: string): string {
    return this.#world.contactData(key);
  }

  ccAddresses(): readonly string[] {
    return this.#world.copies();
  }

  globals(snapshot: number): GlobalValues {
    return this.#activations[snapshot]!.globals;
  }

  newestGlobals(): number {
    return this.#world.activation;
  }

  callDefault(variable: number): Value {
    return encodeDefault(this.#directory.variables[variable]!, (kind, name) => this.idOf(kind, name));
  }

  #variable(variable: number): string {
    return nameOf(this.#directory, 'variable', variable).toLowerCase();
  }

  readShared(variable: number): number {
    return this.#world.readShared(this.#variable(variable));
  }

  writeShared(variable: number, value: number): void {
    this.#world.writeShared(this.#variable(variable), value);
    this.refresh();
  }

  queue(kind: QueueKind, ids: readonly number[], priority: number, choice: QueueChoice): void {
    this.#tell('queue', kind, priority, choice, ...ids);
  }

  changePriority(kind: QueueKind, ids: readonly number[], priority: number): void {
    this.#tell('change', kind, priority, ...ids);
  }

  remove(kind: QueueKind, ids: readonly number[]): void {
    this.#tell('remove', kind, ...ids);
  }

  log(values: readonly Value[]): void {
    this.#tell('log', ...values);
  }

  sendInfo(provider: number, values: readonly Value[]): void {
    this.#tell('info', provider, ...values);
  }

  sendRequest(provider: number, values: readonly Value[]): void {
    this.#tell('request', provider, ...values);
  }

  giveResponse(response: number): void {
    this.#tell('respond', response);
  }

  offerResponses(responses: readonly number[]): void {
    this.#tell('offer', ...responses);
  }

  routeContact(address: string): void {
    this.#tell('route', address);
  }

  closeContact(reason: number): void {
    this.#tell('close', reason);
  }

  event(kind: RunEvent, pc: number, _detail: string): void {
    const { image } = this.program();
    const span = spanAt(image, pc);
    this.#world.event(kind, span === undefined ? '' : image.scripts[span.script]!.name, span?.line ?? 0);
  }

  script(name: string): { readonly program: LinkedProgram; readonly entry: number } | undefined {
    const program = this.#programs[this.#world.activation]!;
    const entry = entryOf(program, name);
    return entry < 0 ? undefined : { program, entry };
  }

  nameOf(kind: NameKind, id: number): string {
    return nameOf(this.#directory, kind, id);
  }

  idOf(kind: NameKind, name: string): number {
    return idOf(this.#directory, kind, name);
  }
}
