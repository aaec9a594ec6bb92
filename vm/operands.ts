/** Operands of statements as the loop takes them: ids, priorities, seconds, arguments, with the events of language §3. */
import type { Host, LinkedProgram, RunEvent, Value } from './host.ts';
import { INTRINSICS } from './intrinsics.ts';
import { INTS } from './registers.ts';
import { EMPTY, formatValue, VALUE_TYPES } from './values.ts';

/** The ids of a list, or of registers without the empty ones. */
export function idsOf(program: LinkedProgram, ids: number, count: number): readonly number[] {
  if (count === 0) return program.lists[ids]!;
  const found: number[] = [];
  for (let register = ids; register < ids + count; register++) {
    const id = INTS[register]!;
    if (id !== EMPTY) found.push(id);
  }
  return found;
}

const AGENT_INTRINSICS = new Set(
  Object.values(INTRINSICS)
    .filter(({ operand }) => operand === 'agent')
    .map(({ number }) => number),
);

export function isOfAgent(intrinsic: number): boolean {
  return AGENT_INTRINSICS.has(intrinsic);
}

/** A value for LOG or SEND: numbers stay numbers, the rest is text as people read it. */
export function argumentOf(value: number, typeNumber: number, host: Host): Value {
  const type = VALUE_TYPES[typeNumber]!;
  if (type === 'integer' || type === 'seconds' || type === 'priority') return value;
  return formatValue(type, value, (kind, id) => host.nameOf(kind, id));
}

export function priorityOf(value: number, host: Host, pc: number): number {
  if (value >= 1 && value <= 6) return value;
  host.event('priority_out_of_range', pc, `priority ${value}`);
  return value < 1 ? 1 : 6;
}

export function secondsOf(value: number, kind: RunEvent, host: Host, pc: number): number {
  if (value > 0) return value;
  host.event(kind, pc, `${value} seconds`);
  return 1;
}
