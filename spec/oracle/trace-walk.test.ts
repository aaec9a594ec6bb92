import { expect, it } from 'vitest';
import {
  entryOf,
  type LinkedProgram,
  type Machine,
  newMachine,
  newTrace,
  run,
  STEPS_MAX,
  TRACE_OFF,
  type Trace,
  walkTrace,
} from '../../vm/index.ts';
import { compileProgram } from './compile-program.ts';
import { generateProgram } from './generate-program.ts';
import { World } from './world.ts';
import { WorldHost } from './world-host.ts';

const PROGRAMS = 1000;
/** Longer ways are compared as far. */
const STEPS = 40;

/** Runs the program of a seed from its start, as often as it is asked to, always in the same world. */
function runnerOf(seed: number): (trace: Trace, steps: number) => { machine: Machine; stop: string } {
  const activations = compileProgram(generateProgram(seed), false);
  const programs: readonly LinkedProgram[] = activations.map(({ linked }) => linked);
  return (trace, steps) => {
    const world = new World(seed);
    const host = new WorldHost(world, activations, programs);
    const program = programs[world.activation]!;
    host.program = () => program;
    host.wake();
    const machine = newMachine(program, entryOf(program, 'Master_Script'), host);
    host.program = () => machine.program;
    return { machine, stop: run(machine, host, trace, steps).kind };
  };
}

/** Where the machine stands after each step, which it says when the steps are used up. */
function wayOf(runOf: ReturnType<typeof runnerOf>): readonly number[] {
  const way: number[] = [];
  for (let steps = 0; steps < STEPS; steps++) {
    const { machine, stop } = runOf(TRACE_OFF, steps);
    if (stop !== 'budget') break;
    way.push(machine.pc);
  }
  return way;
}

it('a trace walked again goes the way that the machine went, step by step', () => {
  const trace = newTrace();
  const reached = new Set<string>();
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const runOf = runnerOf(seed);
    const walked: number[] = [];
    trace.at = 0;
    trace.texts.length = 0;
    trace.programs.length = 0;
    runOf(trace, STEPS_MAX);
    walkTrace(trace, {
      begins: () => {},
      ran: (pc, { name, words }, _from, _to, next) => {
        walked.push(pc);
        if (next >= 0) reached.add(`${name} ${next === pc + words ? 'goes on' : 'jumps'}`);
      },
    });
    const way = wayOf(runOf);
    expect([seed, ...walked.slice(0, STEPS)]).toEqual([seed, ...way]);
  }
  // What says by its answers alone where it goes was seen going both ways.
  const tests = ['JFACT_IN', 'JFACT_OUT', 'JFACT_MASK', 'JCELL_IN', 'JCELL_OUT', 'JCELLS', 'JASK_IN', 'JASK_OUT'];
  for (const name of [...tests, 'JIF', 'JUNLESS', 'JOUT', 'JSERVED'])
    expect([...reached]).toEqual(expect.arrayContaining([`${name} goes on`, `${name} jumps`]));
  expect([...reached]).toEqual(expect.arrayContaining(['JUMP jumps', 'SWITCH jumps']));
});
