/**
 * The tests of IFs and WHEREs in words: what an instruction that jumps compares, and with which values it would have gone the other
 * way. A test of numbers, or of what stands for numbers, is a set of ranges; of texts it is words.
 */
import type { NameKind } from './directory.ts';
import type { LinkedProgram, ValueSet } from './host.ts';
import type { InstructionShape } from './instruction-shape.ts';
import { RELATIONS } from './instructions.ts';
import type { Known, ReplayRegisters } from './replay-registers.ts';
import { formatValue, type ValueType } from './values.ts';

type NameOf = (kind: NameKind, id: number) => string;
/** Both ends included. */
export type Range = readonly [low: number, high: number];

/** When a test jumps: its subject is in the ranges, or what the words say; `sense` false turns that round. */
export interface Test {
  readonly subject: Known;
  readonly sense: boolean;
  readonly ranges?: readonly Range[];
  readonly words?: readonly [holds: string, fails: string];
  /** A jump by the value itself: each value with where it goes. */
  readonly cases?: readonly (readonly [value: number, target: number])[];
  /** What the subject is compared with, where that is no constant. */
  readonly against?: Known;
}

const LEAST = -0x8000_0000;
const GREATEST = 0x7fff_ffff;

function rangeOf(relation: string, value: number): readonly Range[] {
  switch (relation) {
    case '<':
      return [[LEAST, value - 1]];
    case '<=':
      return [[LEAST, value]];
    case '>':
      return [[value + 1, GREATEST]];
    case '>=':
      return [[value, GREATEST]];
    default:
      return [[value, value]];
  }
}

/** Instructions that compare two registers, or one with a number, by the relation that they jump on. */
const RELATION_OF: Readonly<Record<string, readonly [relation: string, sense: boolean]>> = {
  JEQUAL: ['=', true],
  JNOT_EQUAL: ['=', false],
  JLESS: ['<', true],
  JAT_MOST: ['<=', true],
  JGREATER: ['>', true],
  JAT_LEAST: ['>=', true],
};

function rangesOfSet(set: ValueSet | undefined): readonly Range[] {
  const ranges: Range[] = [];
  for (let i = 0; set !== undefined && i < set.ranges.length; i += 2) ranges.push([set.ranges[i]!, set.ranges[i + 1]!]);
  return ranges;
}

const quoted = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(', ');

/** What the instruction at `pc` tests, or undefined when it tests nothing. Call it before the registers take the instruction. */
export function testAt(
  program: LinkedProgram,
  pc: number,
  shape: InstructionShape,
  registers: ReplayRegisters,
  answers: readonly (number | string)[] = [],
): Test | undefined {
  const { code, image } = program;
  const name: string = shape.name;
  const isSwitch = name === 'SWITCH';
  if (!isSwitch && !shape.operands.some(({ kind }) => kind === 'target')) return undefined;
  if (name === 'JUMP' || name.startsWith('VOICE')) return undefined;
  const index = (operand: string): number => shape.operands.findIndex((each) => each.name === operand);
  const has = (operand: string): boolean => index(operand) >= 0;
  const word = (operand: string): number => code[pc + 1 + index(operand)]!;
  const asked = (nth: number): Known => registers.asked(program, pc, shape, nth, answers);
  const variable = (): Known => {
    const symbol = image.symbols[image.code[pc + 1 + index('variable')]!];
    if (symbol?.kind !== 'variable') return { name: '?', type: 'integer', value: undefined };
    return { name: symbol.name, type: symbol.type, value: registers.variable(word('variable'), symbol.type) };
  };
  const text = (operand: string): Known =>
    word(operand) < 0
      ? { name: 'CCADDRESS', type: 'string', value: answers[0] }
      : (registers.texts[word(operand)] ?? { name: '?', type: 'string', value: undefined });
  const sense = !has('sense') || word('sense') === 1;

  if (isSwitch) {
    const first = pc + shape.words;
    const cases = Array.from({ length: word('cases') }, (_, i) => [word('low') + i, code[first + i * 2 + 1]!] as const);
    return { subject: asked(0), sense, cases };
  }
  // Whatever reads its subject by itself.
  const own = !has('a');
  const subject = own
    ? has('variable')
      ? variable()
      : asked(0)
    : shape.operands[index('a')]!.kind === 'int'
      ? (registers.ints[word('a')] ?? asked(0))
      : text('a');
  if (subject.type === 'boolean' && !has('low')) {
    const isTrue = name === 'JIF' || name === 'JOUT' || name === 'JNOT_EQUAL_NUMBER';
    return { subject, sense: isTrue, ranges: [[1, 1]] };
  }
  if (has('low') && has('high') && own)
    return { subject, sense: name.endsWith('_IN'), ranges: [[word('low'), word('high')]] };
  if (has('mask')) {
    const mask = word('mask');
    const ranges = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (mask & (1 << bit)) !== 0);
    return { subject, sense, ranges: joined(ranges.map((bit) => [bit, bit])) };
  }
  if (name === 'JCELLS') {
    const other = asked(1);
    const factor = word('factor');
    const of = factor === 1 ? other.name : `(${factor} * ${other.name})`;
    const value = typeof other.value === 'number' ? other.value * factor : undefined;
    return relationTest(subject, RELATIONS[word('relation')] ?? '=', true, { ...other, name: of, value });
  }
  const related = RELATION_OF[name.replace(/_NUMBER$/, '')];
  if (related !== undefined) {
    const [relation, holds] = related;
    if (name.endsWith('_NUMBER')) return { subject, sense: holds, ranges: rangeOf(relation, word('value')) };
    return relationTest(subject, relation, holds, registers.ints[word('b')]);
  }
  switch (name) {
    case 'JNAME':
    case 'JNOT_NAME':
      return { subject, sense: name === 'JNAME', ranges: [[word('name'), word('name')]] };
    case 'JBETWEEN':
    case 'JNOT_BETWEEN':
      return { subject, sense: name === 'JBETWEEN', ranges: [[word('low'), word('high')]] };
    case 'JSET':
    case 'JDATE_SET':
      return { subject, sense, ranges: rangesOfSet(program.sets[word('set')]) };
    case 'JGLOBAL_SET':
    case 'JDATE_GLOBAL_SET':
      return { subject, sense, words: among(setName(program, pc, index('variable'))) };
    case 'JRANGE':
    case 'JWRAP':
    case 'JDATE_RANGE': {
      const [low, high] = [registers.ints[word('low')], registers.ints[word('high')]];
      return {
        subject,
        sense,
        words: among(low?.name === high?.name ? `${low?.name}` : `${low?.name} .. ${high?.name}`),
      };
    }
    case 'JORDER':
    case 'JDATE_ORDER':
      return relationTest(subject, RELATIONS[word('relation')] ?? '=', sense, registers.ints[word('b')]);
    case 'JDATE':
      return relationTest(subject, '=', sense, registers.ints[word('b')]);
    case 'JTEXT':
      return { subject, sense, words: among(text('b').name) };
    case 'JTEXT_SET': {
      const set = program.sets[word('set')];
      const dns = (set?.dnRanges ?? []).map(({ low, high }) => `${low} .. ${high}`);
      return {
        subject,
        sense,
        words: among([quoted(set?.strings ?? []), ...dns].filter((part) => part !== '').join(', ')),
      };
    }
    case 'JTEXT_GLOBAL_SET':
      return { subject, sense, words: among(setName(program, pc, index('variable'))) };
    case 'JDN_RANGE':
      return { subject, sense, words: among(`${text('low').name} .. ${text('high').name}`) };
    case 'JCONTAINS':
      return { subject, sense, words: [`containing ${text('b').name}`, `not containing ${text('b').name}`] };
    case 'JCONTAINS_SET': {
      const words = quoted(program.sets[word('set')]?.strings ?? []);
      return { subject, sense, words: [`containing one of ${words}`, `containing none of ${words}`] };
    }
    case 'JCONTAINS_GLOBAL_SET': {
      const of = setName(program, pc, index('variable'));
      return { subject, sense, words: [`containing one of ${of}`, `containing none of ${of}`] };
    }
    case 'JMATCHES':
      return { subject, sense, words: [`matching ${text('b').name}`, `not matching ${text('b').name}`] };
    default:
      return { subject, sense, words: ['otherwise', 'otherwise'] };
  }
}

const among = (what: string): readonly [string, string] => [`equal to ${what}`, `other than ${what}`];

function setName({ image }: LinkedProgram, pc: number, operand: number): string {
  return image.symbols[image.code[pc + 1 + operand]!]?.name ?? '?';
}

function relationTest(subject: Known, relation: string, sense: boolean, against: Known | undefined): Test {
  const against2 = against?.constant === true ? {} : against === undefined ? {} : { against };
  if (typeof against?.value === 'number')
    return { subject, sense, ranges: rangeOf(relation, against.value), ...against2 };
  const opposite: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
  const of = against?.name ?? '?';
  if (relation === '=') return { subject, sense, words: among(of) };
  return { subject, sense, words: [`${relation} ${of}`, `${opposite[relation]} ${of}`] };
}

/** Neighbouring ranges as one. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const [low, high] of ranges) {
    const last = out.at(-1);
    if (last !== undefined && last[1] + 1 === low) out[out.length - 1] = [last[0], high];
    else out.push([low, high]);
  }
  return out;
}

/** What is in none of the ranges, in order. */
function complement(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  let from = LEAST;
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (low > from) out.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  if (from <= GREATEST) out.push([from, GREATEST]);
  return out;
}

/** What is in both. */
function common(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const [low, high] of a)
    for (const [from, to] of b)
      if (Math.max(low, from) <= Math.min(high, to)) out.push([Math.max(low, from), Math.min(high, to)]);
  return out.sort((one, other) => one[0] - other[0]);
}

/** A test and how it is to come out. */
export interface Demand {
  readonly test: Test;
  readonly jumps: boolean;
}

const valuesOf = ({ test: { sense, ranges = [] }, jumps }: Demand): readonly Range[] =>
  jumps === sense ? ranges : complement(ranges);

/** Types that have few values, the least and the greatest; what is empty is not asked for. */
const DOMAINS: { readonly [K in ValueType]?: Range } = {
  boolean: [0, 1],
  time: [0, 1439],
  day: [0, 6],
  month: [1, 12],
};

/** The values with which all of these tests of one subject come out so; undefined when one of them is no matter of ranges. */
export function allowed(demands: readonly Demand[]): readonly Range[] | undefined {
  const [first] = demands;
  let values: readonly Range[] = [(first && DOMAINS[first.test.subject.type]) ?? [LEAST, GREATEST]];
  for (const demand of demands) {
    if (demand.test.ranges === undefined) return undefined;
    values = common(values, valuesOf(demand));
  }
  return values;
}

/** The values with which a test comes out the other way, as a list: `3, 5 .. 9`. */
export function unwanted({ test, jumps }: Demand, nameOf: NameOf): string {
  const { subject, ranges } = test;
  if (ranges === undefined || isOpen(valuesOf({ test, jumps: !jumps })))
    return wanted(test, !jumps, nameOf).replace(/^equal to /, '');
  const format = (value: number): string => formatValue(subject.type, value, nameOf) || 'nothing';
  return rangeWords(valuesOf({ test, jumps: !jumps }), true, subject.type, format);
}

/** As wanted(), of several tests of one subject that have to come out so together. */
export function wantedOfAll(demands: readonly Demand[], flipped: Demand, nameOf: NameOf): string {
  const { subject } = flipped.test;
  const values = allowed(demands);
  if (values === undefined || sameRanges(values, allowed([flipped]) ?? []))
    return wanted(flipped.test, flipped.jumps, nameOf);
  const was = [...new Set(demands.map(({ test }) => againstWords(test, nameOf)))].join('');
  if (isNumber(subject.type)) return `${numberWords(values, subject)}${was}`;
  const format = (value: number): string => formatValue(subject.type, value, nameOf) || 'nothing';
  if (subject.type === 'boolean') return format(values[0]?.[0] ?? 0);
  const outside = complement(values);
  return `${isOpen(values) && !isOpen(outside) ? rangeWords(outside, false, subject.type, format) : rangeWords(values, true, subject.type, format)}${was}`;
}

const isOpen = (ranges: readonly Range[]): boolean => ranges.some(([low, high]) => low === LEAST || high === GREATEST);

const sameRanges = (a: readonly Range[], b: readonly Range[]): boolean =>
  a.length === b.length && a.every(([low, high], i) => low === b[i]![0] && high === b[i]![1]);

/** Which values make the test come out so: `10 or less`, `Monday .. Friday`, `outside 08:00 .. 17:00`, `containing "invoice"`. */
export function wanted(test: Test, jump: boolean, nameOf: NameOf): string {
  const holds = jump === test.sense;
  const { subject, ranges, words } = test;
  if (words !== undefined) return holds ? words[0] : words[1];
  if (ranges === undefined) return 'otherwise';
  const format = (value: number): string => formatValue(subject.type, value, nameOf) || 'nothing';
  if (subject.type === 'boolean') return format(holds === ranges.some(([low, high]) => low <= 1 && high >= 1) ? 1 : 0);
  const open = isOpen(ranges);
  const text = isNumber(subject.type)
    ? numberWords(holds ? ranges : complement(ranges), subject)
    : rangeWords(holds || !open ? ranges : complement(ranges), holds || open, subject.type, format);
  return `${text}${againstWords(test, nameOf)}`;
}

function againstWords({ against }: Test, nameOf: NameOf): string {
  const { value } = against ?? {};
  return against === undefined || typeof value !== 'number'
    ? ''
    : ` (${against.name} was ${formatValue(against.type, value, nameOf)})`;
}

function isNumber(type: ValueType): boolean {
  return type === 'integer' || type === 'seconds' || type === 'priority';
}

/** The range that is nearest to what the value was. */
function numberWords(ranges: readonly Range[], { value }: Known): string {
  if (
    ranges.length === 2 &&
    ranges[0]![0] === LEAST &&
    ranges[1]![1] === GREATEST &&
    ranges[0]![1] + 2 === ranges[1]![0]
  )
    return `other than ${ranges[0]![1] + 1}`;
  const distance = ([low, high]: Range): number =>
    typeof value !== 'number' ? 0 : value < low ? low - value : Math.max(0, value - high);
  const near = [...ranges].sort((a, b) => distance(a) - distance(b))[0];
  if (near === undefined) return 'no value at all';
  const [low, high] = near;
  if (low === high) return String(low);
  if (low === LEAST) return `${high} or less`;
  return high === GREATEST ? `${low} or more` : `${low} to ${high}`;
}

/** Types whose values people write in ranges; names and kinds stand beside one another by chance. */
function isInOrder(type: ValueType): boolean {
  return isNumber(type) || type === 'time' || type === 'day' || type === 'month' || type === 'date';
}

/** Values of one range that are told one by one, at most. */
const APART_MAX = 32;

/** The values of a range, each by itself. */
function apart([low, high]: Range): readonly Range[] {
  if (high - low >= APART_MAX) return [[low, high]];
  return Array.from({ length: high - low + 1 }, (_, i): Range => [low + i, low + i]);
}

function rangeWords(
  ranges: readonly Range[],
  holds: boolean,
  type: ValueType,
  format: (value: number) => string,
): string {
  const list = (isInOrder(type) ? ranges : ranges.flatMap(apart))
    .map(([low, high]) =>
      low === high
        ? format(low)
        : low === LEAST
          ? `up to ${format(high)}`
          : high === GREATEST
            ? `${format(low)} or later`
            : `${format(low)} .. ${format(high)}`,
    )
    .join(', ');
  if (holds) return list;
  return type === 'time' || type === 'date' ? `outside ${list}` : `other than ${list}`;
}
