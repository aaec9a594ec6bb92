/** Messages of the WebSocket `/api/v1/events`. */
import type { AgentDto, ContactChangedDto, MeDto, OfferDto, OfferEndedDto } from './views.ts';

/**
 * From the server. `hello` comes first and holds the state anew; a page answers each `heartbeat` with one. Both tell the
 * server's time, so that a page whose clock is wrong counts down rightly.
 */
export type ServerMessage =
  | ({ readonly kind: 'hello'; readonly at: string } & Pick<MeDto, 'account' | 'agent'>)
  | { readonly kind: 'heartbeat'; readonly at: string }
  | { readonly kind: 'offer'; readonly offer: OfferDto }
  | { readonly kind: 'offer_ended'; readonly ended: OfferEndedDto }
  | { readonly kind: 'agent_state'; readonly agent: AgentDto }
  | { readonly kind: 'contact_changed'; readonly changed: ContactChangedDto };

/** From a page. */
export interface ClientMessage {
  readonly kind: 'heartbeat';
}

/** Close codes of the socket beyond RFC 6455's own: log in again; too slow to read. */
export const CLOSE_CODES = { loggedOut: 4401, tooSlow: 4408 } as const;
