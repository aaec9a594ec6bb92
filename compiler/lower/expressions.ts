/** Values: each expression's result in the lowest free register of its file. */
import type {
  ArithmeticOperator,
  Expression,
  IntrinsicArgument,
  IntrinsicExpression,
  IntrinsicName,
  Operand,
  TypeName,
} from '../../dsl/index.ts';
import { type CellName, dateValue, EMPTY, INTRINSICS, registerOf } from '../../vm/index.ts';
import type { Constant } from '../analysis.ts';
import { lowerBranch } from './conditions.ts';
import {
  bare,
  infoOf,
  type Lowering,
  LoweringError,
  type Placed,
  release,
  takeInt,
  takeText,
  thingOf,
  thingSymbol,
  variableSymbol,
} from './lowering.ts';

/** The machine's rows, demanded for each intrinsic of the grammar: one without the other does not compile. */
const MACHINE_ROWS: {
  readonly [N in IntrinsicName]: {
    readonly number: number;
    readonly type: TypeName;
    readonly operand: IntrinsicArgument;
    readonly cell?: { readonly name: CellName; readonly isZero: boolean };
    readonly fact?: number;
  };
} = INTRINSICS;

type MachineRow = (typeof MACHINE_ROWS)[IntrinsicName];

/** They are asked for again and again: a map finds them faster. */
const ROWS = new Map(Object.entries(MACHINE_ROWS) as readonly [IntrinsicName, MachineRow][]);

/** The machine's row of an intrinsic. */
export function machineRow(name: IntrinsicName): MachineRow {
  return ROWS.get(name)!;
}

/** A constant as a word of code, where its type stands in int registers and it is no thing; undefined otherwise. */
export function constantNumber(constant: Constant | undefined): number | undefined {
  switch (constant?.kind) {
    case 'number':
      return constant.value;
    case 'date':
      return dateValue(constant.year ?? 0, constant.month, constant.day);
    case 'empty':
      return EMPTY;
    default:
      return undefined;
  }
}

/** Puts a value into a register. */
export function lowerValue(lowering: Lowering, expression: Expression): Placed {
  const info = infoOf(lowering, expression);
  lowering.out.from(expression.span);
  if (info.constant !== undefined) return lowerConstant(lowering, info.type, info.constant);
  const inner = bare(expression);
  const { variable } = infoOf(lowering, inner);
  if (variable !== undefined) {
    const symbol = variableSymbol(lowering, variable);
    const call = variable.scope === 'call';
    if (registerOf(variable.type) === 'string') {
      const to = takeText(lowering);
      lowering.out.emit(call ? 'CALL_TEXT' : 'GLOBAL_TEXT', { to, variable: symbol });
      return { file: 'string', register: to, type: info.type };
    }
    const to = takeInt(lowering);
    lowering.out.emit(call ? 'CALL_INT' : 'GLOBAL_INT', { to, variable: symbol });
    return { file: 'int', register: to, type: info.type };
  }
  if (inner.kind === 'intrinsic') return lowerIntrinsic(lowering, inner);
  if (info.type === 'boolean') return lowerBoolean(lowering, inner);
  return { file: 'int', register: lowerArithmetic(lowering, inner), type: info.type };
}

/** As lowerValue, where only an int can stand. */
export function lowerInt(lowering: Lowering, expression: Expression): number {
  const { file, register } = lowerValue(lowering, expression);
  if (file !== 'int')
    throw new LoweringError(
      `a string stands where a number should, at ${expression.span.start} of ${lowering.script.name}; report this as a fault of the compiler`,
    );
  return register;
}

function lowerConstant(lowering: Lowering, type: TypeName, constant: Constant): Placed {
  if (registerOf(type) === 'string') {
    const to = takeText(lowering);
    const text = constant.kind === 'string' ? constant.value : '';
    lowering.out.emit('TEXT', { to, value: lowering.out.string(text) });
    return { file: 'string', register: to, type };
  }
  const to = takeInt(lowering);
  const thing = thingOf(constant);
  if (thing !== undefined) lowering.out.emit('NAME', { to, name: thingSymbol(lowering, thing.of, thing.name) });
  else lowering.out.emit('INT', { to, value: constantNumber(constant) ?? EMPTY });
  return { file: 'int', register: to, type };
}

const READS = { loggedAgents: 'READ_LOGGED', idleAgents: 'READ_IDLE', queued: 'READ_QUEUED' } as const;

function lowerIntrinsic(lowering: Lowering, expression: IntrinsicExpression): Placed {
  const { number, type, operand, cell, fact } = machineRow(expression.name);
  const { out } = lowering;
  if (operand === 'key' || registerOf(type) === 'string') {
    const to = takeText(lowering);
    if (operand === 'key') out.emit('ASK_DATA', { to, key: out.string(keyOf(expression)) });
    else out.emit('ASK_TEXT', { to, intrinsic: number });
    return { file: 'string', register: to, type };
  }
  if (operand === 'none') {
    const to = takeInt(lowering);
    out.emit(fact === undefined ? 'ASK' : 'READ_FACT', { to, intrinsic: number });
    return { file: 'int', register: to, type };
  }
  const only = oneThing(lowering, expression.args);
  if (cell !== undefined && !cell.isZero && only !== undefined) {
    const to = takeInt(lowering);
    out.emit(READS[cell.name], { to, skillset: only });
    return { file: 'int', register: to, type };
  }
  const to = lowering.ints;
  const { ints, texts } = lowering;
  const ids = lowerIds(lowering, expression.args);
  release(lowering, ints, texts);
  out.from(expression.span);
  out.emit('ASK_OF', { to, intrinsic: number, ...ids });
  takeInt(lowering);
  return { file: 'int', register: to, type };
}

function keyOf(expression: IntrinsicExpression): string {
  const key = expression.args[0];
  return key?.kind === 'string' ? key.value : '';
}

/** The symbol of the one thing that the operands name, if they are that. */
export function oneThing(lowering: Lowering, operands: readonly Operand[]): number | undefined {
  const thing = operands.length === 1 ? thingOf(infoOf(lowering, operands[0]!).constant) : undefined;
  return thing === undefined ? undefined : thingSymbol(lowering, thing.of, thing.name);
}

/** The list of the things that operands name; undefined when one names none. */
export function listOf(lowering: Lowering, operands: readonly Operand[]): number | undefined {
  const symbols: number[] = [];
  for (const operand of operands) {
    const thing = thingOf(infoOf(lowering, operand).constant);
    if (thing === undefined) return undefined;
    symbols.push(thingSymbol(lowering, thing.of, thing.name));
  }
  return lowering.out.list(symbols);
}

/** Ids for a statement or intrinsic: a list of the image when all are named, else registers one after the other. */
export function lowerIds(lowering: Lowering, operands: readonly Operand[]): { ids: number; count: number } {
  const list = listOf(lowering, operands);
  if (list !== undefined) return { ids: list, count: 0 };
  const first = lowering.ints;
  for (const operand of operands) lowerInt(lowering, operand);
  return { ids: first, count: operands.length };
}

/** A condition as a value: 1 or 0. */
function lowerBoolean(lowering: Lowering, expression: Expression): Placed {
  const { out } = lowering;
  const isFalse = out.label();
  const done = out.label();
  const to = lowering.ints;
  const { texts } = lowering;
  lowerBranch(lowering, expression, false, isFalse);
  release(lowering, to, texts);
  takeInt(lowering);
  out.emit('INT', { to, value: 1 });
  out.emit('JUMP', { target: done });
  out.mark(isFalse);
  out.emit('INT', { to, value: 0 });
  out.mark(done);
  return { file: 'int', register: to, type: 'boolean' };
}

const ARITHMETIC = { '+': 'ADD', '-': 'SUBTRACT', '*': 'MULTIPLY', '/': 'DIVIDE' } as const;
const LEAST_INTEGER = -0x8000_0000;

function lowerArithmetic(lowering: Lowering, expression: Expression): number {
  const { out } = lowering;
  const to = lowering.ints;
  if (expression.kind === 'unary' && expression.operator === '-') {
    const a = lowerInt(lowering, expression.operand);
    out.from(expression.span);
    out.emit('NEGATE', { to, a });
    return to;
  }
  if (expression.kind !== 'binary' || !isArithmetic(expression.operator)) {
    throw new LoweringError(
      `no value can be made of the ${expression.kind} at ${expression.span.start} of ${lowering.script.name}; report this as a fault of the compiler`,
    );
  }
  const { left, operator, right } = expression;
  const added = addedNumber(lowering, left, operator, right);
  if (added !== undefined) {
    const a = lowerInt(lowering, added.to);
    out.from(expression.span);
    out.emit('ADD_NUMBER', { to, a, value: added.value });
    return to;
  }
  const a = lowerInt(lowering, left);
  const b = lowerInt(lowering, right);
  out.from(expression.span);
  out.emit(ARITHMETIC[operator], { to, a, b });
  lowering.ints = to + 1;
  return to;
}

function isArithmetic(operator: string): operator is ArithmeticOperator {
  return operator in ARITHMETIC;
}

/** `x + 1`, `1 + x` and `x - 1` as a value and a number to add to it. */
export function addedNumber(
  lowering: Lowering,
  left: Expression,
  operator: string,
  right: Expression,
): { readonly to: Expression; readonly value: number } | undefined {
  const first = constantNumber(infoOf(lowering, left).constant);
  const second = constantNumber(infoOf(lowering, right).constant);
  if (operator === '+' && second !== undefined) return { to: left, value: second };
  if (operator === '+' && first !== undefined) return { to: right, value: first };
  if (operator === '-' && second !== undefined && second !== LEAST_INTEGER) return { to: left, value: -second };
  return undefined;
}
