/**
 * The E-mail Manager's room: mail in, mail out. It knows the store and the core only through the ports of ports.ts.
 */
export {
  createEmailManager,
  type EmailManager,
  type EmailManagerConfig,
  type EmailManagerOptions,
  type EmailManagerStatus,
} from './email-manager.ts';
export { FAILPOINTS, type FailpointName, failpoint } from './failpoints.ts';
export type { ImapStatus } from './imap-source.ts';
export { LIMITS, type LimitName, type Limits, limitsWith } from './limits.ts';
export { budgetSinceAt, foldAddress, ownAddresses } from './loop-guard.ts';
export { factsOf, guardRule, type IntakeDirectory, type MailInHand } from './mail-routing.ts';
export { createMarkSigner, type MarkSigner } from './message-id.ts';
export { createMimePool, type MimePool, type MimePoolOptions } from './mime/mime-pool.ts';
export type { Attachment, AttachmentOutcome, ParsedMail, ParseOutcome, Person } from './mime/parsed-mail.ts';
export { messageIds } from './mime/read-headers.ts';
export type { OutboxStatus } from './outbox.ts';
export type { PipelineStatus } from './pipeline.ts';
export type {
  CustomerRecord,
  ImapFolderRow,
  LedgerState,
  MailEnded,
  MailSink,
  MailStore,
  MailToParse,
  NewMail,
  OutgoingEnd,
  OutgoingMail,
  OutgoingReference,
  ReceivedMail,
  RoutedMail,
  SubmitResult,
  ThreadContact,
} from './ports.ts';
export { createMailboxRules, type MailboxRules, type RuleFacts } from './rules.ts';
export { decideThread, gatherEvidence } from './threading.ts';
