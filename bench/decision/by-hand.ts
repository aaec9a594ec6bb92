/** The same decision written by hand on the same state: the limit that no machine goes below. Keep it in step with script.ts. */
import { type CenterState, CONTACTS, EFFECT, effect } from './center-state.ts';

/** What a suspended contact keeps: where it goes on, and its counter. */
export const slab = { position: new Int32Array(CONTACTS), count: new Int32Array(CONTACTS) };

/** Runs a contact to its next suspension; the seconds it waits, 0 when it ended. */
export function runByHand(state: CenterState, contact: number): number {
  if (slab.position[contact] === 0) {
    const time = state.timeOfDay[contact]!;
    const day = state.dayOfWeek[contact]!;
    if (time <= 479 || (time >= 1080 && time <= 1439) || day === 6 || day === 0) {
      effect(state, EFFECT.respond, 1, 0, 0);
      return 0;
    }
    switch (state.priority[contact]) {
      case 1:
        if (state.loggedAgents[1] === 0) effect(state, EFFECT.queue, 0, -1, 1);
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
    if (state.queued[2]! > 3 * state.loggedAgents[2]!) effect(state, EFFECT.respond, 0, 0, 0);
    slab.position[contact] = 1;
    return 20;
  }
  if (state.expectedWait[contact]! > 300 && state.priorityInQueue[contact] !== 1) effect(state, EFFECT.change, 0, 0, 1);
  if (state.age[contact]! > 600 || state.position[contact]! > 50) effect(state, EFFECT.offer, 0, 0, 0);
  slab.count[contact] = slab.count[contact]! + 1;
  return 30;
}
