/**
 * The code of the programs that run, one behind the other in CODE, with jumps to where their targets stand there. A program is brought in
 * when it runs and is not there; when there is no room left all others go, and come again when they run.
 */
import type { LinkedProgram } from './host.ts';
import type { InstructionRow, OperandKind } from './instruction-row.ts';
import { shapeOf } from './instruction-shape.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { CODE, CODE_WORDS_MAX } from './memory.ts';

/** Of a program whose code is not there. */
export const NOWHERE = -1;

/** Those whose code is there. What nobody has any more is in nobody's way. */
let there: WeakRef<LinkedProgram>[] = [];
let end = 0;

/** Where instructions hold jump targets, counted from their own place, by code. */
const TARGETS: readonly (readonly number[])[] = /* @__PURE__ */ targetsByCode();

/** Puts a program's code into CODE; answers where it begins. verify() has seen to it that it fits. */
export function bringIn(program: LinkedProgram): number {
  const { code, image } = program;
  if (end + code.length > CODE_WORDS_MAX) clear();
  const origin = end;
  CODE.set(code, origin);
  for (let pc = 0; pc < code.length; pc += shapeOf(image.code[pc]!)!.words)
    for (const operand of TARGETS[code[pc]!] ?? []) CODE[origin + pc + operand]! += origin;
  end += code.length;
  program.origin = origin;
  there.push(new WeakRef(program));
  return origin;
}

function targetsByCode(): number[][] {
  const targets: number[][] = [];
  for (const row of Object.values<InstructionRow>(INSTRUCTIONS)) {
    const kinds = Object.values<OperandKind>(row.operands);
    targets[row.code] = kinds.flatMap((kind, i) => (kind === 'target' ? [i + 1] : []));
  }
  return targets;
}

function clear(): void {
  for (const each of there) {
    const program = each.deref();
    if (program !== undefined) program.origin = NOWHERE;
  }
  there = [];
  end = 0;
}
