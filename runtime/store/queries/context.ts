/** What a query for people is given, and how its limits are read. */
import type { Knex } from 'knex';
import { asStoreError } from '../errors.ts';
import type { Found } from '../table.ts';

export interface QueryContext {
  /** Builds and runs on the store's pool. */
  readonly db: Knex;
  readonly site: number;
}

/** A limit between 1 and `max`. */
export function limitOf(wanted: number | undefined, standard: number, max: number): number {
  return Math.max(1, Math.min(Math.trunc(wanted ?? standard), max));
}

/** Runs a query built with knex; its errors in the store's words. */
export async function rowsOf(what: string, query: Knex.QueryBuilder): Promise<Found[]> {
  try {
    return (await query) as Found[];
  } catch (error) {
    throw asStoreError(error, what);
  }
}

/** The pattern for `ilike` that finds a text anywhere. */
export function containing(text: string): string {
  return `%${clean(text).replace(/[\\%_]/g, '\\$&')}%`;
}

/** Text that a person asked with, without what PostgreSQL refuses. */
export function clean(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
