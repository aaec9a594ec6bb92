/**
 * Mails per second from IMAP to committed, routed contacts: Dovecot → IMAP source → ledger → parsing children → rules → script →
 * PostgreSQL, as `ccmm serve` runs them, on the embedded server with its usual durability. Each round is a new database and reads
 * the same mailbox from its first mail.
 *
 * The time runs from the first mail in the ledger to the last routed contact; the process's own start (children, migration, log-in) is
 * beside it in the output.
 *
 *   MAILS  mails in the mailbox (10000)     ROUNDS  rounds (3)
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { compileCentre } from '../../compiler/centre/index.ts';
import { createContactCenter, openEmbedded, openStore, quietLog, systemClock } from '../../runtime/index.ts';
import { startDovecot } from '../../test/servers/index.ts';
import { CENTER, MASTER_SCRIPT, mail } from './centre.ts';

const MAILS = Number(process.env.MAILS ?? 10_000);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const USER = 'support@desk.example';
const PASSWORD = 'mailbox-password';
/** The embedded server runs as a user of its own when we are root, so its home must be reachable by that user. */
const HOMES =
  process.env.BENCH_HOMES ?? (process.getuid?.() === 0 ? '/var/lib' : join(import.meta.dirname, '..', 'out'));

interface Round {
  /** From the first mail in the ledger. */
  readonly seconds: number;
  /** From `center.start()` to the first mail in the ledger. */
  readonly startSeconds: number;
  readonly mailsPerSecond: number;
  /** Of this process alone; children, Dovecot and PostgreSQL are beside it. */
  readonly ownCpuMsPerMail: number;
}

async function fill(port: number): Promise<void> {
  const sessions = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: false,
        auth: { user: USER, pass: PASSWORD },
        logger: false,
      });
      await client.connect();
      return client;
    }),
  );
  let next = 0;
  await Promise.all(
    sessions.map(async (client) => {
      while (next < MAILS) await client.append('INBOX', Buffer.from(mail(next++)));
      await client.logout();
    }),
  );
}

async function round(port: number): Promise<Round> {
  mkdirSync(HOMES, { recursive: true });
  const home = mkdtempSync(join(HOMES, 'ccmm-bench-'));
  chmodSync(home, 0o711);
  const { program, directory, diagnostics } = compileCentre({
    centre: { file: 'center.yaml', text: CENTER(port) },
    scripts: [{ file: 'Master_Script.ccs', source: MASTER_SCRIPT }],
    read: () => undefined,
  });
  if (!program || !directory) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  const database = await openEmbedded({ home });
  const store = openStore({ connection: database.connection, log: quietLog });
  const center = createContactCenter({
    program,
    directory,
    folder: home,
    store,
    ownsDatabase: true,
    migrate: true,
    clock: systemClock,
    log: quietLog,
    environment: { SUPPORT_PASSWORD: PASSWORD },
  });
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await center.start();
  await center.command('ana', { kind: 'log_in' }, 'bench-log-in');
  // Cheap questions only: asking the database how far it is would be most of its work.
  let firstMs = 0;
  const endedMs = await new Promise<number>((resolve) => {
    const look = async () => {
      if (firstMs === 0 && (await store.queries.listLedger('received', { limit: 1 })).mails.length > 0)
        firstMs = performance.now();
      if (center.queues().reduce((sum, queue) => sum + queue.waiting, 0) >= MAILS) resolve(performance.now());
      else setTimeout(look, 20);
    };
    void look();
  });
  const used = process.cpuUsage(cpu);
  const { contacts } = await center.status();
  if (contacts.waiting !== MAILS) throw new Error(`${contacts.waiting} contacts wait, ${MAILS} mails came`);
  await center.stop();
  await store.close();
  await database.stop();
  rmSync(home, { recursive: true, force: true });
  const seconds = (endedMs - firstMs) / 1000;
  return {
    seconds,
    startSeconds: (firstMs - startedMs) / 1000,
    mailsPerSecond: MAILS / seconds,
    ownCpuMsPerMail: (used.user + used.system) / 1000 / MAILS,
  };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const dovecot = await startDovecot({ users: [{ user: USER, password: PASSWORD }] });
try {
  process.stderr.write(`filling the mailbox with ${MAILS} mails …\n`);
  await fill(dovecot.ports.imap);
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    rounds.push(await round(dovecot.ports.imap));
    process.stderr.write(`round ${i + 1}: ${rounds.at(-1)?.mailsPerSecond.toFixed(0)} mails/s\n`);
  }
  const result = {
    what: 'mails per second from IMAP to committed, routed contact',
    mails: MAILS,
    mailBytes: mail(0).length,
    cores: cpus().length,
    load: loadavg(),
    node: process.version,
    medianMailsPerSecond: median(rounds.map((one) => one.mailsPerSecond)),
    medianOwnCpuMsPerMail: median(rounds.map((one) => one.ownCpuMsPerMail)),
    rounds,
  };
  mkdirSync(join(import.meta.dirname, '..', 'out'), { recursive: true });
  writeFileSync(join(import.meta.dirname, '..', 'out', 'mail.json'), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(
    `median ${result.medianMailsPerSecond.toFixed(0)} mails/s of ${ROUNDS} rounds (goal: 1,000 on 2 cores), ${result.medianOwnCpuMsPerMail.toFixed(2)} ms of the main process's CPU a mail\n`,
  );
} finally {
  await dovecot.stop();
}
