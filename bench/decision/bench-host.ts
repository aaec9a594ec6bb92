/** A host on the typed state: what the core does without its rules, so that the machine alone is measured. */
import { buildGlobals, type Host, INTRINSICS, type QueueKind } from '../../vm/index.ts';
import { type CenterState, EFFECT, effect } from './center-state.ts';

const TIME_OF_DAY = INTRINSICS['TIME OF DAY'].number;
const DAY_OF_WEEK = INTRINSICS['DAY OF WEEK'].number;
const CONTACT_PRIORITY = INTRINSICS['CONTACT PRIORITY'].number;
const AGE_OF_CALL = INTRINSICS['AGE OF CALL'].number;
const EXPECTED_WAIT_TIME = INTRINSICS['EXPECTED WAIT TIME'].number;
const POSITION_IN_QUEUE = INTRINSICS['POSITION IN QUEUE'].number;

function unused(what: string): never {
  throw new Error(`the measured script uses no ${what}`);
}

export class BenchHost implements Host {
  readonly cells: Host['cells'];
  readonly #state: CenterState;
  readonly #globals = buildGlobals(0, [], () => -1);

  constructor(state: CenterState) {
    this.#state = state;
    this.cells = { loggedAgents: state.loggedAgents, idleAgents: state.idleAgents, queued: state.queued };
  }

  askInt(intrinsic: number): number {
    const state = this.#state;
    if (intrinsic === TIME_OF_DAY) return state.timeOfDay[state.contact]!;
    if (intrinsic === DAY_OF_WEEK) return state.dayOfWeek[state.contact]!;
    if (intrinsic === CONTACT_PRIORITY) return state.priority[state.contact]!;
    if (intrinsic === AGE_OF_CALL) return state.age[state.contact]!;
    return unused(`intrinsic ${intrinsic}`);
  }

  askIntOf(intrinsic: number): number {
    const state = this.#state;
    if (intrinsic === EXPECTED_WAIT_TIME) return state.expectedWait[state.contact]!;
    if (intrinsic === POSITION_IN_QUEUE) return state.position[state.contact]!;
    return state.priorityInQueue[state.contact]!;
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
