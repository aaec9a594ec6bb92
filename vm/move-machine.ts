/**
 * Taking a suspended machine to another program: the same kind of place, its variables kept. What has another type there is converted
 * through its text, as people read it (spec/versions.md).
 */
import type { LinkedProgram, Value } from './host.ts';
import { callVariable, type Machine, restartMachine, setCallVariable } from './machine-state.ts';
import { holdHandler } from './record.ts';
import { formatValue, type IdOf, parseValue, registerOf, type ValueType } from './values.ts';

/** Where a machine goes on. */
export interface MoveTo {
  readonly program: LinkedProgram;
  /** Index of the wait point in the program's image. */
  readonly waitPoint: number;
  /** Index of the event handler that holds there; -1 for none. */
  readonly handler: number;
  /** Number of the snapshot of globals. */
  readonly globals: number;
}

/** The machine waits at another place from now on; its variables stay. Their types are `retype`'s matter. */
export function moveMachine(machine: Machine, { program, waitPoint, handler, globals }: MoveTo): void {
  restartMachine(machine, program, 0, { newestGlobals: () => globals });
  const { slab, record } = machine;
  holdHandler(record, handler);
  slab.suspendAt(record, program.image.waitPoints[waitPoint]!.pc);
}

/** A call variable whose type is another one in the new version. */
export interface Retyped {
  readonly variable: number;
  readonly from: ValueType;
  readonly to: ValueType;
  /** The new default, for a value that cannot be one of the new type. */
  readonly fallback: Value;
}

/** Gives a variable that the run has used or set a value of its new type. Answers false when it had to be the default. */
export function retype(
  machine: Machine,
  { variable, from, to, fallback }: Retyped,
  nameOf: Parameters<typeof formatValue>[2],
  idOf: IdOf,
): boolean {
  const value = callVariable(machine, variable);
  if (value === undefined) return true;
  const converted = convertValue(from, to, value, nameOf, idOf);
  const stored = converted ?? fallback;
  setCallVariable(machine, variable, registerOf(to) === 'string' ? String(stored) : Number(stored) || 0);
  return converted !== undefined;
}

const DIGITS = /^\d{1,32}$/;

/** A value of one type as one of another, through its text; undefined when the text is none of that type. */
export function convertValue(
  from: ValueType,
  to: ValueType,
  value: Value,
  nameOf: Parameters<typeof formatValue>[2],
  idOf: IdOf,
): Value | undefined {
  const text = formatValue(from, value, nameOf);
  if (registerOf(to) === 'string') return to === 'string' || text === '' || DIGITS.test(text) ? text : undefined;
  return /^-?\d{1,10}$/.test(text)
    ? (parseValue(to, Number(text), idOf) ?? parseValue(to, text, idOf))
    : parseValue(to, text, idOf);
}
