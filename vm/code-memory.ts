/**
 * The code of the programs that run, one behind the other in CODE, with jumps to where their targets stand there. A program is brought in
 * when it runs and is not there; when there is no room left all others go, and come again when they run. Nothing here holds a program:
 * each knows itself which *filling* of the memory it is in.
 */
import type { LinkedProgram } from './host.ts';
import type { InstructionRow, OperandKind } from './instruction-row.ts';
import { shapeOf } from './instruction-shape.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { CODE, CODE_WORDS_MAX } from './memory.ts';

/** The filling of a program whose code is in none. */
export const NOWHERE = 0;

/** The present filling. */
export let filling = 1;
let end = 0;

/** Where instructions hold jump targets, counted from their own place, by code. */
const TARGETS: readonly (readonly number[])[] = /* @__PURE__ */ targetsByCode();

/** Puts a program's code into CODE; answers where it begins. sealProgram() and verify() have seen to it that it fits. */
export function bringIn(program: LinkedProgram): number {
  const { code, image } = program;
  if (end + code.length > CODE_WORDS_MAX) {
    filling++;
    end = 0;
  }
  const origin = end;
  CODE.set(code, origin);
  for (let pc = 0; pc < code.length; pc += shapeOf(image.code[pc]!)!.words)
    for (const operand of TARGETS[code[pc]!] ?? []) CODE[origin + pc + operand]! += origin;
  end += code.length;
  program.origin = origin;
  program.filling = filling;
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
