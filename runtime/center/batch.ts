/**
 * What one call of apply() changes. Functions of the core mark contacts, agents and offers as changed; at the end each gives one
 * row, its last state. A row that was handed over is never changed afterwards.
 */
import { encodeMachine } from '../../vm/index.ts';
import type { CoreAlarm } from './alarms.ts';
import { cleanText, TEXT_LIMITS } from './clean.ts';
import type { EventKind } from './event-kinds.ts';
import type {
  ActionRow,
  ActivationRow,
  AnswerRow,
  Changes,
  ContactRow,
  EventRow,
  ImageRow,
  LedgerOutcome,
  NameRow,
  OfferRow,
  PresenceRow,
  RequestRow,
  RunRow,
  TraceRow,
} from './model.ts';
import type { Effect } from './protocol.ts';
import type { Run } from './script-run.ts';
import type { Agent, Contact, Live, Offer, State } from './state.ts';
import { rowsToWrite, type SharedTraces } from './trace-rows.ts';

export interface Batch {
  readonly names: NameRow[];
  readonly images: ImageRow[];
  readonly activations: ActivationRow[];
  readonly contacts: Set<Contact>;
  readonly actions: ActionRow[];
  readonly offers: Map<number, OfferRow>;
  readonly presences: Set<Agent>;
  readonly requests: Map<number, RequestRow>;
  readonly events: EventRow[];
  readonly shared: Set<number>;
  readonly ledger: LedgerOutcome[];
  readonly answers: AnswerRow[];
  readonly effects: Effect[];
  /** Agents whose view changed. */
  readonly agents: Set<Agent>;
  /** Contacts that were closed: still found until the batch ends. */
  readonly closed: Set<Contact>;
}

export function newBatch(): Batch {
  return {
    names: [],
    images: [],
    activations: [],
    contacts: new Set(),
    actions: [],
    offers: new Map(),
    presences: new Set(),
    requests: new Map(),
    events: [],
    shared: new Set(),
    ledger: [],
    answers: [],
    effects: [],
    agents: new Set(),
    closed: new Set(),
  };
}

/** The contact's row has to be written. */
export function touch(state: State, contact: Contact): void {
  state.batch.contacts.add(contact);
}

/** The agent's presence has to be written, and its view told. */
export function touchAgent(state: State, agent: Agent): void {
  state.batch.presences.add(agent);
  state.batch.agents.add(agent);
}

/**
 * An entry of the contact's history. What a running script causes is written together with where it stands: after a restart the
 * run must not cause it again.
 */
export function note(state: State, contact: number, kind: EventKind, detail: string): void {
  if (state.running?.id === contact) touch(state, state.running);
  state.batch.events.push({ contact, at: state.at, kind, detail: cleanText(detail, TEXT_LIMITS.detail) });
}

export function effect(state: State, one: Effect): void {
  state.batch.effects.push(one);
}

export function alarm(state: State, code: CoreAlarm, detail: string, contact?: number): void {
  effect(state, { kind: 'alarm', code, detail, ...(contact === undefined ? {} : { contact }) });
}

/** Adds an action; `id`, `contact` and `at` are given here. Returns its id. */
export function addAction(
  state: State,
  contact: number,
  action: Omit<ActionRow, 'id' | 'contact' | 'at' | 'timeAllocatedS'> & { readonly timeAllocatedS?: number },
): number {
  const id = ++state.last.action;
  state.batch.actions.push({ timeAllocatedS: 0, ...action, id, contact, at: state.at });
  return id;
}

/** A new or changed offer. */
export function putOffer(state: State, offer: Offer, row: OfferRow): void {
  offer.row = row;
  state.batch.offers.set(row.id, row);
  state.batch.agents.add(offer.agent);
}

/** A new or changed request. */
export function putRequest(state: State, row: RequestRow): void {
  if (row.state === 'open' || row.state === 'answered') {
    state.requests.set(row.id, row);
  } else {
    state.requests.delete(row.id);
  }
  state.batch.requests.set(row.id, row);
}

function runRow(run: Run): RunRow {
  const row: { -readonly [K in keyof RunRow]: RunRow[K] } = {
    image: run.machine.program.hash,
    machine: encodeMachine(run.machine),
    waitPoint: run.waitPoint,
    wakeAt: run.wakeAt,
    startedAt: run.startedAt,
  };
  if (run.provider !== undefined) row.provider = run.provider;
  return row;
}

/** The contact's row as it stands. */
export function contactRow(contact: Contact): ContactRow {
  const row: { -readonly [K in keyof ContactRow]: ContactRow[K] } = {
    id: contact.id,
    type: contact.type,
    state: contact.state,
    customer: contact.customer,
    mailbox: contact.mailbox,
    facts: contact.facts,
    customerContactCount: contact.customerContactCount,
    skillset: contact.skillset,
    priority: contact.priority,
    queueType: contact.queueType,
    arrivedAt: contact.arrivedAt,
    openDurationS: contact.openDurationS,
    responded: contact.responded,
    suggestions: contact.suggestions,
    resubmissions: contact.resubmissions,
    queues: contact.places.map(({ queue, priority, sinceAt }) => ({
      kind: queue.kind,
      id: queue.id,
      priority,
      sinceAt,
    })),
    activation: contact.activation,
    application: contact.application,
    traces: contact.traces,
  };
  if (contact.preferredAgent !== undefined) row.preferredAgent = contact.preferredAgent;
  if (contact.agent !== undefined) row.agent = contact.agent;
  if (contact.openedAt !== undefined) row.openedAt = contact.openedAt;
  if (contact.closedAt !== undefined) row.closedAt = contact.closedAt;
  if (contact.callbackAt !== undefined) row.callbackAt = contact.callbackAt;
  if (contact.reason !== undefined) row.reason = contact.reason;
  if (contact.closeText !== undefined) row.closeText = contact.closeText;
  if (contact.run !== undefined) row.run = runRow(contact.run);
  return row;
}

export function presenceRow(agent: Agent): PresenceRow {
  return {
    agent: agent.id,
    state: agent.state,
    ...(agent.reason === undefined ? {} : { reason: agent.reason }),
    sinceAt: agent.sinceAt,
    idleSinceAt: agent.idleSinceAt,
  };
}

/** Ends the batch: rows of everything that was marked, closed contacts leave the memory. */
export function finishBatch(state: State, shared: SharedTraces): Changes {
  const { batch } = state;
  const traces: TraceRow[] = [];
  const contacts: ContactRow[] = [];
  for (const contact of batch.contacts) {
    contacts.push(contactRow(contact));
    traces.push(...rowsToWrite(state, contact, shared));
    contact.unwrittenTraces = [];
    // A row with a decision of matching is never counted on: nothing will ask for it again.
    if (contact.trace !== undefined && contact.trace.decided.length > 0) contact.trace = undefined;
    contact.unwrittenAt = undefined;
  }
  for (const contact of batch.closed) if (contact.state === 'Closed') state.contacts.delete(contact.id);
  return {
    names: batch.names,
    images: batch.images,
    activations: batch.activations,
    contacts,
    actions: batch.actions,
    offers: [...batch.offers.values()],
    presences: [...batch.presences].map(presenceRow),
    requests: [...batch.requests.values()],
    events: batch.events,
    traces,
    shared: [...batch.shared].map((variable) => ({ variable, value: state.shared.get(variable) ?? 0 })),
    ledger: batch.ledger,
    answers: batch.answers,
  };
}

/** A live contact without a place in any queue, from its columns. */
export function liveContact(row: ContactRow): Contact {
  const columns: Live<Omit<ContactRow, 'queues' | 'run'>> = {
    id: row.id,
    type: row.type,
    state: row.state,
    customer: row.customer,
    mailbox: row.mailbox,
    facts: row.facts,
    customerContactCount: row.customerContactCount,
    skillset: row.skillset,
    priority: row.priority,
    queueType: row.queueType,
    preferredAgent: row.preferredAgent,
    agent: row.agent,
    arrivedAt: row.arrivedAt,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    openDurationS: row.openDurationS,
    callbackAt: row.callbackAt,
    reason: row.reason,
    closeText: row.closeText,
    responded: row.responded,
    suggestions: row.suggestions,
    resubmissions: row.resubmissions,
    activation: row.activation,
    application: row.application,
    traces: row.traces,
  };
  return {
    ...columns,
    run: undefined,
    places: [],
    offer: undefined,
    unwrittenAt: undefined,
    trace: undefined,
    unwrittenTraces: [],
  };
}
