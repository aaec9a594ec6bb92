import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCase } from './run-case.ts';
import { readRunFile, withExpectations } from './run-file.ts';

const folder = new URL('./cases/run/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.run'));

describe('a run case', () => {
  it.each(files)('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const file = readRunFile(text);
    const outcome = runCase(file);
    // Look at the difference before it is committed: the expectation is the rule's, not the program's.
    if (process.env.UPDATE === '1') {
      writeFileSync(new URL(name, folder), withExpectations(text, outcome.expect, outcome.contacts));
      return;
    }
    expect(outcome.expect).toEqual(file.expect);
    // Tracing changes nothing (design decision 6).
    expect(runCase(file, 'off')).toEqual(outcome);
    if (file.contacts !== undefined) expect(outcome.contacts).toEqual(file.contacts);
  });
});
