import { describe, expect, it } from 'vitest';
import { markRan, newMachine, newRunMarks, newTrace, run, setCallVariable, spanAt } from '../../vm/index.ts';
import { call, hostOf, lowered } from './testing/lowered.ts';

const VARIABLES = [call('n_cv', 'integer', 0), call('m_cv', 'integer', 0)];

/** Runs a script with each value of n_cv; answers its lines as `line × count`, and its arms as `line: counts`. */
function marked(script: string, values: readonly number[]): { lines: string[]; arms: string[] } {
  const host = hostOf(VARIABLES);
  const program = lowered(script, VARIABLES);
  const linked = host.activate(program);
  const marks = newRunMarks(program);
  for (const value of values) {
    const machine = newMachine(linked, 0, host);
    setCallVariable(machine, host.idOf('variable', 'n_cv'), value);
    const trace = newTrace();
    for (let stop = run(machine, host, trace); stop.kind === 'wait'; ) stop = run(machine, host, trace);
    markRan(trace, marks);
  }
  const statements = [...program.spans].filter(({ statement }) => statement);
  return {
    lines: statements.map(({ pc, line }) => `${line} × ${marks.statements[pc]}`),
    arms: program.branches.map(({ pc }, i) => `${spanAt(program, pc)?.line}: ${[...marks.arms[i]!].join(' ')}`),
  };
}

describe('marks of what ran', () => {
  it('count statements, and the ways of IF and WHERE, empty ones too', () => {
    const script = `IF n_cv > 1 THEN
  LOG 1
END IF
IF n_cv = 0 THEN ELSE LOG 2 END IF
WHERE n_cv EQUALS VALUE 1:
  VALUE 2: WAIT 1
END WHERE
QUIT`;
    expect(marked(script, [0, 1, 2, 2])).toEqual({
      lines: ['1 × 4', '2 × 2', '4 × 4', '4 × 3', '5 × 4', '6 × 2', '8 × 4'],
      arms: ['1: 2 2', '4: 1 3', '5: 1 2 1'],
    });
  });

  it('tell a nested IF from the one whose branch it begins, and stop at none after a jump out', () => {
    const script =
      'IF n_cv > 0 THEN\nIF n_cv > 1 THEN EXECUTE done END IF\nELSE\nIF QUEUED THEN QUIT END IF\nEND IF\nSECTION done\nQUIT';
    expect(marked(script, [0, 1, 2, 3]).arms).toEqual(['1: 3 1', '2: 2 1', '4: 0 1']);
  });

  it('count a faulting condition as false, and a faulting WHERE as none of its branches', () => {
    const script = `IF n_cv / m_cv = 1 THEN QUIT ELSE LOG 1 END IF
WHERE (n_cv / m_cv) EQUALS VALUE 1: LOG 2 DEFAULT: LOG 3 END WHERE
QUIT`;
    expect(marked(script, [1]).arms).toEqual(['1: 0 1', '2: 0 0 1']);
  });
});
