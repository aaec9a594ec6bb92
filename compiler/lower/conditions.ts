/**
 * Conditions: every test is a jump (the machine has no boolean registers but for LOG and SEND). lowerBranch jumps to `target` when the
 * condition comes out as `sense` and goes on behind itself when not; AND and OR stop when decided.
 */
import type { BinaryExpression, ComparisonOperator, Expression, IntrinsicExpression } from '../../dsl/index.ts';
import { canBeEmpty, RELATIONS, type Relation, registerOf } from '../../vm/index.ts';
import type { Constant } from '../analysis.ts';
import type { Label } from '../assemble.ts';
import { constantNumber, lowerIds, lowerInt, lowerValue, machineRow, oneThing } from './expressions.ts';
import { factOf, lowerCells, lowerInConstants, lowerInRange, type NumberRange, rangeOf } from './fused.ts';
import { bare, infoOf, type Lowering, LoweringError, release, thingOf, thingSymbol } from './lowering.ts';
import { lowerInSet } from './sets.ts';

export function lowerBranch(lowering: Lowering, expression: Expression, sense: boolean, target: Label): void {
  const condition = bare(expression);
  const { out } = lowering;
  if (condition.kind === 'unary' && condition.operator === 'NOT') {
    lowerBranch(lowering, condition.operand, !sense, target);
  } else if (condition.kind === 'binary' && (condition.operator === 'AND' || condition.operator === 'OR')) {
    // OR jumps on its first true side, AND on its first false one; asked for the other way, that side jumps past the second.
    const early = condition.operator === 'OR';
    const past = out.label();
    lowerBranch(lowering, condition.left, early, early === sense ? target : past);
    lowerBranch(lowering, condition.right, sense, target);
    out.mark(past);
  } else if (condition.kind === 'binary' || condition.kind === 'intrinsic') {
    const { ints, texts } = lowering;
    if (condition.kind === 'binary') lowerComparison(lowering, condition, sense, target);
    else lowerQuestion(lowering, condition, sense, target);
    release(lowering, ints, texts);
  } else {
    throw new LoweringError(
      `the ${condition.kind} at ${condition.span.start} of ${lowering.script.name} is no condition; report this as a fault of the compiler`,
    );
  }
}

/** The boolean that a question must not be. */
const FALSE: NumberRange = { low: 0, high: 0 };

/** A boolean intrinsic. */
function lowerQuestion(lowering: Lowering, expression: IntrinsicExpression, sense: boolean, target: Label): void {
  const { number, operand, cell } = machineRow(expression.name);
  const { out } = lowering;
  out.from(expression.span);
  const isFact = factOf(expression) !== undefined;
  if (isFact && lowerInRange(lowering, expression, FALSE, !sense, target, expression.span)) return;
  if (operand === 'none') {
    out.emit(sense ? 'JIF' : 'JUNLESS', { intrinsic: number, target });
    return;
  }
  const only = oneThing(lowering, expression.args);
  if (cell?.isZero && only !== undefined) {
    out.emit(sense ? 'JOUT' : 'JSERVED', { skillset: only, target });
    return;
  }
  if (lowerInRange(lowering, expression, FALSE, !sense, target, expression.span)) return;
  const to = lowering.ints;
  const ids = lowerIds(lowering, expression.args);
  out.from(expression.span);
  out.emit('ASK_OF', { to, intrinsic: number, ...ids });
  out.emit(sense ? 'JNOT_EQUAL_NUMBER' : 'JEQUAL_NUMBER', { a: to, value: 0, target });
}

function lowerComparison(lowering: Lowering, expression: BinaryExpression, sense: boolean, target: Label): void {
  const info = lowering.script.tables.comparisons.get(expression);
  if (info === undefined)
    throw new LoweringError(
      `nothing is known of the comparison at ${expression.span.start} of ${lowering.script.name}; report this as a fault of the compiler`,
    );
  const { left, right } = expression;
  const operator = expression.operator as ComparisonOperator;
  // `<>` is the other sense of `=`.
  const positive = operator === '<>' ? !sense : sense;
  if (info.right === 'set') {
    const set = lowering.script.tables.sets.get(bare(right)) ?? lowering.script.tables.sets.get(right);
    if (set === undefined)
      throw new LoweringError(
        `no set is known at ${right.span.start} of ${lowering.script.name}; report this as a fault of the compiler`,
      );
    const isPlainSet = operator !== 'CONTAINS' && registerOf(info.type) === 'int' && info.type !== 'date';
    if (isPlainSet && lowerInConstants(lowering, left, set.members, positive, target, expression.span)) return;
    const subject = lowerSubject(lowering, left);
    const how = operator === 'CONTAINS' ? 'contains' : 'in';
    lowering.out.from(expression.span);
    lowerInSet(lowering, { subject, type: info.type, fold: info.caseless, how }, set.members, positive, target);
    return;
  }
  if (operator === 'CONTAINS' || operator === 'MATCHES' || registerOf(info.type) === 'string') {
    const a = lowerSubject(lowering, left);
    const b = lowerSubject(lowering, right);
    lowering.out.from(expression.span);
    const tail = { a, b, sense: positive ? 1 : 0, target };
    if (operator === 'CONTAINS') lowering.out.emit('JCONTAINS', tail);
    else if (operator === 'MATCHES') lowering.out.emit('JMATCHES', tail);
    else lowering.out.emit('JTEXT', { ...tail, fold: info.caseless ? 1 : 0 });
    return;
  }
  lowerIntComparison(lowering, expression, operator, sense, target);
}

/** A side of a comparison: a register, or -1 for the copies' addresses. */
export function lowerSubject(lowering: Lowering, expression: Expression): number {
  const inner = bare(expression);
  if (inner.kind === 'intrinsic' && inner.name === 'CCADDRESS') return -1;
  return lowerValue(lowering, expression).register;
}

const TRUE_JUMPS = {
  '=': 'JEQUAL',
  '<>': 'JNOT_EQUAL',
  '<': 'JLESS',
  '<=': 'JAT_MOST',
  '>': 'JGREATER',
  '>=': 'JAT_LEAST',
} as const;
type IntOperator = keyof typeof TRUE_JUMPS;
const OPPOSITE: Readonly<Record<IntOperator, IntOperator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};
const MIRRORED: Readonly<Record<IntOperator, IntOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

function lowerIntComparison(
  lowering: Lowering,
  expression: BinaryExpression,
  operator: ComparisonOperator,
  sense: boolean,
  target: Label,
): void {
  const { out } = lowering;
  const type = lowering.script.tables.comparisons.get(expression)!.type;
  const isOrdering = operator !== '=' && operator !== '<>';
  const plain =
    (isOrdering ? !canBeEmpty(type) : type !== 'date') ||
    (isPlain(lowering, expression.left) && isPlain(lowering, expression.right));
  if (plain) {
    lowerPlainComparison(lowering, expression, operator as IntOperator, sense, target);
    return;
  }
  const a = lowerInt(lowering, expression.left);
  const b = lowerInt(lowering, expression.right);
  out.from(expression.span);
  const tail = { a, b, sense: sense ? 1 : 0, target };
  if (!isOrdering) {
    out.emit('JDATE', { ...tail, sense: sense === (operator === '=') ? 1 : 0 });
    return;
  }
  const relation = RELATIONS.indexOf(operator as Relation);
  out.emit(type === 'date' ? 'JDATE_ORDER' : 'JORDER', { ...tail, relation });
}

/** Never empty and, if a date, never without a year: such values compare like numbers. */
function isPlain(lowering: Lowering, expression: Expression): boolean {
  const { constant } = infoOf(lowering, expression);
  if (constant?.kind === 'number') return true;
  if (constant?.kind === 'date') return constant.year !== undefined;
  const inner = bare(expression);
  return inner.kind === 'intrinsic' && (inner.name === 'TIME OF DAY' || inner.name === 'DATE');
}

/** The value of a side that is constant. An intrinsic is not, and most sides are one. */
function constantOf(lowering: Lowering, side: Expression): Constant | undefined {
  return side.kind === 'intrinsic' ? undefined : infoOf(lowering, side).constant;
}

function lowerPlainComparison(
  lowering: Lowering,
  expression: BinaryExpression,
  operator: IntOperator,
  sense: boolean,
  target: Label,
): void {
  const { out } = lowering;
  const left = constantOf(lowering, expression.left);
  const right = constantOf(lowering, expression.right);
  const swap = left !== undefined && right === undefined;
  const written = swap ? MIRRORED[operator] : operator;
  const jump = TRUE_JUMPS[sense ? written : OPPOSITE[written]];
  const constant = swap ? left : right;
  const number = thingOf(constant) === undefined ? constantNumber(constant) : undefined;
  if (number !== undefined) {
    const range = rangeOf(written, number);
    const subject = swap ? expression.right : expression.left;
    if (lowerInRange(lowering, subject, range, sense === range.isIn, target, expression.span)) return;
  } else if (constant === undefined) {
    const relation = sense ? operator : OPPOSITE[operator];
    if (lowerCells(lowering, expression.left, expression.right, relation, target, expression.span)) return;
    if (lowerCells(lowering, expression.right, expression.left, MIRRORED[relation], target, expression.span)) return;
  }
  const a = lowerInt(lowering, swap ? expression.right : expression.left);
  const thing = thingOf(constant);
  if (thing !== undefined) {
    out.from(expression.span);
    const name = thingSymbol(lowering, thing.of, thing.name);
    out.emit(jump === 'JEQUAL' ? 'JNAME' : 'JNOT_NAME', { a, name, target });
    return;
  }
  const value = constantNumber(constant);
  if (value !== undefined) {
    out.from(expression.span);
    out.emit(`${jump}_NUMBER`, { a, value, target });
    return;
  }
  const b = lowerInt(lowering, expression.right);
  out.from(expression.span);
  out.emit(jump, { a, b, target });
}
