import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeProgram } from '../vm/index.ts';
import { compileImage, STANDARD_SCRIPT } from './center/testing/compiled-scenario.ts';
import { smallDirectory } from './center/testing/directory.ts';
import { type CenterOptions, createContactCenter, type OwnedContactCenter } from './contact-center.ts';
import { quietLog } from './quiet-log.ts';
import { openStore, type Store } from './store/index.ts';
import { createTestDatabase, type TestDatabase } from './store/testing/database.ts';
import { systemClock } from './system-clock.ts';

/** The way to a database, which can be cut and opened again. */
async function cuttable(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let cut = false;
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    if (cut) near.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.port = String((server.address() as { port: number }).port);
  return {
    url: through.toString(),
    set away(away: boolean) {
      cut = away;
      if (away) for (const socket of [...sockets]) socket.destroy();
    },
    close: async () => {
      for (const socket of [...sockets]) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const MAIL = 'From: Dana <dana@customer.example>\r\nTo: support@acme.example\r\nSubject: Dark\r\n\r\nHello\r\n';

describe('a centre on a database', () => {
  let database: TestDatabase;
  let line: Awaited<ReturnType<typeof cuttable>>;
  const opened: { readonly center: OwnedContactCenter; readonly store: Store }[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    line = await cuttable(database.url);
  });
  afterEach(async () => {
    line.away = false;
    for (const { center, store } of opened.splice(0)) {
      await center.stop();
      await store.close();
    }
    await line.close();
    await database.drop();
  });

  function open(changes: Partial<CenterOptions> = {}, script = STANDARD_SCRIPT) {
    const directory = changes.directory ?? smallDirectory();
    const store = openStore({ url: line.url, log: quietLog });
    const center = createContactCenter({
      program: decodeProgram(compileImage(directory, { Master_Script: script })),
      directory,
      folder: '.',
      store,
      clock: systemClock,
      log: quietLog,
      providers: { crm: () => ['gold'] },
      ...changes,
    });
    const one = { center, store };
    opened.push(one);
    return one;
  }
  const end = async (one: { readonly center: OwnedContactCenter; readonly store: Store }) => {
    opened.splice(opened.indexOf(one), 1);
    await one.center.stop();
    await one.store.close();
  };
  /** Another node takes the site. */
  const takeAway = () =>
    database.pool.query(
      `update site_lease set epoch = epoch + 1, holder = 'other', until = clock_timestamp() + interval '1 hour'`,
    );
  const giveBack = () => database.pool.query('update site_lease set until = clock_timestamp()');
  const stateOf = async (center: OwnedContactCenter) => (await center.status()).state;
  const contacts = async () => (await database.pool.query('select id, state from contact order by id')).rows;

  it('sends requests that were open when it stopped to their provider as soon as it runs again', async () => {
    const script = 'SEND REQUEST crm FROMADDRESS\nGET RESPONSE crm answer_cv TIMEOUT 3600\nLOG answer_cv\nWAIT 60';
    const first = open({ providers: { crm: () => new Promise<never>(() => {}) } }, script);
    await first.center.start();
    await first.center.deliver('support', Buffer.from(MAIL));
    await until(async () => (await database.pool.query('select 1 from request')).rowCount === 1);
    await end(first);
    const keys: string[] = [];
    const second = open(
      {
        providers: {
          crm: ({ idempotencyKey }) => {
            keys.push(idempotencyKey);
            return ['gold'];
          },
        },
      },
      script,
    );
    await second.center.start();
    await until(async () => (await database.pool.query(`select 1 from request where state = 'open'`)).rowCount === 0);
    expect(keys).toEqual(['request-1']);
    expect((await database.pool.query('select state from request')).rows).not.toContainEqual({ state: 'failed' });
  });

  it('lets a site go that another node took, keeps taking mail, and goes on when it gets the site back', async () => {
    const directory = smallDirectory();
    const mailboxes = directory.mailboxes.map((mailbox) => ({ ...mailbox, source: { kind: 'smtp' as const } }));
    const { center } = open({ directory: { ...directory, mailboxes }, smtp: { port: 0 } });
    await center.start();
    const port = center.smtpAddress()?.port;
    await takeAway();
    await until(async () => (await stateOf(center)) === 'starting');
    await expect(center.command('ana', { kind: 'log_in' }, 'log-in-1')).rejects.toMatchObject({
      code: 'database_away',
    });
    await center.deliver('support', Buffer.from(MAIL));
    expect(center.smtpAddress()?.port).toBe(port);
    expect(await contacts()).toEqual([]);
    await giveBack();
    await until(async () => (await contacts()).length === 1);
    expect(await center.command('ana', { kind: 'log_in' }, 'log-in-1')).toMatchObject({ ok: true });
    // And once more: a loss is no single event.
    await takeAway();
    await center.command('bo', { kind: 'log_in' }, 'noticed').catch(() => {});
    await until(async () => (await stateOf(center)) === 'starting');
    await giveBack();
    await until(async () => (await stateOf(center)) === 'running');
  });

  it('keeps what it was told to activate when it takes the site again', async () => {
    const { center } = open();
    await center.start();
    const directory = smallDirectory({ automaticResponsesPerDay: 7 });
    const image = compileImage(directory, { Master_Script: 'WAIT 5' });
    expect(await center.activate({ program: decodeProgram(image), directory })).toMatchObject({
      done: true,
      number: 2,
    });
    await takeAway();
    await center.command('bo', { kind: 'log_in' }, 'noticed').catch(() => {});
    await until(async () => (await stateOf(center)) === 'starting');
    await giveBack();
    await until(async () => (await stateOf(center)) === 'running');
    expect((await center.status()).activation?.number).toBe(2);
  });

  it('answers a command that the database left undecided, and gives the same command its first answer later', async () => {
    const { center } = open();
    await center.start();
    line.away = true;
    const refused = await center.command('ana', { kind: 'log_in', ready: true }, 'log-in-1').catch((error) => error);
    expect(refused).toMatchObject({ code: 'database_away' });
    line.away = false;
    await until(async () => (await stateOf(center)) === 'running');
    const events = async () => (await database.pool.query('select count(*) from presence')).rows[0];
    expect(await center.command('ana', { kind: 'log_in', ready: true }, 'log-in-1')).toMatchObject({ ok: true });
    expect(center.agent('ANA')?.state).toBe('ready');
    expect(await events()).toEqual({ count: 1 });
  });

  it('says that the database is away although nothing is to be written, and says when it is back', async () => {
    const { center } = open();
    await center.start();
    line.away = true;
    await until(async () => (await stateOf(center)) === 'waiting_for_database');
    line.away = false;
    await until(async () => (await stateOf(center)) === 'running');
  });

  it('stops soon although the database is away and mail and events are in hand', async () => {
    const one = open();
    await one.center.start();
    line.away = true;
    const waits = one.center.command('ana', { kind: 'log_in' }, 'log-in-1').catch(() => 'refused');
    await until(async () => (await stateOf(one.center)) === 'waiting_for_database');
    const startedMs = performance.now();
    await end(one);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    expect(await waits).toBe('refused');
  });

  it('is not harmed by a listener that throws', async () => {
    const { center } = open();
    await center.start();
    const heard: string[] = [];
    center.subscribe(() => {
      throw new Error('a listener is broken');
    });
    center.subscribe((effect) => heard.push(effect.kind));
    await center.command('ana', { kind: 'log_in', ready: true }, 'log-in-1');
    await center.deliver('support', Buffer.from(MAIL));
    await until(() => heard.includes('offer'));
  });

  it('raises an alarm for a provider that is missing, and ends it when it is there', async () => {
    const first = open({ providers: {} });
    await first.center.start();
    await until(async () => (await first.center.status()).alarms.some(({ code }) => code === 'provider_missing'));
    await end(first);
    const { center } = open();
    await center.start();
    await until(async () => (await center.status()).alarms.length === 0);
  });
});
