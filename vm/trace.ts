/**
 * What a run did, kept so cheaply that it is always on (design decision 6): two words an entry, and entries only for what cannot be
 * worked out from the code: the answers of intrinsics, and the jumps that do not follow from them. trace-walk.ts walks the code again.
 *
 * An entry is a word `pc × 4 + kind` and a word of its own:
 *   ANSWER   the answer, an int (a test of what was answered, and of nothing else, says by it whether it jumped)
 *   TEXT     the answer's index in `texts`
 *   JUMP     the pc that went on
 *   MARK     0: stopped after the instruction at pc; n > 0: begins at pc in program n-1.
 *
 * INVARIANT: a trace never changes a result; run() writes it and does not read it.
 */
import type { LinkedProgram } from './host.ts';
import { TRACE_WORDS, TRACE_WORDS_MAX } from './memory.ts';

export const TRACE_ANSWER = 0;
export const TRACE_TEXT = 1;
export const TRACE_JUMP = 2;
export const TRACE_MARK = 3;

/** Positions wrap by it. */
export const TRACE_MASK = TRACE_WORDS_MAX - 1;

/** Characters of a string answer that a trace keeps. */
export const TRACE_TEXT_UNITS_MAX = 200;

/** The trace of one core; cleared before each activation, read or encoded after it, before anything else runs in the process. */
export interface Trace {
  /** The process's, where a run writes. */
  readonly words: Int32Array;
  /** False: nothing is written. */
  readonly on: boolean;
  /** Words written. */
  at: number;
  readonly texts: string[];
  readonly programs: LinkedProgram[];
}

/** A trace for run(), made once and used for every activation. All write to the same words: whoever needs them longer takes a copy. */
export function newTrace(): Trace {
  return { words: TRACE_WORDS, on: true, at: 0, texts: [], programs: [] };
}

/** Tracing switched off, for measurements: the one trace that is off. */
export const TRACE_OFF: Trace = { words: new Int32Array(0), on: false, at: 0, texts: [], programs: [] };

/** Programs that a cleared trace may still know by number, so that the next activation need not say so anew. */
const PROGRAMS_KEPT = 16;

/** Forgets what was written. */
export function clearTrace(trace: Trace): void {
  trace.at = 0;
  // Most activations leave nothing more to forget, and setting a length is a slow call.
  if (trace.texts.length > 0 || trace.programs.length > PROGRAMS_KEPT) emptyTrace(trace);
}

function emptyTrace(trace: Trace): void {
  trace.texts.length = 0;
  if (trace.programs.length > PROGRAMS_KEPT) trace.programs.length = 0;
}

/** Words that are left in a trace that is on. */
export function traceRoom(trace: Trace): number {
  return trace.words.length - trace.at;
}

/** Writes that a run begins at `pc` of `program`; answers where the next entry goes. */
export function traceBegin(trace: Trace, at: number, program: LinkedProgram, pc: number): number {
  if (!trace.on) return 0;
  trace.words[at] = pc * 4 + TRACE_MARK;
  trace.words[at + 1] = trace.programs[0] === program ? 1 : traceProgram(trace, program);
  return at + 2;
}

/** The number, from 1, of a program in a trace; nearly always it is the first, as in the activation before. */
export function traceProgram({ programs }: Trace, program: LinkedProgram): number {
  const index = programs.indexOf(program);
  return index < 0 ? programs.push(program) : index + 1;
}

/** Writes a string answer. */
export function traceText(trace: Trace, at: number, pc: number, text: string): number {
  if (!trace.on) return 0;
  trace.words[at] = pc * 4 + TRACE_TEXT;
  trace.words[at + 1] = trace.texts.push(text.slice(0, TRACE_TEXT_UNITS_MAX)) - 1;
  return at + 2;
}
