import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitBatch } from './commit.ts';
import { actionOf, arrivalOf, arrivalsOf, batchOf, contactOf, eventOf, outgoingOf } from './testing/rows.ts';
import { type TestStore, testStores } from './testing/store.ts';

const stores = testStores();
let test: TestStore;
beforeEach(async () => {
  test = await stores.open();
});
afterEach(() => test.close());
afterAll(() => stores.end());

const DONE = { kind: 'committed', repeated: false };
const count = async (table: string) => (await test.database.pool.query(`select count(*) as n from ${table}`)).rows[0].n;

describe('a commit', () => {
  it('writes the rows and the journal', async () => {
    expect(await test.store.commit(arrivalsOf(1, 1, 3))).toEqual(DONE);
    expect(
      await Promise.all(['contact', 'contact_facts', 'action', 'contact_event', 'trace', 'batch'].map(count)),
    ).toEqual([3, 3, 6, 9, 3, 1]);
    const [batch] = await test.store.readJournal(0, 10);
    expect(batch).toEqual({ seq: 1, epoch: 1, at: arrivalsOf(1, 1, 3).at, events: arrivalsOf(1, 1, 3).events });
  });

  it('replaces a row with the same key and keeps the events apart', async () => {
    const first = contactOf(1);
    await test.store.commit(batchOf(1, { contacts: [first], events: [eventOf(1)] }));
    await test.store.commit(
      batchOf(2, { contacts: [{ ...first, state: 'Open', agent: 4 }], events: [eventOf(1, 'accepted')] }),
    );
    expect(await test.store.loadContact(1)).toEqual({ ...first, state: 'Open', agent: 4 });
    expect((await test.store.queries.contactHistory(1))?.events.map(({ kind }) => kind)).toEqual([
      'queued',
      'accepted',
    ]);
  });

  it('writes the facts of a contact again when they are others, and only then', async () => {
    const first = contactOf(1);
    await test.store.commit(batchOf(1, { contacts: [first] }));
    await test.database.pool.query(`update contact_facts set facts = '{"subject":"untouched"}'`);
    await test.store.commit(batchOf(2, { contacts: [{ ...first, priority: 1 }] }));
    expect((await test.store.loadContact(1))?.facts).toEqual({ subject: 'untouched' });
    const others = { ...first.facts, subject: 'another' };
    await test.store.commit(batchOf(3, { contacts: [{ ...first, facts: others }] }));
    expect((await test.store.loadContact(1))?.facts).toEqual(others);
    await test.store.commit(batchOf(4, { contacts: [first] }));
    expect((await test.store.loadContact(1))?.facts).toEqual(first.facts);
  });

  it('never changes an action that is there: its state is the outbox’s', async () => {
    await test.store.commit(batchOf(1, { contacts: [contactOf(1)], actions: [outgoingOf(1, 1)] }));
    await test.store.mail.takeOutgoing(1, 0, () => '<a@b>');
    await test.store.commit(batchOf(2, { actions: [outgoingOf(1, 1), outgoingOf(2, 1)] }));
    const { rows } = await test.database.pool.query('select id, state from action order by id');
    expect(rows).toEqual([
      { id: 1, state: 'EMail_Send_In_Progress' },
      { id: 2, state: 'EMail_In_Queue' },
    ]);
  });

  it('is done once, however often the same batch is committed', async () => {
    expect(await test.store.commit(arrivalsOf(1, 1, 2))).toEqual(DONE);
    expect(await test.store.commit(arrivalsOf(1, 1, 2))).toEqual({ kind: 'committed', repeated: true });
    expect(await count('contact_event')).toBe(6);
  });

  it('refuses another batch under a number that is taken', async () => {
    await test.store.commit(batchOf(1, { contacts: [contactOf(1)] }));
    expect(await test.store.commit(batchOf(1, { contacts: [contactOf(2)] }, [{ kind: 'restarted' }]))).toMatchObject({
      kind: 'refused',
      reason: '23505',
    });
    expect(await count('contact')).toBe(1);
  });
});

describe('a batch that the database refuses', () => {
  it.each([
    ['NUL', '22P05', 'a\0b'],
    ['a lone surrogate', '22P02', 'a\uD800b'],
  ])('leaves nothing behind and says SQLSTATE class 22: %s', async (_name, sqlState, text) => {
    const bad = actionOf(2, 1, { text });
    expect(
      await test.store.commit(batchOf(1, { contacts: [contactOf(1)], actions: [actionOf(1, 1), bad] })),
    ).toMatchObject({ kind: 'refused', reason: sqlState });
    expect(await Promise.all(['contact', 'contact_facts', 'action', 'batch'].map(count))).toEqual([0, 0, 0, 0]);
    expect(await test.store.commit(batchOf(1, { contacts: [contactOf(1)], actions: [actionOf(1, 1)] }))).toEqual(DONE);
  });

  it('does not remember facts that were not written', async () => {
    const contact = contactOf(1);
    await test.store.commit(batchOf(1, { contacts: [contact], actions: [actionOf(1, 1, { text: '\0' })] }));
    await test.store.commit(batchOf(1, { contacts: [contact] }));
    expect(await test.store.loadContact(1)).toEqual(contact);
  });
});

describe('the fence', () => {
  it('stops a holder whose epoch is over', async () => {
    const successor = test.other();
    expect(await successor.acquireLease('successor', { takeOver: true })).toMatchObject({ held: true, epoch: 2 });
    expect(await test.store.commit(batchOf(1, { contacts: [contactOf(1)] }))).toEqual({ kind: 'fenced' });
    expect(await successor.commit(batchOf(1, { contacts: [contactOf(1)] }))).toEqual(DONE);
  });

  it('stops a store that never took the lease', async () => {
    expect(await test.other().commit(batchOf(1))).toEqual({ kind: 'fenced' });
  });

  it('lets a running commit end before a take-over, and lets renewals pass meanwhile', async () => {
    const locker = new pg.Client(test.database.url);
    await locker.connect();
    await locker.query('begin; lock table trace');
    const running = test.store.commit(arrivalsOf(1, 1, 1));
    await waitsForLock('ccmm core');
    expect(await test.store.renewLease()).toMatchObject({ epoch: 1 });
    const successor = test.other();
    const takeOver = successor.acquireLease('successor', { takeOver: true });
    await waitsForLock('ccmm lease');
    await locker.query('rollback');
    await locker.end();
    expect(await running).toEqual(DONE);
    expect(await takeOver).toMatchObject({ held: true, epoch: 2 });
    expect((await successor.loadSnapshot()).seq).toBe(1);
    expect(await test.store.commit(batchOf(2))).toEqual({ kind: 'fenced' });
  });

  it('makes a commit that comes during a take-over wait and then find nothing', async () => {
    const taking = new pg.Client(test.database.url);
    await taking.connect();
    await taking.query('begin');
    await taking.query('update site_lease set epoch = epoch + 1 where site = 1');
    const commit = test.store.commit(batchOf(1, { contacts: [contactOf(1)] }));
    await waitsForLock('ccmm core');
    await taking.query('commit');
    await taking.end();
    expect(await commit).toEqual({ kind: 'fenced' });
    expect(await count('contact')).toBe(0);
  });
});

describe('a lost connection', () => {
  it('before the end leaves nothing, and the same batch is committed on a new one', async () => {
    const locker = new pg.Client(test.database.url);
    await locker.connect();
    await locker.query('begin; lock table trace');
    const commit = test.store.commit(arrivalsOf(1, 1, 2));
    await waitsForLock('ccmm core');
    await locker.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ccmm core' and datname = current_database()`,
    );
    expect(await commit).toMatchObject({ kind: 'lost', unknown: false });
    await locker.query('rollback');
    await locker.end();
    expect(await test.store.outcome(1)).toBeUndefined();
    expect(await test.store.commit(arrivalsOf(1, 1, 2))).toEqual(DONE);
  });

  it('during COMMIT is an unknown outcome: the batch is found by its number, and a second try knows it', async () => {
    const client = new pg.Client(test.database.url);
    client.on('error', () => undefined);
    await client.connect();
    const cutAfterCommit = new Proxy(client, {
      get(target, name) {
        if (name !== 'query') return Reflect.get(target, name);
        return async (...query: Parameters<pg.Client['query']>) => {
          const result = await target.query(...query);
          if ((query[0] as unknown) === 'commit')
            throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
          if ((query[0] as unknown) === 'rollback')
            throw new Error('Client has encountered a connection error and is not queryable');
          return result;
        };
      },
    });
    const batch = { ...arrivalsOf(1, 1, 2), site: 1, epoch: 1 };
    expect(await commitBatch(cutAfterCommit, batch)).toEqual({ kind: 'lost', unknown: true, reason: 'ECONNRESET' });
    await client.end();
    expect(await test.store.outcome(1)).toEqual({ epoch: 1, at: batch.at });
    expect(await test.store.commit(arrivalsOf(1, 1, 2))).toEqual({ kind: 'committed', repeated: true });
    expect(await count('contact')).toBe(2);
  });

  it('by a deadlock or a full server is no refusal', async () => {
    const locker = new pg.Client(test.database.url);
    await locker.connect();
    await locker.query('begin; lock table trace');
    const commit = test.store.commit(arrivalsOf(1, 1, 1));
    await waitsForLock('ccmm core');
    await locker.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'ccmm core' and datname = current_database()`,
    );
    expect(await commit).toEqual({ kind: 'lost', unknown: false, reason: '57014' });
    await locker.end();
    expect(await test.store.commit(arrivalsOf(1, 1, 1))).toEqual(DONE);
  });
});

describe('the ledger in a commit', () => {
  const mailOf = (n: number) => ({
    mailbox: 'support',
    key: `imap:h:u:INBOX:1:${n}`,
    raw: Buffer.from(`mail ${n}`),
    sha256: String(n).padStart(64, '0'),
    internalAt: n,
  });

  it('goes from received to contact with the batch', async () => {
    const received = await test.store.mail.receive([mailOf(1), mailOf(2)]);
    const ledgers = received.map(({ ledger }) => ledger);
    expect(await test.store.commit(arrivalsOf(1, 1, 2, ledgers))).toEqual(DONE);
    const { rows } = await test.database.pool.query(
      'select state, contact, message_id, from_address from ledger order by id',
    );
    expect(rows).toEqual([
      { state: 'contact', contact: 1, message_id: '<1.mail@example.com>', from_address: 'customer1@example.com' },
      { state: 'contact', contact: 2, message_id: '<2.mail@example.com>', from_address: 'customer2@example.com' },
    ]);
    expect(await test.store.mail.takeForParse(10, new Set())).toEqual([]);
  });

  it('refuses to make a second contact of a mail', async () => {
    const [first] = await test.store.mail.receive([mailOf(1)]);
    const arrival = (seq: number, contact: number) =>
      batchOf(seq, { contacts: [contactOf(contact)], ledger: [{ ledger: first!.ledger, contact }] }, [
        arrivalOf(first!.ledger, contact),
      ]);
    expect(await test.store.commit(arrival(1, 1))).toEqual(DONE);
    expect(await test.store.commit(arrival(2, 2))).toMatchObject({ kind: 'refused', reason: 'ledger' });
    expect(await count('contact')).toBe(1);
  });

  it('takes a Message-ID of any length', async () => {
    const [first] = await test.store.mail.receive([mailOf(1)]);
    const random = Array.from({ length: 9000 }, (_, n) =>
      String.fromCharCode(97 + ((n * 7919 + (n >> 3) * 31) % 26)),
    ).join('');
    const contact = contactOf(1, { facts: { ...contactOf(1).facts, messageId: `<${random}@x>` } });
    const arrival = { ...(arrivalOf(first!.ledger, 1) as object), facts: contact.facts } as ReturnType<
      typeof arrivalOf
    >;
    expect(
      await test.store.commit(
        batchOf(1, { contacts: [contact], ledger: [{ ledger: first!.ledger, contact: 1 }] }, [arrival]),
      ),
    ).toEqual(DONE);
  });
});

it('a writer killed at any moment loses no commit that it had acknowledged', async () => {
  await test.store.releaseLease();
  let seq = 0;
  for (let round = 0; round < 3; round++) {
    const child = fork(new URL('./testing/writer.ts', import.meta.url), [test.database.url, String(seq)], {
      execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
    });
    const enough = seq + 20 + round * 7;
    child.on('message', (done) => {
      seq = done as number;
      if (seq >= enough) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    const snapshot = await test.store.loadSnapshot();
    expect(snapshot.seq).toBeGreaterThanOrEqual(seq);
    // At most the batch that was under way is more.
    expect(snapshot.seq).toBeLessThanOrEqual(seq + 1);
    expect(snapshot.contacts.map(({ id }) => id)).toEqual(
      Array.from({ length: snapshot.seq }, (_, index) => index + 1),
    );
    expect(await count('contact_event')).toBe(3 * snapshot.seq);
    seq = snapshot.seq;
  }
});

/** Resolves when a session of that name waits for a lock; rejects when it never does. */
async function waitsForLock(name: string): Promise<void> {
  for (let asked = 0; asked < 5000; asked++) {
    const { rowCount } = await test.database.pool.query(
      `select 1 from pg_stat_activity where application_name = $1 and datname = current_database() and wait_event_type = 'Lock'`,
      [name],
    );
    if (rowCount !== 0) return;
  }
  throw new Error(`no session ${name} waits for a lock`);
}
