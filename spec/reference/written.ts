/** Values as LOG and SEND write them, and as a provider's answer gives them. */
import type { TypeName } from '../../dsl/index.ts';
import type { Directory } from '../../vm/index.ts';
import type { Written } from './centre.ts';
import { DAYS, MONTHS, namesOf, wordOf } from './names.ts';
import {
  emptyOf,
  familyOf,
  type NumberType,
  type TextType,
  type ThingType,
  type Value,
  type WordType,
} from './values.ts';

/** Numbers as numbers, all else as people write it; the empty value is ''. */
export function written(value: Value): Written {
  if ('number' in value) return value.number;
  if ('holds' in value) return String(value.holds);
  if ('text' in value) return value.text;
  if ('name' in value) return value.name ?? '';
  if ('date' in value) {
    if (value.date === undefined) return '';
    const { year, month, day } = value.date;
    if (year === undefined) return `${MONTHS[month - 1]} ${day}`;
    return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  }
  if (value.point === undefined) return '';
  if (value.type === 'day') return DAYS[value.point] ?? '';
  if (value.type === 'month') return MONTHS[value.point - 1] ?? '';
  return `${two(Math.floor(value.point / 60))}:${two(value.point % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** A value of an answer; undefined when it is none of the type. */
export function read(type: TypeName, given: Written, directory: Directory): Value | undefined {
  const family = familyOf(type);
  if (family === 'number') {
    if (typeof given !== 'number' || !Number.isInteger(given) || given < -2147483648 || given > 2147483647)
      return undefined;
    if (type === 'priority' && (given < 0 || given > 6)) return undefined;
    return { type: type as NumberType, number: given };
  }
  if (typeof given !== 'string') return undefined;
  if (family === 'text') return { type: type as TextType, text: given };
  if (given === '') return emptyOf(type);
  if (family === 'name') return readName(type, given, directory);
  if (type === 'day' || type === 'month') {
    const names = type === 'day' ? DAYS : MONTHS;
    const index = names.findIndex((name) => name.toLowerCase() === given.toLowerCase());
    return index < 0 ? undefined : { type, point: type === 'day' ? index : index + 1 };
  }
  if (type === 'time') {
    const [, hour, minute] = /^(\d\d?):(\d\d)$/.exec(given) ?? [];
    if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
    return { type, point: Number(hour) * 60 + Number(minute) };
  }
  return readDate(given);
}

function readName(type: TypeName, given: string, directory: Directory): Value | undefined {
  if (type === 'contact_type' || type === 'queue_type') {
    const word = wordOf(type, given);
    return word === undefined ? undefined : { type: type as WordType, name: word };
  }
  const named = namesOf(directory).byName.get(given.toLowerCase());
  return named?.kind === 'thing' && named.type === type ? { type: type as ThingType, name: named.name } : undefined;
}

function readDate(given: string): Value | undefined {
  const [, year, digits, last] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(given) ?? [];
  const [, word, number] = /^([A-Za-z]+) (\d\d?)$/.exec(given) ?? [];
  const month =
    digits === undefined ? 1 + MONTHS.findIndex((name) => name.toLowerCase() === word?.toLowerCase()) : Number(digits);
  const day = Number(last ?? number ?? 0);
  if (month < 1 || month > 12 || day < 1 || year === '0000') return undefined;
  // Without a year any leap year will do.
  const calendar = new Date(Date.UTC(2000, month - 1, day));
  calendar.setUTCFullYear(year === undefined ? 2000 : Number(year), month - 1, day);
  if (calendar.getUTCMonth() !== month - 1) return undefined;
  return { type: 'date', date: { year: year === undefined ? undefined : Number(year), month, day } };
}
