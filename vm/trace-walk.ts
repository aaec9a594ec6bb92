/**
 * The way of runs, walked again along their trace: the code says what ran after what, entries say what was answered, and where it jumped
 * where that does not follow from the two.
 */
import { isInRelation } from './arithmetic.ts';
import type { LinkedProgram } from './host.ts';
import { type InstructionShape, shapeOf } from './instruction-shape.ts';
import { TRACE_JUMP, TRACE_MARK, type Trace } from './trace.ts';

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
    // Undefined where the answers say it.
    let next: number | undefined;
    let to = -1;
    for (; to < 0 && i + 1 < at && words[i]! >> 2 === pc; i += 2) {
      const kind = words[i]! & 3;
      // Another program's mark begins the next run, here at the same pc by chance.
      if (kind === TRACE_MARK && words[i + 1] !== 0) break;
      if (kind !== TRACE_MARK && kind !== TRACE_JUMP) continue;
      next = kind === TRACE_MARK ? -1 : words[i + 1]!;
      to = i;
    }
    if (to < 0) to = i;
    next ??= afterAnswers(code, pc, shape, words.subarray(from, to));
    // Nothing more is known of a run whose entries end here, but that it stopped.
    const ends = next < 0 || i + 1 >= at || shape.name === 'EXECUTE_SCRIPT';
    visitor.ran(pc, shape, from, to, ends ? -1 : next);
    if (ends) return i;
    pc = next;
  }
  return i;
}

/** Where an instruction went on that wrote no jump: by its code and by the answers that it had, `entries` of the trace. */
function afterAnswers(code: Int32Array, pc: number, { name, words }: InstructionShape, entries: Int32Array): number {
  const next = pc + words;
  // What goes back has an entry, so that no trace is walked for ever.
  if (name === 'JUMP') return Math.max(code[pc + 1]!, next);
  // Without its answer nothing is known of a test; its run ends there.
  if (entries.length < 2) return next;
  const answer = entries[1]!;
  const isFrom = (low: number): boolean => answer >= code[pc + low]! && answer <= code[pc + low + 1]!;
  switch (name) {
    case 'JIF':
    case 'JOUT':
      return answer !== 0 ? code[pc + 2]! : next;
    case 'JUNLESS':
    case 'JSERVED':
      return answer === 0 ? code[pc + 2]! : next;
    case 'JFACT_IN':
      return isFrom(2) ? code[pc + 4]! : next;
    case 'JFACT_OUT':
      return isFrom(2) ? next : code[pc + 4]!;
    case 'JFACT_MASK':
      return (answer >>> 0 < 32 ? (code[pc + 2]! >>> answer) & 1 : 0) === code[pc + 3] ? code[pc + 4]! : next;
    case 'SWITCH': {
      const cases = code[pc + 3]!;
      const nth = answer - code[pc + 2]!;
      return code[pc + 5 + (nth >= 0 && nth < cases ? nth : cases) * 2]!;
    }
    case 'JCELL_IN':
      return isFrom(3) ? code[pc + 5]! : next;
    case 'JCELL_OUT':
      return isFrom(3) ? next : code[pc + 5]!;
    case 'JASK_IN':
      return isFrom(4) ? code[pc + 6]! : next;
    case 'JASK_OUT':
      return isFrom(4) ? next : code[pc + 6]!;
    case 'JCELLS':
      if (entries.length < 4) return next;
      return isInRelation(code[pc + 6]!, answer, entries[3]! * code[pc + 3]!) ? code[pc + 7]! : next;
    default:
      return next;
  }
}
