/** Operands of statements (language §3): skillsets, agents, priorities, reasons, constants with a range of their own, and targets. */
import {
  type Expression,
  limits,
  type Name,
  type Operand,
  suggested,
  type TypeName,
  typeWords,
} from '../../dsl/index.ts';
import type { VariableEntry } from '../../vm/index.ts';
import type { ExpressionInfo } from '../analysis.ts';
import { describeReference, findName, suggestCallVariable } from '../names.ts';
import { type CheckContext, refer, report } from './context.ts';
import { check, checkAs, infoOfVariable, record, thing } from './expressions.ts';
import { checkLimit } from './limits.ts';

/** Skillsets or agents of a statement. */
export function checkQueues(context: CheckContext, type: 'skillset' | 'agent', operands: readonly Operand[]): void {
  if (type === 'skillset') checkLimit(context, operands, 'skillsets', limits.skillsetsInStatement);
  else checkLimit(context, operands, 'agents', limits.agentsInStatement);
  for (const operand of operands) checkAs(context, operand, type);
}

/** `p` of language §3: a digit, an item variable, or CONTACT PRIORITY. */
export function checkPriority(
  context: CheckContext,
  operand: Operand | undefined,
  lowest: number = limits.priorityLowest,
): void {
  if (operand === undefined) return;
  if (operand.kind === 'intrinsic' && operand.name !== 'CONTACT PRIORITY') {
    const info = check(context, operand);
    const expected = `a priority: ${limits.priorityHighest} to ${lowest}, a variable or CONTACT PRIORITY`;
    if (info !== undefined) report(context, 'CCS3001', operand.span, { found: typeWords[info.type], expected });
    return;
  }
  const info = checkAs(context, operand, 'priority');
  checkRange(context, operand, info, 'the priority', limits.priorityHighest, lowest);
}

/** A constant number must lie from `low` to `high`. */
export function checkRange(
  context: CheckContext,
  node: Expression,
  info: ExpressionInfo | undefined,
  what: string,
  low: number,
  high: number | undefined,
): void {
  const constant = info?.constant;
  if (constant?.kind !== 'number' || (constant.value >= low && (high === undefined || constant.value <= high))) return;
  report(context, 'CCS3005', node.span, { what, value: String(constant.value), low, high });
}

/** A time in seconds, more than 0 when it is known. */
export function checkSeconds(context: CheckContext, node: Expression | undefined, what: string): void {
  if (node !== undefined) checkRange(context, node, checkAs(context, node, 'seconds'), what, 1, undefined);
}

/** A reason: its name, number or string, or a variable of that type. */
export function checkReason(context: CheckContext, operand: Operand): void {
  if (operand.kind === 'integer' && operand.digits === '') return;
  const written = operand.kind === 'integer' ? operand.digits : operand.kind === 'string' ? operand.value : undefined;
  if (written === undefined) {
    checkAs(context, operand, 'reason');
    return;
  }
  const name =
    operand.kind === 'integer' ? context.names.reasonsByCode.get(operand.value) : reasonNamed(context, written);
  if (name !== undefined) {
    record(context, operand, { type: 'reason', constant: thing('reason', name) });
    return;
  }
  const known = operand.kind === 'integer' ? [] : context.names.reasonsByCode.values();
  report(context, 'CCS2001', operand.span, { what: 'reason', name: written, ...suggested(written, known) });
}

function reasonNamed(context: CheckContext, name: string): string | undefined {
  const reference = findName(context.names, name);
  return reference?.kind === 'reason' ? reference.name : undefined;
}

/** A name that is stored into: a call variable. Undefined when it is none, which was reported. */
export function checkTarget(context: CheckContext, node: Name): VariableEntry | undefined {
  if (node.text === '') return undefined;
  const reference = findName(context.names, node.text);
  if (reference === undefined) {
    report(context, 'CCS2001', node.span, {
      what: 'call variable',
      name: node.text,
      ...suggestCallVariable(context.names, node.text),
    });
    return undefined;
  }
  refer(context, node, reference);
  if (reference.kind !== 'variable') {
    report(context, 'CCS3004', node.span, { name: node.text, is: describeReference(reference) });
    return undefined;
  }
  if (reference.variable.scope === 'global') {
    report(context, 'CCS3003', node.span, { name: node.text });
    return undefined;
  }
  record(context, node, infoOfVariable(context, reference.variable));
  return reference.variable;
}

/** A value that is stored, logged or sent: of any type, as it is. */
export function checkValues(context: CheckContext, values: readonly Expression[]): void {
  for (const value of values) check(context, value);
}

/** An operand of one type. */
export function checkOperand(context: CheckContext, operand: Operand | undefined, type: TypeName): void {
  if (operand !== undefined) checkAs(context, operand, type);
}
