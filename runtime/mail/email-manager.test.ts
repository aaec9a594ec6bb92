import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Directory } from '../../vm/index.ts';
import { createEmailManager, type EmailManager } from './email-manager.ts';
import { type Limits, limitsWith } from './limits.ts';
import { createMarkSigner } from './message-id.ts';
import { createMimePool } from './mime/mime-pool.ts';
import { directory, mailbox, mailOf, outgoing, plainMail, realClock, silentLog, until } from './testing/fixtures.ts';
import { createMemoryMailStore, type MemoryMailStore } from './testing/memory-mail-store.ts';
import { startScriptedSmtpServer } from './testing/scripted-smtp-server.ts';
import { connectSmtp } from './testing/smtp-client.ts';

const signer = createMarkSigner(new Uint8Array(32).fill(7));
const QUICK: Partial<Limits> = {
  backoffFirstMs: 5,
  backoffMaxMs: 20,
  intakePollMs: 50,
  outgoingPollMs: 50,
  acknowledgeMs: 1,
};

const RULES = directory({
  keywordGroups: [{ name: 'invoices', words: ['invoice'] }],
  mailboxes: [
    mailbox({
      rules: [
        {
          name: 'bills',
          enabled: true,
          keywords: ['invoices'],
          notKeywords: [],
          skillset: 'EM_Billing',
          priority: 2,
          response: 'ack_response',
          close: true,
        },
      ],
    }),
    mailbox({ name: 'sales', address: 'sales@centre.example', source: { kind: 'in_process' } }),
  ],
});

describe('the E-mail Manager', () => {
  let store: MemoryMailStore = createMemoryMailStore();
  let manager: EmailManager;

  async function start(centre: Directory = RULES, limits: Partial<Limits> = {}, ownPool = false): Promise<void> {
    manager = createEmailManager({
      directory: centre,
      store,
      sink: store,
      clock: realClock,
      log: silentLog,
      secrets: async () => 'secret',
      options: { smtp: { port: 0 }, ...(ownPool ? { parsers: 1 } : { pool }), limits: { ...QUICK, ...limits } },
    });
    await manager.start();
  }

  // Starting children costs half a second; they keep nothing between mails.
  const pool = createMimePool({ size: 1, limits: limitsWith(), log: silentLog });
  beforeAll(() => pool.start());
  afterAll(() => pool.stop());

  afterEach(async () => {
    await manager.stop();
    store = createMemoryMailStore();
  });

  const ended = (count: number) =>
    until(() => store.ledger.filter(({ state }) => state !== 'received').length === count);
  const contacts = () => store.submitted.map(({ facts, rule }) => `${facts.subject}: ${rule.rule} → ${rule.skillset}`);

  it('makes contacts of mails by SMTP and of mails delivered in process, by the rules of their mailboxes', async () => {
    await start();
    const transport = createTransport({ host: '127.0.0.1', port: manager.smtpAddress?.port ?? 0, ignoreTLS: true });
    await transport.sendMail({
      from: 'ann@example.com',
      to: 'support@centre.example',
      subject: 'My invoice',
      text: 'x',
    });
    transport.close();
    await manager.deliver(plainMail('My invoice'), 'Sales');
    await ended(2);
    expect(contacts().sort()).toEqual(['My invoice: bills → EM_Billing', 'My invoice: default → EM_Default_Skillset']);
    expect(store.submitted[0]).toMatchObject({
      kind: 'contact_arrived',
      mailbox: 'support',
      customer: 1,
      facts: {
        from: 'ann@example.com',
        replyTo: 'ann@example.com',
        recipient: 'support@centre.example',
        automatic: false,
      },
      rule: { priority: 2, response: 'ack_response', close: true },
    });
  });

  it('takes a mail delivered twice under one key once', async () => {
    await start();
    const first = await manager.deliver(plainMail('x'), 'sales', 'key-1');
    expect(await manager.deliver(plainMail('x'), 'sales', 'key-1')).toEqual({ ledger: first.ledger, repeated: true });
    await expect(manager.deliver(plainMail('x'), 'nowhere')).rejects.toMatchObject({ code: 'MAIL_MAILBOX' });
  });

  it('quarantines what cannot be parsed or is refused by the core, each with its reason, and the others go on', async () => {
    store.judge = ({ facts, ledger }) =>
      facts.subject === 'poison' ? { ok: false, reason: 'value too long' } : { ok: true, contact: ledger };
    const deep = Array.from(
      { length: 60 },
      (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
    );
    await start();
    const bomb = mailOf(['Content-Type: multipart/mixed; boundary=b0'], deep.join(''));
    for (const raw of [plainMail('one'), bomb, plainMail('poison'), plainMail('two')])
      await manager.deliver(raw, 'support');
    await ended(4);
    expect(contacts()).toEqual(['one: default → EM_Default_Skillset', 'two: default → EM_Default_Skillset']);
    const reasons = store.ledger.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
    expect(reasons).toEqual([expect.stringMatching(/deep in each other/), 'value too long']);
    expect(manager.status().intake).toMatchObject({ inHand: 0, routed: 2, quarantined: 2 });
  });

  it('parses a quarantined mail again when it is replayed', async () => {
    store.judge = () => ({ ok: false, reason: 'not today' });
    await start();
    const { ledger } = await manager.deliver(plainMail('x'), 'support');
    await ended(1);
    store.judge = () => ({ ok: true, contact: 1 });
    expect(await manager.replay(ledger)).toBe(true);
    await until(() => store.ledger[0]?.state === 'contact');
    expect(await manager.replay(ledger)).toBe(false);
  });

  it('gives a mail that kills its parser three attempts, while others pass it', async () => {
    await start(RULES, { parseMs: 1 }, true);
    const slow = mailOf(['Content-Type: text/html', 'Subject: slow'], '<table><tr><td>x'.repeat(120_000));
    await manager.deliver(slow, 'support');
    await until(() => store.ledger[0]?.state === 'quarantined');
    expect(store.ledger[0]).toMatchObject({ attempts: 3, reason: 'the mail took more than 0.001 s' });
  });

  it('waits while the database is away, then goes on with nothing lost or doubled', async () => {
    await start();
    for (let i = 0; i < 20; i += 1) await manager.deliver(plainMail(`m${i}`), 'support');
    store.away = true;
    const smtp = await connectSmtp(manager.smtpAddress?.port ?? 0);
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(plainMail('x'))).toMatch(/^451/);
    await smtp.quit();
    store.away = false;
    await ended(20);
    expect(store.submitted.map(({ ledger }) => ledger).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });

  it('starts with the database away: 451 by SMTP, and intake when it is there', async () => {
    store.away = true;
    await start();
    const smtp = await connectSmtp(manager.smtpAddress?.port ?? 0);
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(plainMail('early'))).toMatch(/^451/);
    expect(manager.status().ready).toBe(false);
    store.away = false;
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(plainMail('late'))).toMatch(/^250/);
    await ended(1);
    await smtp.quit();
  });

  it('joins an answer to its contact with the evidence, and not on another mailbox', async () => {
    const id = signer.messageId(7, 70, 'support', 'centre.example');
    store.references.push({ messageId: id, contact: 7, mailbox: 'support', automatic: false });
    store.contacts.push({ contact: 7, mailbox: 'support', customer: 1, closed: true, repliedBy: 4 });
    await start();
    const answer = mailOf(['From: ann@example.com', 'Subject: Re: x', `In-Reply-To: ${id}`]);
    await manager.deliver(answer, 'support');
    await manager.deliver(answer, 'sales');
    await manager.deliver(mailOf(['From: ann@example.com', `Subject: ${signer.mark(7, 'support')}`]), 'support');
    await ended(3);
    expect(store.submitted.map(({ kind }) => kind)).toEqual([
      'customer_answered',
      'contact_arrived',
      'customer_answered',
    ]);
    expect(store.submitted[0]).toMatchObject({ contact: 7, repliedBy: 4, evidence: { by: 'in_reply_to', value: id } });
    expect(store.submitted[2]).toMatchObject({ contact: 7, evidence: { by: 'subject_mark' } });
  });

  it('answers no automatic mail, and no sender beyond the budget of the day', async () => {
    await start();
    const from = (who: string, ...headers: string[]) => mailOf([`From: ${who}`, 'Subject: invoice', ...headers]);
    await manager.deliver(from('robot@example.com', 'Auto-Submitted: auto-replied'), 'support');
    await manager.deliver(from('list@example.com', 'List-Id: <l.example.com>'), 'support');
    await manager.deliver(from('bounce@example.com', 'Return-Path: <>'), 'support');
    await manager.deliver(from('sales@centre.example'), 'support');
    for (let i = 0; i < 4; i += 1) await manager.deliver(from('eager@example.com'), 'support');
    await ended(8);
    const given = store.submitted.map(({ facts, rule }) => [
      facts.from.split('@')[0],
      facts.automatic,
      rule.response !== undefined,
      rule.close,
    ]);
    expect(given).toEqual([
      ['robot', true, false, true],
      ['list', true, false, true],
      ['bounce', true, false, true],
      ['sales', true, false, true],
      ['eager', false, true, true],
      ['eager', false, true, true],
      ['eager', false, true, true],
      ['eager', true, false, false],
    ]);
    expect(store.submitted[2]?.facts.replyTo).toBe('');
  });

  it('takes a mail of its own that comes back for no customer’s', async () => {
    await start();
    const id = signer.messageId(7, 70, 'support', 'centre.example');
    await manager.deliver(mailOf(['From: support@centre.example', `Message-ID: ${id}`]), 'sales');
    await ended(1);
    expect(store.ledger[0]).toMatchObject({
      state: 'quarantined',
      reason: 'a mail that this centre sent came back to it',
    });
  });

  it('sends what the core queues, and tells it the end', async () => {
    const server = await startScriptedSmtpServer();
    await start(directory({ mailboxes: [mailbox({ outgoing: outgoing(server.port) })] }));
    await until(() => manager.status().ready);
    store.queue({ action: 70, contact: 7 });
    manager.wakeOutbox();
    await until(() => store.endedMails.length === 1);
    expect(store.endedMails[0]).toMatchObject({ contact: 7, action: 70, state: 'EMail_Sent' });
    await manager.stop();
    await server.stop();
  });

  it('uses another directory from the moment it is given', async () => {
    await start();
    manager.reload(directory({ mailboxes: [mailbox({ defaultRule: { skillset: 'EM_Vip', priority: 1 } })] }));
    await manager.deliver(plainMail('invoice'), 'support');
    await ended(1);
    expect(contacts()).toEqual(['invoice: default → EM_Vip']);
    const smtp = await connectSmtp(manager.smtpAddress?.port ?? 0);
    expect(await smtp.envelope('a@b.example', ['sales@centre.example'])).toEqual([expect.stringMatching(/^550/)]);
    await smtp.quit();
  });

  it('goes on where it was after it was stopped and started again, on the same port', async () => {
    await start();
    const { smtpAddress } = manager;
    await manager.stop();
    await manager.start();
    expect(manager.smtpAddress).toEqual(smtpAddress);
    await manager.deliver(plainMail('again'), 'support');
    await ended(1);
  });

  it('says which port is taken, and leaves nothing open', async () => {
    await start();
    const second = createEmailManager({
      directory: RULES,
      store,
      sink: store,
      clock: realClock,
      log: silentLog,
      secrets: async () => 'secret',
      options: { smtp: { port: manager.smtpAddress?.port ?? 0 }, pool },
    });
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(second.status().ready).toBe(false);
  });

  it('gives attachments of a mail of the ledger', async () => {
    await start();
    const raw = mailOf(['Content-Type: application/pdf; name=a.pdf', 'Content-Transfer-Encoding: base64'], 'AAEC');
    const { ledger } = await manager.deliver(raw, 'support');
    expect(await manager.attachments(ledger)).toMatchObject([{ index: 0, fileName: 'a.pdf', sizeBytes: 3 }]);
    expect(await manager.attachment(ledger, 0)).toMatchObject({ ok: true, attachment: { fileName: 'a.pdf' } });
    expect(await manager.attachments(99)).toBeUndefined();
  });

  it('handles a thousand mails in batches, each once', async () => {
    await start();
    const mails = Array.from({ length: 1_000 }, (_, i) => ({
      mailbox: 'support',
      key: `k${i}`,
      raw: plainMail(`m${i}`),
      sha256: `${i}`,
      internalAt: i,
    }));
    await store.receive(mails);
    manager.wakeParse();
    await ended(1_000);
    expect(new Set(store.submitted.map(({ facts }) => facts.subject)).size).toBe(1_000);
    expect(manager.status().intake?.inHand).toBe(0);
  });
});
