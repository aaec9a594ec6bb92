/** Random facts, the same on every run: as each peer takes them best, flat, and as `decide` takes them. */
import type { Facts } from '../../vm/decide/index.ts';
import { numbers } from '../numbers.ts';

/** What the decision reads, flat. */
export interface FlatFacts {
  readonly time: number;
  readonly day: number;
  readonly priority: number;
  readonly loggedB: number;
  readonly queuedC: number;
  readonly loggedC: number;
  readonly ewt: number;
  readonly inQueue: number;
  readonly age: number;
  readonly position: number;
}

export const FACT_NAMES: readonly (keyof FlatFacts)[] = [
  'time',
  'day',
  'priority',
  'loggedB',
  'queuedC',
  'loggedC',
  'ewt',
  'inQueue',
  'age',
  'position',
];

export function randomFacts(count: number): FlatFacts[] {
  const below = numbers(20_260_102);
  return Array.from({ length: count }, () => ({
    time: 450 + below(660),
    day: 1 + below(6),
    priority: 1 + below(6),
    loggedB: below(3),
    queuedC: below(30),
    loggedC: below(10),
    ewt: below(600),
    inQueue: 1 + below(6),
    age: below(900),
    position: below(80),
  }));
}

/** The same facts for `decide`. */
export function factsOf(flat: FlatFacts): Facts {
  return {
    'TIME OF DAY': flat.time,
    'DAY OF WEEK': flat.day,
    'CONTACT PRIORITY': flat.priority,
    'AGE OF CALL': flat.age,
    skillsets: {
      a_sk: { 'EXPECTED WAIT TIME': flat.ewt, 'PRIORITY IN QUEUE': flat.inQueue, 'POSITION IN QUEUE': flat.position },
      b_sk: { 'LOGGED AGENT COUNT': flat.loggedB },
      c_sk: { 'QUEUED COUNT': flat.queuedC, 'LOGGED AGENT COUNT': flat.loggedC },
    },
  };
}
