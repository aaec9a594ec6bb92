/**
 * The centre that decisions are taken in: typed state, random but the same on every run, and a ring for effects. Both the host of the
 * machine and the script written by hand read and write exactly this.
 */

/** Contacts; more than a branch predictor can learn by heart. */
export const CONTACTS = 16_384;

const RING_WORDS = 1 << 16;

/** What an effect is, in the ring. */
export const EFFECT = { queue: 1, change: 2, respond: 3, offer: 4 } as const;

export interface CenterState {
  readonly loggedAgents: Int32Array;
  readonly idleAgents: Int32Array;
  readonly queued: Int32Array;
  readonly timeOfDay: Int32Array;
  readonly dayOfWeek: Int32Array;
  readonly priority: Int32Array;
  readonly age: Int32Array;
  readonly expectedWait: Int32Array;
  readonly position: Int32Array;
  readonly priorityInQueue: Int32Array;
  /** The contacts in the order in which they are decided. */
  readonly order: Int32Array;
  /** Effects: four words each, the oldest overwritten. */
  readonly ring: Int32Array;
  at: number;
  /** The contact whose script runs. */
  contact: number;
}

/** A fixed stream of numbers (xorshift), so that two runs decide the same. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export function createCenterState(): CenterState {
  const below = numbers(20_260_101);
  const column = (limit: number, least = 0): Int32Array =>
    Int32Array.from({ length: CONTACTS }, () => least + below(limit));
  const order = Int32Array.from({ length: CONTACTS }, (_, i) => i);
  for (let i = CONTACTS - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return {
    loggedAgents: Int32Array.of(4, 0, 7),
    idleAgents: Int32Array.of(1, 0, 2),
    queued: Int32Array.of(11, 3, 20),
    timeOfDay: column(660, 450),
    dayOfWeek: column(6, 1),
    priority: column(6, 1),
    age: column(900),
    expectedWait: column(600),
    position: column(80),
    priorityInQueue: column(6, 1),
    order,
    ring: new Int32Array(RING_WORDS),
    at: 0,
    contact: 0,
  };
}

/** Writes one effect. */
export function effect(state: CenterState, kind: number, first: number, second: number, priority: number): void {
  const { ring, at } = state;
  ring[at] = kind;
  ring[at + 1] = first;
  ring[at + 2] = second;
  ring[at + 3] = priority;
  state.at = (at + 4) & (RING_WORDS - 1);
}
