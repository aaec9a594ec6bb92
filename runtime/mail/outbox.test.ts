import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../vm/index.ts';
import { limitsWith } from './limits.ts';
import { createMarkSigner } from './message-id.ts';
import { parseMail } from './mime/parse-mail.ts';
import { createOutbox, type Outbox, retryWaitMs } from './outbox.ts';
import { directory, mailbox, manualClock, outgoing, plainMail, silentLog, until } from './testing/fixtures.ts';
import { createMemoryMailStore, type MemoryMailStore } from './testing/memory-mail-store.ts';
import { type ScriptedSmtpServer, startScriptedSmtpServer } from './testing/scripted-smtp-server.ts';

const signer = createMarkSigner(new Uint8Array(32).fill(7));
const DAY_MS = 24 * 3600_000;

describe('the outbox', () => {
  let server: ScriptedSmtpServer;
  let store: MemoryMailStore;
  let clock: ReturnType<typeof manualClock>;
  let centre: Directory;
  let outbox: Outbox;

  beforeEach(async () => {
    server = await startScriptedSmtpServer();
    store = createMemoryMailStore();
    clock = manualClock();
    centre = directory({
      mailboxes: [
        mailbox({ outgoing: outgoing(server.port) }),
        mailbox({ name: 'sales', address: 'sales@centre.example' }),
      ],
    });
    outbox = createOutbox({
      directory: () => centre,
      store,
      sink: store,
      signer,
      clock,
      log: silentLog,
      limits: limitsWith({ outgoingConnectMs: 2_000, outgoingSilenceMs: 2_000 }),
      secret: async () => 'secret',
    });
  });

  afterEach(async () => {
    const stopping = outbox.stop(0);
    clock.advance(0);
    await stopping;
    await server.stop();
  });

  /** Sends what is queued and waits until every row has the end of its attempt. */
  async function run(): Promise<void> {
    await outbox.start();
    await settled();
  }

  const settled = () =>
    until(() =>
      [...store.outbox.values()].every(({ state, detail }) => state !== 'EMail_Send_In_Progress' && detail !== ''),
    );
  const state = (action: number) => store.outbox.get(action)?.state;
  const sent = (index = 0) => parseMail(Buffer.from(server.mails[index]?.raw ?? '', 'latin1'), limitsWith());

  it('sends a reply with its ids, references, mark and the quoted mail', async () => {
    store.queue({
      action: 70,
      contact: 7,
      subject: 'Re: Broken printer',
      inReplyTo: '<q2@example.com>',
      references: ['<q1@example.com>', '<q2@example.com>'],
      cc: ['bob@example.com'],
      bcc: ['hidden@example.com'],
      original: { from: 'Ann <ann@example.com>', at: 1_700_000_000_000_000, text: 'It is broken.\n> really' },
    });
    await run();
    const mail = await sent();
    expect(server.mails[0]).toMatchObject({
      from: 'support@centre.example',
      to: ['ann@example.com', 'bob@example.com', 'hidden@example.com'],
    });
    expect(mail).toMatchObject({
      from: { name: 'Support', address: 'support@centre.example' },
      to: ['ann@example.com'],
      cc: ['bob@example.com'],
      subject: `Re: Broken printer ${signer.mark(7, 'support')}`,
      messageId: signer.messageId(7, 70, 'support', 'centre.example'),
      inReplyTo: ['<q2@example.com>'],
      references: ['<q1@example.com>', '<q2@example.com>'],
    });
    expect(mail.text).toContain('An answer.');
    expect(mail.text).toContain('> It is broken.\n>> really');
    expect(server.mails[0]?.raw).not.toContain('hidden@example.com');
    expect(mail.headers['auto-submitted']).toBeUndefined();
    expect(state(70)).toBe('EMail_Sent');
    expect(store.endedMails).toEqual([
      { kind: 'mail_ended', contact: 7, action: 70, state: 'EMail_Sent', detail: '250 taken' },
    ]);
  });

  it('bounds References and keeps the first and the newest', async () => {
    const references = Array.from({ length: 60 }, (_, i) => `<r${i}@example.com>`);
    store.queue({ action: 1, references, inReplyTo: '<r59@example.com>' });
    await run();
    const kept = (await sent()).references;
    expect(kept).toHaveLength(20);
    expect([kept[0], kept.at(-1)]).toEqual(['<r0@example.com>', '<r59@example.com>']);
  });

  it('says of an automatic response that it is one', async () => {
    store.queue({ action: 1, source: 'Automated_Response' });
    await run();
    expect((await sent()).headers['auto-submitted']).toBe('auto-replied');
  });

  it('sends the mail itself along when it is forwarded', async () => {
    await store.receive([{ mailbox: 'support', key: 'k', raw: plainMail('The original'), sha256: 'x', internalAt: 1 }]);
    store.queue({ action: 1, source: 'Transfer_to_External_Agent', to: ['expert@example.org'], attachLedger: 1 });
    await run();
    expect((await sent()).attachments).toMatchObject([{ contentType: 'message/rfc822' }]);
    expect(server.mails[0]?.raw).toContain('Subject: The original');
  });

  it('lets nothing into the header that is not meant to be there', async () => {
    store.queue({
      action: 1,
      subject: 'Hi\r\nBcc: victim@example.com\r\n\r\nbody',
      inReplyTo: '<a@b>\r\nX-Injected: 1',
      references: ['<a@b>\r\nX-Injected: 2'],
      to: ['ann@example.com', 'x@example.com\r\nRCPT TO:<victim@example.com>', 'a@b, c@d'],
    });
    await run();
    expect(server.mails[0]?.to).toEqual(['ann@example.com']);
    const header = (server.mails[0]?.raw ?? '').split('\r\n\r\n')[0] ?? '';
    expect(header).not.toMatch(/^(X-Injected|Bcc)/im);
    expect(header).toMatch(/^Subject: Hi Bcc: victim@example\.com body /m);
    expect(store.outbox.get(1)?.detail).toContain('not sent to');
  });

  it('never writes to our own mailboxes', async () => {
    store.queue({ action: 1, to: ['Sales@Centre.example'], cc: ['ann@example.com'] });
    store.queue({ action: 2, to: ['support@centre.example'] });
    store.queue({ action: 3, to: [''] });
    await run();
    expect(server.mails.map(({ to }) => to)).toEqual([['ann@example.com']]);
    expect([state(1), state(2), state(3)]).toEqual(['EMail_Sent', 'EMail_Undeliverable', 'EMail_Undeliverable']);
  });

  it.each([
    ['the recipient', () => ({ rcpt: () => '550 no such user' }), 'EMail_Undeliverable'],
    ['the mail', () => ({ end: '554 spam' }), 'EMail_Undeliverable'],
    ['the recipient for now', () => ({ rcpt: () => '450 greylisted' }), 'EMail_In_Queue'],
    ['the mail for now', () => ({ end: '451 later' }), 'EMail_In_Queue'],
    ['the connection', () => ({ greeting: '554 go away' }), 'EMail_In_Queue'],
  ])('a server that refuses %s', async (_what, changes, expected) => {
    Object.assign(server.script, changes());
    store.queue({ action: 1 });
    await run();
    expect(state(1)).toBe(expected);
  });

  it('tells which of several recipients were refused', async () => {
    server.script.rcpt = (address) => (address.startsWith('bob') ? '550 no such user' : '250 ok');
    store.queue({ action: 1, to: ['ann@example.com', 'bob@example.com'] });
    await run();
    expect(store.outbox.get(1)).toMatchObject({
      state: 'EMail_Sent',
      detail: expect.stringContaining('550 no such user'),
    });
  });

  it.each(['greeting', 'mail', 'data'] as const)('tries again when the connection breaks at %s', async (step) => {
    server.script[step] = 'drop';
    store.queue({ action: 1 });
    await run();
    expect(state(1)).toBe('EMail_In_Queue');
    server.script[step] = { greeting: '220 ready', mail: '250 ok', data: '354 go' }[step];
    clock.advance(retryWaitMs(1));
    outbox.wake();
    await until(() => state(1) === 'EMail_Sent');
    expect(server.mails).toHaveLength(1);
  });

  it('leaves a mail uncertain when the connection breaks between the end of DATA and its answer, and never sends it again', async () => {
    server.script.end = 'drop';
    store.queue({ action: 1 });
    await run();
    expect(state(1)).toBe('EMail_Uncertain');
    server.script.end = '250 taken';
    clock.advance(3 * DAY_MS);
    outbox.wake();
    store.queue({ action: 2 });
    outbox.wake();
    await settled();
    expect(server.mails).toHaveLength(2);
    expect(state(1)).toBe('EMail_Uncertain');
    expect(store.endedMails[0]).toMatchObject({ action: 1, state: 'EMail_Uncertain' });
  });

  it('marks at its start what a killed process left in progress', async () => {
    store.queue({ action: 1 });
    await store.takeOutgoing(1, Number.MAX_SAFE_INTEGER, () => '<id@x>');
    await outbox.start();
    await until(() => store.endedMails.length === 1);
    expect(state(1)).toBe('EMail_Uncertain');
    expect(server.mails).toEqual([]);
  });

  it('keeps the Message-ID over all attempts', async () => {
    server.script.end = '451 later';
    store.queue({ action: 1 });
    await run();
    server.script.end = '250 taken';
    clock.advance(retryWaitMs(1));
    outbox.wake();
    await until(() => state(1) === 'EMail_Sent');
    const ids = server.mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
    expect(new Set(ids).size).toBe(1);
  });

  it('gives up after two days', async () => {
    server.script.end = '451 later';
    store.queue({ action: 1 });
    await run();
    for (let attempt = 1; attempt < 60 && state(1) === 'EMail_In_Queue'; attempt += 1) {
      clock.advance(retryWaitMs(attempt));
      outbox.wake();
      await until(() => (store.outbox.get(1)?.attempts ?? 0) > attempt && state(1) !== 'EMail_Send_In_Progress');
    }
    expect(store.outbox.get(1)).toMatchObject({
      state: 'EMail_Not_Sent',
      detail: expect.stringMatching(/^given up: 451 later/),
    });
    expect(store.endedMails).toHaveLength(1);
  });

  it('gives a sender no more automatic responses in a day than the centre allows, in whatever order they come', async () => {
    for (let action = 1; action <= 5; action += 1) store.queue({ action, source: 'Automated_Response' });
    store.queue({ action: 6, source: 'Automated_Response', to: ['bob@example.com'] });
    await run();
    expect(server.mails).toHaveLength(4);
    expect([4, 5].map(state)).toEqual(['EMail_Not_Sent', 'EMail_Not_Sent']);
    expect(state(6)).toBe('EMail_Sent');
  });

  it('records an end later when the database goes away while the mail is sent, and does not send it twice', async () => {
    store.queue({ action: 1 });
    // The server takes the mail and with its answer the database is gone.
    const { endOutgoing } = store;
    let refused = 0;
    store.endOutgoing = async (action, end) => {
      refused += 1;
      if (refused < 3) throw new Error('the database is away');
      await endOutgoing(action, end);
    };
    await outbox.start();
    await until(() => {
      clock.advance(20_000);
      return state(1) === 'EMail_Sent';
    });
    expect([server.mails.length, refused]).toEqual([1, 3]);
  });

  it('sends many mails over few connections', async () => {
    for (let action = 1; action <= 50; action += 1) store.queue({ action, to: [`c${action}@example.com`] });
    await run();
    await until(() => server.mails.length === 50);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it('does not send from a mailbox without an outgoing server', async () => {
    store.queue({ action: 1, mailbox: 'sales' });
    store.queue({ action: 2, mailbox: 'gone' });
    await run();
    expect([state(1), state(2)]).toEqual(['EMail_Not_Sent', 'EMail_Not_Sent']);
  });

  it('tells the core of an end until it heard, also of what a killed process left', async () => {
    store.queue({ action: 1 });
    store.queue({ action: 2 });
    await store.takeOutgoing(1, Number.MAX_SAFE_INTEGER, () => '<one@centre.example>');
    const { ended } = store;
    let deaf = true;
    store.ended = async (mails) => {
      if (deaf) throw new Error('too many events wait');
      await ended(mails);
    };
    await run();
    expect([state(1), state(2)]).toEqual(['EMail_Uncertain', 'EMail_Sent']);
    expect(store.endedMails).toEqual([]);
    deaf = false;
    await until(() => {
      clock.advance(15_000);
      return store.endedMails.length === 2;
    });
    clock.advance(60_000);
    await until(() => outbox.status().inProgress === 0);
    expect(store.endedMails.map(({ action, state: end }) => [action, end]).sort()).toEqual([
      [1, 'EMail_Uncertain'],
      [2, 'EMail_Sent'],
    ]);
  });
});
