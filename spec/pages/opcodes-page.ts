import { INSTRUCTIONS, type InstructionRow } from '../../vm/index.ts';
import { OPERAND_KINDS } from './operand-kinds.ts';
import { code, table } from './table.ts';

/** opcodes.md, from the table of instructions. */
export function opcodesPage(): string {
  const all = Object.entries<InstructionRow>(INSTRUCTIONS).sort(([, first], [, second]) => first.code - second.code);
  const rows = all.map(([name, { code: number, operands, picture, doc }]) => [
    `${number}`,
    `\`${name}\``,
    Object.entries(operands)
      .map(([operand, kind]) => `${operand}: *${kind}*`)
      .join(', '),
    picture === '' ? '' : code(picture),
    doc,
    `${1 + Object.keys(operands).length}`,
  ]);
  const kinds = Object.entries(OPERAND_KINDS).map(([kind, what]) => [`*${kind}*`, what]);
  return `# Opcodes

${all.length} instructions, made from the table [instructions.ts](../vm/instructions.ts) by \`npm run spec\`. Code is an array of 32-bit words: an instruction is its code and one word for
each operand, in the order of the table. The machine has two files of registers, one of integers and one of strings; a register is written before it is
read, and none lives over a suspension. An image is checked instruction by instruction before it runs. Each instruction is one step. A code is for
ever: a new instruction takes a new one, and one that goes stays listed.

${table(['code', 'name', 'operands', 'picture', 'what it does', 'words'], rows)}

## Operands

${table(['kind', 'what the word is'], kinds)}
`;
}
