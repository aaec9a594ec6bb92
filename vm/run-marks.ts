/** Which statements of a program ran, and which ways its IFs and WHEREs went: what coverage counts, over any number of runs. */
import type { LinkedProgram } from './host.ts';
import type { InstructionShape } from './instruction-shape.ts';
import type { Branch, Program } from './program.ts';
import type { Trace } from './trace.ts';
import { type TraceVisitor, walkTrace } from './trace-walk.ts';

/** Counts of one program. Made once, and filled by markRan(). */
export interface RunMarks {
  readonly program: Program;
  /** How often each statement began, by the pc of its first instruction. */
  readonly statements: Uint32Array;
  /** How often each arm was taken: `arms[branch][arm]`, in the order of the program's branches and of their arms. */
  readonly arms: readonly Uint32Array[];
  /** The branch that begins at a pc, from 1; 0 for none. */
  readonly branchAt: Uint32Array;
  /** 1 at the first instruction of a statement. */
  readonly statementAt: Uint8Array;
}

/** No statement has run. */
export function newRunMarks(program: Program): RunMarks {
  const words = program.code.length;
  const branchAt = new Uint32Array(words);
  program.branches.forEach(({ pc }, i) => {
    branchAt[pc] = i + 1;
  });
  const statementAt = new Uint8Array(words);
  for (const { pc, statement } of program.spans) if (statement) statementAt[pc] = 1;
  return {
    program,
    statements: new Uint32Array(words),
    arms: program.branches.map(({ arms }) => new Uint32Array(arms.length)),
    branchAt,
    statementAt,
  };
}

/**
 * Counts what the trace holds of the marks' program, told by its hash; what ran in other programs is passed over. Call it once an
 * activation, before the trace is cleared.
 */
export function markRan(trace: Trace, marks: RunMarks): void {
  COUNTING.marks = marks;
  walkTrace(trace, COUNTING);
}

/** The arm of a branch that begins at `pc`; -1 when none does. */
export function armAt(branch: Branch, pc: number): number {
  for (let i = 0; i < branch.arms.length; i++) if (branch.arms[i]!.pc === pc) return i;
  return -1;
}

/** The one visitor that counts: none is made for a walk. */
class Counting implements TraceVisitor {
  marks: RunMarks | undefined;
  #counts = false;
  /** The IF or WHERE whose arm is not yet reached, from 1. */
  #open = 0;

  begins(program: LinkedProgram): void {
    this.#counts = program.hash === this.marks?.program.hash;
    this.#open = 0;
  }

  ran(pc: number, _shape: InstructionShape): void {
    const { marks } = this;
    if (marks === undefined || !this.#counts) return;
    if (this.#open > 0) {
      const arm = armAt(marks.program.branches[this.#open - 1]!, pc);
      if (arm >= 0) {
        marks.arms[this.#open - 1]![arm]!++;
        this.#open = 0;
      }
    }
    if (marks.statementAt[pc] === 1) marks.statements[pc]!++;
    if (marks.branchAt[pc] !== 0) this.#open = marks.branchAt[pc]!;
  }
}

const COUNTING = new Counting();
