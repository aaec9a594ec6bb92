/** The published test kit: a centre under a virtual clock, and the contracts that adapters must pass. */
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
export { OUTCOME_KINDS, type Outcome, runMail, type Trial, type TrialStep } from './trial.ts';
export { VirtualCentre, type VirtualCentreOptions, type VirtualMail } from './virtual-centre.ts';
