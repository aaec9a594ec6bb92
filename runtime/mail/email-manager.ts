/**
 * The E-mail Manager: sources (SMTP listener, IMAP folders, the embedding program) → ledger → parsing children → rules and threading →
 * the core; and the outbox from the core to the customers' mail servers. It owns everything with a lifetime in this room.
 */
import { createHash, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Directory, MailboxEntry } from '../../vm/index.ts';
import { type Clock, type Log, nowAt } from '../center/ports.ts';
import { createBackoff, pause } from './backoff.ts';
import { failpoint } from './failpoints.ts';
import { createImapSource, type ImapSource, type ImapStatus } from './imap-source.ts';
import { type Limits, limitsWith } from './limits.ts';
import { foldAddress, ownAddresses } from './loop-guard.ts';
import type { IntakeDirectory } from './mail-routing.ts';
import { createMarkSigner } from './message-id.ts';
import { createMimePool, type MimePool } from './mime/mime-pool.ts';
import type { Attachment, AttachmentOutcome } from './mime/parsed-mail.ts';
import { createOutbox, type Outbox, type OutboxStatus } from './outbox.ts';
import { createPipeline, type Pipeline, type PipelineStatus } from './pipeline.ts';
import type { MailSink, MailStore, ReceivedMail } from './ports.ts';
import { createMailboxRules } from './rules.ts';
import { createSmtpListener, type SmtpListener } from './smtp-listener.ts';
import { messageOf } from './work-loop.ts';

export interface EmailManager {
  /**
   * Resolves when the sources are open. The database may still be away: SMTP then answers 451, IMAP waits, and intake and outbox begin
   * when it is there. Rejects when the SMTP listener cannot listen.
   */
  start(): Promise<void>;
  /** Stops the sources first, then finishes what is in hand, within some seconds. */
  stop(): Promise<void>;
  /** The site is another's: intake and outbox end, and begin again when `held` resolves. Sources go on: T1 is any node's work. */
  standBy(): Promise<void>;
  /** Where the SMTP listener listens; undefined without one or before the start. */
  readonly smtpAddress: { readonly host: string; readonly port: number } | undefined;
  status(): EmailManagerStatus;
  /** The core queued a mail. */
  wakeOutbox(): void;
  /** A row became `received` by other hands (another process, a replay). */
  wakeParse(): void;
  /** Another directory was activated. */
  reload(directory: Directory): void;
  /** In-process source: resolves when the mail is in the ledger. The same `key` again is a repeat. Rejects: unknown mailbox, too large, database away. */
  deliver(raw: Uint8Array, mailbox: string, key?: string): Promise<ReceivedMail>;
  /** Puts a quarantined mail back into intake; false when the row is not quarantined. */
  replay(ledger: number): Promise<boolean>;
  /** Attachments of a mail of the ledger; undefined: no such mail, or it cannot be parsed. */
  attachments(ledger: number): Promise<readonly Attachment[] | undefined>;
  /** Content of one of them, read in a child. */
  attachment(ledger: number, index: number): Promise<AttachmentOutcome>;
}

export interface EmailManagerStatus {
  /** Intake and outbox run: the database answered since the start. */
  readonly ready: boolean;
  readonly intake?: PipelineStatus;
  readonly outbox?: OutboxStatus;
  readonly parsers: ReturnType<MimePool['status']>;
  readonly smtp?: ReturnType<SmtpListener['status']>;
  readonly imap: readonly ImapStatus[];
  /** Rules that are skipped, with the reason. */
  readonly invalidRules: readonly { readonly mailbox: string; readonly rule: string; readonly reason: string }[];
}

export interface EmailManagerConfig {
  readonly directory: Directory;
  readonly store: MailStore;
  readonly sink: MailSink;
  readonly clock: Clock;
  readonly log: Log;
  /** A secret by its reference (`${NAME}` or `file:path`) as the directory has it. */
  readonly secrets: (reference: string) => Promise<string>;
  /** Resolves while this node holds the site: intake and outbox are for the holder alone. At once when missing. */
  readonly held?: () => Promise<void>;
  readonly options?: EmailManagerOptions;
}

export interface EmailManagerOptions {
  /** Without it there is no SMTP listener. */
  readonly smtp?: {
    /** 127.0.0.1 when missing. */
    readonly host?: string;
    /** 0 = a free one. */
    readonly port: number;
    readonly tls?: { readonly key: string; readonly cert: string };
    readonly allow?: readonly string[];
    /** Name in the greeting; `localhost` when missing. */
    readonly name?: string;
  };
  /** Parsing children; as many as processors, at most two, when missing. */
  readonly parsers?: number;
  /** A running pool of parsing children shared with others; it is neither started nor stopped here. */
  readonly pool?: MimePool;
  readonly limits?: Partial<Limits>;
}

/** A stopped manager. */
export function createEmailManager(config: EmailManagerConfig): EmailManager {
  return new Manager(config);
}

class Manager implements EmailManager {
  readonly #config: EmailManagerConfig;
  readonly #limits: Limits;
  readonly #pool: MimePool;
  readonly #ownsPool: boolean;
  readonly #imap = new Map<string, ImapSource>();
  #directory: Directory;
  #intakeDirectory: IntakeDirectory;
  #smtp: SmtpListener | undefined;
  #smtpAddress: { readonly host: string; readonly port: number } | undefined;
  #smtpPort: number | undefined;
  #pipeline: Pipeline | undefined;
  #outbox: Outbox | undefined;
  #stopped = new AbortController();
  #starting: Promise<void> | undefined;
  /** Ends the wait for intake's and outbox's beginning. */
  #closing = new AbortController();
  #opening: Promise<void> | undefined;

  constructor(config: EmailManagerConfig) {
    this.#config = config;
    this.#limits = limitsWith(config.options?.limits);
    this.#directory = config.directory;
    this.#intakeDirectory = intakeDirectoryOf(config.directory);
    const size = config.options?.parsers ?? Math.min(availableParallelism(), 2);
    this.#ownsPool = config.options?.pool === undefined;
    this.#pool = config.options?.pool ?? createMimePool({ size, limits: this.#limits, log: config.log });
  }

  get smtpAddress() {
    return this.#smtpAddress;
  }

  async start(): Promise<void> {
    this.#stopped = new AbortController();
    this.#starting = this.#open(this.#stopped);
    await this.#starting;
  }

  async #open(stopped: AbortController): Promise<void> {
    if (this.#ownsPool) await this.#pool.start();
    this.#beginCore();
    try {
      await this.#openSmtp();
    } catch (error) {
      stopped.abort();
      await this.#close();
      throw error;
    }
    this.#openImap();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    // A start under way would open what is closed here.
    await this.#starting?.catch(() => {});
    await this.#close();
  }

  async #close(): Promise<void> {
    await Promise.all([this.#smtp?.stop(), ...[...this.#imap.values()].map((source) => source.stop())]);
    this.#imap.clear();
    this.#smtp = undefined;
    this.#smtpAddress = undefined;
    await this.#endCore();
    if (this.#ownsPool) await this.#pool.stop();
  }

  async standBy(): Promise<void> {
    await this.#endCore();
    if (!this.#stopped.signal.aborted) this.#beginCore();
  }

  status(): EmailManagerStatus {
    const mailboxes = [...this.#intakeDirectory.mailboxes.values()];
    return {
      ready: this.#pipeline !== undefined,
      ...(this.#pipeline === undefined ? {} : { intake: this.#pipeline.status() }),
      ...(this.#outbox === undefined ? {} : { outbox: this.#outbox.status() }),
      parsers: this.#pool.status(),
      ...(this.#smtp === undefined ? {} : { smtp: this.#smtp.status() }),
      imap: [...this.#imap.values()].map((source) => source.status()),
      invalidRules: mailboxes.flatMap(({ name, rules }) => rules.invalid.map((rule) => ({ mailbox: name, ...rule }))),
    };
  }

  wakeOutbox(): void {
    this.#outbox?.wake();
  }

  wakeParse(): void {
    this.#pipeline?.wake();
  }

  reload(directory: Directory): void {
    this.#directory = directory;
    this.#intakeDirectory = intakeDirectoryOf(directory);
    this.#outbox?.reload();
    if (this.#pipeline !== undefined || this.#smtpAddress !== undefined || this.#imap.size > 0) this.#openImap();
  }

  async deliver(raw: Uint8Array, mailbox: string, key: string = randomUUID()): Promise<ReceivedMail> {
    const entry = this.#directory.mailboxes.find(({ name }) => name.toLowerCase() === mailbox.toLowerCase());
    if (entry === undefined) throw refusal('MAIL_MAILBOX', `the centre has no mailbox ${mailbox}`);
    if (raw.length > this.#limits.mailBytes)
      throw refusal('MAIL_SIZE', `the mail has ${raw.length} bytes; at most ${this.#limits.mailBytes} are taken`);
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const mail = { mailbox: entry.name, key: `own:${key}`, raw, sha256, internalAt: nowAt(this.#config.clock) };
    const [row] = await this.#config.store.receive([mail]);
    failpoint('mail.in-process.after-receive');
    if (row === undefined) throw refusal('MAIL_STORE', 'the store gave no row for the mail');
    if (!row.repeated) this.wakeParse();
    return row;
  }

  async replay(ledger: number): Promise<boolean> {
    const done = await this.#config.store.replay(ledger);
    if (done) this.wakeParse();
    return done;
  }

  async attachments(ledger: number): Promise<readonly Attachment[] | undefined> {
    const raw = await this.#config.store.rawMail(ledger);
    const outcome = raw === undefined ? undefined : await this.#pool.parse(raw);
    return outcome?.ok === true ? outcome.mail.attachments : undefined;
  }

  async attachment(ledger: number, index: number): Promise<AttachmentOutcome> {
    const raw = await this.#config.store.rawMail(ledger);
    return raw === undefined ? { ok: false, reason: `no mail ${ledger}` } : this.#pool.attachment(raw, index);
  }

  #beginCore(): void {
    this.#closing = new AbortController();
    this.#opening = this.#openCore(this.#closing.signal);
  }

  async #endCore(): Promise<void> {
    this.#closing.abort();
    await this.#opening;
    await Promise.all([this.#pipeline?.stop(), this.#outbox?.stop()]);
    this.#pipeline = undefined;
    this.#outbox = undefined;
  }

  /** Intake and outbox need the centre's key, and so the database; until it is there they wait. */
  async #openCore(stop: AbortSignal): Promise<void> {
    const { store, sink, clock, log, secrets } = this.#config;
    const limits = this.#limits;
    const backoff = createBackoff(limits.backoffFirstMs, limits.backoffMaxMs);
    while (!stop.aborted) {
      try {
        await Promise.race([this.#config.held?.(), aborted(stop)]);
        if (stop.aborted) return;
        const signer = createMarkSigner(await store.signingKey());
        if (stop.aborted) return;
        const pool = this.#pool;
        const common = { store, sink, signer, clock, log, limits };
        this.#pipeline = createPipeline({ directory: () => this.#intakeDirectory, pool, ...common });
        this.#outbox = createOutbox({ directory: () => this.#directory, secret: secrets, ...common });
        this.#pipeline.start();
        await this.#outbox.start();
        return;
      } catch (error) {
        const waitMs = backoff.nextMs();
        log.warn({ error: messageOf(error), waitMs }, 'mail waits for the database');
        await pause(clock, waitMs, stop);
      }
    }
  }

  async #openSmtp(): Promise<void> {
    const smtp = this.#config.options?.smtp;
    if (smtp === undefined) return;
    const { store, clock, log } = this.#config;
    this.#smtp = createSmtpListener({
      host: smtp.host ?? '127.0.0.1',
      // Stopped and started again, a port that the system gave stays the same.
      port: this.#smtpPort ?? smtp.port,
      name: smtp.name ?? 'localhost',
      ...(smtp.tls === undefined ? {} : { tls: smtp.tls }),
      ...(smtp.allow === undefined ? {} : { allow: smtp.allow }),
      mailboxOf: (address) => smtpMailbox(this.#directory, address)?.name,
      store,
      received: () => this.wakeParse(),
      clock,
      log,
      limits: this.#limits,
    });
    this.#smtpAddress = await this.#smtp.start();
    this.#smtpPort = this.#smtpAddress.port;
  }

  /** Opens the folders of the present directory; sources that did not change go on, others end. */
  #openImap(): void {
    if (this.#stopped.signal.aborted) return;
    const wanted = new Map<string, () => ImapSource>();
    const { store, clock, log, secrets } = this.#config;
    for (const { name, source: entry } of this.#directory.mailboxes) {
      if (entry.kind !== 'imap') continue;
      const password = () => secrets(entry.password);
      const options = {
        mailbox: name,
        entry,
        password,
        store,
        received: () => this.wakeParse(),
        clock,
        log,
        limits: this.#limits,
      };
      wanted.set(JSON.stringify([name, entry]), () => createImapSource(options));
    }
    for (const [key, source] of this.#imap)
      if (!wanted.has(key)) {
        this.#imap.delete(key);
        void source.stop();
      }
    for (const [key, create] of wanted) {
      if (this.#imap.has(key)) continue;
      const source = create();
      this.#imap.set(key, source);
      source.start();
    }
  }
}

function intakeDirectoryOf(directory: Directory): IntakeDirectory {
  const mailboxes = directory.mailboxes.map((mailbox) => {
    const { name, address } = mailbox;
    return [name.toLowerCase(), { name, address, rules: createMailboxRules(directory, mailbox) }] as const;
  });
  const { automaticResponsesPerDay } = directory;
  return { mailboxes: new Map(mailboxes), ownAddresses: ownAddresses(directory), automaticResponsesPerDay };
}

function smtpMailbox(directory: Directory, address: string): MailboxEntry | undefined {
  return directory.mailboxes.find(
    (mailbox) => mailbox.source.kind === 'smtp' && foldAddress(mailbox.address) === address,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
