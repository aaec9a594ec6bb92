/**
 * The rows of a centre: what the core changes and the store keeps, one to one. The core hands over whole rows; a row with the
 * same key replaces the one before it.
 *
 * Terminology: *contact*: one customer request; *action*: one entry of its history (incoming mail, reply,
 * transfer, note, close …); *offer*: a contact presented to an agent, a lease that expires; *presence*: an agent's state, a
 * lease too; *request*: something sent to a provider; *ledger*: every mail that reached us, in exactly one state.
 *
 * INVARIANT: `at` and every `…At` is an integer number of microseconds since the epoch, UTC.
 * INVARIANT: ids are positive integers given by the core, growing, never re-used; names have dense ids from 0 per kind.
 * INVARIANT: text from outside passed `clean` (runtime/center/clean.ts) before it came here.
 */
import type { ContactType, NameKind, QueueType, TracedLine } from '../../vm/index.ts';

export const CONTACT_STATES = ['New', 'Open', 'Waiting', 'Closed'] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

/** Where an action comes from, in the words of the web services of this product family (CIActionSource; the part an e-mail centre uses). */
export const ACTION_SOURCES = [
  'Automated_Response',
  'EMail_from_Customer',
  'EMail_from_Agent_to_Customer',
  'Transfer_to_Agent',
  'Transfer_to_Skillset',
  'Transfer_to_External_Agent',
  'Agent_Created',
  'Closed_By_Custom_Application',
  'Supervisor_Closed',
  'Not_Available',
] as const;
export type ActionSource = (typeof ACTION_SOURCES)[number];

/** State of an action, in the same words (CICallbackStatus). `EMail_Uncertain` is ours: killed between DATA and its record. */
export const ACTION_STATES = [
  'EMail_Received',
  'EMail_In_Queue',
  'EMail_Send_In_Progress',
  'EMail_Sent',
  'EMail_Not_Sent',
  'EMail_Undeliverable',
  'EMail_Address_Not_Provided',
  'EMail_Uncertain',
  'Contact_Closed',
  'Contact_ReOpened',
  'Contact_Transferred',
  'Contact_Postponed',
  'Agent_Note',
  'Done',
] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** Facts of the mail a contact began with; what the intrinsics of language §6 read. */
export interface MailFacts {
  readonly from: string;
  readonly fromName: string;
  /** Where a reply goes: Reply-To else From; empty for a null path. */
  readonly replyTo: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** The mailbox address that it was for (TOADDRESS). */
  readonly recipient: string;
  readonly subject: string;
  readonly messageId: string;
  readonly references: readonly string[];
  /** At most 1 MB, for BODY and keyword rules. */
  readonly body: string;
  /** Header fields for CONTACT DATA "header:<name>", names in lower case, each cut at 255 characters, at most 200. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachmentCount: number;
  readonly sizeBytes: number;
  /** Auto-Submitted other than no, Precedence bulk|junk|list, List-Id, null path: no automatic response (language §9). */
  readonly automatic: boolean;
  readonly autoSubmitted: boolean;
  readonly spamScore: number;
  readonly language: string;
}

export interface QueueEntry {
  readonly kind: 'skillset' | 'agent';
  /** Id of the skillset or agent. */
  readonly id: number;
  /** 1..6. */
  readonly priority: number;
  readonly sinceAt: number;
}

/** `waitPoint` of a contact that DISCONNECT resubmits: at `wakeAt` Master_Script starts anew with the machine's call variables. */
export const RESUBMITTED = 'DISCONNECT';

/** A suspended script (design decision 5). */
export interface RunRow {
  readonly image: string;
  /** vm's encoded machine. */
  readonly machine: Uint8Array;
  /** Stable name of the wait point, for people and for activation; RESUBMITTED after DISCONNECT. */
  readonly waitPoint: string;
  /** Id of the provider whose answer GET RESPONSE waits for; absent at a WAIT. */
  readonly provider?: number;
  readonly wakeAt: number;
  readonly startedAt: number;
}

export interface ContactRow {
  readonly id: number;
  readonly type: ContactType;
  readonly state: ContactState;
  readonly customer: number;
  readonly mailbox: string;
  readonly facts: MailFacts;
  /** CUSTOMER CONTACT COUNT when it arrived. */
  readonly customerContactCount: number;
  /** Chosen by the mailbox's rule: CONTACT SKILLSET (id), CONTACT PRIORITY. */
  readonly skillset: number;
  readonly priority: number;
  readonly queueType: QueueType;
  /** AGENTID: preferred agent's id. */
  readonly preferredAgent?: number;
  /** Who has it open. */
  readonly agent?: number;
  readonly arrivedAt: number;
  readonly openedAt?: number;
  readonly closedAt?: number;
  readonly openDurationS: number;
  readonly callbackAt?: number;
  /** Reason's id; the system reason *Forwarded* has none but a closeText. */
  readonly reason?: number;
  readonly closeText?: string;
  /** An automatic response has been given. */
  readonly responded: boolean;
  /** Responses suggested to the agent (ids). */
  readonly suggestions: readonly number[];
  readonly resubmissions: number;
  readonly queues: readonly QueueEntry[];
  readonly run?: RunRow;
  /** Activation (number) the contact last started a script in. */
  readonly activation: number;
  /** Primary script (application) it is counted under. */
  readonly application: string;
  /** Number of its last trace row; 0 without. */
  readonly traces: number;
}

export interface ActionRow {
  readonly id: number;
  readonly contact: number;
  readonly at: number;
  readonly source: ActionSource;
  readonly state: ActionState;
  readonly agent?: number;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly mailTo?: readonly string[];
  readonly mailCc?: readonly string[];
  readonly mailBcc?: readonly string[];
  readonly comment?: string;
  readonly callbackAt?: number;
  /** The mail it came from. */
  readonly ledger?: number;
  readonly timeAllocatedS: number;
}

export const OFFER_STATES = ['open', 'accepted', 'declined', 'lapsed', 'cancelled'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export interface OfferRow {
  readonly id: number;
  readonly contact: number;
  readonly agent: number;
  /** The queue that offers it: a skillset id, or undefined for the agent's own queue. */
  readonly skillset?: number;
  readonly state: OfferState;
  readonly offeredAt: number;
  readonly expiresAt: number;
  readonly endedAt?: number;
  /** Seconds from arrival in the queue to acceptance, for the statistics. */
  readonly waitS?: number;
}

export const PRESENCE_STATES = ['logged_out', 'not_ready', 'ready'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

export interface PresenceRow {
  readonly agent: number;
  readonly state: PresenceState;
  /** Not-ready reason in words, e.g. *Lunch*, *Connection lost*, *Offer not accepted*. */
  readonly reason?: string;
  readonly sinceAt: number;
  /** When the agent last became idle (language §10). */
  readonly idleSinceAt: number;
}

export interface RequestRow {
  readonly id: number;
  readonly contact: number;
  readonly provider: number;
  readonly kind: 'info' | 'request';
  readonly values: readonly (number | string)[];
  /** `answered`: the reply is here, no GET RESPONSE has taken it yet; `done`: taken, or an info that the provider has. */
  readonly state: 'open' | 'answered' | 'done' | 'timed_out' | 'failed';
  readonly at: number;
  /** The provider's answer. */
  readonly reply?: readonly (number | string)[];
}

/** One event of a contact's history: queue entered and left, script faults, LOG, offers, joins. `kind` is a word of EVENT_KINDS. */
export interface EventRow {
  readonly contact: number;
  readonly at: number;
  readonly kind: string;
  readonly detail: string;
}

/** One trace row (decision 6): equal consecutive activations are one row with count. */
export interface TraceRow {
  readonly contact: number;
  /** From 1 per contact. */
  readonly number: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly image: string;
  /** Lines as vm's readTrace gives them, plus what the matching decided; JSON. */
  readonly lines: readonly TraceLine[];
  readonly folded: number;
}

/** A line that ran (vm's TracedLine: what it read and stored, which way it went), or a decision of matching, whose line is 0. */
export interface TraceLine extends TracedLine {
  /** Candidates that matching looked at, with the reason each lost. */
  readonly candidates?: readonly { readonly agent: string; readonly lost: string }[];
}

export interface NameRow {
  readonly kind: NameKind;
  readonly id: number;
  readonly name: string;
}

export interface SharedVariableRow {
  readonly variable: number;
  readonly value: number;
}

/** What became of a mail of the ledger in this batch. */
export interface LedgerOutcome {
  readonly ledger: number;
  readonly contact: number;
}

/** What a name of the version before is in the new one: a script, or a wait point (`Script/section#1`). */
export interface NameMapping {
  readonly from: string;
  readonly to: string;
}

/** What an activation does with contacts that wait in older versions (spec/versions.md). */
export interface ActivationPlan {
  readonly map: readonly NameMapping[];
  /** Waiting contacts go to the new version at once, at the same wait point. */
  readonly move: boolean;
  /** With `move`: those without a place there start Master_Script anew. */
  readonly restart: boolean;
}

/** `start`: a process activated its folder when it started; `activate` and `rollback`: somebody asked for it. */
export type ActivationCause = 'start' | 'activate' | 'rollback';

export interface ActivationRow {
  readonly number: number;
  readonly at: number;
  readonly image: string;
  /** The directory as JSON text (vm's Directory). */
  readonly directory: string;
  readonly cause?: ActivationCause;
  /** Who asked for it: a log-in. */
  readonly by?: string;
  readonly plan?: ActivationPlan;
  /** Where EXECUTE SCRIPT of older versions goes for names that are gone: mappings of this activation and of those before. */
  readonly targets?: readonly NameMapping[];
}

export interface ImageRow {
  readonly hash: string;
  readonly bytes: Uint8Array;
  /** The scripts that it was compiled from, packed by whoever activated it; from them a later release compiles it again. */
  readonly sources?: Uint8Array;
}

export interface AnswerRow {
  /** The client's command id. */
  readonly id: string;
  readonly at: number;
  readonly answer: import('./protocol.ts').Answer;
}

/** Everything one batch changed. Keys of lists are unique within a batch: the last state of a row. */
export interface Changes {
  readonly names: readonly NameRow[];
  readonly images: readonly ImageRow[];
  readonly activations: readonly ActivationRow[];
  readonly contacts: readonly ContactRow[];
  readonly actions: readonly ActionRow[];
  readonly offers: readonly OfferRow[];
  readonly presences: readonly PresenceRow[];
  readonly requests: readonly RequestRow[];
  readonly events: readonly EventRow[];
  readonly traces: readonly TraceRow[];
  readonly shared: readonly SharedVariableRow[];
  readonly ledger: readonly LedgerOutcome[];
  readonly answers: readonly AnswerRow[];
}

/** What the store gives back at start: the present rows, from which the core is made again. */
export interface Snapshot {
  /** Last committed batch. */
  readonly seq: number;
  readonly at: number;
  readonly names: readonly NameRow[];
  /** The newest one; `images` holds its image and those of the earlier ones. */
  readonly activation?: ActivationRow;
  /** Older activations that a contact's script runs: with its program it keeps its snapshot of the global variables. */
  readonly earlier: readonly ActivationRow[];
  readonly images: readonly ImageRow[];
  /** Not closed. */
  readonly contacts: readonly ContactRow[];
  /** Open. */
  readonly offers: readonly OfferRow[];
  readonly presences: readonly PresenceRow[];
  /** Open, and answered ones that no script has taken yet. */
  readonly requests: readonly RequestRow[];
  readonly shared: readonly SharedVariableRow[];
  /** Of the last hour. */
  readonly answers: readonly AnswerRow[];
  /** Last trace row of each contact. */
  readonly traces: readonly TraceRow[];
  /** Accepted offers since 48 h before `at` (the core keeps what "today" and "10 minutes" need). */
  readonly answered: readonly OfferRow[];
  /** Arrival times of contacts in the last minute. */
  readonly arrivals: readonly number[];
  readonly lastContact: number;
  readonly lastAction: number;
  readonly lastOffer: number;
  readonly lastRequest: number;
}
