import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { call, hostOf, lowered } from '../../compiler/lower/testing/lowered.ts';
import {
  callVariable,
  type Machine,
  MachineSlab,
  newMachine,
  newTrace,
  restartMachine,
  run,
  SecondTier,
  STEPS_MAX,
  TRACE_OFF,
} from '../../vm/index.ts';
import { flowFrom, flowOf } from '../../vm/second-tier/control-flow.ts';
import { entryText } from '../../vm/second-tier/entry-text.ts';

const VARIABLES = [call('n_cv', 'integer', 0), call('s_cv', 'string', 'x')];
const SCRIPT = 'SECTION top n_cv ASSIGNED n_cv + 1 LOG n_cv, "secret words" WAIT 1 EXECUTE top';

function scene(script: Parameters<typeof lowered>[0] = SCRIPT) {
  const host = hostOf(VARIABLES);
  const program = host.activate(lowered(script, VARIABLES));
  return { host, program, machine: newMachine(program, 0, host) };
}

describe('the second tier', () => {
  it('takes a script after so many activations, and no more scripts than it may', () => {
    const tier = new SecondTier({ promoteAfter: 3, promotedMax: 1 });
    const { host, machine } = scene();
    const promoted: number[] = [];
    for (let i = 0; i < 4; i++) {
      run(machine, host, TRACE_OFF, STEPS_MAX, tier.execute);
      promoted.push(tier.status.kind === 'on' ? tier.status.promoted : -1);
    }
    expect(promoted).toEqual([0, 0, 1, 1]);
    expect(host.effects).toEqual([1, 2, 3, 4].map((n) => `log ${n} "secret words"`));
    const other = scene('LOG 5 WAIT 1');
    for (let i = 0; i < 5; i++)
      run(newMachine(other.program, 0, other.host), other.host, TRACE_OFF, STEPS_MAX, tier.execute);
    expect(tier.status).toEqual({ kind: 'on', promoted: 1, promotedMax: 1 });
    expect(other.host.effects).toEqual(Array.from({ length: 5 }, () => 'log 5'));
  });

  it('leaves to the machine what might not fit into the steps that are left', () => {
    const tier = new SecondTier({ promoteAfter: 1 });
    for (let steps = 0; steps < 12; steps++) {
      const [one, other] = [scene(), scene()];
      const expected = run(one.machine, one.host, TRACE_OFF, steps);
      expect(run(other.machine, other.host, TRACE_OFF, steps, tier.execute)).toEqual(expected);
      expect(other.host.effects).toEqual(one.host.effects);
    }
  });

  it('writes the trace that the machine writes', () => {
    const tier = new SecondTier({ promoteAfter: 1 });
    const [one, other] = [scene(), scene()];
    const written = ({ machine, host }: typeof one, execute?: typeof tier.execute): Int32Array => {
      const trace = newTrace();
      for (let i = 0; i < 3; i++) run(machine, host, trace, STEPS_MAX, execute);
      return trace.words.slice(0, trace.at);
    };
    expect(written(other, tier.execute)).toEqual(written(one));
  });

  it('goes on when the slab grows, and when other hosts and slabs come', () => {
    const tier = new SecondTier({ promoteAfter: 2 });
    const { host, program } = scene();
    const slab = new MachineSlab(1);
    const machines = Array.from({ length: 9 }, () => newMachine(program, 0, host, slab));
    for (const machine of machines) for (let i = 0; i < 4; i++) run(machine, host, TRACE_OFF, STEPS_MAX, tier.execute);
    for (let i = 0; i < 9; i++) newMachine(program, 0, host, slab);
    expect(slab.plain[0]).toBeDefined();
    for (const machine of machines) for (let i = 0; i < 4; i++) run(machine, host, TRACE_OFF, STEPS_MAX, tier.execute);
    const other = hostOf(VARIABLES);
    const elsewhere = newMachine(program, 0, other);
    for (let i = 0; i < 4; i++) {
      run(elsewhere, other, TRACE_OFF, STEPS_MAX, tier.execute);
      run(machines[0]!, host, TRACE_OFF, STEPS_MAX, tier.execute);
    }
    expect(machines.map((machine) => callVariable(machine, 0))).toEqual([12, 8, 8, 8, 8, 8, 8, 8, 8]);
    expect(other.effects).toEqual([1, 2, 3, 4].map((n) => `log ${n} "secret words"`));
  });

  it('keeps the texts of one slab while another takes turns with it, and after that has texts of its own', () => {
    const tier = new SecondTier({ promoteAfter: 3 });
    const { host, program, machine } = scene();
    const turn = (of: Machine): void => void run(of, host, TRACE_OFF, STEPS_MAX, tier.execute);
    for (let i = 0; i < 4; i++) turn(machine);
    const entries = machine.slab.plain[0]!;
    const made = [...entries];
    expect(made.some((each) => each !== undefined)).toBe(true);
    const elsewhere = newMachine(program, 0, host);
    for (let i = 0; i < 2; i++) {
      turn(elsewhere);
      turn(machine);
    }
    expect(entries).toEqual(made);
    expect(elsewhere.slab.plain[0]).toBeUndefined();
    for (let i = 0; i < 9; i++) turn(elsewhere);
    turn(machine);
    expect(elsewhere.slab.plain[0]!.some((each) => each !== undefined && !made.includes(each))).toBe(true);
    expect(machine.slab.plain[0]).toEqual(made);
    expect([machine, elsewhere].map((each) => callVariable(each, 0))).toEqual([7, 11]);
  });

  it('counts steps from script to script, however many go on in each other', () => {
    const scripts = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [
        i === 0 ? 'Master_Script' : `S_${i}`,
        `n_cv ASSIGNED n_cv + 1 ${i < 149 ? `EXECUTE SCRIPT S_${i + 1}` : 'LOG n_cv WAIT 1'}`,
      ]),
    );
    const tier = new SecondTier({ promoteAfter: 1, promotedMax: 1000 });
    const [one, other] = [scene(scripts), scene(scripts)];
    for (const steps of [STEPS_MAX, STEPS_MAX, 302, 301, 300, 299, 250, 1]) {
      restartMachine(one.machine, one.program, 0, one.host);
      restartMachine(other.machine, other.program, 0, other.host);
      const expected = run(one.machine, one.host, TRACE_OFF, steps);
      expect(run(other.machine, other.host, TRACE_OFF, steps, tier.execute)).toEqual(expected);
      expect([other.machine.pc, callVariable(other.machine, 0)]).toEqual([
        one.machine.pc,
        callVariable(one.machine, 0),
      ]);
    }
    // The last fifty are the machine's.
    expect(tier.status).toMatchObject({ promoted: 101 });
    expect(other.host.effects).toEqual(one.host.effects);
  });

  it('makes text of numbers and names of ours, never of a script’s words', () => {
    const { program } = scene(
      'LOG "secret words", s_cv IF SUBJECT = "secret words" THEN QUEUE TO SKILLSET a_sk END IF',
    );
    const flow = flowOf(program, 0)!;
    for (const entry of flow.entries) {
      const { constants, body } = entryText(program, flowFrom(flow, entry), true);
      expect(constants + body).not.toMatch(/secret|s_cv|a_sk|Master/);
    }
  });

  it('is the machine where no code may be made of text', () => {
    const index = JSON.stringify(new URL('../../vm/index.ts', import.meta.url).href);
    const source = `const { SecondTier } = await import(${index}); console.log(JSON.stringify(new SecondTier().status))`;
    const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', source];
    const { stdout } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'forbidden' });
  });
});
