/**
 * The comparisons of language §4 that are more than one machine comparison: times and dates that may be empty, strings, copies,
 * CONTAINS and MATCHES. Each answers whether the relation holds; the loop turns that and the sense into a jump.
 */
import { isInRelation } from './arithmetic.ts';
import type { Host, LinkedProgram, ValueSet } from './host.ts';
import type { Op } from './instructions.ts';
import { programError } from './program.ts';
import { INTS, TEXTS } from './registers.ts';
import { containsText, matchesText } from './text.ts';
import { TRACE_MASK, type Trace, traceText } from './trace.ts';
import {
  EMPTY,
  inDateRange,
  inDateSet,
  inDnRange,
  inStringSet,
  inWrappingRange,
  lacksYear,
  sameDate,
  sameText,
} from './values.ts';

/** True, false, or undefined for the fault `date_without_year`. `globals` is the number of their snapshot. `trace.at` moves on when the copies were asked for. */
export function compare(
  program: LinkedProgram,
  globals: number,
  pc: number,
  host: Host,
  trace: Trace,
): boolean | undefined {
  const { code } = program;
  const first = code[pc + 1]!;
  const second = code[pc + 2]!;
  const third = code[pc + 3]!;
  switch (code[pc]) {
    case 53 satisfies Op<'JRANGE'>:
      return INTS[first]! >= INTS[second]! && INTS[first]! <= INTS[third]!;
    case 54 satisfies Op<'JWRAP'>:
      if (INTS[second] === EMPTY || INTS[third] === EMPTY) return false;
      return inWrappingRange(INTS[first]!, INTS[second]!, INTS[third]!);
    case 55 satisfies Op<'JORDER'>:
      return isOrdered(INTS[first]!, INTS[second]!, third);
    case 56 satisfies Op<'JDATE'>:
      return sameDate(INTS[first]!, INTS[second]!);
    case 57 satisfies Op<'JDATE_ORDER'>:
      if (lacksYear(INTS[first]!) || lacksYear(INTS[second]!)) return undefined;
      return isOrdered(INTS[first]!, INTS[second]!, third);
    case 58 satisfies Op<'JDATE_SET'>:
      return inDateSet(program.sets[second]!, INTS[first]!);
    case 59 satisfies Op<'JDATE_GLOBAL_SET'>:
      return inDateSet(globalSet(globals, second, host), INTS[first]!);
    case 60 satisfies Op<'JDATE_RANGE'>:
      return inDateRange(INTS[first]!, INTS[second]!, INTS[third]!);
    case 61 satisfies Op<'JTEXT'>: {
      const right = textsOf(second, pc, host, trace);
      return textsOf(first, pc, host, trace).some((a) => right.some((b) => sameText(a, b, third === 1)));
    }
    case 62 satisfies Op<'JTEXT_SET'>: {
      const set = program.sets[second]!;
      return textsOf(first, pc, host, trace).some((text) => inStringSet(set, text, third === 1));
    }
    case 63 satisfies Op<'JTEXT_GLOBAL_SET'>: {
      const set = globalSet(globals, second, host);
      return textsOf(first, pc, host, trace).some((text) => inStringSet(set, text, third === 1));
    }
    case 64 satisfies Op<'JDN_RANGE'>:
      return inDnRange(TEXTS[first]!, TEXTS[second]!, TEXTS[third]!);
    case 65 satisfies Op<'JCONTAINS'>:
      return containsAny(textsOf(first, pc, host, trace), textsOf(second, pc, host, trace));
    case 66 satisfies Op<'JCONTAINS_SET'>:
      return containsAny(textsOf(first, pc, host, trace), program.sets[second]!.strings);
    case 67 satisfies Op<'JCONTAINS_GLOBAL_SET'>:
      return containsAny(textsOf(first, pc, host, trace), globalSet(globals, second, host).strings);
    case 68 satisfies Op<'JMATCHES'>: {
      const patterns = textsOf(second, pc, host, trace);
      return textsOf(first, pc, host, trace).some((text) => patterns.some((pattern) => matchesText(text, pattern)));
    }
    default:
      throw programError('BAD_CODE', `no comparison ${code[pc]} at ${pc}`);
  }
}

/** An empty date or time is in no order with any. */
function isOrdered(a: number, b: number, relation: number): boolean {
  return a !== EMPTY && b !== EMPTY && isInRelation(relation, a, b);
}

/** A string register, or the copies' addresses: '' when there are none, so that they are empty as a string is. */
function textsOf(register: number, pc: number, host: Host, trace: Trace): readonly string[] {
  if (register >= 0) return [TEXTS[register]!];
  const addresses = host.ccAddresses();
  if (trace.on) trace.at = traceText(trace, trace.at, pc, addresses.join(', ')) & TRACE_MASK;
  return addresses.length === 0 ? [''] : addresses;
}

function containsAny(subjects: readonly string[], words: readonly string[]): boolean {
  return subjects.some((subject) => words.some((each) => containsText(subject, each)));
}

const NO_SET: ValueSet = { ranges: new Int32Array(0), strings: [], dnRanges: [] };

function globalSet(globals: number, variable: number, host: Host): ValueSet {
  return host.globals(globals).sets[variable] ?? NO_SET;
}
