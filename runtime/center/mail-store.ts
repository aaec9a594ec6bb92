/**
 * The mail store: what the E-mail Manager needs of the ledger and the outbox. It stands here because both rooms know only this
 * floor: `runtime/mail` uses it and knows no SQL, `runtime/store` is it.
 *
 * The ledger is the inbox (design decision 8). A mail's row is `received` (T1), then `contact` or `quarantined` (T2). T2 for a
 * contact is the core's batch; the store does the ledger's half there.
 */

export type LedgerState = 'received' | 'contact' | 'quarantined';

/** One mail, for one mailbox, as it came. */
export interface NewMail {
  readonly mailbox: string;
  /**
   * Unique for ever: `imap:<host>:<user>:<folder>:<uidvalidity>:<uid>` for IMAP, `smtp:<random>` for SMTP, the embedder's own for
   * in-process sources. A row with the same key is a repeat.
   */
  readonly key: string;
  readonly raw: Uint8Array;
  /** Hex SHA-256 of `raw`. */
  readonly sha256: string;
  readonly envelopeFrom?: string;
  readonly envelopeTo?: string;
  /** IMAP INTERNALDATE or the time of arrival, microseconds. */
  readonly internalAt: number;
  /** Refused before it could be parsed (too large: `raw` is its header only): the row is `quarantined` at once, with this reason. */
  readonly quarantine?: string;
}

export interface ReceivedMail {
  readonly ledger: number;
  /** True when the key (or the unacknowledged envelope and hash, or the hash after a UIDVALIDITY change) was there before. */
  readonly repeated: boolean;
}

/** A mail to be parsed: its attempt is already counted and committed. */
export interface MailToParse {
  readonly ledger: number;
  readonly mailbox: string;
  readonly raw: Uint8Array;
  readonly sha256: string;
  readonly envelopeFrom?: string;
  readonly attempts: number;
}

/** A mail whose folder got another UIDVALIDITY. */
export interface RekeyedMail {
  readonly mailbox: string;
  readonly sha256: string;
  readonly internalAt: number;
  readonly newKey: string;
}

/** A message of ours that a References field named. */
export interface OutgoingReference {
  readonly messageId: string;
  readonly contact: number;
  readonly mailbox: string;
  /** Automatic response rather than an agent's words. */
  readonly automatic: boolean;
}

/** What threading needs to know of a contact. */
export interface ThreadContact {
  readonly contact: number;
  readonly mailbox: string;
  readonly customer: number;
  readonly closed: boolean;
  /** Id of the agent who replied last, if one ever did. */
  readonly repliedBy?: number;
}

export interface CustomerRecord {
  readonly customer: number;
  /** Contacts of this customer so far. */
  readonly contacts: number;
}

/** An outgoing mail taken from the outbox: its row is EMail_Send_In_Progress and its Message-ID is committed. */
export interface OutgoingMail {
  readonly action: number;
  readonly contact: number;
  readonly mailbox: string;
  readonly source: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly messageId: string;
  /** The customer's newest mail in the contact. */
  readonly inReplyTo?: string;
  readonly references: readonly string[];
  /** The mail that is answered, to be quoted below the answer. */
  readonly original?: { readonly from: string; readonly at: number; readonly text: string };
  /** Forwarding outside: the customer's mail itself goes along. */
  readonly attachLedger?: number;
  readonly attempts: number;
}

export type OutgoingEnd =
  | { readonly state: 'EMail_Sent'; readonly detail: string }
  /** Refused for good (5xx, no address). */
  | { readonly state: 'EMail_Undeliverable' | 'EMail_Not_Sent'; readonly detail: string }
  /** Refused for now (4xx, no connection before DATA): back to the queue until `retryAt`. */
  | { readonly state: 'EMail_In_Queue'; readonly detail: string; readonly retryAt: number }
  /** The connection broke between DATA and its answer: never sent again by itself. */
  | { readonly state: 'EMail_Uncertain'; readonly detail: string };

/** Progress in one IMAP folder. */
export interface ImapFolderRow {
  readonly key: string;
  readonly uidValidity: number;
  /** With `start: new`: mails with a UID below are not ours. */
  readonly firstUid: number;
  /**
   * With `start: new`: INTERNALDATE (microseconds) of the newest mail when the folder was first opened; 0 = everything is ours.
   * After a change of UIDVALIDITY an unknown mail that is not newer is not ours.
   */
  readonly startAfterAt: number;
}

export interface MailStore {
  /** T1: rows `received`, committed when this resolves. Several rows are one transaction (all recipients of a DATA, a batch of FETCH). */
  receive(mails: readonly NewMail[]): Promise<readonly ReceivedMail[]>;
  /** SMTP: the client read the 250 (its next command showed it). */
  acknowledge(ledgers: readonly number[]): Promise<void>;
  /** Which of these keys are in the ledger. */
  knownKeys(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** After a UIDVALIDITY change: keys of mails of this mailbox whose hash and internal date are known get `newKey`; true for each that was known. */
  rekey(mails: readonly RekeyedMail[]): Promise<readonly boolean[]>;
  imapFolder(key: string): Promise<ImapFolderRow | undefined>;
  saveImapFolder(row: ImapFolderRow): Promise<void>;

  /** Takes up to `limit` rows `received` in key order and commits attempts + 1; rows whose tenth attempt had no result are quarantined instead. Never the `except` ones, which are under way. */
  takeForParse(limit: number, except: ReadonlySet<number>): Promise<readonly MailToParse[]>;
  quarantine(ledger: number, reason: string): Promise<void>;
  /** Quarantined → received with attempts 0. */
  replay(ledger: number): Promise<boolean>;
  /** Customer records by address (without case), made when missing; in the order asked. The empty address is the unknown sender's record. */
  customers(people: readonly { readonly address: string; readonly name: string }[]): Promise<readonly CustomerRecord[]>;
  outgoingByMessageId(ids: readonly string[]): Promise<readonly OutgoingReference[]>;
  threadContacts(contacts: readonly number[]): Promise<readonly ThreadContact[]>;
  /** Automatic responses to an address (without case) that are EMail_Sent or EMail_Uncertain since a moment. */
  automaticResponsesTo(address: string, sinceAt: number): Promise<number>;

  /** Takes outgoing mails due by `nowAt` in a fenced transaction: state EMail_Send_In_Progress, Message-ID from `messageIdOf` fixed at the first take. */
  takeOutgoing(
    limit: number,
    nowAt: number,
    messageIdOf: (contact: number, action: number, mailbox: string) => string,
  ): Promise<readonly OutgoingMail[]>;
  endOutgoing(action: number, end: OutgoingEnd): Promise<void>;
  /** At start: rows found EMail_Send_In_Progress become EMail_Uncertain; returns them. */
  markUncertain(): Promise<readonly { readonly action: number; readonly contact: number }[]>;
  rawMail(ledger: number): Promise<Uint8Array | undefined>;
  /** A random secret of the centre, made once: signs subject marks and Message-IDs. */
  signingKey(): Promise<Uint8Array>;
}
