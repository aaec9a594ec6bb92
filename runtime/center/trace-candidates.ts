/** The agents that matching passed over for a contact, each with the reason (design decision 6). */
import type { ContactType } from '../../vm/index.ts';
import type { Skill } from './centre.ts';
import { SECOND } from './local-time.ts';
import type { Candidate, MatchOrder } from './matching.ts';
import { queueName } from './queueing.ts';
import type { Agent, Contact, State } from './state.ts';
import { recordDecision } from './traces.ts';

/** Candidates that one decision names, at most. */
const CANDIDATES_MAX = 20;

/** Why an agent is not to be had for such a contact just now; undefined for an idle one. */
function unavailable(agent: Agent, type: ContactType): string | undefined {
  if (agent.state === 'logged_out') return 'not logged in';
  if (agent.state === 'not_ready') return agent.reason === undefined ? 'not ready' : `not ready: ${agent.reason}`;
  if (agent.idle) return undefined;
  if (agent.capacity === 0) return `takes no ${type}`;
  if (agent.offer !== undefined) return `contact ${agent.offer.contact.id} is offered to them`;
  return `at capacity: ${agent.open.size} of ${agent.capacity} open`;
}

/** Why an idle agent lost to another, by the first thing in which the order tells them apart. */
function whyAfter(state: State, loser: Candidate, winner: Candidate, order: MatchOrder): string {
  const urgency =
    loser.place.priority > winner.place.priority
      ? `its queue has priority ${loser.place.priority}, after ${winner.place.priority}`
      : undefined;
  const level = loser.level > winner.level ? `level ${loser.level}, after ${winner.level}` : undefined;
  const idleS = ({ agent }: Candidate): number => Math.floor((state.at - agent.idleSinceAt) / SECOND);
  const idle =
    loser.agent.idleSinceAt > winner.agent.idleSinceAt
      ? `idle for less time: ${idleS(loser)} s, ${winner.agent.login} ${idleS(winner)} s`
      : undefined;
  const reasons = {
    contact_first: [urgency, level, idle],
    skillset_first: [level, urgency, idle],
    longest_idle: [idle, level, urgency],
  };
  return reasons[order].find((reason) => reason !== undefined) ?? 'after in order';
}

/** Records what was decided about a contact, and who lost. */
export function traceCandidates(
  state: State,
  contact: Contact,
  winner: Candidate | undefined,
  order: MatchOrder,
): void {
  const candidates: { agent: string; lost: string }[] = [];
  const seen = contact.places.length > 1 ? new Set<Agent>() : undefined;
  let more = '';
  const lost = (loser: Candidate, skill: Skill | undefined): void => {
    const { agent } = loser;
    if (agent === winner?.agent || seen?.has(agent) === true) return;
    seen?.add(agent);
    candidates.push({ agent: agent.login, lost: whyLost(state, loser, skill, winner, order) });
  };
  for (const place of contact.places) {
    const { queue } = place;
    if (queue.kind === 'agent') {
      lost({ agent: state.agents[queue.id] as Agent, place, level: 0 }, undefined);
      continue;
    }
    for (const { agent, skill } of state.centre?.holders[queue.id] ?? []) {
      if (candidates.length >= CANDIDATES_MAX) {
        more = '; further candidates are not named';
        break;
      }
      lost({ agent: state.agents[agent] as Agent, place, level: skill.level }, skill);
    }
  }
  const text =
    winner === undefined
      ? `nobody is free for ${contact.places.map(({ queue }) => queueName(state, queue)).join(', ')}`
      : `offered to ${winner.agent.login} for ${queueName(state, winner.place.queue)}`;
  recordDecision(state, contact, { script: '', line: 0, text: `${text}${more}`, candidates });
}

function whyLost(
  state: State,
  loser: Candidate,
  skill: Skill | undefined,
  winner: Candidate | undefined,
  order: MatchOrder,
): string {
  const reason = unavailable(loser.agent, loser.place.contact.type);
  if (reason !== undefined) return reason;
  if (skill?.standby === true && (state.skillsets[skill.skillset]?.logged ?? 0) > 0)
    return 'standby, and others are logged in';
  return winner === undefined ? 'not asked' : whyAfter(state, loser, winner, order);
}
