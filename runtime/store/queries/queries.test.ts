import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Queries } from '../queries.ts';
import {
  actionOf,
  arrivalOf,
  batchOf,
  contactOf,
  eventOf,
  factsOf,
  outgoingOf,
  SOME_TIME,
  traceOf,
} from '../testing/rows.ts';
import { type TestStore, testStores } from '../testing/store.ts';

const stores = testStores();
let test: TestStore;
let queries: Queries;
beforeEach(async () => {
  test = await stores.open();
  queries = test.store.queries;
});
afterEach(() => test.close());
afterAll(() => stores.end());

const idsOf = (page: { contacts: readonly { id: number }[] }) => page.contacts.map(({ id }) => id);

describe('listContacts', () => {
  beforeEach(async () => {
    await test.store.commit(
      batchOf(1, {
        names: [
          { kind: 'skillset', id: 0, name: 'EM_Default_Skillset' },
          { kind: 'agent', id: 0, name: 'ana' },
          { kind: 'reason', id: 0, name: 'Resolved' },
        ],
        contacts: [
          contactOf(1, { state: 'Closed', agent: 0, reason: 0, closedAt: SOME_TIME, closeText: 'done' }),
          contactOf(2, { state: 'Open', agent: 0, openedAt: SOME_TIME }),
          contactOf(3, { skillset: 5, priority: 1, customer: 77, mailbox: 'sales' }),
          contactOf(4, { state: 'Waiting', facts: { ...factsOf(4), subject: '100%_sure\\', fromName: 'Zoë' } }),
        ],
      }),
    );
    await test.other({ site: 2 }).acquireLease('theirs');
  });

  it('gives lines with names, newest first', async () => {
    const page = await queries.listContacts();
    expect(idsOf(page)).toEqual([4, 3, 2, 1]);
    expect(page.next).toBeUndefined();
    expect(page.contacts[3]).toMatchObject({
      state: 'Closed',
      skillsetName: 'EM_Default_Skillset',
      agentName: 'ana',
      reasonName: 'Resolved',
      closeText: 'done',
      from: 'customer1@example.com',
    });
    expect(page.contacts[1]).not.toHaveProperty('agent');
  });

  it.each([
    ['states', { states: ['Open', 'Closed'] as const }, [2, 1]],
    ['present ones', { states: ['New', 'Waiting'] as const }, [4, 3]],
    ['skillset', { skillset: 5 }, [3]],
    ['agent', { agent: 0 }, [2, 1]],
    ['customer', { customer: 77 }, [3]],
    ['mailbox', { mailbox: 'sales' }, [3]],
    ['priority', { priority: 1 }, [3]],
    ['arrival', { arrivedFromAt: SOME_TIME + 2, arrivedBeforeAt: SOME_TIME + 4 }, [3, 2]],
    ['text in the subject, wildcards taken as they are', { text: '0%_S' }, [4]],
    ['text in the name', { text: 'ZOë' }, [4]],
    ['text in the address', { text: 'CUSTOMER2@' }, [2]],
    ['text that PostgreSQL would refuse', { text: 'a\0b' }, []],
    ['several at once', { agent: 0, states: ['Open'] as const }, [2]],
  ])('filters by %s', async (_name, filter, found) => {
    expect(idsOf(await queries.listContacts(filter))).toEqual(found);
  });

  it('pages by key, and keeps its limits', async () => {
    const first = await queries.listContacts({}, { limit: 3 });
    expect([idsOf(first), first.next]).toEqual([[4, 3, 2], 2]);
    const second = await queries.listContacts({}, { limit: 3, before: first.next! });
    expect([idsOf(second), second.next]).toEqual([[1], undefined]);
    expect(idsOf(await queries.listContacts({}, { limit: -5 }))).toEqual([4]);
  });

  it('shows nothing of another site', async () => {
    expect(await test.other({ site: 2 }).queries.listContacts()).toEqual({ contacts: [] });
  });
});

describe('one contact', () => {
  let ledger: number;
  beforeEach(async () => {
    const raw = Buffer.from('the mail');
    const [row] = await test.store.mail.receive([
      { mailbox: 'support', key: 'smtp:1', raw, sha256: createHash('sha256').update(raw).digest('hex'), internalAt: 1 },
    ]);
    ledger = row!.ledger;
    await test.store.commit(
      batchOf(
        1,
        {
          contacts: [contactOf(1, { customer: 1_000_001 }), contactOf(2, { customer: 1_000_001 })],
          actions: [actionOf(1, 1, { ledger, html: '<b>x</b>' }), outgoingOf(2, 1), actionOf(3, 2)],
          events: [eventOf(1, 'arrived'), eventOf(2, 'arrived'), eventOf(1, 'queued')],
          traces: [traceOf(1, 1), traceOf(1, 2), traceOf(1, 3)],
          ledger: [{ ledger, contact: 1 }],
        },
        [arrivalOf(ledger, 1)],
      ),
    );
  });

  it('has its facts, actions with their texts but not their HTML, and events in order', async () => {
    const history = await queries.contactHistory(1);
    expect(history).toMatchObject({ contact: { id: 1 }, facts: factsOf(1), cut: false });
    expect(history!.actions).toMatchObject([
      { id: 1, hasText: true, hasHtml: true, attempts: 0 },
      { id: 2, state: 'EMail_In_Queue', hasHtml: false },
    ]);
    expect(history!.actions[0]!.text).toBe((await queries.actionMessage(1, 1))!.text);
    expect(history!.actions[0]).not.toHaveProperty('html');
    expect(history!.events.map(({ kind, number }) => [kind, number])).toEqual([
      ['arrived', 1],
      ['queued', 3],
    ]);
    expect(await queries.contactHistory(99)).toBeUndefined();
  });

  it('is cut to its newest entries, and says so', async () => {
    const history = await queries.contactHistory(1, 1);
    expect(history).toMatchObject({ cut: true, actions: [{ id: 2 }], events: [{ kind: 'queued' }] });
  });

  it('has the message of an action, with the mail that it came from', async () => {
    expect(await queries.actionMessage(1, 1)).toMatchObject({
      text: actionOf(1, 1).text,
      html: '<b>x</b>',
      mail: { ledger, sizeBytes: 8, from: 'customer1@example.com', messageId: '<1.mail@example.com>' },
    });
    expect(await queries.actionMessage(1, 2)).not.toHaveProperty('mail');
    // The contact is part of the key: who may see one contact does not see another's messages by number.
    expect(await queries.actionMessage(1, 3)).toBeUndefined();
  });

  it('has its traces, in pages', async () => {
    const first = await queries.contactTraces(1, 0, 2);
    expect([first.traces, first.next]).toEqual([[traceOf(1, 1), traceOf(1, 2)], 2]);
    expect(await queries.contactTraces(1, first.next)).toEqual({ traces: [traceOf(1, 3)] });
  });

  it('is in the history of its customer', async () => {
    const [customer] = await test.store.mail.customers([{ address: 'Ana@example.com', name: 'Ana' }]);
    await test.store.commit(batchOf(2, { contacts: [contactOf(5, { customer: customer!.customer })] }));
    expect(await queries.customerHistory(customer!.customer)).toMatchObject({
      name: 'Ana',
      addresses: ['Ana@example.com'],
      contacts: [{ id: 5 }],
    });
    expect(await queries.customerHistory(0)).toBeUndefined();
  });
});

describe('the state of the centre', () => {
  it('is counted', async () => {
    const raw = Buffer.from('x');
    const mail = (n: number) => ({
      mailbox: 'support',
      key: `smtp:${n}`,
      raw,
      sha256: '0'.repeat(64),
      internalAt: n,
      envelopeTo: String(n),
    });
    const [one] = await test.store.mail.receive([mail(1), mail(2)]);
    await test.store.mail.quarantine(one!.ledger, 'no');
    await test.store.commit(
      batchOf(1, {
        contacts: [contactOf(1), contactOf(2, { state: 'Closed' }), contactOf(3, { state: 'Open' })],
        actions: [outgoingOf(1, 1)],
      }),
    );
    await queries.raiseAlarm({ code: 'clock', detail: 'off', at: SOME_TIME });
    expect(await queries.statusCounts()).toEqual({
      contacts: { New: 1, Open: 1, Waiting: 0 },
      contactsEver: 3,
      mailsReceived: 1,
      mailsQuarantined: 1,
      outgoing: { queued: 1, inProgress: 0, uncertain: 0 },
      alarmsOpen: 1,
      seq: 1,
      at: batchOf(1).at,
    });
  });

  it('has each alarm once until it is cleared', async () => {
    const raise = (at: number, contact?: number) =>
      queries.raiseAlarm({ code: 'refused', detail: `at ${at}`, at, ...(contact === undefined ? {} : { contact }) });
    await raise(1);
    await raise(2);
    await raise(3, 9);
    expect((await queries.listAlarms()).alarms).toMatchObject([
      { code: 'refused', contact: 9, count: 1 },
      { detail: 'at 2', count: 2, firstAt: 1, lastAt: 2 },
    ]);
    expect(await queries.clearAlarm('refused', 5, 9)).toBe(1);
    expect(await queries.clearAlarm('refused', 5)).toBe(1);
    expect(await queries.listAlarms()).toEqual({ alarms: [] });
    await raise(6);
    expect((await queries.listAlarms({ all: true, limit: 2 })).alarms.map(({ clearedAt }) => clearedAt)).toEqual([
      undefined,
      5,
    ]);
  });

  it('keeps the journal as long as it is asked to, and always its newest batch', async () => {
    const answers = [1, 2].map((n) => ({ id: `command ${n}`, at: batchOf(n).at, answer: { ok: true } as const }));
    await test.store.commit(batchOf(1, { answers }));
    for (const seq of [2, 3]) await test.store.commit(batchOf(seq));
    expect(await test.store.pruneJournal(batchOf(2).at)).toBe(2);
    expect((await test.store.loadSnapshot()).answers.map(({ id }) => id)).toEqual(['command 2']);
    expect((await test.store.readJournal(0, 10)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await test.store.pruneJournal(Number.MAX_SAFE_INTEGER)).toBe(2);
    expect((await test.store.loadSnapshot()).seq).toBe(3);
  });
});

describe('accounts and sessions', () => {
  const NEW = { login: 'Ana', name: 'Ana Ito', passwordHash: 'scrypt$1', roles: ['agent', 'supervisor'] as const };
  const token = (n: number) => createHash('sha256').update(String(n)).digest();

  it('have one log-in each, without case', async () => {
    const account = await queries.createAccount(NEW);
    expect(account).toMatchObject({ login: 'Ana', roles: ['agent', 'supervisor'], disabled: false });
    expect(await queries.createAccount({ ...NEW, login: 'ANA' })).toBeUndefined();
    expect(await queries.findAccount('aNa')).toEqual({ ...account, passwordHash: 'scrypt$1' });
    expect(await queries.findAccount('bo\0')).toBeUndefined();
    const listed = await queries.listAccounts();
    expect(listed).toEqual([account]);
    expect(listed[0]).not.toHaveProperty('passwordHash');
  });

  it('a session lasts until its end, and longer when it is used', async () => {
    const { id } = (await queries.createAccount(NEW))!;
    await queries.createSession({ tokenHash: token(1), account: id, at: 100, expiresAt: 200 });
    expect(await queries.findSession(token(1), 199)).toMatchObject({
      account: { id, login: 'Ana' },
      seenAt: 100,
      expiresAt: 200,
    });
    expect(await queries.findSession(token(1), 200)).toBeUndefined();
    expect(await queries.findSession(token(2), 150)).toBeUndefined();
    expect(await queries.touchSession(token(1), 150, 300)).toBe(true);
    expect(await queries.findSession(token(1), 250)).toMatchObject({ seenAt: 150 });
    expect(await queries.touchSession(token(1), 300, 400)).toBe(false);
    expect(await queries.deleteExpiredSessions(299)).toBe(0);
    expect(await queries.deleteExpiredSessions(300)).toBe(1);
    expect(await queries.deleteSession(token(1))).toBe(false);
  });

  it.each([
    ['a new password', { passwordHash: 'scrypt$2' }],
    ['being disabled', { disabled: true }],
  ])('%s ends all sessions of the account, and no other’s', async (_name, change) => {
    const ana = (await queries.createAccount(NEW))!;
    const bo = (await queries.createAccount({ ...NEW, login: 'bo' }))!;
    await queries.createSession({ tokenHash: token(1), account: ana.id, at: 1, expiresAt: 9 });
    await queries.createSession({ tokenHash: token(2), account: bo.id, at: 1, expiresAt: 9 });
    expect(await queries.changeAccount(ana.id, change)).toBe(true);
    expect(await queries.findSession(token(1), 2)).toBeUndefined();
    expect(await queries.deleteSession(token(1))).toBe(false);
    expect(await queries.findSession(token(2), 2)).toBeDefined();
  });

  it('a change of name or roles leaves the sessions, and an unknown account is said', async () => {
    const { id } = (await queries.createAccount(NEW))!;
    await queries.createSession({ tokenHash: token(1), account: id, at: 1, expiresAt: 9 });
    expect(await queries.changeAccount(id, { name: 'Ana', roles: ['administrator'] })).toBe(true);
    expect((await queries.findSession(token(1), 2))?.account).toMatchObject({ name: 'Ana', roles: ['administrator'] });
    expect(await queries.changeAccount(id + 1, { disabled: true })).toBe(false);
    expect(await queries.changeAccount(id + 1, {})).toBe(false);
  });
});

it('the views show the core’s rows to people, times exact to the microsecond', async () => {
  await test.store.commit(
    batchOf(1, {
      names: [{ kind: 'skillset', id: 0, name: 'EM_Default_Skillset' }],
      contacts: [contactOf(1)],
      events: [eventOf(1)],
      actions: [actionOf(1, 1)],
      traces: [traceOf(1)],
    }),
  );
  const { rows } = await test.database.pool.query(`select skillset, arrived::text from contact_view`);
  expect(rows).toEqual([{ skillset: 'EM_Default_Skillset', arrived: expect.stringContaining('.000001') }]);
  for (const view of ['action', 'contact_event', 'offer', 'presence', 'trace', 'ledger', 'batch', 'alarm'])
    await test.database.pool.query(`select * from ${view}_view`);
});
