import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailStore, NewMail } from '../../center/mail-store.ts';
import { batchOf, contactOf } from '../testing/rows.ts';
import { type TestStore, testStores } from '../testing/store.ts';

const stores = testStores();
let test: TestStore;
let mail: MailStore;
beforeEach(async () => {
  test = await stores.open();
  mail = test.store.mail;
});
afterEach(() => test.close());
afterAll(() => stores.end());

let number = 0;
/** A mail; the same text is the same bytes. */
function mailOf(text: string, changes: Partial<NewMail> = {}): NewMail {
  const raw = Buffer.from(text);
  return {
    mailbox: 'support',
    key: `imap:host:user:INBOX:1:${++number}`,
    raw,
    sha256: createHash('sha256').update(raw).digest('hex'),
    internalAt: 5_000_000,
    ...changes,
  };
}
const smtpOf = (text: string, changes: Partial<NewMail> = {}) =>
  mailOf(text, {
    key: `smtp:${++number}`,
    envelopeFrom: 'a@example.com',
    envelopeTo: 'support@acme.example',
    ...changes,
  });
const take = (limit = 10, except: number[] = []) => mail.takeForParse(limit, new Set(except));
const ids = (mails: readonly { ledger: number }[]) => mails.map(({ ledger }) => ledger);
const states = async () =>
  (await test.database.pool.query('select state from ledger order by id')).rows.map(({ state }) => state);

describe('receive', () => {
  it('keeps the bytes as they came, several rows in one transaction, empty and large ones too', async () => {
    const raws = [Buffer.from([0, 255, 13, 10, 128]), Buffer.alloc(0), Buffer.alloc(3_000_000, 'x')];
    const received = await mail.receive(raws.map((raw) => mailOf('', { raw })));
    expect(received.map(({ repeated }) => repeated)).toEqual([false, false, false]);
    const kept = await Promise.all(ids(received).map((ledger) => mail.rawMail(ledger)));
    expect(kept.map((raw, index) => Buffer.compare(raw!, raws[index]!))).toEqual([0, 0, 0]);
    expect(await mail.rawMail(999_999)).toBeUndefined();
  });

  it('knows a mail by its key, also within one call', async () => {
    const one = mailOf('one');
    const [first] = await mail.receive([one]);
    const again = await mail.receive([
      mailOf('two'),
      one,
      mailOf('three', { key: 'custom:3' }),
      mailOf('three, again', { key: 'custom:3' }),
    ]);
    expect(again.map(({ repeated }) => repeated)).toEqual([false, true, false, true]);
    expect(again[1]!.ledger).toBe(first!.ledger);
    expect(again[3]!.ledger).toBe(again[2]!.ledger);
    expect(Buffer.from((await mail.rawMail(again[2]!.ledger))!).toString()).toBe('three');
    expect(await mail.knownKeys([one.key, 'custom:3', 'custom:4'])).toEqual(new Set([one.key, 'custom:3']));
  });

  it('never takes equal bytes for the same mail when the keys differ', async () => {
    const received = await mail.receive([mailOf('same'), mailOf('same'), mailOf('same', { key: 'custom:1' })]);
    expect(new Set(ids(received)).size).toBe(3);
  });

  it('over SMTP answers an unacknowledged repeat with the first row, until the 250 was read', async () => {
    const [first] = await mail.receive([smtpOf('hello')]);
    expect(await mail.receive([smtpOf('hello')])).toEqual([{ ledger: first!.ledger, repeated: true }]);
    await mail.acknowledge([first!.ledger]);
    const [second] = await mail.receive([smtpOf('hello')]);
    expect(second).toMatchObject({ repeated: false });
    expect(second!.ledger).not.toBe(first!.ledger);
  });

  it.each([
    ['another recipient', { envelopeTo: 'sales@acme.example' }],
    ['another sender', { envelopeFrom: 'b@example.com' }],
    ['another mailbox', { mailbox: 'sales' }],
    ['a null path', { envelopeFrom: '' }],
  ])('over SMTP takes %s for another mail', async (_name, changes) => {
    await mail.receive([smtpOf('hello')]);
    expect(await mail.receive([smtpOf('hello', changes)])).toMatchObject([{ repeated: false }]);
  });

  it('over SMTP forgets a repeat after five days', async () => {
    await mail.receive([smtpOf('hello')]);
    await test.database.pool.query(`update ledger set received_at = received_at - interval '5 days 1 minute'`);
    expect(await mail.receive([smtpOf('hello')])).toMatchObject([{ repeated: false }]);
  });

  it('waits for another session that brings the same mail, and then knows it', async () => {
    const same = smtpOf('hello');
    const other = await test.database.pool.connect();
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock($1, $2)', [
      7_203_312,
      Number.parseInt(same.sha256.slice(0, 8), 16) | 0,
    ]);
    const receiving = mail.receive([same]);
    for (let asked = 0; asked < 5000; asked++) {
      const { rowCount } = await other.query(
        `select 1 from pg_locks where locktype = 'advisory' and classid = 7203312 and not granted`,
      );
      if (rowCount !== 0) break;
    }
    const { rows } = await other.query(
      `insert into ledger (site, mailbox, key, key_hash, sha256, size_bytes, envelope_from, envelope_to, internal_at) ` +
        `values (1, 'support', 'smtp:other', 'x', decode($1, 'hex'), 5, 'a@example.com', 'support@acme.example', 1) returning id`,
      [same.sha256],
    );
    await other.query('commit');
    other.release();
    expect(await receiving).toEqual([{ ledger: rows[0].id, repeated: true }]);
  });

  it('quarantines at once what came refused', async () => {
    const [row] = await mail.receive([mailOf('header only', { quarantine: 'larger than 25 MB' })]);
    expect(await take()).toEqual([]);
    expect((await test.store.queries.listLedger('quarantined')).mails).toMatchObject([
      { ledger: row!.ledger, reason: 'larger than 25 MB' },
    ]);
  });

  it('refuses a hash that is none, before anything is written', async () => {
    await expect(mail.receive([mailOf('one'), mailOf('two', { sha256: 'abc' })])).rejects.toMatchObject({
      code: 'bad_option',
    });
    expect(await states()).toEqual([]);
  });
});

describe('takeForParse', () => {
  it('gives rows in key order, counts the attempt and leaves out what is under way', async () => {
    const received = ids(await mail.receive([mailOf('a'), mailOf('b'), mailOf('c')]));
    const first = await take(2);
    expect(first).toMatchObject([
      { ledger: received[0], attempts: 1, mailbox: 'support' },
      { ledger: received[1], attempts: 1 },
    ]);
    expect(Buffer.from(first[0]!.raw).toString()).toBe('a');
    expect(ids(await take(5, ids(first)))).toEqual([received[2]]);
    expect((await take(1)).map(({ attempts }) => attempts)).toEqual([2]);
  });

  it('quarantines after the tenth attempt without a result, with a reason, and gives others in its place', async () => {
    const [bad, good] = ids(await mail.receive([mailOf('bad'), mailOf('good')]));
    for (let attempts = 1; attempts <= 10; attempts += 1)
      expect(await take(1)).toMatchObject([{ ledger: bad, attempts }]);
    expect(await take(1)).toMatchObject([{ ledger: good, attempts: 1 }]);
    const { mails } = await test.store.queries.listLedger('quarantined');
    expect(mails).toMatchObject([{ ledger: bad, attempts: 10, reason: expect.stringContaining('10 attempts') }]);
  });

  it('gives a replayed mail its attempts back', async () => {
    const [bad] = ids(await mail.receive([mailOf('bad')]));
    await take();
    await mail.quarantine(bad!, 'unreadable\0');
    expect(await take()).toEqual([]);
    expect(await mail.replay(bad!)).toBe(true);
    expect(await mail.replay(bad!)).toBe(false);
    expect(await take()).toMatchObject([{ ledger: bad, attempts: 1 }]);
  });

  it('passes over rows that another taker has in hand, without waiting for it', async () => {
    const received = ids(await mail.receive([mailOf('a'), mailOf('b')]));
    const other = await test.database.pool.connect();
    await other.query('begin');
    await other.query('select 1 from ledger where id = $1 for update', [received[0]]);
    expect(ids(await take())).toEqual([received[1]]);
    await other.query('rollback');
    other.release();
  });

  it('walks the index of waiting rows although the table was never analyzed', async () => {
    await test.database.pool.query('alter table ledger set (autovacuum_enabled = off)');
    for (let part = 0; part < 4; part++)
      await mail.receive(Array.from({ length: 500 }, (_, n) => mailOf(`mail ${part} ${n}`)));
    const client = await test.database.pool.connect();
    await client.query(
      'begin; set local enable_sort = off; set local enable_bitmapscan = off; set local enable_seqscan = off',
    );
    const { rows } = await client.query(
      `explain select id from ledger where site = 1 and state = 'received' and id <> all('{1,2}'::bigint[]) order by id limit 100 for update skip locked`,
    );
    await client.query('rollback');
    client.release();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan using ledger_(received|pkey)/);
    expect(plan).not.toContain('Sort');
    expect(await take(100)).toHaveLength(100);
  });

  it('keeps sites apart', async () => {
    await test.other({ site: 2 }).mail.receive([mailOf('theirs')]);
    expect(await take()).toEqual([]);
  });
});

describe('rekey', () => {
  const imap = (validity: number, uid: number) => `imap:host:user:INBOX:${validity}:${uid}`;
  const asked = (mails: NewMail) => ({ mailbox: mails.mailbox, sha256: mails.sha256, internalAt: mails.internalAt });

  it('gives a known mail its new key and says what is unknown', async () => {
    const old = mailOf('known', { key: imap(1, 5) });
    const [row] = await mail.receive([old]);
    const [unknown, later] = [mailOf('unknown'), mailOf('known', { internalAt: 6_000_000 })];
    expect(
      await mail.rekey([
        { ...asked(old), newKey: imap(2, 1) },
        { ...asked(unknown), newKey: imap(2, 2) },
        { ...asked(later), newKey: imap(2, 3) },
      ]),
    ).toEqual([true, false, false]);
    expect(await mail.knownKeys([imap(1, 5), imap(2, 1)])).toEqual(new Set([imap(2, 1)]));
    expect(await mail.receive([mailOf('known', { key: imap(2, 1) })])).toEqual([
      { ledger: row!.ledger, repeated: true },
    ]);
  });

  it('gives each of two equal mails its own row, and calls a third one new', async () => {
    const equal = [mailOf('equal', { key: imap(1, 1) }), mailOf('equal', { key: imap(1, 2) })];
    await mail.receive(equal);
    const mails = [1, 2, 3].map((uid) => ({ ...asked(equal[0]!), newKey: imap(2, uid) }));
    expect(await mail.rekey(mails)).toEqual([true, true, false]);
    expect(await mail.rekey(mails)).toEqual([true, true, false]);
  });

  it('leaves a row of another folder, mailbox or the present validity alone', async () => {
    const old = mailOf('x', { key: 'imap:host:user:Archive:1:1' });
    const present = mailOf('x', { key: imap(2, 9) });
    const other = mailOf('x', { key: imap(1, 1), mailbox: 'sales' });
    await mail.receive([old, present, other]);
    expect(await mail.rekey([{ ...asked(old), newKey: imap(2, 1) }])).toEqual([false]);
  });

  it('keeps the progress in a folder', async () => {
    const row = { key: 'imap:host:user:INBOX', uidValidity: 1, firstUid: 10, startAfterAt: 7 };
    expect(await mail.imapFolder(row.key)).toBeUndefined();
    await mail.saveImapFolder(row);
    await mail.saveImapFolder({ ...row, uidValidity: 2 });
    expect(await mail.imapFolder(row.key)).toEqual({ ...row, uidValidity: 2 });
  });
});

describe('customers', () => {
  it('are found by address without case, made when missing, in the order asked', async () => {
    const [ana] = await mail.customers([{ address: 'Ana@Example.com', name: 'Ana' }]);
    expect(
      await mail.customers([
        { address: 'bo@example.com', name: 'Bo' },
        { address: 'ana@example.COM', name: '' },
        { address: 'bo@example.com', name: 'Bo' },
      ]),
    ).toEqual([{ customer: expect.any(Number), contacts: 0 }, ana, { customer: expect.any(Number), contacts: 0 }]);
  });

  it('have the number of their contacts, and the unknown sender is one of them', async () => {
    const [nobody] = await mail.customers([{ address: '', name: '' }]);
    await test.store.commit(
      batchOf(1, {
        contacts: [
          contactOf(1, { customer: nobody!.customer, state: 'Closed' }),
          contactOf(2, { customer: nobody!.customer }),
        ],
      }),
    );
    expect(await mail.customers([{ address: '', name: 'x' }])).toEqual([{ customer: nobody!.customer, contacts: 2 }]);
  });

  it('are made once when many ask at once, and leave no record without an address', async () => {
    const people = Array.from({ length: 10 }, (_, n) => ({ address: `${n}@example.com`, name: `${n}` }));
    const answers = await Promise.all([people, people.toReversed(), people].map((asked) => mail.customers(asked)));
    expect(answers[1]!.toReversed()).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await test.database.pool.query('select count(*) as n from customer')).rows[0].n).toBe(10);
  });
});

it('the signing key is made once for a site and is not to be read from its table by others', async () => {
  const key = await mail.signingKey();
  expect(key).toHaveLength(32);
  expect(await test.other().mail.signingKey()).toEqual(key);
  expect(await test.other({ site: 2 }).mail.signingKey()).not.toEqual(key);
  const { rows } = await test.database.pool.query(
    `select relacl::text as acl from pg_class where relname = 'centre_secret'`,
  );
  expect(rows[0].acl).not.toMatch(/[{,]=/);
});
