/** Traces of a contact (design decision 6): which lines ran and what they read. */
import type { TraceRow } from '../../center/index.ts';
import { TABLES } from '../tables.ts';
import { limitOf, type QueryContext, rowsOf } from './context.ts';

export interface TracePage {
  readonly traces: readonly TraceRow[];
  /** `after` of the next page; absent on the last one. */
  readonly next?: number;
}

/** In order, from the one after `after` (a number of a row; 0 for the first). `limit`: 1..1000, 200 if absent. */
export async function contactTraces(
  { db, site }: QueryContext,
  contact: number,
  after = 0,
  limit?: number,
): Promise<TracePage> {
  const most = limitOf(limit, 200, 1000);
  const rows = await rowsOf(
    'reading traces',
    db('trace')
      .where({ site, contact })
      .where('number', '>', after)
      .orderBy('number')
      .limit(most + 1),
  );
  const traces = rows.slice(0, most).map((row) => TABLES.traces.read(row));
  return { traces, ...(rows.length > most ? { next: traces.at(-1)!.number } : {}) };
}
