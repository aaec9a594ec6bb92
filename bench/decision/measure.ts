/**
 * One routing decision (two activations: start to the first WAIT, on to the second), in the machine as shipped and by hand on the
 * same state. The ways run in turn, round by round, so that whatever else the machine does strikes all of them; figures are medians
 * and tenth percentiles of rounds, net of the loop that only walks the contacts.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { call, lowered } from '../../compiler/lower/testing/lowered.ts';
import {
  clearTrace,
  type Execute,
  FACT_WORDS,
  type LinkedProgram,
  link,
  MachineSlab,
  newMachine,
  newTrace,
  runRecord,
  SecondTier,
  STEPS_MAX,
  TRACE_OFF,
  type Trace,
} from '../../vm/index.ts';
import { BenchHost } from './bench-host.ts';
import { runByHand, suspended } from './by-hand.ts';
import { CONTACTS, createCenterState } from './center-state.ts';
import { scriptsOf } from './script.ts';
import { liveBytes, snapshotTimes } from './suspended.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 120);
const WARM_UP = 20;

const state = createCenterState();
const host = new BenchHost(state);
const trace = newTrace();
let sink = 0;

/** A program of so many scripts, and a record for each contact, which runs one of them. */
class Scripts {
  readonly program: LinkedProgram;
  readonly slab = new MachineSlab(CONTACTS);
  readonly #starts = new Int32Array(CONTACTS);

  constructor(count: number) {
    const ids: Record<string, number> = { a_sk: 0, b_sk: 1, c_sk: 2, ack_response: 0, sorry_response: 1, n_cv: 0 };
    this.program = link(lowered(scriptsOf(count), [call('n_cv', 'integer', 0)]), ({ name }) => ids[name]);
    for (let contact = 0; contact < CONTACTS; contact++) {
      newMachine(this.program, contact % count, host, this.slab);
      this.#starts[contact] = this.program.scripts[contact % count]!.pc;
    }
  }

  /** Each contact is decided as one that just arrived. */
  decide(one: boolean, written: Trace, execute?: Execute): void {
    const { slab } = this;
    const starts = this.#starts;
    const { order } = state;
    for (let nth = 0; nth < CONTACTS; nth++) {
      const contact = order[nth]!;
      state.contact = contact;
      const record = one ? 0 : contact;
      slab.restart(record, starts[contact]!);
      if (written.on) clearTrace(written);
      if (runRecord(slab, record, host, written, STEPS_MAX, execute).kind !== 'wait') continue;
      if (written.on) clearTrace(written);
      if (runRecord(slab, record, host, written, STEPS_MAX, execute).kind === 'wait') sink++;
    }
  }
}

function decideByHand(one: boolean): void {
  const { order } = state;
  for (let nth = 0; nth < CONTACTS; nth++) {
    const contact = order[nth]!;
    state.contact = contact;
    const record = one ? 0 : contact;
    suspended.position[record] = 0;
    if (runByHand(state, record) > 0) sink += runByHand(state, record);
  }
}

const sets = Object.fromEntries([1, 8, 64, 512].map((count) => [count, new Scripts(count)]));
const first = sets[1]!;
const tier = new SecondTier({ promoteAfter: 1000 });
const manyTier = new SecondTier({ promoteAfter: 1000 });

/** Each way decides all contacts once. `than` is what it is compared with. */
interface Way {
  readonly decide: () => void;
  readonly than?: string;
}
const ways: Readonly<Record<string, Way>> = {
  'empty loop': {
    decide: () => {
      const { order } = state;
      for (let nth = 0; nth < CONTACTS; nth++) {
        state.contact = order[nth]!;
        sink += state.facts[state.contact * FACT_WORDS]!;
      }
    },
  },
  'by hand, one record': { decide: () => decideByHand(true) },
  'by hand, a record each': { decide: () => decideByHand(false) },
  // One record for all: the loop itself, without the memory of 16,384 suspended contacts.
  'one record, trace off': { decide: () => first.decide(true, TRACE_OFF), than: 'by hand, one record' },
  'one record, trace on': { decide: () => first.decide(true, trace), than: 'one record, trace off' },
  'a record each, trace off': { decide: () => first.decide(false, TRACE_OFF), than: 'by hand, a record each' },
  'a record each, trace on': { decide: () => first.decide(false, trace), than: 'a record each, trace off' },
  'second tier, one record, trace off': {
    decide: () => first.decide(true, TRACE_OFF, tier.execute),
    than: 'by hand, one record',
  },
  'second tier, one record, trace on': {
    decide: () => first.decide(true, trace, tier.execute),
    than: 'by hand, one record',
  },
  'second tier, a record each, trace off': {
    decide: () => first.decide(false, TRACE_OFF, tier.execute),
    than: 'by hand, a record each',
  },
  'second tier, a record each, trace on': {
    decide: () => first.decide(false, trace, tier.execute),
    than: 'by hand, a record each',
  },
  'second tier, 64 scripts': {
    decide: () => sets[64]!.decide(false, TRACE_OFF, manyTier.execute),
    than: '64 scripts',
  },
  '8 scripts': { decide: () => sets[8]!.decide(false, TRACE_OFF), than: 'a record each, trace off' },
  '64 scripts': { decide: () => sets[64]!.decide(false, TRACE_OFF), than: 'a record each, trace off' },
  '512 scripts': { decide: () => sets[512]!.decide(false, TRACE_OFF), than: 'a record each, trace off' },
};

/** Machine and hand must have done the same: the ring after one round of each. */
function effectsOf(way: string): string {
  state.ring.fill(0);
  state.at = 0;
  ways[way]!.decide();
  return `${state.at}:${Buffer.from(state.ring.buffer).toString('base64')}`;
}
for (const way of Object.keys(ways).filter((name) => name.includes('trace'))) {
  if (effectsOf(way) !== effectsOf('by hand, a record each'))
    throw new Error(`${way} does other things than the script by hand`);
}

const loadBefore = loadavg()[0]!;
const samples: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [way, { decide }] of Object.entries(ways)) {
    // Once before, so that each finds its own memory in the caches, and not that of the way before.
    decide();
    const from = process.hrtime.bigint();
    decide();
    const ns = Number(process.hrtime.bigint() - from) / CONTACTS;
    if (round >= 0) samples[way]!.push(Math.round(ns * 10) / 10);
  }
}

const at = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)]!;
const empty = samples['empty loop']!;
const net = (way: string, part: number): number => at(samples[way]!, part) - at(empty, part);
const ratio = (way: string, than: string, part: number): number =>
  Number((net(way, part) / net(than, part)).toFixed(2));
const rows = Object.entries(ways).map(([way, { than }]) => ({
  way,
  'median ns': Number(net(way, 0.5).toFixed(1)),
  'p10 ns': Number(net(way, 0.1).toFixed(1)),
  ...(than === undefined ? {} : { than, 'x (median)': ratio(way, than, 0.5), 'x (p10)': ratio(way, than, 0.1) }),
}));
const load = { cores: availableParallelism(), before: loadBefore, after: loadavg()[0]! };
console.log(
  `${ROUNDS} rounds of ${CONTACTS} decisions, node ${process.version}, net of the empty loop; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)} on ${load.cores} cores`,
);
if (Math.max(load.before, load.after) > load.cores)
  console.log('More is running than there are cores: compare ratios of p10, and only within this run.');
console.table(rows.slice(1));

const snapshot = snapshotTimes();
console.log('a suspended script with 3 variables as bytes, against copying those bytes');
console.table([snapshot]);
const live = liveBytes();
console.log('bytes of a suspended script in memory, of 100,000');
console.table(live);

// The bundle stands in `out` itself.
const out = new URL('./', import.meta.url);
writeFileSync(
  new URL('decision.json', out),
  `${JSON.stringify({ node: process.version, rounds: ROUNDS, load, rows, snapshot, live, samples, sink: sink > 0 }, null, 1)}\n`,
);
