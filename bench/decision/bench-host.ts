/** A host on the typed state: what the core does without its rules, so that the machine alone is measured. */
import { buildGlobals, FACT_WORDS, type Host, INTRINSICS, type QueueKind } from '../../vm/index.ts';
import { type CenterState, EFFECT, effect, PLACE, PLACE_WORDS } from './center-state.ts';

const EXPECTED_WAIT_TIME = INTRINSICS['EXPECTED WAIT TIME'].number;
const POSITION_IN_QUEUE = INTRINSICS['POSITION IN QUEUE'].number;

function unused(what: string): never {
  throw new Error(`the measured script uses no ${what}`);
}

export class BenchHost implements Host {
  readonly cells: Int32Array;
  readonly facts: Int32Array;
  readonly #state: CenterState;
  readonly #places: Int32Array;
  readonly #globals = buildGlobals(0, [], () => -1);

  constructor(state: CenterState) {
    this.#state = state;
    this.#places = state.places;
    this.cells = state.cells;
    this.facts = state.facts;
  }

  get factsAt(): number {
    return this.#state.contact * FACT_WORDS;
  }

  askIntOf(intrinsic: number): number {
    const places = this.#places;
    const place = this.#state.contact * PLACE_WORDS;
    if (intrinsic === EXPECTED_WAIT_TIME) return places[place + PLACE.expectedWait]!;
    if (intrinsic === POSITION_IN_QUEUE) return places[place + PLACE.position]!;
    return places[place + PLACE.priority]!;
  }

  queue(_kind: QueueKind, ids: readonly number[], priority: number): void {
    effect(this.#state, EFFECT.queue, ids[0]!, ids.length > 1 ? ids[1]! : -1, priority);
  }

  changePriority(_kind: QueueKind, ids: readonly number[], priority: number): void {
    effect(this.#state, EFFECT.change, ids[0]!, 0, priority);
  }

  giveResponse(response: number): void {
    effect(this.#state, EFFECT.respond, response, 0, 0);
  }

  offerResponses(responses: readonly number[]): void {
    effect(this.#state, EFFECT.offer, responses[0]!, 0, 0);
  }

  globals() {
    return this.#globals;
  }

  newestGlobals(): number {
    return 0;
  }

  callDefault(): number {
    return 0;
  }

  askInt = (): never => unused('intrinsics that are no facts');
  askString = (): never => unused('strings');
  contactData = (): never => unused('CONTACT DATA');
  ccAddresses = (): never => unused('CCADDRESS');
  readShared = (): never => unused('READVAR');
  writeShared = (): never => unused('SAVEVAR');
  remove = (): never => unused('REMOVE');
  log = (): never => unused('LOG');
  sendInfo = (): never => unused('SEND INFO');
  sendRequest = (): never => unused('SEND REQUEST');
  routeContact = (): never => unused('ROUTE CONTACT');
  closeContact = (): never => unused('CLOSE CONTACT');
  event = (): never => unused('event');
  script = (): never => unused('EXECUTE SCRIPT');
  nameOf = (): never => unused('names');
  idOf = (): never => unused('names');
}
