/**
 * Offers: a contact presented to an agent, a lease that expires (design decision 9). A contact has at most one open offer, an
 * agent at most one outstanding; the contact keeps its places in the queues while it is offered (language §3).
 */
import { refreshIdle, setPresence } from './agents.ts';
import { effect, note, putOffer } from './batch.ts';
import { SECOND } from './local-time.ts';
import type { OfferRow, OfferState } from './model.ts';
import type { OfferView } from './protocol.ts';
import { queueName } from './queueing.ts';
import type { Agent, Contact, Offer, State } from './state.ts';
import type { Place } from './waiting-queue.ts';

/** How long an offer stands when no directory says so; never less than a second. */
const ACCEPT_WITHIN_S = 30;

export const NOT_ACCEPTED = 'Offer not accepted';
export const DECLINED = 'Offer declined';

function expiryAt(state: State): number {
  return state.at + Math.max(1, state.centre?.directory.presentation.acceptWithinS ?? ACCEPT_WITHIN_S) * SECOND;
}

/** What an agent's terminal is shown of an offer. */
export function offerView(state: State, { row, contact, agent }: Offer): OfferView {
  return {
    id: row.id,
    contact: contact.id,
    agent: agent.login,
    ...(row.skillset === undefined ? {} : { skillset: state.names.nameOf('skillset', row.skillset) }),
    expiresAt: row.expiresAt,
    subject: contact.facts.subject,
    from: contact.facts.from,
    priority: offeringPlace({ row, contact, agent })?.priority ?? contact.priority,
    queueType: contact.queueType,
    arrivedAt: contact.arrivedAt,
    suggestions: contact.suggestions.map((id) => state.names.nameOf('response', id)),
  };
}

/** The place through which the contact is offered; undefined when it has left that queue. */
export function offeringPlace({ row, contact, agent }: Offer): Place | undefined {
  return contact.places.find(({ queue }) =>
    row.skillset === undefined
      ? queue.kind === 'agent' && queue.id === agent.id
      : queue.kind === 'skillset' && queue.id === row.skillset,
  );
}

/** Binds an open offer to its contact and agent, without an event: a new one, or one of a row. */
export function restoreOffer(state: State, row: OfferRow, contact: Contact, agent: Agent): Offer {
  const offer: Offer = { row, contact, agent };
  for (const place of contact.places) place.queue.hold(place);
  contact.offer = offer;
  agent.offer = offer;
  state.offers.set(row.id, offer);
  state.timers.add({ dueAt: row.expiresAt, kind: 'offer', id: row.id });
  return offer;
}

/** Offers a contact to an idle agent. */
export function makeOffer(state: State, place: Place, agent: Agent): void {
  const { contact, queue } = place;
  const row: OfferRow = {
    id: ++state.last.offer,
    contact: contact.id,
    agent: agent.id,
    ...(queue.kind === 'skillset' ? { skillset: queue.id } : {}),
    state: 'open',
    offeredAt: state.at,
    expiresAt: expiryAt(state),
  };
  const offer = restoreOffer(state, row, contact, agent);
  state.contactsToMatch.delete(contact);
  putOffer(state, offer, row);
  refreshIdle(state, agent);
  note(state, contact.id, 'offered', `${agent.login}, ${queueName(state, queue)}`);
  effect(state, { kind: 'offer', offer: offerView(state, offer) });
}

/** After a restart an open offer gets its full time again (design decision 9). */
export function renewOffer(state: State, offer: Offer): void {
  const row = { ...offer.row, expiresAt: expiryAt(state) };
  putOffer(state, offer, row);
  state.timers.add({ dueAt: row.expiresAt, kind: 'offer', id: row.id });
  effect(state, { kind: 'offer', offer: offerView(state, offer) });
}

/**
 * Ends an offer. A contact that still waits is to be had by others at once; the agent is free. What the end means for the
 * agent's presence and for the script is the caller's.
 */
export function endOffer(
  state: State,
  offer: Offer,
  how: Exclude<OfferState, 'open'>,
  detail: string,
  waitS?: number,
): void {
  const { contact, agent, row } = offer;
  state.offers.delete(row.id);
  contact.offer = undefined;
  agent.offer = undefined;
  putOffer(state, offer, { ...row, state: how, endedAt: state.at, ...(waitS === undefined ? {} : { waitS }) });
  if (how !== 'accepted') {
    for (const place of contact.places) place.queue.release(place);
    if (contact.places.length > 0) state.contactsToMatch.add(contact);
  }
  note(state, contact.id, how, detail === '' ? agent.login : `${agent.login}: ${detail}`);
  effect(state, { kind: 'offer_ended', offer: row.id, contact: contact.id, agent: agent.login, state: how });
  refreshIdle(state, agent);
}

/** Withdraws a contact's offer, if it has one, as when it is closed. */
export function cancelOffer(state: State, contact: Contact, why: string): void {
  if (contact.offer !== undefined) endOffer(state, contact.offer, 'cancelled', why);
}

/** An offer that the agent did not take: by the centre's choice the agent is not ready from now on. */
export function refuseOffer(state: State, offer: Offer, how: 'declined' | 'lapsed', reason: string): void {
  const { agent } = offer;
  const keepsReady = state.centre?.directory.presentation.onDecline === 'ready';
  // Presence first: an agent who is going to be not ready must not become idle in between.
  if (!keepsReady && agent.state === 'ready')
    setPresence(state, agent, 'not_ready', how === 'lapsed' ? NOT_ACCEPTED : reason === '' ? DECLINED : reason);
  endOffer(state, offer, how, reason);
}
