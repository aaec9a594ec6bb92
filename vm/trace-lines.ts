/** What the answers in a trace were about, and where an instruction comes from. */
import type { InstructionShape } from './instruction-shape.ts';
import { INTRINSICS, intrinsicByNumber } from './intrinsics.ts';
import type { Program, Span } from './program.ts';
import type { ValueType } from './values.ts';

/** What the `nth` answer of an instruction was about, as a script writes it, and its type. */
export function askedBy(
  program: Program,
  pc: number,
  shape: InstructionShape,
  nth: number,
): { name: string; type: ValueType } {
  const word = (operand: string): number =>
    program.code[pc + 1 + shape.operands.findIndex(({ name }) => name === operand)]!;
  const read = shape.row.reads?.[nth];
  if (read === undefined) return { name: 'CCADDRESS', type: 'string' };
  if ('key' in read) return { name: `CONTACT DATA "${program.strings[word(read.key)]}"`, type: 'string' };
  const found =
    'name' in read ? { name: read.name, row: INTRINSICS[read.name] } : intrinsicByNumber(word(read.operand));
  if (found === undefined) return { name: 'CCADDRESS', type: 'string' };
  const names = read.of === undefined ? '' : namesIn(program, shape, read.of, word);
  return { name: names === '' ? found.name : `${found.name} ${names}`, type: found.row.type };
}

/** The names in an operand: of one symbol, or of a list of the image; ids in registers have none. */
function namesIn(program: Program, shape: InstructionShape, operand: string, word: (name: string) => number): string {
  if (shape.row.operands[operand] === 'ids' && word('count') > 0) return '';
  const symbols = shape.row.operands[operand] === 'ids' ? program.lists[word(operand)] : [word(operand)];
  return (symbols ?? []).map((symbol) => program.symbols[symbol]?.name).join(', ');
}

/** The span of the instruction at `pc`. */
export function spanAt(program: Program, pc: number): Span | undefined {
  return program.spans.ofInstruction(pc);
}
