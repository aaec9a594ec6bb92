import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  launchChromium,
  openMailbox,
  startDovecot,
  startPostfix,
  type TestDovecot,
  type TestPostfix,
} from './servers/index.ts';

const USER = { user: 'support@acme.example', password: 'secret' };

describe('the mail servers of the tests', () => {
  const received: string[] = [];
  const outside = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      stream.resume();
      stream.on('end', () => {
        received.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  let dovecot: TestDovecot;
  let postfix: TestPostfix;

  beforeAll(async () => {
    outside.listen(0, '127.0.0.1');
    await once(outside.server, 'listening');
    dovecot = await startDovecot({ users: [USER], folders: ['Processed'] });
    postfix = await startPostfix({
      routes: {
        'acme.example': { lmtp: dovecot.ports.lmtp },
        'customer.example': { smtp: (outside.server.address() as AddressInfo).port },
      },
    });
  });

  afterAll(async () => {
    await postfix?.stop();
    await dovecot?.stop();
    await new Promise<void>((resolve) => outside.close(() => resolve()));
  });

  async function send(to: string): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: postfix.ports.smtp, ignoreTLS: true });
    await transport.sendMail({ from: 'ana@customer.example', to, subject: 'The printer', text: 'It is on fire.\n' });
    transport.close();
  }

  async function withMailbox<T>(password: string, body: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = await openMailbox(dovecot.ports.imap, { user: USER.user, password });
    try {
      return await body(client);
    } finally {
      await client.logout();
    }
  }

  it('carry a mail from SMTP through Postfix into a Dovecot mailbox', async () => {
    await send('support@acme.example');
    const source = await withMailbox(USER.password, async (client) => {
      const lock = await client.getMailboxLock('INBOX');
      try {
        return await eventually(
          20_000,
          () => `The mail has not arrived.\n${postfix.log()}${dovecot.log()}`,
          async () => {
            const mail = await client.fetchOne('*', { source: true });
            return mail === false ? undefined : mail.source?.toString();
          },
        );
      } finally {
        lock.release();
      }
    });
    expect(source).toContain('Subject: The printer');
    expect(source).toContain('by postfix.test');
  });

  it('carry a mail to a routed port of ours', async () => {
    await send('ben@customer.example');
    await eventually(20_000, postfix.log, () => (received.includes('ben@customer.example') ? true : undefined));
  });

  it('refuse every domain that has no route', async () => {
    await expect(send('someone@elsewhere.example')).rejects.toMatchObject({ responseCode: 554 });
  });

  it('have the folders they were asked for, and refuse a wrong password', async () => {
    expect(
      await withMailbox(USER.password, async (client) => (await client.list()).map(({ path }) => path).sort()),
    ).toEqual(['INBOX', 'Processed']);
    await expect(withMailbox('wrong', async () => {})).rejects.toMatchObject({ authenticationFailed: true });
  });
});

it('the browser of the tests opens a page of the loopback and nothing beyond', async () => {
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<h1>Hello</h1>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { browser, stop } = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await page.textContent('h1')).toBe('Hello');
    await expect(page.goto('http://ccmm.example/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
  } finally {
    await stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
