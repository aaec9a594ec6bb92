/** Accept and decline. */
import { cleanText, TEXT_LIMITS } from '../clean.ts';
import { openContact } from '../contacts.ts';
import { SECOND } from '../local-time.ts';
import { endOffer, offeringPlace, refuseOffer } from '../offers.ts';
import type { Answer } from '../protocol.ts';
import { type Refusal, refused } from '../refusal.ts';
import { tellScript } from '../runs.ts';
import type { Offer } from '../state.ts';
import { type CommandContext, type CommandOf, isRefusal } from './context.ts';

function offerOf({ state, agent }: CommandContext, id: number): Offer | Refusal {
  const offer = state.offers.get(id);
  if (offer === undefined)
    return id > 0 && id <= state.last.offer
      ? refused('offer_ended', `offer ${id} has ended`)
      : refused('unknown_offer', `there is no offer ${id}`);
  if (offer.agent !== agent) return refused('not_yours', `offer ${id} is ${offer.agent.login}'s`);
  return offer;
}

/** The agent has the contact open: it leaves its queues and its script ends. */
export function accept(context: CommandContext, command: CommandOf<'accept'>): Answer {
  const { state, agent } = context;
  const offer = offerOf(context, command.offer);
  if (isRefusal(offer)) return offer;
  const { contact, row } = offer;
  const sinceAt = offeringPlace(offer)?.sinceAt ?? row.offeredAt;
  const waitS = Math.max(0, Math.floor((state.at - sinceAt) / SECOND));
  openContact(state, contact, agent);
  endOffer(state, offer, 'accepted', '', waitS);
  if (row.skillset !== undefined) state.skillsets[row.skillset]?.statistics.answered(state.at, waitS);
  return { ok: true, contact: contact.id };
}

/** The contact goes back to its queues with its age. */
export function decline(context: CommandContext, command: CommandOf<'decline'>): Answer {
  const { state, runner } = context;
  const offer = offerOf(context, command.offer);
  if (isRefusal(offer)) return offer;
  refuseOffer(state, offer, 'declined', cleanText(command.reason ?? '', TEXT_LIMITS.word));
  tellScript(state, runner, offer.contact, 'RETURNED_TO_QUEUE');
  return { ok: true, contact: offer.contact.id };
}

/** Nobody took the offer in time. */
export function lapse(context: Omit<CommandContext, 'agent' | 'row'>, offer: Offer): void {
  refuseOffer(context.state, offer, 'lapsed', '');
  tellScript(context.state, context.runner, offer.contact, 'RETURNED_TO_QUEUE');
}
