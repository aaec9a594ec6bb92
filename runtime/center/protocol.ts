/**
 * What goes into the core and what comes out: `apply(events, at) -> answers, changes, effects` (design decisions 1 and 2).
 * Events are plain data, so that a batch can be journalled and replayed.
 */
import type { Directory, NameKind, Program } from '../../vm/index.ts';
import type { ActivationPreview, Flight } from './flights.ts';
import type {
  ActivationCause,
  ActivationPlan,
  Changes,
  ContactRow,
  MailFacts,
  OfferRow,
  PresenceState,
  RequestRow,
} from './model.ts';

/** What the mailbox's rules decided (language §9). Names, because rules are outside of the core. */
export interface RuleOutcome {
  /** The rule's name; `default` for the system default rule. */
  readonly rule: string;
  readonly skillset: string;
  readonly priority: number;
  readonly response?: string;
  readonly close: boolean;
}

/** How a mail was found to belong to a contact, kept as an event. */
export interface ThreadEvidence {
  readonly by: 'in_reply_to' | 'references' | 'subject_mark';
  readonly value: string;
}

export interface MailEvent {
  /** The mail's row in the ledger. */
  readonly ledger: number;
  readonly mailbox: string;
  readonly facts: MailFacts;
  /** Text and HTML as shown to people. */
  readonly text: string;
  readonly html?: string;
  readonly customer: number;
  readonly customerContactCount: number;
  readonly rule: RuleOutcome;
}

/** What an agent (or a program for one) can ask. `contact` ids are contacts that the agent has open. */
export type Command =
  | { readonly kind: 'log_in'; readonly ready?: boolean }
  | { readonly kind: 'log_out' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'not_ready'; readonly reason?: string }
  | { readonly kind: 'accept'; readonly offer: number }
  | { readonly kind: 'decline'; readonly offer: number; readonly reason?: string }
  | {
      readonly kind: 'reply';
      readonly contact: number;
      readonly text: string;
      readonly to?: readonly string[];
      readonly cc?: readonly string[];
      readonly bcc?: readonly string[];
      readonly subject?: string;
      /** Close after sending, with this reason (name) if given. */
      readonly close?: { readonly reason?: string; readonly text?: string };
    }
  | { readonly kind: 'close'; readonly contact: number; readonly reason?: string; readonly text?: string }
  | { readonly kind: 'postpone'; readonly contact: number; readonly untilAt: number; readonly note?: string }
  | { readonly kind: 'forward_agent'; readonly contact: number; readonly agent: string; readonly note?: string }
  | { readonly kind: 'forward_skillset'; readonly contact: number; readonly skillset: string; readonly note?: string }
  | { readonly kind: 'forward_outside'; readonly contact: number; readonly address: string; readonly note?: string }
  | { readonly kind: 'note'; readonly contact: number; readonly text: string }
  | { readonly kind: 'pull'; readonly contact: number };

export type CoreEvent =
  | ({ readonly kind: 'contact_arrived' } & MailEvent)
  /** The customer wrote again; `row` is given when the contact is closed (the core keeps only open ones in memory). */
  | ({
      readonly kind: 'customer_answered';
      readonly contact: number;
      readonly row?: ContactRow;
      readonly repliedBy?: number;
      readonly evidence: ThreadEvidence;
    } & MailEvent)
  | {
      readonly kind: 'command';
      readonly id: string;
      readonly agent: string;
      readonly command: Command;
      readonly row?: ContactRow;
    }
  /** A terminal was silent for 30 s: not ready, *Connection lost* (decision 9). */
  | { readonly kind: 'terminal_silent'; readonly agent: string }
  /** An outgoing mail's end, recorded by the outbox itself; the core hears of it for the contact's history. */
  | {
      readonly kind: 'mail_ended';
      readonly contact: number;
      readonly action: number;
      readonly state: 'EMail_Sent' | 'EMail_Not_Sent' | 'EMail_Undeliverable' | 'EMail_Uncertain';
      readonly detail: string;
    }
  | {
      readonly kind: 'provider_answered';
      readonly request: number;
      readonly values?: readonly (number | string)[];
      readonly error?: string;
    }
  /**
   * A script set and its directory become the present ones. `image` is an encoded program; `plan` says what becomes of the contacts
   * that wait in older ones. With an `id` a repeat gets the first answer.
   */
  | {
      readonly kind: 'activate';
      readonly id?: string;
      readonly image: Uint8Array;
      readonly directory: string;
      readonly sources?: Uint8Array;
      readonly cause?: ActivationCause;
      readonly by?: string;
      readonly plan?: ActivationPlan;
    }
  /** The core runs again after a stop: open offers get their full time again (decision 9). */
  | { readonly kind: 'restarted' }
  /** The core stops in good order: what decision 6 lets wait is written now. */
  | { readonly kind: 'stopping' }
  /**
   * Timers are due. `firedAt` is in the journal only: timers fired at that earlier moment and changed nothing that is worth a row
   * (decision 6), so their batch was not committed by itself; a replay applies it at its own moment.
   */
  | { readonly kind: 'tick'; readonly firedAt?: number };

/** What a command or event came to. Kept under the command's id: a repeat gets the first answer. */
export type Answer =
  | {
      readonly ok: true;
      readonly contact?: number;
      readonly action?: number;
      /** Of `activate`: the activation's number. */
      readonly activation?: number;
      /** Of `activate`: contacts that went to the new version at once, and that start Master_Script anew. */
      readonly moved?: number;
      readonly restarted?: number;
    }
  | { readonly ok: false; readonly code: AnswerCode; readonly message: string };

export const ANSWER_CODES = [
  'unknown_agent',
  'not_logged_in',
  'unknown_offer',
  'offer_ended',
  'not_yours',
  'unknown_contact',
  'wrong_state',
  'unknown_skillset',
  'unknown_reason',
  'bad_address',
  'no_address',
  'bad_time',
  'bad_value',
  'at_capacity',
  'not_activated',
  'bad_image',
  'target_gone',
  'wait_point_gone',
  'bad_mapping',
] as const;
export type AnswerCode = (typeof ANSWER_CODES)[number];

/** What leaves the core, released after the commit (decision 2). */
export type Effect =
  | { readonly kind: 'offer'; readonly offer: OfferView }
  | {
      readonly kind: 'offer_ended';
      readonly offer: number;
      readonly contact: number;
      readonly agent: string;
      readonly state: Exclude<OfferRow['state'], 'open'>;
    }
  | { readonly kind: 'agent_state'; readonly agent: AgentView }
  /** Something that the agent who has the contact sees changed. */
  | { readonly kind: 'contact_changed'; readonly contact: number; readonly agent?: string; readonly why: string }
  /** A mail waits in the outbox. */
  | { readonly kind: 'mail_queued'; readonly action: number }
  | { readonly kind: 'request'; readonly request: RequestRow; readonly provider: string }
  | { readonly kind: 'alarm'; readonly code: string; readonly detail: string; readonly contact?: number }
  | { readonly kind: 'log'; readonly contact: number; readonly values: readonly (number | string)[] };

export interface OfferView {
  readonly id: number;
  readonly contact: number;
  readonly agent: string;
  readonly skillset?: string;
  readonly expiresAt: number;
  readonly subject: string;
  readonly from: string;
  readonly priority: number;
  readonly queueType: string;
  readonly arrivedAt: number;
  readonly suggestions: readonly string[];
}

export interface AgentView {
  readonly login: string;
  readonly name: string;
  readonly id: string;
  readonly state: PresenceState;
  readonly reason?: string;
  readonly sinceAt: number;
  readonly skillsets: readonly { readonly name: string; readonly level: number | 'standby' }[];
  /** Contacts open or offered, oldest first. */
  readonly open: readonly number[];
  readonly offers: readonly OfferView[];
}

export interface QueueView {
  readonly skillset: string;
  readonly inService: boolean;
  readonly waiting: number;
  readonly oldestS: number;
  readonly loggedAgents: number;
  readonly idleAgents: number;
  readonly serviceLevel: number;
  readonly averageSpeedAnswerS: number;
}

export interface Applied {
  /** One for each event, in order. */
  readonly answers: readonly Answer[];
  readonly changes: Changes;
  readonly effects: readonly Effect[];
}

/** The deterministic core. All methods are synchronous; only `apply` changes anything. */
export interface Core {
  /**
   * Applies a batch at one moment. `at` must be greater than every `at` before it (CoreError). After an error the state is
   * undefined: make the core again from its rows.
   */
  apply(events: readonly CoreEvent[], at: number): Applied;
  /** Gives the room of its suspended scripts to the core that takes its place; this one must not be applied to any more. */
  release(): void;
  /** When `tick` must come next; undefined without timers. */
  nextDueAt(): number | undefined;
  contact(id: number): ContactRow | undefined;
  agent(login: string): AgentView | undefined;
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  /** Name of an id, for views. */
  nameOf(kind: NameKind, id: number): string;
  /** Id of a name, without regard to case; -1 when no directory ever had it. */
  idOf(kind: NameKind, name: string): number;
  /** The activation that new contacts start in. */
  readonly present: { readonly number: number; readonly image: string; readonly directory: Directory } | undefined;
  /** Where contacts wait in their scripts, version by version, oldest first. */
  flights(): readonly Flight[];
  /** What activating this would mean for the contacts that wait at this moment. */
  preview(program: Program, directory: Directory, plan: ActivationPlan): ActivationPreview;
  readonly counts: {
    readonly contacts: number;
    readonly waiting: number;
    readonly open: number;
    readonly postponed: number;
  };
}
