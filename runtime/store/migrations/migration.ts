/**
 * A step of the schema. Steps are numbered, only go up, run once each, and each in a transaction of its own under one advisory
 * lock (migrate.ts). A step that was released never changes; the next one corrects it.
 */
import type { Knex } from 'knex';

export interface Migration {
  /** The schema's version once it has run; the first is 1, without gaps. */
  readonly version: number;
  readonly name: string;
  up(db: Knex): Promise<void>;
}
