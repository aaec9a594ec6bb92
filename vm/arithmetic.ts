/** Arithmetic and comparison of registers, as the instruction at a place in CODE says. The loop looks whether a result is an integer. */
import { type Op, RELATIONS } from './instructions.ts';
import { CODE } from './memory.ts';
import { programError } from './program.ts';
import { INTS } from './registers.ts';

/** The result as it is, outside the integers or not a number where it faults. */
export function calculate(pc: number): number {
  const a = INTS[CODE[pc + 2]!]!;
  switch (CODE[pc]) {
    case 20 satisfies Op<'NEGATE'>:
      return 0 - a;
    case 21 satisfies Op<'ADD'>:
      return a + INTS[CODE[pc + 3]!]!;
    case 22 satisfies Op<'SUBTRACT'>:
      return a - INTS[CODE[pc + 3]!]!;
    case 23 satisfies Op<'MULTIPLY'>:
      return a * INTS[CODE[pc + 3]!]!;
    case 24 satisfies Op<'DIVIDE'>:
      return Math.trunc(a / INTS[CODE[pc + 3]!]!);
    case 25 satisfies Op<'ADD_NUMBER'>:
      return a + CODE[pc + 3]!;
    default:
      throw programError('BAD_CODE', `no arithmetic ${CODE[pc]}`);
  }
}

/** RELATIONS, and those that are instructions of their own. */
export const ORDERS = [...RELATIONS, '=', '<>'] as const;

/** Whether one of ORDERS, by its index, holds. */
export function isInRelation(order: number, a: number, b: number): boolean {
  switch (order) {
    case 0:
      return a < b;
    case 1:
      return a <= b;
    case 2:
      return a > b;
    case 3:
      return a >= b;
    case 4:
      return a === b;
    default:
      return a !== b;
  }
}

/** Whether the relation of a register with another holds. */
export function isRelated(pc: number): boolean {
  const a = INTS[CODE[pc + 1]!]!;
  const b = INTS[CODE[pc + 2]!]!;
  switch (CODE[pc]) {
    case 31 satisfies Op<'JEQUAL'>:
      return a === b;
    case 32 satisfies Op<'JNOT_EQUAL'>:
      return a !== b;
    case 33 satisfies Op<'JLESS'>:
      return a < b;
    case 34 satisfies Op<'JAT_MOST'>:
      return a <= b;
    case 35 satisfies Op<'JGREATER'>:
      return a > b;
    default:
      return a >= b;
  }
}

/** Whether the ordering of a register and a number holds. */
export function isOrderedBy(pc: number): boolean {
  const a = INTS[CODE[pc + 1]!]!;
  const b = CODE[pc + 2]!;
  switch (CODE[pc]) {
    case 39 satisfies Op<'JLESS_NUMBER'>:
      return a < b;
    case 40 satisfies Op<'JAT_MOST_NUMBER'>:
      return a <= b;
    case 41 satisfies Op<'JGREATER_NUMBER'>:
      return a > b;
    default:
      return a >= b;
  }
}
