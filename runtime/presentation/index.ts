/** The agent-presentation port and its adapters. */
export { COMMAND_FIELDS, COMMAND_TEXT_MAX, readCommand } from './command.ts';
export {
  createPresenterHub,
  HUB_LIMITS,
  type HubLimits,
  type HubOptions,
  type LaneView,
  type PresenterHub,
  PresenterTooSlow,
} from './hub.ts';
export { answerTo, type InProcessCallbacks, inProcessPresenter, type OfferAnswer } from './in-process.ts';
export type { ActionView, ContactChanged, ContactView, Desk, OfferEnded, Presenter } from './port.ts';
export { SIGNATURE_HEADERS, SIGNATURE_WINDOW_S, sign, type Verified, verify } from './signature.ts';
export {
  type Received,
  type SignedMessage,
  WEBHOOK_LIMITS,
  WebhookBusy,
  type WebhookLimits,
  WebhookMisconfigured,
  type WebhookOptions,
  type WebhookPresenter,
  webhookPresenter,
} from './webhook.ts';
export { atOf, isoOf, toWire, type Wire } from './wire.ts';
