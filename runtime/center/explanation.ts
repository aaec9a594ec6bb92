/**
 * What a contact's rows say together (spec/explain.md): which queues it entered and left and why, and the last branch on its way
 * whose other side leads elsewhere. Reads rows only, of the core or as the web services give them.
 */
import type { RouteEnd, TracedWay } from '../../vm/index.ts';
import type { EventKind } from './event-kinds.ts';
import type { TraceLine } from './model.ts';

/** An event of a contact's history, whatever its time is written as. */
export interface HistoryEvent<At> {
  readonly at: At;
  readonly kind: string;
  readonly detail: string;
}

/** A queue entered or left, or another priority in it. */
export interface QueueStep<At> {
  readonly at: At;
  readonly kind: 'entered' | 'left' | 'priority';
  readonly queue: string;
  /** Where it stands now, and where it stood when it left: 1..6. */
  readonly priority: number;
  /** Why it left: `accepted by ana`, `REMOVE`, `its last agent logged out`, `closed`; why it entered, where no QUEUE did that. */
  readonly why?: string;
}

const QUEUED = /^(.*), priority (\d)$/;

const LEFT_BECAUSE: Readonly<Record<string, string>> = {
  '': 'REMOVE',
  'nobody is logged in': 'its last agent logged out',
};

/** Events that take a contact out of all its queues, in words. */
function leavesAll(kind: string, detail: string): string | undefined {
  switch (kind) {
    case 'accepted':
      return `accepted by ${detail}`;
    case 'pulled':
      return `pulled by ${detail}`;
    case 'resubmitted':
      return 'DISCONNECT';
    case 'version_restarted':
      return 'started anew in a new version';
    case 'forwarded_outside':
      return `forwarded to ${detail}`;
    case 'closed':
      return detail === '' ? 'closed' : `closed (${detail})`;
    default:
      return undefined;
  }
}

/** The queues of a contact's history, in the order in which it entered and left them. */
export function queueSteps<At>(events: readonly HistoryEvent<At>[]): readonly QueueStep<At>[] {
  const steps: QueueStep<At>[] = [];
  /** Where it waits, with the priority. */
  const places = new Map<string, number>();
  // Of the event directly before: where it waits in its default skillset already, nothing is entered.
  let before: string | undefined;
  for (const { at, kind, detail } of events) {
    const fallsBack = before;
    before = kind === 'default_skillset' ? detail : undefined;
    const [, queue, digit] = QUEUED.exec(detail) ?? [];
    if ((kind === 'queued' || kind === 'priority_changed') && queue !== undefined) {
      const priority = Number(digit);
      places.set(queue, priority);
      const why = kind === 'queued' && fallsBack !== undefined ? { why: `default skillset: ${fallsBack}` } : {};
      steps.push({ at, kind: kind === 'queued' ? 'entered' : 'priority', queue, priority, ...why });
    } else if (kind === 'queue_left') {
      const [name = '', ...rest] = detail.split(': ');
      const why = rest.join(': ');
      steps.push({ at, kind: 'left', queue: name, priority: places.get(name) ?? 0, why: LEFT_BECAUSE[why] ?? why });
      places.delete(name);
    }
    const all = leavesAll(kind, detail);
    if (all === undefined) continue;
    for (const [name, priority] of places) steps.push({ at, kind: 'left', queue: name, priority, why: all });
    places.clear();
  }
  return steps;
}

/** Events that come before the lines which they bring about; the rest comes of lines of the same moment. */
export const BEFORE_LINES: ReadonlySet<string> = new Set<EventKind>([
  'arrived',
  'rule',
  'automatic_response',
  'automatic_response_skipped',
  'joined',
  'reopened',
  'declined',
  'lapsed',
  'returned',
  'forwarded_agent',
  'forwarded_skillset',
  'request_answered',
  'request_failed',
  'request_timed_out',
]);

/** A branch on the way of a contact, and the side of it that was not taken. */
export interface OtherWay {
  readonly line: TraceLine;
  readonly way: TracedWay;
  /** The ends of that side at which the contact did not come to. */
  readonly ends: readonly RouteEnd[];
}

/** The keys of what happened to a contact: `queue EM_Sales`, `close`, `forward`, `disconnect`, `response ack`, `end`. */
function happenedIn(events: readonly HistoryEvent<unknown>[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { kind, detail } of events) {
    if (kind === 'queued') {
      keys.add(`queue ${QUEUED.exec(detail)?.[1]?.toLowerCase() ?? detail}`);
      // A script that ends while its contact is queued ends nothing for the contact.
      keys.add('end');
    }
    if (kind === 'closed') keys.add('close');
    if (kind === 'forwarded_outside') keys.add('forward');
    if (kind === 'resubmitted') keys.add('disconnect');
    if (kind === 'default_skillset') keys.add('end');
    if (kind === 'automatic_response' || kind === 'automatic_response_skipped') keys.add('response');
  }
  return keys;
}

const keyOf = ({ kind, name }: RouteEnd): string => (kind === 'queue' ? `queue ${name.toLowerCase()}` : kind);

/**
 * The sides of branches that lead elsewhere, the last branch on the way first. `lines` are those of all rows, in order. The ends of a
 * side are those of its code alone (route-ends.ts); a name that a variable or intrinsic gave is taken as it was read, and an end whose
 * name nobody read is passed over.
 */
export function otherWays(lines: readonly TraceLine[], events: readonly HistoryEvent<unknown>[]): readonly OtherWay[] {
  const happened = happenedIn(events);
  const read = new Map<string, string>();
  for (const { values = [] } of lines) for (const { name, value } of values) read.set(name, String(value));
  const found: OtherWay[] = [];
  for (const line of [...lines].reverse()) {
    const { others = [] } = line.branch ?? {};
    for (const way of [...others].sort((a, b) => a.flips.length - b.flips.length)) {
      const named = way.ends.flatMap(({ read: isRead, ...end }) => {
        const name = isRead ? read.get(end.name) : end.name;
        return name === undefined ? [] : [{ ...end, name }];
      });
      const ends = named.filter((end) => !happened.has(keyOf(end)));
      if (ends.length > 0) found.push({ line, way, ends });
    }
  }
  return found;
}

/** Characters of a text that a sentence quotes. */
const QUOTED = 60;

function quoted(value: number | string | boolean): string {
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > QUOTED ? `${value.slice(0, QUOTED - 1)}…` : value);
}

/** The values that would have sent a contact another way: `QUEUED COUNT EM_Billing was 7; with 10 or less`. */
export function flipWords({ flips }: Pick<TracedWay, 'flips'>): string {
  const [only] = flips;
  if (only === undefined) return 'its condition faulted; without that';
  if (flips.length === 1 && only.was !== undefined) {
    const how = /^(containing|not containing|matching|not matching|equal to|[<>=])/.test(only.with)
      ? `one ${only.with}`
      : only.with;
    return `${only.name} was ${quoted(only.was)}; with ${how}`;
  }
  const was = flips.flatMap(({ name, was: value }) => (value === undefined ? [] : [`${name} was ${quoted(value)}`]));
  const wanted = flips.map(({ name, with: how }) => `${name} ${how}`);
  return `${was.length === 0 ? '' : `${was.join(' and ')}; `}with ${wanted.join(' and ')}`;
}

const END_WORDS: { readonly [K in RouteEnd['kind']]: (name: string) => string } = {
  queue: (name) => `gone to ${name}`,
  close: () => 'been closed',
  forward: () => 'been forwarded outside the centre',
  disconnect: () => 'been resubmitted by DISCONNECT',
  response: (name) => `been sent ${name}`,
  end: () => 'come to the end of its script, queued nowhere',
};

/** Ends that a sentence names, at most. */
const ENDS_NAMED = 3;

/** Where a side leads: `gone to EM_Sales (Master_Script:12)`. */
export function endWords(ends: readonly RouteEnd[]): string {
  const words = ends
    .slice(0, ENDS_NAMED)
    .map(({ kind, name, script, line }) => `${END_WORDS[kind](name)} (${script}:${line})`);
  return ends.length > ENDS_NAMED ? `${words.join(', ')} or elsewhere` : words.join(' or ');
}

type Known = Pick<TraceLine, 'values' | 'valuesFolded' | 'stored' | 'storedFolded'>;

/** What a line read, each value once, and what it stored: `n_cv = 3`, `n_cv := 4`; `… 12 more` stands where some were left out. */
export function knownWords({ values = [], valuesFolded, stored = [], storedFolded }: Known): readonly string[] {
  const read = values.map(({ name, value }) => `${name} = ${quoted(value)}`);
  const put = stored.map(({ name, value }) => `${name} := ${quoted(value)}`);
  return [...new Set(withFold(read, valuesFolded)), ...withFold(put, storedFolded)];
}

/** What is left out is left out in the middle. */
function withFold(words: readonly string[], folded = 0): readonly string[] {
  const middle = words.length / 2;
  return folded === 0 ? words : [...words.slice(0, middle), `… ${folded} more`, ...words.slice(middle)];
}

/** Which way an IF or a WHERE went: `then`, `VALUE 2`, `no VALUE matched`. */
export function wayWords({ kind, taken, number }: NonNullable<TraceLine['branch']>): string {
  switch (taken) {
    case 'value':
      return `VALUE ${number}`;
    case 'default':
      return 'DEFAULT';
    case 'none':
      return kind === 'where' ? 'no VALUE matched' : 'past END IF';
    case 'fault':
      return 'a fault, no VALUE runs';
    default:
      return taken;
  }
}
