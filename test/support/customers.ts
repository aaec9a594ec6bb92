/** Customers: they write by SMTP, and have a mail server that keeps what it was sent. */
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { connectSmtp } from '../../runtime/mail/testing/smtp-client.ts';

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
  readonly headers?: readonly string[];
}

export function letterBytes({ from, to, subject, text = 'Hello,\r\nplease help.', headers = [] }: Letter): Buffer {
  const lines = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, ...headers, '', text, ''];
  return Buffer.from(lines.join('\r\n'));
}

/** Offers bytes to a server once; its last reply. Rejects when it does not answer. */
export async function offerMail(port: number, from: string, to: string, raw: Uint8Array): Promise<string> {
  const client = await connectSmtp(port);
  try {
    const [recipient = ''] = await client.envelope(from, [to]);
    if (!recipient.startsWith('250')) return recipient;
    const reply = await client.data(raw);
    // It read the 250; the centre learns that by the next command.
    if (reply.startsWith('250')) await client.say('QUIT').catch(() => {});
    return reply;
  } finally {
    await client.destroy().catch(() => {});
  }
}

/** Sends a letter; throws unless it is taken. */
export async function sendLetter(port: number, letter: Letter): Promise<void> {
  const reply = await offerMail(port, letter.from, letter.to, letterBytes(letter));
  if (!reply.startsWith('250')) throw new Error(`the mail is not taken: ${reply}`);
}

export interface CustomerServer {
  readonly port: number;
  /** Whole mails, in the order in which their DATA ended. */
  readonly mails: readonly ParsedMail[];
  stop(): Promise<void>;
}

/** A mail server of customers. A mail counts when its DATA is whole, whether or not the sender lives to read the 250. */
export async function startCustomerServer(): Promise<CustomerServer> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    logger: false,
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
