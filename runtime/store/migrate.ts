/**
 * Brings the schema up to what this program needs. Up only; all pending steps are one transaction, under one advisory lock,
 * so that two starts at once are one migration and a wait, and a killed one leaves nothing behind.
 */
import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { asStoreError, StoreError } from './errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

/** Schema version of this program. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)!.version;

const TABLE = 'schema_migration';
/** Key of the session advisory lock that migrating holds; any number nobody else uses. */
const LOCK_KEY = 7_203_311;

export interface MigrationResult {
  readonly from: number;
  readonly to: number;
}

const stepName = (step: Migration) => `${String(step.version).padStart(4, '0')}_${step.name}`;

/**
 * Migrates and says from where to where. Waits while another process migrates. Throws `schema_newer` for a database that a
 * newer program made, DatabaseAway when it cannot be reached. `steps` is for tests.
 */
export async function migrate(pool: pg.Pool, steps: readonly Migration[] = MIGRATIONS): Promise<MigrationResult> {
  const what = 'migrating the schema';
  let lock: pg.PoolClient | undefined;
  const db = knex({ client: 'pg', connectionPool: pool } as Knex.Config);
  try {
    lock = await pool.connect();
    await lock.query('set statement_timeout = 0');
    await lock.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    const from = await schemaVersion(pool);
    const to = steps.at(-1)!.version;
    if (from > to) throw newer(from, to);
    if (from < to) await db.migrate.latest({ tableName: TABLE, migrationSource: sourceOf(steps), loadExtensions: [] });
    return { from, to };
  } catch (error) {
    throw asStoreError(error, what);
  } finally {
    // Ending the connection is what gives the lock back, whatever happened before.
    lock?.release(true);
    await db.destroy();
  }
}

function sourceOf(steps: readonly Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: () => Promise.resolve([...steps]),
    getMigrationName: stepName,
    getMigration: (step) =>
      Promise.resolve({
        async up(db: Knex) {
          await db.raw('set local statement_timeout = 0');
          await step.up(db);
        },
        async down() {
          throw new StoreError('bad_option', 'The schema is migrated upwards only; restore a backup to go back.');
        },
      }),
  };
}

/** The schema's version; 0 for an empty database. */
export async function schemaVersion(pool: pg.Pool): Promise<number> {
  try {
    const { rows } = await pool.query<{ there: boolean }>(`select to_regclass($1) is not null as there`, [TABLE]);
    if (!rows[0]!.there) return 0;
    const last = await pool.query<{ name: string }>(`select name from ${TABLE} order by name desc limit 1`);
    return last.rows.length === 0 ? 0 : Number.parseInt(last.rows[0]!.name, 10);
  } catch (error) {
    throw asStoreError(error, 'reading the schema version');
  }
}

/** Resolves when the schema is this program's; else throws `schema_older` or `schema_newer`, with both versions and what to do. */
export async function checkSchema(pool: pg.Pool): Promise<void> {
  const found = await schemaVersion(pool);
  if (found > SCHEMA_VERSION) throw newer(found, SCHEMA_VERSION);
  if (found < SCHEMA_VERSION) {
    const state = found === 0 ? 'The database holds no schema' : `The database has schema version ${found}`;
    throw new StoreError('schema_older', `${state}; this program needs ${SCHEMA_VERSION}. Run \`ccmm migrate\`.`);
  }
}

function newer(found: number, ours: number): StoreError {
  return new StoreError(
    'schema_newer',
    `The database has schema version ${found}; this program knows versions up to ${ours}. Use the newer program, or restore a backup made before it.`,
  );
}
