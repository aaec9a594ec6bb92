import { describe, expect, it } from 'vitest';
import {
  decodeProgram,
  disassemble,
  encodeProgram,
  type Program,
  sealProgram,
  spanAt,
  verify,
} from '../../vm/index.ts';
import { call, lowered } from './testing/lowered.ts';

const VARIABLES = [call('n_cv', 'integer', 0), call('m_cv', 'integer', 0)];

/** Each IF and WHERE as `line kind: arm@line …`, where every arm begins. */
function branchesOf(script: string): string[] {
  const program = lowered(script, VARIABLES);
  const line = (pc: number) => spanAt(program, pc)?.line;
  return program.branches.map(
    ({ pc, kind, arms }) => `${line(pc)} ${kind}: ${arms.map((arm) => `${arm.kind}@${line(arm.pc)}`).join(' ')}`,
  );
}

describe('the branches of an image', () => {
  it('name each way of an IF, the one past it included', () => {
    expect(branchesOf('IF QUEUED THEN\nLOG 1\nELSE\nLOG 2\nEND IF\nIF QUEUED THEN\nLOG 3\nEND IF\nQUIT')).toEqual([
      '1 if: then@2 else@4',
      '6 if: then@7 none@9',
    ]);
  });

  it('name each VALUE of a WHERE, its DEFAULT, and the way past it where nothing matches or its value faults', () => {
    const where = (subject: string, rest: string) =>
      branchesOf(`WHERE ${subject} EQUALS\nVALUE 1: LOG 1\nVALUE 2, 3: LOG 2\n${rest} END WHERE\nQUIT`);
    expect(where('n_cv', 'DEFAULT: LOG 3')).toEqual(['1 where: value@2 value@3 default@4']);
    expect(where('n_cv', '')).toEqual(['1 where: value@2 value@3 none@5']);
    expect(where('(n_cv / m_cv)', 'DEFAULT: LOG 3')).toEqual(['1 where: value@2 value@3 default@4 fault@5']);
  });

  it('are told apart where they are empty', () => {
    const script =
      'IF QUEUED THEN END IF IF QUEUED THEN ELSE END IF WHERE n_cv EQUALS VALUE 1: VALUE 2: DEFAULT: END WHERE QUIT';
    for (const { pc, arms } of lowered(script, VARIABLES).branches)
      expect(new Set([pc, ...arms.map((arm) => arm.pc)]).size).toBe(arms.length + 1);
  });

  it('stand in their order where an IF is the first statement of another one’s branch', () => {
    const program = lowered('IF QUEUED THEN IF n_cv = 1 THEN LOG 1 END IF END IF QUIT', VARIABLES);
    expect(program.branches[1]?.pc).toBe(program.branches[0]?.arms[0]?.pc);
  });

  it('come back from the bytes, and a disassembly shows them', () => {
    const program = lowered('IF QUEUED THEN QUIT END IF LOG 1', VARIABLES);
    expect(decodeProgram(encodeProgram(program)).branches).toEqual(program.branches);
    expect(disassemble(program)).toMatch(/; then @\d+, none @\d+\n/);
  });

  it('are refused where they do not fit the code', () => {
    const program = lowered('IF QUEUED THEN LOG 1 ELSE LOG 2 END IF QUIT', VARIABLES);
    const [branch] = program.branches;
    const refused = (branches: Program['branches']): boolean => {
      try {
        verify(sealProgram({ ...program, branches }));
        return false;
      } catch {
        return true;
      }
    };
    const [then, otherwise] = branch!.arms;
    expect(refused([branch!])).toBe(false);
    expect(refused([branch!, branch!])).toBe(true);
    expect(refused([{ ...branch!, pc: branch!.pc + 1 }])).toBe(true);
    expect(refused([{ ...branch!, kind: 'where' }])).toBe(true);
    expect(refused([{ ...branch!, arms: [otherwise!, then!] }])).toBe(true);
    expect(refused([{ ...branch!, arms: [then!, { ...otherwise!, pc: otherwise!.pc + 1 }] }])).toBe(true);
    expect(refused([{ ...branch!, arms: [then!] }])).toBe(true);
  });
});
