/**
 * The record of a machine: 16 words, one cache line.
 *
 *   word 0       pc where it goes on, × 4 (of a free record: the next free one); bit 0 suspended, bit 1 waits for an answer: all that a run
 *                reads when it begins and writes when it stops, without looking at what stood there
 *   word 1       the program's index in its slab
 *   word 2       number of the snapshot of globals that the present script sees
 *   word 3       the event handler that holds, plus 1, × 2; bit 0 has more variables than stand here
 *   words 4..7   eight tags of 16 bits: the id, plus 1, of the int call variable whose value stands at this place; 0 for none
 *   words 8..15  its value
 *
 * A variable that was used or set stands at place `id & 7`, so that one compare tells both that it is there and that it has a value.
 */
import { WORDS } from './memory.ts';

/** Words of a record, and where its fields stand. */
export const RECORD_WORDS = 16;
/** A record begins at its number << RECORD_SHIFT. */
export const RECORD_SHIFT = 4;
export const RECORD = { place: 0, program: 1, globals: 2, handler: 3, tags: 4, values: 8 } as const;
/** As in RECORD: a number of its own is a constant wherever it is named, a field of an object only where its code runs once. */
export const RECORD_PROGRAM = 1 satisfies typeof RECORD.program;
export const RECORD_HANDLER = 3 satisfies typeof RECORD.handler;
export const RECORD_VALUES = 8 satisfies typeof RECORD.values;
/** Where a record's tags begin, counted in halves of words from its beginning. */
export const RECORD_TAGS = 8;
/** Places for variables; a variable's is `id & PLACE_MASK`. */
export const PLACES = 8;
export const PLACE_MASK = PLACES - 1;

/** Bits of the place word; the pc stands above them. */
export const SUSPENDED = 1;
/** Suspended by GET RESPONSE: that instruction is longer than a WAIT. */
export const ASKED = 2;
export const PC_SHIFT = 2;

/** The bit of the handler word; the handler stands above it. */
export const HAS_MORE = 1;
export const HANDLER_SHIFT = 1;

/** Words of the instructions that suspend. */
export const WAIT_WORDS = 3;
export const GET_WORDS = 5;

/** What a WAIT and a GET RESPONSE add to the place of their own: a run goes on behind them. */
export const WAITS = (WAIT_WORDS << PC_SHIFT) | SUSPENDED;
export const ASKS = (GET_WORDS << PC_SHIFT) | SUSPENDED | ASKED;

/** Ids below it fit a tag. */
export const TAGGED_MAX = 0xfffe;

/** Where a machine stands, by its place word: while suspended the pc of the WAIT or GET RESPONSE itself. */
export function pcOf(place: number): number {
  const pc = place >> PC_SHIFT;
  if ((place & SUSPENDED) === 0) return pc;
  return pc - ((place & ASKED) === 0 ? WAIT_WORDS : GET_WORDS);
}

/** The event handler that holds, by its index in the program; -1 for none. */
export function handlerOf(record: number): number {
  return (WORDS[record * RECORD_WORDS + RECORD.handler]! >> HANDLER_SHIFT) - 1;
}

/** Another event handler holds from now on; -1 for none. */
export function holdHandler(record: number, handler: number): void {
  const at = record * RECORD_WORDS + RECORD.handler;
  WORDS[at] = ((handler + 1) << HANDLER_SHIFT) | (WORDS[at]! & HAS_MORE);
}

/** Whether some of a record's variables stand outside it. */
export function hasMore(record: number): boolean {
  return (WORDS[record * RECORD_WORDS + RECORD.handler]! & HAS_MORE) !== 0;
}
