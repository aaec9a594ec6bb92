/** Laws about faults: each is told once, at its place, whatever else is wrong, and the tree is always there. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCentre } from '../compiler/centre/index.ts';
import { compileSet } from '../compiler/index.ts';
import { type Diagnostic, parse, positionAt } from '../dsl/index.ts';
import { chooserOf } from '../dsl/testing/generate.ts';
import { compileTexts, describeFinding } from './compile-text.ts';
import { spoiltScript } from './spoilt-script.ts';

const lineOf = ({ place }: Diagnostic) => positionAt(place.source, place.span.start).line;

/** What is told although no fault of these is at its line, and what is not told. */
function unmatched(diagnostics: readonly Diagnostic[], faults: readonly { readonly lines: readonly number[] }[]) {
  const untold = [...faults].sort((a, b) => a.lines.length - b.lines.length);
  const surplus = diagnostics.filter((one) => {
    const at = untold.findIndex(({ lines }) => lines.includes(lineOf(one)));
    if (at < 0) return true;
    untold.splice(at, 1);
    return false;
  });
  return { surplus: surplus.map(describeFinding), untold };
}

describe('n independent faults in a script that is right without them', () => {
  it.each([
    ['few', 12],
    ['many', 3],
  ])('give n errors, each at its line, and the sections stay: %s', (_how, rare) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { right, spoilt, faults } = spoiltScript(chooserOf(seed), rare);
        expect(compileTexts({ 'Master_Script.ccs': right }).diagnostics.map(describeFinding), right).toEqual([]);
        const { diagnostics, program } = compileTexts({ 'Master_Script.ccs': spoilt });
        expect(unmatched(diagnostics, faults), spoilt).toEqual({ surplus: [], untold: [] });
        expect(program === undefined).toBe(faults.length > 0);
        const namesOf = (text: string) => parse(text, 'Master_Script.ccs').file.sections.map(({ name }) => name?.text);
        expect(namesOf(spoilt), spoilt).toEqual(namesOf(right));
      }),
      { numRuns: 120 },
    );
  });
});

interface Gap {
  readonly word: string;
  readonly start: number;
  readonly lines: readonly number[];
}

/** Every THEN, EQUALS, TO, END IF and END WHERE of a script that is right, with the lines at one of which its lack is told. */
function gapsOf(source: string): readonly Gap[] {
  const bare = source.replace(/\/\*[\s\S]*?\*\/|"[^"\n]*"/g, (text) =>
    text.startsWith('"') ? `"${'_'.repeat(text.length - 2)}"` : text.replace(/[^\n]/g, ' '),
  );
  const lineAt = (offset: number) => bare.slice(0, offset).split('\n').length;
  const open: { kind: string; line: number }[] = [];
  const gaps: Gap[] = [];
  for (const { 0: word, index } of bare.matchAll(/\b(THEN|EQUALS|TO|END\s+IF|END\s+WHERE|IF|WHERE)\b/g)) {
    const kind = word.replace(/END\s+/, '');
    if (word === 'IF' || word === 'WHERE') open.push({ kind, line: lineAt(index) });
    else if (word.startsWith('END')) {
      const lines = open.filter((one) => one.kind === kind).map(({ line }) => line);
      gaps.push({ word, start: index, lines });
      open.pop();
    } else gaps.push({ word, start: index, lines: [lineAt(bare.slice(0, index).trimEnd().length)] });
  }
  return gaps;
}

describe.each(['helpdesk', 'orderdesk'])('in %s', (name) => {
  const folder = new URL(`../examples/${name}/`, import.meta.url);
  const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.ccs'));
  const texts = scripts.map((file) => ({ file, source: read(file) }));
  const centre = readCentre(read('center.yaml'), { fileName: 'center.yaml', files: read });

  it.each(texts)(
    'any one THEN, EQUALS, TO, END IF or END WHERE left out of $file is one error, at its place',
    (text) => {
      const gaps = gapsOf(text.source);
      for (const { word, start, lines } of gaps) {
        const source = text.source.slice(0, start) + text.source.slice(start + word.length);
        const all = texts.map((one) => (one.file === text.file ? { ...one, source } : one));
        const { diagnostics } = compileSet(centre.directory ?? expect.unreachable(), centre.positions, all);
        const what = `${word} of line ${text.source.slice(0, start).split('\n').length}`;
        expect(diagnostics.map(describeFinding), what).toHaveLength(1);
        expect(diagnostics[0]?.code, what).toBe(word.startsWith('END') ? 'CCS1103' : 'CCS1102');
        expect(diagnostics[0]?.place.source.fileName, what).toBe(text.file);
        expect(lines, what).toContain(diagnostics[0] === undefined ? 0 : lineOf(diagnostics[0]));
      }
      expect(gaps.length).toBeGreaterThan(0);
    },
  );
});
