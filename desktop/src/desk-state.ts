/** What the desk shows, and how messages of the centre change it. Pure; `use-desk.ts` gives it life. */
import type { ServerMessage } from '../../server/schemas/events.ts';
import type { AgentDto, ChoicesDto, ContactSummaryDto, OfferDto } from '../../server/schemas/views.ts';
import type { Line } from './live.ts';

export interface DeskState {
  readonly agent: AgentDto | undefined;
  readonly offers: readonly OfferDto[];
  readonly contacts: readonly ContactSummaryDto[];
  readonly choices: ChoicesDto | undefined;
  readonly line: Line;
  /** The server's clock minus ours. */
  readonly clockOffsetMs: number;
  /** Counts changes of contacts, so that what shows one reads it again. */
  readonly revisions: Readonly<Record<number, number>>;
  /** Counts everything after which my contacts are to be read again. */
  readonly stale: number;
  /** The last thing worth saying aloud. */
  readonly said: string;
}

export type DeskEvent =
  | { readonly kind: 'message'; readonly message: ServerMessage; readonly nowMs: number }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'contacts'; readonly contacts: readonly ContactSummaryDto[] }
  | { readonly kind: 'choices'; readonly choices: ChoicesDto };

export const EMPTY_DESK: DeskState = {
  agent: undefined,
  offers: [],
  contacts: [],
  choices: undefined,
  line: { kind: 'connecting' },
  clockOffsetMs: 0,
  revisions: {},
  stale: 0,
  said: '',
};

export function nextDesk(state: DeskState, event: DeskEvent): DeskState {
  switch (event.kind) {
    case 'line':
      return { ...state, line: event.line };
    case 'contacts':
      return { ...state, contacts: event.contacts };
    case 'choices':
      return { ...state, choices: event.choices };
    case 'message':
      return onMessage(state, event.message, event.nowMs);
  }
}

function onMessage(state: DeskState, message: ServerMessage, nowMs: number): DeskState {
  switch (message.kind) {
    case 'heartbeat':
      return { ...state, clockOffsetMs: Date.parse(message.at) - nowMs };
    case 'hello': {
      const fresh = message.agent ? withAgent(state, message.agent) : { ...state, agent: undefined, offers: [] };
      const revisions = Object.fromEntries(Object.entries(state.revisions).map(([id, count]) => [id, count + 1]));
      return { ...fresh, revisions, clockOffsetMs: Date.parse(message.at) - nowMs, stale: state.stale + 1 };
    }
    case 'agent_state':
      // Supervisors hear of everybody.
      return state.agent?.login === message.agent.login ? withAgent(state, message.agent) : state;
    case 'offer': {
      return withOffers(state, [...state.offers.filter(({ id }) => id !== message.offer.id), message.offer]);
    }
    case 'offer_ended': {
      const offers = state.offers.filter(({ id }) => id !== message.ended.offer);
      const said = ENDED[message.ended.state];
      return { ...state, offers, stale: state.stale + 1, said: said || state.said };
    }
    case 'contact_changed': {
      const { contact } = message.changed;
      const revisions = { ...state.revisions, [contact]: (state.revisions[contact] ?? 0) + 1 };
      return { ...state, revisions, stale: state.stale + 1 };
    }
  }
}

function withAgent(state: DeskState, agent: AgentDto): DeskState {
  const moved = agent.open.join() !== state.agent?.open.join();
  return { ...withOffers(state, agent.offers), agent, stale: moved ? state.stale + 1 : state.stale };
}

/** A new offer comes with the agent's state or by itself, whichever is first; it is said once. */
function withOffers(state: DeskState, offers: readonly OfferDto[]): DeskState {
  const added = offers.find(({ id }) => !state.offers.some((known) => known.id === id));
  const said = added ? `New offer: ${added.subject || 'no subject'}, from ${added.from}.` : state.said;
  return { ...state, offers, said };
}

const ENDED = {
  accepted: 'Offer accepted.',
  declined: 'Offer declined.',
  lapsed: 'The offer has lapsed.',
  cancelled: 'The offer was taken back.',
} as const;
