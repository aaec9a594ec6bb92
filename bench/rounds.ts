/** What all benchmarks share: ways that run in turn, so that whatever else the machine does strikes all of them, and medians. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** The value below which `part` of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Runs each way once a round and gives the CPU milliseconds of this process by way. The first rounds warm up and do not count. */
export function cpuRounds(
  ways: Readonly<Record<string, () => void>>,
  rounds: number,
  warmUp: number,
  prepare: () => void = () => {},
): Record<string, number[]> {
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [way, run] of Object.entries(ways)) {
      prepare();
      const before = process.threadCpuUsage();
      run();
      const { user, system } = process.threadCpuUsage(before);
      if (round >= 0) samples[way]!.push((user + system) / 1000);
    }
  }
  return samples;
}

/** The ratio of two ways: the median of the ratios of each round. */
export function ratio(above: readonly number[], below: readonly number[]): number {
  return Number(median(above.map((value, round) => value / below[round]!)).toFixed(3));
}

/** Under what circumstances a run was made; kept with its figures. */
export function circumstances(): { node: string; cores: number; load: number } {
  return { node: process.version, cores: availableParallelism(), load: Number((loadavg()[0] ?? 0).toFixed(2)) };
}

/** Keeps a run's raw output in out/. `from`: the benchmark's own `import.meta.url`. */
export function keep(from: string, name: string, figures: object): void {
  const out = new URL('../out/', from);
  mkdirSync(out, { recursive: true });
  writeFileSync(new URL(`${name}.json`, out), `${JSON.stringify(figures, null, 1)}\n`);
}
