/** The agents that matching passed over for a contact, each with the reason (design decision 6). */
import type { Skill } from './centre.ts';
import type { Candidate, MatchOrder } from './matching.ts';
import { queueName } from './queueing.ts';
import type { Agent, Contact, State } from './state.ts';
import { recordDecision } from './traces.ts';

/** Candidates that one decision names, at most. */
const CANDIDATES_MAX = 20;

/** Why an agent is not to be had for anything just now; undefined for an idle one. */
function unavailable(agent: Agent): string | undefined {
  if (agent.state === 'logged_out') return 'not logged in';
  if (agent.state === 'not_ready') return agent.reason === undefined ? 'not ready' : `not ready: ${agent.reason}`;
  if (agent.idle) return undefined;
  return agent.offer === undefined ? 'at capacity' : 'another offer is outstanding';
}

function whyLost(state: State, agent: Agent, skill: Skill, winner: Candidate | undefined, order: MatchOrder): string {
  const reason = unavailable(agent);
  if (reason !== undefined) return reason;
  if (skill.standby && (state.skillsets[skill.skillset]?.logged ?? 0) > 0) return 'standby, and others are logged in';
  if (winner === undefined) return 'not asked';
  if (order !== 'longest_idle' && skill.level > winner.level) return `level ${skill.level}, after ${winner.level}`;
  if (agent.idleSinceAt > winner.agent.idleSinceAt) return 'idle for less time';
  return 'after in order';
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
  const lost = (agent: Agent, why: string): void => {
    if (agent === winner?.agent || seen?.has(agent) === true) return;
    seen?.add(agent);
    candidates.push({ agent: agent.login, lost: why });
  };
  for (const { queue } of contact.places) {
    if (queue.kind === 'agent') {
      const agent = state.agents[queue.id] as Agent;
      lost(agent, unavailable(agent) ?? 'after in order');
      continue;
    }
    for (const { agent: id, skill } of state.centre?.holders[queue.id] ?? []) {
      if (candidates.length >= CANDIDATES_MAX) break;
      const agent = state.agents[id] as Agent;
      lost(agent, whyLost(state, agent, skill, winner, order));
    }
  }
  const text =
    winner === undefined
      ? `nobody is free for ${contact.places.map(({ queue }) => queueName(state, queue)).join(', ')}`
      : `offered to ${winner.agent.login} for ${queueName(state, winner.place.queue)}`;
  recordDecision(state, contact, { script: '', line: 0, text, candidates });
}
