import { expect, it } from 'vitest';
import {
  callVariable,
  clearTrace,
  decodeMachine,
  deliver,
  encodeMachine,
  formatValue,
  type Machine,
  newTrace,
  readTrace,
  run,
  type Stop,
  TRACE_OFF,
  type TracedRun,
  type Value,
} from '../vm/index.ts';
import { recordOf } from './oracle/check-program.ts';
import { type Activation, compileProgram, nameOf } from './oracle/compile-program.ts';
import { generateProgram } from './oracle/generate-program.ts';
import { machineWay, plainTurns } from './oracle/machine-way.ts';
import type { WorldHost } from './oracle/world-host.ts';

const PROGRAMS = 200;

/** Characters of an answer that a trace keeps. */
const KEPT = 200;

/** Runs by `go`, and hands over what the run's trace says of it. */
function traced(
  machine: Machine,
  host: WorldHost,
  go: (trace: ReturnType<typeof newTrace>) => Stop,
  look: (run: TracedRun) => void,
): Stop {
  const snapshot = encodeMachine(machine);
  const { program } = machine;
  const shared = new Map<number, Value>();
  const readShared = host.readShared.bind(host);
  host.readShared = (variable) => {
    const value = readShared(variable);
    if (!shared.has(variable)) shared.set(variable, value);
    return value;
  };
  clearTrace(TRACE);
  const stop = go(TRACE);
  host.readShared = readShared;
  look(
    readTrace(TRACE, (kind, id) => host.nameOf(kind, id), undefined, {
      machines: [decodeMachine(snapshot, () => program)],
      globals: (number) => host.globals(number),
      callDefault: (variable) => host.callDefault(variable),
      shared: (variable) => shared.get(variable),
      newestGlobals: host.newestGlobals(),
    }),
  );
  return stop;
}

const TRACE = newTrace();

/** A variable as a line of a trace shows it. */
function shownOf(activation: Activation, machine: Machine, id: number): number | string | undefined {
  const value = callVariable(machine, id);
  if (value === undefined || typeof value === 'string') return value?.slice(0, KEPT);
  const { type } = activation.directory.variables[id]!;
  if (type === 'integer' || type === 'seconds' || type === 'priority') return value;
  return formatValue(type, value, (kind, of) => nameOf(activation.directory, kind, of));
}

it('an explanation ends with the values that the variables have, and telling it changes nothing', () => {
  let stores = 0;
  let branches = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const activations = compileProgram(generateProgram(seed), false);
    const [first] = activations;
    const names = new Map(first!.directory.variables.map(({ name }, id) => [name, id]));
    const check = (machine: Machine, { lines }: TracedRun): void => {
      const last = new Map(lines.flatMap(({ stored = [] }) => stored).map(({ name, value }) => [name, value]));
      branches += lines.filter(({ branch }) => branch !== undefined).length;
      for (const [name, value] of last) {
        stores++;
        const shown = typeof value === 'string' ? value.slice(0, KEPT) : value;
        expect({ seed, name, value: shown }).toEqual({ seed, name, value: shownOf(first!, machine, names.get(name)!) });
      }
    };
    const explained = recordOf(
      (world, all) =>
        machineWay(world, all, () => ({
          ...plainTurns(all),
          run: (machine, host) =>
            traced(
              machine,
              host,
              (trace) => run(machine, host, trace),
              (told) => check(machine, told),
            ),
          deliver: (machine, event, host) =>
            traced(
              machine,
              host,
              (trace) => deliver(machine, event, host, trace),
              (told) => check(machine, told),
            ),
        })),
      seed,
      activations,
    );
    const untraced = recordOf(
      (world, all) =>
        machineWay(world, all, () => ({ ...plainTurns(all), run: (machine, host) => run(machine, host, TRACE_OFF) })),
      seed,
      activations,
    );
    expect({ seed, record: explained }).toEqual({ seed, record: untraced });
  }
  // Otherwise this shows nothing.
  expect(stores).toBeGreaterThan(PROGRAMS / 2);
  expect(branches).toBeGreaterThan(PROGRAMS);
});
