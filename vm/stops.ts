/** Why a run stopped: what is the same each time is made once, so that an activation leaves nothing for the collector. */
import type { Stop } from './host.ts';

export const QUIT: Stop = { kind: 'quit' };
export const ENDED: Stop = { kind: 'ended' };
export const DISCONNECT: Stop = { kind: 'disconnect' };
export const CLOSED: Stop = { kind: 'closed' };
export const ROUTED: Stop = { kind: 'routed' };
export const BUDGET: Stop = { kind: 'budget' };
export const HANDLED: Stop = { kind: 'stands', handled: true };

const WAITS: Stop[] = Array.from({ length: 601 }, (_, seconds) => ({ kind: 'wait', seconds }));

/** A wait of so many seconds. */
export function waitOf(seconds: number): Stop {
  return WAITS[seconds] ?? { kind: 'wait', seconds };
}
