/**
 * Conditions that literals and the ranges of types decide (language §7), and nothing else: no assignment, no value of a global variable.
 *
 * A comparison of one thing with constants is the set of its values for which it is true; AND, OR and NOT over the same thing put such sets
 * together. What is constant is told at the smallest part of the condition that is.
 */
import type { BinaryExpression, ComparisonOperator, Expression, IfStatement, TypeName } from '../../dsl/index.ts';
import type { AnalysedScript, Constant, ScriptTables } from '../analysis.ts';
import { type ProofContext, placeIn, report, textIn } from './context.ts';
import { asksTwice, eachComparison } from './plain-conditions.ts';
import {
  areSame,
  difference,
  EMPTY_VALUE,
  haveCommon,
  intersection,
  isWithin,
  NOTHING,
  numberOf,
  type Ranges,
  rangeFrom,
  type Subject,
  subjectOf,
  union,
} from './ranges.ts';

/** What is known of a condition. */
interface Verdict {
  /** Decided: nothing above needs to be told again. */
  readonly always?: boolean;
  /** Else, where it is about one thing alone: the values for which it is true. */
  readonly subject?: Subject;
  readonly values?: Ranges;
}

const UNKNOWN: Verdict = {};

/** CCS3101 for the parts of an IF's condition that are always true or always false. */
export function proveCondition(context: ProofContext, script: AnalysedScript, statement: IfStatement): void {
  const { condition } = statement;
  const judging = { context, script, whole: condition };
  if (asksTwice(condition)) verdictOn(judging, condition);
  else eachComparison(condition, (node) => decided(judging, node, comparisonVerdict(script.tables, node)));
}

interface Judging {
  readonly context: ProofContext;
  readonly script: AnalysedScript;
  readonly whole: Expression;
}

function verdictOn(judging: Judging, node: Expression): Verdict {
  const { tables } = judging.script;
  switch (node.kind) {
    case 'parenthesized':
      return verdictOn(judging, node.inner);
    case 'intrinsic': {
      const subject = subjectOf(tables, node);
      return subject === undefined ? UNKNOWN : { subject, values: [1, 1] };
    }
    case 'unary': {
      const { always, subject, values } = verdictOn(judging, node.operand);
      if (always !== undefined) return { always: !always };
      return subject === undefined || values === undefined
        ? UNKNOWN
        : { subject, values: difference(subject.domain, values) };
    }
    case 'binary':
      return node.operator === 'AND' || node.operator === 'OR'
        ? verdictOnRow(judging, node, node.operator)
        : decided(judging, node, comparisonVerdict(tables, node));
    default:
      return UNKNOWN;
  }
}

/** Tells what is constant, and passes on what is left. */
function decided(judging: Judging, node: Expression, verdict: Verdict): Verdict {
  const { subject, values } = verdict;
  let { always } = verdict;
  if (always === undefined && subject !== undefined && values !== undefined) {
    if (!haveCommon(subject.domain, values)) always = false;
    else if (isWithin(subject.domain, values)) always = true;
  }
  if (always === undefined) return verdict;
  const { context, script, whole } = judging;
  const condition = textIn(script.file, node.span);
  report(context, 'CCS3101', placeIn(script.file, node.span), { condition, always, whole: node === whole });
  return { always };
}

/** Things in one row of operands that are told apart, at most: each is compared with all before it. */
const SUBJECTS_MAX = 500;

/** Operands joined by one operator: those about the same thing are put together. */
function verdictOnRow(judging: Judging, last: BinaryExpression, operator: 'AND' | 'OR'): Verdict {
  const operands = [last.right];
  let left: Expression = last.left;
  for (; left.kind === 'binary' && left.operator === operator; left = left.left) operands.push(left.right);
  operands.push(left);
  const groups: { readonly subject: Subject; values: Ranges; count: number }[] = [];
  let rest = 0;
  let always: boolean | undefined;
  for (const operand of operands.reverse()) {
    const verdict = verdictOn(judging, operand);
    // One false operand decides AND, one true operand OR; the others leave it to the rest.
    if (verdict.always !== undefined) {
      if (verdict.always === (operator === 'OR')) always = verdict.always;
      continue;
    }
    const { subject, values } = verdict;
    if (subject === undefined || values === undefined) {
      rest++;
      continue;
    }
    const group = groups.length > SUBJECTS_MAX ? undefined : groups.find((one) => areSame(one.subject, subject));
    if (group === undefined) {
      groups.push({ subject, values, count: 1 });
      continue;
    }
    group.values = (operator === 'AND' ? intersection : union)(group.values, values);
    group.count++;
  }
  if (always !== undefined) return { always };
  for (const { subject, values, count } of groups) {
    if (count === 1) continue;
    const decides = operator === 'AND' ? !haveCommon(subject.domain, values) : isWithin(subject.domain, values);
    if (decides) return decided(judging, last, { always: operator === 'OR' });
  }
  const [only] = groups.values();
  return only !== undefined && groups.length === 1 && rest === 0
    ? { subject: only.subject, values: only.values }
    : UNKNOWN;
}

const MIRRORED: { readonly [O in ComparisonOperator]?: ComparisonOperator } = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '=': '=',
  '<>': '<>',
};

function comparisonVerdict(tables: ScriptTables, node: BinaryExpression): Verdict {
  const operator = node.operator as ComparisonOperator;
  const left = constantOf(tables, node.left);
  if (left !== undefined) {
    const right = constantOf(tables, node.right);
    if (right !== undefined) return constantVerdict(tables, node, operator, left, right);
    if (node.right.kind === 'list' || node.right.kind === 'range')
      return membershipVerdict(tables, node, operator, left);
  }
  const isMirrored = left !== undefined;
  const subject = subjectOf(tables, isMirrored ? node.right : node.left);
  const asked = isMirrored ? MIRRORED[operator] : operator;
  if (subject === undefined || asked === undefined) return UNKNOWN;
  const items = itemsOf(tables, isMirrored ? node.left : node.right, subject.type);
  const values = items === undefined ? undefined : valuesFor(asked, items, subject);
  return values === undefined ? UNKNOWN : { subject, values };
}

function constantOf(tables: ScriptTables, node: Expression): Constant | undefined {
  // What the node itself says is not looked up: most sides are intrinsics and literals.
  switch (node.kind) {
    case 'intrinsic':
    case 'list':
    case 'range':
      return undefined;
    case 'time':
      return { kind: 'number', value: node.minutes };
    case 'day':
      return { kind: 'number', value: node.day };
    case 'month':
      return { kind: 'number', value: node.month };
  }
  return tables.expressions.get(node)?.constant;
}

/** Two constants: `1 = 1`. */
function constantVerdict(
  tables: ScriptTables,
  node: BinaryExpression,
  operator: ComparisonOperator,
  left: Constant,
  right: Constant,
): Verdict {
  const info = tables.comparisons.get(node);
  if (info === undefined || info.caseless) return UNKNOWN;
  if (left.kind === 'string' && right.kind === 'string') return equality(operator, left.value === right.value);
  if (left.kind === 'thing' && right.kind === 'thing') return equality(operator, left.name === right.name);
  const first = numberOf(left);
  const second = numberOf(right);
  if (first === undefined || second === undefined) return UNKNOWN;
  switch (operator) {
    case '<':
      return { always: first < second };
    case '>':
      return { always: first > second };
    case '<=':
      return { always: first <= second };
    case '>=':
      return { always: first >= second };
    default:
      return equality(operator, first === second);
  }
}

/** A constant and a list or range of constants: `3 = 2 .. 4`. */
function membershipVerdict(
  tables: ScriptTables,
  node: BinaryExpression,
  operator: ComparisonOperator,
  left: Constant,
): Verdict {
  const { left: literal, right } = node;
  if (left.kind === 'string') {
    const items = right.kind === 'list' ? right.items.map((item) => constantOf(tables, item)) : [undefined];
    if (tables.comparisons.get(node)?.caseless !== false || items.some((item) => item?.kind !== 'string'))
      return UNKNOWN;
    return equality(
      operator,
      items.some((item) => item?.kind === 'string' && item.value === left.value),
    );
  }
  const value = numberOf(left);
  const wraps = literal.kind === 'time' || literal.kind === 'day' || literal.kind === 'month';
  const items = value === undefined ? undefined : itemsOf(tables, right, wraps ? literal.kind : 'integer');
  return value === undefined || items === undefined ? UNKNOWN : equality(operator, haveCommon([value, value], items));
}

function equality(operator: ComparisonOperator, isEqual: boolean): Verdict {
  return operator === '=' ? { always: isEqual } : operator === '<>' ? { always: !isEqual } : UNKNOWN;
}

/** The constants on the other side, as ranges; undefined when one is not known. */
function itemsOf(tables: ScriptTables, node: Expression, type: TypeName): Ranges | undefined {
  if (node.kind === 'parenthesized') return itemsOf(tables, node.inner, type);
  if (node.kind === 'list') {
    let all: Ranges | undefined = NOTHING;
    for (const item of node.items) {
      const more = itemsOf(tables, item, type);
      if (more === undefined) return undefined;
      all = union(all, more);
    }
    return all;
  }
  if (node.kind === 'range') {
    const low = numberOf(constantOf(tables, node.low));
    const high = numberOf(constantOf(tables, node.high));
    return low === undefined || high === undefined ? undefined : rangeFrom(low, high, type);
  }
  // Digits beside a number are that number.
  const value = node.kind === 'integer' ? node.value : numberOf(constantOf(tables, node));
  return value === undefined ? undefined : [value, value];
}

/** The values of a thing for which a comparison with constants is true; the empty value is in no set and has no order. */
function valuesFor(operator: ComparisonOperator, items: Ranges, { domain }: Subject): Ranges | undefined {
  const value = items[0];
  switch (operator) {
    case '=':
      return intersection(domain, items);
    case '<>':
      return difference(domain, items);
    case '<':
      return ordered(domain, Number.NEGATIVE_INFINITY, (value ?? 0) - 1);
    case '<=':
      return ordered(domain, Number.NEGATIVE_INFINITY, value ?? 0);
    case '>':
      return ordered(domain, (value ?? 0) + 1, Number.POSITIVE_INFINITY);
    case '>=':
      return ordered(domain, value ?? 0, Number.POSITIVE_INFINITY);
    default:
      return undefined;
  }
}

function ordered(domain: Ranges, low: number, high: number): Ranges {
  return intersection(difference(domain, [EMPTY_VALUE, EMPTY_VALUE]), [low, high]);
}
