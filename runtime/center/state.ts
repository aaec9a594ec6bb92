/**
 * The core's state in memory. Rows are what lasts; everything here is made from rows when the core starts (rebuild.ts), and each
 * change goes through the few functions that also mark what has to be written (batch.ts).
 *
 * Terminology. *centre*: an activated directory with its program, bound to ids. *place*: a contact in a queue. *unwritten*: a
 * contact whose script only moved on (design decision 6); its row goes with the next change, at the latest after 5 minutes.
 *
 * INVARIANT: an agent is `idle` exactly while the agent stands in the idle lists; `cells` equal what queues and agents give.
 */
import type { MachineSlab } from '../../vm/index.ts';
import type { Batch } from './batch.ts';
import type { Centre, Skill } from './centre.ts';
import type { LocalTime } from './local-time.ts';
import type { AnswerRow, ContactRow, OfferRow, PresenceState, RequestRow } from './model.ts';
import type { NameTable } from './names.ts';
import type { Run } from './script-run.ts';
import type { SortedList } from './sorted-list.ts';
import type { RecentArrivals, SkillsetStatistics } from './statistics.ts';
import type { TimerHeap } from './timer-heap.ts';
import type { OpenTrace } from './trace-rows.ts';
import type { Place, WaitingQueue } from './waiting-queue.ts';

/** A row that is being changed: optional columns are present and undefined. */
export type Live<Row> = {
  -readonly [K in keyof Row]-?: object extends Pick<Row, K> ? Row[K] | undefined : Row[K];
};

export interface Contact extends Live<Omit<ContactRow, 'queues' | 'run'>> {
  run: Run | undefined;
  /** In the order in which it was queued. */
  places: Place[];
  offer: Offer | undefined;
  /** When the first change was left unwritten. */
  unwrittenAt: number | undefined;
  /** The last trace row, written or not. */
  trace: OpenTrace | undefined;
  /** Trace rows not written yet, oldest first. */
  unwrittenTraces: OpenTrace[];
}

export interface Offer {
  row: OfferRow;
  readonly contact: Contact;
  readonly agent: Agent;
}

export interface Agent {
  readonly id: number;
  readonly login: string;
  /** What the present directory gives; empty when the agent is not in it. */
  skills: readonly Skill[];
  /** Contacts of e-mail at once, the one type that arrives. */
  capacity: number;
  inDirectory: boolean;
  state: PresenceState;
  reason: string | undefined;
  sinceAt: number;
  idleSinceAt: number;
  idle: boolean;
  /** Where it stands while idle. */
  idleIn: { readonly list: SortedList<IdleEntry>; readonly entry: IdleEntry }[];
  offer: Offer | undefined;
  readonly open: Set<Contact>;
  readonly queue: WaitingQueue;
}

/** An idle agent in a skillset's list. */
export interface IdleEntry {
  readonly agent: Agent;
  readonly level: number;
}

/** Everything about one skillset id. */
export interface SkillsetState {
  readonly id: number;
  readonly queue: WaitingQueue;
  /** Agents logged in with a level, and with standby. */
  logged: number;
  loggedStandby: number;
  readonly idle: SortedList<IdleEntry>;
  readonly idleStandby: SortedList<IdleEntry>;
  readonly statistics: SkillsetStatistics;
}

export interface LastIds {
  activation: number;
  contact: number;
  action: number;
  offer: number;
  request: number;
}

export interface State {
  at: number;
  readonly names: NameTable;
  /** The present one. */
  centre: Centre | undefined;
  /** The present one and those that runs still hold. */
  readonly centres: Map<number, Centre>;
  readonly contacts: Map<number, Contact>;
  /** By agent id. */
  readonly agents: Agent[];
  /** By skillset id. */
  readonly skillsets: SkillsetState[];
  /** What scripts read of skillsets by a load (vm/typed-state.ts). */
  cells: Int32Array;
  /** The memory of suspended scripts. */
  readonly slab: MachineSlab;
  /** The local time of the last moment that somebody asked for. */
  localTime: { readonly at: number; readonly centre: Centre | undefined; readonly time: LocalTime } | undefined;
  readonly offers: Map<number, Offer>;
  /** Open and answered ones. */
  readonly requests: Map<number, RequestRow>;
  /** Requests per contact, oldest first. */
  readonly requestsOf: Map<number, number[]>;
  readonly shared: Map<number, number>;
  readonly answers: Map<string, AnswerRow>;
  readonly timers: TimerHeap;
  readonly arrivals: RecentArrivals;
  readonly last: LastIds;
  batch: Batch;
  /** Agents and contacts that matching must look at. */
  readonly agentsToMatch: Set<Agent>;
  readonly contactsToMatch: Set<Contact>;
  /** Contacts whose last QUEUE statement said LONGEST IDLE AGENT; empty between events. */
  readonly longestIdle: Set<Contact>;
  /** The contact whose script runs at this moment. */
  running: Contact | undefined;
  /** A name that the running script used and the present directory does not have. */
  gone: string | undefined;
  /** Contacts whose suspended script could not be read back; the next batch sends them to their default skillset. */
  readonly unreadable: { readonly contact: Contact; readonly why: string }[];
  /** How many contacts are in which state, for `counts`. */
  readonly counted: { New: number; Open: number; Waiting: number };
}
