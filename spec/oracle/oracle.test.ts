import { expect, it } from 'vitest';
import { checkProgram, describeDivergence } from './check-program.ts';
import { countCoverage } from './coverage.ts';
import { generateProgram } from './generate-program.ts';
import { shrinkProgram } from './shrink-program.ts';

const FIRST_SEED = 1;
const PROGRAMS = 1200;

it('random programs do in every way what the reference says', () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
    const program = generateProgram(seed);
    const found = checkProgram(program);
    if (found === undefined) continue;
    const shrunk = shrinkProgram(program, found);
    expect.fail(describeDivergence(shrunk.program, shrunk.divergence));
  }
});

it('they reach every statement, intrinsic and instruction', () => {
  expect(countCoverage(FIRST_SEED, 1000).missed).toEqual([]);
});
