/** The journal of batches: what happened, in order, enough to make every row again. */
import type pg from 'pg';
import type { CoreEvent } from '../center/index.ts';
import { decodeEvents } from './batch-events.ts';
import { ask } from './connection.ts';

export interface JournalBatch {
  readonly seq: number;
  readonly epoch: number;
  readonly at: number;
  readonly events: readonly CoreEvent[];
}

/** What is known of a batch after a commit whose end nobody saw; undefined: it is not there. */
export async function batchOutcome(
  db: pg.Pool,
  site: number,
  seq: number,
): Promise<{ epoch: number; at: number } | undefined> {
  const rows = await ask<{ epoch: number; at: number }>(db, 'asking for the outcome of a batch', {
    name: 'batch_outcome',
    text: 'select epoch, at from batch where site = $1 and seq = $2',
    values: [site, seq],
  });
  return rows[0];
}

/** Batches after `seq`, oldest first, at most `limit` (1..1000). */
export async function readJournal(
  db: pg.Pool,
  site: number,
  after: number,
  limit: number,
): Promise<readonly JournalBatch[]> {
  const rows = await ask<{ seq: number; epoch: number; at: number; events: Buffer }>(db, 'reading the journal', {
    name: 'read_journal',
    text: 'select seq, epoch, at, events from batch where site = $1 and seq > $2 order by seq limit $3',
    values: [site, after, Math.max(1, Math.min(limit, 1000))],
  });
  return rows.map((row) => ({ ...row, events: decodeEvents(row.events) }));
}

/** Microseconds that the journal is kept by default: 30 days. */
export const JOURNAL_KEPT_US = 30 * 86_400 * 1_000_000;

/**
 * Removes at most `limit` of the oldest batches, and of the answers to commands, from before `beforeAt`; never the newest batch.
 * Says how many rows went; call again until it is 0.
 */
export async function pruneJournal(db: pg.Pool, site: number, beforeAt: number, limit = 10_000): Promise<number> {
  const rows = await ask<{ count: number }>(db, 'shortening the journal', {
    text:
      `with old as (select seq, at from batch where site = $1 and seq < (select max(seq) from batch where site = $1) order by seq limit $3), ` +
      `gone as (delete from batch b using old where b.site = $1 and b.seq = old.seq and old.at < $2 returning 1), ` +
      `told as (select id from command_answer where site = $1 and at < $2 order by at limit $3), ` +
      `forgotten as (delete from command_answer a using told where a.site = $1 and a.id = told.id returning 1) ` +
      `select (select count(*) from gone) + (select count(*) from forgotten) as count`,
    values: [site, beforeAt, limit],
  });
  return rows[0]!.count;
}
