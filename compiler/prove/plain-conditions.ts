/**
 * Conditions in which no two parts can decide each other, as most are: in these each comparison is judged by itself, and a comparison of an intrinsic
 * with a number that it can have or not is seen to go both ways without a set of values being made.
 */
import { type BinaryExpression, type Expression, nameKey } from '../../dsl/index.ts';
import { domainOf } from './ranges.ts';

/** Things told apart in one condition; one that is about more of them counts as one that asks twice. */
const THINGS_MAX = 8;

/** Whether two parts of a condition may be about the same thing: they name one intrinsic, or one variable. */
export function asksTwice(condition: Expression): boolean {
  const bare = withoutNot(condition);
  return bare.kind === 'binary' && (bare.operator === 'AND' || bare.operator === 'OR') && repeats(bare, []);
}

/** `seen` takes the things of the part. */
function repeats(part: Expression, seen: string[]): boolean {
  const bare = withoutNot(part);
  if (bare.kind === 'binary') return repeats(bare.left, seen) || repeats(bare.right, seen);
  if (bare.kind !== 'intrinsic' && bare.kind !== 'name') return false;
  const thing = bare.kind === 'intrinsic' ? bare.name : nameKey(bare.text);
  return seen.includes(thing) || seen.push(thing) > THINGS_MAX;
}

/** Calls `judge` for each comparison that a condition is made of, in the order of the text. */
export function eachComparison(condition: Expression, judge: (comparison: BinaryExpression) => void): void {
  const bare = withoutNot(condition);
  if (bare.kind !== 'binary') return;
  if (bare.operator !== 'AND' && bare.operator !== 'OR') {
    if (!goesBothWays(bare)) judge(bare);
    return;
  }
  eachComparison(bare.left, judge);
  eachComparison(bare.right, judge);
}

function withoutNot(node: Expression): Expression {
  let bare = node;
  while (bare.kind === 'unary' || bare.kind === 'parenthesized')
    bare = bare.kind === 'unary' ? bare.operand : bare.inner;
  return bare;
}

/** Whether a comparison is of an intrinsic with a number between its values, so that it is true of some of them and false of others. */
function goesBothWays({ left, operator, right }: BinaryExpression): boolean {
  const value = numberIn(right);
  const domain = left.kind === 'intrinsic' && value !== undefined ? domainOf(left.name) : undefined;
  if (value === undefined || domain?.length !== 2) return false;
  const low = domain[0]!;
  const high = domain[1]!;
  switch (operator) {
    case '=':
    case '<>':
      return low <= value && value <= high && low < high;
    case '<':
    case '>=':
      return low < value && value <= high;
    case '>':
    case '<=':
      return low <= value && value < high;
    default:
      return false;
  }
}

function numberIn(node: Expression): number | undefined {
  switch (node.kind) {
    case 'integer':
      return node.value;
    case 'time':
      return node.minutes;
    case 'day':
      return node.day;
    case 'month':
      return node.month;
    default:
      return undefined;
  }
}
