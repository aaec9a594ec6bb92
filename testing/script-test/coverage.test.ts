import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareCentre, runMail, VirtualCentre } from '../index.ts';
import { lcovOf, missingIn, newCoverage, sharesOf } from './coverage.ts';
import { factsOf } from './facts.ts';
import type { Setting } from './schema.ts';
import { ScriptRun } from './script-run.ts';
import { directory, program, run, suite } from './testing/bench.ts';
import { mailOf } from './written-mail.ts';

const TRIED = prepareCentre(program, directory);
const NO_FILE = () => undefined;
const AT = Date.UTC(2026, 10, 23, 9) * 1000;

const presence = fc.constantFrom('ready' as const, 'not ready' as const, 'logged out' as const);
const mail = fc.record({
  subject: fc.constantFrom('Hello', 'An invoice', 'spam', 'legal', 'count', 'ask', 'count and ask'),
  from: fc.constantFrom('a@b.example', 'MAILER-DAEMON@b.example'),
});

describe('script tests and what else runs scripts', () => {
  it('come to the same as ccmm try for the same mail and the same agents', () => {
    fc.assert(
      fc.property(mail, presence, presence, fc.constantFrom(0, 31, 90, 600), (written, ana, bo, watchS) => {
        const centre = new VirtualCentre({ program, directory, at: AT, prepared: TRIED });
        for (const [login, state] of [
          ['ana', ana],
          ['bo', bo],
        ] as const)
          if (state !== 'logged out') centre.command(login, { kind: 'log_in', ready: state === 'ready' });
        const tried = runMail(centre, mailOf(written, 1), watchS).outcome;
        const setting: Setting = { at: '2026-11-23 10:00', agents: { ana, bo }, mail: written };
        const tested = new ScriptRun({ prepared: suite.prepared, setting, file: NO_FILE, keepVariables: false });
        tested.centre.advance(
          tested.centre.at + watchS * 1_000_000,
          () => tested.offer() !== undefined || tested.row().state === 'Closed',
        );
        const facts = factsOf(tested);
        expect(tried).toMatchObject({
          ...(facts.presentedTo === undefined ? {} : { kind: 'presented', agent: facts.presentedTo }),
          ...(facts.forwardedTo === undefined ? {} : { kind: 'forwarded', address: facts.forwardedTo }),
          ...(facts.reason === undefined ? {} : { kind: 'closed', reason: facts.reason }),
          ...(facts.presentedTo === undefined ? { skillsets: facts.queues.map(({ name }) => name) } : {}),
        });
        expect(facts.presentedTo === undefined).toBe(tried.kind !== 'presented');
      }),
      { numRuns: 60 },
    );
  });

  it('come to the same with and without coverage and kept variables', () => {
    fc.assert(
      fc.property(mail, presence, fc.constantFrom('1s', '31s', '10m'), (written, ana, after) => {
        const outcome = (keepVariables: boolean, ran?: ReturnType<typeof newCoverage>['ran']) => {
          const setting: Setting = { agents: { ana }, mail: written };
          const made = new ScriptRun({
            prepared: suite.prepared,
            setting,
            file: NO_FILE,
            keepVariables,
            ...(ran === undefined ? {} : { ran }),
          });
          made.after(after);
          return factsOf(made);
        };
        expect(outcome(true, newCoverage(program).ran)).toEqual(outcome(false));
      }),
      { numRuns: 40 },
    );
  });
});

describe('coverage', () => {
  const text = (subject: string) =>
    `tests:\n  - { name: t, mail: { subject: ${subject} }, agents: { ana: busy }, expect: { age: 0s } }\n`;

  it('counts lines and ways that ran, over all tests', () => {
    const coverage = newCoverage(program);
    run(text('Hello'), suite.bench(coverage.ran));
    const first = coverage.report();
    expect(first.map((script) => missingIn(script))).toEqual([
      { lines: '5-9', branches: '6 (then), 6 (none)' },
      {
        lines: '2-3, 6, 9, 12-15, 18-20, 25',
        branches: '1 (then), 5 (then), 8 (then), 11 (then), 17 (then), 22 (none)',
      },
      { lines: '1-5', branches: '1 (then), 1 (none)' },
    ]);
    run(text('count'), suite.bench(coverage.ran));
    expect(missingIn(coverage.report()[1]!).lines).toBe('2-3, 6, 9, 18-20, 25');
    expect(sharesOf(coverage.report()).lines.reached).toBeGreaterThan(sharesOf(first).lines.reached);
  });

  it('is written as lcov: a branch that was never come to has -, sums are those of the lines', () => {
    const coverage = newCoverage(program);
    run(text('spam'), suite.bench(coverage.ran));
    const records = lcovOf(coverage.report(), (script) => `x/${script}.ccs`).split('end_of_record\n');
    expect(records).toHaveLength(4);
    const master = records[1]!.split('\n');
    expect(master.slice(0, 2)).toEqual(['TN:', 'SF:x/Master_Script.ccs']);
    expect(master).toContain('BRDA:5,1,0,1');
    expect(master).toContain('BRDA:5,1,1,0');
    expect(master).toContain('BRDA:8,2,0,-');
    expect(master).toContain('DA:6,1');
    expect(master).toContain('DA:8,0');
    const hit = master.filter((line) => /^DA:\d+,[1-9]/.test(line)).length;
    expect(master).toContain(`LH:${hit}`);
    expect(master).toContain(`LF:${master.filter((line) => line.startsWith('DA:')).length}`);
    expect(records[0]).not.toMatch(/DA:\d+,[1-9]/);
  });
});
