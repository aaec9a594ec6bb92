/**
 * The directory: a centre's file, compiled. It is plain JSON, so that an activation can be a row, and it names things;
 * the ids of names are given by the core when a directory is activated, and never change (design decision 5).
 *
 * INVARIANT: no secret stands here; a source, outgoing server or provider keeps its references (`${NAME}`, `file:`) as written.
 */

/** Contact types of language §6, in the order of their numbers in values and images. Append only. */
export const CONTACT_TYPES = [
  'Voice',
  'EMail',
  'OutBound',
  'Web_Communications',
  'Scheduled_Callback',
  'Fax',
  'SMS',
  'VoiceMail',
  'WhiteMail',
  'Video',
  'Other',
] as const;
export type ContactType = (typeof CONTACT_TYPES)[number];

/** Queue types of language §6, in the order of their numbers in values and images. Append only. */
export const QUEUE_TYPES = ['SKILLSET', 'AGENT', 'AGENTPULL', 'REPLYMAIL', 'RESCHEDULED'] as const;
export type QueueType = (typeof QUEUE_TYPES)[number];

/** Kinds of names that a script can use. Their names are all different, without regard to case (language §5). */
export const NAME_KINDS = ['skillset', 'agent', 'variable', 'response', 'reason', 'provider'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** Types a variable can have (language §8). */
export const VARIABLE_TYPES = [
  'integer',
  'seconds',
  'string',
  'time',
  'day',
  'month',
  'date',
  'skillset',
  'agent',
  'contact_type',
  'queue_type',
  'priority',
  'dn',
  'provider',
  'response',
  'reason',
  'ran',
  'music',
  'treatment',
  'prompt',
] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/**
 * A value of a variable as the directory keeps it. `name` values stay names here (skillset, agent, provider, response, reason);
 * `time` is minutes after midnight, `day` 0 = Sunday .. 6, `month` 1..12.
 */
export type DirectoryValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date'; readonly year?: number; readonly month: number; readonly day: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string };

/** One member of a set: a single value or a range, both ends included. */
export type DirectoryItem =
  | DirectoryValue
  | { readonly kind: 'range'; readonly low: DirectoryValue; readonly high: DirectoryValue };

export interface SkillsetEntry {
  readonly name: string;
  /** Service-level threshold in seconds. */
  readonly serviceLevelS: number;
  /** Response sent by hand only; a receipt given when no rule gave one. */
  readonly acknowledge?: string;
}

export interface AgentEntry {
  /** The agent's number as written, e.g. `4711`. */
  readonly id: string;
  readonly name: string;
  /** Log-in name; the name scripts use. */
  readonly login: string;
  /** Level per skillset name: 1 (best) to 48, or standby. */
  readonly skillsets: readonly { readonly skillset: string; readonly level: number | 'standby' }[];
  /** How many contacts of a type at once; a type that is absent has 1. */
  readonly capacity: Readonly<Partial<Record<ContactType, number>>>;
  readonly supervisor: boolean;
}

export interface VariableEntry {
  readonly name: string;
  readonly scope: 'global' | 'call';
  readonly class: 'item' | 'set';
  readonly type: VariableType;
  /** Global: its value (item: one). Call: its default (one). */
  readonly items: readonly DirectoryItem[];
  /** False when a call variable has no default in the centre file (a later warning asks). */
  readonly hasDefault: boolean;
}

export interface ResponseEntry {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
}

export interface ReasonEntry {
  readonly name: string;
  readonly code: number;
}

export interface ProviderEntry {
  readonly name: string;
  /** In-process providers are registered by the embedding program under this name. */
  readonly kind: 'in_process' | 'http';
  readonly url?: string;
  readonly timeoutMs: number;
  /** Reference to a secret (`${NAME}` or `file:path`), never the secret. */
  readonly secret?: string;
}

export interface KeywordGroup {
  readonly name: string;
  /** Words, phrases, wildcards, as for CONTAINS (language §4). */
  readonly words: readonly string[];
}

export interface SenderGroup {
  readonly name: string;
  /** Addresses and wildcard patterns (`*@example.com`), matched without case. */
  readonly addresses: readonly string[];
}

/** A rule of a mailbox (language §9). `keywords` are all demanded, `notKeywords` all refused. */
export interface MailRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly keywords: readonly string[];
  readonly notKeywords: readonly string[];
  readonly senders?: string;
  readonly skillset?: string;
  /** 1 (highest) to 6. */
  readonly priority?: number;
  readonly response?: string;
  readonly close: boolean;
}

export type MailSourceEntry =
  | {
      readonly kind: 'imap';
      readonly host: string;
      readonly port: number;
      readonly security: 'tls' | 'starttls' | 'none';
      readonly user: string;
      /** Reference to a secret. */
      readonly password: string;
      readonly folder: string;
      readonly start: 'new' | 'all';
      readonly pollMs: number;
    }
  | { readonly kind: 'smtp' }
  | { readonly kind: 'in_process' };

export interface OutgoingEntry {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user?: string;
  /** Reference to a secret. */
  readonly password?: string;
}

export interface MailboxEntry {
  readonly name: string;
  readonly address: string;
  readonly displayName: string;
  /** Route point's number; CDN of the contact. */
  readonly routePoint: string;
  readonly source: MailSourceEntry;
  readonly outgoing?: OutgoingEntry;
  readonly rules: readonly MailRule[];
  /** The system default rule's outputs: EM_Default_Skillset, priority 3, no response, unless the file changes them. */
  readonly defaultRule: { readonly skillset: string; readonly priority: number };
}

/** A point in time from which the centre's local time is UTC + offset. */
export interface OffsetTransition {
  /** Seconds since the epoch, UTC; the first entry is the earliest time known. */
  readonly fromS: number;
  readonly offsetS: number;
}

export interface Directory {
  readonly format: 1;
  readonly center: { readonly name: string; readonly timezone: string; readonly dialect: 'ccmm' | 'ccm6' };
  /** Ascending; local time is looked up here and nowhere else (decision 1). */
  readonly transitions: readonly OffsetTransition[];
  readonly skillsets: readonly SkillsetEntry[];
  readonly agents: readonly AgentEntry[];
  readonly variables: readonly VariableEntry[];
  readonly responses: readonly ResponseEntry[];
  readonly reasons: readonly ReasonEntry[];
  readonly providers: readonly ProviderEntry[];
  /** Default skillset of each contact type. */
  readonly defaultSkillset: Readonly<Record<ContactType, string>>;
  readonly presentation: {
    /** How long an offer stands, in seconds. */
    readonly acceptWithinS: number;
    readonly onDecline: 'not_ready' | 'ready';
    /** language §10: which order picks a contact for an agent. */
    readonly order: 'contact_first' | 'skillset_first';
    /** Other desks: offers go there and answers come back as signed messages. `secret` is a reference. */
    readonly webhooks?: readonly { readonly name: string; readonly url: string; readonly secret: string }[];
  };
  readonly keywordGroups: readonly KeywordGroup[];
  readonly senderGroups: readonly SenderGroup[];
  readonly mailboxes: readonly MailboxEntry[];
  /** Automatic responses to one sender in one day, at most (language §9). */
  readonly automaticResponsesPerDay: number;
}
