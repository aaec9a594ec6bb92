/**
 * Text from outside on its way in: whatever a mail or a terminal says becomes text that every column and every page can hold.
 * NUL and lone surrogates become U+FFFD, and each column has a length. The raw bytes of a mail stay as they were, in the ledger.
 *
 * INVARIANT: what passed here passes again unchanged, so a journal can be replayed.
 */
import type { MailFacts } from './model.ts';

/** Longest text of each column in UTF-16 units, longest lists in entries. */
export const TEXT_LIMITS = {
  /** RFC 5321: 64 + 1 + 255. */
  address: 320,
  /** Names of people. */
  name: 255,
  subject: 2_000,
  /** RFC 5322 line length; longer ones are not used by honest programs. */
  messageId: 998,
  /** BODY and keyword rules (language §6). */
  body: 1_000_000,
  /** What people read and write. */
  text: 1_000_000,
  html: 2_000_000,
  headerName: 100,
  headerValue: 255,
  language: 35,
  comment: 10_000,
  /** Not-ready and closed reasons in words, names of mailboxes and rules. */
  word: 255,
  /** What an event or an alarm says. */
  detail: 1_000,
  commandId: 200,
  /** One value of a provider's answer. */
  value: 10_000,
  addresses: 500,
  references: 100,
  headers: 200,
  values: 10,
} as const;

/** `text` that can be stored: NUL and lone surrogates replaced, at most `limit` UTF-16 units, no pair cut in two. */
export function cleanText(text: string, limit: number): string {
  let clean = text;
  if (clean.length > limit) {
    const last = clean.charCodeAt(limit - 1);
    clean = clean.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
  }
  if (clean.includes('\0')) clean = clean.replaceAll('\0', '\uFFFD');
  return clean.isWellFormed() ? clean : clean.toWellFormed();
}

/** A list of addresses, each cleaned, empty ones dropped. */
export function cleanAddresses(addresses: readonly string[]): readonly string[] {
  return addresses
    .slice(0, TEXT_LIMITS.addresses)
    .map((address) => cleanText(address.trim(), TEXT_LIMITS.address))
    .filter((address) => address !== '');
}

/** Values of a provider's answer or a script; numbers that are none become 0. */
export function cleanValues(values: readonly (number | string)[]): readonly (number | string)[] {
  return values
    .slice(0, TEXT_LIMITS.values)
    .map((value) =>
      typeof value === 'string' ? cleanText(value, TEXT_LIMITS.value) : Number.isFinite(value) ? value : 0,
    );
}

function cleanHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const clean: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers).slice(0, TEXT_LIMITS.headers)) {
    clean[cleanText(name, TEXT_LIMITS.headerName).toLowerCase()] = cleanText(value, TEXT_LIMITS.headerValue);
  }
  return { ...clean };
}

const count = (value: number): number =>
  Number.isFinite(value) ? Math.max(0, Math.min(0x7fff_ffff, Math.trunc(value))) : 0;

/** The facts of a mail as the core keeps them. */
export function cleanFacts(facts: MailFacts): MailFacts {
  return {
    from: cleanText(facts.from, TEXT_LIMITS.address),
    fromName: cleanText(facts.fromName, TEXT_LIMITS.name),
    replyTo: cleanText(facts.replyTo, TEXT_LIMITS.address),
    to: cleanAddresses(facts.to),
    cc: cleanAddresses(facts.cc),
    recipient: cleanText(facts.recipient, TEXT_LIMITS.address),
    subject: cleanText(facts.subject, TEXT_LIMITS.subject),
    messageId: cleanText(facts.messageId, TEXT_LIMITS.messageId),
    references: facts.references
      .slice(-TEXT_LIMITS.references)
      .map((reference) => cleanText(reference, TEXT_LIMITS.messageId)),
    body: cleanText(facts.body, TEXT_LIMITS.body),
    headers: cleanHeaders(facts.headers),
    attachmentCount: count(facts.attachmentCount),
    sizeBytes: count(facts.sizeBytes),
    automatic: facts.automatic,
    autoSubmitted: facts.autoSubmitted,
    spamScore: Math.max(-0x8000_0000, Math.min(0x7fff_ffff, Math.trunc(facts.spamScore) || 0)),
    language: cleanText(facts.language, TEXT_LIMITS.language),
  };
}
