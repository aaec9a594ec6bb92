/** A script set and the centre's directory to a program or diagnostics. */

export { analyse } from './analyse.ts';
export type {
  AnalysedScript,
  Analysis,
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
  programOf,
  type ScriptText,
} from './compile.ts';
export { type ConstantReader, constantReader, type Nameable } from './constant-items.ts';
export { type ContactMask, typesIn } from './contact-masks.ts';
export { buildControlFlow, type ControlFlow, EDGE, NODE } from './control-flow.ts';
export { type Proof, proofs } from './prove/proofs.ts';
export {
  type Aliases,
  type Mention,
  type MentionKind,
  namesSaid,
  type ReferenceSources,
  referencesOf,
} from './references.ts';
export { MASTER_SCRIPT } from './resolve.ts';
