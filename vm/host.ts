/**
 * The host interface: what one running script may ask of its centre and do to it. The core (runtime/center) implements it;
 * bench and tests implement small ones. Everything is synchronous: a host never awaits.
 *
 * Terminology. *id*: the core's number for a name (skillset, agent, …), dense from 0 per kind and never re-used, so it can
 * index an array; the linker puts ids into code when a program is loaded. *value*: what a register holds, an int32 for every
 * type but string, dn and the voice resources (ran, music, treatment, prompt: digits), which are JavaScript strings (see
 * values.ts). EMPTY ids are -1. *entry*: the index of a script in LinkedProgram.scripts.
 *
 * INVARIANT: answers are taken at the moment of the call (language §6); a host call never re-enters the machine.
 */
import type { NameKind } from './directory.ts';
import type { Program } from './program.ts';

/** A register's content. */
export type Value = number | string;

/** Which queues a statement is about: skillsets, agents, or network skillsets. */
export type QueueKind = 'skillset' | 'agent' | 'network';

/** How QUEUE TO SKILLSET chooses (language §3). */
export type QueueChoice = 'each' | 'longest_idle' | 'most_logged';

/** Faults of a run that are events in the contact's history; the script goes on (language §4). */
export type RunEvent =
  | 'overflow'
  | 'division_by_zero'
  | 'date_without_year'
  | 'priority_out_of_range'
  | 'wait_out_of_range'
  | 'timeout_out_of_range'
  | 'string_cut'
  | 'voice_only'
  | 'unknown_name'
  /** GET RESPONSE: an answer of another count or type; the variables keep their values. */
  | 'bad_answer';

export interface Host {
  /** Skillsets' cells (typed-state.ts); never shorter than the ids that linked programs name. */
  readonly cells: Int32Array;
  /** Facts about contacts (typed-state.ts); those of the contact that runs begin at `factsAt`. The same array as long as the host lives. */
  readonly facts: Int32Array;
  readonly factsAt: number;

  /** An integer-like intrinsic of the contact or the centre (AGE OF CALL, TIME OF DAY, CONTACT PRIORITY, …), by its number in vm/intrinsics.ts. */
  askInt(intrinsic: number): number;
  /**
   * An integer-like intrinsic of a list of skillset ids or of one agent id; the list rules of language §6 are the host's. The
   * machine leaves EMPTY ids out, so a list of skillsets may be empty (OUT OF SERVICE of it is true) and has each id as written,
   * twice if twice. An empty agent is answered without asking.
   */
  askIntOf(intrinsic: number, operands: readonly number[]): number;
  /** A string-like intrinsic (SUBJECT, FROMADDRESS, CDN, …); empty when unknown. */
  askString(intrinsic: number): string;
  /** CONTACT DATA "key"; empty when unknown. */
  contactData(key: string): string;
  /** The addresses CCADDRESS stands for. */
  ccAddresses(): readonly string[];

  /** A global variable's number in the snapshot that this run holds is resolved by the machine; the host only gives snapshots. */
  globals(snapshot: number): GlobalValues;
  /** The newest snapshot's number (EXECUTE SCRIPT takes it). */
  newestGlobals(): number;
  /** The default of a call variable, in the directory of the version that the contact runs. */
  callDefault(variable: number): Value;
  /** READVAR / SAVEVAR: the shared value of an integer call variable. */
  readShared(variable: number): number;
  writeShared(variable: number, value: number): void;

  /** The ids in order, EMPTY ones left out, never none at all; skillsets out of service and agents not logged in are the host's to pass over. Priority 1..6. */
  queue(kind: QueueKind, ids: readonly number[], priority: number, choice: QueueChoice): void;
  changePriority(kind: QueueKind, ids: readonly number[], priority: number): void;
  remove(kind: QueueKind, ids: readonly number[]): void;
  log(values: readonly Value[]): void;
  sendInfo(provider: number, values: readonly Value[]): void;
  sendRequest(provider: number, values: readonly Value[]): void;
  giveResponse(response: number): void;
  offerResponses(responses: readonly number[]): void;
  /** ROUTE CONTACT and CLOSE CONTACT end the run; the machine stops after the call. */
  routeContact(address: string): void;
  /** Reason's id, or -1. */
  closeContact(reason: number): void;
  /** One event in the contact's history; `pc` gives the line. `detail` is for people. */
  event(kind: RunEvent, pc: number, detail: string): void;
  /** EXECUTE SCRIPT: the program and entry to go on in, from the newest activation; undefined when the script is gone there. */
  script(name: string): { readonly program: LinkedProgram; readonly entry: number } | undefined;
  /** Turns a stored id into text for LOG and SEND. */
  nameOf(kind: NameKind, id: number): string;
  /** The id of a name, without regard to case (for an answer that GET RESPONSE stores); -1 when there is none. */
  idOf(kind: NameKind, name: string): number;
}

/**
 * The global variables' values of one snapshot, by variable id (arrays, so that a read is a load). buildGlobals() in values.ts
 * makes them; an id that is no global variable of the type asked for has 0, '' and undefined there.
 */
export interface GlobalValues {
  readonly number: number;
  /** Item variables of integer-like types. */
  readonly ints: Int32Array;
  /** Item variables of string-like types. */
  readonly strings: readonly string[];
  /** Set variables. */
  readonly sets: readonly (ValueSet | undefined)[];
}

/** A compiled set of values: membership in O(items). Built by values.ts. */
export interface ValueSet {
  /** Pairs low, high (a single value is low = high), of integer-like values; a pair with low > high wraps round. */
  readonly ranges: Int32Array;
  /** Strings and DNs, exact. */
  readonly strings: readonly string[];
  /** DN ranges, same length, digit order. */
  readonly dnRanges: readonly { readonly low: string; readonly high: string }[];
}

/** A verified image bound to the ids of a directory. Made by link() only. */
export interface LinkedProgram {
  readonly hash: string;
  /** The first 16 bytes of the hash, as snapshots carry it. */
  readonly hashBytes: Uint8Array;
  readonly image: Program;
  /** Code with symbols replaced by ids; an instruction that names something gone is replaced by GONE. */
  readonly code: Int32Array;
  /** Where the machine has the code, in which filling of its memory (code-memory.ts). Of a copy, and when `code` was changed, it is NOWHERE. */
  origin: number;
  filling: number;
  readonly strings: readonly string[];
  readonly sets: readonly ValueSet[];
  /** Lists of ids that statements and intrinsics take, by list index. */
  readonly lists: readonly (readonly number[])[];
  /** Scripts of the image in order; their index is what `entry` means everywhere. */
  readonly scripts: readonly { readonly name: string; readonly pc: number }[];
  /** Names that the directory no longer has. */
  readonly missing: readonly { readonly kind: NameKind; readonly name: string }[];
}

/** Why a machine stopped. */
export type Stop =
  | { readonly kind: 'wait'; readonly seconds: number }
  | {
      readonly kind: 'response';
      readonly provider: number;
      readonly seconds: number;
      readonly targets: readonly number[];
    }
  | { readonly kind: 'quit' }
  /** CLOSE CONTACT and ROUTE CONTACT: the host has been told. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'routed' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'ended' }
  /** The step budget of one activation (100,000) is used up: default skillset and alarm. */
  | { readonly kind: 'budget' }
  /** deliver() only: the event's body ran (or there is none for it) and the suspension stands as it was. */
  | { readonly kind: 'stands'; readonly handled: boolean }
  /** A script or name that is gone: one event, default skillset. */
  | { readonly kind: 'gone'; readonly what: string };
