/**
 * Sets of whole numbers as sorted, disjoint ranges, `[low, high, low, high, …]`, both ends included; and the values that things of the language can
 * have, as such sets. Times are minutes, days 0 to 6, months 1 to 12, yes-or-no values 0 and 1, contact and queue types their numbers.
 */
import {
  type Expression,
  type IntrinsicName,
  intrinsicNames,
  intrinsics,
  limits,
  nameKey,
  type Operand,
  type TypeName,
} from '../../dsl/index.ts';
import { CONTACT_TYPES, canBeEmpty, QUEUE_TYPES, type VariableEntry } from '../../vm/index.ts';
import type { Constant, ScriptTables } from '../analysis.ts';

/** Sorted, disjoint, not touching; see above. */
export type Ranges = readonly number[];

export const NOTHING: Ranges = [];

/** Stands for the empty value among numbers: below every one. */
export const EMPTY_VALUE = limits.integerLowest - 1;

const SPAN_OF_TYPE: { readonly [T in TypeName]?: readonly [number, number] } = {
  integer: [limits.integerLowest, limits.integerHighest],
  seconds: [limits.integerLowest, limits.integerHighest],
  // Integers convert to it: a variable may hold any, which counts as the nearest of 1 to 6 only where it is a statement's p (language §3).
  priority: [limits.integerLowest, limits.integerHighest],
  boolean: [0, 1],
  time: [0, 24 * 60 - 1],
  day: [0, 6],
  month: [1, 12],
  contact_type: [0, CONTACT_TYPES.length - 1],
  queue_type: [0, QUEUE_TYPES.length - 1],
};

const COUNT = [0, limits.integerHighest] as const;

/** Intrinsics whose values lie closer together than their type's. */
const SPAN_OF_INTRINSIC: { readonly [Name in IntrinsicName]?: readonly [number, number] } = {
  'QUEUED COUNT': COUNT,
  'LOGGED AGENT COUNT': COUNT,
  'IDLE AGENT COUNT': COUNT,
  'POSITION IN QUEUE': COUNT,
  'CALL RATE': COUNT,
  'TOTAL ACTIVE CALLS': COUNT,
  'ATTACHMENT COUNT': COUNT,
  'MESSAGE SIZE': COUNT,
  'CUSTOMER CONTACT COUNT': COUNT,
  'EXPECTED WAIT TIME': COUNT,
  'AVERAGE SPEED ANSWER': COUNT,
  OLDEST: COUNT,
  'AGE OF CALL': COUNT,
  'AGE OF CONTACT': COUNT,
  'SERVICE LEVEL': [0, 100],
  'DAY OF MONTH': [1, 31],
  'PRIORITY IN QUEUE': [0, limits.priorityLowest],
  'PRIORITY IN NETWORK QUEUE': [0, limits.priorityLowest],
  'CONTACT PRIORITY': [limits.priorityHighest, limits.priorityLowest],
};

/** Something whose values are numbers. */
export interface Subject {
  readonly of: IntrinsicName | VariableEntry | 'a constant';
  readonly args: readonly Operand[];
  readonly type: TypeName;
  /** All values that it can have. */
  readonly domain: Ranges;
}

/** Whether two have the same value while a condition is evaluated. */
export function areSame(first: Subject, second: Subject): boolean {
  if (first.of !== second.of || first.args.length !== second.args.length) return false;
  return first.args.every((one, at) => keyOf(one) === keyOf(second.args[at]!));
}

const NO_ARGS: readonly Operand[] = [];

/** The date of the day is some day; which of them, nothing tells. */
const SOME_DAY: Ranges = [dayNumber(1, 1, 1), dayNumber(9999, 12, 31)];

const DOMAINS = new Map<IntrinsicName, Ranges | undefined>(
  intrinsicNames.map((name) => {
    const { type } = intrinsics[name];
    return [name, type === 'date' ? SOME_DAY : (SPAN_OF_INTRINSIC[name] ?? SPAN_OF_TYPE[type])];
  }),
);

/** The values that an intrinsic can have; undefined for one whose values are no numbers. */
export function domainOf(name: IntrinsicName): Ranges | undefined {
  return DOMAINS.get(name);
}

/** What an intrinsic or a variable can be; undefined for all else, and for what is no number. */
export function subjectOf(tables: ScriptTables, node: Expression): Subject | undefined {
  if (node.kind === 'parenthesized') return subjectOf(tables, node.inner);
  if (node.kind === 'intrinsic') {
    const domain = domainOf(node.name);
    return domain && { of: node.name, args: node.args, type: intrinsics[node.name].type, domain };
  }
  if (node.kind !== 'name') return undefined;
  const variable = tables.expressions.get(node)?.variable;
  const span = variable === undefined ? undefined : SPAN_OF_TYPE[variable.type];
  if (variable === undefined || span === undefined) return undefined;
  const domain = canBeEmpty(variable.type) ? [EMPTY_VALUE, EMPTY_VALUE, ...span] : span;
  return { of: variable, args: NO_ARGS, type: variable.type, domain };
}

function keyOf(node: Expression): string {
  switch (node.kind) {
    case 'name':
      return nameKey(node.text);
    case 'integer':
      return node.digits;
    case 'string':
      return JSON.stringify(node.value);
    case 'intrinsic':
      return `${node.name}(${node.args.map((argument) => keyOf(argument)).join()})`;
    default:
      return `@${node.span.start}`;
  }
}

/** A constant as a number; undefined for one that is none, such as a date without a year. */
export function numberOf(constant: Constant | undefined): number | undefined {
  switch (constant?.kind) {
    case 'number':
      return constant.value;
    case 'empty':
      return EMPTY_VALUE;
    case 'date':
      return constant.year === undefined ? undefined : dayNumber(constant.year, constant.month, constant.day);
    default:
      return undefined;
  }
}

/** Days since the first of March of the year 0, in the calendar of today. */
export function dayNumber(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1;
  const months = (month + 9) % 12;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return 365 * years + leapDays + Math.floor((153 * months + 2) / 5) + day - 1;
}

/** From low to high; of a type whose ranges wrap round, past the end to the beginning. */
export function rangeFrom(low: number, high: number, type: TypeName): Ranges {
  if (low <= high) return [low, high];
  const span = type === 'time' || type === 'day' || type === 'month' ? SPAN_OF_TYPE[type] : undefined;
  return span === undefined ? NOTHING : union([span[0], high], [low, span[1]]);
}

/** What is in either. */
export function union(a: Ranges, b: Ranges): Ranges {
  const all: number[] = [];
  let first = 0;
  let second = 0;
  while (first < a.length || second < b.length) {
    const takesFirst = second >= b.length || (first < a.length && a[first]! <= b[second]!);
    const [from, at] = takesFirst ? [a, first] : [b, second];
    if (takesFirst) first += 2;
    else second += 2;
    const low = from[at]!;
    const high = from[at + 1]!;
    const last = all.length - 1;
    if (last >= 0 && low <= all[last]! + 1) all[last] = Math.max(all[last]!, high);
    else all.push(low, high);
  }
  return all;
}

/** What is in both. */
export function intersection(a: Ranges, b: Ranges): Ranges {
  const both: number[] = [];
  let first = 0;
  let second = 0;
  while (first < a.length && second < b.length) {
    const low = Math.max(a[first]!, b[second]!);
    const high = Math.min(a[first + 1]!, b[second + 1]!);
    if (low <= high) both.push(low, high);
    if (a[first + 1]! < b[second + 1]!) first += 2;
    else second += 2;
  }
  return both;
}

/** Whether something is in both. */
export function haveCommon(a: Ranges, b: Ranges): boolean {
  let first = 0;
  let second = 0;
  while (first < a.length && second < b.length) {
    if (a[first + 1]! < b[second]!) first += 2;
    else if (b[second + 1]! < a[first]!) second += 2;
    else return true;
  }
  return false;
}

/** Whether all that is in the first is in the second. */
export function isWithin(a: Ranges, b: Ranges): boolean {
  let second = 0;
  for (let first = 0; first < a.length; first += 2) {
    while (second < b.length && b[second + 1]! < a[first]!) second += 2;
    if (second === b.length || b[second]! > a[first]! || b[second + 1]! < a[first + 1]!) return false;
  }
  return true;
}

/** What is in the first and not in the second. */
export function difference(a: Ranges, b: Ranges): Ranges {
  const gaps: number[] = [];
  let low = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < b.length; at += 2) {
    if (low <= b[at]! - 1) gaps.push(low, b[at]! - 1);
    low = b[at + 1]! + 1;
  }
  gaps.push(low, Number.POSITIVE_INFINITY);
  return intersection(a, gaps);
}
