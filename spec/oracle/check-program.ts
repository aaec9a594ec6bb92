/** One random program in one random world, run in every way: all must do the same as the reference. */
import { type Activation, compileProgram } from './compile-program.ts';
import { drive, type Way } from './drive.ts';
import type { GeneratedProgram } from './generate-program.ts';
import {
  machineWay,
  mixedTurns,
  plainTurns,
  snapshotTurns,
  steppedTurns,
  tieredTurns,
  tracedTurns,
} from './machine-way.ts';
import { referenceWay } from './reference-way.ts';
import { type Entry, World } from './world.ts';

/** What two ways did differently. */
export interface Divergence {
  readonly way: string;
  /** The place in the records. */
  readonly at: number;
  readonly reference: readonly Entry[];
  readonly other: readonly Entry[];
}

type MakeWay = (world: World, activations: readonly Activation[]) => Way;

/** The ways that must agree with the reference. */
const MACHINE_WAYS: Readonly<Record<string, MakeWay>> = {
  machine: (world, activations) => machineWay(world, activations, () => plainTurns(activations)),
  snapshots: (world, activations) => machineWay(world, activations, () => snapshotTurns(activations)),
  'every statement': (world, activations) => machineWay(world, activations, (own) => steppedTurns(activations, own)),
};

/** The same with JavaScript made of the scripts, which takes some ten times as long. */
const TIER_WAYS: Readonly<Record<string, MakeWay>> = {
  'second tier': (world, activations) => machineWay(world, activations, () => tieredTurns(activations)),
  'both tiers': (world, activations) => machineWay(world, activations, () => mixedTurns(activations)),
};

/** Both tiers write the same trace, and stop at the same step. */
const TRACED: readonly [MakeWay, MakeWay] = [
  (world, activations) => machineWay(world, activations, () => tracedTurns(activations, world, false)),
  (world, activations) => machineWay(world, activations, () => tracedTurns(activations, world, true)),
];

/** What one way of running does in the world of a seed. A way that throws has that as its last entry. */
export function recordOf(make: MakeWay, seed: number, activations: readonly Activation[]): readonly Entry[] {
  const world = new World(seed);
  try {
    drive(make(world, activations), world, activations);
  } catch (error) {
    world.record.push(['thrown', error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
  return world.record;
}

/**
 * Runs a program in all ways, or without those of the second tier; undefined when they agree. Throws NotCompiled when it does not compile.
 */
export function checkProgram(program: GeneratedProgram, withTier = true): Divergence | undefined {
  const activations = compileProgram(program, program.seed % 4 === 0);
  const { seed } = program;
  const reference = recordOf(referenceWay, seed, activations);
  const ways = Object.entries(withTier ? { ...MACHINE_WAYS, ...TIER_WAYS } : MACHINE_WAYS);
  for (const [way, make] of ways) {
    const found = compareRecords(way, reference, recordOf(make, seed, activations));
    if (found !== undefined) return found;
  }
  if (!withTier) return undefined;
  const [machine, tier] = TRACED.map((make) => recordOf(make, seed, activations));
  return compareRecords('second tier, beside the machine’s trace', machine!, tier!);
}

function compareRecords(way: string, reference: readonly Entry[], other: readonly Entry[]): Divergence | undefined {
  const at = firstDifference(reference, other);
  const thrown = reference.findIndex(([what]) => what === 'thrown');
  return at < 0 && thrown < 0 ? undefined : { way, at: at < 0 ? thrown : at, reference, other };
}

/** The first place where two records differ; -1 when they are the same. */
function firstDifference(a: readonly Entry[], b: readonly Entry[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a[i], b[i]];
    if (one === undefined || other === undefined || one.length !== other.length) return i;
    for (let k = 0; k < one.length; k++) if (!Object.is(one[k], other[k])) return i;
  }
  return -1;
}

/** A divergence, with its program and world, to be read by people. */
export function describeDivergence(program: GeneratedProgram, { way, at, reference, other }: Divergence): string {
  const scripts = program.versions.flatMap((version, i) =>
    version.map(({ name, text }) => `--- ${name}.ccs, activation ${i}\n${text}`),
  );
  const lines = (record: readonly Entry[]): string =>
    record
      .slice(Math.max(0, at - 6), at + 3)
      .map(
        (entry, i) =>
          `${i + Math.max(0, at - 6) === at ? '>' : ' '} ${entry.map((each) => JSON.stringify(each)).join(' ')}`,
      )
      .join('\n');
  return [
    `seed ${program.seed}: ${way} and the reference differ at entry ${at}`,
    ...scripts,
    `--- reference\n${lines(reference)}`,
    `--- ${way}\n${lines(other)}`,
  ].join('\n');
}
