/** Run-time faults (language §4): one event, and the run goes on where the instruction's fault range says. */
import type { Host, LinkedProgram, RunEvent } from './host.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { type Program, programError } from './program.ts';
import { forgetArguments, INTS } from './registers.ts';

const SIGNS: ReadonlyMap<number, string> = new Map([
  [INSTRUCTIONS.ADD.code, '+'],
  [INSTRUCTIONS.ADD_NUMBER.code, '+'],
  [INSTRUCTIONS.SUBTRACT.code, '-'],
  [INSTRUCTIONS.MULTIPLY.code, '*'],
  [INSTRUCTIONS.DIVIDE.code, '/'],
]);

/** An arithmetic fault, said with its operands; answers where the run goes on. */
export function arithmetic(program: LinkedProgram, pc: number, host: Host): number {
  const { code } = program;
  const a = INTS[code[pc + 2]!]!;
  const sign = SIGNS.get(code[pc]!);
  if (sign === undefined) return fault(program, pc, 'overflow', 'the least integer has no negative', host);
  const b = code[pc] === INSTRUCTIONS.ADD_NUMBER.code ? code[pc + 3]! : INTS[code[pc + 3]!]!;
  if (sign === '/' && b === 0) return fault(program, pc, 'division_by_zero', `${a} / 0`, host);
  return fault(program, pc, 'overflow', `${a} ${sign} ${b} is outside the integers`, host);
}

/** Tells the host of a fault at `pc`; answers where the run goes on (language §4). */
export function fault(program: LinkedProgram, pc: number, kind: RunEvent, detail: string, host: Host): number {
  // The statement that they were gathered for never comes.
  forgetArguments();
  host.event(kind, pc, detail);
  return faultTarget(program.image, pc);
}

/** Where a run goes on after a fault at `pc`. verify.ts has seen to it that there is such a place. */
function faultTarget(image: Program, pc: number): number {
  const { faults } = image;
  let low = 0;
  let high = faults.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = faults[middle]!;
    if (pc < range.from) high = middle - 1;
    else if (pc >= range.to) low = middle + 1;
    else return range.target;
  }
  throw programError('BAD_CODE', `no place to go on after a fault at ${pc}`);
}
