/** Header fields of a parsed mail, bounded and in our shapes. Nothing here trusts a field to be there, alone, or well-formed. */
import type { AddressObject, EmailAddress, HeaderLines, Headers, HeaderValue } from 'mailparser';
import { isAddress } from '../address.ts';
import type { Limits } from '../limits.ts';
import { boundedLine } from './bounded-text.ts';
import { decodeWords } from './encoded-words.ts';
import type { ParsedMail, Person } from './parsed-mail.ts';

type HeaderFacts = Omit<ParsedMail, 'text' | 'html' | 'attachments'>;

/** `headers` and `lines` as mailparser leaves them: false when the mail has no header at all. */
export function readHeaders(headers: Headers | false, lines: HeaderLines | false, limits: Limits): HeaderFacts {
  const fields: Headers = headers || new Map();
  const people = (name: string) => peopleOf(fields.get(name), limits);
  const addresses = (name: string) =>
    [...new Set(people(name).map(({ address }) => address))].slice(0, limits.addresses);
  const from = people('from')[0] ?? people('sender')[0] ?? { name: nameOf(fields.get('from'), limits), address: '' };
  const replyTo = people('reply-to')[0]?.address;
  return {
    from,
    ...(replyTo === undefined ? {} : { replyTo }),
    to: addresses('to'),
    cc: addresses('cc'),
    subject: boundedLine(textOf(fields.get('subject')), limits.subjectCharacters),
    messageId: messageIds(textOf(fields.get('message-id')), limits)[0] ?? '',
    inReplyTo: messageIds(textOf(fields.get('in-reply-to')), limits),
    references: messageIds(textOf(fields.get('references')), limits),
    headers: headerRecord(fields, lines || [], limits),
  };
}

/** Message-IDs in a field, in order, without repeats; with too many the first and the newest stay. */
export function messageIds(text: string, limits: Limits): readonly string[] {
  const ids = new Set<string>();
  for (const part of text.split('<')) {
    const end = part.indexOf('>');
    const id = end < 0 ? '' : part.slice(0, end).replace(/\s+/g, '');
    if (id !== '' && id.length <= limits.messageIdCharacters - 2)
      ids.add(`<${boundedLine(id, limits.messageIdCharacters)}>`);
  }
  const all = [...ids];
  return all.length <= limits.references ? all : [...all.slice(0, 1), ...all.slice(1 - limits.references)];
}

/** Fields by name for CONTACT DATA "header:<name>": text as people read it, the first of several. */
function headerRecord(fields: Headers, lines: HeaderLines, limits: Limits): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  const seen = new Set<string>(['__proto__']);
  for (const { key, line } of lines) {
    if (seen.has(key) || entries.length >= limits.headerFields) continue;
    seen.add(key);
    if (!/^[!-9;-~]+$/.test(key) || key.length > limits.headerNameCharacters) continue;
    const value = fields.get(key);
    // Subject and addresses are decoded by the parser; the rest is read from the line itself, in which it may still stand folded.
    const text = key === 'subject' || isAddresses(value) ? textOf(value) : decodeWords(rawValue(line, limits));
    entries.push([key, boundedLine(text, limits.headerValueCharacters)]);
  }
  return Object.fromEntries(entries);
}

function rawValue(line: string, limits: Limits): string {
  const colon = line.indexOf(':');
  return line.slice(colon + 1, colon + 1 + 8 * limits.headerValueCharacters).replace(/\r?\n(?=[ \t])/g, '');
}

function textOf(value: HeaderValue | undefined): string {
  if (typeof value === 'string') return value;
  if (isAddresses(value)) return value.text;
  if (!Array.isArray(value)) return '';
  const first = value[0];
  if (typeof first === 'string') return value.filter((item) => typeof item === 'string').join(' ');
  return isAddresses(first) ? first.text : '';
}

function isAddresses(value: unknown): value is AddressObject {
  return typeof value === 'object' && value !== null && Array.isArray((value as Partial<AddressObject>).value);
}

/** Every mailbox of an address field, groups opened, those without an address left out. */
function peopleOf(value: HeaderValue | undefined, limits: Limits): readonly Person[] {
  const objects: readonly unknown[] = Array.isArray(value) ? value : [value];
  const people: Person[] = [];
  const add = (entries: readonly EmailAddress[]) => {
    for (const entry of entries) {
      if (people.length >= limits.addresses) return;
      if (Array.isArray(entry.group)) add(entry.group);
      const address = boundedLine(entry.address ?? '', limits.addressCharacters + 1);
      if (isAddress(address)) people.push({ name: boundedLine(entry.name, limits.nameCharacters), address });
    }
  };
  for (const object of objects) if (isAddresses(object)) add(object.value);
  return people;
}

/** The words of a From that has no address. */
function nameOf(value: HeaderValue | undefined, limits: Limits): string {
  const name = isAddresses(value) ? (value.value[0]?.name ?? '') : '';
  return boundedLine(name === '' ? textOf(value) : name, limits.nameCharacters);
}
