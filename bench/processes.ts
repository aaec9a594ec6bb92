/** Whole processes measured from outside: CPU time of the process and all that it waited for, by bash, whose `time` counts milliseconds. */
import { spawnSync } from 'node:child_process';

/** A command line, and what must be done before each run. */
export interface Way {
  readonly command: readonly string[];
  readonly prepare?: () => void;
  /** Exit codes that are right; 0 where nothing is said. */
  readonly exits?: readonly number[];
}

/** Runs each way once a round; CPU milliseconds by way. The first round warms the disk's cache and does not count. */
export function processRounds(ways: Readonly<Record<string, Way>>, rounds: number): Record<string, number[]> {
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      way.prepare?.();
      const ms = cpuOf(name, way);
      if (round >= 0) samples[name]!.push(ms);
    }
  }
  return samples;
}

function cpuOf(name: string, { command, exits = [0] }: Way): number {
  const script = `TIMEFORMAT='%U %S'; time "$@" > /dev/null 2> /dev/null`;
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
  if (!exits.includes(status ?? -1)) throw new Error(`${name} ended with ${status}: ${command.join(' ')}`);
  const [user = 0, system = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return (user + system) * 1000;
}
