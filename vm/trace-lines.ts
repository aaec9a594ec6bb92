/**
 * A trace as people read it: the lines that ran, with what their intrinsics answered. The code is walked again from where each run
 * began; entries say where it jumped and what it was told.
 */
import type { NameKind } from './directory.ts';
import type { SourceOf } from './disassemble.ts';
import { type InstructionShape, shapeOf } from './instruction-shape.ts';
import { INTRINSICS, intrinsicByNumber } from './intrinsics.ts';
import type { Program, Span } from './program.ts';
import { TRACE_ANSWER, TRACE_JUMP, TRACE_MARK, TRACE_TEXT, type Trace } from './trace.ts';
import { formatValue, type ValueType } from './values.ts';

/** Lines that a trace keeps at its beginning and at its end (design decision 6). */
export const TRACE_LINES_KEPT = 200;

/** One statement that ran. `text` is its line's, where the source is at hand. */
export interface TracedLine {
  readonly script: string;
  readonly line: number;
  readonly text?: string;
  /** What intrinsics answered: numbers as numbers, the rest as people read it. */
  readonly values?: readonly { readonly name: string; readonly value: number | string | boolean }[];
}

/** The lines of a trace, first and last; `folded` says how many between them were left out. */
export interface TracedRun {
  readonly lines: readonly TracedLine[];
  readonly folded: number;
}

type NameOf = (kind: NameKind, id: number) => string;

/** Reads what runs wrote since the trace was cleared. */
export function readTrace(trace: Trace, nameOf: NameOf, sourceOf: SourceOf = () => undefined): TracedRun {
  const first: OpenLine[] = [];
  const last: OpenLine[] = [];
  let count = 0;
  for (const line of walk(trace, nameOf)) {
    if (first.length < TRACE_LINES_KEPT) first.push(line);
    else last[count % TRACE_LINES_KEPT] = line;
    count++;
  }
  const folded = Math.max(0, count - 2 * TRACE_LINES_KEPT);
  // The last lines stand in a ring; the oldest of them comes first.
  const start = folded > 0 ? count % TRACE_LINES_KEPT : 0;
  const inOrder = [...first, ...last.slice(start), ...last.slice(0, start)];
  const sources = new Map<string, readonly string[] | undefined>();
  return { lines: inOrder.map((line) => closeLine(line, sources, sourceOf)), folded };
}

interface OpenLine {
  readonly script: string;
  readonly line: number;
  readonly values: { readonly name: string; readonly value: number | string | boolean }[];
}

function closeLine(
  { script, line, values }: OpenLine,
  sources: Map<string, readonly string[] | undefined>,
  sourceOf: SourceOf,
): TracedLine {
  if (!sources.has(script)) sources.set(script, sourceOf(script)?.split(/\r\n|\r|\n/));
  const text = sources.get(script)?.[line - 1]?.trim();
  return { script, line, ...(text === undefined ? {} : { text }), ...(values.length === 0 ? {} : { values }) };
}

/** The statements in the order in which they ran. */
function* walk(trace: Trace, nameOf: NameOf): Generator<OpenLine> {
  const { words, texts } = trace;
  for (let i = 0; i + 1 < trace.at; ) {
    // A run begins with the mark of its program; entries that belong to none are passed over.
    const begun = (words[i]! & 3) === TRACE_MARK ? trace.programs[words[i + 1]! - 1] : undefined;
    let pc = words[i]! >> 2;
    i += 2;
    if (begun === undefined) continue;
    const program = begun.image;
    let line: OpenLine | undefined;
    for (let shape = shapeOf(program.code[pc] ?? -1); shape !== undefined; shape = shapeOf(program.code[pc] ?? -1)) {
      const span = spanAt(program, pc);
      if (span?.statement) {
        if (line !== undefined) yield line;
        line = { script: program.scripts[span.script]?.name ?? '', line: span.line, values: [] };
      }
      let next = pc + shape.words;
      let stopped = false;
      let nth = 0;
      for (; i + 1 < trace.at && words[i]! >> 2 === pc; i += 2) {
        const kind = words[i]! & 3;
        const word = words[i + 1]!;
        if (kind === TRACE_MARK) {
          stopped = true;
          if (word === 0) i += 2;
          break;
        }
        if (kind === TRACE_JUMP) {
          next = word;
          i += 2;
          break;
        }
        const asked = answered(program, pc, shape, nth++, kind === TRACE_TEXT ? (texts[word] ?? '') : word, nameOf);
        line?.values.push(asked);
        if (kind === TRACE_ANSWER) next = jumpAfter(program, pc, shape, word, next);
      }
      if (stopped || i + 1 >= trace.at || shape.name === 'EXECUTE_SCRIPT') break;
      pc = next;
    }
    if (line !== undefined) yield line;
  }
}

/** Where a test of an intrinsic went on, which its answer tells. */
function jumpAfter(program: Program, pc: number, shape: InstructionShape, answer: number, next: number): number {
  const jumps =
    shape.name === 'JIF' || shape.name === 'JOUT'
      ? answer !== 0
      : shape.name === 'JUNLESS' || shape.name === 'JSERVED'
        ? answer === 0
        : false;
  return jumps ? program.code[pc + 2]! : next;
}

function answered(
  program: Program,
  pc: number,
  shape: InstructionShape,
  nth: number,
  answer: number | string,
  nameOf: NameOf,
): { readonly name: string; readonly value: number | string | boolean } {
  const { name, type } = askedBy(program, pc, shape, nth);
  if (typeof answer === 'string') return { name, value: answer };
  if (type === 'boolean') return { name, value: answer !== 0 };
  const isNumber = type === 'integer' || type === 'seconds' || type === 'priority';
  return { name, value: isNumber ? answer : formatValue(type, answer, nameOf) };
}

/** What the `nth` answer of an instruction was about, as a script writes it, and its type. */
function askedBy(
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
  const { spans } = program;
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle]!;
    if (span.pc === pc) return span;
    if (span.pc < pc) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
