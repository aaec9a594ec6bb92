import { describe, expect, it } from 'vitest';
import { intrinsics } from '../../dsl/index.ts';
import {
  disassembleInstruction,
  encodeProgram,
  INTRINSICS,
  instructionPcs,
  type VariableEntry,
} from '../../vm/index.ts';
import { call, global, lowered } from './testing/lowered.ts';

const VARIABLES: readonly VariableEntry[] = [
  call('n_cv', 'integer', 0),
  call('m_cv', 'integer', 0),
  call('s_cv', 'string', ''),
  call('d_cv', 'date'),
  call('t_cv', 'time'),
  call('sk_cv', 'skillset'),
  global('n_gv', 'integer', 5),
  global('hours_gv', 'time', [[480, 1020]]),
  global('words_gv', 'string', ['invoice', 'refund*']),
];

/** The instructions of a script, one a line, with the last END left out. */
function code(script: string): string[] {
  const program = lowered(script, VARIABLES);
  return [...instructionPcs(program.code)].map((pc) => `${pc} ${disassembleInstruction(program, pc)}`).slice(0, -1);
}

describe('lowering', () => {
  it('tests and branches in one instruction where a constant is compared', () => {
    expect(code('IF n_cv > 3 THEN LOG 1 ELSE LOG 2 END IF WAIT 2')).toEqual([
      '0 JCALL_OUT n_cv, 4, max, @14',
      '5 INT i0, 1',
      '8 ARGUMENT i0, integer',
      '11 LOG',
      '12 JUMP @21',
      '14 INT i0, 2',
      '17 ARGUMENT i0, integer',
      '20 LOG',
      '21 WAIT_NUMBER 2, Master_Script#1',
    ]);
    expect(
      code('IF 3 > AGE OF CALL OR QUEUED COUNT a_sk <> 4 OR POSITION IN QUEUE a_sk <= 5 THEN QUIT END IF'),
    ).toEqual([
      '0 JFACT_IN AGE OF CALL, min, 2, @18',
      '5 JCELL_OUT QUEUED COUNT, a_sk, 4, 4, @18',
      '11 JASK_OUT POSITION IN QUEUE, [a_sk], min, 5, @19',
      '18 QUIT',
    ]);
    expect(code('IF n_gv > 3 THEN QUIT END IF')).toEqual([
      '0 GLOBAL_INT i0, n_gv',
      '3 JAT_MOST_NUMBER i0, 3, @8',
      '7 QUIT',
    ]);
  });

  it('finds the relations of the least and the greatest integer', () => {
    expect(code('IF n_cv > 2147483647 OR n_cv <= 2147483647 THEN QUIT END IF')).toEqual([
      '0 JCALL_IN n_cv, max, min, @10',
      '5 JCALL_OUT n_cv, min, max, @11',
      '10 QUIT',
    ]);
  });

  it('takes a WHERE of a fact in one step', () => {
    expect(
      code('WHERE CONTACT PRIORITY EQUALS VALUE 1, 3: WAIT 1 VALUE 2 .. 4: WAIT 2 DEFAULT: WAIT 3 END WHERE'),
    ).toEqual([
      '0 SWITCH CONTACT PRIORITY, 1, 4',
      '4 JUMP @14',
      '6 JUMP @19',
      '8 JUMP @14',
      '10 JUMP @19',
      '12 JUMP @24',
      '14 WAIT_NUMBER 1, Master_Script#1',
      '17 JUMP @27',
      '19 WAIT_NUMBER 2, Master_Script#2',
      '22 JUMP @27',
      '24 WAIT_NUMBER 3, Master_Script#3',
    ]);
  });

  it('stops AND and OR when they are decided', () => {
    expect(code('IF QUEUED AND n_cv = 1 OR OUT OF SERVICE a_sk THEN QUIT END IF')).toEqual([
      '0 JUNLESS QUEUED, @8',
      '3 JCALL_IN n_cv, 1, 1, @11',
      '8 JSERVED a_sk, @12',
      '11 QUIT',
    ]);
  });

  it('turns NOT into the other sense', () => {
    expect(code('IF NOT (OUT OF SERVICE a_sk OR QUEUED) THEN QUIT END IF')).toEqual([
      '0 JOUT a_sk, @7',
      '3 JIF QUEUED, @7',
      '6 QUIT',
    ]);
  });

  it('reads cells for one skillset and asks for lists', () => {
    expect(code('IF (QUEUED COUNT a_sk) > (3 * LOGGED AGENT COUNT a_sk) THEN QUIT END IF')).toEqual([
      '0 JCELLS QUEUED COUNT, a_sk, 3, LOGGED AGENT COUNT, a_sk, <=, @9',
      '8 QUIT',
    ]);
    expect(code('IF POSITION IN QUEUE a_sk, sk_cv < 5 THEN QUIT END IF').slice(0, 4)).toEqual([
      '0 NAME i0, a_sk',
      '3 CALL_INT i1, sk_cv',
      '6 ASK_OF i0, POSITION IN QUEUE, [i0 i1]',
      '11 JAT_LEAST_NUMBER i0, 5, @16',
    ]);
  });

  it('makes ranges, lists and set variables one test each', () => {
    expect(code('IF TIME OF DAY = 08:00 .. 17:00 THEN QUIT END IF')[0]).toBe('0 JFACT_OUT TIME OF DAY, 480, 1020, @6');
    // Where a set leaves out one range of all times, that range is tested.
    expect(code('IF TIME OF DAY = 22:00 .. 6:00 THEN QUIT END IF')[0]).toBe('0 JFACT_IN TIME OF DAY, 361, 1319, @6');
    expect(code('IF t_cv = 22:00 .. 6:00 THEN QUIT END IF')[1]).toBe('3 JSET i0, {1320..360}, 0, @9');
    expect(code('IF DAY OF WEEK <> Saturday, Sunday THEN QUIT END IF')[0]).toBe('0 JFACT_OUT DAY OF WEEK, 1, 5, @6');
    expect(code('IF DAY OF WEEK = Monday, Friday THEN QUIT END IF')[0]).toBe('0 JFACT_MASK DAY OF WEEK, 34, 0, @6');
    expect(code('IF TIME OF DAY = hours_gv THEN QUIT END IF')[1]).toBe('3 JGLOBAL_SET i0, hours_gv, 0, @9');
    expect(code('IF CONTACT SKILLSET = a_sk, b_sk THEN QUIT END IF')[1]).toBe('3 JSET i0, {a_sk b_sk}, 0, @9');
    expect(code('IF n_cv = 1, n_gv, 5 .. 7 THEN QUIT END IF')).toEqual([
      '0 CALL_INT i0, n_cv',
      '3 JSET i0, {1 5..7}, 1, @17',
      '8 GLOBAL_INT i1, n_gv',
      '11 JEQUAL i0, i1, @17',
      '15 JUMP @18',
      '17 QUIT',
    ]);
  });

  it('compares addresses without case and asks each copy', () => {
    expect(code('IF FROMADDRESS = "Ann@x.org" THEN QUIT END IF')).toEqual([
      '0 ASK_TEXT t0, FROMADDRESS',
      '3 TEXT t1, "Ann@x.org"',
      '6 JTEXT t0, t1, 1, 0, @13',
      '12 QUIT',
    ]);
    expect(code('IF CCADDRESS <> "a@x.org", "b@x.org" THEN QUIT END IF')).toEqual([
      '0 JTEXT_SET CCADDRESS, {"a@x.org" "b@x.org"}, 1, 1, @7',
      '6 QUIT',
    ]);
    expect(code('IF SUBJECT CONTAINS words_gv THEN QUIT END IF')[1]).toBe('3 JCONTAINS_GLOBAL_SET t0, words_gv, 0, @9');
  });

  it('runs the tests of a WHERE before its bodies', () => {
    expect(code('WHERE n_cv EQUALS VALUE 1, 2: LOG "a" VALUE 3 .. 5: QUIT DEFAULT: WAIT 1 END WHERE')).toEqual([
      '0 CALL_INT i0, n_cv',
      '3 JSET i0, {1 2}, 1, @15',
      '8 JBETWEEN i0, 3, 5, @23',
      '13 JUMP @24',
      '15 TEXT t0, "a"',
      '18 ARGUMENT_TEXT t0',
      '20 LOG',
      '21 JUMP @27',
      '23 QUIT',
      '24 WAIT_NUMBER 1, Master_Script#1',
    ]);
  });

  it('queues with constant names and priority in one instruction', () => {
    expect(code('QUEUE TO SKILLSET LONGEST IDLE AGENT a_sk, b_sk WITH PRIORITY 2')).toEqual([
      '0 QUEUE_AT skillset, longest_idle, 2, [a_sk b_sk]',
    ]);
    expect(code('QUEUE TO AGENT AGENTID, ana WITH PRIORITY n_cv')).toEqual([
      '0 CALL_INT i0, n_cv',
      '3 READ_FACT i1, AGENTID',
      '6 NAME i2, ana',
      '9 QUEUE agent, each, i0, [i1 i2]',
    ]);
  });

  it('adds a number to a variable in one instruction', () => {
    expect(code('n_cv ASSIGNED n_cv + 1 ASSIGN m_cv - 2 TO n_cv')).toEqual([
      '0 ADD_TO n_cv, 1',
      '3 CALL_INT i0, m_cv',
      '6 ADD_NUMBER i0, i0, -2',
      '10 STORE n_cv, i0',
    ]);
  });

  it('waits one second where the seconds fault', () => {
    expect(code('WAIT n_cv / m_cv')).toEqual([
      '0 CALL_INT i0, n_cv',
      '3 CALL_INT i1, m_cv',
      '6 DIVIDE i0, i0, i1',
      '10 JUMP @15',
      '12 INT i0, 1',
      '15 WAIT i0, Master_Script#1',
    ]);
  });

  it('names wait points by script, section and place in it', () => {
    const program = lowered('WAIT 1 SECTION hold WAIT 2 WAIT 3 EXECUTE hold');
    expect(program.waitPoints.map(({ name }) => name)).toEqual([
      'Master_Script#1',
      'Master_Script/hold#1',
      'Master_Script/hold#2',
    ]);
  });

  it('gives the same bytes in whatever order the files come', () => {
    const scripts = {
      Master_Script: 'EXECUTE SCRIPT Beta',
      Beta: 'IF QUEUED THEN EXECUTE SCRIPT Alpha END IF',
      Alpha: 'WAIT 5',
    };
    const turned = Object.fromEntries(Object.entries(scripts).reverse());
    expect(encodeProgram(lowered(turned))).toEqual(encodeProgram(lowered(scripts)));
  });

  it('places every instruction on its line', () => {
    const program = lowered('WAIT 1\nIF QUEUED\n   AND n_cv = 1 THEN\n  LOG "x"\nEND IF', VARIABLES);
    const lines = Array.from(program.spans, (span) => `${span.line}:${span.column}${span.statement ? ' *' : ''}`);
    expect(lines).toEqual(['1:1 *', '2:1 *', '3:8', '4:3 *', '4:3', '4:3', '5:7']);
  });

  it('knows each intrinsic by the type that the grammar gives it', () => {
    const types = Object.fromEntries(
      Object.entries(intrinsics).map(([name, { type, argument }]) => [name, [type, argument]]),
    );
    expect(
      Object.fromEntries(Object.entries(INTRINSICS).map(([name, { type, operand }]) => [name, [type, operand]])),
    ).toEqual(types);
  });
});
