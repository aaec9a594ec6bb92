/**
 * Who gets no automatic response (language §9): an empty return path, `Auto-Submitted` other than `no`, `Precedence: bulk|junk|list`,
 * a mailing list, our own mailboxes, and a sender who had as many today as the directory allows.
 */
import type { Directory } from '../../vm/index.ts';

/** What a mail's header says of its making; names in lower case, values as written. */
export interface AutomaticSigns {
  readonly autoSubmitted?: string;
  readonly precedence?: string;
  /** List-Id or List-Post is there. */
  readonly list: boolean;
  /** The envelope's or Return-Path's address; empty string = null path; undefined = not known. */
  readonly returnPath?: string;
  /** X-Auto-Response-Suppress (Exchange): answers are not wanted. */
  readonly suppress?: string;
  readonly from: string;
}

/** `Auto-Submitted` other than `no` (RFC 3834 §5); a comment or parameter behind the word does not count. */
export function isAutoSubmitted(value: string | undefined): boolean {
  if (value === undefined) return false;
  const word =
    value
      .replace(/\([^)]*\)/g, ' ')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  return word !== '' && word !== 'no';
}

/** True for mail that must get no automatic response, whatever its sender had before. */
export function isAutomatic(signs: AutomaticSigns): boolean {
  return (
    isAutoSubmitted(signs.autoSubmitted) ||
    /^\s*(bulk|junk|list)\b/i.test(signs.precedence ?? '') ||
    signs.list ||
    signs.returnPath === '' ||
    /\b(all|oof|autoreply)\b/i.test(signs.suppress ?? '') ||
    signs.from === '' ||
    /^(mailer-daemon)@/i.test(signs.from)
  );
}

/** The centre's own addresses, folded: nothing is sent to them, no response is given to them. */
export function ownAddresses(directory: Directory): ReadonlySet<string> {
  return new Set(directory.mailboxes.map(({ address }) => foldAddress(address)));
}

/** Addresses are compared without case (language §4). */
export function foldAddress(address: string): string {
  return address.trim().toLowerCase();
}

const DAY_US = 24 * 3600 * 1_000_000;

/** The moment from which automatic responses to a sender count: a day that slides, so that no midnight gives a second budget. */
export function budgetSinceAt(at: number): number {
  return at - DAY_US;
}
