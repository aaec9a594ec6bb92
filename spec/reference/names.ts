/** What the names of a directory stand for, without regard to case (language §5). */
import type { Directory, DirectoryItem, DirectoryValue, VariableEntry } from '../../vm/index.ts';
import {
  type CalendarDay,
  emptyOf,
  familyOf,
  type NumberType,
  type PointType,
  type TextType,
  type ThingType,
  type Value,
  type WordType,
} from './values.ts';

export type Named =
  | { readonly kind: 'thing'; readonly type: ThingType; readonly name: string }
  | { readonly kind: 'variable'; readonly variable: VariableEntry };

/** The names of one directory. */
export interface Names {
  readonly byName: ReadonlyMap<string, Named>;
  readonly agentsByNumber: ReadonlyMap<string, string>;
  readonly reasonsByCode: ReadonlyMap<number, string>;
}

const KNOWN = new WeakMap<Directory, Names>();

/** Looks a directory over, once. */
export function namesOf(directory: Directory): Names {
  const known = KNOWN.get(directory);
  if (known !== undefined) return known;
  const byName = new Map<string, Named>();
  const thing = (type: ThingType, name: string) => byName.set(name.toLowerCase(), { kind: 'thing', type, name });
  for (const { name } of directory.skillsets) thing('skillset', name);
  for (const { login } of directory.agents) thing('agent', login);
  for (const { name } of directory.responses) thing('response', name);
  for (const { name } of directory.reasons) thing('reason', name);
  for (const { name } of directory.providers) thing('provider', name);
  for (const variable of directory.variables) byName.set(variable.name.toLowerCase(), { kind: 'variable', variable });
  const names: Names = {
    byName,
    agentsByNumber: new Map(directory.agents.map(({ id, login }) => [id, login])),
    reasonsByCode: new Map(directory.reasons.map(({ code, name }) => [code, name])),
  };
  KNOWN.set(directory, names);
  return names;
}

/** The one value of an item variable, or the default of a call variable. */
export function itemOf(variable: VariableEntry): Value {
  const item = variable.items[0];
  return item === undefined || item.kind === 'range' ? emptyOf(variable.type) : directoryValue(variable.type, item);
}

/** A member of a set variable: one value, or the two ends of a range. */
export function endsOf(type: VariableEntry['type'], item: DirectoryItem): readonly [Value, Value] {
  if (item.kind === 'range') return [directoryValue(type, item.low), directoryValue(type, item.high)];
  const value = directoryValue(type, item);
  return [value, value];
}

function directoryValue(type: VariableEntry['type'], value: DirectoryValue): Value {
  switch (familyOf(type)) {
    case 'number':
      return { type: type as NumberType, number: numberOf(value) };
    case 'point':
      return { type: type as PointType, point: numberOf(value) };
    case 'date':
      return { type: 'date', date: dateOf(value) };
    case 'text':
      return { type: type as TextType, text: textOf(value) };
    case 'name':
      if (value.kind === 'name') return { type: type as ThingType, name: value.name };
      return { type: type as WordType, name: WORDS[type as WordType][numberOf(value)] };
    case 'boolean':
      throw new Error('no variable is of the type boolean');
  }
}

function numberOf(value: DirectoryValue): number {
  if (value.kind !== 'number') throw new Error(`a ${value.kind} stands where a number should`);
  return value.value;
}

function textOf(value: DirectoryValue): string {
  return value.kind === 'string' ? value.value : String(numberOf(value));
}

function dateOf(value: DirectoryValue): CalendarDay {
  if (value.kind !== 'date') throw new Error(`a ${value.kind} stands where a date should`);
  return { year: value.year, month: value.month, day: value.day };
}

/** The words of contact and queue types, in the order in which a directory numbers them. */
export const WORDS: Readonly<Record<WordType, readonly string[]>> = {
  contact_type: [
    'Voice',
    'EMail',
    'OutBound',
    'Web_Communications',
    'Scheduled_Callback',
    'Fax',
    'SMS',
    'VoiceMail',
    'WhiteMail',
    'Video',
    'Other',
  ],
  queue_type: ['SKILLSET', 'AGENT', 'AGENTPULL', 'REPLYMAIL', 'RESCHEDULED'],
};

/** The word of a type in the spelling of language §6; undefined when it is none. */
export function wordOf(type: WordType, text: string): string | undefined {
  return WORDS[type].find((word) => word.toLowerCase() === text.toLowerCase());
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
