/**
 * Measures the code as it is shipped: bundled JavaScript. Run from the sources the machine is a fifth slower, for stripping types loads
 * WebAssembly, whose growing memory takes away what the compiler knows of typed arrays.
 *
 * Each comparison runs in PROCESSES processes, all comparisons in turn: two processes place their code differently, which moves a figure
 * by some nanoseconds for as long as the process lives. Figures are medians over processes, of the median and the tenth percentile of the
 * rounds of each, net of the loop that only walks the contacts.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { circumstances, keep, median, quantile } from '../rounds.ts';
import { COMPARISONS, EMPTY_LOOP, type Samples } from './comparisons.ts';

const PROCESSES = Number(process.env.PROCESSES ?? 7);

async function bundled(input: string, name: string): Promise<string> {
  const file = fileURLToPath(new URL(`../out/${name}.mjs`, import.meta.url));
  const bundle = await rolldown({
    input: fileURLToPath(new URL(input, import.meta.url)),
    platform: 'node',
    logLevel: 'silent',
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}

function output(...command: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Nanoseconds of a way in one process, at this part of its rounds. */
function net(samples: Samples, way: string, part: number): number {
  return quantile(samples[way]!, part) - quantile(samples[EMPTY_LOOP]!, part);
}

const measure = await bundled('measure.ts', 'decision');
const processes: Record<string, Samples[]> = Object.fromEntries(Object.keys(COMPARISONS).map((name) => [name, []]));
const before = circumstances();
for (let i = 0; i < PROCESSES; i++) {
  for (const [name, samples] of Object.entries(processes)) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Kprocess ${i + 1} of ${PROCESSES}: ${name} …`);
    samples.push((output(measure, name) as { samples: Samples }).samples);
  }
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

const rows = Object.entries(COMPARISONS).flatMap(([name, { than, ways }]) =>
  ways.map((way) => {
    const over = (of: (samples: Samples) => number): number => median(processes[name]!.map(of));
    const ns = (of: string, part: number) => Number(over((samples) => net(samples, of, part)).toFixed(1));
    const ratio = (part: number) =>
      Number(over((samples) => net(samples, way, part) / net(samples, than, part)).toFixed(2));
    return {
      way,
      'p10 ns': ns(way, 0.1),
      'median ns': ns(way, 0.5),
      than,
      'its p10 ns': ns(than, 0.1),
      'x (p10)': ratio(0.1),
      'x (median)': ratio(0.5),
    };
  }),
);
const load = { before: before.load, after: Number((loadavg()[0] ?? 0).toFixed(2)) };
console.log(
  `${PROCESSES} processes for each comparison, node ${before.node}, net of the empty loop; load ${load.before} to ${load.after} on ${before.cores} cores`,
);
// One process runs at a time.
if (Math.max(load.before, load.after) > before.cores)
  console.log('More is running than there are cores: compare ratios of p10, and only within this run.');
console.table(rows);

const { snapshot, live } = output(await bundled('suspended-main.ts', 'suspended')) as {
  snapshot: object;
  live: readonly object[];
};
console.log('a suspended script with 3 variables as bytes, against copying those bytes');
console.table([snapshot]);
console.log('bytes of a suspended script in memory, of 100,000');
console.table(live);
keep(import.meta.url, 'decision', { ...before, load, rows, snapshot, live, processes });
