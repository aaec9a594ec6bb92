/**
 * One process of a comparison: `node decision.mjs "the machine, one record"`. One routing decision (two activations: start to the first
 * WAIT, on to the second), in the machine as shipped and by hand on the same state. The ways run in turn, round by round, so that
 * whatever else the computer does strikes all of them. Prints the samples as JSON.
 */
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
import { arriveByHand, runByHand } from './by-hand.ts';
import { CONTACTS, createCenterState } from './center-state.ts';
import { COMPARISONS, EMPTY_LOOP } from './comparisons.ts';
import { scriptsOf } from './script.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 60);
const WARM_UP = 20;

const state = createCenterState();
const host = new BenchHost(state);
const trace = newTrace();
let sink = 0;

/** A program of so many scripts, and a record for each contact, which runs one of them. */
class Scripts {
  readonly program: LinkedProgram;
  readonly slab = new MachineSlab(CONTACTS);
  /** By contact, as many as there are scripts: a power of two. */
  readonly #starts: Int32Array;

  constructor(count: number) {
    const ids: Record<string, number> = { a_sk: 0, b_sk: 1, c_sk: 2, ack_response: 0, sorry_response: 1, n_cv: 0 };
    this.program = link(lowered(scriptsOf(count), [call('n_cv', 'integer', 0)]), ({ name }) => ids[name]);
    for (let contact = 0; contact < CONTACTS; contact++) newMachine(this.program, contact % count, host, this.slab);
    this.#starts = Int32Array.from(this.program.scripts, ({ pc }) => pc);
  }

  /** Each contact is decided as one that just arrived. */
  decide(one: boolean, written: Trace, execute?: Execute): void {
    const { slab } = this;
    const starts = this.#starts;
    const { order } = state;
    const last = starts.length - 1;
    for (let nth = 0; nth < CONTACTS; nth++) {
      const contact = order[nth]!;
      state.contact = contact;
      const record = one ? 0 : contact;
      slab.restart(record, starts[contact & last]!);
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
    arriveByHand(record);
    if (runByHand(state, record) > 0) sink += runByHand(state, record);
  }
}

const comparison = COMPARISONS[process.argv[2] ?? ''];
if (comparison === undefined) throw new Error(`no comparison ${process.argv[2]}`);
const sets = new Map<number, Scripts>();
/** So many scripts, made when they are first needed. */
function scripts(count: number): Scripts {
  const made = sets.get(count) ?? new Scripts(count);
  sets.set(count, made);
  return made;
}
const tier = new SecondTier({ promoteAfter: 1000 });

/** Each way decides all contacts once. */
const WAYS: Readonly<Record<string, () => void>> = {
  [EMPTY_LOOP]: () => {
    const { order } = state;
    for (let nth = 0; nth < CONTACTS; nth++) {
      state.contact = order[nth]!;
      sink += state.facts[state.contact * FACT_WORDS]!;
    }
  },
  // One record for all: the loop itself, without the memory of 16,384 suspended contacts.
  'by hand, one record': () => decideByHand(true),
  'by hand, a record each': () => decideByHand(false),
  'machine, one record': () => scripts(1).decide(true, TRACE_OFF),
  'machine, one record, traced': () => scripts(1).decide(true, trace),
  'machine, a record each': () => scripts(1).decide(false, TRACE_OFF),
  'machine, a record each, traced': () => scripts(1).decide(false, trace),
  'second tier, one record': () => scripts(1).decide(true, TRACE_OFF, tier.execute),
  'second tier, one record, traced': () => scripts(1).decide(true, trace, tier.execute),
  'second tier, a record each': () => scripts(1).decide(false, TRACE_OFF, tier.execute),
  'second tier, a record each, traced': () => scripts(1).decide(false, trace, tier.execute),
  '8 scripts': () => scripts(8).decide(false, TRACE_OFF),
  '64 scripts': () => scripts(64).decide(false, TRACE_OFF),
  '512 scripts': () => scripts(512).decide(false, TRACE_OFF),
  'second tier, 64 scripts': () => scripts(64).decide(false, TRACE_OFF, tier.execute),
};
const measured = [EMPTY_LOOP, comparison.than, ...comparison.ways].map((way) => [way, WAYS[way]!] as const);

const samples: Record<string, number[]> = Object.fromEntries(measured.map(([way]) => [way, []]));
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [way, decide] of measured) {
    // Once before, so that each finds its own memory in the caches, and not that of the way before.
    decide();
    const from = process.hrtime.bigint();
    decide();
    const ns = Number(process.hrtime.bigint() - from) / CONTACTS;
    if (round >= 0) samples[way]!.push(Math.round(ns * 10) / 10);
  }
}

/** Machine and hand must have done the same: the ring after one round of each. Compared afterwards, so that nothing else was compiled before. */
function effectsOf(decide: () => void): string {
  state.ring.fill(0);
  state.at = 0;
  decide();
  return `${state.at}:${Buffer.from(state.ring.buffer).toString('base64')}`;
}
for (const [way, decide] of measured) {
  if (way === EMPTY_LOOP || way.includes('scripts')) continue;
  if (effectsOf(decide) !== effectsOf(() => decideByHand(false)))
    throw new Error(`${way} does other things than the script by hand`);
}
console.log(JSON.stringify({ samples, sink: sink > 0 }));
