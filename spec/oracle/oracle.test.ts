import { expect, it } from 'vitest';
import { checkProgram, describeDivergence } from './check-program.ts';
import { countCoverage } from './coverage.ts';
import { generateProgram } from './generate-program.ts';
import { shrinkProgram } from './shrink-program.ts';

const FIRST_SEED = 1;
const PROGRAMS = 700;
/** JavaScript is made of the scripts of one program in so many: that takes ten times as long as all the rest. */
const WITH_TIER_EVERY = 14;

it('random programs do in every way what the reference says', () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
    const program = generateProgram(seed);
    const found = checkProgram(program, seed % WITH_TIER_EVERY === 0);
    if (found === undefined) continue;
    const shrunk = shrinkProgram(program, found);
    expect.fail(describeDivergence(shrunk.program, shrunk.divergence));
  }
});

it('they reach every statement, intrinsic and instruction', () => {
  expect(countCoverage(FIRST_SEED, 800).missed).toEqual([]);
});
