/**
 * A database for a test, on the server that `CCMM_TEST_DATABASE_URL` names (its role may create databases). The schema is made
 * once for a server and cloned, which takes some 30 ms.
 */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { openPool } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';

export interface TestDatabase {
  readonly url: string;
  /** A pool that reads values as the store does. */
  readonly pool: pg.Pool;
  /** Closes the pool and removes the database with everything connected to it. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** False: an empty database. */
  readonly migrated?: boolean;
}

const LOCK_KEY = 7_203_313;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Makes a database; drop it when done. */
export async function createTestDatabase({ migrated = true }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(async (server) => {
    const template = migrated ? await ensureTemplate(server) : 'template0';
    await server.query(`create database ${name} template ${template}`);
  });
  const url = urlOf(name);
  const pool = openPool(url, SILENT, 4);
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await asAdministrator((server) => server.query(`drop database ${name} with (force)`));
    },
  };
}

/** Runs `work` with a database of its own. */
export async function withDatabase<Result>(
  work: (database: TestDatabase) => Promise<Result>,
  options?: TestDatabaseOptions,
): Promise<Result> {
  const database = await createTestDatabase(options);
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

function urlOf(database?: string): string {
  const url = process.env.CCMM_TEST_DATABASE_URL;
  if (url === undefined)
    throw new Error('CCMM_TEST_DATABASE_URL names no server: run the tests of the store’s project, or set it.');
  if (database === undefined) return url;
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function asAdministrator<Result>(work: (server: pg.Client) => Promise<Result>): Promise<Result> {
  const server = new pg.Client(urlOf());
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

/** A migrated database nobody is connected to; its name says of which steps. */
async function ensureTemplate(server: pg.Client): Promise<string> {
  const steps = MIGRATIONS.map(({ version, sql }) => `${version} ${sql}`);
  const name = `template_${createHash('sha256').update(steps.join('\n')).digest('hex').slice(0, 16)}`;
  await server.query('select pg_advisory_lock($1)', [LOCK_KEY]);
  try {
    const { rowCount } = await server.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const making = `${name}_${randomBytes(4).toString('hex')}`;
      await server.query(`create database ${making} template template0`);
      const pool = openPool(urlOf(making), SILENT, 4);
      await migrate(pool);
      await pool.end();
      await server.query(`alter database ${making} rename to ${name}`);
    }
  } finally {
    await server.query('select pg_advisory_unlock($1)', [LOCK_KEY]);
  }
  return name;
}
