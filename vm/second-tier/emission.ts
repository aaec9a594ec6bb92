/**
 * What emitting one instruction needs. The text's own variables: `slab`, `host` and `trace`; `w` and `tags`, the records of the process and
 * their tags; `b`, where the record begins; `cells`, `facts`, `fa`; `m` and `at`, the trace's words and place; `i0`…, `t0`…, the registers; `x`, `y`, `z`, `q`, for the
 * moment. `l0`…, `s1`…: lists, and stops of waits, named once.
 *
 * INVARIANT: text holds numbers and names of ours, never a script's text: strings, sets and lists go by their index.
 */
import type { LinkedProgram } from '../host.ts';
import type { InstructionName, Operands } from '../instructions.ts';

/** Emits one instruction of a name; operands by their names. */
export interface Emission<N extends InstructionName> {
  readonly program: LinkedProgram;
  readonly pc: number;
  readonly traced: boolean;
  /** An operand's word. */
  word(operand: Operands<N>): number;
  /** Adds text. */
  put(text: string): void;
  /** Text that puts these registers into the registers that functions of the machine read. */
  spillInts(first: number, count?: number): void;
  spillText(register: number): void;
  /** Adds the trace's entry of an answer. */
  answer(value: string): void;
  /** Text that jumps and says so in the trace. */
  jump(target: number): string;
  /** Text that goes on elsewhere in silence. */
  go(target: number): string;
  /** Text that stops here. */
  stop(why: string, suspends?: 'wait' | 'answer'): string;
  /** Text that stops here and leaves the record as it was. */
  leave(why: string): string;
  /** Names for what the text uses again and again: a list, the stop of a wait. */
  list(index: number): string;
  waitOf(seconds: number): string;
  /** Text for where a fault goes on, after `told`, which tells the host. */
  fault(told: string): string;
  /** Instructions that have run when this one has, since the block's beginning. */
  readonly steps: number;
}

/** Text for a place of an array: the `| 0` saves a test whether the sum is an integer. */
export function sum(base: string, offset: number): string {
  return `(${base} + ${offset}) | 0`;
}

/** A register of ints. */
export function int(register: number): string {
  return `i${register}`;
}

/** A register of strings. */
export function text(register: number): string {
  return `t${register}`;
}
