/**
 * Mail from one IMAP folder. What is ours is found by UID against the ledger, never by flags; a mail is marked (`$ccmm`, or `\Seen` where
 * the folder takes no keywords) only for people, after its row is committed. Nothing is ever deleted or moved.
 *
 * One session = connect, open, look at all UIDs, then wait (IDLE, with polls as the floor) and look at new ones. Whatever fails ends the
 * session; the next begins after a growing wait. While the database is away the mails stay where they are.
 */
import { ImapFlow, type MailboxObject } from 'imapflow';
import type { MailSourceEntry } from '../../vm/index.ts';
import type { Clock, Log } from '../center/ports.ts';
import { createBackoff, pause } from './backoff.ts';
import { failpoint } from './failpoints.ts';
import { createImapFetch, type FetchedMail, type ImapFetch, keyOf } from './imap-fetch.ts';
import type { Limits } from './limits.ts';
import type { ImapFolderRow, MailStore } from './ports.ts';
import { messageOf } from './work-loop.ts';

export type ImapEntry = Extract<MailSourceEntry, { kind: 'imap' }>;

export interface ImapSource {
  start(): void;
  stop(): Promise<void>;
  status(): ImapStatus;
}

/** Whether the source lives: a source that says nothing for long, or leaves mails on the server, is an alarm. */
export interface ImapStatus {
  readonly mailbox: string;
  readonly connected: boolean;
  /** Milliseconds since the epoch of the server's last answer; undefined before the first. */
  readonly lastContactMs?: number;
  /** Mails on the server that are ours to take and not yet in the ledger. */
  readonly notTaken: number;
  readonly taken: number;
  /** Why the last session ended, while no other is open. */
  readonly error?: string;
}

export interface ImapSourceOptions {
  /** The centre's name of the mailbox. */
  readonly mailbox: string;
  readonly entry: ImapEntry;
  readonly password: () => Promise<string>;
  readonly store: Pick<MailStore, 'receive' | 'knownKeys' | 'rekey' | 'imapFolder' | 'saveImapFolder'>;
  /** Rows were received. */
  readonly received: () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
}

/** A source that is not connected yet. */
export function createImapSource(options: ImapSourceOptions): ImapSource {
  return new Source(options);
}

const MARK = '$ccmm';

class Source implements ImapSource {
  readonly #options: ImapSourceOptions;
  #stop = new AbortController();
  #running: Promise<void> | undefined;
  #client: ImapFlow | undefined;
  #fetch: ImapFetch;
  #connected = false;
  #lastContactMs: number | undefined;
  #notTaken = 0;
  #taken = 0;
  #error: string | undefined;

  constructor(options: ImapSourceOptions) {
    this.#options = options;
    this.#fetch = createImapFetch(options);
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#client?.close();
    await this.#running;
    this.#running = undefined;
  }

  status(): ImapStatus {
    return {
      mailbox: this.#options.mailbox,
      connected: this.#connected,
      ...(this.#lastContactMs === undefined ? {} : { lastContactMs: this.#lastContactMs }),
      notTaken: this.#notTaken,
      taken: this.#taken,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock, log, limits, mailbox } = this.#options;
    const backoff = createBackoff(limits.backoffFirstMs, limits.backoffMaxMs);
    while (!stop.aborted) {
      try {
        await this.#session(stop, () => backoff.reset());
      } catch (error) {
        if (stop.aborted) return;
        this.#error = messageOf(error);
        const waitMs = backoff.nextMs();
        log.warn({ mailbox, error: this.#error, waitMs }, 'the IMAP session ended; connects again');
        await pause(clock, waitMs, stop);
      }
    }
  }

  async #session(stop: AbortSignal, worked: () => void): Promise<void> {
    const client = await this.#connect();
    const news = createNews(client, stop);
    try {
      if (stop.aborted) return;
      const folder = await this.#answer(client, client.mailboxOpen(this.#options.entry.folder));
      const row = await this.#folderRow(client, folder);
      const mark = markOf(folder);
      this.#error = undefined;
      let nextUid = await this.#scan(client, row, row.firstUid, mark, true);
      worked();
      let fullAtMs = this.#options.clock.nowMs() + this.#options.limits.imapFullScanMs;
      while (!stop.aborted) {
        await this.#wait(client, news);
        if (stop.aborted) return;
        if (client.mailbox === false || client.mailbox.uidValidity !== folder.uidValidity)
          throw Object.assign(new Error('the folder was opened anew'), { code: 'IMAP_FOLDER' });
        const full = this.#options.clock.nowMs() >= fullAtMs;
        if (full) fullAtMs = this.#options.clock.nowMs() + this.#options.limits.imapFullScanMs;
        nextUid = await this.#scan(client, row, full ? row.firstUid : nextUid, mark, full);
      }
    } finally {
      this.#connected = false;
      this.#client = undefined;
      client.close();
    }
  }

  async #connect(): Promise<ImapFlow> {
    const { entry, password, limits } = this.#options;
    const client = new ImapFlow({
      host: entry.host,
      port: entry.port,
      secure: entry.security === 'tls',
      doSTARTTLS: entry.security === 'starttls',
      auth: { user: entry.user, pass: await password() },
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: limits.imapCommandMs,
      socketTimeout: Math.max(limits.imapCommandMs, 2 * entry.pollMs),
      maxLiteralSize: limits.mailBytes + limits.headerBytes,
      maxResponseSize: limits.mailBytes + 4 * limits.headerBytes,
    });
    // The command under way rejects; without a listener the event would end the process.
    client.on('error', () => {});
    this.#client = client;
    try {
      await this.#answer(client, client.connect());
    } catch (error) {
      client.close();
      this.#client = undefined;
      throw error;
    }
    this.#connected = true;
    return client;
  }

  /** An answer of the server within its time, or the connection is given up: a dead one often says nothing at all. */
  async #answer<Answer>(client: ImapFlow, work: Promise<Answer>): Promise<Answer> {
    const { clock, limits } = this.#options;
    const late = Promise.withResolvers<never>();
    const timer = clock.after(limits.imapCommandMs, () => {
      late.reject(
        Object.assign(new Error(`the IMAP server gave no answer for ${limits.imapCommandMs / 1000} s`), {
          code: 'IMAP_SILENT',
        }),
      );
      client.close();
    });
    try {
      const answer = await Promise.race([work, late.promise]);
      this.#lastContactMs = clock.nowMs();
      return answer;
    } finally {
      timer.cancel();
    }
  }

  /** The folder's row; made at the first opening, made anew when its UIDs are. */
  async #folderRow(client: ImapFlow, folder: MailboxObject): Promise<ImapFolderRow> {
    const { entry, store, log, mailbox } = this.#options;
    const key = `imap:${entry.host}:${entry.user}:${entry.folder}`;
    const uidValidity = Number(folder.uidValidity);
    const before = await store.imapFolder(key);
    let row: ImapFolderRow;
    if (before === undefined) row = await this.#firstRow(client, folder, key, uidValidity);
    else if (before.uidValidity !== uidValidity) {
      log.warn(
        { mailbox, before: before.uidValidity, now: uidValidity },
        'the IMAP server gave the folder new UIDs; known mails get new keys',
      );
      row = { ...before, uidValidity, firstUid: await this.#rekey(client, before, uidValidity) };
    } else if (entry.start === 'all' && before.startAfterAt > 0) row = { ...before, firstUid: 1, startAfterAt: 0 };
    else return before;
    await store.saveImapFolder(row);
    return row;
  }

  async #firstRow(client: ImapFlow, folder: MailboxObject, key: string, uidValidity: number): Promise<ImapFolderRow> {
    if (this.#options.entry.start === 'all' || folder.exists === 0)
      return { key, uidValidity, firstUid: 1, startAfterAt: 0 };
    const newest = await this.#answer(client, client.fetchAll('*', { uid: true, internalDate: true }));
    const uids = newest.map(({ uid }) => uid + 1);
    const dates = newest.map(({ internalDate }) =>
      internalDate === undefined ? 0 : new Date(internalDate).getTime() * 1000,
    );
    return { key, uidValidity, firstUid: Math.max(folder.uidNext || 1, ...uids), startAfterAt: Math.max(0, ...dates) };
  }

  /**
   * After a change of UIDVALIDITY: every mail is read, those that the ledger knows by hash and date get their new key, the others are
   * taken, but not those from before the start. Done twice (killed between), it does the same. Answers the first UID not looked at.
   */
  async #rekey(client: ImapFlow, before: ImapFolderRow, uidValidity: number): Promise<number> {
    const { store, mailbox, received } = this.#options;
    const row = { ...before, uidValidity };
    const { uids, unknown } = await this.#unknown(client, row, 1);
    for await (const batch of this.#batches(client, row, unknown)) {
      const asked = batch.map(({ mail }) => ({
        mailbox,
        sha256: mail.sha256,
        internalAt: mail.internalAt,
        newKey: mail.key,
      }));
      const known = await store.rekey(asked);
      const fresh = batch.filter(
        ({ mail }, index) =>
          known[index] !== true && (before.startAfterAt === 0 || mail.internalAt > before.startAfterAt),
      );
      if (fresh.length === 0) continue;
      await store.receive(fresh.map(({ mail }) => mail));
      this.#taken += fresh.length;
      received();
    }
    return Math.max(1, ...uids.slice(-1).map((uid) => uid + 1));
  }

  /** Takes what the ledger does not have from a UID on; answers the UID to look from next time. */
  async #scan(
    client: ImapFlow,
    row: ImapFolderRow,
    fromUid: number,
    mark: string | undefined,
    full: boolean,
  ): Promise<number> {
    const { store, received } = this.#options;
    const { uids, unknown } = await this.#unknown(client, row, fromUid);
    for await (const batch of this.#batches(client, row, unknown)) {
      failpoint('mail.imap.before-receive');
      await store.receive(batch.map(({ mail }) => mail));
      received();
      failpoint('mail.imap.after-receive');
      this.#taken += batch.length;
      this.#notTaken = Math.max(0, this.#notTaken - batch.length);
      await this.#mark(
        client,
        batch.map(({ uid }) => uid),
        mark,
      );
      failpoint('mail.imap.after-mark');
    }
    this.#notTaken = 0;
    if (full && mark !== undefined && uids.length > 0)
      await this.#markForgotten(client, fromUid, mark, new Set(unknown));
    return Math.max(fromUid, ...uids.slice(-1).map((uid) => uid + 1));
  }

  async *#batches(
    client: ImapFlow,
    row: ImapFolderRow,
    uids: readonly number[],
  ): AsyncGenerator<readonly FetchedMail[]> {
    const answer = <Answer>(work: Promise<Answer>) => this.#answer(client, work);
    for await (const batch of this.#fetch.batches(client, row, uids, answer)) if (batch.length > 0) yield batch;
  }

  /** UIDs from one on, ascending, and those of them that the ledger has not. */
  async #unknown(client: ImapFlow, row: ImapFolderRow, fromUid: number) {
    const { store, limits } = this.#options;
    const found = await this.#answer(client, client.search({ uid: `${fromUid}:*` }, { uid: true }));
    if (!Array.isArray(found))
      throw Object.assign(new Error('the IMAP server refused SEARCH'), { code: 'IMAP_SEARCH' });
    // `n:*` always names the newest mail, also when its UID is below n.
    const uids = found.filter((uid) => uid >= fromUid).sort((a, b) => a - b);
    const unknown: number[] = [];
    for (let from = 0; from < uids.length; from += limits.knownKeysAsked) {
      const some = uids.slice(from, from + limits.knownKeysAsked);
      const known = await store.knownKeys(some.map((uid) => keyOf(row, uid)));
      unknown.push(...some.filter((uid) => !known.has(keyOf(row, uid))));
    }
    this.#notTaken = unknown.length;
    return { uids, unknown };
  }

  /** Marks mails for people who look into the folder. Their rows are what counts, so a refusal is only noted. */
  async #mark(client: ImapFlow, uids: readonly number[], mark: string | undefined): Promise<void> {
    if (mark === undefined || uids.length === 0) return;
    const done = await this.#answer(
      client,
      client.messageFlagsAdd(uids.join(','), [mark], { uid: true, silent: true }),
    );
    if (!done) this.#options.log.debug({ mailbox: this.#options.mailbox }, 'mails in the IMAP folder are not marked');
  }

  /** Mails in the ledger whose mark was not set: the process ended between. */
  async #markForgotten(client: ImapFlow, fromUid: number, mark: string, just: ReadonlySet<number>): Promise<void> {
    if (mark !== MARK) return;
    const bare = await this.#answer(client, client.search({ uid: `${fromUid}:*`, unKeyword: mark }, { uid: true }));
    if (!Array.isArray(bare)) return;
    const forgotten = bare.filter((uid) => uid >= fromUid && !just.has(uid));
    const { fetchMails } = this.#options.limits;
    for (let from = 0; from < forgotten.length; from += fetchMails)
      await this.#mark(client, forgotten.slice(from, from + fetchMails), mark);
  }

  /** Until something happens in the folder, but no longer than a poll; ends with a round trip that a dead connection fails. */
  async #wait(client: ImapFlow, news: News): Promise<void> {
    const { clock, entry } = this.#options;
    if (!news.there()) {
      const idle = client.idle().catch(() => false);
      const timer = clock.after(entry.pollMs, () => news.give());
      await news.next();
      timer.cancel();
      if (client.usable) await this.#answer(client, client.noop());
      await this.#answer(client, idle);
    }
    news.clear();
    if (!client.usable) throw Object.assign(new Error('the IMAP connection is closed'), { code: 'IMAP_CLOSED' });
  }
}

interface News {
  there(): boolean;
  next(): Promise<void>;
  give(): void;
  clear(): void;
}

/** Wakes the wait: mails came, the connection closed, or the source is stopped. */
function createNews(client: ImapFlow, stop: AbortSignal): News {
  let there = false;
  let wake = () => {};
  const give = () => {
    there = true;
    wake();
  };
  client.on('exists', give);
  client.on('close', give);
  stop.addEventListener('abort', give, { once: true });
  return {
    there: () => there || stop.aborted,
    give,
    clear: () => {
      there = false;
    },
    next: () =>
      new Promise((resolve) => {
        if (there || stop.aborted) resolve();
        else wake = resolve;
      }),
  };
}

/** The flag that says "taken": our keyword where the folder keeps keywords, else \Seen; none in a read-only folder. */
function markOf(folder: MailboxObject): string | undefined {
  if (folder.readOnly === true) return undefined;
  const kept = folder.permanentFlags;
  return kept === undefined || kept.has('\\*') || kept.has(MARK) ? MARK : '\\Seen';
}
