/** The queries for people and pages, bound to a store. One file a query, in queries/. */
import { changeAccount, createAccount, findAccount, listAccounts } from './queries/accounts.ts';
import { actionMessage } from './queries/action-message.ts';
import { clearAlarm, listAlarms, raiseAlarm } from './queries/alarms.ts';
import { contactHistory } from './queries/contact-history.ts';
import { contactTraces } from './queries/contact-traces.ts';
import { listContacts } from './queries/contacts-list.ts';
import type { QueryContext } from './queries/context.ts';
import { customerHistory } from './queries/customer-history.ts';
import { listLedger } from './queries/ledger-list.ts';
import { listOutgoing } from './queries/outgoing-list.ts';
import { createSession, deleteExpiredSessions, deleteSession, findSession, touchSession } from './queries/sessions.ts';
import { statusCounts } from './queries/status-counts.ts';

const QUERIES = {
  listContacts,
  contactHistory,
  customerHistory,
  actionMessage,
  contactTraces,
  listLedger,
  listOutgoing,
  statusCounts,
  raiseAlarm,
  clearAlarm,
  listAlarms,
  createAccount,
  findAccount,
  listAccounts,
  changeAccount,
  createSession,
  findSession,
  touchSession,
  deleteSession,
  deleteExpiredSessions,
} as const;

type Bound<Query> = Query extends (context: QueryContext, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** Every query without its first argument. */
export type Queries = { readonly [Name in keyof typeof QUERIES]: Bound<(typeof QUERIES)[Name]> };

export function queriesOf(context: QueryContext): Queries {
  const bound = Object.entries(QUERIES).map(([name, query]) => [
    name,
    (...rest: unknown[]) => (query as (context: QueryContext, ...rest: unknown[]) => unknown)(context, ...rest),
  ]);
  return Object.fromEntries(bound) as Queries;
}
