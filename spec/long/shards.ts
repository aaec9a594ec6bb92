/** Long runs over seeds, in two processes' worth of threads: progress on one line, what was found at the end, the seeds kept in a file. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** What a worker tells while it works. */
export interface ShardReport {
  /** Items done since the last report, and counts of what they were. */
  readonly done: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Ready to be read by people. */
  readonly found: readonly { readonly seed: number; readonly text: string }[];
}

export interface ShardWork {
  readonly firstSeed: number;
  readonly items: number;
}

const WORKERS = 2;
/** Items between two reports. */
const BATCH = 250;
/** Findings shown in full. */
const SHOWN_MAX = 5;
/** Runs kept in the file. */
const KEPT_MAX = 30;

interface Totals {
  done: number;
  readonly counts: Record<string, number>;
  readonly found: { readonly seed: number; readonly text: string }[];
}

/**
 * The whole of a long run's command, in its main thread and in its workers. `work` does the item of a seed, counts what it was, and answers
 * what is wrong with it, if something is.
 */
export async function longRun(
  name: string,
  url: string,
  work: (seed: number, count: (what: string) => void) => string | undefined,
): Promise<void> {
  if (!isMainThread) {
    await workShard(workerData as ShardWork, work);
    return;
  }
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
  const items = Number(positionals[0] ?? 100_000);
  const firstSeed = Number(values.seed ?? 1);
  if (!Number.isInteger(items) || items < 1 || !Number.isInteger(firstSeed)) {
    process.stderr.write(`${name}: give the number of items and a seed, as in \`1000000 --seed 7\`\n`);
    process.exitCode = 2;
    return;
  }
  const totals: Totals = { done: 0, counts: {}, found: [] };
  const began = performance.now();
  const each = Math.ceil(items / WORKERS);
  await Promise.all(
    Array.from({ length: WORKERS }, (_, i) =>
      runShard(
        url,
        { firstSeed: firstSeed + i * each, items: Math.max(0, Math.min(each, items - i * each)) },
        (report) => {
          add(totals, report);
          const perSecond = Math.round(totals.done / ((performance.now() - began) / 1000));
          const progress = `${name}: ${totals.done} of ${items}, ${perSecond} a second, ${totals.found.length} found`;
          if (process.stderr.isTTY) process.stderr.write(`\r${progress}`);
        },
      ),
    ),
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  for (const { text } of totals.found.slice(0, SHOWN_MAX)) process.stdout.write(`\n${text}\n`);
  process.stdout.write(`\n${name}: ${totals.done} in ${seconds} s, ${totals.found.length} found\n`);
  for (const [what, count] of Object.entries(totals.counts).sort()) process.stdout.write(`  ${what}: ${count}\n`);
  keep(name, {
    firstSeed,
    items: totals.done,
    seconds,
    found: totals.found.map(({ seed }) => seed),
    counts: totals.counts,
  });
  if (totals.found.length > 0) process.exitCode = 1;
}

async function workShard({ firstSeed, items }: ShardWork, work: Parameters<typeof longRun>[2]): Promise<void> {
  let counts: Record<string, number> = {};
  let found: { seed: number; text: string }[] = [];
  let done = 0;
  const report = (): void => {
    parentPort?.postMessage({ done, counts, found } satisfies ShardReport);
    counts = {};
    found = [];
    done = 0;
  };
  for (let seed = firstSeed; seed < firstSeed + items; seed++) {
    const text = work(seed, (what) => {
      counts[what] = (counts[what] ?? 0) + 1;
    });
    if (text !== undefined) found.push({ seed, text });
    done++;
    if (done < BATCH) continue;
    report();
    // What nobody has any more is only given back between turns.
    await setImmediate();
  }
  report();
}

function runShard(url: string, work: ShardWork, told: (report: ShardReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(url), { workerData: work });
    worker.on('message', told);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function add(totals: Totals, { done, counts, found }: ShardReport): void {
  totals.done += done;
  totals.found.push(...found);
  for (const [what, count] of Object.entries(counts)) totals.counts[what] = (totals.counts[what] ?? 0) + count;
}

/** The newest first. */
function keep(name: string, run: object): void {
  const folder = new URL('./out/', import.meta.url);
  const file = new URL(`${name}.json`, folder);
  mkdirSync(folder, { recursive: true });
  let before: readonly object[] = [];
  try {
    before = (JSON.parse(readFileSync(file, 'utf8')) as { readonly runs: readonly object[] }).runs;
  } catch {
    // The first run.
  }
  const runs = [{ node: process.version, ...run }, ...before].slice(0, KEPT_MAX);
  writeFileSync(file, `${JSON.stringify({ runs }, undefined, 2)}\n`);
}
