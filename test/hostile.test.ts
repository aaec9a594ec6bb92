import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, freePorts, openMailbox, startDovecot, startPostgres } from './servers/index.ts';
import { databasePid, freshHome, inDatabase, portsOf, runCcmm, startCentre } from './support/centre-process.ts';
import { letterBytes, offerMail, startCustomerServer } from './support/customers.ts';
import { databaseDoor } from './support/database-door.ts';
import { keepCentre, settledStatus } from './support/kept-centre.ts';
import { smallCentre } from './support/test-centre.ts';
import { agentOf, type Contact, operatorOf, type Status, type Summary } from './support/web-client.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const TO = 'support@acme.test';
const RAW = (lines: readonly string[], body: string): Buffer =>
  Buffer.from(
    ['From: x@customer.test', `To: ${TO}`, 'MIME-Version: 1.0', ...lines, '', body, ''].join('\r\n'),
    'latin1',
  );

/** A lone surrogate in UTF-8's form, which UTF-8 forbids. */
const SURROGATE = '\xed\xa0\x80';

/** Mails that break programs. Those with a reason are quarantined, the others are contacts. */
const HOSTILE: readonly { readonly name: string; readonly raw: Buffer; readonly reason?: RegExp }[] = [
  { name: 'plain 1', raw: RAW(['Subject: plain 1'], 'Hello') },
  { name: 'NUL', raw: RAW(['Subject: a \0 NUL', 'X-Own: \0'], 'text with \0 in it') },
  {
    name: 'NUL in an encoded word',
    raw: RAW(['Subject: =?utf-8?Q?an_encoded_=00_NUL?=', 'From: =?utf-8?Q?=00?= <n@customer.test>'], 'Hello'),
  },
  {
    name: 'lone surrogates',
    raw: RAW(
      [`Subject: =?utf-16be?B?2AAAYQ==?= ${SURROGATE} lone`, 'Content-Type: text/plain; charset=utf-8'],
      `a ${SURROGATE} b`,
    ),
  },
  {
    name: 'surrogates in UTF-16',
    raw: RAW(['Subject: sixteen', 'Content-Type: text/plain; charset=utf-16le'], '\x00\xd8a\x00'),
  },
  {
    name: 'a long Message-ID',
    raw: RAW(['Subject: long id', `Message-ID: <${'m'.repeat(9_000)}@customer.test>`], 'Hello'),
  },
  {
    name: 'long references',
    raw: RAW(['Subject: long refs', `References: ${`<${'r'.repeat(2_000)}@x.test> `.repeat(20)}`], 'Hello'),
  },
  { name: 'plain 2', raw: RAW(['Subject: plain 2'], 'Hello') },
  {
    name: 'an oversize header',
    raw: RAW(['Subject: oversize', `X-Large: ${'x'.repeat(300_000)}`], 'Hello'),
    reason: /header/,
  },
  {
    name: 'too deep',
    raw: RAW(
      [
        'Subject: deep',
        Array.from(
          { length: 80 },
          (_, depth) => `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n`,
        ).join(''),
      ],
      'Hello',
    ),
    reason: /deep/,
  },
  { name: 'nothing at all', raw: Buffer.from('') },
  { name: 'no header', raw: Buffer.from('just a line\r\n') },
  {
    name: 'bytes',
    raw: Buffer.from(
      Array.from({ length: 3_000 }, (_, i) => (i * 7919) % 256).filter((byte) => byte !== 10 && byte !== 13),
    ),
  },
  { name: 'plain 3', raw: RAW(['Subject: plain 3'], 'Hello') },
];

describe('hostile mail', () => {
  it('commits the good ones of a batch, and quarantines the others with their bytes and reasons', async () => {
    const customers = await startCustomerServer();
    cleanUps.push(() => customers.stop());
    const folder = smallCentre([{ name: 'support', source: '{ smtp: {} }' }], customers.port);
    cleanUps.push(() => folder.remove());
    const home = freshHome();
    cleanUps.push(() => home.forget());
    const kept = await keepCentre({ home: home.path, folder: folder.path });
    cleanUps.push(() => kept.stop());

    const { smtp } = portsOf(home.path);
    const replies = await Promise.all(
      HOSTILE.map(({ raw }, index) => offerMail(smtp, `h${index}@customer.test`, TO, raw)),
    );
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(HOSTILE.map(() => '250'));
    const bad = HOSTILE.filter(({ reason }) => reason !== undefined);
    const status = await settledStatus(kept, ({ ledger }) => ledger.received === 0);
    expect(status).toMatchObject({
      state: 'running',
      ledger: { received: 0, quarantined: bad.length, contacts: HOSTILE.length - bad.length },
    });

    const contacts = await kept.operator.get<Summary[]>('/contacts?limit=100');
    expect(contacts.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        'plain 1',
        'plain 2',
        'plain 3',
        'a \ufffd NUL',
        'an encoded \ufffd NUL',
        'long id',
        'long refs',
        'sixteen',
      ]),
    );
    for (const { id, subject } of contacts) {
      const { actions } = await kept.operator.get<Contact>(`/contacts/${id}`);
      for (const text of [subject, ...actions.map((action) => action.text ?? '')]) {
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\0');
      }
    }
    const { stdout } = await runCcmm(home.path, ['status']);
    for (const { reason, raw } of bad)
      expect(stdout).toMatch(
        new RegExp(`\\d+:? for support, (${raw.length}|${raw.length + 2}) bytes, .*: .*${reason?.source}`),
      );

    await kept.stop();
    const rows = await inDatabase(home.path, async (database) => {
      const found = await database.query<{ raw: Buffer; from: string; reason: string }>(
        `select raw, envelope_from as "from", reason from ledger join ledger_raw on ledger_raw.ledger = ledger.id where state = 'quarantined' order by id`,
      );
      return found.rows;
    });
    for (const { raw, from, reason } of rows) {
      const sent = HOSTILE[Number(/\d+/.exec(from)?.[0])];
      expect(raw.subarray(0, sent?.raw.length).equals(sent?.raw ?? Buffer.alloc(0)), from).toBe(true);
      expect(reason).toMatch(sent?.reason ?? /never/);
    }
  });
});

describe('a database that is away', () => {
  it('is said: web 503 and SMTP 451; mail stays where it is, and all goes on by itself when it is back', async () => {
    const user = { user: 'post@acme.test', password: 'post-secret' };
    const [dovecot, postgres, customers] = await Promise.all([
      startDovecot({ users: [user] }),
      startPostgres({ kind: 'embedded' }),
      startCustomerServer(),
    ]);
    cleanUps.push(
      () => dovecot.stop(),
      () => postgres.stop(),
      () => customers.stop(),
    );
    const [port = 0] = await freePorts(1);
    const door = databaseDoor(port, postgres.port);
    cleanUps.push(() => door.shut());
    const source = `{ imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, security: none, user: "${user.user}", password: "file:password", start: all } }`;
    const folder = smallCentre(
      [
        { name: 'support', source: '{ smtp: {} }' },
        { name: 'post', source },
      ],
      customers.port,
      { password: user.password },
    );
    cleanUps.push(() => folder.remove());
    const home = freshHome();
    cleanUps.push(() => home.forget());
    const imap = await openMailbox(dovecot.ports.imap, user);
    cleanUps.push(() => imap.logout());
    const operator = operatorOf(home.path);
    const mail = (subject: string) => letterBytes({ from: 'c@customer.test', to: TO, subject });
    const bySmtp = (subject: string) => offerMail(portsOf(home.path).smtp, 'c@customer.test', TO, mail(subject));
    const marks = async () => {
      await imap.mailboxOpen('INBOX');
      // Refused while the folder is still empty.
      const found = await imap.fetchAll('1:*', { flags: true }).catch(() => []);
      return found.map(({ flags }) => flags?.has('$ccmm') === true);
    };

    // Nobody listens at its address yet.
    const centre = startCentre({
      home: home.path,
      folder: folder.path,
      args: ['--migrate'],
      env: { CCMM_DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${port}/`) },
    });
    cleanUps.push(() => centre.end('SIGTERM'));
    const saysAway = async (count: number) => {
      const answer = await eventually(
        30_000,
        () => `no 503: ${centre.stderr()}`,
        async () => {
          const found = await operator
            .ask<{ code: string; message: string }>('GET', '/contacts')
            .catch(() => undefined);
          return found?.status === 503 && found.body.code === 'waiting_for_database' ? found : undefined;
        },
      );
      expect(answer.body.message).toMatch(/database/);
      expect(await bySmtp(`refused ${count}`)).toMatch(/^451 /);
      await imap.append('INBOX', mail(`stays ${count}`));
      const unmarked = await eventually(
        10_000,
        () => 'the mail is not in its folder',
        async () => {
          const left = (await marks()).filter((marked) => !marked);
          return left.length > 0 ? left : undefined;
        },
      );
      expect(unmarked).toHaveLength(1);
      expect(centre.running).toBe(true);
    };
    const comesBack = async (count: number) => {
      const subjects = await eventually(
        60_000,
        () => `it does not come back: ${centre.stderr()}`,
        async () => {
          const found = await operator.get<Summary[]>('/contacts').catch(() => []);
          return found.length === count ? found.map(({ subject }) => subject) : undefined;
        },
      );
      expect(subjects[0]).toBe(`stays ${count}`);
      await eventually(
        10_000,
        () => 'not marked',
        async () => ((await marks()).every((marked) => marked) ? true : undefined),
      );
      expect(await bySmtp('refused in vain')).toMatch(/^250 /);
    };

    await saysAway(1);
    expect(centre.stdout()).not.toContain('ready:');
    await door.open();
    await centre.ready();
    await comesBack(1);

    await door.shut();
    await saysAway(3);
    await door.open();
    await comesBack(3);
    expect(await operator.get<Status>('/status')).toMatchObject({ state: 'running', ledger: { quarantined: 0 } });

    // A server that takes everything and answers nothing (a machine that hangs) is as away as one that is gone.
    await agentOf(home.path, 'ana');
    door.silence();
    const lunch = () =>
      operator.ask('POST', '/agents/ana/state', { kind: 'not_ready', reason: 'Lunch' }, 'lunch-of-ana');
    const first = lunch();
    await eventually(
      30_000,
      () => `its silence is not noticed: ${centre.stderr()}`,
      async () => {
        const { url, token } = JSON.parse(readFileSync(join(home.path, 'run.json'), 'utf8'));
        const asked = fetch(`${url}/api/v1/contacts`, {
          headers: { authorization: `Bearer ${token}`, connection: 'close' },
          signal: AbortSignal.timeout(1_000),
        });
        return (await asked.catch(() => undefined))?.status === 503 ? true : undefined;
      },
    );
    door.speak();
    // Its outcome was unknown; the same command again says what became of it.
    expect([200, 503]).toContain((await first).status);
    await eventually(
      30_000,
      () => `it does not come back: ${centre.stderr()}`,
      async () => ((await lunch()).status === 200 ? true : undefined),
    );
    expect(await centre.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('and is our own comes back when its server is killed', async () => {
    const customers = await startCustomerServer();
    cleanUps.push(() => customers.stop());
    const folder = smallCentre([{ name: 'support', source: '{ smtp: {} }' }], customers.port);
    cleanUps.push(() => folder.remove());
    const home = freshHome();
    cleanUps.push(() => home.forget());
    const kept = await keepCentre({ home: home.path, folder: folder.path });
    cleanUps.push(() => kept.stop());
    await kept.write({ from: 'c@customer.test', to: TO, subject: 'before' });
    await settledStatus(kept, ({ ledger }) => ledger.contacts === 1);
    process.kill(databasePid(home.path), 'SIGKILL');
    await kept.write({ from: 'c@customer.test', to: TO, subject: 'after' });
    await settledStatus(
      kept,
      ({ state, ledger }) => state === 'running' && ledger.contacts === 2 && ledger.received === 0,
    );
    expect(kept.kills).toBe(0);
  });
});
