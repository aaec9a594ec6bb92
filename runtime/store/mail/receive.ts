/**
 * T1: raw bytes and a ledger row `received`, all of a call in one transaction (design decision 8).
 *
 * INVARIANT: a mail is a repeat by its key, or over SMTP by envelope and hash within 5 days of a row whose 250 the client may not
 *   have read; never by Message-ID or bytes alone.
 */

import type { NewMail, ReceivedMail } from '../../center/mail-store.ts';
import { ask, type Queryable, transaction } from '../connection.ts';
import { StoreError } from '../errors.ts';
import { hashOf, type MailContext } from './context.ts';

/** Bytes in one statement; a parameter may have 1 GB, memory is what counts. */
const STATEMENT_BYTES = 32 * 1024 * 1024;
/** Namespace of the advisory locks that make two sessions with the same mail wait for each other. */
const ENVELOPE_LOCK = 7_203_312;
const REPEAT_DAYS = 5;

const isSmtp = (mail: NewMail) => mail.key.startsWith('smtp:');

export async function receive(
  { pool, site }: MailContext,
  mails: readonly NewMail[],
): Promise<readonly ReceivedMail[]> {
  for (const mail of mails) {
    if (!/^[0-9a-f]{64}$/.test(mail.sha256))
      throw new StoreError('bad_option', `The SHA-256 of mail ${mail.key} is not 64 hexadecimal digits.`);
  }
  if (mails.length === 0) return [];
  return await transaction(pool, 'taking mail into the ledger', async (db) => {
    const earlier = await sameEnvelope(db, site, mails);
    const fresh = mails.filter((mail) => !earlier.has(mail));
    const made = new Map<string, number>();
    for (const part of parts(fresh)) for (const [key, ledger] of await insert(db, site, part)) made.set(key, ledger);
    const known = await ledgersOf(
      db,
      site,
      fresh.filter((mail) => !made.has(mail.key)).map((mail) => mail.key),
    );
    return mails.map((mail) => {
      const repeat = earlier.get(mail);
      if (repeat !== undefined) return { ledger: repeat, repeated: true };
      const ledger = made.get(mail.key);
      // The first mail with a key is the new one; another with the same key in the same call is its repeat.
      made.delete(mail.key);
      if (ledger !== undefined) {
        known.set(mail.key, ledger);
        return { ledger, repeated: false };
      }
      return { ledger: known.get(mail.key)!, repeated: true };
    });
  });
}

/** Rows of SMTP mails that came before with the same envelope and were not acknowledged. */
async function sameEnvelope(db: Queryable, site: number, mails: readonly NewMail[]): Promise<Map<NewMail, number>> {
  const found = new Map<NewMail, number>();
  const smtp = mails.filter(isSmtp);
  if (smtp.length === 0) return found;
  const locks = [...new Set(smtp.map((mail) => Number.parseInt(mail.sha256.slice(0, 8), 16) | 0))].sort(
    (a, b) => a - b,
  );
  await db.query({
    name: 'envelope_locks',
    text: 'select pg_advisory_xact_lock($1, l) from unnest($2::integer[]) l',
    values: [ENVELOPE_LOCK, locks],
  });
  const { rows } = await db.query<{ number: number; ledger: number }>({
    name: 'same_envelope',
    text:
      `select m.number, l.id as ledger from json_to_recordset($2::json) as m(number integer, mailbox text, sha256 text, envelope_from text, envelope_to text) ` +
      `cross join lateral (select id from ledger l where l.site = $1 and l.sha256 = decode(m.sha256, 'hex') and l.mailbox = m.mailbox ` +
      `and l.acknowledged_at is null and l.key like 'smtp:%' and l.envelope_from is not distinct from m.envelope_from ` +
      `and l.envelope_to is not distinct from m.envelope_to and l.received_at > clock_timestamp() - interval '${REPEAT_DAYS} days' order by l.id limit 1) l`,
    values: [
      site,
      JSON.stringify(
        smtp.map((mail, number) => ({
          number,
          mailbox: mail.mailbox,
          sha256: mail.sha256,
          envelope_from: mail.envelopeFrom,
          envelope_to: mail.envelopeTo,
        })),
      ),
    ],
  });
  for (const { number, ledger } of rows) found.set(smtp[number]!, ledger);
  return found;
}

function* parts(mails: readonly NewMail[]): Generator<readonly NewMail[]> {
  let part: NewMail[] = [];
  let bytes = 0;
  for (const mail of mails) {
    if (part.length > 0 && bytes + mail.raw.length > STATEMENT_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(mail);
    bytes += mail.raw.length;
  }
  if (part.length > 0) yield part;
}

/** The mails travel as one run of bytes and are cut apart by offset: a binary parameter, and one statement for any number of them. */
const INSERT =
  `with m as materialized (select * from json_to_recordset($2::json) as m(number integer, mailbox text, key text, key_hash text, sha256 text, start integer, size integer, ` +
  `envelope_from text, envelope_to text, internal_at bigint, quarantine text)), ` +
  `made as (insert into ledger (site, mailbox, key, key_hash, sha256, size_bytes, envelope_from, envelope_to, internal_at, state, reason) ` +
  `select $1, m.mailbox, m.key, decode(m.key_hash, 'hex'), decode(m.sha256, 'hex'), m.size, m.envelope_from, m.envelope_to, m.internal_at, ` +
  `case when m.quarantine is null then 'received' else 'quarantined' end, m.quarantine from m on conflict (site, key_hash) do nothing returning id, key), ` +
  `first as (select distinct on (key) * from m order by key, number), ` +
  `bytes as (insert into ledger_raw (ledger, raw) select made.id, substr($3::bytea, first.start + 1, first.size) from made join first on first.key = made.key) ` +
  `select id, key from made`;

async function insert(db: Queryable, site: number, mails: readonly NewMail[]): Promise<[string, number][]> {
  let start = 0;
  const records = mails.map((mail, number) => {
    const record = {
      number,
      mailbox: mail.mailbox,
      key: mail.key,
      key_hash: hashOf(mail.key).toString('hex'),
      sha256: mail.sha256,
      start,
      size: mail.raw.length,
      envelope_from: mail.envelopeFrom,
      envelope_to: mail.envelopeTo,
      internal_at: mail.internalAt,
      quarantine: mail.quarantine,
    };
    start += mail.raw.length;
    return record;
  });
  const raws = Buffer.concat(mails.map((mail) => mail.raw));
  const { rows } = await db.query<{ id: number; key: string }>({
    name: 'receive',
    text: INSERT,
    values: [site, JSON.stringify(records), raws],
  });
  return rows.map(({ id, key }) => [key, id]);
}

async function ledgersOf(db: Queryable, site: number, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await db.query<{ id: number; key: string }>({
    name: 'ledgers_of',
    text: 'select id, key from ledger where site = $1 and key_hash = any($2::bytea[])',
    values: [site, keys.map(hashOf)],
  });
  return new Map(rows.map(({ id, key }) => [key, id]));
}

export async function knownKeys({ pool, site }: MailContext, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await ask<{ key: string }>(pool, 'looking for keys in the ledger', {
    name: 'known_keys',
    text: 'select key from ledger where site = $1 and key_hash = any($2::bytea[])',
    values: [site, keys.map(hashOf)],
  });
  return new Set(rows.map((row) => row.key));
}

export async function acknowledge({ pool, site }: MailContext, ledgers: readonly number[]): Promise<void> {
  if (ledgers.length === 0) return;
  await ask(pool, 'acknowledging mail', {
    name: 'acknowledge',
    text: 'update ledger set acknowledged_at = clock_timestamp() where site = $1 and id = any($2::bigint[]) and acknowledged_at is null',
    values: [site, [...ledgers].sort((a, b) => a - b)],
  });
}

export async function rawMail({ pool, site }: MailContext, ledger: number): Promise<Uint8Array | undefined> {
  const rows = await ask<{ raw: Buffer }>(pool, 'reading a mail', {
    name: 'raw_mail',
    text: 'select r.raw from ledger_raw r join ledger l on l.id = r.ledger where l.site = $1 and l.id = $2',
    values: [site, ledger],
  });
  return rows[0]?.raw;
}
