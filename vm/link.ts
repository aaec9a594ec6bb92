/**
 * Binds a program to a directory: names become ids. What names something that is gone is replaced by GONE, so that it costs nothing
 * until a contact comes there (design decision 5: a name that is gone is one event and the default skillset).
 */
import type { NameKind } from './directory.ts';
import type { LinkedProgram, ValueSet } from './host.ts';
import { instructionPcs, shapeOf } from './instruction-shape.ts';
import { INSTRUCTIONS, type OperandKind } from './instructions.ts';
import type { Program, ProgramSymbol } from './program.ts';

/** The id of a symbol in a directory; undefined (or below 0) when it has none, or a variable of another scope, class or type. */
export type ResolveName = (symbol: ProgramSymbol) => number | undefined;

const SYMBOL_KINDS: ReadonlySet<OperandKind> = new Set([
  'symbol',
  'skillset',
  'callInt',
  'callNumber',
  'callText',
  'globalInt',
  'globalText',
  'globalSet',
  'globalTextSet',
]);

/** Binds a verified program. Never fails: what is gone stands in `missing`. */
export function link(program: Program, resolveName: ResolveName): LinkedProgram {
  const ids = program.symbols.map((symbol) => resolveName(symbol) ?? -1);
  const code = program.code.slice();
  for (const pc of instructionPcs(program.code)) {
    const gone = bind(program, code, pc, ids);
    if (gone === undefined) continue;
    code[pc] = INSTRUCTIONS.GONE.code;
    code[pc + 1] = gone;
  }
  const missing: { kind: NameKind; name: string }[] = [];
  let variables = 0;
  program.symbols.forEach((symbol, i) => {
    if (ids[i]! < 0) missing.push({ kind: symbol.kind, name: symbol.name });
    else if (symbol.kind === 'variable' && symbol.scope === 'call') variables = Math.max(variables, ids[i]! + 1);
  });
  return {
    hash: program.hash,
    image: program,
    code,
    strings: program.strings,
    sets: program.sets.map((set): ValueSet => {
      const names = set.symbols.map((symbol) => ids[symbol]!).filter((id) => id >= 0);
      return {
        ranges: Int32Array.from([...set.ranges, ...names.flatMap((id) => [id, id])]),
        strings: set.strings,
        dnRanges: set.dnRanges,
      };
    }),
    lists: program.lists.map((list) => list.map((symbol) => ids[symbol]!)),
    scripts: program.scripts.map(({ name, pc }) => ({ name, pc })),
    variables,
    missing,
  };
}

/** Puts ids into one instruction; answers a symbol that it names and that is gone. */
function bind(program: Program, code: Int32Array, pc: number, ids: readonly number[]): number | undefined {
  let gone: number | undefined;
  shapeOf(program.code[pc]!)!.operands.forEach(({ kind }, i) => {
    const word = program.code[pc + 1 + i]!;
    const named = SYMBOL_KINDS.has(kind)
      ? [word]
      : kind === 'targets' || (kind === 'ids' && program.code[pc + 2 + i] === 0)
        ? program.lists[word]!
        : kind === 'set'
          ? program.sets[word]!.symbols
          : [];
    gone ??= named.find((symbol) => ids[symbol]! < 0);
    if (SYMBOL_KINDS.has(kind)) code[pc + 1 + i] = ids[word]!;
  });
  return gone;
}

/** The index of a script by its name, without regard to case; -1 when there is none. */
export function entryOf(program: LinkedProgram, name: string): number {
  const wanted = name.toLowerCase();
  return program.scripts.findIndex((script) => script.name.toLowerCase() === wanted);
}
