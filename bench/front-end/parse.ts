/**
 * Lexing and parsing to a tree with spans, comments and recovery ÷ the same grammar as a plain Chevrotain parser with embedded actions that
 * builds the same tree without them (plain-parser.ts). Goal: at most 1.15.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from '../../dsl/index.ts';
import { circumstances, cpuRounds, keep, median, ratio } from '../rounds.ts';
import { parsePlain } from './plain-parser.ts';
import { checkSameTree } from './same-tree.ts';
import { scriptSet } from './scripts.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 25);
const examples = new URL('../../examples/', import.meta.url);
for (const file of readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ccs')))
  checkSameTree(file, readFileSync(new URL(file, examples), 'utf8'));
const files = [...scriptSet(1000, 100)];
for (const [file, text] of files.slice(0, 50)) checkSameTree(file, text);

const samples = cpuRounds(
  {
    ours: () => {
      for (const [file, text] of files) parse(text, file);
    },
    plain: () => {
      for (const [, text] of files) parsePlain(text);
    },
  },
  ROUNDS,
  5,
);
const lines = files.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
const figures = {
  ...circumstances(),
  lines,
  'ours ms': Math.round(median(samples.ours!)),
  'plain ms': Math.round(median(samples.plain!)),
  'ours ÷ plain': ratio(samples.ours!, samples.plain!),
};
console.log(figures);
keep(import.meta.url, 'parse', { ...figures, samples });
