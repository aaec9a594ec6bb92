/**
 * The whole compile (parse, resolve, check, prove, lower) ÷ parsing alone, for 100,000 lines in 1,000 scripts; goal: at most 2. And what ten
 * times as many lines cost: at most 11 times as much.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readCentre } from '../../compiler/centre/index.ts';
import { checkSet, compileSet } from '../../compiler/index.ts';
import { parse } from '../../dsl/index.ts';
import { circumstances, cpuRounds, keep, median, ratio } from '../rounds.ts';
import { scriptSet } from './scripts.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const helpdesk = new URL('../../examples/helpdesk/', import.meta.url);
const { directory, positions } = readCentre(readFileSync(new URL('center.yaml', helpdesk), 'utf8'), {
  fileName: 'center.yaml',
  files: (path) => readFileSync(new URL(path, helpdesk), 'utf8'),
});
if (directory === undefined) throw new Error('examples/helpdesk is not valid');
const textsOf = (count: number) => [...scriptSet(count, 100)].map(([file, source]) => ({ file, source }));
const thousand = textsOf(1000);
const found = compileSet(directory, positions, thousand);
if (found.program === undefined) throw new Error(`the set is not valid: ${found.diagnostics[0]?.message}`);

const stages: Record<string, () => void> = {
  parse: () => {
    for (const { file, source } of thousand) parse(source, file);
  },
  'parse and check': () => void checkSet(directory, positions, thousand),
  compile: () => void compileSet(directory, positions, thousand),
  // The hash of the image is worked out when it is asked for.
  'compile and hash': () => void compileSet(directory, positions, thousand).program?.hash,
};
const samples = cpuRounds(stages, ROUNDS, 3);
const million = textsOf(10_000);
// Both in turn, on the same heap, where neither finds what the other left.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const sizes = cpuRounds(
  {
    'hundred thousand': () => void compileSet(directory, positions, thousand),
    million: () => void compileSet(directory, positions, million),
  },
  5,
  1,
  collect,
);
const figures = {
  ...circumstances(),
  ...Object.fromEntries(Object.entries(samples).map(([stage, times]) => [`${stage} ms`, Math.round(median(times))])),
  'compile ÷ parse': ratio(samples.compile!, samples.parse!),
  'million lines ms': Math.round(median(sizes.million!)),
  'million lines ÷ 100,000': ratio(sizes.million!, sizes['hundred thousand']!),
};
console.log(figures);
keep(import.meta.url, 'compile', { ...figures, samples, sizes });
