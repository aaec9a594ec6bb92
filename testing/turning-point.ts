/**
 * The decision that a trial hung on (spec/explain.md): the same mail once more in the same centre, with one IF or WHERE on its way
 * forced the other way, from the last one back, till the contact ends elsewhere.
 */
import { otherWays } from '../runtime/center/index.ts';
import type { EventRow, TraceLine } from '../runtime/center/model.ts';
import {
  type ArmKind,
  armAt,
  type Branch,
  type Flip,
  INSTRUCTIONS,
  type LinkedProgram,
  NOWHERE,
  spanAt,
  type Trace,
  walkTrace,
} from '../vm/index.ts';
import type { Outcome, TrialHooks } from './trial.ts';

/** An IF or a WHERE that ran. */
export interface Visit {
  readonly contact: number;
  /** Which activation of the contact's script it was, from 0. */
  readonly run: number;
  readonly program: LinkedProgram;
  readonly branch: Branch;
  readonly taken: number;
  readonly script: string;
  readonly line: number;
}

/** The last branch on the way whose other side ends elsewhere. */
export interface TurningPoint {
  readonly script: string;
  readonly line: number;
  readonly kind: Branch['kind'];
  readonly taken: ArmKind;
  /** Of a WHERE: the number of the VALUE, from 1. */
  readonly number?: number;
  /** The side that was tried. */
  readonly other: { readonly arm: ArmKind; readonly number?: number };
  /** The values that would have sent the contact there; empty when its condition faulted. */
  readonly flips: readonly Flip[];
  /** What becomes of the contact then. */
  readonly outcome: Outcome;
}

/** The branches that an activation went through, in order. */
export function visitsOf(contact: number, run: number, trace: Trace): readonly Visit[] {
  const visits: Visit[] = [];
  let program: LinkedProgram | undefined;
  let open: Branch | undefined;
  walkTrace(trace, {
    begins: (begun) => {
      program = begun;
      open = undefined;
    },
    ran: (pc) => {
      if (program === undefined) return;
      const taken = open === undefined ? -1 : armAt(open, pc);
      if (open !== undefined && taken >= 0) {
        const span = spanAt(program.image, open.pc);
        const script = program.image.scripts[span?.script ?? -1]?.name ?? '';
        visits.push({ contact, run, program, branch: open, taken, script, line: span?.line ?? 0 });
        open = undefined;
      }
      open = program.image.branches.find((branch) => branch.pc === pc) ?? open;
    },
  });
  return visits;
}

export interface TurningPointOptions {
  readonly lines: readonly TraceLine[];
  readonly events: readonly EventRow[];
  readonly visits: readonly Visit[];
  readonly outcome: Outcome;
  /** The trial once more; what becomes of the contact. */
  readonly again: (hooks: TrialHooks) => Outcome;
}

/** Trials that one explanation makes, at most. */
const TRIALS_MAX = 40;

export function turningPoint({ lines, events, visits, outcome, again }: TurningPointOptions): TurningPoint | undefined {
  const tried = new Set<string>();
  for (const { line, way } of otherWays(lines, events)) {
    const { taken, number } = line.branch!;
    const visit = visits.findLast(
      ({ script, line: at, branch, taken: arm }) =>
        script === line.script && at === line.line && isArm(branch, arm, taken, number),
    );
    const arm = visit?.branch.arms.findIndex((_, i) => isArm(visit.branch, i, way.arm, way.number)) ?? -1;
    const key = `${line.script}:${line.line} ${way.arm} ${way.number}`;
    if (visit === undefined || arm < 0 || tried.has(key) || tried.size >= TRIALS_MAX) continue;
    tried.add(key);
    const then = again(forced(visit, arm));
    if (place(then) === place(outcome)) continue;
    return {
      script: line.script,
      line: line.line,
      kind: visit.branch.kind,
      taken,
      ...(number === undefined ? {} : { number }),
      other: { arm: way.arm, ...(way.number === undefined ? {} : { number: way.number }) },
      flips: way.flips,
      outcome: then,
    };
  }
  return undefined;
}

function isArm(branch: Branch, arm: number, kind: ArmKind, number: number | undefined): boolean {
  return branch.arms[arm]?.kind === kind && (number === undefined || number === arm + 1);
}

/** Where a contact ended, whoever is presented with it. */
function place({ kind, skillsets, reason, address }: Outcome): string {
  const waits = kind === 'queued' || kind === 'presented' || kind === 'default';
  return waits ? `waits ${[...skillsets].sort().join(' ')}` : `${kind} ${reason ?? ''} ${address ?? ''}`;
}

/**
 * A jump to the other arm in the place of the statement, for the one activation. A statement runs at most once in an activation: a
 * way round without a suspension does not compile.
 */
function forced({ contact, run, branch }: Visit, arm: number): TrialHooks {
  let runs = 0;
  let put: { readonly program: LinkedProgram; readonly words: Int32Array } | undefined;
  const write = (program: LinkedProgram, words: ArrayLike<number>): void => {
    program.code.set(words, branch.pc);
    program.filling = NOWHERE;
  };
  return {
    willRunScript: (id, machine) => {
      if (id !== contact || runs++ !== run) return;
      const { program } = machine;
      put = { program, words: program.code.slice(branch.pc, branch.pc + 2) };
      write(program, [INSTRUCTIONS.JUMP.code, branch.arms[arm]!.pc]);
    },
    ranScript: () => {
      if (put !== undefined) write(put.program, put.words);
      put = undefined;
    },
  };
}
