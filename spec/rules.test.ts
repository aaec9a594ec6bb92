import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes, intrinsicNames, statementKinds, statements } from '../dsl/index.ts';
import { caseFiles } from './chunks.ts';
import { rules, sections } from './rules.ts';
import { caseFilesOf, countsOf, rulesPage } from './rules-page.ts';
import { readRunFile } from './run-file.ts';

const here = (path: string) => new URL(path, import.meta.url);
const runFiles = readdirSync(here('./cases/run/')).filter((file) => file.endsWith('.run'));

describe('the table of rules', () => {
  it('uses a number once, in order, in a section that there is', () => {
    const numbers = rules.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const order = (number: string) => number.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
    expect(numbers).toEqual([...numbers].sort((a, b) => order(a) - order(b)));
    for (const number of numbers) {
      expect(number).toMatch(/^\d{1,2}\.\d\d$/);
      expect(sections).toHaveProperty(number.split('.')[0] ?? '');
    }
  });

  it('is what rules.md shows; `npm run spec` writes it', () => {
    expect(readFileSync(here('./rules.md'), 'utf8')).toBe(rulesPage());
  });

  it.each(rules.map((rule) => [rule.number, rule] as const))('shows %s', (_number, rule) => {
    for (const path of rule.tests ?? []) expect(existsSync(here(`../${path}`)), path).toBe(true);
    for (const name of rule.runs ?? []) expect(runFiles).toContain(`${name}.run`);
    const files = caseFilesOf(rule);
    for (const file of files) expect(caseFiles).toContain(file);
    const counts = files.map(countsOf);
    const accepting = counts.reduce((sum, count) => sum + count.accepting, 0);
    const rejecting = counts.reduce((sum, count) => sum + count.rejecting, 0);
    if (rule.kind === 'meaning') expect(rule.runs ?? []).not.toEqual([]);
    if (rule.kind === 'form') expect(accepting).toBeGreaterThan(0);
    // What only a test can show, such as a file of 64 MB, names the test.
    if (rule.kind === 'error' && files.length + (rule.tests ?? []).length === 0) expect.unreachable('nothing shows it');
    if (rule.kind === 'error' || rule.kind === 'warning') expect(Math.min(accepting, rejecting)).toBeGreaterThan(0);
    if (rule.kind === 'limit' && files.length > 0) expect(Math.min(accepting, rejecting)).toBeGreaterThan(0);
    if (rule.kind === 'limit' && files.length === 0)
      expect((rule.runs ?? []).length + (rule.tests ?? []).length).toBeGreaterThan(0);
  });

  it('names every diagnostic', () => {
    const named = new Set(rules.flatMap(({ codes = [] }) => codes));
    expect(diagnosticCodes.filter((code) => !named.has(code))).toEqual([]);
  });

  it('claims every case and every run', () => {
    const claimed = new Set(rules.flatMap(caseFilesOf));
    expect(caseFiles.filter((file) => !claimed.has(file))).toEqual([]);
    const run = new Set(rules.flatMap((rule) => rule.runs ?? []));
    expect(runFiles.filter((file) => !run.has(file.replace('.run', '')))).toEqual([]);
  });

  it('has each intrinsic and each statement in a run', () => {
    const scripts = runFiles
      .flatMap((file) => readRunFile(readFileSync(here(`./cases/run/${file}`), 'utf8')).sets)
      .flatMap((set) => Object.values(set.scripts))
      .join('\n');
    const missing = [...intrinsicNames, ...statementKinds.flatMap((kind) => statements[kind].phrases)].filter(
      (phrase) => !new RegExp(`\\b${phrase}\\b`).test(scripts),
    );
    // Without other sites a statement about them does not compile.
    expect(missing.filter((phrase) => !phrase.includes('NETWORK SKILLSET'))).toEqual([]);
  });
});
