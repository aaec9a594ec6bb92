/**
 * A contact's life: New → Open → Waiting or Closed and back. Every change of `state` and `agent` happens here, so
 * that counts, capacity and history follow.
 */
import { dropMachine } from '../../vm/index.ts';
import { refreshIdle } from './agents.ts';
import { addAction, effect, note, putRequest, touch } from './batch.ts';
import { cleanText, TEXT_LIMITS } from './clean.ts';
import { SECOND } from './local-time.ts';
import type { ActionSource, ContactState } from './model.ts';
import { cancelOffer } from './offers.ts';
import { leaveAllQueues } from './queueing.ts';
import type { Agent, Contact, State } from './state.ts';

/** Changes the state and the counts. */
export function setState(state: State, contact: Contact, to: ContactState): void {
  if (contact.state !== 'Closed') state.counted[contact.state]--;
  if (to !== 'Closed') state.counted[to]++;
  contact.state = to;
  touch(state, contact);
}

/** Takes a contact that is new to the memory in, with the state it has. */
export function addContact(state: State, contact: Contact): void {
  state.contacts.set(contact.id, contact);
  if (contact.state !== 'Closed') state.counted[contact.state]++;
}

/** Ends the script run, if there is one. */
export function endRun(state: State, contact: Contact): void {
  if (contact.run === undefined) return;
  // A script that ends its own run still stands in its record; activate() gives that back.
  if (state.running !== contact) dropMachine(contact.run.machine);
  contact.run = undefined;
  touch(state, contact);
}

/** Seconds that the contact has been open with its agent up to now. */
export function openForS(state: State, contact: Contact): number {
  if (contact.state !== 'Open' || contact.openedAt === undefined) return 0;
  return Math.max(0, Math.round((state.at - contact.openedAt) / SECOND));
}

/** The agent has the contact open from now on: it leaves its queues and its script ends. */
export function openContact(state: State, contact: Contact, agent: Agent): void {
  leaveAllQueues(state, contact);
  endRun(state, contact);
  contact.agent = agent.id;
  contact.openedAt = state.at;
  contact.callbackAt = undefined;
  agent.open.add(contact);
  setState(state, contact, 'Open');
  state.batch.agents.add(agent);
  refreshIdle(state, agent);
}

/** The agent who had the contact open is rid of it. */
export function releaseContact(state: State, contact: Contact): void {
  if (contact.agent === undefined) return;
  const agent = state.agents[contact.agent] as Agent;
  contact.openDurationS += openForS(state, contact);
  contact.agent = undefined;
  agent.open.delete(contact);
  touch(state, contact);
  state.batch.agents.add(agent);
  refreshIdle(state, agent);
}

/** Open requests of a contact that nobody waits for any more. */
export function dropRequests(state: State, contact: Contact): void {
  for (const id of state.requestsOf.get(contact.id) ?? []) {
    const request = state.requests.get(id);
    if (request?.kind === 'request')
      putRequest(state, { ...request, state: request.state === 'open' ? 'timed_out' : 'done' });
  }
  state.requestsOf.delete(contact.id);
}

export interface Closing {
  readonly source: ActionSource;
  readonly agent?: Agent;
  /** Reason's id. */
  readonly reason?: number;
  readonly text?: string;
}

/** Closes a contact, whatever it was doing. Returns the action's id. */
export function closeContact(state: State, contact: Contact, closing: Closing): number {
  cancelOffer(state, contact, 'closed');
  leaveAllQueues(state, contact);
  endRun(state, contact);
  dropRequests(state, contact);
  const timeAllocatedS = openForS(state, contact);
  releaseContact(state, contact);
  contact.callbackAt = undefined;
  contact.closedAt = state.at;
  contact.reason = closing.reason;
  contact.closeText = closing.text === undefined ? undefined : cleanText(closing.text, TEXT_LIMITS.comment);
  setState(state, contact, 'Closed');
  state.batch.closed.add(contact);
  const reason =
    closing.reason === undefined ? (contact.closeText ?? '') : state.names.nameOf('reason', closing.reason);
  const who = closing.agent?.login ?? '';
  note(state, contact.id, 'closed', who === '' || reason === '' ? who + reason : `${who}: ${reason}`);
  return addAction(state, contact.id, {
    source: closing.source,
    state: 'Contact_Closed',
    ...(closing.agent === undefined ? {} : { agent: closing.agent.id }),
    ...(contact.closeText === undefined ? {} : { comment: contact.closeText }),
    timeAllocatedS,
  });
}

/** The contact waits outside of all queues: postponed until a moment, or for an answer from outside. */
export function parkContact(state: State, contact: Contact, callbackAt: number | undefined): void {
  contact.preferredAgent = contact.agent ?? contact.preferredAgent;
  releaseContact(state, contact);
  contact.callbackAt = callbackAt;
  setState(state, contact, 'Waiting');
  if (callbackAt !== undefined) state.timers.add({ dueAt: callbackAt, kind: 'callback', id: contact.id });
}

/** Tells the agent who has the contact open that it changed. */
export function tellAgent(state: State, contact: Contact, why: string): void {
  const agent = contact.agent === undefined ? undefined : state.agents[contact.agent];
  effect(state, {
    kind: 'contact_changed',
    contact: contact.id,
    ...(agent === undefined ? {} : { agent: agent.login }),
    why,
  });
}
