/**
 * PostgreSQL for a centre: the schema, the core's commits, the ledger and outbox of mail, and queries for people.
 */

export type { MailStore } from '../center/mail-store.ts';
export { decodeEvents, encodeEvents } from './batch-events.ts';
export type { CommitEnd } from './commit.ts';
export type { Connection, ConnectionSettings } from './connection.ts';
export { DatabaseAway, StoreError, type StoreErrorCode } from './errors.ts';
export { JOURNAL_KEPT_US, type JournalBatch } from './journal.ts';
export type { AcquireResult, LeaseState } from './lease.ts';
export { makeFolder } from './make-folder.ts';
export { type MigrationResult, SCHEMA_VERSION } from './migrate.ts';
export {
  ACCOUNT_ROLES,
  type Account,
  type AccountChange,
  type AccountRole,
  type AccountSecret,
  type NewAccount,
} from './queries/accounts.ts';
export type { ActionMessage } from './queries/action-message.ts';
export type { Alarm, AlarmPage } from './queries/alarms.ts';
export type { ActionLine, ContactHistory, EventLine, HistoryAction } from './queries/contact-history.ts';
export type { TracePage } from './queries/contact-traces.ts';
export type { ContactFilter, ContactLine, ContactPage, Page } from './queries/contacts-list.ts';
export type { CustomerHistory } from './queries/customer-history.ts';
export type { LedgerLine, LedgerPage } from './queries/ledger-list.ts';
export type { OutgoingPage, UnsentState } from './queries/outgoing-list.ts';
export type { NewSession, Session } from './queries/sessions.ts';
export type { StatusCounts } from './queries/status-counts.ts';
export { VERSIONS_KEPT, type VersionLine } from './queries/versions.ts';
export type { Queries } from './queries.ts';
export { type BatchToCommit, openStore, type Store, type StoreOptions } from './store.ts';
