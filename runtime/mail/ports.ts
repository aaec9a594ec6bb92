/** The E-mail Manager's ports: the mail store (runtime/center/mail-store.ts) and the core's shell. */

import type { CoreEvent } from '../center/protocol.ts';

export type {
  CustomerRecord,
  ImapFolderRow,
  LedgerState,
  MailStore,
  MailToParse,
  NewMail,
  OutgoingEnd,
  OutgoingMail,
  OutgoingReference,
  ReceivedMail,
  RekeyedMail,
  ThreadContact,
} from '../center/mail-store.ts';

/** A mail that rules and threading have seen: one event for the core. `row` of `customer_answered` is the sink's to fill. */
export type RoutedMail = Extract<CoreEvent, { kind: 'contact_arrived' | 'customer_answered' }>;

/** An outgoing mail's end, told to the core for the contact's history. */
export type MailEnded = Extract<CoreEvent, { kind: 'mail_ended' }>;

/**
 * The core's shell, as mail sees it. The shell adds `row` to a `customer_answered` whose contact the core does not hold (closed).
 */
export interface MailSink {
  /**
   * Resolves when T2 is committed, one result for each mail in order; `ok: false` is a mail that alone was refused, `later` one that
   * was not looked at (too many events wait, the site is lost): it is submitted again. Rejects only when nothing of it was committed;
   * the same mails are then submitted again.
   */
  submit(mails: readonly RoutedMail[]): Promise<readonly SubmitResult[]>;
  /** The outbox recorded these ends (committed); the core adds them to the histories. */
  ended(mails: readonly MailEnded[]): Promise<void>;
}

export type SubmitResult =
  | { readonly ok: true; readonly contact: number }
  | { readonly ok: false; readonly reason: string }
  | 'later';
