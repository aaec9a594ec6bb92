/**
 * The outbox: actions that are mails, from EMail_In_Queue to their end (design decisions 2 and 8).
 *
 * INVARIANT: a mail is taken in a fenced transaction that commits EMail_Send_In_Progress and its Message-ID before a byte is sent.
 * INVARIANT: a row found in progress at start becomes EMail_Uncertain; nothing here ever puts such a row back into the queue.
 */

import type { OutgoingEnd, OutgoingMail } from '../../center/mail-store.ts';
import { ask } from '../connection.ts';
import { fencedTransaction, type MailContext, WALK_THE_INDEX } from './context.ts';

interface Taken {
  action: number;
  contact: number;
  mailbox: string;
  source: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  mail_to: string[] | null;
  mail_cc: string[] | null;
  mail_bcc: string[] | null;
  message_id: string | null;
  attempts: number;
  original_ledger: number | null;
  original_at: number | null;
  original_text: string | null;
  original_from: string | null;
  original_id: string | null;
  original_references: string[] | null;
  own_ledger: number | null;
}

/** `o`: the customer's newest mail in the contact before the action. */
const DUE =
  `select a.id as action, a.contact, c.mailbox, a.source, a.subject, a.text, a.html, a.mail_to, a.mail_cc, a.mail_bcc, a.message_id, a.attempts, ` +
  `a.ledger as own_ledger, o.ledger as original_ledger, o.at as original_at, o.text as original_text, l.from_address as original_from, ` +
  `l.message_id as original_id, l.reference_ids as original_references from action a ` +
  `join contact c on c.site = a.site and c.id = a.contact ` +
  `left join lateral (select o.ledger, o.at, o.text from action o where o.site = a.site and o.contact = a.contact and o.id < a.id ` +
  `and o.source = 'EMail_from_Customer' order by o.id desc limit 1) o on true ` +
  `left join ledger l on l.id = o.ledger ` +
  `where a.site = $1 and a.state = 'EMail_In_Queue' and (a.retry_at is null or a.retry_at <= $2) order by a.id limit $3 for no key update of a skip locked`;

export async function takeOutgoing(
  context: MailContext,
  limit: number,
  nowAt: number,
  messageIdOf: (contact: number, action: number, mailbox: string) => string,
): Promise<readonly OutgoingMail[]> {
  if (limit < 1) return [];
  return await fencedTransaction(context, 'taking outgoing mail', async (db) => {
    await db.query(WALK_THE_INDEX);
    const { rows } = await db.query<Taken>({ text: DUE, values: [context.site, nowAt, limit] });
    if (rows.length === 0) return [];
    const mails = rows.map((row) => mailOf(row, row.message_id ?? messageIdOf(row.contact, row.action, row.mailbox)));
    await db.query({
      text:
        `update action a set state = 'EMail_Send_In_Progress', attempts = a.attempts + 1, message_id = m.message_id, retry_at = null ` +
        `from unnest($2::bigint[], $3::text[]) as m(id, message_id) where a.site = $1 and a.id = m.id`,
      values: [context.site, mails.map((mail) => mail.action), mails.map((mail) => mail.messageId)],
    });
    return mails;
  });
}

function mailOf(row: Taken, messageId: string): OutgoingMail {
  const attached = row.source === 'Transfer_to_External_Agent' ? (row.own_ledger ?? row.original_ledger) : null;
  return {
    action: row.action,
    contact: row.contact,
    mailbox: row.mailbox,
    source: row.source,
    subject: row.subject ?? '',
    text: row.text ?? '',
    ...(row.html === null ? {} : { html: row.html }),
    to: row.mail_to ?? [],
    cc: row.mail_cc ?? [],
    bcc: row.mail_bcc ?? [],
    messageId,
    ...(row.original_id === null || row.original_id === '' ? {} : { inReplyTo: row.original_id }),
    references: row.original_references ?? [],
    ...(row.original_at === null
      ? {}
      : { original: { from: row.original_from ?? '', at: row.original_at, text: row.original_text ?? '' } }),
    ...(attached === null ? {} : { attachLedger: attached }),
    attempts: row.attempts + 1,
  };
}

/**
 * Records how a mail ended. Knowing beats not knowing: an end that comes late stands also over EMail_Uncertain, but only a mail
 * that is in progress goes back into the queue. Needs no lease: what happened, happened.
 */
export async function endOutgoing({ pool, site }: MailContext, action: number, end: OutgoingEnd): Promise<void> {
  const from =
    end.state === 'EMail_In_Queue' ? `('EMail_Send_In_Progress')` : `('EMail_Send_In_Progress', 'EMail_Uncertain')`;
  await ask(pool, 'recording the end of an outgoing mail', {
    text: `update action set state = $3, detail = $4, retry_at = $5 where site = $1 and id = $2 and state in ${from}`,
    values: [
      site,
      action,
      end.state,
      end.detail.replaceAll('\0', '\uFFFD').toWellFormed(),
      end.state === 'EMail_In_Queue' ? end.retryAt : null,
    ],
  });
}

/** At start: what was in progress is uncertain; returns it. */
export async function markUncertain(
  context: MailContext,
): Promise<readonly { readonly action: number; readonly contact: number }[]> {
  return await fencedTransaction(context, 'marking interrupted mail', async (db) => {
    const { rows } = await db.query<{ action: number; contact: number }>({
      text:
        `update action set state = 'EMail_Uncertain', detail = 'The program stopped while this mail was being sent.' ` +
        `where site = $1 and state = 'EMail_Send_In_Progress' returning id as action, contact`,
      values: [context.site],
    });
    return rows.sort((a, b) => a.action - b.action);
  });
}
