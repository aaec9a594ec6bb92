/** Instructions laid out for loops over their words: what verifier, linker and disassembler walk. */
import type { InstructionRow, OperandKind } from './instruction-row.ts';
import { INSTRUCTIONS, type InstructionName } from './instructions.ts';

/** One instruction's shape, laid out for a loop over its words. */
export interface InstructionShape {
  readonly name: InstructionName;
  readonly row: InstructionRow;
  readonly operands: readonly { readonly name: string; readonly kind: OperandKind }[];
  /** Words, the code's included. */
  readonly words: number;
  /** What isFinal(), suspends() and canFault() say, for loops over all instructions. */
  readonly isFinal: boolean;
  readonly suspends: boolean;
  readonly canFault: boolean;
}

/** The shape of the instruction with this code; undefined when there is none. */
export function shapeOf(code: number): InstructionShape | undefined {
  return SHAPES[code];
}

/** The pcs of the instructions of well-formed code, in order. Stops at a word that is no instruction. */
export function* instructionPcs(code: Int32Array): Generator<number> {
  let pc = 0;
  while (pc < code.length) {
    const shape = shapeOf(code[pc]!);
    if (shape === undefined) return;
    yield pc;
    pc += shape.words;
  }
}

const FINAL: ReadonlySet<InstructionName> = new Set([
  'JUMP',
  'SWITCH',
  'EXECUTE_SCRIPT',
  'QUIT',
  'END',
  'DISCONNECT',
  'RESUME',
  'ROUTE_CONTACT',
  'CLOSE_CONTACT',
]);

const SUSPENDING: ReadonlySet<InstructionName> = new Set(['WAIT', 'WAIT_NUMBER', 'GET']);

const FAULTING: ReadonlySet<InstructionName> = new Set([
  'ADD_TO',
  'NEGATE',
  'ADD',
  'SUBTRACT',
  'MULTIPLY',
  'DIVIDE',
  'ADD_NUMBER',
  'JDATE_ORDER',
  'JCELLS',
]);

const SHAPES: readonly (InstructionShape | undefined)[] = (() => {
  const shapes: (InstructionShape | undefined)[] = [];
  for (const [name, row] of Object.entries(INSTRUCTIONS) as [InstructionName, InstructionRow][]) {
    const operands = Object.entries(row.operands).map(([operand, kind]) => ({ name: operand, kind }));
    shapes[row.code] = {
      name,
      row,
      operands,
      words: operands.length + 1,
      isFinal: FINAL.has(name),
      suspends: SUSPENDING.has(name),
      canFault: FAULTING.has(name),
    };
  }
  return shapes;
})();

/** Whether the run never goes on to the instruction behind this one. */
export function isFinal(name: InstructionName): boolean {
  return FINAL.has(name);
}

/** Whether the run stops here and goes on behind it. */
export function suspends(name: InstructionName): boolean {
  return SUSPENDING.has(name);
}

/** Whether it can fault (language §4), so that it must stand in a fault range. */
export function canFault(name: InstructionName): boolean {
  return FAULTING.has(name);
}

/** The pcs of the jumps behind the SWITCH at `pc`, in the order of its values; the last one is for all others. */
export function switchJumps(code: Int32Array, pc: number): number[] {
  const first = pc + shapeOf(INSTRUCTIONS.SWITCH.code)!.words;
  const { words } = shapeOf(INSTRUCTIONS.JUMP.code)!;
  return Array.from({ length: code[pc + 3]! + 1 }, (_, i) => first + i * words);
}
