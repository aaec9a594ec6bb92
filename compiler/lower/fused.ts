/**
 * Instruction selection: what the machine can read, compare and branch on in one step (vm/fused-instructions.ts). Each function answers
 * whether it could; where it could not, nothing was emitted, and the caller goes the long way.
 *
 * INVARIANT: what is emitted here does the same as the long way: the same answers are read in the same order, the same faults arise.
 */
import type { Expression, IntrinsicExpression, IntrinsicName } from '../../dsl/index.ts';
import { EMPTY, RELATIONS, type Relation, registerOf } from '../../vm/index.ts';
import type { SetMember } from '../analysis.ts';
import type { Label } from '../assemble.ts';
import { constantNumber, listOf, machineRow, oneThing } from './expressions.ts';
import { bare, infoOf, type Lowering, variableSymbol } from './lowering.ts';

const LEAST = -0x8000_0000;
const GREATEST = 0x7fff_ffff;

/** Both ends included; low above high is no value at all. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

const NO_VALUE: NumberRange = { low: GREATEST, high: LEAST };

/** The values of which a relation with a number holds; `isIn` false: of all others. */
export function rangeOf(relation: Relation | '=' | '<>', value: number): NumberRange & { readonly isIn: boolean } {
  switch (relation) {
    case '=':
      return { low: value, high: value, isIn: true };
    case '<>':
      return { low: value, high: value, isIn: false };
    case '<':
      return { ...(value === LEAST ? NO_VALUE : { low: LEAST, high: value - 1 }), isIn: true };
    case '<=':
      return { low: LEAST, high: value, isIn: true };
    case '>':
      return { ...(value === GREATEST ? NO_VALUE : { low: value + 1, high: GREATEST }), isIn: true };
    case '>=':
      return { low: value, high: GREATEST, isIn: true };
  }
}

/** The intrinsic that an expression is, if it is a fact. */
export function factOf(expression: Expression): IntrinsicExpression | undefined {
  const inner = bare(expression);
  return inner.kind === 'intrinsic' && machineRow(inner.name).fact !== undefined ? inner : undefined;
}

/** The cell that an expression is: its intrinsic's number, and the symbol of its skillset. */
function cellOf(lowering: Lowering, expression: Expression): { intrinsic: number; skillset: number } | undefined {
  const inner = bare(expression);
  if (inner.kind !== 'intrinsic') return undefined;
  const { number, cell } = machineRow(inner.name);
  const skillset = cell === undefined || cell.isZero ? undefined : oneThing(lowering, inner.args);
  return skillset === undefined ? undefined : { intrinsic: number, skillset };
}

/** Jumps to `target` when (the value of `subject` is in the range) = `sense`. */
export function lowerInRange(
  lowering: Lowering,
  subject: Expression,
  { low, high }: NumberRange,
  sense: boolean,
  target: Label,
  at: Expression['span'],
): boolean {
  const { out } = lowering;
  const inner = bare(subject);
  if (inner.kind !== 'intrinsic') {
    const { variable, constant } = infoOf(lowering, inner);
    if (variable === undefined || constant !== undefined) return false;
    if (variable.scope !== 'call' || registerOf(variable.type) !== 'int') return false;
    out.from(at);
    const symbol = variableSymbol(lowering, variable);
    out.emit(sense ? 'JCALL_IN' : 'JCALL_OUT', { variable: symbol, low, high, target });
    return true;
  }
  const { number, operand, type, fact } = machineRow(inner.name);
  if (registerOf(type) !== 'int') return false;
  if (fact !== undefined) {
    out.from(at);
    out.emit(sense ? 'JFACT_IN' : 'JFACT_OUT', { intrinsic: number, low, high, target });
    return true;
  }
  if (operand !== 'skillsets' && operand !== 'agent') return false;
  const cell = cellOf(lowering, inner);
  out.from(at);
  if (cell !== undefined) {
    const { intrinsic, skillset } = cell;
    out.emit(sense ? 'JCELL_IN' : 'JCELL_OUT', { intrinsic, skillset, low, high, target });
    return true;
  }
  const ids = listOf(lowering, inner.args);
  if (ids === undefined) return false;
  out.emit(sense ? 'JASK_IN' : 'JASK_OUT', { intrinsic: number, ids, count: 0, low, high, target });
  return true;
}

/** `cell > 3 * cell`, and the like; `relation` is the one that jumps. */
export function lowerCells(
  lowering: Lowering,
  left: Expression,
  right: Expression,
  relation: string,
  target: Label,
  at: Expression['span'],
): boolean {
  const number = RELATIONS.indexOf(relation as Relation);
  const cell = number < 0 ? undefined : cellOf(lowering, left);
  if (cell === undefined) return false;
  const product = bare(right);
  const isProduct = product.kind === 'binary' && product.operator === '*';
  const [first, second] = isProduct ? [product.left, product.right] : [undefined, right];
  const factor = first === undefined ? 1 : constantNumber(infoOf(lowering, first).constant);
  const other = cellOf(lowering, second);
  if (factor === undefined || other === undefined) return false;
  lowering.out.from(at);
  lowering.out.emit('JCELLS', {
    ...cell,
    factor,
    second: other.intrinsic,
    other: other.skillset,
    relation: number,
    target,
  });
  return true;
}

/** All values of facts that are never empty. */
const DOMAINS: Readonly<Partial<Record<IntrinsicName, NumberRange>>> = {
  'TIME OF DAY': { low: 0, high: 1439 },
  'DAY OF WEEK': { low: 0, high: 6 },
  'MONTH OF YEAR': { low: 1, high: 12 },
};

/** The ranges of members that are all constant numbers, EMPTY ones left out; undefined when one is not. */
function constantRanges(lowering: Lowering, members: readonly SetMember[]): NumberRange[] | undefined {
  const ranges: NumberRange[] = [];
  for (const member of members) {
    if (member.kind === 'set-variable') return undefined;
    const isRange = member.kind === 'range';
    const low = infoOf(lowering, isRange ? member.low : member.node).constant;
    const high = isRange ? infoOf(lowering, member.high).constant : low;
    if (low === undefined || high === undefined || low.kind === 'thing' || low.kind === 'string') return undefined;
    if (low.kind === 'empty' || high.kind === 'empty') continue;
    ranges.push({ low: constantNumber(low) ?? EMPTY, high: constantNumber(high) ?? EMPTY });
  }
  return ranges;
}

/** The same values without a range that wraps round, ascending, no two that touch. */
function unwrapped(
  ranges: readonly NumberRange[],
  domain: NumberRange | undefined,
): readonly NumberRange[] | undefined {
  if (ranges.length === 1 && ranges[0]!.low <= ranges[0]!.high) return ranges;
  const flat: NumberRange[] = [];
  for (const { low, high } of ranges) {
    if (low <= high) flat.push({ low, high });
    else if (domain === undefined) return undefined;
    else flat.push({ low, high: domain.high }, { low: domain.low, high });
  }
  flat.sort((a, b) => a.low - b.low);
  const joined: NumberRange[] = [];
  for (const range of flat) {
    const last = joined.at(-1);
    if (last !== undefined && range.low <= last.high + 1)
      joined[joined.length - 1] = { low: last.low, high: Math.max(last.high, range.high) };
    else joined.push(range);
  }
  return joined;
}

/** Greatest number that a mask holds. */
const MASK_MAX = 31;

/** Membership of a fact, a cell, an answer or a call variable in constant numbers. */
export function lowerInConstants(
  lowering: Lowering,
  subject: Expression,
  members: readonly SetMember[],
  sense: boolean,
  target: Label,
  at: Expression['span'],
): boolean {
  const fact = factOf(subject);
  const domain = fact === undefined ? undefined : DOMAINS[fact.name];
  const ranges = constantRanges(lowering, members);
  const flat = ranges === undefined ? undefined : unwrapped(ranges, domain);
  if (flat === undefined || flat.length === 0) return false;
  if (flat.length === 1) return lowerInRange(lowering, subject, flat[0]!, sense, target, at);
  if (fact === undefined) return false;
  const { low, high } = { low: flat[0]!.low, high: flat.at(-1)!.high };
  if (domain !== undefined && flat.length === 2 && low <= domain.low && high >= domain.high) {
    const between = { low: flat[0]!.high + 1, high: flat[1]!.low - 1 };
    return lowerInRange(lowering, subject, between, !sense, target, at);
  }
  if (low < 0 || high > MASK_MAX) return false;
  let mask = 0;
  for (const range of flat) for (let value = range.low; value <= range.high; value++) mask |= 1 << value;
  lowering.out.from(at);
  lowering.out.emit('JFACT_MASK', { intrinsic: machineRow(fact.name).number, mask, sense: sense ? 1 : 0, target });
  return true;
}

/** Values that a SWITCH tells apart. */
const SWITCH_MAX = 64;

/**
 * The tests of a WHERE over a fact: where each value goes. `branches` have their members and the label of their body; the first that a
 * value is in has it.
 */
export function lowerSwitch(
  lowering: Lowering,
  subject: Expression,
  branches: readonly {
    readonly members: readonly SetMember[];
    readonly body: Label;
    readonly at: Expression['span'];
  }[],
  otherwise: Label,
  at: Expression['span'],
): boolean {
  const fact = factOf(subject);
  if (fact === undefined || machineRow(fact.name).type === 'date') return false;
  const wanted = new Map<number, (typeof branches)[number]>();
  for (const branch of branches) {
    const ranges = constantRanges(lowering, branch.members);
    if (ranges === undefined || ranges.some(({ low, high }) => low > high || high - low >= SWITCH_MAX)) return false;
    for (const { low, high } of ranges)
      for (let value = low; value <= high; value++) if (!wanted.has(value)) wanted.set(value, branch);
    const hasEmpty = branch.members.some(
      (member) => member.kind === 'item' && infoOf(lowering, member.node).constant?.kind === 'empty',
    );
    if (hasEmpty && !wanted.has(EMPTY)) wanted.set(EMPTY, branch);
  }
  const values = [...wanted.keys()];
  const low = Math.min(...values);
  const cases = Math.max(...values) - low + 1;
  if (values.length === 0 || cases > SWITCH_MAX) return false;
  const { out } = lowering;
  out.from(at);
  out.emit('SWITCH', { intrinsic: machineRow(fact.name).number, low, cases });
  for (let value = low; value < low + cases; value++) {
    const branch = wanted.get(value);
    out.from(branch?.at ?? at);
    out.emit('JUMP', { target: branch?.body ?? otherwise });
  }
  out.from(at);
  out.emit('JUMP', { target: otherwise });
  return true;
}
