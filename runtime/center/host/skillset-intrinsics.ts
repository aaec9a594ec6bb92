/** Intrinsics about queues and agents as they stand (language §6); a list rule stands beside each. */
import type { IntrinsicName } from '../../../vm/index.ts';
import { inService } from '../agents.ts';
import { SECOND } from '../local-time.ts';
import { placeIn } from '../queueing.ts';
import type { Agent, Contact, SkillsetState, State } from '../state.ts';
import type { Place } from '../waiting-queue.ts';
import { type IntrinsicAnswer, int, of } from './intrinsic-answer.ts';

/** The skillsets of a list that exist; empty and gone ones are passed over. */
export function skillsetsOf(state: State, ids: readonly number[]): SkillsetState[] {
  const found: SkillsetState[] = [];
  for (const id of ids) {
    const skillset = state.skillsets[id];
    if (skillset !== undefined && !found.includes(skillset)) found.push(skillset);
  }
  return found;
}

/** The contact's places in the skillsets of a list. */
function placesIn(state: State, contact: Contact, ids: readonly number[]): Place[] {
  return skillsetsOf(state, ids)
    .map(({ queue }) => placeIn(contact, queue))
    .filter((place) => place !== undefined);
}

/** Distinct contacts of several queues: all of the longest, and those of the rest that are not in a longer one. */
function queuedCount(skillsets: readonly SkillsetState[]): number {
  const queues = skillsets.map(({ queue }) => queue).sort((a, b) => b.size - a.size);
  let count = 0;
  queues.forEach((queue, index) => {
    if (index === 0) count += queue.size;
    else
      for (const { contact } of queue.places())
        if (!queues.slice(0, index).some((longer) => placeIn(contact, longer) !== undefined)) count++;
  });
  return count;
}

/** Distinct agents of several skillsets. */
function agentCount(state: State, ids: readonly number[], counts: (agent: Agent) => boolean): number {
  return state.agents.filter((agent) => counts(agent) && agent.skills.some(({ skillset }) => ids.includes(skillset)))
    .length;
}

/** Idle for a skillset: standby only counts while nobody else is logged in to it. */
function idleCount(state: State, skillsets: readonly SkillsetState[]): number {
  const agents = state.agents.filter(
    (agent) =>
      agent.idle &&
      agent.skills.some(({ skillset, standby }) =>
        skillsets.some(({ id, logged }) => id === skillset && !(standby && logged > 0)),
      ),
  );
  return agents.length;
}

const agentOf = (state: State, ids: readonly number[]): Agent | undefined => state.agents[ids[0] ?? -1];

export const SKILLSET_INTRINSICS = {
  'OUT OF SERVICE': of((state, _contact, ids) => (skillsetsOf(state, ids).some(inService) ? 0 : 1)),
  'QUEUED COUNT': of((state, _contact, ids) => queuedCount(skillsetsOf(state, ids))),
  'LOGGED AGENT COUNT': of((state, _contact, ids) => agentCount(state, ids, (agent) => agent.state !== 'logged_out')),
  'IDLE AGENT COUNT': of((state, _contact, ids) => idleCount(state, skillsetsOf(state, ids))),
  'LOGGED AGENT': of((state, _contact, ids) => {
    const agent = agentOf(state, ids);
    return agent?.inDirectory === true && agent.state !== 'logged_out' ? 1 : 0;
  }),
  'IDLE AGENT': of((state, _contact, ids) => (agentOf(state, ids)?.idle === true ? 1 : 0)),
  // Minimum over the queues it waits in.
  'POSITION IN QUEUE': of((state, contact, ids) => {
    const positions = placesIn(state, contact, ids).map(({ queue, priority }) => queue.ahead(contact, priority) + 1);
    return positions.length === 0 ? 0 : Math.min(...positions);
  }),
  // The most urgent it waits with.
  'PRIORITY IN QUEUE': of((state, contact, ids) => {
    const priorities = placesIn(state, contact, ids).map(({ priority }) => priority);
    return priorities.length === 0 ? 0 : Math.min(...priorities);
  }),
  'PRIORITY IN NETWORK QUEUE': of(() => 0),
  // The greatest age.
  OLDEST: of((state, _contact, ids) => {
    const ages = skillsetsOf(state, ids).map(({ queue }) => {
      const oldest = queue.oldest();
      return oldest === undefined ? 0 : Math.max(0, Math.floor((state.at - oldest.arrivedAt) / SECOND));
    });
    return Math.max(0, ...ages);
  }),
  'TOTAL ACTIVE CALLS': int((state) => state.counted.New + state.counted.Open + state.counted.Waiting),
} as const satisfies Readonly<Partial<Record<IntrinsicName, IntrinsicAnswer>>>;
