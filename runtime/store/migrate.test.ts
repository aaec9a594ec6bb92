import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { checkSchema, migrate, SCHEMA_VERSION, schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { dumpSchema } from './schema-dump.ts';
import { createTestDatabase, type TestDatabase, withDatabase } from './testing/database.ts';

let database: TestDatabase | undefined;
const empty = async () => (database = await createTestDatabase({ migrated: false }));
afterEach(async () => {
  await database?.drop();
  database = undefined;
});

describe('migrate', () => {
  it('numbers its steps without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('makes the whole schema from nothing, and then has nothing to do', async () => {
    const { pool } = await empty();
    expect(await schemaVersion(pool)).toBe(0);
    expect(await migrate(pool)).toEqual({ from: 0, to: SCHEMA_VERSION });
    expect(await migrate(pool)).toEqual({ from: SCHEMA_VERSION, to: SCHEMA_VERSION });
    await checkSchema(pool);
  });

  it('is one migration when several start at once', async () => {
    const { pool, url } = await empty();
    const others = await Promise.all(
      [1, 2, 3].map(() => import('./connection.ts').then(({ openPool }) => openPool(url, silent, 3))),
    );
    const results = await Promise.all([pool, ...others].map((each) => migrate(each)));
    await Promise.all(others.map((each) => each.end()));
    expect(results.filter(({ from }) => from === 0)).toHaveLength(1);
    expect(results.every(({ to }) => to === SCHEMA_VERSION)).toBe(true);
  });

  it('leaves nothing behind when it is killed inside a step, and the next one does it all', async () => {
    const { pool, url } = await empty();
    const child = fork(new URL('./testing/slow-migration.ts', import.meta.url), [url], {
      execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
    });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await migrate(pool)).toEqual({ from: 0, to: SCHEMA_VERSION });
    const { rows } = await pool.query(`select to_regclass('half_made') as half, to_regclass('contact') as whole`);
    expect(rows).toEqual([{ half: null, whole: 'contact' }]);
  });

  it('goes on from an older schema', async () => {
    const { pool } = await empty();
    await migrate(pool, MIGRATIONS.slice(0, 1));
    await expect(checkSchema(pool)).rejects.toMatchObject({
      code: 'schema_older',
      message: expect.stringMatching(/version 1; .* needs \d+\. Run `ccmm migrate`/),
    });
    expect(await migrate(pool)).toEqual({ from: 1, to: SCHEMA_VERSION });
  });

  it('refuses the schema of a newer program and names both versions', async () => {
    const { pool } = await empty();
    await migrate(pool, [
      ...MIGRATIONS,
      { version: SCHEMA_VERSION + 1, name: 'later', sql: 'create table later (id integer)' },
    ]);
    const refusal = {
      code: 'schema_newer',
      message: expect.stringContaining(
        `version ${SCHEMA_VERSION + 1}; this program knows versions up to ${SCHEMA_VERSION}`,
      ),
    };
    await expect(checkSchema(pool)).rejects.toMatchObject(refusal);
    await expect(migrate(pool)).rejects.toMatchObject(refusal);
  });

  it('undoes every step of a run of which one fails', async () => {
    const { pool } = await empty();
    const steps = [
      ...MIGRATIONS,
      { version: SCHEMA_VERSION + 1, name: 'broken', sql: 'create table a (id integer); select nothing' },
    ];
    await expect(migrate(pool, steps)).rejects.toMatchObject({ code: 'database_refused', sqlState: '42703' });
    expect(await schemaVersion(pool)).toBe(0);
  });
});

it('schema.sql is what the migrations make', async () => {
  await withDatabase(async ({ pool }) => {
    await expect(await dumpSchema(pool)).toMatchFileSnapshot('./schema.sql');
  });
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };
