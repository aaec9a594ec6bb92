/**
 * Comparisons (language §4): which type is compared, and whether the right side is one value or a set.
 *
 * One side decides the type for the other: first whatever has a type of its own, then digits and strings, which several types can be written with.
 */
import {
  type BinaryExpression,
  type Expression,
  type IntrinsicName,
  intrinsicNames,
  intrinsics,
  type Name,
  type TypeName,
  typeNames,
  typeWords,
} from '../../dsl/index.ts';
import type { ComparisonInfo, ExpressionInfo } from '../analysis.ts';
import { findName, isWordType, typeOfReference, wordValue } from '../names.ts';
import { type CheckContext, report, reportExtension } from './context.ts';
import {
  type Allowance,
  check,
  checkAs,
  converts,
  EMPTY_ALLOWED,
  isBareCondition,
  isNumber,
  NOTHING_ALLOWED,
  record,
} from './expressions.ts';
import { comparisonInfo, plain } from './infos.ts';
import { checkSet } from './sets.ts';

/** What can be said of an expression's type before it is checked. */
interface Peek {
  readonly type: TypeName | undefined;
  /** Digits, strings and unknown words take the type that the other side has. */
  readonly firm: boolean;
}

const ORDERED: ReadonlySet<TypeName> = new Set(['integer', 'seconds', 'priority', 'time', 'date']);

/** Checks `left operator right`. */
export function checkComparison(context: CheckContext, node: BinaryExpression): ExpressionInfo | undefined {
  switch (node.operator) {
    case 'CONTAINS':
    case 'MATCHES':
      reportExtension(context, node.operatorSpan, node.operator);
      return node.operator === 'CONTAINS' ? checkEquality(context, node, 'string') : checkMatches(context, node);
    case '=':
    case '<>':
      return checkEquality(context, node, undefined);
    default:
      return checkOrdering(context, node);
  }
}

function checkMatches(context: CheckContext, node: BinaryExpression): ExpressionInfo | undefined {
  const left = checkAs(context, node.left, 'string');
  if (refuseSet(context, node)) return undefined;
  const right = checkAs(context, node.right, 'string');
  return left === undefined || right === undefined ? undefined : compared(context, node, 'string', 'item');
}

function checkEquality(
  context: CheckContext,
  node: BinaryExpression,
  fixed: TypeName | undefined,
): ExpressionInfo | undefined {
  const set = setOf(context, node.right);
  const wanted = fixed ?? decideType(context, node.left, set ?? node.right);
  const allowance = fixed === undefined ? EMPTY_ALLOWED : NOTHING_ALLOWED;
  if (wanted === undefined) {
    checkSides(context, node, set === undefined);
    return undefined;
  }
  if (wanted === 'boolean') return refuseBooleans(context, node, set === undefined ? node.right : undefined);
  if (set === undefined && fixed === undefined && disagree(context, node, wanted)) return undefined;
  if (set === undefined) {
    return checkBoth(context, node, wanted, allowance) ? compared(context, node, wanted, 'item') : undefined;
  }
  const left = checkAs(context, node.left, wanted, allowance);
  const info = checkSet(context, set.kind === 'list' ? set.items : [set], wanted, 'list');
  if (left === undefined || info === undefined) return undefined;
  context.tables.sets.set(set, info);
  return compared(context, node, wanted, 'set');
}

/**
 * Whether both sides are values of a type. A calculation's type is a guess when it has a fault: then nothing is asked of the other side.
 */
function checkBoth(
  context: CheckContext,
  { left, right }: BinaryExpression,
  wanted: TypeName,
  allowance: Allowance,
): boolean {
  const isRightFirst = isCalculation(right) && !isCalculation(left);
  const first = isRightFirst ? right : left;
  const second = isRightFirst ? left : right;
  const one = checkAs(context, first, wanted, allowance);
  if (one === undefined && isCalculation(first)) {
    check(context, second);
    return false;
  }
  return checkAs(context, second, wanted, allowance) !== undefined && one !== undefined;
}

function isCalculation(node: Expression): boolean {
  const { kind } = withoutParentheses(node);
  return kind === 'unary' || kind === 'binary';
}

/** Nothing is compared with a yes or no. A bare comparison on a side is a chain, which the grammar has refused already. */
function refuseBooleans(context: CheckContext, node: BinaryExpression, right: Expression | undefined): undefined {
  const first = check(context, node.left);
  const second = right === undefined ? first : check(context, right);
  if (first === undefined || second === undefined || isBareCondition(node.left) || isBareCondition(node.right))
    return undefined;
  const { operator } = node;
  report(context, 'CCS3008', node.operatorSpan, {
    operator,
    left: typeWords[first.type],
    right: typeWords[second.type],
  });
  return undefined;
}

function checkOrdering(context: CheckContext, node: BinaryExpression): ExpressionInfo | undefined {
  const refused = refuseSet(context, node);
  const wanted = decideType(context, node.left, refused ? node.left : node.right);
  if (wanted === undefined || refused) {
    checkSides(context, node, !refused);
    return undefined;
  }
  if (wanted === 'boolean') return refuseBooleans(context, node, node.right);
  if (disagree(context, node, wanted)) return undefined;
  if (!checkBoth(context, node, wanted, NOTHING_ALLOWED)) return undefined;
  if (!ORDERED.has(wanted)) {
    report(context, 'CCS3009', node.operatorSpan, { operator: node.operator, type: typeWords[wanted] });
    return undefined;
  }
  if (wanted === 'date' && (lacksYear(context, node.left) || lacksYear(context, node.right))) {
    report(context, 'CCS3013', node.operatorSpan, { operator: node.operator });
    return undefined;
  }
  return compared(context, node, wanted, 'item');
}

/** Looks at sides whose type nothing tells. Beside a hole or an unknown name, a word may have been a contact or queue type's. */
function checkSides(context: CheckContext, { left, right }: BinaryExpression, withRight: boolean): void {
  if (!(left.kind === 'name' && right.kind === 'error')) check(context, left);
  if (withRight && !(right.kind === 'name' && (left.kind === 'error' || isTypeWord(right.text)))) check(context, right);
}

function isTypeWord(word: string): boolean {
  return wordValue('contact_type', word) !== undefined || wordValue('queue_type', word) !== undefined;
}

function lacksYear({ tables }: CheckContext, node: Expression): boolean {
  const constant = tables.expressions.get(node)?.constant;
  return constant?.kind === 'date' && constant.year === undefined;
}

/** An ordering or MATCHES with a range, list or set on its right is one fault; the left side is still looked at. */
function refuseSet(context: CheckContext, node: BinaryExpression): boolean {
  const set = setOf(context, node.right);
  if (set === undefined) return false;
  // A list there was refused by the grammar.
  if (set.kind !== 'list') report(context, 'CCS3010', set.span, { operator: node.operator });
  return true;
}

/** Two sides that each have a type of their own, and not the same: one fault, of the comparison. */
function disagree(context: CheckContext, node: BinaryExpression, wanted: TypeName): boolean {
  const right = peek(context, node.right);
  if (!right.firm || right.type === undefined || converts(right.type, wanted)) return false;
  // A word that is a value of a contact or queue type may be the name of something else too.
  if (withoutParentheses(node.right).kind === 'name' && (wanted === 'contact_type' || wanted === 'queue_type'))
    return false;
  if (check(context, node.left) !== undefined && check(context, node.right) !== undefined) {
    report(context, 'CCS3008', node.operatorSpan, {
      operator: node.operator,
      left: typeWords[wanted],
      right: typeWords[right.type],
    });
  }
  return true;
}

function compared(
  context: CheckContext,
  node: BinaryExpression,
  type: TypeName,
  right: 'item' | 'set',
): ExpressionInfo | undefined {
  const asType = isNumber(type) ? 'integer' : type;
  const { caseless, ccAddress } = addressSides(node.left, node.right);
  const info = caseless ? { type: asType, right, caseless, ccAddress } : comparisonInfo(asType, right);
  context.tables.comparisons.set(node, info);
  return record(context, node, plain('boolean'));
}

const ADDRESSES: ReadonlySet<string> = new Set(['FROMADDRESS', 'TOADDRESS', 'CCADDRESS']);

const NO_ADDRESS = { caseless: false, ccAddress: undefined } as const;

/** How addresses are compared: without case, and CCADDRESS as several (language §4). */
export function addressSides(
  left: Expression,
  right: Expression | undefined,
): Pick<ComparisonInfo, 'caseless' | 'ccAddress'> {
  const first = addressOf(left);
  const second = right === undefined ? undefined : addressOf(right);
  if (first === undefined && second === undefined) return NO_ADDRESS;
  const ccAddress = first === 'CCADDRESS' ? 'left' : second === 'CCADDRESS' ? 'right' : undefined;
  return { caseless: true, ccAddress };
}

/** The intrinsic that a side is, if it is an address. */
function addressOf(side: Expression): string | undefined {
  const bare = withoutParentheses(side);
  return bare.kind === 'intrinsic' && ADDRESSES.has(bare.name) ? bare.name : undefined;
}

/** Takes parentheses off. */
export function withoutParentheses(node: Expression): Expression {
  let inner = node;
  while (inner.kind === 'parenthesized') inner = inner.inner;
  return inner;
}

type SetExpression = Extract<Expression, { readonly kind: 'range' | 'list' }> | Name;

/** The right side, where it is a range, a list or a set variable. */
function setOf(context: CheckContext, right: Expression): SetExpression | undefined {
  const bare = withoutParentheses(right);
  if (bare.kind === 'range' || bare.kind === 'list') return bare;
  if (bare.kind !== 'name') return undefined;
  const reference = findName(context.names, bare.text);
  return reference?.kind === 'variable' && reference.variable.class === 'set' ? bare : undefined;
}

/** The type that is compared: the left side's own, else the right side's own, else what either is as it stands. */
function decideType(context: CheckContext, left: Expression, right: Expression): TypeName | undefined {
  const a = peek(context, left);
  const b = peek(context, right);
  // A word that is a value of the other side's contact or queue type is that value, whatever else has its name.
  if (b.type !== undefined && a.type !== b.type && isWordType(b.type) && left.kind === 'name')
    return wordValue(b.type, left.text) === undefined ? a.type : b.type;
  if (a.firm) return a.type ?? b.type;
  if (b.firm) return b.type ?? a.type;
  return a.type ?? b.type;
}

const UNKNOWN: Peek = { type: undefined, firm: false };
const DIGITS: Peek = { type: 'integer', firm: false };
const TEXT: Peek = { type: 'string', firm: false };

/** By type. */
const FIRM = Object.fromEntries(typeNames.map((type) => [type, { type, firm: true }])) as Readonly<
  Record<TypeName, Peek>
>;

/** By name. */
const INTRINSIC = new Map(
  intrinsicNames.map((name): readonly [IntrinsicName, Peek] => [name, FIRM[intrinsics[name].type]]),
);

/** The type that a WHERE's subject or a side of a comparison shows, without a report. */
export function peek(context: CheckContext, node: Expression): Peek {
  switch (node.kind) {
    case 'parenthesized':
      return peek(context, node.inner);
    case 'integer':
      return DIGITS;
    case 'string':
      return TEXT;
    case 'time':
    case 'day':
    case 'month':
    case 'date':
      return FIRM[node.kind];
    case 'name': {
      const reference = findName(context.names, node.text);
      return reference === undefined ? UNKNOWN : FIRM[typeOfReference(reference)];
    }
    case 'intrinsic':
      return INTRINSIC.get(node.name) ?? UNKNOWN;
    case 'unary':
      return node.operator === 'NOT' ? FIRM.boolean : FIRM.integer;
    case 'binary':
      return isArithmetic(node) ? FIRM.integer : FIRM.boolean;
    case 'range':
      return firmest(peek(context, node.low), peek(context, node.high));
    case 'list':
      return node.items.reduce<Peek>(
        (found, item) => (found.firm ? found : firmest(found, peek(context, item))),
        UNKNOWN,
      );
    case 'error':
      return UNKNOWN;
  }
}

function firmest(first: Peek, second: Peek): Peek {
  if (first.firm) return first;
  return second.firm || first.type === undefined ? second : first;
}

function isArithmetic(node: BinaryExpression): boolean {
  return node.operator === '+' || node.operator === '-' || node.operator === '*' || node.operator === '/';
}
