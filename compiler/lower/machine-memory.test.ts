import { describe, expect, it } from 'vitest';
import { bringIn, filling } from '../../vm/code-memory.ts';
import {
  callVariable,
  decodeMachine,
  dropMachine,
  encodeMachine,
  type LinkedProgram,
  type Machine,
  MachineSlab,
  NOWHERE,
  newMachine,
  type Program,
  ProgramError,
  run,
  STEPS_MAX,
  TRACE_OFF,
} from '../../vm/index.ts';
import { INSTRUCTIONS } from '../../vm/instructions.ts';
import { CODE_WORDS_MAX, RECORDS_MAX } from '../../vm/memory.ts';
import { giveBack, type RecordBlock, takeBlock } from '../../vm/record-blocks.ts';
import { verify } from '../../vm/verify.ts';
import { call, hostOf, lowered } from './testing/lowered.ts';

const N = call('n_cv', 'integer', 0);
const VARIABLES = [N, call('s_cv', 'string', '')];

const variables = (machine: Machine) => [callVariable(machine, 0), callVariable(machine, 1)];

/** So many words of code, in instructions of six. */
function code(words: number): LinkedProgram {
  const queues = new Int32Array(words);
  for (let pc = 0; pc < words; pc += 6) queues[pc] = INSTRUCTIONS.QUEUE_AT.code;
  return { code: queues, image: { code: queues }, filling: NOWHERE } as unknown as LinkedProgram;
}

/** Takes all room for code that is left, so that whatever comes next finds none. */
function fillCode(): void {
  const begin = bringIn(code(1));
  bringIn(code(CODE_WORDS_MAX - begin - 1));
}

describe('the memory of code', () => {
  it('lets a script go on that was put out between two activations', () => {
    const host = hostOf([N]);
    const program = host.activate(
      lowered('SECTION top n_cv ASSIGNED n_cv + 1 IF n_cv > 2 THEN LOG n_cv END IF WAIT 1 EXECUTE top', [N]),
    );
    const machine = newMachine(program, 0, host);
    for (let i = 0; i < 3; i++) {
      expect(run(machine, host)).toEqual({ kind: 'wait', seconds: 1 });
      fillCode();
      const other = hostOf([N]);
      run(newMachine(other.activate(lowered('LOG 9', [N])), 0, other), other);
      expect(program.filling).not.toBe(filling);
    }
    expect(callVariable(machine, 0)).toBe(3);
    expect(host.effects).toEqual(['log 3']);
  });

  it('lets EXECUTE SCRIPT put the script out that goes on in another', () => {
    const host = hostOf([N]);
    const first = host.activate(lowered({ Master_Script: 'LOG 1 WAIT 1 EXECUTE SCRIPT Other', Other: 'LOG 2' }, [N]));
    const machine = newMachine(first, 0, host);
    run(machine, host);
    host.activate(lowered({ Master_Script: 'LOG 3', Other: 'IF n_cv = 0 THEN LOG 4 ELSE LOG 5 END IF WAIT 2' }, [N]));
    fillCode();
    expect(run(machine, host)).toEqual({ kind: 'wait', seconds: 2 });
    expect(host.effects).toEqual(['log 1', 'log 4']);
  });

  it('takes code anew that was changed', () => {
    const host = hostOf([N]);
    const program = host.activate(lowered('LOG 1 WAIT 1 LOG 2 WAIT 2', [N]));
    run(newMachine(program, 0, host), host);
    const wait = program.image.waitPoints[0]!.pc;
    program.code.set([INSTRUCTIONS.JUMP.code, wait + 3], wait);
    program.filling = NOWHERE;
    expect(run(newMachine(program, 0, host), host)).toEqual({ kind: 'wait', seconds: 2 });
  });

  it('has room for no program of more words than it has', () => {
    const program = (words: number) => ({ code: new Int32Array(words) }) as unknown as Program;
    expect(() => verify(program(CODE_WORDS_MAX + 1))).toThrow(
      /more code than a machine holds; split it: 16777217 words/,
    );
    expect(() => verify(program(CODE_WORDS_MAX))).toThrow(/no instruction 0 at 0/);
  });
});

describe('the steps of a run', () => {
  it('are never more than an activation may take, whatever number is given', () => {
    const host = hostOf([N]);
    const program = host.activate(lowered('SECTION top n_cv ASSIGNED n_cv + 1 WAIT 1 EXECUTE top', [N]));
    // The compiler refuses a loop that spins, so the WAIT is taken out of the finished code: a jump to behind it.
    const wait = program.image.waitPoints[0]!.pc;
    program.code.set([INSTRUCTIONS.JUMP.code, wait + 3], wait);
    const rounds = [STEPS_MAX, STEPS_MAX + 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY].map(
      (steps) => {
        const machine = newMachine(program, 0, host);
        expect(run(machine, host, TRACE_OFF, steps)).toEqual({ kind: 'budget' });
        return callVariable(machine, 0);
      },
    );
    expect(new Set(rounds)).toEqual(new Set([Math.ceil(STEPS_MAX / 3)]));
  });
});

describe('the memory of records', () => {
  it('gives each slab records of its own, and knows its room', () => {
    const host = hostOf([N]);
    const program = host.activate(lowered('n_cv ASSIGNED n_cv + 1 WAIT 1', [N]));
    const slabs = [new MachineSlab(), new MachineSlab(5)];
    const machines = slabs.flatMap((slab) => Array.from({ length: 100 }, () => newMachine(program, 0, host, slab)));
    for (const machine of machines) run(machine, host);
    expect(new Set(machines.map(({ record }) => record)).size).toBe(200);
    expect(machines.map((machine) => callVariable(machine, 0))).toEqual(machines.map(() => 1));
    for (const { room } of slabs) expect(room).toSatisfy((records: number) => records >= 100 && records <= 135);
  });

  it('takes any number for a slab that it may have, and no greater one', () => {
    const host = hostOf([N]);
    const program = host.activate(lowered('n_cv ASSIGNED n_cv + 1 WAIT 1', [N]));
    for (const machines of [0, -3, 1.5, Number.NaN]) {
      const slab = new MachineSlab(machines);
      for (let i = 0; i < 3; i++) run(newMachine(program, 0, host, slab), host);
      expect(slab.room).toBeGreaterThanOrEqual(3);
      slab.release();
      expect(slab.room).toBe(0);
    }
    for (const machines of [RECORDS_MAX + 1, 2 ** 31, 2 ** 32, Number.POSITIVE_INFINITY])
      expect(() => new MachineSlab(machines)).toThrow(/no room/);
    expect(() => new MachineSlab(RECORDS_MAX)).not.toThrow();
  });

  it('has a dropped machine’s record back at once, also where the machine had no slab', () => {
    const host = hostOf(VARIABLES);
    const program = host.activate(lowered('s_cv ASSIGNED "x" n_cv ASSIGNED n_cv + 1 WAIT 1', VARIABLES));
    const records = new Set<number>();
    for (let i = 0; i < 50; i++) {
      const machine = newMachine(program, 0, host);
      run(machine, host);
      expect(variables(machine)).toEqual([1, 'x']);
      records.add(machine.record);
      const bytes = encodeMachine(machine);
      dropMachine(machine);
      const again = decodeMachine(bytes, () => program);
      records.add(again.record);
      expect(variables(again)).toEqual([1, 'x']);
      dropMachine(again);
    }
    expect(records.size).toBe(1);
  });

  it('halves blocks that came back, gives smaller ones when there are no others, and says when there is no room', () => {
    const taken: RecordBlock[] = [];
    const take = (size: number): RecordBlock => {
      const block = takeBlock(size);
      taken.push(block);
      return block;
    };
    const all = (): void => {
      for (;;) take(20);
    };
    expect(all).toThrow(ProgramError);
    const covered = taken.reduce((sum, { size }) => sum + (1 << size), 0);
    expect(covered).toBeLessThanOrEqual(RECORDS_MAX);
    expect(covered).toBeGreaterThan(RECORDS_MAX / 2);
    const program = hostOf([N]).activate(lowered('WAIT 1', [N]));
    const start = () => newMachine(program, 0, hostOf([N]));
    expect(start).toThrow(/no room for another machine in this process: 4194304 .*dropMachine/);
    const big = taken.splice(
      taken.findIndex(({ size }) => size > 4),
      1,
    )[0]!;
    giveBack([big]);
    const parts = [take(2), take(2), take(3), take(big.size - 1)];
    expect(parts.map(({ size }) => size)).toEqual([2, 2, 3, big.size - 1]);
    for (const { first, size } of parts) {
      expect(first).toBeGreaterThanOrEqual(big.first);
      expect(first + (1 << size)).toBeLessThanOrEqual(big.first + (1 << big.size));
    }
    const starts = taken.map(({ first }) => first);
    expect(new Set(starts).size).toBe(starts.length);
    giveBack(taken);
    expect(start).not.toThrow();
  });
});
