/**
 * Statistics intrinsics (language §6). All come from accepted offers and from queues as they stand, so a restart changes none.
 *
 * EXPECTED WAIT TIME of a contact for one skillset, in seconds:
 *
 *     place × 600 / answered, rounded up
 *
 * `answered` is how many contacts the skillset's agents accepted in the last 600 seconds, and `place` is 1 for the next to be
 * offered: one more than the contacts of equal or higher priority ahead of it. A contact that does not wait there is asked about
 * the place that it would get with CONTACT PRIORITY. Without an answer in the last 600 seconds there is no data: 0.
 */
import type { IntrinsicName } from '../../../vm/index.ts';
import { dayStartAt } from '../local-time.ts';
import { placeIn } from '../queueing.ts';
import type { Contact, SkillsetState, State } from '../state.ts';
import { WINDOW_S } from '../statistics.ts';
import { type IntrinsicAnswer, int, of } from './intrinsic-answer.ts';
import { skillsetsOf } from './skillset-intrinsics.ts';

const MAX_S = 0x7fff_ffff;

/** The formula above; 0 without data. */
export function expectedWaitS(state: State, contact: Contact, skillset: SkillsetState): number {
  const { count } = skillset.statistics.window(state.at);
  if (count === 0) return 0;
  const priority = placeIn(contact, skillset.queue)?.priority ?? contact.priority;
  return Math.min(MAX_S, Math.ceil(((skillset.queue.ahead(contact, priority) + 1) * WINDOW_S) / count));
}

/** Mean wait of contacts answered in the last 10 minutes, rounded; undefined without data. */
export function averageSpeedAnswerS(state: State, skillset: SkillsetState): number | undefined {
  const { count, waitS } = skillset.statistics.window(state.at);
  return count === 0 ? undefined : Math.round(waitS / count);
}

/** Per cent of today's contacts answered within the skillset's threshold, over all skillsets of a list; 100 without contacts. */
export function serviceLevel(state: State, skillsets: readonly SkillsetState[]): number {
  const since = dayStartAt(state.centre?.directory.transitions ?? [], state.at);
  let within = 0;
  let total = 0;
  for (const skillset of skillsets) {
    const day = skillset.statistics.today(since, state.centre?.skillsets[skillset.id]?.serviceLevelS ?? 0);
    within += day.within;
    total += day.total;
  }
  return total === 0 ? 100 : Math.floor((100 * within) / total);
}

/** The least of those that have data; 0 when none has. */
function least(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? 0 : Math.min(...known);
}

export const STATISTICS_INTRINSICS = {
  'EXPECTED WAIT TIME': of((state, contact, ids) =>
    least(skillsetsOf(state, ids).map((skillset) => expectedWaitS(state, contact, skillset) || undefined)),
  ),
  'AVERAGE SPEED ANSWER': of((state, _contact, ids) =>
    least(skillsetsOf(state, ids).map((skillset) => averageSpeedAnswerS(state, skillset))),
  ),
  'SERVICE LEVEL': of((state, _contact, ids) => serviceLevel(state, skillsetsOf(state, ids))),
  'CALL RATE': int((state) => state.arrivals.count(state.at)),
} as const satisfies Readonly<Partial<Record<IntrinsicName, IntrinsicAnswer>>>;
