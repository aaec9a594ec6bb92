/** Arithmetic on literals: 32-bit integers, and the faults that are known before a script runs (language §4). */
import { type BinaryExpression, limits, type UnaryExpression } from '../../dsl/index.ts';
import type { Constant } from '../analysis.ts';
import { type CheckContext, report, textOf } from './context.ts';

/** Is it an integer of 32 bits? */
export function fitsInteger(value: number): boolean {
  return value >= limits.integerLowest && value <= limits.integerHighest;
}

/**
 * The value of `left operator right`; undefined when it is not known. A fault is reported once: what has one has no value.
 * A divisor that is 0 is a fault whatever is divided.
 */
export function foldArithmetic(
  context: CheckContext,
  node: BinaryExpression,
  left: Constant | undefined,
  right: Constant | undefined,
): Constant | undefined {
  if (right?.kind !== 'number') return undefined;
  if (node.operator === '/' && right.value === 0) {
    report(context, 'CCS3007', node.right.span, {});
    return undefined;
  }
  if (left?.kind !== 'number') return undefined;
  return inRange(context, node, operate(node.operator, left.value, right.value));
}

/** The value of `- operand`. */
export function foldMinus(
  context: CheckContext,
  node: UnaryExpression,
  operand: Constant | undefined,
): Constant | undefined {
  // Without the `+ 0`, minus zero would stand in the image.
  return operand?.kind === 'number' ? inRange(context, node, -operand.value + 0) : undefined;
}

function operate(operator: BinaryExpression['operator'], left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      // Inexact beyond 2^53, but then far out of range.
      return left * right + 0;
    default:
      return Math.trunc(left / right) + 0;
  }
}

function inRange(context: CheckContext, node: BinaryExpression | UnaryExpression, value: number): Constant | undefined {
  if (fitsInteger(value)) return { kind: 'number', value };
  report(context, 'CCS3006', node.span, { text: textOf(context, node.span) });
  return undefined;
}
