/** The same decision written by hand on the same state: the limit that no machine goes below. Keep it in step with script.ts. */
import { CELL_WORDS, CELLS, FACT_WORDS } from '../../vm/index.ts';
import { type CenterState, CONTACTS, EFFECT, effect, FACT, PLACE, PLACE_WORDS } from './center-state.ts';

/** A suspended contact's record, as long as the machine's: where it goes on, and its counter. */
const RECORD_WORDS = 16;
const POSITION = 0;
const COUNT = 8;
const records = new Int32Array(CONTACTS * RECORD_WORDS);

/** The contact just came. */
export function arriveByHand(record: number): void {
  records[record * RECORD_WORDS + POSITION] = 0;
}

const B_LOGGED = CELL_WORDS + CELLS.loggedAgents;
const C_LOGGED = 2 * CELL_WORDS + CELLS.loggedAgents;
const C_QUEUED = 2 * CELL_WORDS + CELLS.queued;

/** Runs the present contact, suspended in `record`, to its next suspension; the seconds it waits, 0 when it ended. */
export function runByHand(state: CenterState, record: number): number {
  const { cells, facts, places, contact } = state;
  const fact = contact * FACT_WORDS;
  const base = record * RECORD_WORDS;
  if (records[base + POSITION] === 0) {
    const time = facts[fact + FACT.timeOfDay]!;
    const day = facts[fact + FACT.dayOfWeek]!;
    if (time <= 479 || (time >= 1080 && time <= 1439) || day === 6 || day === 0) {
      effect(state, EFFECT.respond, 1, 0, 0);
      return 0;
    }
    switch (facts[fact + FACT.priority]) {
      case 1:
        if (cells[B_LOGGED] === 0) effect(state, EFFECT.queue, 0, -1, 1);
        else effect(state, EFFECT.queue, 0, 1, 1);
        break;
      case 2:
      case 3:
        effect(state, EFFECT.queue, 0, -1, 2);
        break;
      case 4:
      case 5:
        effect(state, EFFECT.queue, 1, 2, 4);
        break;
      default:
        effect(state, EFFECT.queue, 2, -1, 6);
    }
    if (cells[C_QUEUED]! > 3 * cells[C_LOGGED]!) effect(state, EFFECT.respond, 0, 0, 0);
    records[base + POSITION] = 1;
    records[base + COUNT] = 0;
    return 20;
  }
  const place = contact * PLACE_WORDS;
  if (places[place + PLACE.expectedWait]! > 300 && places[place + PLACE.priority] !== 1)
    effect(state, EFFECT.change, 0, 0, 1);
  if (facts[fact + FACT.age]! > 600 || places[place + PLACE.position]! > 50) effect(state, EFFECT.offer, 0, 0, 0);
  records[base + COUNT] = records[base + COUNT]! + 1;
  return 30;
}
