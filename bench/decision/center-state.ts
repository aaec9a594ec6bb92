/**
 * The centre that decisions are taken in: typed state, random but the same on every run, and a ring for effects. Both the host of the
 * machine and the script written by hand read and write exactly this.
 */
import { CELL_WORDS, CELLS, FACT_WORDS, INTRINSICS } from '../../vm/index.ts';
import { numbers } from '../numbers.ts';

/** Contacts; more than a branch predictor can learn by heart. */
export const CONTACTS = 16_384;

const RING_WORDS = 1 << 16;

/** What an effect is, in the ring. */
export const EFFECT = { queue: 1, change: 2, respond: 3, offer: 4 } as const;

/** Columns of a contact's facts, which are the machine's. */
export const FACT = {
  timeOfDay: INTRINSICS['TIME OF DAY'].fact ?? 0,
  dayOfWeek: INTRINSICS['DAY OF WEEK'].fact ?? 0,
  priority: INTRINSICS['CONTACT PRIORITY'].fact ?? 0,
  age: INTRINSICS['AGE OF CALL'].fact ?? 0,
} as const;

/** Columns of a contact's place in its first queue: what a centre works out, and a script asks for with a call. */
export const PLACE_WORDS = 4;
export const PLACE = { expectedWait: 0, position: 1, priority: 2 } as const;

export interface CenterState {
  /** Skillsets: CELL_WORDS words each. */
  readonly cells: Int32Array;
  /** Contacts: FACT_WORDS words each. */
  readonly facts: Int32Array;
  /** Contacts: PLACE_WORDS words each. */
  readonly places: Int32Array;
  /** The contacts in the order in which they are decided. */
  readonly order: Int32Array;
  /** Effects: four words each, the oldest overwritten. */
  readonly ring: Int32Array;
  at: number;
  /** The contact whose script runs. */
  contact: number;
}

export function createCenterState(skillsets = 3): CenterState {
  const below = numbers(20_260_101);
  const facts = new Int32Array(CONTACTS * FACT_WORDS);
  const places = new Int32Array(CONTACTS * PLACE_WORDS);
  for (let contact = 0; contact < CONTACTS; contact++) {
    const fact = contact * FACT_WORDS;
    facts[fact + FACT.timeOfDay] = 450 + below(660);
    facts[fact + FACT.dayOfWeek] = 1 + below(6);
    facts[fact + FACT.priority] = 1 + below(6);
    facts[fact + FACT.age] = below(900);
    const place = contact * PLACE_WORDS;
    places[place + PLACE.expectedWait] = below(600);
    places[place + PLACE.position] = below(80);
    places[place + PLACE.priority] = 1 + below(6);
  }
  const order = Int32Array.from({ length: CONTACTS }, (_, i) => i);
  for (let i = CONTACTS - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const cells = new Int32Array(skillsets * CELL_WORDS);
  for (let skillset = 0; skillset < skillsets; skillset++) {
    cells[skillset * CELL_WORDS + CELLS.loggedAgents] = [4, 0, 7][skillset % 3]!;
    cells[skillset * CELL_WORDS + CELLS.idleAgents] = [1, 0, 2][skillset % 3]!;
    cells[skillset * CELL_WORDS + CELLS.queued] = [11, 3, 20][skillset % 3]!;
  }
  return { cells, facts, places, order, ring: new Int32Array(RING_WORDS), at: 0, contact: 0 };
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
