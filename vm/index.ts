/**
 * The machine that runs scripts, and the contract between the compiler, which writes programs, and the core, which runs them.
 *
 * A program goes: `encodeProgram` (compiler) → bytes → `decodeProgram` (checks header, hash and every instruction) → `link` (names
 * become ids of a directory) → `newMachine` → `run` until it stops; suspended, it is `encodeMachine`'s 20 to 30 bytes and its variables.
 *
 * INVARIANT: nothing here knows the clock, chance or any input or output; what a run asks and does goes through Host.
 */

export type { Flip } from './branch-flips.ts';
export { NOWHERE } from './code-memory.ts';
export {
  type AgentEntry,
  CONTACT_TYPES,
  type ContactType,
  type Directory,
  type DirectoryItem,
  type DirectoryValue,
  type KeywordGroup,
  type MailboxEntry,
  type MailRule,
  type MailSourceEntry,
  NAME_KINDS,
  type NameKind,
  type OffsetTransition,
  type OutgoingEntry,
  type ProviderEntry,
  QUEUE_TYPES,
  type QueueType,
  type ReasonEntry,
  type ResponseEntry,
  type SenderGroup,
  type SkillsetEntry,
  VARIABLE_TYPES,
  type VariableEntry,
  type VariableType,
} from './directory.ts';
export {
  DIRECTORY_PARTS,
  type DirectoryChange,
  type DirectoryPart,
  directoryChanges,
  VARIABLE_DIFFERENCES,
  type VariableChange,
  type VariableDifference,
} from './directory-diff.ts';
export { disassemble, disassembleInstruction, type SourceOf } from './disassemble.ts';
export type {
  GlobalValues,
  Host,
  LinkedProgram,
  QueueChoice,
  QueueKind,
  RunEvent,
  Stop,
  Value,
  ValueSet,
} from './host.ts';
export { decodeProgram, encodeProgram, FORMAT, sealProgram } from './image.ts';
export type { InstructionRow, OperandKind, Read } from './instruction-row.ts';
export { canFault, instructionPcs, isFinal, shapeOf, suspends, switchJumps } from './instruction-shape.ts';
export {
  INSTRUCTIONS,
  type InstructionName,
  type Operands,
  QUEUE_CHOICES,
  QUEUE_KINDS,
  RELATIONS,
  type Relation,
  VOICE_STATEMENTS,
  type VoiceStatement,
} from './instructions.ts';
export { INTRINSICS, type IntrinsicName, type IntrinsicRow, intrinsicByNumber } from './intrinsics.ts';
export { LINE_WORDS, LineTable } from './line-table.ts';
export { entryOf, link, type ResolveName } from './link.ts';
export { STEPS_MAX } from './machine.ts';
export { MachineSlab } from './machine-slab.ts';
export {
  callVariable,
  dropMachine,
  Machine,
  type MachineMemory,
  memoryOf,
  newMachine,
  restartMachine,
  sameMemory,
  setCallVariable,
} from './machine-state.ts';
export { convertValue, type MoveTo, moveMachine, type Retyped, retype } from './move-machine.ts';
export {
  ARM_KINDS,
  type Arm,
  type ArmKind,
  type Branch,
  type FaultRange,
  HANDLER_EVENTS,
  type Handler,
  type HandlerEvent,
  PROGRAM_ERRORS,
  type Program,
  type ProgramBody,
  ProgramError,
  type ProgramErrorCode,
  type ProgramScript,
  type ProgramSet,
  type ProgramSymbol,
  type Span,
  type WaitPoint,
} from './program.ts';
export { type Ahead, aheadOf, type Places, placesOf } from './program-places.ts';
export { providerAt, type RouteEnd, type RouteEndKind } from './route-ends.ts';
export { answer, deliver, type Execute, run, runRecord } from './run.ts';
export { armAt, markRan, newRunMarks, type RunMarks } from './run-marks.ts';
export {
  PROMOTE_AFTER,
  PROMOTED_MAX,
  SecondTier,
  type SecondTierOptions,
  type SecondTierStatus,
} from './second-tier/second-tier.ts';
export { decodeMachine, encodeInShared, encodeMachine, snapshotHash } from './snapshot.ts';
export { containsText, matchesText } from './text.ts';
export { clearTrace, newTrace, TRACE_ANSWER, TRACE_MARK, TRACE_OFF, TRACE_TEXT, type Trace } from './trace.ts';
export { spanAt } from './trace-lines.ts';
export {
  type ReplayStart,
  readTrace,
  TRACE_LINES_KEPT,
  TRACE_VALUES_KEPT,
  type TracedBranch,
  type TracedLine,
  type TracedRun,
  type TracedValue,
  type TracedWay,
} from './trace-replay.ts';
export { type TracePath, type TraceVisitor, walkTrace } from './trace-walk.ts';
export { CELL_WORDS, CELLS, type CellName, FACT_WORDS } from './typed-state.ts';
export {
  buildGlobals,
  buildSet,
  canBeEmpty,
  dateValue,
  defaultOf,
  EMPTY,
  encodeDefault,
  encodeValue,
  formatValue,
  type IdOf,
  nameKindOf,
  parseValue,
  registerOf,
  STRING_CHARACTERS_MAX,
  VALUE_TYPES,
  type ValueType,
} from './values.ts';
export { verify } from './verify.ts';
export {
  diffVersions,
  kindOf,
  type NameChanges,
  needsDecision,
  pairRenamed,
  pairWaitPoints,
  renamed,
  scriptOf,
  type TargetDiff,
  type Version,
  type VersionDiff,
  WAIT_POINT_STATES,
  type WaitPointDiff,
  type WaitPointPair,
  type WaitPointState,
} from './version-diff.ts';
