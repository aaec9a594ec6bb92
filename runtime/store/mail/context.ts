/** What every verb of the mail store is given. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { holdsSite } from '../commit.ts';
import { type Queryable, transaction } from '../connection.ts';
import { StoreError } from '../errors.ts';

export interface MailContext {
  readonly pool: pg.Pool;
  readonly site: number;
  /** The epoch this process holds the site with; undefined when it does not. */
  epoch(): number | undefined;
}

/** SHA-256 of a text from outside: what it is unique by, whatever its length. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** A transaction that only the site's holder can commit (decision 3); throws `not_holder` else. */
export async function fencedTransaction<Result>(
  context: MailContext,
  what: string,
  work: (db: Queryable) => Promise<Result>,
): Promise<Result> {
  const epoch = context.epoch();
  if (epoch === undefined) throw notHolder(context.site, what);
  return await transaction(context.pool, what, async (db) => {
    if (!(await holdsSite(db, context.site, epoch))) throw notHolder(context.site, what);
    return await work(db);
  });
}

function notHolder(site: number, what: string): StoreError {
  return new StoreError(
    'not_holder',
    `This process does not hold site ${site}, so ${what} is not its work. Take the lease first.`,
  );
}

/**
 * Before a claim in key order: on a table that was never analyzed the planner would sort the whole queue for each claim (measured
 * 50 ms instead of 1.4), so it is told to walk the index. For the present transaction only.
 */
export const WALK_THE_INDEX =
  'set local enable_sort = off; set local enable_bitmapscan = off; set local enable_seqscan = off';
