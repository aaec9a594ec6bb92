import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, quietLog, startBench } from '../testing/client.ts';
import { createDemoMailbox, type DemoMailbox } from './mailbox.ts';

let home: string;
let mailbox: DemoMailbox;
let bench: Bench;
let centre: SMTPServer;
const arrived: Awaited<ReturnType<typeof simpleParser>>[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ccmm-demo-'));
  centre = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      simpleParser(stream).then((mail) => {
        arrived.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => centre.listen(0, '127.0.0.1', resolve));
  const address = centre.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  mailbox = createDemoMailbox({
    home,
    log: quietLog,
    centreSmtp: () => ({ host: '127.0.0.1', port }),
    addresses: ['support@acme.example'],
  });
  await mailbox.start();
  bench = await startBench({ demo: mailbox });
  const transport = createTransport({ ...mailbox.smtp, ignoreTLS: true });
  await transport.sendMail({
    from: 'Acme Support <support@acme.example>',
    to: 'carla@customer.example',
    subject: 'Re: Invoice <7>',
    text: 'It is corrected.',
    html: '<p>It is <b>corrected</b>.</p><script>x()</script>',
    messageId: '<reply-1@acme.example>',
    inReplyTo: '<first@customer.example>',
    references: ['<first@customer.example>'],
  });
  transport.close();
});

afterAll(async () => {
  await bench.stop();
  await mailbox.stop();
  await new Promise<void>((resolve) => centre.close(() => resolve()));
  await rm(home, { recursive: true });
});

const form = (path: string, fields: Record<string, string>, origin?: string | false) =>
  bench.ask('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    ...(origin === undefined ? {} : { origin }),
  });

describe('the customers’ mailbox of the demo', () => {
  it('keeps each mail as one whole file and shows it', async () => {
    const files = await readdir(join(home, 'demo', 'mailbox'));
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/\.eml$/);
    const list = await bench.ask('GET', '/demo/mailbox');
    expect(list.text).toContain('Re: Invoice &lt;7&gt;');
    const id = (await mailbox.list())[0]?.id;
    const page = await bench.ask('GET', `/demo/mailbox/${id}`);
    expect(page.text).toContain('<iframe sandbox="allow-popups"');
    const html = await bench.ask('GET', `/demo/mailbox/${id}/html`);
    expect(html.headers['content-security-policy']).toContain('sandbox allow-popups');
    expect(html.text).not.toContain('script');
  });

  it('answers as the customer in the thread of the mail', async () => {
    const id = (await mailbox.list())[0]?.id;
    const reply = await form(`/demo/mailbox/${id}/answer`, { text: 'Thank you!' });
    expect([reply.status, reply.headers.location]).toEqual([303, '/demo/mailbox?done=answered']);
    const mail = arrived.at(-1);
    expect(mail?.from?.value[0]?.address).toBe('carla@customer.example');
    expect(mail?.subject).toBe('Re: Invoice <7>');
    expect(mail?.inReplyTo).toBe('<reply-1@acme.example>');
    expect(mail?.references).toEqual(['<first@customer.example>', '<reply-1@acme.example>']);
    expect(mail?.text).toMatch(/^Thank you!\n\nAcme Support wrote:\n> It is corrected\./);
  });

  it('writes to the centre as a customer, and only to the centre', async () => {
    const letter = {
      from: 'carla@customer.example',
      fromName: 'Carla',
      subject: 'New',
      text: 'Hello',
      to: 'support@acme.example',
    };
    expect((await form('/demo/mailbox/new', letter)).status).toBe(303);
    expect(arrived.at(-1)?.subject).toBe('New');
    expect((await form('/demo/mailbox/new', { ...letter, to: 'other@acme.example' })).status).toBe(422);
  });

  it('refuses what another page posts', async () => {
    const before = arrived.length;
    const id = (await mailbox.list())[0]?.id;
    for (const origin of ['https://evil.example', 'null', false] as const) {
      expect((await form(`/demo/mailbox/${id}/answer`, { text: 'x' }, origin)).status).toBe(403);
    }
    expect(arrived).toHaveLength(before);
  });

  it('is not reached under another name, nor beyond its folder', async () => {
    expect((await bench.ask('GET', '/demo/mailbox', { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await bench.ask('GET', '/demo/mailbox/..%2F..%2Fsecret')).status).toBe(404);
  });

  it('never writes beyond loopback', async () => {
    const far = createDemoMailbox({
      home,
      log: quietLog,
      addresses: [],
      centreSmtp: () => ({ host: '192.0.2.1', port: 25 }),
    });
    await expect(far.write({ from: 'a@b.example', to: 'c@d.example', subject: '', text: '' })).rejects.toThrow(
      /loopback/,
    );
  });

  it('is not there when the demo is off', async () => {
    const own = await startBench();
    expect((await own.ask('GET', '/demo/mailbox')).status).toBe(404);
    await own.stop();
  });
});
