/**
 * Delivers composed mails to one outgoing server over a few kept connections. It speaks through nodemailer's connection and not its
 * pool, because only here is it known how far a mail got, and a pool sends again what it does not know to be delivered.
 *
 * INVARIANT: a mail whose last byte was given to the connection and that has no answer ends `unknown`, whatever broke.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutgoingEntry } from '../../vm/index.ts';
import { failpoint } from './failpoints.ts';
import type { Limits } from './limits.ts';
import type { ComposedMail } from './outgoing-mail.ts';

export type SendResult =
  | { readonly kind: 'sent'; readonly response: string; readonly refused: readonly string[] }
  /** 4xx, no connection, no log-in: may be tried again. */
  | { readonly kind: 'later'; readonly reason: string }
  /** 5xx: never again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The connection broke between the end of DATA and its answer. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface SmtpSender {
  send(mail: Pick<ComposedMail, 'envelope' | 'raw'>): Promise<SendResult>;
  close(): void;
}

export interface SmtpSenderOptions {
  readonly server: OutgoingEntry;
  /** The secret itself, read when a connection is made. */
  readonly password: () => Promise<string | undefined>;
  readonly limits: Limits;
  /** Name for EHLO. */
  readonly name: string;
}

/** A sender without connections; they are made when mails come and closed after a silence. */
export function createSmtpSender(options: SmtpSenderOptions): SmtpSender {
  return new Sender(options);
}

/** A kept connection is used again within this time; servers close theirs after some minutes. */
const IDLE_MS = 20_000;

interface Idle {
  readonly connection: SMTPConnection;
  readonly timer: NodeJS.Timeout;
}

class Sender implements SmtpSender {
  readonly #options: SmtpSenderOptions;
  readonly #idle: Idle[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;
  #closed = false;

  constructor(options: SmtpSenderOptions) {
    this.#options = options;
  }

  async send(mail: Pick<ComposedMail, 'envelope' | 'raw'>): Promise<SendResult> {
    await this.#enter();
    try {
      const kept = this.#take();
      if (kept === undefined) return await this.#sendOnNew(mail);
      const attempt = await deliver(kept, mail);
      // A kept connection that the server had closed: nothing was said on it, so a new one may be tried at once.
      if (attempt.result.kind === 'later' && attempt.stale) return await this.#sendOnNew(mail);
      this.#settle(kept, attempt);
      return attempt.result;
    } finally {
      this.#leave();
    }
  }

  close(): void {
    this.#closed = true;
    for (const { connection, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      connection.quit();
    }
  }

  async #sendOnNew(mail: Pick<ComposedMail, 'envelope' | 'raw'>): Promise<SendResult> {
    const connection = await this.#connect();
    if (!(connection instanceof SMTPConnection)) return connection;
    const attempt = await deliver(connection, mail);
    this.#settle(connection, attempt);
    return attempt.result;
  }

  #settle(connection: SMTPConnection, attempt: Attempt): void {
    if (!attempt.usable || this.#closed) {
      connection.close();
      return;
    }
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((idle) => idle.connection === connection);
      if (at >= 0) this.#idle.splice(at, 1);
      connection.quit();
    }, IDLE_MS);
    timer.unref();
    this.#idle.push({ connection, timer });
  }

  #take(): SMTPConnection | undefined {
    const idle = this.#idle.pop();
    clearTimeout(idle?.timer);
    return idle?.connection;
  }

  async #enter(): Promise<void> {
    if (this.#used >= this.#options.limits.outgoingConnections) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#used += 1;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#used -= 1;
    else next();
  }

  /** A connection that is logged in, or why there is none. */
  async #connect(): Promise<SMTPConnection | SendResult> {
    const { server, limits, name } = this.#options;
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      ...(server.security === 'starttls' ? { requireTLS: true } : {}),
      ...(server.security === 'none' ? { ignoreTLS: true } : {}),
      name,
      connectionTimeout: limits.outgoingConnectMs,
      greetingTimeout: limits.outgoingConnectMs,
      socketTimeout: limits.outgoingSilenceMs,
      // Local addresses count as usable: the server may be on this machine.
      allowInternalNetworkInterfaces: true,
    });
    const failed = await new Promise<Error | undefined>((resolve) => {
      connection.on('error', (error: Error) => resolve(error));
      connection.once('end', () => resolve(new Error('the server closed the connection')));
      connection.connect((error?: Error | null) => resolve(error ?? undefined));
    });
    if (failed !== undefined) return giveUp(connection, failed);
    if (server.user === undefined) return connection;
    const pass = (await this.#options.password()) ?? '';
    const user = server.user;
    const refused = await new Promise<Error | undefined>((resolve) => {
      connection.once('end', () => resolve(new Error('the server closed the connection')));
      connection.login({ user, pass, credentials: { user, pass } }, (error?: Error | null) =>
        resolve(error ?? undefined),
      );
    });
    return refused === undefined ? connection : giveUp(connection, refused);
  }
}

/** No connection and no log-in, also by 5xx, are this centre's or the server's trouble and not the mail's: later. */
function giveUp(connection: SMTPConnection, error: Error): SendResult {
  connection.close();
  return { kind: 'later', reason: reasonOf(error) };
}

interface Attempt {
  readonly result: SendResult;
  /** The connection can take another mail. */
  readonly usable: boolean;
  /** The connection was gone before the mail began. */
  readonly stale: boolean;
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
  readonly rejectedErrors?: readonly Error[];
}

function deliver(connection: SMTPConnection, mail: Pick<ComposedMail, 'envelope' | 'raw'>): Promise<Attempt> {
  let started = false;
  let whole = false;
  const content = new Readable({
    // Read only once the server said 354; after the last chunk the end goes out with it.
    read() {
      if (!started) failpoint('mail.outbox.before-data');
      started = true;
      this.push(mail.raw);
      this.push(null);
      whole = true;
    },
  });
  return new Promise((resolve) => {
    const envelope = { from: mail.envelope.from, to: [...mail.envelope.to], size: mail.raw.length };
    // The send's own callback knows more than the end of the connection, and comes right behind it.
    const ended = () => setImmediate(() => finish(new Error('the connection is closed')));
    const finish = (error: SmtpError | undefined, response = '', refused: readonly string[] = []) => {
      connection.off('end', ended);
      if (error === undefined) {
        failpoint('mail.outbox.after-data');
        resolve({ result: { kind: 'sent', response, refused }, usable: true, stale: false });
      } else resolve(attemptOf(error, whole));
    };
    connection.on('end', ended);
    connection.send(envelope, content, (error, info) => {
      if (error !== null && error !== undefined) finish(error as SmtpError);
      else finish(undefined, info?.response ?? '', refusedRecipients(info?.rejectedErrors));
    });
  });
}

function attemptOf(error: SmtpError, whole: boolean): Attempt {
  const reason = reasonOf(error);
  const code = error.responseCode;
  if (code !== undefined) {
    const result: SendResult = { kind: code >= 500 ? 'refused' : 'later', reason };
    // After a refusal of the envelope the session is still in a transaction; RSET by a new connection is simplest.
    return { result, usable: false, stale: code === 421 && !whole };
  }
  if (whole) return { result: { kind: 'unknown', reason }, usable: false, stale: false };
  if (error.command === 'API' && /Invalid (sender|recipient)|larger than allowed/i.test(error.message))
    return { result: { kind: 'refused', reason }, usable: false, stale: false };
  if (/larger than allowed/i.test(error.message))
    return { result: { kind: 'refused', reason }, usable: false, stale: false };
  return { result: { kind: 'later', reason }, usable: false, stale: true };
}

function refusedRecipients(errors: readonly Error[] | undefined): readonly string[] {
  return (errors ?? []).map((error) => {
    const recipient = (error as { readonly recipient?: string }).recipient ?? 'a recipient';
    return `${recipient}: ${reasonOf(error)}`;
  });
}

function reasonOf(error: SmtpError): string {
  return (error.response ?? error.message).replace(/\s+/g, ' ').slice(0, 300);
}
