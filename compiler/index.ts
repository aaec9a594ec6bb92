/** A script set and the centre's directory to a program or diagnostics. */

export type {
  AnalysedScript,
  CentrePositions,
  ComparisonInfo,
  Constant,
  ExpressionInfo,
  Reference,
  SetInfo,
  SetMember,
  ThingKind,
  WhereInfo,
} from './analysis.ts';
export {
  COMPILER_VERSION,
  type CompiledSet,
  checkSet,
  checkSyntax,
  compileSet,
  type Looking,
} from './compile.ts';
export { type ConstantReader, constantReader, type Nameable } from './constant-items.ts';
export { type ContactMask, typesIn } from './contact-masks.ts';
export type { FlowPart } from './flow-part.ts';
export { type Proof, proofs } from './prove/proofs.ts';
export {
  type Aliases,
  type Mention,
  type MentionKind,
  namesSaid,
  type ReferenceSources,
  referencesOf,
} from './references.ts';
export type { ScriptReport, ScriptText } from './script-report.ts';
export { MASTER_SCRIPT } from './script-set.ts';
