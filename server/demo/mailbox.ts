/**
 * The demo's customers: an SMTP listener that takes whatever the centre sends and keeps it as files, and a hand that writes to
 * the centre as a customer would. Loopback only, in both directions.
 */
import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type AddressObject, simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import type { Log } from '../../runtime/center/index.ts';
import { makeFolder } from '../../runtime/index.ts';
import { isLoopback } from '../barriers.ts';

export interface DemoMailboxOptions {
  /** `$CCMM_HOME`; the mails are in `demo/mailbox/*.eml` below it. */
  readonly home: string;
  readonly log: Log;
  /** The centre's own SMTP listener, on loopback. */
  readonly centreSmtp: () => { readonly host: string; readonly port: number };
  /** The centre's mailbox addresses, to write to. */
  readonly addresses: readonly string[];
  /** 0 when absent: the system gives one. */
  readonly port?: number;
}

/** A mail that the centre sent. */
export interface DemoMail {
  /** Its file without `.eml`. */
  readonly id: string;
  readonly date: Date;
  readonly from: string;
  readonly fromName: string;
  readonly to: readonly string[];
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly messageId: string;
  readonly references: readonly string[];
  readonly attachments: readonly string[];
}

export interface DemoLetter {
  readonly from: string;
  readonly fromName?: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface DemoMailbox {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where the centre sends to; known after the start. */
  readonly smtp: { readonly host: string; readonly port: number };
  readonly addresses: readonly string[];
  /** Newest first, at most 200. */
  list(): Promise<readonly DemoMail[]>;
  read(id: string): Promise<DemoMail | undefined>;
  /** A new mail to the centre. */
  write(letter: DemoLetter): Promise<void>;
  /** The customer's answer to a mail, in its thread; false when there is no such mail. */
  answer(id: string, text: string): Promise<boolean>;
}

const HOST = '127.0.0.1';
const MAIL_BYTES_MAX = 26_214_400;
const SHOWN_MAX = 200;
const FILE = /^\d{17}-[0-9a-f]{12}\.eml$/;

export function createDemoMailbox(options: DemoMailboxOptions): DemoMailbox {
  const folder = join(options.home, 'demo', 'mailbox');
  /** Parsed once: files never change. */
  const parsed = new Map<string, DemoMail>();
  let server: SMTPServer | undefined;
  let port = 0;

  async function read(id: string): Promise<DemoMail | undefined> {
    if (!FILE.test(`${id}.eml`)) return undefined;
    const known = parsed.get(id);
    if (known) return known;
    const raw = await readFile(join(folder, `${id}.eml`)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!raw) return undefined;
    const mail = await parseMail(id, raw);
    if (parsed.size >= SHOWN_MAX) parsed.clear();
    parsed.set(id, mail);
    return mail;
  }

  async function send(mail: object): Promise<void> {
    const { host, port: to } = options.centreSmtp();
    if (!isLoopback(host)) throw new Error(`the demo's customers only write to loopback, not to ${host}`);
    const transport = createTransport({ host, port: to, secure: false, ignoreTLS: true, name: 'localhost' });
    try {
      await transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true });
    } finally {
      transport.close();
    }
  }

  return {
    async start() {
      makeFolder(folder, 0o700);
      const made = listener(folder, options.log);
      server = made;
      await new Promise<void>((resolve, reject) => {
        made.once('error', reject);
        made.listen(options.port ?? 0, HOST, resolve);
      });
      made.removeAllListeners('error');
      made.on('error', (error) => options.log.debug({ err: error }, 'a connection of the customers’ mailbox failed'));
      port = (made.server.address() as AddressInfo).port;
    },
    async stop() {
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    },
    get smtp() {
      return { host: HOST, port };
    },
    addresses: options.addresses,
    async list() {
      const files = (await readdir(folder).catch(() => [])).filter((name) => FILE.test(name));
      const newest = files.sort().reverse().slice(0, SHOWN_MAX);
      const mails = await Promise.all(newest.map((name) => read(name.slice(0, -4))));
      return mails.filter((mail) => mail !== undefined);
    },
    read,
    write: ({ from, fromName, to, subject, text }) =>
      send({ from: { name: fromName ?? '', address: from }, to, subject, text }),
    async answer(id, text) {
      const mail = await read(id);
      const customer = mail?.to[0];
      if (!mail || !customer) return false;
      await send({
        from: { name: '', address: customer },
        to: mail.replyTo || mail.from,
        subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
        text: `${text}\n\n${quoted(mail)}`,
        inReplyTo: mail.messageId,
        references: [...mail.references, mail.messageId],
      });
      return true;
    },
  };
}

/** Takes every mail for every recipient; each is a file before the centre reads 250. */
function listener(folder: string, log: Log): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    banner: 'the demo’s customers',
    size: MAIL_BYTES_MAX,
    closeTimeout: 1_000,
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      let sizeBytes = 0;
      stream.on('data', (part: Buffer) => {
        sizeBytes += part.length;
        if (sizeBytes <= MAIL_BYTES_MAX) parts.push(part);
      });
      stream.on('end', () => {
        if (sizeBytes > MAIL_BYTES_MAX)
          return done(Object.assign(new Error('the mail is too large'), { responseCode: 552 }));
        keep(folder, Buffer.concat(parts)).then(
          () => done(),
          (error: unknown) => {
            log.error({ err: error, from: session.remoteAddress }, 'a mail of the demo could not be kept');
            done(Object.assign(new Error('it could not be kept: try later'), { responseCode: 451 }));
          },
        );
      });
    },
  });
}

/** Whole or not at all: written beside, synced, then renamed. */
async function keep(folder: string, raw: Buffer): Promise<void> {
  const time = new Date().toISOString().replace(/\D/g, '');
  const name = `${time}-${randomBytes(6).toString('hex')}.eml`;
  const beside = join(folder, `.${name}.part`);
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(raw);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(folder, name));
}

async function parseMail(id: string, raw: Buffer): Promise<DemoMail> {
  const mail = await simpleParser(raw, { skipImageLinks: true, skipTextLinks: true, skipTextToHtml: true });
  const from = mail.from?.value[0];
  return {
    id,
    date: mail.date ?? new Date(0),
    from: from?.address ?? '',
    fromName: from?.name ?? '',
    to: addressesOf(mail.to),
    replyTo: addressesOf(mail.replyTo)[0] ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    ...(typeof mail.html === 'string' ? { html: mail.html } : {}),
    messageId: mail.messageId ?? '',
    references: mail.references === undefined ? [] : [mail.references].flat(),
    attachments: mail.attachments.map((attachment) => attachment.filename ?? 'attachment'),
  };
}

function addressesOf(field: AddressObject | AddressObject[] | undefined): string[] {
  return [field ?? []].flat().flatMap(({ value }) => value.flatMap(({ address }) => (address ? [address] : [])));
}

function quoted(mail: DemoMail): string {
  const lines = mail.text.trimEnd().split('\n');
  return `${mail.fromName || mail.from} wrote:\n${lines.map((line) => `> ${line}`).join('\n')}\n`;
}
