/** Contacts for lists: filters, newest first, paged by key. */
import type { ContactRow } from '../../center/index.ts';
import { type Found, present, reader } from '../table.ts';
import { clean, containing, limitOf, type QueryContext, rowsOf } from './context.ts';

export interface ContactFilter {
  readonly states?: readonly ContactRow['state'][];
  readonly skillset?: number;
  readonly agent?: number;
  readonly customer?: number;
  readonly mailbox?: string;
  readonly priority?: number;
  /** Microseconds; from included, before excluded. */
  readonly arrivedFromAt?: number;
  readonly arrivedBeforeAt?: number;
  /** In subject, sender's address or name, without case (beyond ASCII: as far as the database's locale knows). */
  readonly text?: string;
}

export interface Page {
  /** Only entries with a smaller id: the `next` of the page before. */
  readonly before?: number;
  /** 1..500, 50 if absent. */
  readonly limit?: number;
}

/** A line of a list of contacts. Ids of skillset, agent and reason stand beside their names. */
export interface ContactLine {
  readonly id: number;
  readonly type: ContactRow['type'];
  readonly state: ContactRow['state'];
  readonly customer: number;
  readonly mailbox: string;
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  readonly skillset: number;
  readonly skillsetName?: string;
  readonly priority: number;
  readonly queueType: ContactRow['queueType'];
  readonly agent?: number;
  readonly agentName?: string;
  readonly arrivedAt: number;
  readonly openedAt?: number;
  readonly closedAt?: number;
  readonly callbackAt?: number;
  readonly reasonName?: string;
  readonly closeText?: string;
  readonly application: string;
  readonly waitPoint?: string;
}

export interface ContactPage {
  readonly contacts: readonly ContactLine[];
  /** `before` of the next page; absent on the last one. */
  readonly next?: number;
}

export async function listContacts(
  context: QueryContext,
  filter: ContactFilter = {},
  page: Page = {},
): Promise<ContactPage> {
  const limit = limitOf(page.limit, 50, 500);
  const query = contactLines(context);
  if (filter.states !== undefined) query.whereIn('c.state', [...filter.states]);
  // Written out, so that the index of the present contacts is used.
  if (filter.states !== undefined && !filter.states.includes('Closed')) query.whereRaw(`c.state <> 'Closed'`);
  if (filter.skillset !== undefined) query.where('c.skillset', filter.skillset);
  if (filter.agent !== undefined) query.where('c.agent', filter.agent);
  if (filter.customer !== undefined) query.where('c.customer', filter.customer);
  if (filter.mailbox !== undefined) query.where('c.mailbox', clean(filter.mailbox));
  if (filter.priority !== undefined) query.where('c.priority', filter.priority);
  if (filter.arrivedFromAt !== undefined) query.where('c.arrived_at', '>=', filter.arrivedFromAt);
  if (filter.arrivedBeforeAt !== undefined) query.where('c.arrived_at', '<', filter.arrivedBeforeAt);
  if (filter.text !== undefined && filter.text !== '') {
    const pattern = containing(filter.text);
    query.where((any) =>
      any.whereILike('c.subject', pattern).orWhereILike('c.from_address', pattern).orWhereILike('c.from_name', pattern),
    );
  }
  if (page.before !== undefined) query.where('c.id', '<', page.before);
  const rows = await rowsOf('listing contacts', query.orderBy('c.id', 'desc').limit(limit + 1));
  const contacts = rows.slice(0, limit).map(contactLine);
  return { contacts, ...(rows.length > limit ? { next: contacts.at(-1)!.id } : {}) };
}

/** SELECT of contact lines, to be filtered. */
export function contactLines({ db, site }: QueryContext) {
  const name = (alias: string, kind: string, column: string) => (join: import('knex').Knex.JoinClause) =>
    join.on(`${alias}.site`, 'c.site').andOn(`${alias}.id`, column).andOnVal(`${alias}.kind`, kind);
  return db('contact as c')
    .leftJoin('name as s', name('s', 'skillset', 'c.skillset'))
    .leftJoin('name as a', name('a', 'agent', 'c.agent'))
    .leftJoin('name as r', name('r', 'reason', 'c.reason'))
    .where('c.site', site)
    .select('c.*', 's.name as skillset_name', 'a.name as agent_name', 'r.name as reason_name');
}

export function contactLine(found: Found): ContactLine {
  const is = reader(found);
  return {
    id: is.number('id'),
    type: is.text<ContactRow['type']>('type'),
    state: is.text<ContactRow['state']>('state'),
    customer: is.number('customer'),
    mailbox: is.text('mailbox'),
    subject: is.text('subject'),
    from: is.text('from_address'),
    fromName: is.text('from_name'),
    skillset: is.number('skillset'),
    priority: is.number('priority'),
    queueType: is.text<ContactRow['queueType']>('queue_type'),
    arrivedAt: is.number('arrived_at'),
    application: is.text('application'),
    ...present({
      skillsetName: is.maybeText('skillset_name'),
      agent: is.maybeNumber('agent'),
      agentName: is.maybeText('agent_name'),
      openedAt: is.maybeNumber('opened_at'),
      closedAt: is.maybeNumber('closed_at'),
      callbackAt: is.maybeNumber('callback_at'),
      reasonName: is.maybeText('reason_name'),
      closeText: is.maybeText('close_text'),
      waitPoint: is.maybeText('run_wait_point'),
    }),
  };
}
