/**
 * What statements of a running script do to the centre (language §3). Nothing here runs a script or looks for an agent: that
 * comes after the script has stopped.
 */
import { CELL_WORDS, CELLS, type Host, type QueueChoice, type QueueKind, type Value } from '../../../vm/index.ts';
import { addressFault } from '../addresses.ts';
import { inService } from '../agents.ts';
import { giveResponse } from '../automatic-response.ts';
import { addAction, alarm, effect, note, touch } from '../batch.ts';
import { cleanText, cleanValues, TEXT_LIMITS } from '../clean.ts';
import { closeContact } from '../contacts.ts';
import { cancelOffer, offeringPlace } from '../offers.ts';
import { changePriority, enqueue, leaveQueue, placeIn } from '../queueing.ts';
import { sendToProvider } from '../requests.ts';
import type { Agent, Contact, SkillsetState, State } from '../state.ts';
import type { WaitingQueue } from '../waiting-queue.ts';

/** Closing text of a contact that a script forwarded outside: a system reason. */
export const FORWARDED = 'Forwarded';

type Statements = Pick<
  Host,
  | 'queue'
  | 'changePriority'
  | 'remove'
  | 'log'
  | 'sendInfo'
  | 'sendRequest'
  | 'giveResponse'
  | 'offerResponses'
  | 'routeContact'
  | 'closeContact'
>;

/** Whether the present directory has the name; a script that uses one that is gone is stopped afterwards. */
function present(state: State, kind: 'skillset' | 'agent' | 'response' | 'reason' | 'provider', id: number): boolean {
  const tables = {
    skillset: 'skillsets',
    agent: 'agents',
    response: 'responses',
    reason: 'reasons',
    provider: 'providers',
  } as const;
  if (id < 0) return false;
  if (state.centre?.[tables[kind]][id] !== undefined) return true;
  state.gone ??= `${kind} ${state.names.nameOf(kind, id)}`;
  return false;
}

/** The queues that a statement names; network skillsets have none without other sites. */
function queuesOf(state: State, kind: QueueKind, ids: readonly number[]): WaitingQueue[] {
  if (kind === 'network') return [];
  const found: WaitingQueue[] = [];
  for (const id of ids) {
    if (!present(state, kind, id)) continue;
    const owner: Agent | SkillsetState | undefined = kind === 'agent' ? state.agents[id] : state.skillsets[id];
    if (owner !== undefined) found.push(owner.queue);
  }
  return found;
}

/** Out of service and agents who are not logged in are passed over; the script goes on. */
function open(state: State, queue: WaitingQueue): boolean {
  if (queue.kind === 'agent') return (state.agents[queue.id] as Agent).state !== 'logged_out';
  return inService(state.skillsets[queue.id] as SkillsetState);
}

/** MOST LOGGED AGENTS: the one skillset with most agents logged in; the first listed of equals. */
function mostLogged(state: State, queues: readonly WaitingQueue[]): WaitingQueue[] {
  const logged = (queue: WaitingQueue): number => state.cells[queue.id * CELL_WORDS + CELLS.loggedAgents] ?? 0;
  const best = queues.reduce<WaitingQueue | undefined>(
    (most, queue) => (most === undefined || logged(queue) > logged(most) ? queue : most),
    undefined,
  );
  return best === undefined ? [] : [best];
}

function queue(
  state: State,
  contact: Contact,
  kind: QueueKind,
  ids: readonly number[],
  priority: number,
  choice: QueueChoice,
): void {
  let queues = queuesOf(state, kind, ids).filter((one) => open(state, one));
  if (choice === 'most_logged') queues = mostLogged(state, queues);
  let isNew = false;
  for (const one of queues) isNew = enqueue(state, contact, one, priority) || isNew;
  if (isNew && choice === 'longest_idle') state.longestIdle.add(contact);
}

function remove(state: State, contact: Contact, kind: QueueKind, ids: readonly number[]): void {
  for (const one of queuesOf(state, kind, ids)) {
    const place = placeIn(contact, one);
    if (place === undefined) continue;
    if (contact.offer !== undefined && offeringPlace(contact.offer) === place)
      cancelOffer(state, contact, 'removed from the queue');
    leaveQueue(state, place, '');
  }
}

/** ROUTE CONTACT: the customer's mail goes outside, and the contact is closed. */
function routeContact(state: State, contact: Contact, address: string): void {
  const to = cleanText(address.trim(), TEXT_LIMITS.address);
  const fault = addressFault(state, to);
  if (fault !== undefined) {
    note(state, contact.id, 'address_refused', fault);
    alarm(state, 'address_refused', `ROUTE CONTACT: ${fault}`, contact.id);
    return;
  }
  const action = addAction(state, contact.id, {
    source: 'Transfer_to_External_Agent',
    state: 'EMail_In_Queue',
    subject: contact.facts.subject,
    text: '',
    mailTo: [to],
  });
  note(state, contact.id, 'forwarded_outside', to);
  effect(state, { kind: 'mail_queued', action });
  closeContact(state, contact, { source: 'Closed_By_Custom_Application', text: FORWARDED });
}

function offerResponses(state: State, contact: Contact, responses: readonly number[]): void {
  const fresh = responses.filter((id) => present(state, 'response', id) && !contact.suggestions.includes(id));
  if (fresh.length === 0) return;
  contact.suggestions = [...contact.suggestions, ...new Set(fresh)];
  touch(state, contact);
}

/** The statements, for the contact that runs. */
export function statements(state: State): Statements {
  const running = (): Contact => state.running as Contact;
  const send = (kind: 'info' | 'request', provider: number, values: readonly Value[]): void => {
    if (present(state, 'provider', provider)) sendToProvider(state, running(), kind, provider, values);
  };
  return {
    queue: (kind, ids, priority, choice) => queue(state, running(), kind, ids, priority, choice),
    changePriority: (kind, ids, priority) => {
      for (const one of queuesOf(state, kind, ids)) {
        const place = placeIn(running(), one);
        if (place !== undefined) changePriority(state, place, priority);
      }
    },
    remove: (kind, ids) => remove(state, running(), kind, ids),
    log: (values) => {
      const clean = cleanValues(values);
      note(state, running().id, 'log', clean.join(', '));
      effect(state, { kind: 'log', contact: running().id, values: clean });
    },
    sendInfo: (provider, values) => send('info', provider, values),
    sendRequest: (provider, values) => send('request', provider, values),
    giveResponse: (response) => {
      if (present(state, 'response', response)) giveResponse(state, running(), response);
    },
    offerResponses: (responses) => offerResponses(state, running(), responses),
    routeContact: (address) => routeContact(state, running(), address),
    closeContact: (reason) => {
      const known = reason >= 0 && state.centre?.reasons[reason] !== undefined;
      closeContact(state, running(), { source: 'Closed_By_Custom_Application', ...(known ? { reason } : {}) });
    },
  };
}
