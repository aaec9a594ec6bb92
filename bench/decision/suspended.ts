/** What a suspended script costs: its snapshot both ways against copying the same bytes, and its bytes in memory. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { call, hostOf, lowered } from '../../compiler/lower/testing/lowered.ts';
import {
  decodeMachine,
  dropMachine,
  encodeMachine,
  type Machine,
  MachineSlab,
  newMachine,
  run,
} from '../../vm/index.ts';

const VARIABLES = Array.from({ length: 8 }, (_, i) => call(`v${i}_cv`, 'integer', 0));

function suspendedMachines(count: number, variables: number, slab: MachineSlab): Machine[] {
  const host = hostOf(VARIABLES);
  const sets = VARIABLES.slice(0, variables).map(({ name }, i) => `${name} ASSIGNED ${i * 100}`);
  const program = host.activate(lowered(`${sets.join('\n')}\nWAIT 30`, VARIABLES));
  return Array.from({ length: count }, () => {
    const machine = newMachine(program, 0, host, slab);
    run(machine, host);
    return machine;
  });
}

const MACHINES = 1_000;
const ROUNDS = 60;
const REPEATS = 10;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/**
 * Encoding gives bytes of its own, decoding a machine in a slab (given back at once); copying is `slice()` of the same bytes. Rounds
 * of the three in turn, medians, ns each.
 */
export function snapshotTimes() {
  const slab = new MachineSlab(MACHINES + 1);
  const machines = suspendedMachines(MACHINES, 3, slab);
  const bytes = machines.map((machine) => encodeMachine(machine));
  const { program } = machines[0]!;
  let sink = 0;
  const ways = {
    copy: () => {
      for (const each of bytes) sink += each.slice().length;
    },
    encode: () => {
      for (const machine of machines) sink += encodeMachine(machine).length;
    },
    decode: () => {
      for (const each of bytes) {
        const machine = decodeMachine(each, () => program, slab);
        sink += machine.record;
        dropMachine(machine);
      }
    },
  };
  const times: Record<keyof typeof ways, number[]> = { copy: [], encode: [], decode: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ['copy', 'encode', 'decode'] as const) {
      const from = process.hrtime.bigint();
      for (let i = 0; i < REPEATS; i++) ways[way]();
      if (round >= 10) times[way].push(Number(process.hrtime.bigint() - from) / (REPEATS * MACHINES));
    }
  }
  const ns = { copy: median(times.copy), encode: median(times.encode), decode: median(times.decode) };
  return {
    bytes: bytes[0]!.length,
    'copy ns': Math.round(ns.copy),
    'encode ns': Math.round(ns.encode),
    'decode ns': Math.round(ns.decode),
    'encode ÷ copy': Number((ns.encode / ns.copy).toFixed(2)),
    'decode ÷ copy': Number((ns.decode / ns.copy).toFixed(2)),
    sink: sink > 0,
  };
}

const LIVE = 100_000;
/** Of a record in the process's memory, which stands outside the heap. */
const RECORD_BYTES = 64;

/**
 * What 100,000 suspended scripts add to the heap, each, and their records with the slab's room to grow: the slab alone, with the number that
 * the core keeps, with a handle each.
 */
export function liveBytes() {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const used = (): number => {
    gc();
    gc();
    return process.memoryUsage().heapUsed;
  };
  return [0, 8].map((variables) => {
    const before = used();
    const slab = new MachineSlab();
    let machines: readonly Machine[] = suspendedMachines(LIVE, variables, slab);
    const withHandles = used() - before;
    const numbers = machines.map(({ record }) => record);
    machines = [];
    const asTheCore = used() - before;
    // Also keeps them until here.
    numbers.length = 0;
    const alone = used() - before;
    const records = slab.room * RECORD_BYTES;
    return {
      variables,
      'slab, used': RECORD_BYTES,
      'slab, with room to grow': Math.round(records / LIVE),
      'measured, slab alone': Math.round((records + alone) / LIVE),
      'measured, with its number': Math.round((records + asTheCore) / LIVE),
      'measured, with a handle each': Math.round((records + withHandles) / LIVE),
    };
  });
}
