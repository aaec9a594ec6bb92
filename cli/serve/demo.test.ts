import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directory, mailbox } from '../../runtime/mail/testing/fixtures.ts';
import { quietLog } from '../../runtime/quiet-log.ts';
import { openDemo } from './demo.ts';

describe('the demonstration', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ccmm-demo-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const agent = { id: '1', name: 'Ana', login: 'ana', skillsets: [], capacity: { EMail: 1 }, supervisor: false };
  const imap = (host: string) =>
    mailbox({
      name: 'read',
      source: {
        kind: 'imap',
        host,
        port: 993,
        security: 'tls',
        user: 'u',
        password: 'file:p',
        folder: 'INBOX',
        start: 'new',
        pollMs: 60_000,
      },
    });
  const open = (changes: Parameters<typeof directory>[0]) =>
    openDemo({
      home,
      log: quietLog,
      ports: { web: 0, smtp: 0, customers: 0 },
      directory: directory({ agents: [agent], ...changes }),
    });

  it('ends, instead of making folders for ever, in a home where none can be made', async () => {
    home = '/proc/nowhere';
    await expect(open({})).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['a mail server', { mailboxes: [mailbox(), imap('mail.acme.example')] }, 'mail.acme.example'],
    [
      'a provider',
      { providers: [{ name: 'crm', kind: 'http' as const, url: 'https://crm.example/x', timeoutMs: 1 }] },
      'crm.example',
    ],
  ])('refuses a centre that connects to %s of another machine', async (_, changes, named) => {
    await expect(open(changes)).rejects.toMatchObject({
      code: 'demo_connects',
      message: expect.stringContaining(named),
    });
  });

  it('sends what leaves the centre to its own customers’ mailbox, whatever server the centre names', async () => {
    const outgoing = { host: 'mail.acme.example', port: 587, security: 'starttls' as const };
    const demo = await open({ mailboxes: [mailbox({ outgoing }), imap('127.0.0.1')] });
    expect(demo.directory.mailboxes.map((box) => box.outgoing?.host)).toEqual(['127.0.0.1', '127.0.0.1']);
    const later = demo.adapt(directory({ agents: [agent], mailboxes: [mailbox({ outgoing })] }));
    expect(later.mailboxes.map((box) => box.outgoing?.host)).toEqual(['127.0.0.1']);
    expect(() => demo.adapt(directory({ agents: [agent], mailboxes: [imap('mail.acme.example')] }))).toThrow(
      expect.objectContaining({ code: 'not_here' }),
    );
    await demo.stop();
  });
});
