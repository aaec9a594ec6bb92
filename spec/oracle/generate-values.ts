/** Random expressions of a wanted type, as text. They compile: types, constants and ranges are as language §4 asks. */
import {
  CONTACT_TYPES,
  INTRINSICS,
  QUEUE_TYPES,
  type ValueType,
  type VariableEntry,
  type VariableType,
} from '../../vm/index.ts';
import {
  AGENT_NUMBERS,
  AGENTS,
  DATES,
  DIGITS,
  INTEGERS,
  type OracleCentre,
  PATTERNS,
  PROVIDERS,
  REASONS,
  RESPONSES,
  SKILLSETS,
  TEXTS,
  TIMES,
} from './catalogue.ts';
import type { Chooser } from './random.ts';

/** What a script is made with. */
export interface Making {
  readonly choose: Chooser;
  readonly centre: OracleCentre;
}

export type NumberType = 'integer' | 'seconds' | 'priority';

/** An expression of a number. */
interface NumberText {
  readonly text: string;
  readonly type: NumberType;
  /** Known before it runs: a fault among constants is an error. */
  readonly constant: boolean;
  /** 3 leaf, 2 product, 1 sum. */
  readonly tightness: 1 | 2 | 3;
}

const ALL = Object.entries<{ readonly type: ValueType; readonly operand: string }>(INTRINSICS);
const intrinsicsOf = (operand: string, ...types: readonly ValueType[]): readonly string[] =>
  ALL.filter(([, row]) => row.operand === operand && types.includes(row.type)).map(([name]) => name);

const INTEGER_INTRINSICS = intrinsicsOf('none', 'integer');
const SECONDS_INTRINSICS = intrinsicsOf('none', 'seconds');
const INTEGER_OF_SKILLSETS = intrinsicsOf('skillsets', 'integer');
const SECONDS_OF_SKILLSETS = intrinsicsOf('skillsets', 'seconds');
const PRIORITY_OF_SKILLSETS = intrinsicsOf('skillsets', 'priority');
const STRING_INTRINSICS = [
  ...intrinsicsOf('none', 'string'),
  'SUBJECT',
  'CCADDRESS',
  'CONTACT DATA "header:X-Plan"',
  'CONTACT DATA "custom:Größe"',
];
const DN_INTRINSICS = intrinsicsOf('none', 'dn');
const BOOLEAN_INTRINSICS = [...intrinsicsOf('none', 'boolean'), 'QUEUED', 'QUEUED'];
const DAYS = ['Sunday', 'Monday', 'Wednesday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'July', 'December'];

/** Names of item variables of a type. */
export function itemsOf(
  { centre }: Making,
  type: VariableType,
  scope: 'call' | 'global' | 'any' = 'any',
): readonly string[] {
  return named(centre, `${type} item ${scope}`, (v) => {
    return v.type === type && v.class === 'item' && (scope === 'any' || v.scope === scope);
  });
}

/** Names of set variables of a type. */
export function setsOf({ centre }: Making, type: VariableType): readonly string[] {
  return named(centre, `${type} set`, (v) => v.type === type && v.class === 'set');
}

const NAMED = new Map<OracleCentre, Map<string, readonly string[]>>();

function named(centre: OracleCentre, key: string, wanted: (variable: VariableEntry) => boolean): readonly string[] {
  const lists = NAMED.get(centre) ?? new Map<string, readonly string[]>();
  NAMED.set(centre, lists);
  const names = lists.get(key) ?? centre.variables.filter(wanted).map(({ name }) => name);
  lists.set(key, names);
  return names;
}

/** A variable of the type, or what `otherwise` makes when there is none. */
function variableOr(making: Making, type: VariableType, otherwise: () => string): string {
  const names = itemsOf(making, type);
  return names.length === 0 ? otherwise() : making.choose.oneOf(names);
}

function the(making: Making, intrinsic: string): string {
  return making.choose.once(8) ? `THE ${intrinsic}` : intrinsic;
}

/** One skillset: by name, variable or CONTACT SKILLSET. */
export function skillset(making: Making): string {
  const { choose } = making;
  switch (choose.number(6)) {
    case 0:
      return 'CONTACT SKILLSET';
    case 1:
      return variableOr(making, 'skillset', () => 'b_sk');
    default:
      return choose.oneOf(SKILLSETS);
  }
}

export function agent(making: Making): string {
  const { choose } = making;
  switch (choose.number(6)) {
    case 0:
      return 'AGENTID';
    case 1:
      return variableOr(making, 'agent', () => 'ben');
    case 2:
      return choose.oneOf(AGENT_NUMBERS);
    default:
      return choose.oneOf(AGENTS);
  }
}

export function provider(making: Making): string {
  return making.choose.once(4) ? variableOr(making, 'provider', () => 'crm') : making.choose.oneOf(PROVIDERS);
}

export function response(making: Making): string {
  return making.choose.once(3) ? variableOr(making, 'response', () => 'SMS') : making.choose.oneOf(RESPONSES);
}

export function several(making: Making, most: number, make: (making: Making) => string): string {
  const count = making.choose.once(40) ? 20 : 1 + making.choose.number(most);
  return Array.from({ length: count }, () => make(making)).join(', ');
}

// --------------------------------------------------------------------------------------------------------- numbers

function numberLeaf(making: Making, type: NumberType | undefined, one: boolean): NumberText {
  const { choose } = making;
  const leaf = (text: string, of: NumberType, constant = false): NumberText => ({
    text,
    type: of,
    constant,
    tightness: 3,
  });
  switch (choose.number(8)) {
    case 0:
    case 1:
      return leaf(
        String(choose.once(3) ? choose.oneOf(INTEGERS.filter((n) => n >= 0)) : choose.number(9)),
        'integer',
        true,
      );
    case 2:
      return leaf(the(making, choose.oneOf(INTEGER_INTRINSICS)), 'integer');
    case 3: {
      const operands = one ? skillset(making) : several(making, 3, skillset);
      if (type === 'seconds' && choose.once(2))
        return leaf(the(making, `${choose.oneOf(SECONDS_OF_SKILLSETS)} ${operands}`), 'seconds');
      if (type === 'priority' && choose.once(2))
        return leaf(`${choose.oneOf(PRIORITY_OF_SKILLSETS)} ${operands}`, 'priority');
      return leaf(the(making, `${choose.oneOf(INTEGER_OF_SKILLSETS)} ${operands}`), 'integer');
    }
    case 4:
      if (type === 'seconds') return leaf(the(making, choose.oneOf(SECONDS_INTRINSICS)), 'seconds');
      if (type === 'priority') return leaf('CONTACT PRIORITY', 'priority');
      return leaf(
        variableOr(making, 'integer', () => '1'),
        'integer',
      );
    case 5:
      if (type !== undefined && itemsOf(making, type).length > 0)
        return leaf(choose.oneOf(itemsOf(making, type)), type);
      return leaf(choose.oneOf(itemsOf(making, 'integer')), 'integer');
    default:
      return leaf(choose.oneOf(itemsOf(making, 'integer')), 'integer');
  }
}

/**
 * A number. `type`: which type beside integer may be mixed in; seconds and priorities do not meet. `one`: intrinsics take one skillset,
 * as in LOG and SEND.
 */
export function number(making: Making, depth: number, type?: NumberType, one = false): NumberText {
  const { choose } = making;
  if (depth <= 0 || choose.once(2)) return numberLeaf(making, type, one);
  if (choose.once(6)) {
    const inner = number(making, depth - 1, type, one);
    if (inner.constant) return { ...inner, text: `-${inner.text}`, tightness: 3 };
    const text = inner.tightness === 3 ? `- ${inner.text}` : `-(${inner.text})`;
    return { text, type: inner.type === 'seconds' ? 'seconds' : 'integer', constant: false, tightness: 3 };
  }
  const operator = choose.oneOf(['+', '-', '*', '/', '/', '+']);
  let left = number(making, depth - 1, type, one);
  let right = number(making, depth - 1, type, one);
  if (left.constant && right.constant) {
    const plain = numberLeaf(making, undefined, one);
    const changing = plain.constant ? { ...plain, text: choose.oneOf(itemsOf(making, 'integer')) } : plain;
    if (choose.once(2)) left = { ...changing, constant: false };
    else right = { ...changing, constant: false };
  }
  // A constant divisor of 0 is an error.
  if (operator === '/' && right.constant)
    right = { text: String(1 + choose.number(5)), type: 'integer', constant: true, tightness: 3 };
  const tightness = operator === '*' || operator === '/' ? 2 : 1;
  const isLoose = left.tightness < tightness;
  const a = isLoose || choose.once(8) ? `(${left.text})` : left.text;
  const b = right.tightness <= tightness ? `(${right.text})` : right.text;
  const seconds = left.type === 'seconds' || right.type === 'seconds';
  return { text: `${a} ${operator} ${b}`, type: seconds ? 'seconds' : 'integer', constant: false, tightness };
}

// ---------------------------------------------------------------------------------------------------- other values

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replace(/\s/g, ' ')}"`;
}

export function textLiteral(making: Making): string {
  return quoted(making.choose.oneOf(TEXTS));
}

export function pattern(making: Making): string {
  return quoted(making.choose.oneOf(PATTERNS));
}

const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

function dateLiteral(making: Making, form: 'any' | 'year' | 'none'): string {
  const dates = DATES.filter(([year]) => form === 'any' || (form === 'year') === year > 0);
  const [year, month, day] = making.choose.oneOf(dates);
  const words = `${monthName(month)} ${day}`;
  if (year === 0) return words;
  const digits = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return making.choose.once(2) ? `${words} ${year}` : digits;
}

const MONTH_NAMES = 'January February March April May June July August September October November December'.split(' ');
const monthName = (month: number): string => MONTH_NAMES[month - 1]!;

/** A literal of a type; of names, a name. Numbers apart, and the empty string for no type but string. */
export function literal(making: Making, type: VariableType): string {
  const { choose } = making;
  switch (type) {
    case 'integer':
    case 'seconds':
      return String(choose.oneOf(INTEGERS));
    case 'priority':
      return String(1 + choose.number(6));
    case 'string':
      return textLiteral(making);
    case 'time':
      return clock(choose.oneOf(TIMES));
    case 'day':
      return choose.oneOf(DAYS);
    case 'month':
      return choose.oneOf(MONTHS);
    case 'date':
      return dateLiteral(making, 'any');
    case 'skillset':
      return choose.oneOf(SKILLSETS);
    case 'agent':
      return choose.once(3) ? choose.oneOf(AGENT_NUMBERS) : choose.oneOf(AGENTS);
    case 'provider':
      return choose.oneOf(PROVIDERS);
    case 'response':
      return choose.oneOf(RESPONSES);
    case 'reason':
      return choose.oneOf(REASONS);
    case 'contact_type':
      return spelt(making, choose.oneOf(CONTACT_TYPES));
    case 'queue_type':
      return spelt(making, choose.oneOf(QUEUE_TYPES));
    default:
      return choose.oneOf(DIGITS.slice(1));
  }
}

function spelt({ choose }: Making, word: string): string {
  if (choose.once(6)) return `"${word.toLowerCase()}"`;
  return choose.once(5) ? word.toUpperCase() : word;
}

const ASKED: { readonly [T in VariableType]?: readonly string[] } = {
  string: STRING_INTRINSICS,
  dn: DN_INTRINSICS,
  time: ['TIME OF DAY'],
  day: ['DAY OF WEEK'],
  month: ['MONTH OF YEAR'],
  date: ['DATE'],
  contact_type: ['CONTACT TYPE'],
  queue_type: ['QUEUETYPE'],
  agent: ['AGENTID'],
  skillset: ['CONTACT SKILLSET'],
};

/** A value that is known at run time only, if the type has one. */
export function asked(making: Making, type: VariableType): string | undefined {
  const { choose } = making;
  const intrinsics = ASKED[type] ?? [];
  const names = itemsOf(making, type);
  if (intrinsics.length > 0 && (names.length === 0 || choose.once(2))) return the(making, choose.oneOf(intrinsics));
  return names.length === 0 ? undefined : choose.oneOf(names);
}

/** A value of a type that is no number. */
export function value(making: Making, type: VariableType): string {
  const text = making.choose.once(3) ? literal(making, type) : (asked(making, type) ?? literal(making, type));
  return making.choose.once(10) ? `(${text})` : text;
}

export function booleanQuestion(making: Making): string {
  const { choose } = making;
  switch (choose.number(5)) {
    case 0:
      return the(making, `OUT OF SERVICE ${choose.once(2) ? skillset(making) : several(making, 3, skillset)}`);
    case 1:
      return `${choose.oneOf(['LOGGED AGENT', 'IDLE AGENT'])} ${agent(making)}`;
    case 2:
      return `OUT OF SERVICE ${choose.oneOf(SKILLSETS)}`;
    default:
      return the(making, choose.oneOf(BOOLEAN_INTRINSICS));
  }
}

export { clock, dateLiteral, quoted };
