/** The language's front end: text to tree, tree to text, and the vocabulary both share. */
export type * as Ast from './ast.ts';
export type {
  Comment,
  Expression,
  IntrinsicExpression,
  Literal,
  Name,
  Node,
  Operand,
  ScriptFile,
  Section,
  SetItem,
  Statement,
  StatementKind,
} from './ast.ts';
export { nameKey } from './ast.ts';
export { type ContactTypeName, contactTypeNames, type QueueTypeName, queueTypeNames } from './contact-types.ts';
export {
  type IntrinsicArgument,
  type IntrinsicName,
  type IntrinsicRow,
  intrinsicNames,
  intrinsics,
} from './intrinsics.ts';
export {
  lineAt,
  type Place,
  type Position,
  positionAt,
  type SourceText,
  type Span,
  sourceText,
  spanOver,
} from './source.ts';
export { type TypeName, typeNames, typeWords, type VariableTypeName, variableTypeNames } from './types.ts';
