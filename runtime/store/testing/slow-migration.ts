/** A process of its own that migrates and never ends: it says so from inside its last step, to be killed there. */
import pg from 'pg';
import { openPool } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';

const url = process.argv[2]!;
const pool = openPool(url, { debug() {}, info() {}, warn() {}, error() {} }, 4);
const watcher = new pg.Client(url);
await watcher.connect();
const version = MIGRATIONS.at(-1)!.version + 1;
const slow = { version, name: 'slow', sql: 'create table half_made (id integer); select pg_sleep(600)' };
migrate(pool, [...MIGRATIONS, slow]).catch((error) => {
  console.error(error);
  process.exit(1);
});
for (;;) {
  const { rowCount } = await watcher.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
  );
  if (rowCount === 1) break;
}
process.send?.('inside');
