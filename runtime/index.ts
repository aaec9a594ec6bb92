/** `ccmm/runtime`: a contact centre to run or to embed. */
export type {
  Account,
  Accounts,
  ActivateOptions,
  ActivationReport,
  AlarmView,
  AttachmentBody,
  CenterStatus,
  ContactCenter,
  ContactFilter,
  ContactSummary,
  CustomerView,
  MessageBody,
  NewVersion,
  RollbackOptions,
  VersionComparison,
  VersionName,
  VersionView,
} from './api.ts';
export {
  BEFORE_LINES,
  type Clock,
  endWords,
  flipWords,
  knownWords,
  type Log,
  nowAt,
  type OtherWay,
  offsetS,
  otherWays,
  type QueueStep,
  queueSteps,
  type TraceLine,
  type TraceRow,
  wayWords,
} from './center/index.ts';
export type { AgentView, Answer, Command, Effect, OfferView, QueueView } from './center/protocol.ts';
export {
  CENTRE_FILE,
  CentreFolderError,
  type CentreSources,
  findCentreFolder,
  readCentreFolder,
  readScript,
  SCRIPT_EXTENSION,
  type ScriptSource,
} from './centre-folder.ts';
export { type CenterOptions, createContactCenter, type OwnedContactCenter } from './contact-center.ts';
export type { ProviderCall, ProviderFunction } from './providers.ts';
export { quietLog } from './quiet-log.ts';
export { SecretMissing, type Secrets, secretsFrom } from './secrets.ts';
export { type Batch, type CommitEnd, type Journal, replay, Site, SiteError, type SiteOptions } from './site.ts';
export type { StartNote } from './start-version.ts';
export {
  EMBEDDED_STEPS,
  EmbeddedDatabaseError,
  openEmbedded,
  type RunNote,
  readRunNote,
  removeRunNote,
  resolveHome,
  writeRunNote,
} from './store/embedded/index.ts';
export { DatabaseAway, makeFolder, openStore, SCHEMA_VERSION, type Store, StoreError } from './store/index.ts';
export { systemClock } from './system-clock.ts';
export { reportToJson, VersionError } from './versions.ts';
