/** The runtime's public API: what embedders, the web services and the command line see of a contact centre. */
import type { CentreTexts } from '../compiler/centre/index.ts';
import type { ScriptText } from '../compiler/index.ts';
import type { Diagnostic } from '../dsl/index.ts';
import type { Directory, Program, VersionDiff, WaitPointDiff } from '../vm/index.ts';
import type { ActivationCause, ActivationPlan, ActivationPreview } from './center/index.ts';
import type { AgentView, Effect, QueueView } from './center/protocol.ts';
import type { ContactView, Desk } from './presentation/port.ts';

export interface ContactSummary {
  readonly id: number;
  readonly state: string;
  readonly subject: string;
  readonly from: string;
  readonly mailbox: string;
  readonly skillset: string;
  readonly priority: number;
  readonly agent?: string;
  readonly arrivedAt: number;
  readonly closedAt?: number;
  readonly reason?: string;
}

export interface ContactFilter {
  readonly state?: string;
  readonly agent?: string;
  readonly skillset?: string;
  readonly customer?: number;
  /** Contacts with an id below; for the next page. */
  readonly before?: number;
  /** 1..200; 50 when absent. */
  readonly limit?: number;
}

export interface CustomerView {
  readonly id: number;
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface AlarmView {
  readonly code: string;
  readonly detail: string;
  readonly at: number;
  readonly contact?: number;
}

export interface CenterStatus {
  readonly state: 'starting' | 'running' | 'waiting_for_database' | 'stopping' | 'stopped';
  /** What is going on, for people. */
  readonly detail: string;
  /** The centre's name. */
  readonly site: string;
  readonly contacts: { readonly waiting: number; readonly open: number; readonly postponed: number };
  /** `received`: on the way; `contacts`: contacts so far. */
  readonly ledger: { readonly received: number; readonly quarantined: number; readonly contacts: number };
  readonly outbox: { readonly queued: number; readonly uncertain: number; readonly failed: number };
  readonly quarantined: readonly {
    readonly ledger: number;
    readonly mailbox: string;
    readonly at: number;
    readonly sizeBytes: number;
    readonly reason: string;
  }[];
  readonly uncertain: readonly { readonly action: number; readonly contact: number; readonly to: readonly string[] }[];
  readonly queues: readonly QueueView[];
  readonly agents: readonly AgentView[];
  readonly sources: readonly {
    readonly mailbox: string;
    readonly kind: string;
    readonly state: string;
    readonly lastContactAt?: number;
    readonly behind?: number;
  }[];
  readonly alarms: readonly AlarmView[];
  readonly activation?: { readonly number: number; readonly image: string };
}

export interface Account {
  readonly login: string;
  readonly role: 'agent' | 'supervisor' | 'administrator';
}

/** Sessions of decision 10. Passwords are kept as scrypt hashes; a wrong log-in takes as long as a right one. */
export interface Accounts {
  /** Makes the account when there is none; without `role` an account keeps its own, a new one is an agent's. */
  setPassword(login: string, password: string, role?: Account['role']): Promise<void>;
  has(login: string): Promise<boolean>;
  /** A new session's token, or why not. Limited per log-in and per address. */
  logIn(
    login: string,
    password: string,
    from: string,
  ): Promise<
    | { readonly ok: true; readonly token: string; readonly account: Account }
    | { readonly ok: false; readonly code: 'wrong' | 'limited'; readonly retryAfterS?: number }
  >;
  session(token: string): Promise<Account | undefined>;
  logOut(token: string): Promise<void>;
}

export interface MessageBody {
  readonly text: string;
  readonly html?: string;
}

export interface AttachmentBody {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/** Texts of a centre's folder, or a centre that is compiled already; its `scripts` are kept with the image for later releases. */
export type NewVersion =
  | CentreTexts
  | { readonly program: Program; readonly directory: Directory; readonly scripts?: readonly ScriptText[] };

/** A version of this centre: the present one, or by its number. */
export type VersionName = 'active' | number;

export interface ActivateOptions {
  /** What becomes of contacts that wait in older versions; without it they stay there. */
  readonly plan?: Partial<ActivationPlan>;
  /** Who asks, for the list of versions. */
  readonly by?: string;
  /** The command's id: a repeat gets the first answer. */
  readonly id?: string;
  /** Only says what would happen. */
  readonly dryRun?: boolean;
}

export interface RollbackOptions extends ActivateOptions {
  /** The version's number; the one before the present one when absent. */
  readonly to?: number;
}

/** What an activation came to, or would. */
export interface ActivationReport {
  readonly done: boolean;
  readonly dryRun: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Contacts in flight as they were just before, and what it means for them. */
  readonly preview: ActivationPreview;
  readonly refused?: { readonly code: string; readonly message: string };
  /** The new version's number. */
  readonly number?: number;
  readonly moved?: number;
  readonly restarted?: number;
}

export interface VersionView {
  readonly number: number;
  readonly at: number;
  /** SHA-256 of the image. */
  readonly image: string;
  readonly active: boolean;
  /** It can be activated again. */
  readonly kept: boolean;
  readonly cause?: ActivationCause;
  readonly by?: string;
  /** Contacts whose script waits in it. */
  readonly contacts: number;
  readonly waitPoints: readonly { readonly name: string; readonly contacts: number }[];
}

export type VersionComparison = Omit<VersionDiff, 'waitPoints'> & {
  readonly waitPoints: readonly (WaitPointDiff & { readonly contacts?: number })[];
};

/** A running contact centre. Methods that need the database reject with code `database_away` while it is away. */
export interface ContactCenter extends Desk {
  /** Resolves when recovery is done; waits for a database that is away. */
  start(): Promise<void>;
  /** Stops intake, finishes the batch, stops what it started. */
  stop(): Promise<void>;
  status(): Promise<CenterStatus>;
  queues(): readonly QueueView[];
  contacts(filter: ContactFilter): Promise<readonly ContactSummary[]>;
  contact(id: number): Promise<ContactView | undefined>;
  customer(id: number): Promise<CustomerView | undefined>;
  message(contact: number, action: number): Promise<MessageBody | undefined>;
  attachment(contact: number, action: number, index: number): Promise<AttachmentBody | undefined>;
  /** Closed reasons and skillsets, for choice lists. */
  choices(): {
    readonly reasons: readonly string[];
    readonly skillsets: readonly string[];
    readonly agents: readonly string[];
    readonly notReadyReasons: readonly string[];
  };
  /** Trace of a contact, oldest first. */
  trace(contact: number): Promise<readonly import('./center/model.ts').TraceRow[]>;
  /** Every committed effect; returns the end of the subscription. */
  subscribe(listener: (effect: Effect) => void): () => void;
  /** A mail from the embedding program for a mailbox whose source is in_process; resolves with T1. */
  deliver(mailbox: string, raw: Uint8Array, key?: string): Promise<void>;
  /** Quarantined mail back to intake. */
  replayMail(ledger: number): Promise<boolean>;
  /**
   * A new version of the scripts and the centre becomes the present one; contacts keep the version that they run until their next EXECUTE
   * SCRIPT, or go where `plan` says. Refusals are in the report, and nothing changes then.
   */
  activate(version: NewVersion, options?: ActivateOptions): Promise<ActivationReport>;
  /** Activates an earlier version again, under the same rules; it gets a new number. */
  rollback(options?: RollbackOptions): Promise<ActivationReport>;
  /** Versions that were activated, newest first, with the contacts still on each. */
  versions(): Promise<readonly VersionView[]>;
  /** One version's program and directory. Rejects with a VersionError when there is none, or it is no longer kept. */
  version(
    name: VersionName,
  ): Promise<{ readonly number: number; readonly program: Program; readonly directory: Directory }>;
  /** What differs, with the contacts that wait at each wait point of the first, when it is a version of this centre. */
  diff(before: VersionName | NewVersion, after: VersionName | NewVersion): Promise<VersionComparison>;
  readonly accounts: Accounts;
}
