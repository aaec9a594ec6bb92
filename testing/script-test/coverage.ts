/**
 * Which lines of scripts the tests ran, and which ways the IFs and WHEREs went. A way is a branch of lcov: THEN, ELSE, each VALUE,
 * DEFAULT, and *none* where no branch runs. What a faulting value skips is no way that a test must go.
 */
import { type Arm, markRan, newRunMarks, type Program, type RunMarks, spanAt, type Trace } from '../../vm/index.ts';

/** One line with code. */
export interface LineCoverage {
  readonly line: number;
  readonly hits: number;
}

/** One IF or WHERE. */
export interface BranchCoverage {
  readonly line: number;
  readonly kind: 'if' | 'where';
  readonly arms: readonly { readonly kind: Arm['kind']; readonly line: number; readonly hits: number }[];
}

export interface ScriptCoverage {
  readonly script: string;
  readonly lines: readonly LineCoverage[];
  readonly branches: readonly BranchCoverage[];
}

/** Counts of a program. */
export interface Coverage {
  /** For the trace of an activation, before it is cleared. */
  readonly ran: (trace: Trace) => void;
  /** What was counted so far, scripts by name. */
  report(): readonly ScriptCoverage[];
}

export function newCoverage(program: Program): Coverage {
  const marks = newRunMarks(program);
  return { ran: (trace) => markRan(trace, marks), report: () => reportOf(marks) };
}

function reportOf({ program, statements, arms }: RunMarks): readonly ScriptCoverage[] {
  const lines = program.scripts.map(() => new Map<number, number>());
  for (const { pc, script, line, statement } of program.spans) {
    if (!statement) continue;
    const of = lines[script];
    of?.set(line, Math.max(of.get(line) ?? 0, statements[pc] ?? 0));
  }
  const branches: BranchCoverage[][] = program.scripts.map(() => []);
  for (const [index, branch] of program.branches.entries()) {
    const span = spanAt(program, branch.pc);
    if (span === undefined) continue;
    const ways = branch.arms.map(({ kind, pc }, arm) => ({
      kind,
      line: spanAt(program, pc)?.line ?? span.line,
      hits: arms[index]?.[arm] ?? 0,
    }));
    branches[span.script]?.push({
      line: span.line,
      kind: branch.kind,
      arms: ways.filter(({ kind }) => kind !== 'fault'),
    });
  }
  return program.scripts
    .map(({ name }, script) => ({
      script: name,
      lines: [...(lines[script] ?? [])].map(([line, hits]) => ({ line, hits })).sort((a, b) => a.line - b.line),
      branches: branches[script] ?? [],
    }))
    .sort((a, b) => (a.script < b.script ? -1 : 1));
}

/** How much of something was reached. */
export interface Share {
  readonly reached: number;
  readonly all: number;
  /** 100 where there is nothing to reach. */
  readonly percent: number;
}

function share(reached: number, all: number): Share {
  return { reached, all, percent: all === 0 ? 100 : (reached / all) * 100 };
}

/** Lines and ways of some scripts together. */
export function sharesOf(scripts: readonly ScriptCoverage[]): { readonly lines: Share; readonly branches: Share } {
  const lines = scripts.flatMap((script) => script.lines);
  const arms = scripts.flatMap((script) => script.branches.flatMap((branch) => branch.arms));
  return {
    lines: share(lines.filter(({ hits }) => hits > 0).length, lines.length),
    branches: share(arms.filter(({ hits }) => hits > 0).length, arms.length),
  };
}

/** What is missing in a script, in words: `12, 14-15` and `9 (else)`. */
export function missingIn({ lines, branches }: ScriptCoverage): { readonly lines: string; readonly branches: string } {
  const missed = lines.filter(({ hits }) => hits === 0).map(({ line }) => line);
  const gaps: [number, number][] = [];
  for (const line of missed) {
    const last = gaps.at(-1);
    const before = lines.findIndex((one) => one.line === line) - 1;
    if (last !== undefined && lines[before]?.line === last[1]) last[1] = line;
    else gaps.push([line, line]);
  }
  const ways = branches.flatMap((branch) =>
    branch.arms
      .filter(({ hits }) => hits === 0)
      .map(({ kind, line }) => `${branch.line} (${kind === 'value' ? `value at ${line}` : kind})`),
  );
  return {
    lines: gaps.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', '),
    branches: ways.join(', '),
  };
}

/** The report as lcov's tracefile; `fileOf` gives a script's path. */
export function lcovOf(scripts: readonly ScriptCoverage[], fileOf: (script: string) => string): string {
  return scripts
    .map(({ script, lines, branches }) => {
      const arms = branches.flatMap((branch, block) =>
        branch.arms.map(({ hits }, arm) => {
          const came = branch.arms.some((other) => other.hits > 0);
          return `BRDA:${branch.line},${block},${arm},${came ? hits : '-'}`;
        }),
      );
      const all = sharesOf([{ script, lines, branches }]);
      return [
        'TN:',
        `SF:${fileOf(script)}`,
        ...arms,
        `BRF:${all.branches.all}`,
        `BRH:${all.branches.reached}`,
        ...lines.map(({ line, hits }) => `DA:${line},${hits}`),
        `LF:${all.lines.all}`,
        `LH:${all.lines.reached}`,
        'end_of_record',
        '',
      ].join('\n');
    })
    .join('');
}
