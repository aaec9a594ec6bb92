/**
 * Reads mails by UID, in batches bounded by number and bytes. A mail beyond the size limit comes as its header only, to be quarantined;
 * it stays on the server. A mail that the server or the protocol library cannot deliver must not hold up the others: after a failed
 * batch its mails are read one at a time, and one that fails again and again is quarantined without content.
 */
import { createHash } from 'node:crypto';
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { type Clock, nowAt } from '../center/ports.ts';
import type { Limits } from './limits.ts';
import type { ImapFolderRow, NewMail } from './ports.ts';

export interface FetchedMail {
  readonly uid: number;
  readonly mail: NewMail;
}

export interface ImapFetch {
  /** One batch after the other; a mail that is gone from the folder is in none. `answer` bounds the time of a command. */
  batches(
    client: ImapFlow,
    row: ImapFolderRow,
    uids: readonly number[],
    answer: Bounded,
  ): AsyncGenerator<readonly FetchedMail[]>;
}

type Bounded = <Answer>(work: Promise<Answer>) => Promise<Answer>;

export interface ImapFetchOptions {
  readonly mailbox: string;
  readonly entry: { readonly folder: string };
  readonly clock: Clock;
  readonly limits: Limits;
}

/** Sessions in which the same mail may fail before it is given up. */
const FAILURES_MAX = 5;
/** UIDs whose sizes are asked at once. */
const SIZES_ASKED = 1_000;

interface Sized {
  readonly uid: number;
  readonly sizeBytes: number;
}

/** Keeps over sessions which mails failed. */
export function createImapFetch(options: ImapFetchOptions): ImapFetch {
  const { limits } = options;
  /** UID → failures; a mail that stands here is read alone. */
  const failures = new Map<string, number>();

  async function* batches(client: ImapFlow, row: ImapFolderRow, uids: readonly number[], answer: Bounded) {
    for (let from = 0; from < uids.length; from += SIZES_ASKED) {
      const asked = uids.slice(from, from + SIZES_ASKED).join(',');
      const found = await answer(client.fetchAll(asked, { uid: true, size: true }, { uid: true }));
      const sized = found.map(({ uid, size }) => ({ uid, sizeBytes: size ?? 0 })).sort((a, b) => a.uid - b.uid);
      for (const batch of split(sized, limits, (uid) => failures.has(keyOf(row, uid))))
        yield await read(client, row, batch, answer);
    }
  }

  async function read(
    client: ImapFlow,
    row: ImapFolderRow,
    batch: readonly Sized[],
    answer: Bounded,
  ): Promise<readonly FetchedMail[]> {
    const alone = batch.length === 1 ? batch[0] : undefined;
    if (alone !== undefined && (failures.get(keyOf(row, alone.uid)) ?? 0) >= FAILURES_MAX)
      return [givenUp(row, alone.uid)];
    try {
      const large = alone !== undefined && alone.sizeBytes > limits.mailBytes;
      const source = large ? { start: 0, maxLength: limits.headerBytes } : true;
      const range = batch.map(({ uid }) => uid).join(',');
      const found = await answer(client.fetchAll(range, { uid: true, internalDate: true, source }, { uid: true }));
      const mails = found.map((message) => toMail(row, message, large ? (alone?.sizeBytes ?? 0) : undefined));
      for (const { uid } of batch) failures.delete(keyOf(row, uid));
      return mails.sort((a, b) => a.uid - b.uid);
    } catch (error) {
      for (const { uid } of batch)
        failures.set(keyOf(row, uid), (failures.get(keyOf(row, uid)) ?? 0) + (alone === undefined ? 0 : 1));
      throw error;
    }
  }

  function toMail(row: ImapFolderRow, message: FetchMessageObject, largeBytes: number | undefined): FetchedMail {
    const { uid, source } = message;
    if (source === undefined)
      throw Object.assign(new Error(`the IMAP server did not give mail ${uid}`), { code: 'IMAP_FETCH' });
    const raw = largeBytes === undefined ? source : headerOf(source);
    const date = message.internalDate === undefined ? Number.NaN : new Date(message.internalDate).getTime();
    const mail = newMail(row, uid, raw, Number.isFinite(date) ? date * 1000 : 0);
    if (largeBytes === undefined) return { uid, mail };
    const quarantine = `the mail has ${largeBytes} bytes, at most ${limits.mailBytes} are taken; it is still in ${options.entry.folder} as UID ${uid}`;
    return { uid, mail: { ...mail, quarantine } };
  }

  function givenUp(row: ImapFolderRow, uid: number): FetchedMail {
    const quarantine = `the mail cannot be read from the IMAP server (${FAILURES_MAX} tries); it is still in ${options.entry.folder} as UID ${uid}`;
    return { uid, mail: { ...newMail(row, uid, new Uint8Array(), nowAt(options.clock)), quarantine } };
  }

  function newMail(row: ImapFolderRow, uid: number, raw: Uint8Array, internalAt: number): NewMail {
    const sha256 = createHash('sha256').update(raw).digest('hex');
    return { mailbox: options.mailbox, key: keyOf(row, uid), raw, sha256, internalAt };
  }

  return { batches };
}

/** Batches of bounded number and bytes; too large mails and those that failed before go alone. */
function* split(
  mails: readonly Sized[],
  limits: Limits,
  isSuspect: (uid: number) => boolean,
): Generator<readonly Sized[]> {
  let batch: Sized[] = [];
  let bytes = 0;
  for (const mail of mails) {
    const alone = mail.sizeBytes > limits.mailBytes || isSuspect(mail.uid);
    if (
      batch.length > 0 &&
      (alone || batch.length >= limits.fetchMails || bytes + mail.sizeBytes > limits.fetchBytes)
    ) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(mail);
    bytes += mail.sizeBytes;
    if (!alone) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The header of a beginning of a mail; what does not fit is cut. */
function headerOf(beginning: Uint8Array): Uint8Array {
  const text = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  const crlf = text.indexOf('\r\n\r\n');
  const lf = text.indexOf('\n\n');
  const ends = [crlf < 0 ? text.length : crlf + 4, lf < 0 ? text.length : lf + 2];
  return text.subarray(0, Math.min(...ends));
}

/** The ledger's key of a mail (design decision 8). */
export function keyOf(row: ImapFolderRow, uid: number): string {
  return `${row.key}:${row.uidValidity}:${uid}`;
}
