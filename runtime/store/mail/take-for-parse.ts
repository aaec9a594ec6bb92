/** The ledger as a queue: rows `received`, in key order, each attempt counted before it begins (design decision 8). */

import type { MailToParse } from '../../center/mail-store.ts';
import type { Queryable } from '../connection.ts';
import { ask, transaction } from '../connection.ts';
import { type MailContext, WALK_THE_INDEX } from './context.ts';

/**
 * Attempts without a result after which a mail is quarantined. A child's failure is a result, and intake counts those itself; an
 * attempt without one ended with this process, for which the mail is seldom to blame: it is read in a child.
 */
const ATTEMPTS_MAX = 10;
/** Bytes of raw mail given out in one call; the first mail always fits. */
const CLAIM_BYTES = 32 * 1024 * 1024;
const REASON_LENGTH = 2000;

interface Taken {
  id: number;
  state: string;
}

export async function takeForParse(
  { pool, site }: MailContext,
  limit: number,
  except: ReadonlySet<number>,
): Promise<readonly MailToParse[]> {
  if (limit < 1) return [];
  return await transaction(pool, 'taking mail to be read', async (db) => {
    await db.query(WALK_THE_INDEX);
    const seen = new Set(except);
    const ids: number[] = [];
    // Rows at their last attempt leave the queue here, and others take their place.
    for (;;) {
      const taken = await claim(db, site, limit - ids.length, seen);
      for (const { id, state } of taken) {
        seen.add(id);
        if (state === 'received') ids.push(id);
      }
      if (taken.length === 0 || ids.length >= limit || taken.every(({ state }) => state === 'received')) break;
    }
    return ids.length === 0 ? [] : await mailsOf(db, ids);
  });
}

const CLAIM =
  `with next as (select id, sum(size_bytes) over (order by id) - size_bytes as before from ` +
  `(select id, size_bytes from ledger where site = $1 and state = 'received' and id <> all($2::bigint[]) order by id limit $3 for update skip locked) l), ` +
  `mine as (select id from next where before < ${CLAIM_BYTES}) ` +
  `update ledger l set attempts = case when l.attempts >= ${ATTEMPTS_MAX} then l.attempts else l.attempts + 1 end, ` +
  `state = case when l.attempts >= ${ATTEMPTS_MAX} then 'quarantined' else l.state end, ` +
  `reason = case when l.attempts >= ${ATTEMPTS_MAX} then coalesce(l.reason, 'It could not be read: ${ATTEMPTS_MAX} attempts ended without a result.') else l.reason end ` +
  `from mine where l.id = mine.id returning l.id, l.state`;

async function claim(db: Queryable, site: number, limit: number, except: ReadonlySet<number>): Promise<Taken[]> {
  const { rows } = await db.query<Taken>({ text: CLAIM, values: [site, [...except], limit] });
  return rows;
}

async function mailsOf(db: Queryable, ids: readonly number[]): Promise<MailToParse[]> {
  const { rows } = await db.query<{
    id: number;
    mailbox: string;
    raw: Buffer;
    sha256: string;
    envelope_from: string | null;
    attempts: number;
  }>({
    text:
      `select l.id, l.mailbox, r.raw, encode(l.sha256, 'hex') as sha256, l.envelope_from, l.attempts ` +
      `from ledger l join ledger_raw r on r.ledger = l.id where l.id = any($1::bigint[])`,
    values: [ids],
  });
  return rows
    .map((row) => ({
      ledger: row.id,
      mailbox: row.mailbox,
      raw: row.raw,
      sha256: row.sha256,
      ...(row.envelope_from === null ? {} : { envelopeFrom: row.envelope_from }),
      attempts: row.attempts,
    }))
    .sort((a, b) => a.ledger - b.ledger);
}

/** `received → quarantined`, with the reason people are shown; any other state stays. */
export async function quarantine({ pool, site }: MailContext, ledger: number, reason: string): Promise<void> {
  await ask(pool, 'quarantining a mail', {
    text: `update ledger set state = 'quarantined', reason = $3 where site = $1 and id = $2 and state = 'received'`,
    values: [site, ledger, reason.replaceAll('\0', '\uFFFD').slice(0, REASON_LENGTH).toWellFormed()],
  });
}

/** `quarantined → received`, its attempts forgotten; false when it is not quarantined. */
export async function replay({ pool, site }: MailContext, ledger: number): Promise<boolean> {
  const rows = await ask(pool, 'replaying a mail', {
    text: `update ledger set state = 'received', attempts = 0, reason = null where site = $1 and id = $2 and state = 'quarantined' returning id`,
    values: [site, ledger],
  });
  return rows.length === 1;
}
