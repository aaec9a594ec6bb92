/**
 * The shapes that the E-mail Manager's port asks for (it declares the same; neither room imports the other). `runtime/` assigns
 * one to the other, so a difference does not compile there.
 */

export interface NewMail {
  readonly mailbox: string;
  /** Unique for ever; a row with the same key is a repeat. Keys of SMTP begin with `smtp:`, of IMAP `imap:`. */
  readonly key: string;
  readonly raw: Uint8Array;
  /** Hex SHA-256 of `raw`. */
  readonly sha256: string;
  readonly envelopeFrom?: string;
  readonly envelopeTo?: string;
  /** Microseconds. */
  readonly internalAt: number;
  /** Refused before it could be parsed: `quarantined` at once, with this reason. */
  readonly quarantine?: string;
}

export interface ReceivedMail {
  readonly ledger: number;
  readonly repeated: boolean;
}

export interface MailToParse {
  readonly ledger: number;
  readonly mailbox: string;
  readonly raw: Uint8Array;
  readonly sha256: string;
  readonly envelopeFrom?: string;
  readonly attempts: number;
}

export interface RekeyedMail {
  readonly mailbox: string;
  readonly sha256: string;
  readonly internalAt: number;
  readonly newKey: string;
}

export interface OutgoingReference {
  readonly messageId: string;
  readonly contact: number;
  readonly mailbox: string;
  readonly automatic: boolean;
}

export interface ThreadContact {
  readonly contact: number;
  readonly mailbox: string;
  readonly customer: number;
  readonly closed: boolean;
  readonly repliedBy?: number;
}

export interface CustomerRecord {
  readonly customer: number;
  readonly contacts: number;
}

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
  /** Message-ID of the customer's newest mail in the contact. */
  readonly inReplyTo?: string;
  /** The References of that mail, without its own Message-ID. */
  readonly references: readonly string[];
  readonly original?: { readonly from: string; readonly at: number; readonly text: string };
  readonly attachLedger?: number;
  readonly attempts: number;
}

export type OutgoingEnd =
  | {
      readonly state: 'EMail_Sent' | 'EMail_Undeliverable' | 'EMail_Not_Sent' | 'EMail_Uncertain';
      readonly detail: string;
    }
  | { readonly state: 'EMail_In_Queue'; readonly detail: string; readonly retryAt: number };

export interface ImapFolderRow {
  readonly key: string;
  readonly uidValidity: number;
  readonly firstUid: number;
  readonly startAfterAt: number;
}

/** Everything mail needs of the store. All methods reject with DatabaseAway when the database is away. */
export interface MailStore {
  receive(mails: readonly NewMail[]): Promise<readonly ReceivedMail[]>;
  acknowledge(ledgers: readonly number[]): Promise<void>;
  knownKeys(keys: readonly string[]): Promise<ReadonlySet<string>>;
  rekey(mails: readonly RekeyedMail[]): Promise<readonly boolean[]>;
  imapFolder(key: string): Promise<ImapFolderRow | undefined>;
  saveImapFolder(row: ImapFolderRow): Promise<void>;
  takeForParse(limit: number, except: ReadonlySet<number>): Promise<readonly MailToParse[]>;
  quarantine(ledger: number, reason: string): Promise<void>;
  replay(ledger: number): Promise<boolean>;
  customers(people: readonly { readonly address: string; readonly name: string }[]): Promise<readonly CustomerRecord[]>;
  outgoingByMessageId(ids: readonly string[]): Promise<readonly OutgoingReference[]>;
  threadContacts(contacts: readonly number[]): Promise<readonly ThreadContact[]>;
  automaticResponsesTo(address: string, sinceAt: number): Promise<number>;
  takeOutgoing(
    limit: number,
    nowAt: number,
    messageIdOf: (contact: number, action: number, mailbox: string) => string,
  ): Promise<readonly OutgoingMail[]>;
  endOutgoing(action: number, end: OutgoingEnd): Promise<void>;
  markUncertain(): Promise<readonly { readonly action: number; readonly contact: number }[]>;
  rawMail(ledger: number): Promise<Uint8Array | undefined>;
  signingKey(): Promise<Uint8Array>;
}
