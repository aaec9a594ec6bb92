/** Outgoing mails by state: what waits, what failed, what is uncertain and needs a person. */
import { type ActionLine, actionLine, actionLines } from './contact-history.ts';
import type { Page } from './contacts-list.ts';
import { limitOf, type QueryContext, rowsOf } from './context.ts';

const STATES = [
  'EMail_In_Queue',
  'EMail_Send_In_Progress',
  'EMail_Not_Sent',
  'EMail_Undeliverable',
  'EMail_Uncertain',
] as const;
export type UnsentState = (typeof STATES)[number];

export interface OutgoingPage {
  readonly actions: readonly ActionLine[];
  readonly next?: number;
}

/** Newest first. */
export async function listOutgoing(context: QueryContext, state: UnsentState, page: Page = {}): Promise<OutgoingPage> {
  const limit = limitOf(page.limit, 50, 500);
  // Written out, so that the index of that state is used.
  const query = actionLines(context).whereRaw(`x.state = '${STATES.find((known) => known === state)}'`);
  if (page.before !== undefined) query.where('x.id', '<', page.before);
  const rows = await rowsOf('listing outgoing mails', query.orderBy('x.id', 'desc').limit(limit + 1));
  const actions = rows.slice(0, limit).map(actionLine);
  return { actions, ...(rows.length > limit ? { next: actions.at(-1)!.id } : {}) };
}
