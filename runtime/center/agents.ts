/**
 * Agents: presence, capacity, and the lists of idle ones that matching looks at (language §10). All counts are those of the
 * lists (design decision 9).
 */
import { CELL_WORDS, CELLS } from '../../vm/index.ts';
import { touchAgent } from './batch.ts';
import type { Centre } from './centre.ts';
import type { PresenceRow, PresenceState } from './model.ts';
import { SortedList } from './sorted-list.ts';
import type { Agent, IdleEntry, SkillsetState, State } from './state.ts';
import { SkillsetStatistics } from './statistics.ts';
import { WaitingQueue } from './waiting-queue.ts';

/** Idle agents of one skillset: best level, then idle longest, then the smaller id. */
function bestFirst(a: IdleEntry, b: IdleEntry): number {
  return a.level - b.level || a.agent.idleSinceAt - b.agent.idleSinceAt || a.agent.id - b.agent.id;
}

export function newSkillset(id: number): SkillsetState {
  return {
    id,
    queue: new WaitingQueue('skillset', id),
    logged: 0,
    loggedStandby: 0,
    idle: new SortedList(bestFirst),
    idleStandby: new SortedList(bestFirst),
    statistics: new SkillsetStatistics(),
  };
}

export function newAgent(id: number, login: string): Agent {
  return {
    id,
    login,
    skills: [],
    capacity: 0,
    inDirectory: false,
    state: 'logged_out',
    reason: undefined,
    sinceAt: 0,
    idleSinceAt: 0,
    idle: false,
    idleIn: [],
    offer: undefined,
    open: new Set(),
    queue: new WaitingQueue('agent', id),
  };
}

/** The idle agents that a skillset can be offered to now: standby ones only while nobody else is logged in to it (language §10). */
export function eligible(skillset: SkillsetState): SortedList<IdleEntry> {
  return skillset.logged > 0 ? skillset.idle : skillset.idleStandby;
}

export function inService(skillset: SkillsetState): boolean {
  return skillset.logged + skillset.loggedStandby > 0;
}

/** What a script reads of a skillset's agents. */
function refreshCells(state: State, skillset: SkillsetState): void {
  const at = skillset.id * CELL_WORDS;
  state.cells[at + CELLS.loggedAgents] = skillset.logged + skillset.loggedStandby;
  state.cells[at + CELLS.idleAgents] = eligible(skillset).size;
}

/** Contacts an agent has, open and offered. */
export function load(agent: Agent): number {
  return agent.open.size + (agent.offer === undefined ? 0 : 1);
}

function shouldBeIdle(agent: Agent): boolean {
  return agent.inDirectory && agent.state === 'ready' && agent.offer === undefined && load(agent) < agent.capacity;
}

function listIdle(state: State, agent: Agent): void {
  for (const skill of agent.skills) {
    const skillset = state.skillsets[skill.skillset];
    if (skillset === undefined) continue;
    const list = skill.standby ? skillset.idleStandby : skillset.idle;
    const entry: IdleEntry = { agent, level: skill.level };
    list.add(entry);
    agent.idleIn.push({ list, entry });
    refreshCells(state, skillset);
  }
}

function unlistIdle(state: State, agent: Agent): void {
  for (const { list, entry } of agent.idleIn) list.delete(entry);
  agent.idleIn = [];
  for (const skill of agent.skills) {
    const skillset = state.skillsets[skill.skillset];
    if (skillset !== undefined) refreshCells(state, skillset);
  }
}

/** Brings `idle` up to date after any change of presence, offers, open contacts or the directory. */
export function refreshIdle(state: State, agent: Agent): void {
  const idle = shouldBeIdle(agent);
  if (idle === agent.idle) return;
  agent.idle = idle;
  if (idle) {
    agent.idleSinceAt = state.at;
    touchAgent(state, agent);
    listIdle(state, agent);
    state.agentsToMatch.add(agent);
  } else {
    unlistIdle(state, agent);
    state.agentsToMatch.delete(agent);
  }
}

function countLogged(state: State, agent: Agent, by: 1 | -1): void {
  for (const skill of agent.skills) {
    const skillset = state.skillsets[skill.skillset];
    if (skillset === undefined) continue;
    if (skill.standby) skillset.loggedStandby += by;
    else skillset.logged += by;
    if (by < 0 && skillset.logged === 0)
      for (const { agent: other } of skillset.idleStandby) state.agentsToMatch.add(other);
    refreshCells(state, skillset);
  }
}

/** Changes an agent's presence. Going ready starts the idle time anew. */
export function setPresence(state: State, agent: Agent, to: PresenceState, reason: string | undefined): void {
  const from = agent.state;
  if (from === to && agent.reason === reason) return;
  agent.reason = reason;
  if (from !== to) {
    agent.state = to;
    agent.sinceAt = state.at;
    if (from === 'logged_out') countLogged(state, agent, 1);
    refreshIdle(state, agent);
    if (to === 'logged_out') countLogged(state, agent, -1);
  }
  touchAgent(state, agent);
}

/** Presence as a row says: nothing is written, nothing starts anew. */
export function restorePresence(agent: Agent, row: PresenceRow): void {
  agent.state = row.state;
  agent.reason = row.reason;
  agent.sinceAt = row.sinceAt;
  agent.idleSinceAt = row.idleSinceAt;
}

/** Agents and skillsets that names have, and room for them in the cells. */
export function makeRoom(state: State): void {
  for (let id = state.agents.length; id < state.names.count('agent'); id++)
    state.agents.push(newAgent(id, state.names.nameOf('agent', id)));
  for (let id = state.skillsets.length; id < state.names.count('skillset'); id++) state.skillsets.push(newSkillset(id));
  const words = state.skillsets.length * CELL_WORDS;
  if (state.cells.length >= words) return;
  const cells = new Int32Array(words);
  cells.set(state.cells);
  state.cells = cells;
}

/**
 * Gives all agents what a directory says of them and fills the idle lists anew. `restored`: agents that are idle by their rows
 * keep their idle time; otherwise who becomes idle now is idle since now.
 */
export function bindAgents(state: State, centre: Centre, restored: boolean): void {
  for (const skillset of state.skillsets) {
    skillset.logged = 0;
    skillset.loggedStandby = 0;
  }
  for (const agent of state.agents) {
    unlistIdle(state, agent);
    const bound = centre.agents[agent.id];
    agent.inDirectory = bound !== undefined;
    agent.skills = bound?.skills ?? [];
    agent.capacity = bound === undefined ? 0 : (bound.entry.capacity.EMail ?? 1);
    if (agent.state !== 'logged_out') countLogged(state, agent, 1);
  }
  for (const skillset of state.skillsets) refreshCells(state, skillset);
  for (const agent of state.agents) {
    if (restored) agent.idle = shouldBeIdle(agent);
    else if (agent.idle && !shouldBeIdle(agent)) agent.idle = false;
    if (agent.idle) {
      listIdle(state, agent);
      state.agentsToMatch.add(agent);
    } else refreshIdle(state, agent);
  }
}

/** The agent behind a log-in name, without regard to case, or a number as the directory writes it. */
export function findAgent(state: State, name: string): Agent | undefined {
  const id = state.centre?.idOf('agent', name) ?? -1;
  return state.agents[id];
}
