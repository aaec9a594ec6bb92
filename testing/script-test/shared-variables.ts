/** The call variables that a script set shares between contacts: what READVAR reads. */
import { instructionPcs, type Program, shapeOf } from '../../vm/index.ts';

const known = new WeakMap<Program, ReadonlySet<string>>();

/** Their names in lower case. */
export function sharedVariables(program: Program): ReadonlySet<string> {
  const found = known.get(program) ?? new Set(readShared(program));
  known.set(program, found);
  return found;
}

function* readShared({ code, symbols }: Program): Generator<string> {
  for (const pc of instructionPcs(code)) {
    const symbol = shapeOf(code[pc] ?? -1)?.name === 'READ_SHARED' ? symbols[code[pc + 1] ?? -1] : undefined;
    if (symbol !== undefined) yield symbol.name.toLowerCase();
  }
}
