import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createImapSource, type ImapEntry, type ImapSource } from '../runtime/mail/imap-source.ts';
import { type Limits, limitsWith } from '../runtime/mail/limits.ts';
import { mailOf, plainMail, realClock, silentLog, until } from '../runtime/mail/testing/fixtures.ts';
import { createMemoryMailStore, type MemoryMailStore } from '../runtime/mail/testing/memory-mail-store.ts';
import { openMailbox, startDovecot, type TestDovecot } from './servers/index.ts';

const PASSWORD = 'secret';
const USERS = Array.from({ length: 12 }, (_, i) => ({ user: `u${i}@acme.example`, password: PASSWORD }));

describe('mail from an IMAP folder', () => {
  let dovecot: TestDovecot;
  let user = '';
  let next = 0;
  let store: MemoryMailStore;
  let client: ImapFlow;
  const sources: ImapSource[] = [];

  beforeAll(async () => {
    dovecot = await startDovecot({ users: USERS, folders: ['Work', 'Other'] });
  });
  afterAll(() => dovecot?.stop());

  beforeEach(async () => {
    user = USERS[next++ % USERS.length]?.user ?? '';
    store = createMemoryMailStore();
    client = await openMailbox(dovecot.ports.imap, { user, password: PASSWORD });
  });
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.stop();
    await client.logout();
  });

  function open(entry: Partial<ImapEntry> = {}, limits: Partial<Limits> = {}): ImapSource {
    const source = createImapSource({
      mailbox: 'support',
      entry: {
        kind: 'imap',
        host: '127.0.0.1',
        port: dovecot.ports.imap,
        security: 'none',
        user,
        password: 'file:secret',
        folder: 'INBOX',
        start: 'all',
        pollMs: 60_000,
        ...entry,
      },
      password: async () => PASSWORD,
      store,
      received: () => {},
      clock: realClock,
      log: silentLog,
      limits: limitsWith({ backoffFirstMs: 10, backoffMaxMs: 50, imapCommandMs: 5_000, ...limits }),
    });
    sources.push(source);
    source.start();
    return source;
  }

  const put = (subject: string, folder = 'INBOX', flags: string[] = [], at?: Date) =>
    client.append(folder, plainMail(subject), flags, at);
  const subjects = () => store.ledger.map(({ raw }) => /^Subject: (.*)\r$/m.exec(Buffer.from(raw).toString())?.[1]);

  async function flagsOf(folder = 'INBOX'): Promise<readonly (readonly string[])[]> {
    const lock = await client.getMailboxLock(folder);
    try {
      const found = await client.fetchAll('1:*', { flags: true });
      return found.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent'));
    } finally {
      lock.release();
    }
  }

  /** Marks are set after the rows; looks until they are as they should be. */
  async function untilMarked(marked: readonly boolean[]): Promise<void> {
    let found: readonly boolean[] = [];
    for (let tries = 0; tries < 100 && found.join() !== marked.join(); tries += 1)
      found = (await flagsOf()).map((flags) => flags.includes('$ccmm'));
    expect(found).toEqual(marked);
  }

  it('is taken from the beginning with start: all, read or not, and marked with our keyword', async () => {
    await put('one');
    await put('two', 'INBOX', ['\\Seen']);
    const source = open();
    await until(() => store.ledger.length === 2);
    expect(subjects()).toEqual(['one', 'two']);
    expect(store.ledger[0]?.key).toMatch(new RegExp(`^imap:127\\.0\\.0\\.1:${user}:INBOX:\\d+:1$`));
    await untilMarked([true, true]);
    expect(await flagsOf()).toEqual([['$ccmm'], ['\\Seen', '$ccmm']]);
    expect(source.status()).toMatchObject({ mailbox: 'support', connected: true, taken: 2, notTaken: 0 });
  });

  it('is taken as it comes, without waiting for a poll', async () => {
    open();
    await until(() => store.folders.size === 1);
    await put('at once');
    await until(() => store.ledger.length === 1);
    await put('and again');
    await until(() => store.ledger.length === 2);
  });

  it('from before the first start is left alone with start: new', async () => {
    await put('old');
    open({ start: 'new' });
    await until(() => store.folders.size === 1);
    await put('new');
    await until(() => store.ledger.length === 1);
    expect(subjects()).toEqual(['new']);
    await untilMarked([false, true]);
  });

  it('is taken once, whatever its flags become and however often the source starts', async () => {
    await put('one');
    open();
    await until(() => store.ledger.length === 1);
    await sources.pop()?.stop();
    const lock = await client.getMailboxLock('INBOX');
    await client.messageFlagsRemove('1:*', ['$ccmm', '\\Seen'], { uid: true });
    lock.release();
    await put('two');
    open();
    await until(() => store.ledger.length === 2);
    expect(subjects()).toEqual(['one', 'two']);
    // The mark that was lost is set again.
    await untilMarked([true, true]);
  });

  it('is taken in batches, each one transaction', async () => {
    for (let i = 0; i < 25; i += 1) await put(`m${i}`);
    open({}, { fetchMails: 10 });
    await until(() => store.ledger.length === 25);
    expect(store.received).toEqual([10, 10, 5]);
  });

  it('gets a new key and no new contact when the server gives the folder new UIDs', async () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, n));
    for (let n = 1; n <= 3; n += 1) await put(`m${n}`, 'Work', [], day(n));
    open({ folder: 'Work' });
    await until(() => store.ledger.length === 3);
    await sources.pop()?.stop();
    const before = store.ledger.map(({ key }) => key);
    // The folder as another one that has copies of its mails, and one that came meanwhile.
    const lock = await client.getMailboxLock('Work');
    await client.messageCopy('1:*', 'Other');
    lock.release();
    await put('m4', 'Other', [], day(4));
    await client.mailboxDelete('Work');
    await client.mailboxRename('Other', 'Work');
    open({ folder: 'Work' });
    await until(() => store.ledger.length === 4);
    expect(subjects()).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(store.ledger.slice(0, 3).map(({ key }) => key)).not.toEqual(before);
    await until(() => [...store.folders.values()][0]?.firstUid === 5);
    await put('m5', 'Work');
    await until(() => store.ledger.length === 5);
  });

  it('from before the first start stays out with start: new when the folder gets new UIDs', async () => {
    await put('old', 'Work', [], new Date(Date.UTC(2026, 0, 1)));
    open({ folder: 'Work', start: 'new' });
    await until(() => store.folders.size === 1);
    await put('new', 'Work', [], new Date(Date.UTC(2026, 0, 2)));
    await until(() => store.ledger.length === 1);
    await sources.pop()?.stop();
    const lock = await client.getMailboxLock('Work');
    await client.messageCopy('1:*', 'Other');
    lock.release();
    await client.mailboxDelete('Work');
    await client.mailboxRename('Other', 'Work');
    open({ folder: 'Work', start: 'new' });
    await until(() => [...store.folders.values()][0]?.firstUid === 3);
    await put('newer', 'Work');
    await until(() => store.ledger.length === 2);
    expect(subjects()).toEqual(['new', 'newer']);
  });

  it('that is too large is quarantined by its header, and the mails around it are taken', async () => {
    await put('before');
    await client.append('INBOX', mailOf(['Subject: huge', 'From: a@example.com'], 'x'.repeat(30_000)));
    await put('after');
    open({}, { mailBytes: 20_000 });
    await until(() => store.ledger.length === 3);
    expect(subjects()).toEqual(['before', 'huge', 'after']);
    const huge = store.ledger[1];
    expect(huge).toMatchObject({
      state: 'quarantined',
      reason: expect.stringMatching(/at most 20000 are taken; it is still in INBOX as UID 2/),
    });
    expect(huge?.raw.length).toBeLessThan(100);
    await untilMarked([true, true, true]);
  });

  it('stays where it is while the database is away', async () => {
    store.away = true;
    await put('waiting');
    const source = open();
    await until(() => source.status().error === 'the database is away');
    expect(await flagsOf()).toEqual([[]]);
    store.away = false;
    await until(() => store.ledger.length === 1);
    expect(source.status().error).toBeUndefined();
  });

  describe('over a line that breaks', () => {
    let line: Server;
    let silent = false;
    const ends: Socket[] = [];

    beforeEach(async () => {
      silent = false;
      line = createServer((socket) => {
        const server = connect(dovecot.ports.imap, '127.0.0.1');
        ends.push(socket, server);
        for (const end of [socket, server]) end.on('error', () => {});
        socket.on('data', (chunk) => silent || server.write(chunk));
        server.on('data', (chunk) => silent || socket.write(chunk));
        socket.on('close', () => server.destroy());
        server.on('close', () => socket.destroy());
      });
      line.listen(0, '127.0.0.1');
      await once(line, 'listening');
    });
    afterEach(async () => {
      for (const source of sources.splice(0)) await source.stop();
      for (const end of ends.splice(0)) end.destroy();
      line.close();
      await once(line, 'close');
    });
    const port = () => (line.address() as AddressInfo).port;

    it('is taken after the source connected again', async () => {
      open({ port: port() });
      await until(() => store.folders.size === 1);
      for (const end of ends.splice(0)) end.destroy();
      await put('after the break');
      await until(() => store.ledger.length === 1);
    });

    it('is taken when the line went silent without a word', async () => {
      const source = open({ port: port(), pollMs: 50 }, { imapCommandMs: 200 });
      await until(() => source.status().connected && store.folders.size === 1);
      silent = true;
      await put('unheard');
      await until(() => source.status().error !== undefined);
      silent = false;
      await until(() => store.ledger.length === 1);
      expect(source.status().lastContactMs).toBeGreaterThan(0);
    });
  });

  it('is not taken with a refused log-in, and the status says so', async () => {
    const source = open({ user: 'nobody@acme.example' });
    await until(() => source.status().error !== undefined);
    expect(source.status()).toMatchObject({ connected: false, taken: 0 });
  });
});
