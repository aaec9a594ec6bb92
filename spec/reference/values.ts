/**
 * Values as language §4 and §6 describe them, each with its type. Nothing is packed: a day of the year is month and day, a skillset its
 * name, and the empty value is `undefined` (or `''` where the type is text).
 */
import type { TypeName } from '../../dsl/index.ts';

export type NumberType = 'integer' | 'seconds' | 'priority';
export type PointType = 'time' | 'day' | 'month';
export type WordType = 'contact_type' | 'queue_type';
export type ThingType = 'skillset' | 'agent' | 'provider' | 'response' | 'reason';
export type TextType = 'string' | 'dn' | 'ran' | 'music' | 'treatment' | 'prompt';

/** A date; one without a year is that day in every year. */
export interface CalendarDay {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
}

export type Value =
  | { readonly type: NumberType; readonly number: number }
  | { readonly type: 'boolean'; readonly holds: boolean }
  /** Minutes since midnight; 0 = Sunday to 6; 1 to 12. */
  | { readonly type: PointType; readonly point: number | undefined }
  | { readonly type: 'date'; readonly date: CalendarDay | undefined }
  /** Things by the name they were defined with, types by their word in the spelling of language §6. */
  | { readonly type: WordType | ThingType; readonly name: string | undefined }
  | { readonly type: TextType; readonly text: string };

const FAMILIES = {
  integer: 'number',
  seconds: 'number',
  priority: 'number',
  boolean: 'boolean',
  time: 'point',
  day: 'point',
  month: 'point',
  date: 'date',
  contact_type: 'name',
  queue_type: 'name',
  skillset: 'name',
  agent: 'name',
  provider: 'name',
  response: 'name',
  reason: 'name',
  string: 'text',
  dn: 'text',
  ran: 'text',
  music: 'text',
  treatment: 'text',
  prompt: 'text',
} as const satisfies Record<TypeName, string>;

/** Which of the shapes above values of a type have. */
export function familyOf(type: TypeName): (typeof FAMILIES)[TypeName] {
  return FAMILIES[type];
}

/** What a call variable without a default holds (language §8): 0, `""` or empty. */
export function emptyOf(type: TypeName): Value {
  switch (familyOf(type)) {
    case 'number':
      return { type: type as NumberType, number: 0 };
    case 'boolean':
      return { type: 'boolean', holds: false };
    case 'point':
      return { type: type as PointType, point: undefined };
    case 'date':
      return { type: 'date', date: undefined };
    case 'name':
      return { type: type as ThingType, name: undefined };
    case 'text':
      return { type: type as TextType, text: '' };
  }
}

/** Is it the empty value of its type? Numbers and booleans have none. */
export function isEmpty(value: Value): boolean {
  if ('text' in value) return value.text === '';
  if ('name' in value) return value.name === undefined;
  if ('point' in value) return value.point === undefined;
  return 'date' in value && value.date === undefined;
}

/** Seconds and priorities convert to and from integers (language §4): a number takes the type that is wanted. */
export function converted(value: Value, wanted: TypeName | undefined): Value {
  if (wanted === undefined || !('number' in value) || familyOf(wanted) !== 'number') return value;
  return { type: wanted as NumberType, number: value.number };
}

/** Values of one type are equal. Two empty ones are; a date without a year equals that day of every year. */
export function areEqual(a: Value, b: Value, withoutCase: boolean): boolean {
  if ('text' in a && 'text' in b)
    return withoutCase ? a.text.toLowerCase() === b.text.toLowerCase() : a.text === b.text;
  if ('number' in a && 'number' in b) return a.number === b.number;
  if ('point' in a && 'point' in b) return a.point === b.point;
  if ('name' in a && 'name' in b) return a.name === b.name;
  if ('date' in a && 'date' in b) return areSameDay(a.date, b.date);
  throw new Error(`a ${a.type} is compared with a ${b.type}`);
}

function areSameDay(a: CalendarDay | undefined, b: CalendarDay | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const sameYear = a.year === undefined || b.year === undefined || a.year === b.year;
  return sameYear && a.month === b.month && a.day === b.day;
}

/** Does `value` lie from `low` to `high`, both included? Times, days, months and dates without year wrap round (language §4). */
export function isBetween(value: Value, low: Value, high: Value): boolean {
  if (isEmpty(value) || isEmpty(low) || isEmpty(high)) return false;
  if ('number' in value && 'number' in low && 'number' in high)
    return low.number <= value.number && value.number <= high.number;
  if ('point' in value && 'point' in low && 'point' in high) return isRound(value.point!, low.point!, high.point!);
  if ('date' in value && 'date' in low && 'date' in high) return isDateBetween(value.date!, low.date!, high.date!);
  if ('text' in value && 'text' in low && 'text' in high) {
    // DNs of the same length, in digit order.
    const { length } = value.text;
    const sameLength = low.text.length === length && high.text.length === length;
    return sameLength && low.text <= value.text && value.text <= high.text;
  }
  throw new Error(`no range of ${low.type} holds a ${value.type}`);
}

function isRound(value: number, low: number, high: number): boolean {
  return low <= high ? low <= value && value <= high : value >= low || value <= high;
}

function isDateBetween(date: CalendarDay, low: CalendarDay, high: CalendarDay): boolean {
  if ((low.year === undefined) !== (high.year === undefined)) return false;
  if (low.year === high.year && low.month === high.month && low.day === high.day) return areSameDay(date, low);
  if (low.year === undefined) return isRound(dayOfYear(date), dayOfYear(low), dayOfYear(high));
  return date.year !== undefined && orderOf(low, date) <= 0 && orderOf(date, high) <= 0;
}

function dayOfYear({ month, day }: CalendarDay): number {
  return month * 100 + day;
}

/** Which of two dates with a year is earlier: below 0 the first. */
export function orderOf(a: CalendarDay, b: CalendarDay): number {
  return (a.year ?? 0) - (b.year ?? 0) || a.month - b.month || a.day - b.day;
}
