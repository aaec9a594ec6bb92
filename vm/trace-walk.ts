/**
 * The way of runs, walked again along their trace: the code says what ran after what, entries say where it jumped. Allocates nothing
 * for what it passes.
 */
import type { LinkedProgram } from './host.ts';
import { type InstructionShape, shapeOf } from './instruction-shape.ts';
import { TRACE_ANSWER, TRACE_JUMP, TRACE_MARK, type Trace } from './trace.ts';

/** What is told on the way. */
export interface TraceVisitor {
  /** A run begins, or goes on in another program. */
  begins(program: LinkedProgram, pc: number): void;
  /**
   * An instruction ran. Its answers stand in the entries from `from` up to `to` of the trace's words; `next` is where it went on, -1
   * where the run stopped or left the program.
   */
  ran(pc: number, shape: InstructionShape, from: number, to: number, next: number): void;
}

/** What a walk needs of a trace. */
export interface TracePath extends Pick<Trace, 'words' | 'at'> {
  readonly programs: readonly LinkedProgram[];
  readonly texts: readonly string[];
}

/** Walks all runs since the trace was cleared. */
export function walkTrace(trace: TracePath, visitor: TraceVisitor): void {
  const { words, programs, at } = trace;
  let i = 0;
  while (i + 1 < at) {
    // A run begins with the mark of its program; entries that belong to none are passed over.
    const begun = (words[i]! & 3) === TRACE_MARK ? programs[words[i + 1]! - 1] : undefined;
    const pc = words[i]! >> 2;
    i += 2;
    if (begun !== undefined) i = walkRun(trace, begun, pc, i, visitor);
  }
}

/** One run up to its stop, from the entry `i`; answers the entry behind it. */
function walkRun(
  { words, at }: TracePath,
  program: LinkedProgram,
  begin: number,
  i: number,
  visitor: TraceVisitor,
): number {
  const { code } = program.image;
  visitor.begins(program, begin);
  let pc = begin;
  for (let shape = shapeOf(code[pc] ?? -1); shape !== undefined; shape = shapeOf(code[pc] ?? -1)) {
    const from = i;
    let next = pc + shape.words;
    let to = -1;
    for (; to < 0 && i + 1 < at && words[i]! >> 2 === pc; i += 2) {
      const kind = words[i]! & 3;
      if (kind === TRACE_MARK) {
        // Another program's mark begins the next run, here at the same pc by chance.
        if (words[i + 1] !== 0) break;
        next = -1;
        to = i;
      } else if (kind === TRACE_JUMP) {
        next = words[i + 1]!;
        to = i;
      } else if (kind === TRACE_ANSWER) next = afterAnswer(code, pc, shape, words[i + 1]!, next);
    }
    if (to < 0) to = i;
    // Nothing more is known of a run whose entries end here, but that it stopped.
    const ends = next < 0 || i + 1 >= at || shape.name === 'EXECUTE_SCRIPT';
    visitor.ran(pc, shape, from, to, ends ? -1 : next);
    if (ends) return i;
    pc = next;
  }
  return i;
}

/** Where a test of a boolean intrinsic went on, which its answer tells. */
function afterAnswer(code: Int32Array, pc: number, shape: InstructionShape, answer: number, next: number): number {
  switch (shape.name) {
    case 'JIF':
    case 'JOUT':
      return answer !== 0 ? code[pc + 2]! : next;
    case 'JUNLESS':
    case 'JSERVED':
      return answer === 0 ? code[pc + 2]! : next;
    default:
      return next;
  }
}
