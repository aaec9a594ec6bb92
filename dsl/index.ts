/** The language's front end: text to tree, tree to text, and the vocabulary both share. */

export { type AppliedMend, applyEdits, type MendedTexts, mendTexts } from './apply-mends.ts';
export type {
  ArithmeticOperator,
  AssignStatement,
  BinaryExpression,
  BinaryOperator,
  ChangePriorityStatement,
  CloseContactStatement,
  CollectDigitsStatement,
  Comment,
  ComparisonOperator,
  DateLiteral,
  DayLiteral,
  DefaultBranch,
  DisconnectStatement,
  ErrorExpression,
  ErrorStatement,
  EventBranch,
  EventHandlerStatement,
  ExecuteScriptStatement,
  ExecuteStatement,
  Expression,
  GetResponseStatement,
  GiveBroadcastStatement,
  GiveBusyStatement,
  GiveIvrStatement,
  GiveMusicStatement,
  GiveOverflowStatement,
  GiveRanStatement,
  GiveResponseStatement,
  GiveRingbackStatement,
  GiveSilenceStatement,
  IfStatement,
  IntegerLiteral,
  IntrinsicExpression,
  ItemExpression,
  ListExpression,
  Literal,
  LogicalOperator,
  LogStatement,
  MonthLiteral,
  Name,
  Node,
  OfferResponseStatement,
  OpenVoiceSessionStatement,
  Operand,
  ParenthesizedExpression,
  PlayPromptStatement,
  QueueKind,
  QueueOrder,
  QueueToAgentStatement,
  QueueToNacdStatement,
  QueueToNetworkSkillsetStatement,
  QueueToSkillsetStatement,
  QuitStatement,
  RangeExpression,
  ReadvarStatement,
  RemoveFromNacdStatement,
  RemoveStatement,
  RouteCallDefaultStatement,
  RouteCallStatement,
  RouteContactStatement,
  ScriptFile,
  Section,
  SendInfoStatement,
  SendRequestStatement,
  SetItem,
  Statement,
  StatementBase,
  StatementKind,
  StringLiteral,
  TimeLiteral,
  UnaryExpression,
  UnaryOperator,
  ValueBranch,
  WaitStatement,
  WhereStatement,
} from './ast.ts';
export { nameKey } from './ast.ts';
export { type ContactTypeName, contactTypeNames, type QueueTypeName, queueTypeNames } from './contact-types.ts';
export { applyLevels, diagnosticCodeOf, type LevelChoices, suggestDiagnosticCode } from './diagnostic-levels.ts';
export type { DiagnosticLevel, DiagnosticRow } from './diagnostics/row.ts';
export {
  compareDiagnostics,
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  describeDiagnostic,
  diagnostic,
  diagnosticCodes,
  type RelatedPlace,
} from './diagnostics.ts';
export { type Formatted, formatScript } from './format/format-script.ts';
export {
  type IntrinsicArgument,
  type IntrinsicName,
  type IntrinsicRow,
  intrinsicNames,
  intrinsics,
} from './intrinsics.ts';
export { dayNames, isReservedWord, monthNames, reservedWords } from './keywords.ts';
export { limits } from './limits.ts';
export { type Edit, edit, inserting, type Mend, removing, replacing } from './mend.ts';
export { nameFault } from './names.ts';
export { type ParsedValue, type ParseResult, parse, parseValue, scriptName, scriptSource } from './parse.ts';
export { githubCommand } from './render/github.ts';
export {
  diagnosticsToJson,
  type JsonDiagnostic,
  type JsonMend,
  type JsonPlace,
  type JsonReport,
  jsonPlace,
} from './render/json.ts';
export { diagnosticsToSarif } from './render/sarif.ts';
export { type RenderOptions, renderDiagnostic, summarize } from './render/terminal.ts';
export { columnsOf, visible } from './render/visible.ts';
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
export { editDistance, type Suggested, suggested, suggestion } from './spelling.ts';
export { type StatementRow, statementKinds, statements } from './statements.ts';
export { type TypeName, typeNames, typeWords, type VariableTypeName, variableTypeNames } from './types.ts';
