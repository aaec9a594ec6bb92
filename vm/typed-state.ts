/**
 * State that the machine reads by a load, not by a call: a call costs about 6 ns more, and a decision reads eight answers.
 *
 * *cells*: CELL_WORDS words for each skillset id, in one Int32Array; kept right at any moment, also while a script runs.
 * *facts*: FACT_WORDS words about the contact whose script runs, in a record somewhere in an Int32Array. A fact does not change
 * while a script runs, so the host writes it before.
 *
 * Columns stand in the rows of intrinsics.ts. All values are already what a script sees.
 */

/** Words of a skillset's cells. */
export const CELL_WORDS = 4;

/** Columns of a skillset's cells. */
export const CELLS = { loggedAgents: 0, idleAgents: 1, queued: 2 } as const;
export type CellName = keyof typeof CELLS;

/** Words of a contact's facts: one cache line. */
export const FACT_WORDS = 16;
