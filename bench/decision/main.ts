/**
 * One routing decision (two activations: start to the first WAIT, on to the second), in the machine as shipped and by hand on the
 * same state. The ways run in turn, round by round, so that whatever else the machine does strikes all of them; figures are medians
 * and tenth percentiles of rounds, net of the loop that only walks the contacts.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { call, lowered } from '../../compiler/lower/testing/lowered.ts';
import {
  clearTrace,
  decodeMachine,
  encodeMachine,
  link,
  type Machine,
  newMachine,
  newTrace,
  run,
  TRACE_OFF,
  type Trace,
} from '../../vm/index.ts';
import { BenchHost } from './bench-host.ts';
import { runByHand, slab } from './by-hand.ts';
import { CONTACTS, createCenterState } from './center-state.ts';
import { SCRIPT } from './script.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 120);
const WARM_UP = 20;

const state = createCenterState();
const host = new BenchHost(state);
const ids: Record<string, number> = { a_sk: 0, b_sk: 1, c_sk: 2, ack_response: 0, sorry_response: 1, n_cv: 0 };
const program = link(lowered(SCRIPT, [call('n_cv', 'integer', 0)]), ({ name }) => ids[name]);
const start = program.scripts[0]!.pc;
const machines: Machine[] = Array.from({ length: CONTACTS }, () => newMachine(program, 0, host));
const one = newMachine(program, 0, host);
const trace = newTrace();
let sink = 0;

function reset(machine: Machine): void {
  machine.pc = start;
  machine.suspended = false;
  machine.assigned[0] = 0;
}

function decideWith(machineOf: (contact: number) => Machine, written: Trace): void {
  for (const contact of state.order) {
    state.contact = contact;
    const machine = machineOf(contact);
    reset(machine);
    clearTrace(written);
    if (run(machine, host, written).kind !== 'wait') continue;
    clearTrace(written);
    run(machine, host, written);
  }
}

/** Each way decides all contacts once. */
const ways: Readonly<Record<string, () => void>> = {
  'empty loop': () => {
    for (const contact of state.order) {
      state.contact = contact;
      sink += state.age[contact]!;
    }
  },
  'by hand': () => {
    for (const contact of state.order) {
      state.contact = contact;
      slab.position[contact] = 0;
      if (runByHand(state, contact) > 0) sink += runByHand(state, contact);
    }
  },
  // One machine for all: the loop itself, without the memory of 16,384 suspended contacts.
  'one machine, trace off': () => decideWith(() => one, TRACE_OFF),
  'one machine, trace on': () => decideWith(() => one, trace),
  // A machine a contact, made before: each decision finds its machine somewhere in memory.
  'a machine each, trace off': () => decideWith((contact) => machines[contact]!, TRACE_OFF),
  'a machine each, trace on': () => decideWith((contact) => machines[contact]!, trace),
  'machine made anew, trace on': () => {
    for (const contact of state.order) {
      state.contact = contact;
      const machine = newMachine(program, 0, host);
      clearTrace(trace);
      if (run(machine, host, trace).kind !== 'wait') continue;
      clearTrace(trace);
      run(machine, host, trace);
    }
  },
};

/** Both ways must have done the same: the ring after one round of each. */
function effectsOf(way: string): string {
  state.ring.fill(0);
  state.at = 0;
  ways[way]!();
  return `${state.at}:${Buffer.from(state.ring.buffer).toString('base64')}`;
}
for (const way of Object.keys(ways).filter((name) => name.includes('machine'))) {
  if (effectsOf(way) !== effectsOf('by hand')) throw new Error(`${way} does other things than the script by hand`);
}

const loadBefore = loadavg()[0]!;
const samples: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [way, decide] of Object.entries(ways)) {
    const from = process.hrtime.bigint();
    decide();
    const ns = Number(process.hrtime.bigint() - from) / CONTACTS;
    if (round >= 0) samples[way]!.push(Math.round(ns));
  }
}

const at = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)]!;
const empty = samples['empty loop']!;
const hand = samples['by hand']!;
const net = (values: readonly number[], part: number): number => at(values, part) - at(empty, part);
const rows = Object.entries(samples).map(([way, values]) => ({
  way,
  'median ns': Math.round(net(values, 0.5)),
  'p10 ns': Math.round(net(values, 0.1)),
  'x hand (median)': Number((net(values, 0.5) / net(hand, 0.5)).toFixed(2)),
  'x hand (p10)': Number((net(values, 0.1) / net(hand, 0.1)).toFixed(2)),
}));
const load = { cores: availableParallelism(), before: loadBefore, after: loadavg()[0]! };
console.log(
  `${ROUNDS} rounds of ${CONTACTS} decisions, node ${process.version}, net of the empty loop; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)} on ${load.cores} cores`,
);
if (Math.max(load.before, load.after) > load.cores)
  console.log('More is running than there are cores: compare ratios of p10, and only within this run.');
console.table(rows.slice(1));

const suspended = machines.find((machine) => machine.suspended)!;
const bytes = encodeMachine(suspended);
const timed = (what: () => void): number => {
  const times = Array.from({ length: 60 }, () => {
    const from = process.hrtime.bigint();
    for (let i = 0; i < 5_000; i++) what();
    return Number(process.hrtime.bigint() - from) / 5_000;
  });
  return Math.round(at(times.slice(10), 0.5));
};
const snapshot = {
  bytes: bytes.length,
  'encode ns': timed(() => encodeMachine(suspended)),
  'decode ns': timed(() => decodeMachine(bytes, () => program)),
};
console.log('suspended machine with one variable', snapshot);

const out = new URL('../out/', import.meta.url);
mkdirSync(out, { recursive: true });
writeFileSync(
  new URL('decision.json', out),
  `${JSON.stringify({ node: process.version, rounds: ROUNDS, load, rows, snapshot, samples, sink: sink > 0 }, null, 1)}\n`,
);
