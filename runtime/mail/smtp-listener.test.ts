import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { limitsWith } from './limits.ts';
import { createSmtpListener, type SmtpListener, type SmtpListenerOptions } from './smtp-listener.ts';
import { plainMail, realClock, silentLog, until } from './testing/fixtures.ts';
import { createMemoryMailStore, type MemoryMailStore } from './testing/memory-mail-store.ts';
import { connectSmtp, type SmtpClient } from './testing/smtp-client.ts';

const MAILBOXES: Readonly<Record<string, string>> = {
  'support@centre.example': 'support',
  'help@centre.example': 'support',
  'sales@centre.example': 'sales',
};

/** The certificate that smtp-server brings along for tests. */
function testCertificate(): { readonly key: string; readonly cert: string } {
  const { key, cert } = new SMTPServer({ secure: true, logger: false }).options;
  return { key: String(key), cert: String(cert) };
}

describe('the SMTP listener', () => {
  let store: MemoryMailStore;
  let listener: SmtpListener;
  let port = 0;
  const clients: SmtpClient[] = [];

  async function listen(changes: Partial<SmtpListenerOptions> = {}): Promise<void> {
    store = createMemoryMailStore();
    listener = createSmtpListener({
      host: '127.0.0.1',
      port: 0,
      name: 'centre.example',
      mailboxOf: (address) => MAILBOXES[address],
      store,
      received: () => {},
      clock: realClock,
      log: silentLog,
      limits: limitsWith({ acknowledgeMs: 1, mailBytes: 50_000 }),
      ...changes,
    });
    ({ port } = await listener.start());
  }

  async function client(): Promise<SmtpClient> {
    const made = await connectSmtp(port);
    clients.push(made);
    return made;
  }

  afterEach(async () => {
    for (const made of clients.splice(0)) await made.destroy();
    await listener.stop();
  });

  it('takes a mail for a mailbox into the ledger before it answers 250', async () => {
    await listen();
    const smtp = await client();
    await smtp.envelope('ann@example.com', ['Support@Centre.Example']);
    expect(await smtp.data(plainMail('Hello'))).toMatch(/^250 /);
    expect(store.ledger).toMatchObject([
      { mailbox: 'support', state: 'received', envelopeFrom: 'ann@example.com', key: expect.stringMatching(/^smtp:/) },
    ]);
    expect(Buffer.from(store.ledger[0]?.raw ?? []).toString()).toContain('Subject: Hello\r\n');
  });

  it('relays nothing', async () => {
    await listen();
    const smtp = await client();
    const answers = await smtp.envelope('ann@example.com', [
      'bob@elsewhere.example',
      'support@centre.example@elsewhere.example',
    ]);
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual(['550', expect.stringMatching(/^5/)]);
    expect(await smtp.say('DATA')).toMatch(/^503/);
    expect(await smtp.say('AUTH LOGIN')).toMatch(/^5/);
  });

  it('makes one row for each mailbox, all in one transaction', async () => {
    await listen();
    const smtp = await client();
    await smtp.envelope('ann@example.com', ['support@centre.example', 'sales@centre.example', 'help@centre.example']);
    await smtp.data(plainMail('Hello'));
    expect(store.ledger.map(({ mailbox, envelopeTo }) => `${mailbox} ${envelopeTo}`)).toEqual([
      'support support@centre.example',
      'sales sales@centre.example',
    ]);
    expect(store.received).toEqual([2]);
  });

  it('answers 451 while the database is away, and takes the mail when it is back', async () => {
    await listen();
    const smtp = await client();
    store.away = true;
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(plainMail('Hello'))).toMatch(/^451 /);
    store.away = false;
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(plainMail('Hello'))).toMatch(/^250 /);
    expect(store.ledger).toHaveLength(1);
    expect(listener.status()).toMatchObject({ received: 1, deferred: 1 });
  });

  it('refuses a mail that is too large, said or found', async () => {
    await listen();
    const smtp = await client();
    await smtp.say('EHLO client.example');
    expect(await smtp.say('MAIL FROM:<ann@example.com> SIZE=60000')).toMatch(/^552/);
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(Buffer.alloc(60_000, 'x\r\n'))).toMatch(/^552/);
    expect(store.ledger).toEqual([]);
  });

  it('answers 451 when too many bytes are being received', async () => {
    await listen({ limits: limitsWith({ smtpBytesInHand: 1_000 }) });
    const smtp = await client();
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(Buffer.alloc(5_000, 'x\r\n'))).toMatch(/^451/);
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    expect(await smtp.data(plainMail('Hello'))).toMatch(/^250/);
  });

  it('refuses a mail that goes round in a loop', async () => {
    await listen();
    const smtp = await client();
    await smtp.envelope('ann@example.com', ['support@centre.example']);
    const raw = Buffer.from(`${'Received: from a by b\r\n'.repeat(101)}Subject: x\r\n\r\nx`);
    expect(await smtp.data(raw)).toMatch(/^554/);
  });

  it('keeps the null path as an empty sender', async () => {
    await listen();
    const smtp = await client();
    await smtp.envelope('', ['support@centre.example']);
    await smtp.data(plainMail('Undeliverable'));
    expect(store.ledger[0]?.envelopeFrom).toBe('');
  });

  describe('acknowledges a row', () => {
    it('when the next command shows that the 250 was read', async () => {
      await listen();
      const smtp = await client();
      await smtp.envelope('ann@example.com', ['support@centre.example']);
      await smtp.data(plainMail('Hello'));
      expect(store.ledger[0]?.acknowledged).toBe(false);
      await smtp.say('NOOP');
      await until(() => store.ledger[0]?.acknowledged === true);
    });

    it('when the client leaves with QUIT', async () => {
      await listen();
      const smtp = await client();
      await smtp.envelope('ann@example.com', ['support@centre.example']);
      await smtp.data(plainMail('Hello'));
      await smtp.quit();
      await until(() => store.ledger[0]?.acknowledged === true);
    });

    it('not when the connection breaks, and then a repeat is answered 250 without a new row', async () => {
      await listen();
      const first = await client();
      await first.envelope('ann@example.com', ['support@centre.example']);
      await first.data(plainMail('Hello'));
      await first.destroy();
      await until(() => listener.status().connections === 0);
      const again = await client();
      await again.envelope('ann@example.com', ['support@centre.example']);
      expect(await again.data(plainMail('Hello'))).toMatch(/^250/);
      expect(store.ledger).toHaveLength(1);
      expect(listener.status()).toMatchObject({ received: 1, repeated: 1 });
    });

    it('not by a command that was sent before the 250', async () => {
      await listen();
      const smtp = await client();
      await smtp.envelope('ann@example.com', ['support@centre.example']);
      await smtp.say('DATA');
      smtp.write(`${plainMail('Hello').toString()}\r\n.\r\nNOOP\r\n`);
      expect(await smtp.reply()).toMatch(/^250/);
      expect(await smtp.reply()).toMatch(/^250/);
      await smtp.destroy();
      await until(() => listener.status().connections === 0);
      expect(store.ledger[0]?.acknowledged).toBe(false);
    });

    it('and takes the same mail sent again after that as a new one', async () => {
      await listen();
      const smtp = await client();
      for (let i = 0; i < 2; i += 1) {
        await smtp.envelope('ann@example.com', ['support@centre.example']);
        await smtp.data(plainMail('Hello'));
        await smtp.say('NOOP');
        await until(() => store.ledger[i]?.acknowledged === true);
      }
      expect(store.ledger).toHaveLength(2);
    });
  });

  describe('beyond loopback', () => {
    it('does not start without TLS or a list of who may send', async () => {
      await listen();
      const open = createSmtpListener({
        host: '0.0.0.0',
        port: 0,
        name: 'centre.example',
        mailboxOf: () => undefined,
        store,
        received: () => {},
        clock: realClock,
        log: silentLog,
        limits: limitsWith(),
      });
      await expect(open.start()).rejects.toMatchObject({ code: 'SMTP_OPEN' });
    });
  });

  it('offers STARTTLS with its certificate, and none without', async () => {
    await listen();
    expect(await (await client()).say('EHLO client.example')).not.toContain('STARTTLS');
    await listener.stop();
    await listen({ tls: testCertificate() });
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
    });
    await transport.sendMail({ from: 'ann@example.com', to: 'support@centre.example', subject: 'Sealed', text: 'x' });
    transport.close();
    expect(store.ledger).toHaveLength(1);
  });

  it('ends idle connections when it is stopped', async () => {
    await listen();
    const smtp = await client();
    const reply = smtp.reply();
    await listener.stop();
    expect(await reply).toMatch(/^421/);
  });
});
