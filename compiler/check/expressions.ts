/**
 * Types of expressions (language §4). Two ways in: `check` takes an expression as it is, `checkAs` where a place wants a certain type, which is what
 * gives digits, strings and bare words their meaning.
 *
 * INVARIANT: both give `undefined` exactly when a fault was reported, here or by the parser; a caller then says nothing more.
 * Rows of operators (`a + b + c …`) are walked in a loop: they can be far longer than blocks nest.
 */
import {
  type ArithmeticOperator,
  type BinaryExpression,
  type BinaryOperator,
  type Expression,
  type IntegerLiteral,
  type IntrinsicExpression,
  intrinsics,
  type LogicalOperator,
  limits,
  type Name,
  type StringLiteral,
  type TypeName,
  typeWords,
  type UnaryExpression,
} from '../../dsl/index.ts';
import { canBeEmpty, type VariableEntry } from '../../vm/index.ts';
import type { Constant, ExpressionInfo, ThingKind } from '../analysis.ts';
import {
  describeReference,
  findName,
  isWordType,
  type NamedReference,
  suggestName,
  type WordType,
  wordFault,
  wordValue,
} from '../names.ts';
import { checkComparison } from './comparisons.ts';
import { fitsInteger, foldArithmetic, foldMinus } from './constants.ts';
import { type CheckContext, refer, report, reportExtension } from './context.ts';
import { numberInfo, plain } from './infos.ts';
import { checkLimit } from './limits.ts';

/** What a place allows besides the type that it wants. */
export interface Allowance {
  /** `""` stands for the empty value: in comparisons. */
  readonly empty: boolean;
}

export const NOTHING_ALLOWED: Allowance = { empty: false };
export const EMPTY_ALLOWED: Allowance = { empty: true };

const NUMBERS: ReadonlySet<TypeName> = new Set(['integer', 'seconds', 'priority']);
const DIGITS: ReadonlySet<TypeName> = new Set(['dn', 'agent', 'ran', 'music', 'treatment', 'prompt']);

/** Can digits be a literal of this type without being an integer? */
export function takesDigits(type: TypeName): boolean {
  return DIGITS.has(type);
}

/** Is it integer, seconds or priority? */
export function isNumber(type: TypeName): boolean {
  return NUMBERS.has(type);
}

/** Does a value of the one type go where the other is wanted? Seconds and priorities convert to and from integers. */
export function converts(from: TypeName, to: TypeName): boolean {
  return from === to || (from === 'integer' && isNumber(to)) || (to === 'integer' && isNumber(from));
}

/** Checks an expression where no type is wanted. */
export function check(context: CheckContext, node: Expression): ExpressionInfo | undefined {
  switch (node.kind) {
    case 'integer':
      return checkInteger(context, node);
    case 'string':
      return record(context, node, { type: 'string', constant: { kind: 'string', value: node.value } });
    case 'time':
      return record(context, node, numberInfo('time', node.minutes));
    case 'day':
      return record(context, node, numberInfo('day', node.day));
    case 'month':
      return record(context, node, numberInfo('month', node.month));
    case 'date':
      return record(context, node, {
        type: 'date',
        constant: { kind: 'date', year: node.year, month: node.month, day: node.day },
      });
    case 'name':
      return checkName(context, node, undefined);
    case 'intrinsic':
      return checkIntrinsic(context, node);
    case 'unary':
      return checkUnary(context, node);
    case 'binary':
      return checkBinary(context, node);
    case 'parenthesized':
      return record(context, node, check(context, node.inner));
    case 'range':
    case 'list':
    case 'error':
      // The grammar lets ranges and lists stand on the right of a comparison only.
      return undefined;
  }
}

/** Checks an expression where a value of `wanted` is needed. */
export function checkAs(
  context: CheckContext,
  node: Expression,
  wanted: TypeName,
  allowance: Allowance = NOTHING_ALLOWED,
): ExpressionInfo | undefined {
  switch (node.kind) {
    case 'parenthesized':
      // In parentheses the grammar lets a condition stand.
      if (isBareCondition(node.inner)) break;
      return record(context, node, checkAs(context, node.inner, wanted, allowance));
    case 'integer':
      if (takesDigits(wanted)) return checkDigits(context, node, wanted);
      break;
    case 'string':
      if (isWordType(wanted) && !(node.value === '' && allowance.empty))
        return checkWord(context, node, wanted, node.value);
      if (node.value === '' && allowance.empty && wanted !== 'string' && canBeEmpty(wanted)) {
        return record(context, node, { type: wanted, constant: { kind: 'empty' } });
      }
      break;
    case 'name':
      return checkName(context, node, wanted);
  }
  const info = check(context, node);
  if (info === undefined || converts(info.type, wanted)) return info;
  if (isBareCondition(node)) return undefined;
  report(context, 'CCS3001', node.span, { found: typeWords[info.type], expected: typeWords[wanted] });
  return undefined;
}

/** A comparison, NOT, AND or OR outside parentheses: where a value stands, the grammar has refused it already. */
export function isBareCondition(node: Expression): boolean {
  return node.kind === 'unary' ? node.operator === 'NOT' : node.kind === 'binary' && !ARITHMETIC.has(node.operator);
}

/** Checks a condition. */
export function checkCondition(context: CheckContext, node: Expression): ExpressionInfo | undefined {
  const info = check(context, node);
  if (info === undefined || info.type === 'boolean') return info;
  report(context, 'CCS3014', node.span, { found: typeWords[info.type] });
  return undefined;
}

/** Keeps what was found out about a node; passes it on. */
export function record(
  context: CheckContext,
  node: Expression,
  info: ExpressionInfo | undefined,
): ExpressionInfo | undefined {
  if (info !== undefined) context.tables.expressions.set(node, info);
  return info;
}

function checkInteger(context: CheckContext, node: IntegerLiteral): ExpressionInfo | undefined {
  // Digits that could not be read were reported.
  if (node.digits === '') return undefined;
  if (!fitsInteger(node.value)) {
    report(context, 'CCS3006', node.span, { text: node.digits });
    return undefined;
  }
  return record(context, node, numberInfo('integer', node.value));
}

/** Digits where a DN, an agent or a voice resource is needed: not an integer, up to 32 of them. */
function checkDigits(context: CheckContext, node: IntegerLiteral, wanted: TypeName): ExpressionInfo | undefined {
  if (node.digits === '') return undefined;
  if (node.digits.length > limits.digits) {
    report(context, 'CCS3018', node.span, { digits: node.digits });
    return undefined;
  }
  if (wanted !== 'agent')
    return record(context, node, { type: wanted, constant: { kind: 'string', value: node.digits } });
  const login = context.names.agentsByNumber.get(node.digits);
  if (login === undefined) {
    report(context, 'CCS2001', node.span, { what: 'agent', name: node.digits, suggestion: undefined });
    return undefined;
  }
  return record(context, node, { type: 'agent', constant: thing('agent', login) });
}

/** A word or string where a contact type or a queue type is needed. */
function checkWord(
  context: CheckContext,
  node: Name | StringLiteral,
  wanted: WordType,
  word: string,
): ExpressionInfo | undefined {
  const value = wordValue(wanted, word);
  if (value === undefined) {
    report(context, 'CCS2005', node.span, wordFault(context.names, wanted, word));
    return undefined;
  }
  if (node.kind === 'name') context.tables.references.set(node, { kind: wanted, ...value });
  return record(context, node, { type: wanted, constant: { kind: 'number', value: value.number } });
}

/** A bare name: the thing or the item variable of that name. */
function checkName(context: CheckContext, node: Name, wanted: TypeName | undefined): ExpressionInfo | undefined {
  if (node.text === '') return undefined;
  const reference = findName(context.names, node.text);
  if (wanted !== undefined && isWordType(wanted) && !isVariableOf(reference, wanted)) {
    if (reference === undefined || wordValue(wanted, node.text) !== undefined)
      return checkWord(context, node, wanted, node.text);
  }
  if (reference === undefined) {
    const what =
      wanted === undefined || isNumber(wanted) || wanted === 'string' ? 'name' : typeWords[wanted].replace(/^an? /, '');
    report(context, 'CCS2001', node.span, {
      what,
      name: node.text,
      ...suggestName(context.names, node.text, wanted),
    });
    return undefined;
  }
  refer(context, node, reference);
  if (reference.kind !== 'variable') {
    if (wanted === undefined || wanted === reference.kind) {
      return record(context, node, infoOfThing(context, reference));
    }
    report(context, 'CCS2004', node.span, {
      name: node.text,
      is: describeReference(reference),
      needed: typeWords[wanted],
    });
    return undefined;
  }
  const { variable } = reference;
  if (variable.class === 'set') {
    report(context, 'CCS3002', node.span, { name: node.text });
    return undefined;
  }
  if (wanted !== undefined && !converts(variable.type, wanted)) {
    report(context, 'CCS3001', node.span, { found: typeWords[variable.type], expected: typeWords[wanted] });
    return undefined;
  }
  return record(context, node, infoOfVariable(context, variable));
}

function isVariableOf(reference: NamedReference | undefined, type: TypeName): boolean {
  return reference?.kind === 'variable' && reference.variable.type === type;
}

/** The row of a name: the same for all that say it. */
function infoOfThing(
  { names }: CheckContext,
  reference: NamedReference & { readonly kind: ThingKind },
): ExpressionInfo {
  let info = names.infos.get(reference);
  if (info === undefined) {
    info = { type: reference.kind, constant: thing(reference.kind, reference.name) };
    names.infos.set(reference, info);
  }
  return info;
}

/** The row of a variable's name. */
export function infoOfVariable({ names }: CheckContext, variable: VariableEntry): ExpressionInfo {
  let info = names.infos.get(variable);
  if (info === undefined) {
    info = { type: variable.type, variable };
    names.infos.set(variable, info);
  }
  return info;
}

/** A constant that is one thing of the centre. */
export function thing(of: ThingKind, name: string): Constant {
  return { kind: 'thing', of, name };
}

function checkIntrinsic(context: CheckContext, node: IntrinsicExpression): ExpressionInfo | undefined {
  const row = intrinsics[node.name];
  if (context.strict && row.ext) reportExtension(context, node.keyword, node.name);
  let fault = false;
  const wanted = row.argument === 'agent' ? 'agent' : row.argument === 'key' ? 'string' : 'skillset';
  if (row.argument === 'skillsets') checkLimit(context, node.args, 'skillsets', limits.skillsetsInStatement);
  for (const argument of node.args) if (checkAs(context, argument, wanted) === undefined) fault = true;
  // The type is known whatever is wrong with an argument, but nothing more is to be said of it.
  return fault ? undefined : record(context, node, plain(row.type));
}

function checkUnary(context: CheckContext, node: UnaryExpression): ExpressionInfo | undefined {
  if (node.operator === 'NOT') {
    return checkCondition(context, node.operand) === undefined ? undefined : record(context, node, plain('boolean'));
  }
  // -2147483648 is one literal, though 2147483648 is none.
  if (node.operand.kind === 'integer' && node.operand.value === -limits.integerLowest) {
    record(context, node.operand, { type: 'integer' });
    return record(context, node, { type: 'integer', constant: { kind: 'number', value: limits.integerLowest } });
  }
  const operand = check(context, node.operand);
  if (operand === undefined) return undefined;
  if (!isNumber(operand.type)) {
    report(context, 'CCS3001', node.operand.span, { found: typeWords[operand.type], expected: typeWords.integer });
    return undefined;
  }
  return arithmeticInfo(context, node, operand.type === 'seconds' ? 'seconds' : 'integer', () =>
    foldMinus(context, node, operand.constant),
  );
}

/** Makes the row of an arithmetic node; none when folding found a fault. */
function arithmeticInfo(
  context: CheckContext,
  node: BinaryExpression | UnaryExpression,
  type: TypeName,
  fold: () => Constant | undefined,
): ExpressionInfo | undefined {
  const faults = context.diagnostics.length;
  const constant = fold();
  if (context.diagnostics.length > faults) return undefined;
  return record(context, node, constant === undefined ? plain(type) : { type, constant });
}

const ARITHMETIC: ReadonlySet<BinaryOperator> = new Set<ArithmeticOperator>(['+', '-', '*', '/']);
const LOGICAL: ReadonlySet<BinaryOperator> = new Set<LogicalOperator>(['AND', 'OR']);

function checkBinary(context: CheckContext, node: BinaryExpression): ExpressionInfo | undefined {
  if (ARITHMETIC.has(node.operator)) return checkRow(context, node, ARITHMETIC, check, joinArithmetic);
  if (LOGICAL.has(node.operator)) return checkRow(context, node, LOGICAL, checkCondition, joinLogical);
  return checkComparison(context, node);
}

/** Checks a left-leaning row of operators of one family, from its first operand on. */
function checkRow(
  context: CheckContext,
  last: BinaryExpression,
  family: ReadonlySet<BinaryOperator>,
  operand: (context: CheckContext, node: Expression) => ExpressionInfo | undefined,
  join: (
    context: CheckContext,
    node: BinaryExpression,
    left: ExpressionInfo,
    right: ExpressionInfo,
  ) => ExpressionInfo | undefined,
): ExpressionInfo | undefined {
  const row = [last];
  for (let left = last.left; left.kind === 'binary' && family.has(left.operator); left = left.left) row.push(left);
  let info = operand(context, row.at(-1)!.left);
  for (const node of row.reverse()) {
    const right = operand(context, node.right);
    info = info === undefined || right === undefined ? undefined : join(context, node, info, right);
  }
  return info;
}

function joinLogical(context: CheckContext, node: BinaryExpression): ExpressionInfo | undefined {
  return record(context, node, plain('boolean'));
}

function joinArithmetic(
  context: CheckContext,
  node: BinaryExpression,
  left: ExpressionInfo,
  right: ExpressionInfo,
): ExpressionInfo | undefined {
  if (!isNumber(left.type) || !isNumber(right.type)) {
    report(context, 'CCS3008', node.operatorSpan, {
      operator: node.operator,
      left: typeWords[left.type],
      right: typeWords[right.type],
    });
    return undefined;
  }
  const type = left.type === 'seconds' || right.type === 'seconds' ? 'seconds' : 'integer';
  return arithmeticInfo(context, node, type, () => foldArithmetic(context, node, left.constant, right.constant));
}
