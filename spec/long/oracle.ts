/**
 * The oracle over many seeds: `node spec/long/oracle.ts 1000000 --seed 1`. Each seed is a random program in a random world, run by the
 * reference, the machine, the machine through its snapshot at every suspension and before every statement; one in TIER_EVERY also on the
 * second tier, on both in turns, and with their traces beside one another (making JavaScript of a program takes as long as all the rest).
 */

import { checkProgram, describeDivergence } from '../oracle/check-program.ts';
import { NotCompiled } from '../oracle/compile-program.ts';
import { generateProgram } from '../oracle/generate-program.ts';
import { shrinkProgram } from '../oracle/shrink-program.ts';
import { longRun } from './shards.ts';

const TIER_EVERY = 8;

await longRun('oracle', import.meta.url, (seed, count) => {
  const program = generateProgram(seed);
  const withTier = seed % TIER_EVERY === 0;
  count(withTier ? 'programs in every way, the second tier too' : 'programs on the reference and the machine');
  for (const { length } of program.versions) count(`script sets of ${length}`);
  try {
    const found = checkProgram(program, withTier);
    if (found === undefined) return undefined;
    const shrunk = shrinkProgram(program, found);
    return describeDivergence(shrunk.program, shrunk.divergence);
  } catch (error) {
    if (error instanceof NotCompiled) return `seed ${seed} does not compile: ${error.message}`;
    return `seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`;
  }
});
