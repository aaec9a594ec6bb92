/**
 * Binds a program to a directory: names become ids. What names something that is gone is replaced by GONE, so that it costs nothing
 * until a contact comes there (design decision 5: a name that is gone is one event and the default skillset).
 */
import { NOWHERE } from './code-memory.ts';
import type { NameKind } from './directory.ts';
import type { LinkedProgram, ValueSet } from './host.ts';
import type { OperandKind } from './instruction-row.ts';
import { type InstructionShape, instructionPcs, shapeOf } from './instruction-shape.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { INTRINSICS, type IntrinsicRow, intrinsicByNumber } from './intrinsics.ts';
import type { Program, ProgramSymbol } from './program.ts';
import { CELL_WORDS, CELLS } from './typed-state.ts';

/** The id of a symbol in a directory; undefined (or below 0) when it has none, or a variable of another scope, class or type. */
export type ResolveName = (symbol: ProgramSymbol) => number | undefined;

const SYMBOL_KINDS: ReadonlySet<OperandKind> = new Set([
  'symbol',
  'response',
  'cell',
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
  program.symbols.forEach((symbol, i) => {
    if (ids[i]! < 0) missing.push({ kind: symbol.kind, name: symbol.name });
  });
  return {
    hash: program.hash,
    hashBytes: hashBytesOf(program),
    image: program,
    code,
    origin: 0,
    filling: NOWHERE,
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
    missing,
  };
}

const HASH_BYTES = 16;

function hashBytesOf({ hash }: Program): Uint8Array {
  return Uint8Array.from({ length: HASH_BYTES }, (_, i) => Number.parseInt(hash.slice(i * 2, i * 2 + 2), 16));
}

/** Puts ids into one instruction; answers a symbol that it names and that is gone. */
function bind(program: Program, code: Int32Array, pc: number, ids: readonly number[]): number | undefined {
  let gone: number | undefined;
  const shape = shapeOf(program.code[pc]!)!;
  shape.operands.forEach(({ name, kind }, i) => {
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
    if (kind === 'cell') code[pc + 1 + i] = ids[word]! * CELL_WORDS + cellColumn(program, pc, shape, name);
    if (kind === 'askFact') code[pc + 1 + i] = intrinsicByNumber(word)?.row.fact ?? 0;
  });
  return gone;
}

/** The column of the intrinsic that an instruction reads of the skillset in this operand. */
function cellColumn(program: Program, pc: number, { row, operands }: InstructionShape, skillset: string): number {
  const read = row.reads?.find((each) => 'of' in each && each.of === skillset);
  if (read === undefined || 'key' in read) return 0;
  const asked: IntrinsicRow | undefined =
    'name' in read
      ? INTRINSICS[read.name]
      : intrinsicByNumber(program.code[pc + 1 + operands.findIndex(({ name }) => name === read.operand)]!)?.row;
  return asked?.cell === undefined ? 0 : CELLS[asked.cell.name];
}

/** The index of a script by its name, without regard to case; -1 when there is none. */
export function entryOf(program: LinkedProgram, name: string): number {
  const wanted = name.toLowerCase();
  return program.scripts.findIndex((script) => script.name.toLowerCase() === wanted);
}
