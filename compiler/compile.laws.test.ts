import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, parse } from '../dsl/index.ts';
import { chooserOf, generateScript } from '../dsl/testing/generate.ts';
import { print } from '../dsl/testing/print.ts';
import { compileCentre, readCentre } from './centre/index.ts';
import { compileSet } from './compile.ts';

/** Names as the random scripts use them, each of the kind that fits most. */
const CENTRE = `center: { name: Test, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }, { name: a_sk }, { name: b_sk }, { name: skillset }]
agents: [{ id: 4711, login: ana }, { id: 1, login: Agent }]
variables:
  - { name: tries_cv, scope: call, type: integer }
  - { name: X1, scope: call, type: string }
  - { name: a, scope: call, type: seconds }
  - { name: SCORE, scope: call, type: dn }
  - { name: Count, scope: call, type: date }
  - { name: IF_x, scope: call, type: response }
  - { name: level, scope: call, type: time }
  - { name: holidays_gv, scope: global, class: set, type: date, value: "December 25" }
reasons: [{ name: Resolved, code: 1 }]
providers: [{ name: crm, in_process: true }]
`;

const { directory, positions } = readCentre(CENTRE, { fileName: 'center.yaml', files: () => undefined });

function compile(source: string) {
  if (directory === undefined) throw new Error('the centre of this test is not right');
  const set = compileSet(directory, positions, [{ file: 'Master_Script.ccs', source }]);
  return { ...set, diagnostics: set.diagnostics.filter(({ level }) => level === 'error') };
}

const errorsIn = (
  diagnostics: readonly Diagnostic[],
  { start, end }: { readonly start: number; readonly end: number },
) => diagnostics.filter(({ place }) => place.span.start >= start && place.span.start < end);

/** The script without its faulty statements, those inside blocks included with their block. */
function withoutFaults(source: string): string {
  const { file } = parse(source, 'Master_Script.ccs');
  const { diagnostics } = compile(source);
  const sound = <S extends { readonly span: { readonly start: number; readonly end: number } }>(
    statements: readonly S[],
  ) => statements.filter(({ span }) => errorsIn(diagnostics, span).length === 0);
  return print({
    entry: sound(file.entry),
    sections: file.sections.map((section) => ({ ...section, body: sound(section.body) })),
  });
}

const seeds = fc.integer();

describe('compiling', () => {
  it('a script of any form never throws, and has either a program or an error', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, tricky) => {
        const { program, diagnostics } = compile(print(generateScript(chooserOf(seed), tricky)));
        expect(program === undefined).toBe(diagnostics.length > 0);
      }),
      { numRuns: 150 },
    );
  });

  it('what is left of a script without its faulty statements gives a program', () => {
    let lowered = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        let source = print(generateScript(chooserOf(seed), true));
        for (let round = 0; round < 4; round++) source = withoutFaults(source);
        const { program, diagnostics } = compile(source);
        expect(diagnostics.map(({ code }) => code)).toEqual([]);
        expect(program).toBeDefined();
        if (source.trim() !== '') lowered++;
      }),
      { numRuns: 150 },
    );
    expect(lowered).toBeGreaterThan(50);
  });

  it('a text with a stretch cut out never throws', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), fc.nat(40), (seed, at, length) => {
        const source = print(generateScript(chooserOf(seed), true));
        const from = at % (source.length + 1);
        expect(compile(source.slice(0, from) + source.slice(from + length)).diagnostics).toBeInstanceOf(Array);
      }),
      { numRuns: 100 },
    );
  });

  it('an expression as long and deep as the limits allow does not exhaust the stack', () => {
    const row = (operator: string, first: string, one: string) =>
      [first, ...Array.from({ length: 9 }, () => one)].join(` ${operator} `);
    let sum = '1';
    let condition = 'QUEUED';
    for (let depth = 0; depth < 99; depth++) {
      sum = `(${row('+', sum, 'tries_cv')})`;
      condition = `(${row(depth % 2 === 0 ? 'AND' : 'OR', condition, 'QUEUED')})`;
    }
    for (const source of [`LOG ${sum}`, `IF ${condition} THEN LOG 1 END IF`]) {
      const { diagnostics, program } = compile(source);
      expect(diagnostics.map(({ code }) => code)).toEqual([]);
      expect(program).toBeDefined();
    }
  });
});

describe('the examples', () => {
  const centres = ['helpdesk', 'orderdesk'].map((name) => {
    const folder = new URL(`../examples/${name}/`, import.meta.url);
    const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
    const scripts = readdirSync(folder).filter((file) => file.endsWith('.ccs'));
    return { name, centre: { file: 'center.yaml', text: read('center.yaml') }, scripts, read };
  });

  it.each(centres)(
    '$name: taking any one THEN, EQUALS, TO, END IF or END WHERE away gives one error',
    ({ centre, scripts, read }) => {
      const texts = scripts.map((file) => ({ file, source: read(file) }));
      expect(compileCentre({ centre, scripts: texts, read }).diagnostics).toEqual([]);
      const known = readCentre(centre.text, { fileName: centre.file, files: read });
      for (const { file, source } of texts) {
        const bare = source.replace(/\/\*[\s\S]*?\*\/|"[^"\n]*"/g, (text) => text.replace(/\w/g, '_'));
        for (const { 0: word, index } of bare.matchAll(/\b(THEN|EQUALS|TO|END\s+IF|END\s+WHERE)\b/g)) {
          const cut = source.slice(0, index) + source.slice(index + word.length);
          const all = texts.map((one) => (one.file === file ? { file, source: cut } : one));
          const found = compileSet(known.directory ?? expect.unreachable(), known.positions, all).diagnostics.map(
            ({ code, message }) => `${code} ${message}`,
          );
          expect(found, `${file} without ${word} at ${index}`).toHaveLength(1);
        }
      }
    },
  );
});
