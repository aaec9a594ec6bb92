/** Diagnostics of types, ranges and limits (CCS3xxx). */
import { limits } from '../limits.ts';
import { type NoArgs, row } from './row.ts';

export const typeDiagnostics = {
  CCS3001: row<{ found: string; expected: string }>({
    level: 'error',
    title: 'type mismatch',
    message: (a) => `this is ${a.found}, expected ${a.expected}`,
    explanation:
      'Each place wants a value of a certain type. Integers, seconds and priorities convert into one another; nothing else converts by itself: the text "5" is no number, and a day is no date.',
  }),
  CCS3002: row<{ name: string }>({
    level: 'error',
    title: 'set for item',
    message: (a) => `\`${a.name}\` is a set, expected a single value`,
    help: () => 'a set stands on the right of =, <> and CONTAINS',
    explanation:
      'A set variable has many values at once, and the only question that has an answer is whether something is in it. So it stands on the right of =, <> and CONTAINS, and nowhere where one value is needed.',
  }),
  CCS3003: row<{ name: string }>({
    level: 'error',
    title: 'assignment to a global',
    message: (a) => `\`${a.name}\` is a global variable, scripts only read it`,
    help: () => 'assign to a call variable',
    explanation:
      'Global variables hold for the whole centre: they are changed in center.yaml or by a supervisor, never by a script, and all contacts see the same value. What one contact shall remember goes into a call variable; a counter that all contacts share is a call variable between READVAR and SAVEVAR.',
  }),
  CCS3004: row<{ name: string; is: string }>({
    level: 'error',
    title: 'not a call variable',
    message: (a) => `\`${a.name}\` is ${a.is}, expected a call variable`,
    explanation:
      'ASSIGN, READVAR, GET RESPONSE and COLLECT store a value, and the only thing of a centre that stores one is a call variable: one value for each contact, which goes with it from script to script. Define one in center.yaml.',
  }),
  CCS3005: row<{ what: string; value: string; low: number; high: number | undefined }>({
    level: 'error',
    title: 'out of range',
    message: (a) =>
      `${a.what} \`${a.value}\` is out of range, it is ${a.high === undefined ? `${a.low} or more` : `${a.low} to ${a.high}`}`,
    explanation:
      'The value is known before the script runs, and it can never be right there: priorities run from 1, the most urgent, to 6; waiting takes a second or more. At run time, when a variable holds such a value, the nearest one that is allowed is taken, and an event is logged.',
  }),
  CCS3006: row<{ text: string }>({
    level: 'error',
    title: 'integer out of range',
    message: (a) => `\`${a.text}\` is out of the range of integers`,
    help: () => `integers run from ${limits.integerLowest} to ${limits.integerHighest}`,
    explanation:
      'Integers have 32 bits with a sign and run from -2147483648 to 2147483647. A number, or a result that is known beforehand, lies outside. Telephone numbers are no integers: where a number of a telephone is needed, digits are taken as they are.',
  }),
  CCS3007: row<NoArgs>({
    level: 'error',
    title: 'division by zero',
    message: () => 'this divides by zero',
    explanation:
      'A division by zero has no result. With a constant zero it would fail for every contact, so it is an error. With a variable it is a fault of the run: the statement is skipped, an event is logged, and the script goes on.',
  }),
  CCS3008: row<{ operator: string; left: string; right: string }>({
    level: 'error',
    title: 'operands do not match',
    message: (a) => `${a.left} and ${a.right} do not go with \`${a.operator}\``,
    explanation:
      'Arithmetic takes integers and seconds; a comparison takes two values of one type. Text is not joined with +: LOG and SEND take several values with commas between.',
  }),
  CCS3009: row<{ operator: string; type: string }>({
    level: 'error',
    title: 'no order',
    message: (a) => `\`${a.operator}\` does not order ${a.type}`,
    explanation:
      'Integers, seconds, priorities, times and dates with a year come one after another. Everything else is only equal or not: names have no order, and text has one only in a certain language.',
  }),
  CCS3010: row<{ operator: string }>({
    level: 'error',
    title: 'order with a set',
    message: (a) => `\`${a.operator}\` takes a single value, not a range, list or set`,
    help: () => 'use = for “is in” and <> for “is not in”',
    explanation:
      'Whether something is less than five values at once is no question. = asks whether it is in a range, list or set, <> whether it is not, and CONTAINS whether one of them occurs. For an order, compare with one end of the range.',
  }),
  CCS3011: row<{ low: string; high: string }>({
    level: 'error',
    title: 'range upside down',
    message: (a) => `\`${a.low}\` is greater than \`${a.high}\``,
    explanation:
      'A range of numbers, or of dates with a year, runs upwards; this one would hold nothing. Times, days of the week, months and dates without a year go round, so there `22:00 .. 6:00` and `Friday .. Monday` mean what they say.',
  }),
  CCS3012: row<NoArgs>({
    level: 'error',
    title: 'range mixes dates',
    message: () => 'a range has a year at both ends or at neither',
    explanation:
      'A date without a year stands for that day in every year, a date with one for a single day. From the one to the other there is no range. Write the year at both ends or at neither.',
  }),
  CCS3013: row<{ operator: string }>({
    level: 'error',
    title: 'order without a year',
    message: (a) => `\`${a.operator}\` needs a year in both dates`,
    explanation:
      '24 December without a year comes every year: it is neither before nor after a day. With a year it is. To ask for a part of every year, use a range of dates without a year, as `December 24 .. January 2`.',
  }),
  CCS3014: row<{ found: string }>({
    level: 'error',
    title: 'not a condition',
    message: (a) => `this is ${a.found}, expected a condition`,
    explanation:
      'IF, NOT, AND and OR ask a question with the answer yes or no: a comparison, or an intrinsic such as QUEUED or OUT OF SERVICE. A number or a text alone is none. Say what it is compared with.',
  }),
  CCS3015: row<{ value: string }>({
    level: 'error',
    title: 'duplicate VALUE',
    message: (a) => `\`${a.value}\` stands here a second time`,
    explanation:
      'The first VALUE that matches runs, and it alone. An item that is written a second time never gets its turn. Most likely one of the two was meant to be another value.',
  }),
  CCS3016: row<{ name: string }>({
    level: 'error',
    title: 'call variable in VALUE',
    message: (a) => `\`${a.name}\` is a call variable, VALUE takes literals, names and global variables`,
    explanation:
      'Which VALUE is which is known before any contact comes: literals, names and global variables may stand there. A call variable has another value for each contact; compare it with IF.',
  }),
  CCS3017: row<{ what: string; found: number; most: number }>({
    level: 'error',
    title: 'too many',
    message: (a) => `${a.found} ${a.what}, at most ${a.most} can stand here`,
    explanation:
      'The language has a limit here, as it always had: twenty skillsets or agents in one statement, ten values sent or received; and 255 responses offered, which is ours. Queue in two statements, or send in two.',
  }),
  CCS3018: row<{ digits: string }>({
    level: 'error',
    title: 'too many digits',
    message: (a) => `\`${a.digits}\` has ${a.digits.length} digits, at most ${limits.digits} can stand here`,
    explanation:
      'A directory number, an agent’s number or a voice resource has at most 32 digits. No telephone number is nearly as long.',
  }),
  CCS3019: row<{ name: string; type: string }>({
    level: 'error',
    title: 'not an integer call variable',
    message: (a) => `\`${a.name}\` is ${a.type}, READVAR takes an integer call variable`,
    explanation:
      'READVAR and SAVEVAR make a counter that all contacts share: they read it, change it and store it in one go. A counter is an integer, so the variable is one, too.',
  }),
};
