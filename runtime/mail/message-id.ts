/**
 * What ties an answer to its contact: the Message-IDs of our mails, and a mark in their subject for mail programs that drop
 * References. Both are signed with the centre's key, so nobody can write himself into somebody else's contact.
 *
 *   Message-ID:  <ccmm.<contact>.<action>.<signature>@<domain>>
 *   Subject:     Your order [#<contact>-<signature>]
 *
 * INVARIANT: the form and what is signed never change; mails of years ago are still answered.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Characters of a Message-ID's signature: 100 bits. */
const ID_SIGNATURE = 20;
/** Of a subject mark's, which people see: 50 bits, and a forger needs a mail for each guess. */
const MARK_SIGNATURE = 10;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Signs and checks with the centre's key. */
export interface MarkSigner {
  /** Message-ID of an action's mail, in angle brackets. `domain` is the mailbox's. */
  messageId(contact: number, action: number, mailbox: string, domain: string): string;
  /** What a Message-ID of ours says; undefined for any other, for a wrong signature too. */
  readMessageId(id: string, mailbox: string): { readonly contact: number; readonly action: number } | undefined;
  /** The mark for a subject: `[#<contact>-<signature>]`. */
  mark(contact: number, mailbox: string): string;
  /** Contacts that valid marks in a subject name, first to last. */
  readMarks(subject: string, mailbox: string): readonly number[];
  /** The subject with the contact's mark, once, at its end; other marks of ours are taken out. */
  markSubject(subject: string, contact: number, mailbox: string): string;
}

/** `key` is the store's `signingKey()`. Mailboxes are told apart by their names, without case. */
export function createMarkSigner(key: Uint8Array): MarkSigner {
  const sign = (kind: 'id' | 'mark', parts: readonly (number | string)[], length: number): string => {
    const digest = createHmac('sha256', key)
      .update(JSON.stringify([kind, ...parts]))
      .digest();
    let text = '';
    for (let i = 0; i < length; i += 1) text += BASE32[(digest[i] ?? 0) & 31];
    return text;
  };
  const idSignature = (contact: number, action: number, mailbox: string) =>
    sign('id', [contact, action, mailbox.toLowerCase()], ID_SIGNATURE);
  const markSignature = (contact: number, mailbox: string) =>
    sign('mark', [contact, mailbox.toLowerCase()], MARK_SIGNATURE);
  const mark = (contact: number, mailbox: string) => `[#${contact}-${markSignature(contact, mailbox)}]`;
  return {
    messageId: (contact, action, mailbox, domain) =>
      `<ccmm.${contact}.${action}.${idSignature(contact, action, mailbox)}@${domain}>`,
    readMessageId(id, mailbox) {
      const found = /^<?ccmm\.([1-9][0-9]{0,15})\.([1-9][0-9]{0,15})\.([a-z2-7]{20})@[^\s<>@]{1,255}>?$/i.exec(id);
      if (found === null) return undefined;
      const contact = Number(found[1]);
      const action = Number(found[2]);
      if (!Number.isSafeInteger(contact) || !Number.isSafeInteger(action)) return undefined;
      return same(found[3] ?? '', idSignature(contact, action, mailbox)) ? { contact, action } : undefined;
    },
    mark,
    readMarks(subject, mailbox) {
      const contacts: number[] = [];
      for (const found of subject.matchAll(MARKS)) {
        const contact = Number(found[1]);
        if (
          Number.isSafeInteger(contact) &&
          same(found[2] ?? '', markSignature(contact, mailbox)) &&
          !contacts.includes(contact)
        )
          contacts.push(contact);
      }
      return contacts;
    },
    markSubject(subject, contact, mailbox) {
      const bare = subject.replace(MARKS, ' ').replace(/ {2,}/g, ' ').trim();
      return bare === '' ? mark(contact, mailbox) : `${bare} ${mark(contact, mailbox)}`;
    },
  };
}

const MARKS = /\[#([1-9][0-9]{0,15})-([a-z2-7]{10})\]/gi;

function same(given: string, right: string): boolean {
  const a = Buffer.from(given.toLowerCase());
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
