import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailStore } from '../../center/mail-store.ts';
import { actionOf, arrivalOf, batchOf, contactOf, outgoingOf, SOME_TIME } from '../testing/rows.ts';
import { type TestStore, testStores } from '../testing/store.ts';

const stores = testStores();
let test: TestStore;
let mail: MailStore;
let ledger: number;
beforeEach(async () => {
  test = await stores.open();
  mail = test.store.mail;
  const raw = Buffer.from('the mail');
  const [row] = await mail.receive([
    { mailbox: 'support', key: 'smtp:1', raw, sha256: createHash('sha256').update(raw).digest('hex'), internalAt: 1 },
  ]);
  ledger = row!.ledger;
  // Contact 1: the customer's mail, then an answer. Contact 2: an automatic response only.
  await test.store.commit(
    batchOf(
      1,
      {
        contacts: [contactOf(1), contactOf(2, { state: 'Closed' })],
        actions: [
          actionOf(1, 1, { ledger }),
          outgoingOf(2, 1),
          outgoingOf(3, 2, { source: 'Automated_Response', html: '<p>x</p>', mailCc: ['cc@x'] }),
        ],
        ledger: [{ ledger, contact: 1 }],
      },
      [arrivalOf(ledger, 1)],
    ),
  );
});
afterEach(() => test.close());
afterAll(() => stores.end());

const idOf = (contact: number, action: number, mailbox: string) => `<${contact}.${action}@${mailbox}>`;
const take = (nowAt = SOME_TIME, limit = 10) => mail.takeOutgoing(limit, nowAt, idOf);
const stateOf = async (action: number) =>
  (await test.database.pool.query('select state, attempts, detail from action where id = $1', [action])).rows[0];

describe('takeOutgoing', () => {
  it('gives what waits, oldest first, with the mail that it answers', async () => {
    expect(await take()).toEqual([
      {
        action: 2,
        contact: 1,
        mailbox: 'support',
        source: 'EMail_from_Agent_to_Customer',
        subject: 'Re: Invoice 1 is wrong',
        text: 'It is right now.',
        to: ['customer1@example.com'],
        cc: [],
        bcc: [],
        messageId: '<1.2@support>',
        inReplyTo: '<1.mail@example.com>',
        references: ['<1.before@example.com>'],
        original: { from: 'customer1@example.com', at: SOME_TIME + 1, text: actionOf(1, 1).text },
        attempts: 1,
      },
      expect.objectContaining({
        action: 3,
        html: '<p>x</p>',
        cc: ['cc@x'],
        references: [],
        messageId: '<2.3@support>',
      }),
    ]);
    expect(await stateOf(2)).toMatchObject({ state: 'EMail_Send_In_Progress', attempts: 1 });
    expect(await take()).toEqual([]);
  });

  it('keeps the Message-ID of the first attempt, and waits until a retry is due', async () => {
    await take();
    await mail.endOutgoing(2, { state: 'EMail_In_Queue', detail: '451 later', retryAt: SOME_TIME + 60 });
    expect(await take(SOME_TIME + 59)).toEqual([]);
    expect(await mail.takeOutgoing(1, SOME_TIME + 60, () => '<another>')).toMatchObject([
      { action: 2, messageId: '<1.2@support>', attempts: 2 },
    ]);
  });

  it('sends the customer’s mail along when a contact goes outside', async () => {
    await test.store.commit(batchOf(2, { actions: [outgoingOf(4, 1, { source: 'Transfer_to_External_Agent' })] }));
    expect((await take()).find(({ action }) => action === 4)).toMatchObject({ attachLedger: ledger });
  });

  it('is the holder’s alone', async () => {
    const other = test.other();
    await expect(other.mail.takeOutgoing(1, SOME_TIME, idOf)).rejects.toMatchObject({ code: 'not_holder' });
    await other.acquireLease('other', { takeOver: true });
    await expect(take()).rejects.toMatchObject({ code: 'not_holder' });
    await expect(mail.markUncertain()).rejects.toMatchObject({ code: 'not_holder' });
    expect(await other.mail.takeOutgoing(1, SOME_TIME, idOf)).toHaveLength(1);
  });

  it('gives one mail to one of two who ask at once', async () => {
    const taken = (await Promise.all([take(), take(), take()])).flat().map(({ action }) => action);
    expect(taken.sort()).toEqual([2, 3]);
  });
});

describe('the end of an outgoing mail', () => {
  it('is recorded, and stands', async () => {
    await take();
    await mail.endOutgoing(2, { state: 'EMail_Sent', detail: '250 ok' });
    await mail.endOutgoing(2, { state: 'EMail_In_Queue', detail: 'late', retryAt: 0 });
    await mail.endOutgoing(2, { state: 'EMail_Undeliverable', detail: 'late' });
    expect(await stateOf(2)).toEqual({ state: 'EMail_Sent', attempts: 1, detail: '250 ok' });
  });

  it('unknown after a stop is uncertain: never sent again by itself, but a late answer still counts', async () => {
    await take();
    await mail.endOutgoing(3, { state: 'EMail_Sent', detail: '250 ok' });
    expect(await mail.markUncertain()).toEqual([{ action: 2, contact: 1 }]);
    expect(await mail.markUncertain()).toEqual([]);
    await mail.endOutgoing(2, { state: 'EMail_In_Queue', detail: 'no', retryAt: 0 });
    expect(await take()).toEqual([]);
    expect((await test.store.queries.listOutgoing('EMail_Uncertain')).actions).toMatchObject([
      { id: 2, messageId: '<1.2@support>' },
    ]);
    await mail.endOutgoing(2, { state: 'EMail_Sent', detail: '250 after all' });
    expect(await stateOf(2)).toMatchObject({ state: 'EMail_Sent' });
  });
});

describe('what threading asks', () => {
  it('finds our Message-IDs and nobody else’s', async () => {
    await take();
    const found = await mail.outgoingByMessageId([
      '<1.2@support>',
      '<2.3@support>',
      '<1.mail@example.com>',
      '\0',
      'x'.repeat(9000),
    ]);
    expect([...found].sort((a, b) => a.contact - b.contact)).toEqual([
      { messageId: '<1.2@support>', contact: 1, mailbox: 'support', automatic: false },
      { messageId: '<2.3@support>', contact: 2, mailbox: 'support', automatic: true },
    ]);
  });

  it('knows who replied last, whose the contact is and whether it is closed', async () => {
    await test.store.commit(batchOf(2, { actions: [outgoingOf(4, 1, { agent: 9 })] }));
    const found = await mail.threadContacts([1, 2, 77, 1.5, Number.NaN]);
    expect([...found].sort((a, b) => a.contact - b.contact)).toEqual([
      { contact: 1, mailbox: 'support', customer: 1, closed: false, repliedBy: 9 },
      { contact: 2, mailbox: 'support', customer: 2, closed: true },
    ]);
  });

  it('counts automatic responses that went out, or may have, to an address', async () => {
    const count = (address: string, since = 0) => mail.automaticResponsesTo(address, since);
    expect(await count('CUSTOMER2@example.com')).toBe(0);
    await take();
    expect(await count('CUSTOMER2@example.com')).toBe(0);
    await mail.endOutgoing(3, { state: 'EMail_Uncertain', detail: 'cut' });
    expect(await count('CUSTOMER2@example.com')).toBe(1);
    expect(await count('customer2@example.com', SOME_TIME + 3)).toBe(0);
    await mail.endOutgoing(2, { state: 'EMail_Sent', detail: 'ok' });
    expect(await count('customer1@example.com')).toBe(0);
  });
});
