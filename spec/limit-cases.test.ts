/** Each limit from both sides: what is made for its number passes, what is made for one more does not. */
import { describe, expect, it } from 'vitest';
import { limits, parse } from '../dsl/index.ts';
import { compileWhole } from './compile-text.ts';
import { centreExample, scriptExample } from './language-page.ts';
import { type LimitCase, languageLimits, limitTable } from './limit-cases.ts';
import { runCase } from './run-case.ts';
import { readRunFile } from './run-file.ts';

/** Codes of the errors: none where it passes. */
function errorsOf(one: Exclude<LimitCase, { kind: 'run' | 'suggestion' }>, count: number): readonly string[] {
  if (one.kind === 'long') return parse(one.make(count), 'long.ccs').diagnostics.map(({ code }) => code);
  const text = one.text(count);
  const { scripts, centre } = one.kind === 'script' ? scriptExample(text) : centreExample(text);
  const { diagnostics } = compileWhole(scripts, centre);
  return diagnostics.filter(({ level }) => level === 'error').map(({ code }) => code);
}

/** Whether what is made for a number passes. Throws when it does neither, or gets another error. */
function passes(one: LimitCase, count: number): boolean {
  if (one.kind === 'run')
    return runCase(readRunFile(one.text(count)), 'off').expect.some((line) => line.endsWith(` #1 ${one.line}`));
  if (one.kind === 'suggestion') {
    const { scripts, centre } = scriptExample(one.text(count));
    return compileWhole(scripts, centre).diagnostics.some(({ help }) => help === 'did you mean `limit_gv`?');
  }
  const errors = errorsOf(one, count);
  if (one.kind === 'long') return !errors.includes(one.code);
  if (errors.length > 0) expect(errors).toEqual([one.code]);
  return errors.length === 0;
}

it('is what the language’s table says', () => {
  expect(Object.fromEntries(Object.entries(languageLimits).map(([limit, { value }]) => [limit, value]))).toEqual(
    limits,
  );
});

describe.each(limitTable.map((row) => [row.limit, row] as const))('%s', (_name, { value, beyond = 1, cases }) => {
  it.each(cases.map((one, index) => [index + 1, one] as const))(
    `passes at ${value} and not beyond, case %d`,
    (_n, one) => {
      expect(passes(one, value)).toBe(true);
      expect(passes(one, value + beyond)).toBe(false);
    },
  );
});
