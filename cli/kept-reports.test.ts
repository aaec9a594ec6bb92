import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCentre } from '../compiler/centre/index.ts';
import { CASES_CENTRE } from '../spec/compile-text.ts';
import { KeptReports } from './kept-reports.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccmm-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FILES = ['Master_Script.ccs', 'Zone.ccs', 'Other.ccs'] as const;

/** Lines on which findings of every sort depend: of form, of names, of one script, of ways through several. */
const LINES = [
  'LOG 1',
  'LOG tries_cv, nowhere_cv',
  'LOG tries_cv',
  'tries_cv ASSIGNED 1',
  'QUEUE TO SKILLSET nobody_sk, sales_sk',
  'QUEUE TO SKILLSET help_sk',
  'WAIT 3',
  'QUIT',
  'GIVE BUSY',
  'CLOSE CONTACT',
  'IF tries_cv > 3 AND tries_cv < 2 THEN LOG 1 END IF',
  'IF NOT QUEUED THEN QUIT END IF',
  'IF CONTACT TYPE = EMail THEN WAIT 2 EXECUTE part END IF',
  'IF NOT OUT OF SERVICE sales_sk THEN QUEUE TO SKILLSET sales_sk END IF',
  'IF SUBJECT CONTAINS "x" EXECUTE part',
  'EXECUTE part',
  'WAIT 2 EXECUTE SCRIPT Zone',
  'EXECUTE SCRIPT Zone',
  'EXECUTE SCRIPT Other',
  'WAIT 2 EXECUTE SCRIPT Master_Script',
];

const text = fc
  .tuple(fc.subarray(LINES, { minLength: 1, maxLength: 5 }), fc.subarray(LINES, { maxLength: 4 }))
  .map(([entry, part]) => [...entry, 'SECTION part', ...part, ''].join('\n'));
const texts = fc.tuple(text, text, text);

function check(sources: readonly string[], reports?: KeptReports): readonly unknown[] {
  const scripts = FILES.map((file, at) => ({ file, source: sources[at] ?? '' }));
  const centre = { file: 'center.yaml', text: CASES_CENTRE };
  const { diagnostics } = checkCentre({ centre, scripts, read: () => undefined }, reports);
  return diagnostics.map(({ place, related, mend, ...told }) => ({
    ...told,
    at: [place.source.fileName, place.span],
    related: related.map((one) => [one.message, one.place.source.fileName, one.place.span]),
    mend: mend?.edits.map((edit) => [edit.text, edit.place.source.fileName, edit.place.span]),
  }));
}

let sets = 0;
function keptIn(name: number): KeptReports {
  return new KeptReports(folder, () => name);
}

describe('a set of which some scripts changed', () => {
  it('hears the same with reports that were kept as without', () => {
    let [ofWays, taken] = [0, 0];
    fc.assert(
      fc.property(texts, texts, fc.subarray([0, 1, 2]), (before, after, changed) => {
        const name = sets++;
        const first = keptIn(name);
        check(before, first);
        first.write();
        const now = before.map((source, at) => (changed.includes(at) ? (after[at] ?? '') : source));
        const second = keptIn(name);
        const found = check(now, second);
        expect(found).toEqual(check(now));
        ofWays += JSON.stringify(found).includes('CCS41') ? 1 : 0;
        const scripts = FILES.map((file, at) => ({ file, source: now[at] ?? '' }));
        taken += scripts.filter((script) => keptIn(name).kept(script) !== undefined).length;
      }),
      { numRuns: 60 },
    );
    expect(Math.min(ofWays, taken)).toBeGreaterThan(0);
  });

  it('is found out anew where what was kept is damaged, at whatever byte', () => {
    const sources = ['WAIT 3\nEXECUTE SCRIPT Zone\n', 'QUEUE TO SKILLSET nobody_sk\nLOG tries_cv\n', 'QUIT\n'];
    const name = sets++;
    const first = keptIn(name);
    const found = check(sources, first);
    first.write();
    const [kept = ''] = readdirSync(folder);
    const file = join(folder, kept);
    const bytes = readFileSync(file);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const damaged = Buffer.from(bytes);
        damaged[at]! ^= flip;
        writeFileSync(file, cut ? damaged.subarray(0, at) : damaged);
        const second = keptIn(name);
        expect(second.kept({ file: 'Zone.ccs', source: sources[1] ?? '' })).toBeUndefined();
        expect(check(sources, keptIn(name))).toEqual(found);
      }),
      { numRuns: 40 },
    );
  });
});
