/**
 * Mail by SMTP, straight into the ledger. Only the centre's own mailboxes are accepted: it never relays. The 250 is given after T1; all
 * recipients of a DATA are one transaction, one row each.
 *
 * A row is acknowledged once the client showed that it read the 250: by its next command, or by leaving cleanly after QUIT. Until then
 * a client that repeats its mail (it never saw our answer) is told 250 again, without a new row.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type AddressInfo, BlockList, isIPv6 } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { type Clock, type Log, nowAt } from '../center/ports.ts';
import { failpoint } from './failpoints.ts';
import type { Limits } from './limits.ts';
import { foldAddress } from './loop-guard.ts';
import type { MailStore, NewMail } from './ports.ts';
import { createRateLimit } from './rate-limit.ts';
import { messageOf } from './work-loop.ts';

export interface SmtpListener {
  /** Rejects with `SMTP_OPEN` for an address beyond loopback without TLS or allow-list, with the system's error for a port in use. */
  start(): Promise<{ readonly host: string; readonly port: number }>;
  /** No new connections; mails being received are finished, for a short time. */
  stop(): Promise<void>;
  status(): {
    readonly connections: number;
    readonly received: number;
    readonly repeated: number;
    readonly deferred: number;
  };
}

export interface SmtpListenerOptions {
  readonly host: string;
  /** 0 = a free one. */
  readonly port: number;
  /** PEM; STARTTLS is offered, and demanded of clients beyond loopback that are not in `allow`. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Addresses and networks (`192.0.2.0/24`) that may send without TLS. */
  readonly allow?: readonly string[];
  /** Name in the greeting. */
  readonly name: string;
  /** The mailbox of a folded address; undefined: not ours. */
  readonly mailboxOf: (address: string) => string | undefined;
  readonly store: Pick<MailStore, 'receive' | 'acknowledge'>;
  /** Rows were received. */
  readonly received: () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
}

/** A listener that does not listen yet. */
export function createSmtpListener(options: SmtpListenerOptions): SmtpListener {
  return new Listener(options);
}

/** What a connection has yet to show. */
interface Session {
  /** Rows whose 250 was sent. */
  unread: readonly number[];
  /** Commands count: those that were already in our buffers when the 250 went out do not. */
  armed: boolean;
  quit: boolean;
  busy: boolean;
}

const HOPS_MAX = 100;
const STOP_MS = 1_000;

class Listener implements SmtpListener {
  readonly #options: SmtpListenerOptions;
  readonly #server: SMTPServer;
  readonly #sessions = new Map<string, Session>();
  readonly #allowed = new BlockList();
  readonly #perAddress = new Map<string, number>();
  readonly #rate;
  #bytesInHand = 0;
  #counts = { received: 0, repeated: 0, deferred: 0 };
  #unsaved: number[] = [];
  #saving: { cancel(): void } | undefined;

  constructor(options: SmtpListenerOptions) {
    this.#options = options;
    const { limits, tls } = options;
    this.#rate = createRateLimit(limits.smtpConnectionsPerMinute, 60_000, options.clock);
    for (const entry of ['127.0.0.0/8', '::1', ...(options.allow ?? [])]) allow(this.#allowed, entry);
    this.#server = new SMTPServer({
      name: options.name,
      banner: 'ccmm',
      size: limits.mailBytes,
      disabledCommands: ['AUTH', ...(tls === undefined ? ['STARTTLS'] : [])],
      ...(tls === undefined ? {} : { key: tls.key, cert: tls.cert }),
      authOptional: true,
      disableReverseLookup: true,
      maxClients: limits.smtpClients,
      maxRecipients: limits.smtpRecipients,
      maxAllowedUnauthenticatedCommands: false,
      socketTimeout: limits.smtpIdleMs,
      closeTimeout: STOP_MS,
      logger: this.#tap(),
      onConnect: (session, done) => done(this.#connected(session)),
      onMailFrom: (_address, session, done) => done(this.#sender(session)),
      onRcptTo: (address, session, done) => done(this.#recipient(address, session)),
      onData: (stream, session, done) => {
        this.#data(stream, session).then(
          (answer) => (answer instanceof Error ? done(answer) : this.#answer(session, answer, done)),
          (error: unknown) => done(reply(451, messageOf(error))),
        );
      },
      onClose: (session) => this.#closed(session),
    });
    this.#server.on('error', (error) => options.log.debug({ error: error.message }, 'smtp connection'));
  }

  async start(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port, tls, allow: allowed } = this.#options;
    if (!isLoopback(host) && tls === undefined && (allowed ?? []).length === 0) {
      const message = `SMTP on ${host} is open to others: give it a key and a certificate for STARTTLS, or the addresses that may send (allow)`;
      throw Object.assign(new Error(message), { code: 'SMTP_OPEN' });
    }
    await new Promise<void>((resolve, reject) => {
      this.#server.server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.server.address() as AddressInfo;
    return { host: address.address, port: address.port };
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#server.connections)
      if (this.#sessions.get(connection.id)?.busy !== true) {
        connection.send(421, 'the centre is being stopped');
        connection.close();
      }
    await closed;
    this.#saving?.cancel();
    this.#saving = undefined;
    await this.#saveAcknowledged();
  }

  status() {
    return { connections: this.#server.connections.size, ...this.#counts };
  }

  /** smtp-server tells each command and each close to its logger and to nobody else. Nothing of it is logged. */
  #tap() {
    const heard = (entry: unknown) => {
      const { tnx, cid, command } = entry as {
        readonly tnx?: string;
        readonly cid?: string;
        readonly command?: string;
      };
      if (tnx !== 'command' || cid === undefined) return;
      const session = this.#sessions.get(cid);
      if (session === undefined) return;
      if (command === 'QUIT') session.quit = true;
      if (session.armed) this.#acknowledge(session);
    };
    const quiet = () => {};
    return { level: quiet, trace: quiet, debug: heard, info: quiet, warn: quiet, error: quiet, fatal: quiet };
  }

  #connected({ id, remoteAddress }: SMTPServerSession): Error | undefined {
    const local = isLoopback(remoteAddress);
    const now = this.#perAddress.get(remoteAddress) ?? 0;
    if (!local && now >= this.#options.limits.smtpClientsPerAddress) return reply(421, 'too many connections of yours');
    if (!local && !this.#rate.take(remoteAddress)) return reply(421, 'too many connections of yours in a minute');
    this.#perAddress.set(remoteAddress, now + 1);
    this.#sessions.set(id, { unread: [], armed: false, quit: false, busy: false });
    return undefined;
  }

  #sender({ remoteAddress, secure }: SMTPServerSession): Error | undefined {
    if (secure || this.#allowed.check(remoteAddress, isIPv6(remoteAddress) ? 'ipv6' : 'ipv4')) return undefined;
    return this.#options.tls === undefined
      ? reply(550, 'your address may not send mail here')
      : reply(530, 'issue a STARTTLS command first');
  }

  #recipient({ address }: SMTPServerAddress, { envelope }: SMTPServerSession): Error | undefined {
    if (this.#options.mailboxOf(foldAddress(address)) === undefined) return reply(550, 'no such mailbox here');
    return envelope.rcptTo.length >= this.#options.limits.smtpRecipients
      ? reply(452, 'too many recipients')
      : undefined;
  }

  /** Reads a mail and makes its rows; the answer's words, or the refusal. */
  async #data(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string | Error> {
    const state = this.#sessions.get(session.id);
    if (state !== undefined) state.busy = true;
    let reserved = 0;
    try {
      const chunks: Uint8Array[] = [];
      let sizeBytes = 0;
      let full = false;
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        sizeBytes += chunk.length;
        full ||= this.#bytesInHand + chunk.length > this.#options.limits.smtpBytesInHand;
        if (full || sizeBytes > this.#options.limits.mailBytes) {
          chunks.length = 0;
          continue;
        }
        reserved += chunk.length;
        this.#bytesInHand += chunk.length;
        chunks.push(chunk);
      }
      if (sizeBytes > this.#options.limits.mailBytes || stream.sizeExceeded)
        return reply(552, `the mail is larger than ${this.#options.limits.mailBytes} bytes`);
      if (full) return this.#defer('too many mails at once, try again later');
      return await this.#receive(Buffer.concat(chunks), session);
    } finally {
      this.#bytesInHand -= reserved;
      if (state !== undefined) state.busy = false;
    }
  }

  async #receive(raw: Buffer, session: SMTPServerSession): Promise<string | Error> {
    if (hops(raw, this.#options.limits.headerBytes) > HOPS_MAX) return reply(554, 'the mail goes round in a loop');
    const mails = this.#rows(raw, session);
    failpoint('mail.smtp.before-receive');
    let rows: readonly { readonly ledger: number; readonly repeated: boolean }[];
    try {
      rows = await this.#options.store.receive(mails);
    } catch (error) {
      this.#options.log.warn(
        { error: messageOf(error) },
        'a mail by SMTP cannot be stored; the client is told to try again',
      );
      return this.#defer('the mail cannot be stored now, try again later');
    }
    failpoint('mail.smtp.after-receive');
    const state = this.#sessions.get(session.id);
    if (state !== undefined) state.unread = rows.map(({ ledger }) => ledger);
    const fresh = rows.filter(({ repeated }) => !repeated).length;
    this.#counts.received += fresh;
    this.#counts.repeated += rows.length - fresh;
    if (fresh > 0) this.#options.received();
    return `taken as ${rows.map(({ ledger }) => ledger).join(', ')}`;
  }

  /** One row for each mailbox, however many of its addresses or repetitions were named. */
  #rows(raw: Buffer, { envelope }: SMTPServerSession): readonly NewMail[] {
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const recipients = new Map<string, string>();
    for (const { address } of envelope.rcptTo) {
      const mailbox = this.#options.mailboxOf(foldAddress(address));
      if (mailbox !== undefined && !recipients.has(mailbox)) recipients.set(mailbox, address);
    }
    const internalAt = nowAt(this.#options.clock);
    const envelopeFrom = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    return [...recipients].map(([mailbox, envelopeTo]) => ({
      mailbox,
      key: `smtp:${randomUUID()}`,
      raw,
      sha256,
      envelopeFrom,
      envelopeTo,
      internalAt,
    }));
  }

  #answer({ id }: SMTPServerSession, words: string, done: (error?: Error | null, words?: string) => void): void {
    done(null, words);
    failpoint('mail.smtp.after-answer');
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    // What the client had already sent (pipelining) is handled before this; only what comes after it read our answer counts.
    setImmediate(() => {
      session.armed = true;
    });
  }

  #defer(words: string): Error {
    this.#counts.deferred += 1;
    return reply(451, words);
  }

  #closed({ id, remoteAddress }: SMTPServerSession): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    const left = (this.#perAddress.get(remoteAddress) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(remoteAddress, left);
    else this.#perAddress.delete(remoteAddress);
    if (session.quit) this.#acknowledge(session);
  }

  #acknowledge(session: Session): void {
    session.armed = false;
    if (session.unread.length === 0) return;
    this.#unsaved.push(...session.unread);
    session.unread = [];
    this.#saving ??= this.#options.clock.after(this.#options.limits.acknowledgeMs, () => {
      this.#saving = undefined;
      void this.#saveAcknowledged();
    });
  }

  async #saveAcknowledged(): Promise<void> {
    const ledgers = this.#unsaved;
    this.#unsaved = [];
    if (ledgers.length === 0) return;
    try {
      await this.#options.store.acknowledge(ledgers);
    } catch (error) {
      // A row that stays unacknowledged only makes an identical mail within 5 days count as its repeat.
      this.#options.log.debug({ error: messageOf(error) }, 'acknowledgements are not stored');
    }
  }
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Received fields in the header: each server on the way adds one (RFC 5321 §6.3). */
function hops(raw: Buffer, headerBytes: number): number {
  const head = raw.subarray(0, headerBytes).toString('latin1');
  const end = head.search(/\r?\n\r?\n/);
  return head.slice(0, end < 0 ? undefined : end).match(/^received:/gim)?.length ?? 0;
}

function allow(list: BlockList, entry: string): void {
  const [address = '', bits] = entry.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\./.test(host);
}
