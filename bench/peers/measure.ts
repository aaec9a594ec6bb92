/**
 * One routing decision by the public `decide(facts)` and by general engines: the decision of decision/script.ts, both activations on the
 * same facts. The peers have the easier task: a pure expression to one number, where ours runs statements with step counting and fault
 * checks, suspends, goes on, and answers with a plain object of what was done. Before anything is measured all must decide alike.
 */

import { call, directoryOf, lowered } from '../../compiler/lower/testing/lowered.ts';
import { createDecider, type Decision, type Facts } from '../../vm/decide/index.ts';
import { SCRIPT } from '../decision/script.ts';
import { circumstances, keep, quantile } from '../rounds.ts';
import { type FlatFacts, factsOf, randomFacts } from './facts.ts';
import {
  type AsyncPeer,
  cel,
  filtrex,
  jexl,
  logic,
  luaByFengari,
  luaByWasmoon,
  type Peer,
  quickjs,
  rules,
} from './peers.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 60);
const WARM_UP = 10;
const CONTACTS = 4096;
/** Of the slow ones, so that a round of theirs takes about as long. */
const FEW = 64;
const VARIABLES = [call('n_cv', 'integer', 0)];

const flat = randomFacts(CONTACTS);
const told = flat.map(factsOf);

/** What the peers answer, out of a decision. */
function packed({ actions }: Decision): number {
  let number = 0;
  for (const action of actions) {
    if (action.kind === 'queue') {
      const to = action.to.join();
      number += ['a_sk', 'a_sk,b_sk', '', 'b_sk,c_sk', 'c_sk'].indexOf(to) + 1;
      if (to === 'a_sk' && action.priority === 2) number += 2;
    } else if (action.kind === 'respond') number += action.response === 'ack_response' ? 10 : 0;
    else if (action.kind === 'change_priority') number += 20;
    else if (action.kind === 'offer') number += 40;
  }
  return number;
}

const program = lowered(SCRIPT, VARIABLES);
const machine = createDecider(program, directoryOf(VARIABLES), { waits: 1 });
const secondTier = createDecider(program, directoryOf(VARIABLES), { waits: 1, secondTier: { promoteAfter: 1000 } });
const ours: Readonly<Record<string, (facts: Facts) => Decision>> = {
  'ours, machine': machine.decide,
  'ours, second tier': secondTier.decide,
};
const peers: Readonly<Record<string, Peer>> = {
  filtrex: filtrex(),
  'cel-js, typed': cel(),
  'Lua by fengari': luaByFengari(),
  QuickJS: await quickjs(),
  'json-logic': logic(),
};
const slow: Readonly<Record<string, Peer>> = { jexl: jexl(), 'Lua by wasmoon': await luaByWasmoon() };
const later: Readonly<Record<string, AsyncPeer>> = { 'json-rules-engine': rules() };

const expected = flat.map((facts) => filtrex().decide(facts));
function same(way: string, facts: FlatFacts, decided: number, wanted: number): void {
  if (decided !== wanted) throw new Error(`${way} decides ${decided}, not ${wanted}, on ${JSON.stringify(facts)}`);
}
for (const [i, facts] of flat.entries()) {
  for (const [way, decide] of Object.entries(ours)) same(way, facts, packed(decide(told[i]!)), expected[i]!);
  for (const [way, { decide }] of Object.entries(peers)) same(way, facts, decide(facts), expected[i]!);
  if (i >= FEW) continue;
  for (const [way, { decide }] of Object.entries(slow)) same(way, facts, decide(facts), expected[i]!);
  for (const [way, { decideLater }] of Object.entries(later)) same(way, facts, await decideLater(facts), expected[i]!);
}

let sink = 0;
/** Each way decides this many once. */
interface Way {
  readonly count: number;
  readonly run: () => void | Promise<void>;
}
const ways: Record<string, Way> = {};
for (const [way, decide] of Object.entries(ours))
  ways[way] = {
    count: CONTACTS,
    run: () => {
      for (const facts of told) sink += decide(facts).actions.length;
    },
  };
for (const [set, count] of [
  [peers, CONTACTS],
  [slow, FEW],
] as const)
  for (const [way, { decide }] of Object.entries(set))
    ways[way] = {
      count,
      run: () => {
        for (let i = 0; i < count; i++) sink += decide(flat[i]!);
      },
    };
for (const [way, { decideLater }] of Object.entries(later))
  ways[way] = {
    count: FEW,
    run: async () => {
      for (let i = 0; i < FEW; i++) sink += await decideLater(flat[i]!);
    },
  };

const before = circumstances();
const samples: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [way, { count, run }] of Object.entries(ways)) {
    const from = process.hrtime.bigint();
    await run();
    const ns = Number(process.hrtime.bigint() - from) / count;
    if (round >= 0) samples[way]!.push(Math.round(ns * 10) / 10);
  }
}

const rows = Object.entries(samples).map(([way, values]) => {
  const over = (than: string, part: number): number =>
    Number((quantile(values, part) / quantile(samples[than]!, part)).toFixed(2));
  return {
    way,
    'median ns': Math.round(quantile(values, 0.5)),
    'p10 ns': Math.round(quantile(values, 0.1)),
    '÷ machine': over('ours, machine', 0.5),
    '÷ second tier': over('ours, second tier', 0.5),
    '÷ machine (p10)': over('ours, machine', 0.1),
    '÷ second tier (p10)': over('ours, second tier', 0.1),
  };
});
const { node, cores, load } = before;
console.log(
  `${ROUNDS} rounds of ${CONTACTS} decisions, node ${node}; load ${load} to ${circumstances().load} on ${cores} cores`,
);
console.table(rows);
// The bundle stands beside its source.
keep(import.meta.url, 'peers', { ...before, rounds: ROUNDS, rows, samples, sink: sink > 0 });
process.exit();
