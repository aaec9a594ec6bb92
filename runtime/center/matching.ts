/**
 * Which agent gets which contact (language §10). Every choice, from either side, is the least candidate by `compareCandidates`.
 *
 * INVARIANT: after `matchAll` no idle agent stands beside a contact that could be offered to that agent. It held before the
 * event, so only agents and contacts that the event changed need looking at.
 */
import { eligible } from './agents.ts';
import { makeOffer } from './offers.ts';
import type { Agent, Contact, IdleEntry, SkillsetState, State } from './state.ts';
import { traceCandidates } from './trace-candidates.ts';
import { olderFirst, type Place } from './waiting-queue.ts';

/** One contact for one agent, through one queue. */
export interface Candidate {
  readonly agent: Agent;
  readonly place: Place;
  /** The agent's level for the skillset; 0 through the agent's own queue. */
  readonly level: number;
}

/** The two orders a centre can choose, and the one of QUEUE TO SKILLSET LONGEST IDLE AGENT. */
export type MatchOrder = 'contact_first' | 'skillset_first' | 'longest_idle';

/** The one ordering of candidates: the lesser is the better. */
export function compareCandidates(order: MatchOrder, a: Candidate, b: Candidate): number {
  const urgency = a.place.priority - b.place.priority;
  const level = a.level - b.level;
  const idle = a.agent.idleSinceAt - b.agent.idleSinceAt || a.agent.id - b.agent.id;
  const age = olderFirst(a.place.contact, b.place.contact);
  switch (order) {
    case 'contact_first':
      return urgency || level || age || idle;
    case 'skillset_first':
      return level || urgency || age || idle;
    case 'longest_idle':
      return idle || level || urgency || age;
  }
}

function better(order: MatchOrder, best: Candidate | undefined, next: Candidate | undefined): Candidate | undefined {
  if (next === undefined) return best;
  return best === undefined || compareCandidates(order, next, best) < 0 ? next : best;
}

/** The idle agent of a skillset that has been idle longest: the first of each level, level by level. */
function longestIdle(skillset: SkillsetState): IdleEntry | undefined {
  const list = eligible(skillset);
  let longest: IdleEntry | undefined;
  let entry = list.first();
  while (entry !== undefined) {
    if (
      longest === undefined ||
      (entry.agent.idleSinceAt - longest.agent.idleSinceAt || entry.agent.id - longest.agent.id) < 0
    )
      longest = entry;
    const { level } = entry;
    entry = list.firstFrom((other) => other.level > level);
  }
  return longest;
}

/** The best idle agent for a contact. */
export function bestAgent(state: State, contact: Contact, order: MatchOrder): Candidate | undefined {
  let best: Candidate | undefined;
  for (const place of contact.places) {
    if (place.queue.kind === 'agent') {
      const agent = state.agents[place.queue.id] as Agent;
      if (agent.idle) best = better(order, best, { agent, place, level: 0 });
      continue;
    }
    const skillset = state.skillsets[place.queue.id] as SkillsetState;
    const entry = order === 'longest_idle' ? longestIdle(skillset) : eligible(skillset).first();
    if (entry !== undefined) best = better(order, best, { agent: entry.agent, place, level: entry.level });
  }
  return best;
}

/** The best waiting contact for an idle agent. */
export function bestContact(state: State, agent: Agent, order: MatchOrder): Candidate | undefined {
  let best: Candidate | undefined;
  const own = agent.queue.firstFree();
  if (own !== undefined) best = { agent, place: own, level: 0 };
  for (const { skillset: id, level, standby } of agent.skills) {
    const skillset = state.skillsets[id];
    if (skillset === undefined || (standby && skillset.logged > 0)) continue;
    const place = skillset.queue.firstFree();
    if (place !== undefined) best = better(order, best, { agent, place, level });
  }
  return best;
}

function orderOf(state: State): MatchOrder {
  return state.centre?.directory.presentation.order ?? 'contact_first';
}

function orderFor(state: State, contact: Contact): MatchOrder {
  return state.longestIdle.has(contact) ? 'longest_idle' : orderOf(state);
}

function matchContact(state: State, contact: Contact): void {
  const order = orderFor(state, contact);
  if (contact.offer !== undefined || contact.places.length === 0) return;
  const best = bestAgent(state, contact, order);
  traceCandidates(state, contact, best, order);
  if (best !== undefined) makeOffer(state, best.place, best.agent);
}

/** A contact that came back in the same event, as from a declined offer, may be better with another: the agent is looked at again then. */
function matchAgent(state: State, agent: Agent): void {
  while (agent.idle) {
    const best = bestContact(state, agent, orderOf(state));
    if (best === undefined) return;
    const { contact } = best.place;
    const isNew = state.contactsToMatch.has(contact);
    const order = isNew ? orderFor(state, contact) : orderOf(state);
    const chosen = (isNew ? bestAgent(state, contact, order) : undefined) ?? best;
    traceCandidates(state, contact, chosen, order);
    makeOffer(state, chosen.place, chosen.agent);
  }
}

/** Offers what can be offered. Called after each event, when no script runs. */
export function matchAll(state: State): void {
  if (state.agentsToMatch.size > 0) {
    const agents = [...state.agentsToMatch].sort((a, b) => a.idleSinceAt - b.idleSinceAt || a.id - b.id);
    state.agentsToMatch.clear();
    for (const agent of agents) matchAgent(state, agent);
  }
  if (state.contactsToMatch.size > 0) {
    const contacts = [...state.contactsToMatch].sort(olderFirst);
    state.contactsToMatch.clear();
    for (const contact of contacts) matchContact(state, contact);
  }
  state.longestIdle.clear();
}
