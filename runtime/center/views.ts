/** What pages and integrators are shown of agents and queues, made from the state at the moment of asking. */

import { CELL_WORDS, CELLS } from '../../vm/index.ts';
import { inService } from './agents.ts';
import { averageSpeedAnswerS, serviceLevel } from './host/statistics-intrinsics.ts';
import { SECOND } from './local-time.ts';
import { offerView } from './offers.ts';
import type { AgentView, QueueView } from './protocol.ts';
import type { Agent, State } from './state.ts';
import { olderFirst } from './waiting-queue.ts';

export function agentView(state: State, agent: Agent): AgentView {
  const entry = state.centre?.agents[agent.id]?.entry;
  const offers = agent.offer === undefined ? [] : [offerView(state, agent.offer)];
  const contacts = [...agent.open, ...(agent.offer === undefined ? [] : [agent.offer.contact])];
  return {
    login: agent.login,
    name: entry?.name ?? agent.login,
    id: entry?.id ?? '',
    state: agent.state,
    ...(agent.reason === undefined ? {} : { reason: agent.reason }),
    sinceAt: agent.sinceAt,
    skillsets: (entry?.skillsets ?? []).map(({ skillset, level }) => ({ name: skillset, level })),
    open: contacts.sort(olderFirst).map(({ id }) => id),
    offers,
  };
}

/** Agents of the present directory, in its order. */
export function agentViews(state: State): AgentView[] {
  const agents = state.centre?.directory.agents ?? [];
  return agents.map(({ login }) => agentView(state, state.agents[state.names.find('agent', login)] as Agent));
}

/** Skillsets of the present directory, in its order. */
export function queueViews(state: State): QueueView[] {
  return (state.centre?.directory.skillsets ?? []).map(({ name }) => {
    const skillset = state.skillsets[state.names.find('skillset', name)] as (typeof state.skillsets)[number];
    const oldest = skillset.queue.oldest();
    return {
      skillset: name,
      inService: inService(skillset),
      waiting: skillset.queue.size,
      oldestS: oldest === undefined ? 0 : Math.max(0, Math.floor((state.at - oldest.arrivedAt) / SECOND)),
      loggedAgents: skillset.logged + skillset.loggedStandby,
      idleAgents: state.cells[skillset.id * CELL_WORDS + CELLS.idleAgents] ?? 0,
      serviceLevel: serviceLevel(state, [skillset]),
      averageSpeedAnswerS: averageSpeedAnswerS(state, skillset) ?? 0,
    };
  });
}
