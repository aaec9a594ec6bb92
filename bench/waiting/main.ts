/**
 * What waiting costs: rows and bytes per hour of contacts that wait in the standard script's loop (`WAIT 30`), on PostgreSQL. The
 * clock is virtual and the commits are real: the shell runs an hour's timers as fast as it can, and PostgreSQL's own counters say
 * what was written.
 *
 *   CONTACTS  how many wait (10000)     HOURS  virtual hours (1)
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { compileCentre } from '../../compiler/centre/index.ts';
import { openEmbedded, openStore, quietLog, Site } from '../../runtime/index.ts';
import { ManualClock } from '../../testing/index.ts';
import { encodeProgram } from '../../vm/index.ts';
import { CENTER, MASTER_SCRIPT } from '../mail/centre.ts';

const CONTACTS = Number(process.env.CONTACTS ?? 10_000);
const HOURS = Number(process.env.HOURS ?? 1);
const HOMES =
  process.env.BENCH_HOMES ?? (process.getuid?.() === 0 ? '/var/lib' : join(import.meta.dirname, '..', 'out'));
/** Contacts arrive over half a minute, as many timers as there are then fall due evenly. */
const SPREAD_MS = 30_000;

const COUNTERS = `select
  (select sum(n_tup_ins + n_tup_upd)::float from pg_stat_user_tables) as rows,
  (select n_tup_ins::float from pg_stat_user_tables where relname = 'batch') as batches,
  pg_current_wal_lsn() - '0/0'::pg_lsn as wal,
  pg_database_size(current_database())::float as size`;

async function counters(client: pg.Client): Promise<{ rows: number; batches: number; wal: number; size: number }> {
  await client.query('select pg_stat_force_next_flush()');
  await client.query('checkpoint').catch(() => {});
  const { rows } = await client.query(COUNTERS);
  const { rows: n, batches, wal, size } = rows[0] as Record<string, number | string>;
  return { rows: Number(n), batches: Number(batches), wal: Number(wal), size: Number(size) };
}

mkdirSync(HOMES, { recursive: true });
const home = mkdtempSync(join(HOMES, 'ccmm-bench-'));
chmodSync(home, 0o711);
const { program, directory } = compileCentre({
  centre: { file: 'center.yaml', text: CENTER(143) },
  scripts: [{ file: 'Master_Script.ccs', source: MASTER_SCRIPT }],
  read: () => undefined,
});
if (!program || !directory) throw new Error('the centre of the benchmark does not compile');
const database = await openEmbedded({ home });
const store = openStore({ connection: database.connection, log: quietLog });
await store.migrate();
await store.acquireLease('bench', { takeOver: true });
const clock = new ManualClock();
const site = new Site({
  journal: {
    load: () => store.loadSnapshot(),
    commit: (batch) => store.commit(batch),
    contact: (id) => store.loadContact(id),
  },
  clock,
  log: quietLog,
  release: () => {},
});
await site.load();
site.resume();
await site.submit({ kind: 'activate', image: encodeProgram(program), directory: JSON.stringify(directory) });
await site.submit({ kind: 'command', id: 'in', agent: 'ana', command: { kind: 'log_in' } });

const facts = {
  from: 'c@client.example',
  fromName: '',
  replyTo: 'c@client.example',
  to: [],
  cc: [],
  recipient: 'support@desk.example',
  subject: 'Where is it?',
  messageId: '<a@b>',
  references: [],
  body: 'Where is it?',
  headers: {},
  attachmentCount: 0,
  sizeBytes: 900,
  automatic: false,
  autoSubmitted: false,
  spamScore: 0,
  language: '',
};
const people = await store.mail.customers([{ address: 'c@client.example', name: '' }]);
const STEPS = 100;
for (let step = 0; step < STEPS; step++) {
  const ledgers = await store.mail.receive(
    Array.from({ length: CONTACTS / STEPS }, (_, i) => ({
      mailbox: 'support',
      key: `bench:${step}:${i}`,
      raw: Buffer.from('x'),
      sha256: '00'.repeat(32),
      internalAt: clock.nowMs() * 1000,
    })),
  );
  await Promise.all(
    ledgers.map(({ ledger }) =>
      site.submit({
        kind: 'contact_arrived',
        ledger,
        mailbox: 'support',
        facts,
        text: 'Where is it?',
        customer: people[0]?.customer ?? 1,
        customerContactCount: 0,
        rule: { rule: 'rest', skillset: 'EM_Support', priority: 4, close: false },
      }),
    ),
  );
  await clock.advance(SPREAD_MS / STEPS);
  await site.settled();
}

const client = new pg.Client({ ...database.connection, ssl: false });
await client.connect();
const before = await counters(client);
const startedMs = performance.now();
const cpu = process.cpuUsage();
const endMs = clock.nowMs() + HOURS * 3_600_000;
while (clock.nowMs() < endMs) {
  await clock.advance(200);
  await site.settled();
}
const used = process.cpuUsage(cpu);
const after = await counters(client);
const perHour = (key: keyof typeof after) => (after[key] - before[key]) / HOURS;
const result = {
  what: 'rows and bytes per hour of contacts waiting in the standard loop',
  contacts: CONTACTS,
  activationsPerHour: CONTACTS * 120,
  rowsPerHour: perHour('rows'),
  batchesPerHour: perHour('batches'),
  walBytesPerHour: perHour('wal'),
  databaseGrowthBytesPerHour: perHour('size'),
  rowsPerContactAndHour: perHour('rows') / CONTACTS,
  cpuSecondsPerHour: (used.user + used.system) / 1e6 / HOURS,
  wallSecondsPerHour: (performance.now() - startedMs) / 1000 / HOURS,
  waiting: site.core.counts.waiting,
};
mkdirSync(join(import.meta.dirname, '..', 'out'), { recursive: true });
writeFileSync(join(import.meta.dirname, '..', 'out', 'waiting.json'), `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(
  `${CONTACTS} contacts wait: ${Math.round(result.rowsPerHour)} rows and ${(result.walBytesPerHour / 1e6).toFixed(1)} MB of WAL an hour for ${result.activationsPerHour} activations; ${result.cpuSecondsPerHour.toFixed(1)} s CPU\n`,
);
await client.end();
await site.stop();
await store.releaseLease();
await store.close();
await database.stop();
rmSync(home, { recursive: true, force: true });
