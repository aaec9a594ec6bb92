/** Diagnostics of types, ranges and limits (CCS3xxx). */
import { limits } from '../limits.ts';
import { type NoArgs, row } from './row.ts';

export const typeDiagnostics = {
  CCS3001: row<{ found: string; expected: string }>({
    level: 'error',
    title: 'type mismatch',
    message: (a) => `this is ${a.found}, expected ${a.expected}`,
    explanation: 'Integers, seconds and priorities convert into one another; nothing else converts by itself.',
  }),
  CCS3002: row<{ name: string }>({
    level: 'error',
    title: 'set for item',
    message: (a) => `\`${a.name}\` is a set, expected a single value`,
    help: () => 'a set stands on the right of =, <> and CONTAINS',
    explanation: 'A set variable has many values; only membership is asked of it.',
  }),
  CCS3003: row<{ name: string }>({
    level: 'error',
    title: 'assignment to a global',
    message: (a) => `\`${a.name}\` is a global variable, scripts only read it`,
    help: () => 'assign to a call variable',
    explanation: 'Global variables are changed in the centre, never by a script.',
  }),
  CCS3004: row<{ name: string; is: string }>({
    level: 'error',
    title: 'not a call variable',
    message: (a) => `\`${a.name}\` is ${a.is}, expected a call variable`,
    explanation: 'ASSIGN, READVAR, GET RESPONSE and COLLECT store into call variables.',
  }),
  CCS3005: row<{ what: string; value: string; low: number; high: number | undefined }>({
    level: 'error',
    title: 'out of range',
    message: (a) =>
      `${a.what} \`${a.value}\` is out of range, it is ${a.high === undefined ? `${a.low} or more` : `${a.low} to ${a.high}`}`,
    explanation:
      'A constant that can never be right is an error; at run time the nearest value is taken, with an event.',
  }),
  CCS3006: row<{ text: string }>({
    level: 'error',
    title: 'integer out of range',
    message: (a) => `\`${a.text}\` is out of the range of integers`,
    help: () => `integers run from ${limits.integerLowest} to ${limits.integerHighest}`,
    explanation: 'Integers have 32 bits with a sign. A result known beforehand to lie outside is an error.',
  }),
  CCS3007: row<NoArgs>({
    level: 'error',
    title: 'division by zero',
    message: () => 'this divides by zero',
    explanation: 'A division by a constant zero always fails.',
  }),
  CCS3008: row<{ operator: string; left: string; right: string }>({
    level: 'error',
    title: 'operands do not match',
    message: (a) => `${a.left} and ${a.right} do not go with \`${a.operator}\``,
    explanation: 'Arithmetic takes integers and seconds; a comparison takes two values of one type.',
  }),
  CCS3009: row<{ operator: string; type: string }>({
    level: 'error',
    title: 'no order',
    message: (a) => `\`${a.operator}\` does not order ${a.type}`,
    explanation:
      'Integers, seconds, priorities, times and dates with a year have an order; everything else is only equal or not.',
  }),
  CCS3010: row<{ operator: string }>({
    level: 'error',
    title: 'order with a set',
    message: (a) => `\`${a.operator}\` takes a single value, not a range, list or set`,
    help: () => 'use = for “is in” and <> for “is not in”',
    explanation: 'Only = and <> (and CONTAINS) ask for membership.',
  }),
  CCS3011: row<{ low: string; high: string }>({
    level: 'error',
    title: 'range upside down',
    message: (a) => `\`${a.low}\` is greater than \`${a.high}\``,
    explanation:
      'Ranges of numbers and of dates with a year run upwards. Times, days, months and dates without a year wrap round.',
  }),
  CCS3012: row<NoArgs>({
    level: 'error',
    title: 'range mixes dates',
    message: () => 'a range has a year at both ends or at neither',
    explanation: 'A date without a year stands for the day in every year.',
  }),
  CCS3013: row<{ operator: string }>({
    level: 'error',
    title: 'order without a year',
    message: (a) => `\`${a.operator}\` needs a year in both dates`,
    explanation: 'A date without a year is neither before nor after another.',
  }),
  CCS3014: row<{ found: string }>({
    level: 'error',
    title: 'not a condition',
    message: (a) => `this is ${a.found}, expected a condition`,
    explanation: 'IF, NOT, AND and OR take conditions: comparisons and yes-or-no intrinsics.',
  }),
  CCS3015: row<{ value: string }>({
    level: 'error',
    title: 'duplicate VALUE',
    message: (a) => `\`${a.value}\` stands here a second time`,
    explanation: 'The first VALUE that matches runs; a second one like it never does.',
  }),
  CCS3016: row<{ name: string }>({
    level: 'error',
    title: 'call variable in VALUE',
    message: (a) => `\`${a.name}\` is a call variable, VALUE takes literals, names and global variables`,
    explanation: 'What a VALUE stands for is known before the contact comes.',
  }),
  CCS3017: row<{ what: string; found: number; most: number }>({
    level: 'error',
    title: 'too many',
    message: (a) => `${a.found} ${a.what}, at most ${a.most} can stand here`,
    explanation: 'A limit of the language.',
  }),
  CCS3018: row<{ digits: string }>({
    level: 'error',
    title: 'too many digits',
    message: (a) => `\`${a.digits}\` has ${a.digits.length} digits, at most ${limits.digits} can stand here`,
    explanation: `A directory number, an agent’s id or a voice resource has at most ${limits.digits} digits.`,
  }),
  CCS3019: row<{ name: string; type: string }>({
    level: 'error',
    title: 'not an integer call variable',
    message: (a) => `\`${a.name}\` is ${a.type}, READVAR takes an integer call variable`,
    explanation: 'A shared counter is an integer.',
  }),
};
