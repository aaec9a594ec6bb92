/** Progress in IMAP folders, and new keys after a change of UIDVALIDITY (design decision 8). */

import type { ImapFolderRow, RekeyedMail } from '../../center/mail-store.ts';
import { ask, transaction } from '../connection.ts';
import { hashOf, type MailContext } from './context.ts';

interface Candidate {
  id: number;
  mailbox: string;
  key: string;
  sha256: string;
  internal_at: number;
}

/** A key without its UIDVALIDITY and UID: the folder. */
const folderOf = (key: string) => key.replace(/:\d+:\d+$/, '');
const validityOf = (key: string) => /:(\d+):\d+$/.exec(key)?.[1];

/**
 * Each row is given to one mail only: two equal mails in a folder are two rows, and a third one is new. A row that has its new
 * key already counts as known, so that the call can be repeated.
 */
export async function rekey({ pool, site }: MailContext, mails: readonly RekeyedMail[]): Promise<readonly boolean[]> {
  if (mails.length === 0) return [];
  return await transaction(pool, 'giving mail new keys', async (db) => {
    const { rows } = await db.query<Candidate>({
      text:
        `select id, mailbox, key, encode(sha256, 'hex') as sha256, internal_at from ledger ` +
        `where site = $1 and sha256 = any($2::bytea[]) and key like 'imap:%' order by id for update`,
      values: [site, [...new Set(mails.map((mail) => mail.sha256))].map((hex) => Buffer.from(hex, 'hex'))],
    });
    const bySha256 = Map.groupBy(rows, (row) => row.sha256);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const used = new Set<number>();
    for (const mail of mails) {
      const there = byKey.get(mail.newKey);
      if (there !== undefined) used.add(there.id);
    }
    const moved: { id: number; key: string }[] = [];
    const known = mails.map((mail) => {
      if (byKey.has(mail.newKey)) return true;
      const match = bySha256.get(mail.sha256)?.find((row) => !used.has(row.id) && isSameMail(row, mail));
      if (match === undefined) return false;
      used.add(match.id);
      moved.push({ id: match.id, key: mail.newKey });
      return true;
    });
    if (moved.length > 0) {
      await db.query({
        text: `update ledger l set key = m.key, key_hash = m.key_hash from unnest($1::bigint[], $2::text[], $3::bytea[]) as m(id, key, key_hash) where l.id = m.id`,
        values: [moved.map(({ id }) => id), moved.map(({ key }) => key), moved.map(({ key }) => hashOf(key))],
      });
    }
    return known;
  });
}

function isSameMail(row: Candidate, mail: RekeyedMail): boolean {
  return (
    row.mailbox === mail.mailbox &&
    row.internal_at === mail.internalAt &&
    folderOf(row.key) === folderOf(mail.newKey) &&
    // A key of the present UIDVALIDITY is another message that is in the folder now.
    validityOf(row.key) !== validityOf(mail.newKey)
  );
}

export async function imapFolder({ pool, site }: MailContext, key: string): Promise<ImapFolderRow | undefined> {
  const rows = await ask<{ uid_validity: number; first_uid: number; start_after_at: number }>(
    pool,
    'reading the progress in a folder',
    {
      text: 'select uid_validity, first_uid, start_after_at from imap_folder where site = $1 and key_hash = $2',
      values: [site, hashOf(key)],
    },
  );
  const row = rows[0];
  return row === undefined
    ? undefined
    : { key, uidValidity: row.uid_validity, firstUid: row.first_uid, startAfterAt: row.start_after_at };
}

export async function saveImapFolder({ pool, site }: MailContext, row: ImapFolderRow): Promise<void> {
  await ask(pool, 'keeping the progress in a folder', {
    text:
      `insert into imap_folder (site, key_hash, key, uid_validity, first_uid, start_after_at) values ($1, $2, $3, $4, $5, $6) ` +
      `on conflict (site, key_hash) do update set uid_validity = excluded.uid_validity, first_uid = excluded.first_uid, start_after_at = excluded.start_after_at`,
    values: [site, hashOf(row.key), row.key, row.uidValidity, row.firstUid, row.startAfterAt],
  });
}
