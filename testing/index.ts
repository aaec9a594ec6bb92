/** The published test kit: tests of scripts, a centre under a virtual clock, and the contracts that adapters must pass. */
export { ManualClock, turns } from './manual-clock.ts';
export {
  CONTRACT_AGENT,
  type ContractCase,
  contractAgent,
  contractOffer,
  type PresenterUnderTest,
  presenterContract,
  type RecordingDesk,
  recordingDesk,
  type Seen,
  seenLine,
} from './presenter-contract.ts';
export { AGENT_VERBS, type AgentVerb } from './script-test/agent-verbs.ts';
export {
  type BranchCoverage,
  type Coverage,
  type LineCoverage,
  lcovOf,
  missingIn,
  newCoverage,
  type ScriptCoverage,
  type Share,
  sharesOf,
} from './script-test/coverage.ts';
export type { ContactFacts } from './script-test/facts.ts';
export { scriptTestJsonSchema } from './script-test/json-schema.ts';
export { MailFileError } from './script-test/mail-files.ts';
export { type FolderTest, NotValidError, openCentre, type TestedCentre } from './script-test/open-centre.ts';
export { Rehearsal, type RehearsedAgent, ScriptTestError } from './script-test/rehearsal.ts';
export { type Failure, failureText, type TestResult } from './script-test/run-test.ts';
export type {
  Expectations,
  ScriptStep,
  ScriptTest,
  Setting,
  WrittenMail,
  WrittenProvider,
} from './script-test/schema.ts';
export { type CompiledScripts, type FileResult, Suite, type SuiteOptions } from './script-test/suite.ts';
export type { TraceStep } from './script-test/trace-steps.ts';
export {
  OUTCOME_KINDS,
  type Outcome,
  runMail,
  type Trial,
  type TrialHooks,
  type TrialSetup,
  type TrialStep,
  tryMail,
} from './trial.ts';
export type { TurningPoint } from './turning-point.ts';
export {
  type PreparedCentre,
  type ProviderReply,
  prepareCentre,
  type StagedContact,
  VirtualCentre,
  type VirtualCentreOptions,
  type VirtualMail,
  withDirectory,
} from './virtual-centre.ts';
