/** The laws of the layout: no comment is lost, doubled or moved past a word, a second pass changes nothing, the program stays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCentre } from '../../compiler/centre/index.ts';
import { compileSet } from '../../compiler/index.ts';
import type { Program } from '../../vm/index.ts';
import { parse } from '../parse.ts';
import { type Chooser, chooserOf, generateScript } from '../testing/generate.ts';
import { print } from '../testing/print.ts';
import { formatScript } from './format-script.ts';

/** A comment or a word, mark or literal, as the eye sees it; not the lexer under test. */
const SEEN = /\/\*[\s\S]*?\*\/|"(?:[^"\r\n]|"")*"|\d{4}-\d\d-\d\d|\d+:\d+|\w+|\.\.|<\s*[=>]|>\s*=|[^\s]/g;

const isComment = (text: string) => text.startsWith('/*');

/** Everything in a text in its order, keywords and operators in one spelling. */
function seen(text: string): readonly string[] {
  return [...text.matchAll(SEEN)].map(([one]) =>
    isComment(one) || one.startsWith('"') ? one : one.replace(/\s+/g, '').toUpperCase(),
  );
}

/** Comments that have their lines to themselves, by their number. */
function aloneIn(text: string): readonly boolean[] {
  return [...text.matchAll(SEEN)]
    .filter(([one]) => isComment(one))
    .map(({ 0: one, index }) => {
      const before = /(^|[\r\n])[ \t\f\v]*$/.test(text.slice(Math.max(0, index - 200), index));
      const after = /^[ \t\f\v]*($|[\r\n])/.test(text.slice(index + one.length, index + one.length + 200));
      return before && after;
    });
}

const BETWEEN = [
  ...[' ', ' ', '\t ', '\n', '\n', '\n\n', '\r\n', '\n\n\n  ', '  \n\f\n', '\r'],
  ...[
    ' /* c */ ',
    '\n/* own */\n',
    ' /* tail */\n',
    '\n  /* lead */ ',
    '/**/',
    '\n\n/* blank */\n\n',
    ' /* "THEN */\n\n',
  ],
  ...[
    '\n/* of\n     three  \n\tlines */\n',
    ' /* of\r\ntwo */ ',
    ' /* a *//* b */ ',
    '\n/* a */ /* b */\n',
    '\n/* a */\n\n/* b */ ',
  ],
  ` /* ${'long '.repeat(14)}*/ `,
] as const;

/** The same words with random blanks and comments before, between and behind them; `of` is how seldom. */
function spread(text: string, choose: Chooser, of: number): string {
  const any = () => BETWEEN[choose(BETWEEN.length)] ?? ' ';
  let end = 0;
  let out = choose(2) === 0 ? any() : '';
  for (const { 0: word, index } of text.matchAll(SEEN)) {
    const isApart = index > end || out === '';
    out += choose(of) === 0 ? any() : isApart ? text.slice(end, index) : '';
    out += choose(3) === 0 && !word.startsWith('"') && isKeyword(word) ? word.toLowerCase() : word;
    end = index + word.length;
  }
  return out + (choose(2) === 0 ? any() : '');
}

const isKeyword = (word: string) => /^(IF|THEN|ELSE|END|WAIT|QUEUE|TO|VALUE|AND|OR|NOT|Monday|December)$/.test(word);

function formatted(text: string): string {
  const result = formatScript(text);
  if (result.kind === 'errors') throw new Error(`${result.diagnostics[0]?.message}\n${text}`);
  return result.text;
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const places = new Set(['span', 'keyword', 'operatorSpan', 'elseKeyword']);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (places.has(key) ? [] : [[key, bare(inner)]])),
  );
}

const tree = (text: string) => {
  const { entry, sections } = parse(text, 'x.ccs').file;
  return bare({ entry, sections });
};

const seeds = fc.integer();

describe('the layout', () => {
  it('keeps every word, and every comment between its words and alone or beside code as it was', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), fc.constantFrom(1, 3, 12), (seed, tricky, of) => {
        const choose = chooserOf(seed);
        const text = spread(print(generateScript(choose, tricky)), choose, of);
        const laid = formatted(text);
        expect(seen(laid), text).toEqual(seen(text));
        expect(aloneIn(laid), `${text}\n=====\n${laid}`).toEqual(aloneIn(text));
        expect(tree(laid), text).toEqual(tree(text));
      }),
      { numRuns: 120 },
    );
  });

  it('changes nothing in a second pass', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(1, 3, 12), (seed, of) => {
        const choose = chooserOf(seed);
        const laid = formatted(spread(print(generateScript(choose, true)), choose, of));
        expect(formatted(laid)).toBe(laid);
      }),
      { numRuns: 120 },
    );
  });

  it('is the same wherever the lines of a script without comments ended', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const choose = chooserOf(seed);
        const text = print(generateScript(choose, true));
        const joined = [...text.matchAll(SEEN)].map(([word]) => word).join(choose(2) === 0 ? ' ' : '\n');
        expect(formatted(joined)).toBe(formatted(text));
      }),
      { numRuns: 80 },
    );
  });

  it('keeps lines within 100 columns, indents by twos, leaves no blank behind and ends with one line end', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const laid = formatted(print(generateScript(chooserOf(seed), true)));
        for (const line of laid.split('\n')) {
          expect(line).not.toMatch(/[ \t]$/);
          expect((/^ */.exec(line)?.[0].length ?? 0) % 2, line).toBe(0);
          if (line.length > 100) expect(line.trim().split(/ (?:AND|OR|TO|[<>=+*/-]|\.\.) |, /), line).toHaveLength(1);
        }
        expect(laid).not.toMatch(/\n\n\n|^\n/);
        if (laid !== '') expect(laid).toMatch(/[^\n]\n$/);
      }),
      { numRuns: 80 },
    );
  });

  it('leaves the program and its findings as they were, but for lines', () => {
    const { directory, positions } = readCentre(
      `center: { name: Test, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }, { name: a_sk }, { name: b_sk }]
agents: [{ id: 4711, login: ana }]
variables: [{ name: tries_cv, scope: call, type: integer, default: 0 }]
`,
      { fileName: 'center.yaml', files: () => undefined },
    );
    if (directory === undefined) expect.unreachable();
    const compile = (source: string) => compileSet(directory, positions, [{ file: 'Master_Script.ccs', source }]);
    const unplaced = (program: Program | undefined) =>
      program === undefined ? undefined : { ...program, hash: '', spans: Array.from(program.spans, ({ pc }) => pc) };
    let compiled = 0;
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, sound) => {
        const choose = chooserOf(seed);
        const text = spread(sound ? SOUND : print(generateScript(choose, true)), choose, 4);
        const [given, laid] = [compile(text), compile(formatted(text))];
        expect(laid.diagnostics.map(({ code }) => code)).toEqual(given.diagnostics.map(({ code }) => code));
        expect(unplaced(laid.program)).toEqual(unplaced(given.program));
        if (given.program !== undefined) compiled += 1;
      }),
      { numRuns: 60 },
    );
    expect(compiled).toBeGreaterThan(10);
  });

  it('never throws, whatever the text, and leaves a text with errors alone', () => {
    const words = [
      'IF',
      'THEN',
      'ELSE',
      'END',
      'IF',
      'END IF',
      'VALUE',
      'SECTION',
      'a',
      ':',
      ',',
      '(',
      ')',
      '"x"',
      '"',
      '/*',
      '*/',
    ];
    const more = [
      'WHERE',
      'EQUALS',
      'WAIT',
      '5',
      '-',
      'QUIT',
      '\r\n',
      '\uFEFF',
      'ASSIGNED',
      'READVAR',
      'SAVEVAR',
      'END WHERE',
      '<',
      '=',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words, ...more), { maxLength: 40 }), (soup) => {
        const text = soup.join(' ');
        const result = formatScript(text);
        expect(result.kind === 'errors').toBe(parse(text, 'x.ccs').diagnostics.some(({ level }) => level === 'error'));
        if (result.kind === 'formatted') expect(formatted(result.text)).toBe(result.text);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void formatScript(bytes)),
      { numRuns: 100 },
    );
  });
});

const SOUND = `WHERE CONTACT TYPE EQUALS VALUE EMail, Voice: EXECUTE again DEFAULT: LOG "other", tries_cv QUIT END WHERE
SECTION again
IF NOT OUT OF SERVICE a_sk AND (TIME OF DAY = 8:00 .. 17:00 OR DAY OF WEEK = Monday .. Friday, Sunday) THEN
QUEUE TO SKILLSET LONGEST IDLE AGENT a_sk, b_sk WITH PRIORITY 2 WAIT 2 ELSE tries_cv ASSIGNED tries_cv + 1
IF tries_cv > -3 THEN CHANGE PRIORITY IN SKILLSET a_sk TO PRIORITY 1 END IF END IF
READVAR tries_cv ASSIGN tries_cv * 2 TO tries_cv SAVEVAR
WAIT 30 EXECUTE again`;
