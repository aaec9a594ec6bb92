/**
 * The mail that a test writes, as the MIME parser would give it. A map becomes the parsed form directly, so that a test needs no
 * child process; written-mail.test.ts holds both ways against each other. A file goes through the runtime's own parser.
 */
import { limitsWith, messageIds, type ParsedMail, type Person } from '../../runtime/mail/index.ts';
import type { VirtualMail } from '../virtual-centre.ts';
import type { WrittenMail } from './schema.ts';

/** Who writes when a test does not say. */
const CUSTOMER = 'customer@client.example';

const limits = limitsWith();

/** What a mail answers: the last one that the centre sent for the contact. */
export interface Answered {
  readonly messageId: string;
  readonly subject: string;
  readonly from: string;
  readonly mailbox: string;
}

/** The mail of a test; `file` is what its file holds, `nth` tells mails of one test apart. */
export function mailOf(written: WrittenMail, nth: number, file?: VirtualMail, answered?: Answered): VirtualMail {
  const base = file?.mail ?? emptyMail(nth, answered);
  const headers = { ...base.headers, ...foldHeaders(written.headers) };
  const from = written.from === undefined ? base.from : personOf(written.from);
  const to = written.to === undefined ? base.to : addressesOf(written.to);
  const cc = written.cc === undefined ? base.cc : addressesOf(written.cc);
  const subject = written.subject ?? base.subject;
  const inReplyTo = idsIn(headers, 'in-reply-to', answered === undefined ? base.inReplyTo : [answered.messageId]);
  const references = idsIn(headers, 'references', answered === undefined ? base.references : [answered.messageId]);
  const replyTo = headers['reply-to'] === undefined ? base.replyTo : personOf(headers['reply-to']).address;
  const mail: ParsedMail = {
    ...base,
    from,
    to,
    cc,
    subject,
    ...(replyTo === undefined ? {} : { replyTo }),
    messageId: idsIn(headers, 'message-id', [base.messageId])[0] ?? '',
    inReplyTo,
    references,
    text: written.body ?? base.text,
    headers: { ...headers, ...headerFields(written, { from, to, cc, subject, inReplyTo, references }) },
    attachments: written.attachments === undefined ? base.attachments : written.attachments.map(attachment),
  };
  const mailbox = written.mailbox ?? file?.mailbox ?? answered?.mailbox;
  const kept = file !== undefined && written.body === undefined && written.attachments === undefined;
  return {
    mail,
    sizeBytes: written.size ?? (kept ? file.sizeBytes : sizeOf(mail)),
    ...(mailbox === undefined ? {} : { mailbox }),
  };
}

function emptyMail(nth: number, answered: Answered | undefined): ParsedMail {
  const subject = answered?.subject ?? '';
  return {
    from: { name: '', address: answered?.from ?? CUSTOMER },
    to: [],
    cc: [],
    subject: answered === undefined || /^\s*re\s*:/i.test(subject) ? subject : `Re: ${subject}`,
    messageId: `<test-${nth}@client.example>`,
    inReplyTo: [],
    references: [],
    text: '',
    headers: {},
    attachments: [],
  };
}

function foldHeaders(headers: WrittenMail['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value).slice(0, limits.headerValueCharacters),
    ]),
  );
}

function idsIn(
  headers: Readonly<Record<string, string>>,
  name: string,
  byDefault: readonly string[],
): readonly string[] {
  const text = headers[name];
  return text === undefined ? byDefault : messageIds(text, limits);
}

/** The fields that scripts can ask for by name like any other. */
function headerFields(
  written: WrittenMail,
  mail: Pick<ParsedMail, 'from' | 'to' | 'cc' | 'subject' | 'inReplyTo' | 'references'>,
): Readonly<Record<string, string>> {
  const { from, to, cc, subject, inReplyTo, references } = mail;
  const fields: Record<string, string> = {};
  const put = (name: string, value: string) => {
    if (value !== '' && written.headers?.[name] === undefined)
      fields[name] = value.slice(0, limits.headerValueCharacters);
  };
  put('from', from.name === '' ? from.address : `"${from.name}" <${from.address}>`);
  put('to', to.join(', '));
  put('cc', cc.join(', '));
  put('subject', subject);
  put('in-reply-to', inReplyTo.join(' '));
  put('references', references.join(' '));
  return fields;
}

/** `Ann Lee <ann@client.example>` or an address alone. */
export function personOf(text: string): Person {
  const [, name = '', address = text] = /^\s*"?(.*?)"?\s*<([^<>]*)>\s*$/.exec(text) ?? [];
  return { name: name.trim(), address: address.trim() };
}

function addressesOf(written: string | readonly string[]): readonly string[] {
  const all = (typeof written === 'string' ? written.split(',') : written).map((one) => personOf(one).address);
  return [...new Set(all.filter((address) => address !== ''))];
}

function attachment(fileName: string, index: number): ParsedMail['attachments'][number] {
  return { index, fileName, contentType: 'application/octet-stream', sizeBytes: 0, inline: false };
}

/** Bytes that a plain mail with these fields and this text has. */
function sizeOf({ headers, text }: ParsedMail): number {
  const head = Object.entries(headers).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`),
    0,
  );
  return head + 2 + Buffer.byteLength(text);
}
