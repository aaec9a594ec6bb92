/** The deterministic core of a contact centre and the rows it lives from. */
export { CORE_ALARMS, type CoreAlarm } from './alarms.ts';
export { directoryOf } from './centre.ts';
export { cleanText, TEXT_LIMITS } from './clean.ts';
export { CONNECTION_LOST, CoreError, createCore } from './core.ts';
export { type CoreParts, newParts, untracedParts } from './core-parts.ts';
export { EVENT_KINDS, type EventKind } from './event-kinds.ts';
export {
  BEFORE_LINES,
  endWords,
  flipWords,
  type HistoryEvent,
  knownWords,
  type OtherWay,
  otherWays,
  type QueueStep,
  queueSteps,
  wayWords,
} from './explanation.ts';
export {
  type ActivationPreview,
  type ActivationProblem,
  type Flight,
  type FlightPreview,
  GOES,
  type Goes,
  NO_PLAN,
  type VersionPreview,
} from './flights.ts';
export { FORWARDED } from './host/statements.ts';
export { offsetS } from './local-time.ts';
export type {
  CustomerRecord,
  ImapFolderRow,
  LedgerState,
  MailStore,
  MailToParse,
  NewMail,
  OutgoingEnd,
  OutgoingMail,
  OutgoingReference,
  ReceivedMail,
  RekeyedMail,
  ThreadContact,
} from './mail-store.ts';
export {
  ACTION_SOURCES,
  ACTION_STATES,
  type ActionRow,
  type ActionSource,
  type ActionState,
  type ActivationCause,
  type ActivationPlan,
  type ActivationRow,
  type AnswerRow,
  type Changes,
  CONTACT_STATES,
  type ContactRow,
  type ContactState,
  type EventRow,
  type ImageRow,
  type LedgerOutcome,
  type MailFacts,
  type NameMapping,
  type NameRow,
  OFFER_STATES,
  type OfferRow,
  type OfferState,
  PRESENCE_STATES,
  type PresenceRow,
  type PresenceState,
  type QueueEntry,
  RESUBMITTED,
  type RequestRow,
  type RunRow,
  type SharedVariableRow,
  type Snapshot,
  type TraceLine,
  type TraceRow,
} from './model.ts';
export { DECLINED, NOT_ACCEPTED } from './offers.ts';
export type { Clock, Log } from './ports.ts';
export { nowAt } from './ports.ts';
export {
  type AgentView,
  ANSWER_CODES,
  type Answer,
  type AnswerCode,
  type Applied,
  type Command,
  type Core,
  type CoreEvent,
  type Effect,
  type MailEvent,
  type OfferView,
  type QueueView,
  type RuleOutcome,
  type ThreadEvidence,
} from './protocol.ts';
export { emptySnapshot } from './rebuild.ts';
export { type StagedCore, stagedCore } from './staged-core.ts';
