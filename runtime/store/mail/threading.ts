/** What threading and the limit on automatic responses ask of the history. */

import type { OutgoingReference, ThreadContact } from '../../center/mail-store.ts';
import { ask } from '../connection.ts';
import type { MailContext } from './context.ts';

/** Which of these Message-IDs are ours, and of which contact. */
export async function outgoingByMessageId(
  { pool, site }: MailContext,
  ids: readonly string[],
): Promise<readonly OutgoingReference[]> {
  if (ids.length === 0) return [];
  const rows = await ask<{ message_id: string; contact: number; mailbox: string; automatic: boolean }>(
    pool,
    'looking for our Message-IDs',
    {
      name: 'outgoing_by_message_id',
      text:
        `select a.message_id, a.contact, c.mailbox, a.source = 'Automated_Response' as automatic from action a ` +
        `join contact c on c.site = a.site and c.id = a.contact where a.message_id = any($2::text[]) and a.site = $1`,
      values: [site, ids.map((id) => id.replaceAll('\0', '\uFFFD'))],
    },
  );
  return rows.map(({ message_id, ...row }) => ({ messageId: message_id, ...row }));
}

export async function threadContacts(
  { pool, site }: MailContext,
  contacts: readonly number[],
): Promise<readonly ThreadContact[]> {
  const ids = contacts.filter(Number.isSafeInteger);
  if (ids.length === 0) return [];
  const rows = await ask<{
    contact: number;
    mailbox: string;
    customer: number;
    closed: boolean;
    replied_by: number | null;
  }>(pool, 'looking for contacts', {
    name: 'thread_contacts',
    text:
      `select c.id as contact, c.mailbox, c.customer, c.state = 'Closed' as closed, (select a.agent from action a where a.site = c.site and a.contact = c.id ` +
      `and a.source = 'EMail_from_Agent_to_Customer' and a.agent is not null order by a.id desc limit 1) as replied_by ` +
      `from contact c where c.site = $1 and c.id = any($2::bigint[])`,
    values: [site, ids],
  });
  return rows.map(({ replied_by, ...row }) => ({ ...row, ...(replied_by === null ? {} : { repliedBy: replied_by }) }));
}

/** Automatic responses to an address (without case) that went out, or may have, since a moment. */
export async function automaticResponsesTo(
  { pool, site }: MailContext,
  address: string,
  sinceAt: number,
): Promise<number> {
  const rows = await ask<{ count: number }>(pool, 'counting automatic responses', {
    name: 'automatic_responses_to',
    text:
      `select count(*) as count from action where site = $1 and source = 'Automated_Response' and lower(mail_to[1]) = lower($2) and at >= $3 ` +
      `and state in ('EMail_Sent', 'EMail_Uncertain')`,
    values: [site, address.replaceAll('\0', '\uFFFD'), sinceAt],
  });
  return rows[0]!.count;
}
