/** Random conditions: comparisons and membership of every type, questions, NOT, AND and OR. */
import { VARIABLE_TYPES, type VariableType } from '../../vm/index.ts';
import { DIGITS, INTEGERS, SKILLSETS, TIMES } from './catalogue.ts';
import {
  asked,
  booleanQuestion,
  clock,
  dateLiteral,
  itemsOf,
  literal,
  type Making,
  number,
  pattern,
  setsOf,
  value,
} from './generate-values.ts';

/** A condition that stands by itself; nothing in it has looser ties than NOT unless in parentheses. */
export function condition(making: Making, depth: number): string {
  const { choose } = making;
  if (depth <= 0 || choose.once(3)) return simpleCondition(making);
  switch (choose.number(5)) {
    case 0:
      return `NOT ${operand(making, depth - 1)}`;
    case 1:
      return `(${condition(making, depth - 1)})`;
    default:
      return `${operand(making, depth - 1)} ${choose.oneOf(['AND', 'OR'])} ${operand(making, depth - 1)}`;
  }
}

function operand(making: Making, depth: number): string {
  // Without parentheses AND goes before OR: the tree then is another, which is as good a test.
  const text = condition(making, depth);
  return making.choose.once(2) ? `(${text})` : text;
}

const TYPES: readonly VariableType[] = [...VARIABLE_TYPES, 'string', 'string', 'date', 'time', 'dn'];

function simpleCondition(making: Making): string {
  const { choose } = making;
  if (choose.once(5)) return booleanQuestion(making);
  if (choose.once(3)) return numberComparison(making);
  const type = choose.oneOf(TYPES);
  if (type === 'integer' || type === 'seconds' || type === 'priority') return numberComparison(making);
  const left = asked(making, type);
  if (left === undefined) return booleanQuestion(making);
  return valueComparison(making, type, left);
}

const EQUALITY = ['=', '<>'];
const ORDER = ['<', '<=', '>', '>=', '< =', '> ='];

function numberComparison(making: Making): string {
  const { choose } = making;
  if (choose.once(3)) return usualComparison(making);
  const mixed = choose.oneOf(['seconds', 'priority', undefined] as const);
  const left = number(making, 2, mixed);
  if (choose.once(2)) {
    const right = number(making, 1, mixed);
    return `${left.text} ${choose.oneOf([...EQUALITY, ...ORDER])} ${right.text}`;
  }
  const items = choose.once(4) ? setsOf(making, 'integer') : [];
  if (items.length > 0) return `${left.text} ${choose.oneOf(EQUALITY)} ${choose.oneOf(items)}`;
  return `${left.text} ${choose.oneOf(EQUALITY)} ${list(making, () => numberItem(making))}`;
}

const COUNTS = ['QUEUED COUNT', 'LOGGED AGENT COUNT', 'IDLE AGENT COUNT'];

/** What scripts write most: a count of one skillset beside a number, a range or another count. */
function usualComparison(making: Making): string {
  const { choose } = making;
  const { text } = choose.once(3) ? number(making, 1) : { text: choose.oneOf(itemsOf(making, 'integer')) };
  const count = `${choose.oneOf(COUNTS)} ${choose.oneOf(SKILLSETS)}`;
  const left = choose.once(2) ? count : text;
  if (choose.once(4))
    return `(${count}) ${choose.oneOf(ORDER)} (${choose.oneOf([2, 3, 1073741824])} * ${choose.oneOf(COUNTS)} ${choose.oneOf(SKILLSETS)})`;
  if (choose.once(2)) return `${left} ${choose.oneOf(EQUALITY)} 1 .. ${1 + choose.number(7)}`;
  return `${left} ${choose.oneOf([...EQUALITY, ...ORDER])} ${choose.number(6)}`;
}

function numberItem(making: Making): string {
  const { choose } = making;
  const names = itemsOf(making, 'integer');
  const end = (): string => (choose.once(2) ? choose.oneOf(names) : String(choose.oneOf(INTEGERS)));
  if (choose.once(4)) return `${choose.oneOf(names)} .. ${end()}`;
  if (choose.once(3)) {
    const low = choose.oneOf(INTEGERS.filter((n) => n < 1000));
    return `${low} .. ${low + choose.number(60)}`;
  }
  return choose.once(8) && setsOf(making, 'integer').length > 0 ? choose.oneOf(setsOf(making, 'integer')) : end();
}

/** One item as often as not: a list needs no comma to be membership only where it is a range. */
function list(making: Making, item: () => string): string {
  return Array.from({ length: 1 + making.choose.number(4) }, item).join(', ');
}

const EMPTY_TEXT = '""';

function valueComparison(making: Making, type: VariableType, left: string): string {
  const { choose } = making;
  if (type === 'string') return textComparison(making, left);
  const ordered = type === 'time' || type === 'date';
  if (ordered && choose.once(3)) {
    const right = type === 'date' ? orderedDate(making) : value(making, type);
    return `${left} ${choose.oneOf(ORDER)} ${right}`;
  }
  const equal = choose.oneOf(EQUALITY);
  const sets = setsOf(making, type);
  switch (choose.number(6)) {
    case 0:
      return `${left} ${equal} ${EMPTY_TEXT}`;
    case 1:
      return sets.length > 0 ? `${left} ${equal} ${choose.oneOf(sets)}` : `${left} ${equal} ${value(making, type)}`;
    case 2:
      return `${literal(making, type)} ${equal} ${left}`;
    case 3:
      return `${left} ${equal} ${value(making, type)}`;
    default:
      return `${left} ${equal} ${list(making, () => setItem(making, type, true))}`;
  }
}

function orderedDate(making: Making): string {
  const names = itemsOf(making, 'date');
  if (names.length > 0 && making.choose.once(2)) return making.choose.oneOf(names);
  return making.choose.once(3) ? 'DATE' : dateLiteral(making, 'year');
}

function textComparison(making: Making, left: string): string {
  const { choose } = making;
  const sets = setsOf(making, 'string');
  const right = (): string => (choose.once(4) ? value(making, 'string') : pattern(making));
  switch (choose.number(9)) {
    case 0:
      return `${left} ${choose.oneOf(EQUALITY)} ${value(making, 'string')}`;
    case 1:
      return `${literal(making, 'string')} ${choose.oneOf(EQUALITY)} ${left}`;
    case 2:
      return `${left} ${choose.oneOf(EQUALITY)} ${list(making, () => setItem(making, 'string', true))}`;
    case 3:
      return `${left} MATCHES ${right()}`;
    case 4:
      return `${left} CONTAINS ${list(making, () => (choose.once(5) ? setItem(making, 'string', true) : pattern(making)))}`;
    case 5:
    case 6:
      return sets.length > 0
        ? `${left} ${choose.oneOf(['CONTAINS', 'CONTAINS', '=', '<>'])} ${choose.oneOf(sets)}`
        : `${left} CONTAINS ${right()}`;
    default:
      return `${left} CONTAINS ${right()}`;
  }
}

/** An item of a list; `calls`: call variables too, which a VALUE does not take. */
export function setItem(making: Making, type: VariableType, calls: boolean): string {
  const { choose } = making;
  const names = itemsOf(making, type, calls ? 'any' : 'global');
  const sets = setsOf(making, type);
  if (sets.length > 0 && choose.once(6)) return choose.oneOf(sets);
  if (names.length > 0 && choose.once(3)) {
    const isRanged = type === 'time' || type === 'day' || type === 'month' || type === 'date' || type === 'dn';
    return isRanged && choose.once(3) ? `${choose.oneOf(names)} .. ${literal(making, type)}` : choose.oneOf(names);
  }
  if (choose.once(6)) return EMPTY_TEXT;
  return (choose.once(3) ? constantRange(making, type) : undefined) ?? literal(making, type);
}

function constantRange(making: Making, type: VariableType): string | undefined {
  const { choose } = making;
  switch (type) {
    case 'time':
      return `${clock(choose.oneOf(TIMES))} .. ${clock(choose.oneOf(TIMES))}`;
    case 'day':
    case 'month':
      return `${literal(making, type)} .. ${literal(making, type)}`;
    case 'dn': {
      const [low, high] = [choose.oneOf(DIGITS.slice(1)), choose.oneOf(DIGITS.slice(1))];
      return low.length === high.length && low > high ? `${high} .. ${low}` : `${low} .. ${high}`;
    }
    case 'date':
      if (choose.once(2)) return `${dateLiteral(making, 'none')} .. ${dateLiteral(making, 'none')}`;
      return choose.oneOf(['2026-12-20 .. 2026-12-31', '2026-12-25 .. 2026-12-25', '2025-01-01 .. 2027-01-01']);
    default:
      return undefined;
  }
}
