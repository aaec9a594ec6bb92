/** The published test kit. */
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
