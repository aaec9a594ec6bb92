/** A contact with its actions and events: what an agent, a supervisor or `ccmm explain` is shown. */
import type { ActionRow, EventRow, MailFacts } from '../../center/index.ts';
import { type Found, present, reader } from '../table.ts';
import { TABLES } from '../tables.ts';
import { type ContactLine, contactLine, contactLines } from './contacts-list.ts';
import { limitOf, type QueryContext, rowsOf } from './context.ts';

/** An action without its texts (ask `actionMessage` for those), with what the outbox knows of it. */
export type ActionLine = Omit<ActionRow, 'text' | 'html'> & {
  readonly agentName?: string;
  readonly messageId?: string;
  readonly attempts: number;
  readonly retryAt?: number;
  /** How sending ended, or why it is to be tried again. */
  readonly detail?: string;
  readonly hasText: boolean;
  readonly hasHtml: boolean;
};

export type EventLine = EventRow & { readonly seq: number; readonly number: number };

/** An action with its text, cut at TEXT_SHOWN characters and then marked so: a page shows it, `actionMessage` has the whole. */
export type HistoryAction = ActionLine & { readonly text?: string };

/** Characters of an action's text in a history; longer ones are logs and pasted files, and 500 actions must fit into an answer. */
const TEXT_SHOWN = 100_000;

export interface ContactHistory {
  readonly contact: ContactLine;
  readonly facts: MailFacts;
  /** Oldest first; the newest `limit` of them. */
  readonly actions: readonly HistoryAction[];
  readonly events: readonly EventLine[];
  /** There are older actions or events than these. */
  readonly cut: boolean;
}

/** The contact; undefined when there is none. `limit` of actions and of events: 1..2000, 500 if absent. */
export async function contactHistory(
  context: QueryContext,
  id: number,
  limit?: number,
): Promise<ContactHistory | undefined> {
  const { db, site } = context;
  const most = limitOf(limit, 500, 2000);
  const found = await rowsOf(
    'reading a contact',
    contactLines(context)
      .join('contact_facts as f', (join) => join.on('f.site', 'c.site').andOn('f.contact', 'c.id'))
      .where('c.id', id)
      .select('f.facts'),
  );
  if (found[0] === undefined) return undefined;
  const actions = await rowsOf(
    'reading actions',
    actionLines(context)
      .select(db.raw('left(x.text, ?) as shown', [TEXT_SHOWN]))
      .where('x.contact', id)
      .orderBy('x.id', 'desc')
      .limit(most + 1),
  );
  const events = await rowsOf(
    'reading events',
    db('contact_event')
      .where({ site, contact: id })
      .orderBy([
        { column: 'seq', order: 'desc' },
        { column: 'number', order: 'desc' },
      ])
      .limit(most + 1),
  );
  return {
    contact: contactLine(found[0]),
    facts: found[0].facts as MailFacts,
    actions: actions.slice(0, most).reverse().map(historyAction),
    events: events
      .slice(0, most)
      .reverse()
      .map((row) => TABLES.events.read(row)),
    cut: actions.length > most || events.length > most,
  };
}

function historyAction(found: Found): HistoryAction {
  const shown = reader(found).maybeText('shown');
  const text = shown != null && shown.length >= TEXT_SHOWN ? `${shown}\n\n[cut after ${TEXT_SHOWN} characters]` : shown;
  return { ...actionLine(found), ...present({ text }) };
}

/** SELECT of action lines, to be filtered. */
export function actionLines({ db, site }: QueryContext) {
  const columns = [
    ...[
      'id',
      'contact',
      'at',
      'source',
      'state',
      'agent',
      'subject',
      'mail_to',
      'mail_cc',
      'mail_bcc',
      'comment',
      'callback_at',
    ],
    ...['ledger', 'time_allocated_s', 'message_id', 'attempts', 'retry_at', 'detail'],
  ];
  return db('action as x')
    .leftJoin('name as n', (join) => join.on('n.site', 'x.site').andOn('n.id', 'x.agent').andOnVal('n.kind', 'agent'))
    .where('x.site', site)
    .select(...columns.map((column) => `x.${column}`), 'n.name as agent_name')
    .select(db.raw('x.text is not null as has_text'), db.raw('x.html is not null as has_html'));
}

export function actionLine(found: Found): ActionLine {
  const is = reader(found);
  return {
    ...TABLES.actions.read({ ...found, text: null, html: null }),
    attempts: is.number('attempts'),
    hasText: is.flag('has_text'),
    hasHtml: is.flag('has_html'),
    ...present({
      agentName: is.maybeText('agent_name'),
      messageId: is.maybeText('message_id'),
      retryAt: is.maybeNumber('retry_at'),
      detail: is.maybeText('detail'),
    }),
  };
}
