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

/** knex tells its own story on the console otherwise; errors come back as errors. */
export const QUIET = { warn() {}, error() {}, debug() {}, deprecate() {} };

/**
 * Migrates and says from where to where. Waits while another process migrates. Throws `schema_newer` for a database that a
 * newer program made, DatabaseAway when it cannot be reached. `steps` is for tests.
 */
export async function migrate(pool: pg.Pool, steps: readonly Migration[] = MIGRATIONS): Promise<MigrationResult> {
  const db = knex({ client: 'pg', connectionPool: pool, log: QUIET } as Knex.Config);
  const to = steps.at(-1)!.version;
  try {
    return await db.transaction(async (trx) => {
      // The lock belongs to the transaction that works: it lasts exactly as long as that one's session, also when the process
      // is killed and its session works on. The check of the connection ends such a session within a second.
      await trx.raw(`set local statement_timeout = 0; set local client_connection_check_interval = '1s'`);
      await trx.raw('select pg_advisory_xact_lock(?)', [LOCK_KEY]);
      const from = await versionIn(async (text) => ((await trx.raw(text)) as pg.QueryResult).rows);
      if (from > to) throw newer(from, to);
      if (from < to) await trx.migrate.latest({ tableName: TABLE, migrationSource: sourceOf(steps) });
      return { from, to };
    });
  } catch (error) {
    throw asStoreError(error, 'migrating the schema');
  } finally {
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
          await db.raw(step.sql);
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
    return await versionIn(async (text) => (await pool.query(text)).rows);
  } catch (error) {
    throw asStoreError(error, 'reading the schema version');
  }
}

async function versionIn(query: (text: string) => Promise<Record<string, unknown>[]>): Promise<number> {
  const [table] = await query(`select to_regclass('${TABLE}') is not null as there`);
  if (table?.there !== true) return 0;
  const [last] = await query(`select name from ${TABLE} order by name desc limit 1`);
  return last === undefined ? 0 : Number.parseInt(String(last.name), 10);
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
