/**
 * Values: how each type of language §4 stands in a register, and what membership and equality mean there.
 *
 * - integer, seconds, priority, boolean: themselves, int32.
 * - time: minutes after midnight 0..1439; day: 0 = Sunday .. 6; month: 1..12.
 * - date: year × 512 + month × 32 + day, the year 0 when it has none; so dates with a year are in order, those without are below
 *   512, and the low nine bits are month and day of both.
 * - skillset, agent, provider, response, reason: the core's id. contact_type, queue_type: the index in directory.ts.
 * - string, dn, ran, music, treatment, prompt: JavaScript strings.
 *
 * INVARIANT: the empty value is EMPTY (-1) for the types that can be empty, '' for strings; integer, seconds, priority and boolean
 * have none. An empty value is in no set, and no ordering holds of it.
 */
import {
  CONTACT_TYPES,
  type DirectoryItem,
  type DirectoryValue,
  type NameKind,
  QUEUE_TYPES,
  VARIABLE_TYPES,
  type VariableEntry,
} from './directory.ts';
import type { GlobalValues, Value, ValueSet } from './host.ts';

/** Types of values; a boolean is never a variable's. The order gives the numbers in images: append only. */
export const VALUE_TYPES = [...VARIABLE_TYPES, 'boolean'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** The empty value of a type that is no string and can be empty. */
export const EMPTY = -1;

/** Characters that a string in a variable can have (language §5). */
export const STRING_CHARACTERS_MAX = 255;

/** What the machine must know about a type: where its values stand, whether they can be empty, and whose name they are. */
interface TypeRow {
  readonly register: 'int' | 'string';
  readonly canBeEmpty: boolean;
  readonly names?: NameKind;
}

const number: TypeRow = { register: 'int', canBeEmpty: false };
const point: TypeRow = { register: 'int', canBeEmpty: true };
const text: TypeRow = { register: 'string', canBeEmpty: true };
const named = (names: NameKind): TypeRow => ({ register: 'int', canBeEmpty: true, names });

const TYPE_ROWS: { readonly [T in ValueType]: TypeRow } = {
  integer: number,
  seconds: number,
  priority: number,
  boolean: number,
  time: point,
  day: point,
  month: point,
  date: point,
  skillset: named('skillset'),
  agent: named('agent'),
  provider: named('provider'),
  response: named('response'),
  reason: named('reason'),
  contact_type: point,
  queue_type: point,
  string: text,
  dn: text,
  ran: text,
  music: text,
  treatment: text,
  prompt: text,
};

/** Which register file holds values of a type. */
export function registerOf(type: ValueType): 'int' | 'string' {
  return TYPE_ROWS[type].register;
}

/** Whether a type has an empty value. */
export function canBeEmpty(type: ValueType): boolean {
  return TYPE_ROWS[type].canBeEmpty;
}

/** The kind of name that values of this type are, if they are names. */
export function nameKindOf(type: ValueType): NameKind | undefined {
  return TYPE_ROWS[type].names;
}

/** What a call variable without a default holds (language §8): 0, '' or empty. */
export function defaultOf(type: ValueType): Value {
  const row = TYPE_ROWS[type];
  if (row.register === 'string') return '';
  return row.canBeEmpty ? EMPTY : 0;
}

/** A date as a value; `year` 0 for one without. Years 1..9999. */
export function dateValue(year: number, month: number, day: number): number {
  return year * 512 + month * 32 + day;
}

/** True of a date that has no year (and is not empty). */
export function lacksYear(date: number): boolean {
  return date >= 0 && date < 512;
}

/** Dates are equal when all that both have is: one without a year equals that day of every year. */
export function sameDate(a: number, b: number): boolean {
  if (a === b) return true;
  if (a < 0 || b < 0) return false;
  return (a < 512 || b < 512) && (a & 511) === (b & 511);
}

/** Is `value` between the two, both ends included; low > high wraps round (times, days, months). False of EMPTY when it wraps. */
export function inWrappingRange(value: number, low: number, high: number): boolean {
  if (low <= high) return value >= low && value <= high;
  return value >= 0 && (value >= low || value <= high);
}

/**
 * As inWrappingRange, for dates: a range without years looks at month and day; a date without year is in no range with years, and
 * nothing is in a range of which only one end has a year.
 */
export function inDateRange(date: number, low: number, high: number): boolean {
  if (date < 0 || low < 0 || high < 0 || lacksYear(low) !== lacksYear(high)) return false;
  if (low === high) return sameDate(date, low);
  if (low < 512 && high < 512) return inWrappingRange(date & 511, low, high);
  if (lacksYear(date)) return false;
  return date >= low && date <= high;
}

/** Membership of an int that is no date. */
export function inSet(set: ValueSet, value: number): boolean {
  const { ranges } = set;
  for (let i = 0; i < ranges.length; i += 2) {
    if (inWrappingRange(value, ranges[i]!, ranges[i + 1]!)) return true;
  }
  return false;
}

/** Membership of a date. */
export function inDateSet(set: ValueSet, date: number): boolean {
  const { ranges } = set;
  for (let i = 0; i < ranges.length; i += 2) {
    if (inDateRange(date, ranges[i]!, ranges[i + 1]!)) return true;
  }
  return false;
}

/** Membership of a string or DN; `fold` compares without case. The empty string is in no set. */
export function inStringSet(set: ValueSet, value: string, fold: boolean): boolean {
  if (value === '') return false;
  for (const item of set.strings) {
    if (sameText(item, value, fold)) return true;
  }
  for (const range of set.dnRanges) {
    if (inDnRange(value, range.low, range.high)) return true;
  }
  return false;
}

/** Equality of strings, with or without case. */
export function sameText(a: string, b: string, fold: boolean): boolean {
  return a === b || (fold && a.toLowerCase() === b.toLowerCase());
}

/** A range of DNs holds those of the same length, in digit order; one of unequal lengths holds nothing. */
export function inDnRange(dn: string, low: string, high: string): boolean {
  return dn !== '' && dn.length === low.length && dn.length === high.length && dn >= low && dn <= high;
}

/** At most STRING_CHARACTERS_MAX characters (code points) of `value`; the same string when it is short enough. */
export function cutString(value: string): string {
  if (value.length <= STRING_CHARACTERS_MAX) return value;
  let units = 0;
  for (let characters = 0; characters < STRING_CHARACTERS_MAX && units < value.length; characters++) {
    units += value.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units >= value.length ? value : value.slice(0, units);
}

/** Resolves a name to its id; -1 when there is none. */
export type IdOf = (kind: NameKind, name: string) => number;

/** A directory's value as a register holds it. A name that is gone is EMPTY. */
export function encodeValue(type: ValueType, value: DirectoryValue, idOf: IdOf): Value {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'date':
      return dateValue(value.year ?? 0, value.month, value.day);
    case 'name': {
      const kind = nameKindOf(type);
      return kind === undefined ? EMPTY : idOf(kind, value.name);
    }
    case 'number':
      // Digits of a DN or a voice resource may have been kept as a number.
      return registerOf(type) === 'string' ? String(value.value) : value.value | 0;
  }
}

/** A compiled set out of a directory's items. Names that are gone are left out. */
export function buildSet(type: ValueType, items: readonly DirectoryItem[], idOf: IdOf): ValueSet {
  const ranges: number[] = [];
  const strings: string[] = [];
  const dnRanges: { low: string; high: string }[] = [];
  for (const item of items) {
    const [first, last] = item.kind === 'range' ? [item.low, item.high] : [item, item];
    const low = encodeValue(type, first, idOf);
    const high = item.kind === 'range' ? encodeValue(type, last, idOf) : low;
    if (typeof low === 'string' || typeof high === 'string') {
      if (item.kind === 'range') dnRanges.push({ low: String(low), high: String(high) });
      else strings.push(String(low));
    } else if (!canBeEmpty(type) || (low !== EMPTY && high !== EMPTY)) {
      ranges.push(low, high);
    }
  }
  return { ranges: Int32Array.from(ranges), strings, dnRanges };
}

/** The snapshot of a directory's global variables; `variables` gives each entry with its id. */
export function buildGlobals(
  number: number,
  variables: Iterable<{ readonly id: number; readonly entry: VariableEntry }>,
  idOf: IdOf,
): GlobalValues {
  const globals = [...variables].filter(({ entry }) => entry.scope === 'global');
  const room = globals.reduce((most, { id }) => Math.max(most, id + 1), 0);
  const ints = new Int32Array(room);
  const strings: string[] = new Array<string>(room).fill('');
  const sets: (ValueSet | undefined)[] = new Array<ValueSet | undefined>(room).fill(undefined);
  for (const { id, entry } of globals) {
    if (entry.class === 'set') {
      sets[id] = buildSet(entry.type, entry.items, idOf);
      continue;
    }
    const item = entry.items[0];
    const value =
      item === undefined || item.kind === 'range' ? defaultOf(entry.type) : encodeValue(entry.type, item, idOf);
    if (typeof value === 'string') strings[id] = value;
    else ints[id] = value;
  }
  return { number, ints, strings, sets };
}

/** A call variable's default as a register holds it: what Host.callDefault answers. */
export function encodeDefault(entry: VariableEntry, idOf: IdOf): Value {
  const item = entry.items[0];
  if (item === undefined || item.kind === 'range') return defaultOf(entry.type);
  return encodeValue(entry.type, item, idOf);
}

/** English day names, by value. */
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** English month names; January stands at 0 and is the value 1. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/**
 * A value as people read it, and as LOG, SEND and traces give it: `08:05`, `Monday`, `2026-12-25`, `December 25`, `EMail`, a name;
 * '' when empty; numbers in digits.
 */
export function formatValue(type: ValueType, value: Value, nameOf: (kind: NameKind, id: number) => string): string {
  if (typeof value === 'string') return value;
  const row = TYPE_ROWS[type];
  if (row.canBeEmpty && value < 0) return '';
  if (row.names !== undefined) return nameOf(row.names, value);
  switch (type) {
    case 'boolean':
      return value === 0 ? 'false' : 'true';
    case 'time':
      return `${twoDigits(Math.floor(value / 60))}:${twoDigits(value % 60)}`;
    case 'day':
      return DAYS[value] ?? '';
    case 'month':
      return MONTHS[value - 1] ?? '';
    case 'date':
      return formatDate(value);
    case 'contact_type':
      return CONTACT_TYPES[value] ?? '';
    case 'queue_type':
      return QUEUE_TYPES[value] ?? '';
    default:
      return String(value);
  }
}

function formatDate(date: number): string {
  const month = (date >> 5) & 15;
  const day = date & 31;
  if (lacksYear(date)) return `${MONTHS[month - 1] ?? ''} ${day}`;
  return `${String(date >> 9).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const TIME_TEXT = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const DATE_TEXT = /^(\d{4})-(\d\d)-(\d\d)$/;
const MONTH_DAY_TEXT = /^([A-Za-z]+) (\d{1,2})$/;

/**
 * A value that came from outside (a provider's answer), as a register holds it: numbers for integer, seconds and priority; for the
 * rest the text that formatValue writes, names without case. Undefined when it is none of this type.
 */
export function parseValue(type: ValueType, value: Value, idOf: IdOf): Value | undefined {
  const row = TYPE_ROWS[type];
  if (row.register === 'string') return typeof value === 'string' ? value : undefined;
  if (!row.canBeEmpty) {
    if (typeof value !== 'number' || !Number.isInteger(value) || value !== (value | 0)) return undefined;
    if (type === 'priority' && (value < 0 || value > 6)) return undefined;
    return value;
  }
  if (typeof value !== 'string') return undefined;
  if (value === '') return EMPTY;
  const parsed = row.names !== undefined ? idOf(row.names, value) : parsePoint(type, value);
  return parsed < 0 ? undefined : parsed;
}

function parsePoint(type: ValueType, value: string): number {
  switch (type) {
    case 'time': {
      const match = TIME_TEXT.exec(value);
      return match === null ? EMPTY : Number(match[1]) * 60 + Number(match[2]);
    }
    case 'day':
      return indexWithoutCase(DAYS, value);
    case 'month': {
      const index = indexWithoutCase(MONTHS, value);
      return index < 0 ? EMPTY : index + 1;
    }
    case 'date':
      return parseDate(value);
    case 'contact_type':
      return indexWithoutCase(CONTACT_TYPES, value);
    case 'queue_type':
      return indexWithoutCase(QUEUE_TYPES, value);
    default:
      return EMPTY;
  }
}

function parseDate(value: string): number {
  const full = DATE_TEXT.exec(value);
  const short = MONTH_DAY_TEXT.exec(value);
  const year = full === null ? 0 : Number(full[1]);
  const month = full !== null ? Number(full[2]) : short !== null ? indexWithoutCase(MONTHS, short[1]!) + 1 : 0;
  const day = full !== null ? Number(full[3]) : short !== null ? Number(short[2]) : 0;
  if (full !== null && year === 0) return EMPTY;
  return day >= 1 && day <= daysInMonth(year, month) ? dateValue(year, month, day) : EMPTY;
}

/** Days of a month (1..12); year 0 stands for any year, so February has 29. Other months have 0. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function indexWithoutCase(words: readonly string[], word: string): number {
  const wanted = word.toLowerCase();
  return words.findIndex((each) => each.toLowerCase() === wanted);
}
