/** The laws of the parser: print and parse undo one another, any bytes give a tree, n faults give n findings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from './diagnostics.ts';
import { tokenize } from './lexer.ts';
import { parse } from './parse.ts';
import { positionAt, type SourceText, sourceText } from './source.ts';
import { chooserOf, generateScript } from './testing/generate.ts';
import { print } from './testing/print.ts';
import { endOf, keywordTokens, statementTokens } from './tokens.ts';

/** A tree without its places. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const places = new Set(['span', 'keyword', 'operatorSpan', 'elseKeyword']);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (places.has(key) ? [] : [[key, bare(inner)]])),
  );
}

function said(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((d) => `${positionAt(d.place.source, d.place.span.start).line} ${d.code} ${d.message}`);
}

/** A fault: what is left out, where, and the line at which it must be reported (`undefined`: at some opener). */
interface Removal {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly line: number | undefined;
  /** The section it stands in, by its number; the entry is 0. */
  readonly part: number;
}

/** Every THEN, EQUALS, TO, END IF and END WHERE of a correct script. */
function removals(source: SourceText): Removal[] {
  const found: Removal[] = [];
  let part = 0;
  let lastEnd = 0;
  for (const token of tokenize(source).tokens) {
    const gapLine = positionAt(source, lastEnd).line;
    const whole = { start: token.startOffset, end: endOf(token), part };
    if (token.tokenType === keywordTokens.SECTION) part += 1;
    if (token.tokenType === keywordTokens.THEN) found.push({ word: 'THEN', ...whole, line: gapLine });
    if (token.tokenType === keywordTokens.EQUALS) found.push({ word: 'EQUALS', ...whole, line: gapLine });
    if (token.tokenType === keywordTokens.TO) found.push({ word: 'TO', ...whole, line: gapLine });
    if (token.tokenType === keywordTokens['END IF']) found.push({ word: 'END IF', ...whole, line: undefined });
    if (token.tokenType === keywordTokens['END WHERE']) found.push({ word: 'END WHERE', ...whole, line: undefined });
    if (Object.values(statementTokens).includes(token.tokenType) && token.image.startsWith('QUEUE TO ')) {
      const start = token.startOffset + 'QUEUE '.length;
      found.push({ word: 'TO', start, end: start + 2, part, line: positionAt(source, start).line });
    }
    lastEnd = endOf(token);
  }
  return found;
}

function without(text: string, faults: readonly Removal[]): string {
  return faults.reduce(
    (rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end),
    text,
  );
}

const seeds = fc.integer();

describe('the parser', () => {
  it('reads what the printer wrote as the same tree', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, tricky) => {
        const script = generateScript(chooserOf(seed), tricky);
        const text = print(script);
        const { file, diagnostics } = parse(text, 'x.ccs');
        expect(said(diagnostics), text).toEqual([]);
        expect(bare({ entry: file.entry, sections: file.sections }), text).toEqual(bare(script));
      }),
      { numRuns: 300 },
    );
  });

  it('reads a script the same whatever blanks and comments stand between its words', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const choose = chooserOf(seed);
        const text = print(generateScript(choose, true));
        const strings = /("(?:[^"\n]|"")*")/;
        const between = [' ', '\n', '\r\n\t', ' /* THEN */ ', '/**/', '\n/* a\n * b "\n */\n'];
        const spread = text
          .split(strings)
          .map((piece) =>
            piece.startsWith('"') ? piece : piece.replace(/[ \n]+/g, () => between[choose(between.length)] ?? ' '),
          )
          .join('');
        const { file, diagnostics } = parse(spread, 'x.ccs');
        expect(said(diagnostics), spread).toEqual([]);
        const { entry, sections } = parse(text, 'x.ccs').file;
        expect(bare({ entry: file.entry, sections: file.sections }), spread).toEqual(bare({ entry, sections }));
      }),
      { numRuns: 80 },
    );
  });

  it('gives exactly one finding for any one THEN, EQUALS, TO, END IF or END WHERE that is left out', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const text = print(generateScript(chooserOf(seed), false));
        for (const fault of removals(sourceText('x.ccs', text))) {
          const broken = without(text, [fault]);
          const { diagnostics } = parse(broken, 'x.ccs');
          expect(said(diagnostics), `${fault.word} left out at ${fault.start}\n${broken}`).toHaveLength(1);
          const [only] = diagnostics;
          const line = only === undefined ? 0 : positionAt(only.place.source, only.place.span.start).line;
          expect(only?.code, broken).toBe(fault.line === undefined ? 'CCS1103' : 'CCS1102');
          if (fault.line !== undefined) expect(line, broken).toBe(fault.line);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('gives n findings for n independent faults, each at its line', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const choose = chooserOf(seed);
        const text = print(generateScript(choose, false));
        const ended = new Set<number>();
        const faults = removals(sourceText('x.ccs', text)).filter((fault) => {
          if (choose(2) === 0) return false;
          if (fault.line !== undefined) return true;
          if (ended.has(fault.part)) return false;
          ended.add(fault.part);
          return true;
        });
        const broken = without(text, faults);
        const { diagnostics } = parse(broken, 'x.ccs');
        expect(said(diagnostics), broken).toHaveLength(faults.length);
        const missing = diagnostics.filter((d) => d.code === 'CCS1102');
        const lines = missing.map((d) => positionAt(d.place.source, d.place.span.start).line);
        expect(lines, broken).toEqual(faults.flatMap((fault) => (fault.line === undefined ? [] : [fault.line])));
      }),
      { numRuns: 200 },
    );
  });

  it('gives a tree and never throws for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { file } = parse(bytes, 'x.ccs');
        expect(file.kind).toBe('script-file');
      }),
      { numRuns: 500 },
    );
  });

  it('reports in words of its own whatever is left out, doubled or exchanged in a script', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const choose = chooserOf(seed);
        const source = sourceText('x.ccs', print(generateScript(choose, true)));
        const words = tokenize(source).tokens.map((token) => source.text.slice(token.startOffset, endOf(token)));
        for (let change = 0; change < 1 + choose(8) && words.length > 0; change += 1) {
          const at = choose(words.length);
          const other = words[choose(words.length)] ?? '';
          if (choose(3) === 0) words.splice(at, 1);
          else words.splice(at, choose(2), other);
        }
        const text = words.join(' ');
        const { file, diagnostics } = parse(text, 'x.ccs');
        expect(file.span.end).toBe(text.length);
        for (const { message, place } of diagnostics) {
          // `another word` is what the grammar says where no rule of recovery foresaw the word.
          expect(message, text).not.toMatch(/undefined|another word/);
          expect(place.span.start, text).toBeLessThanOrEqual(place.span.end);
          expect(place.span.end, text).toBeLessThanOrEqual(text.length);
        }
        if (diagnostics.length === 0) expect(() => print(file)).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });

  it('gives a tree and never throws for any mixture of its own words', () => {
    const pieces = [
      ...[
        'IF',
        'THEN',
        'ELSE',
        'ELSEIF',
        'END IF',
        'END',
        'ENDIF',
        'WHERE',
        'EQUALS',
        'VALUE',
        'DEFAULT:',
        'END WHERE',
        'SECTION',
        'x',
      ],
      ...[
        'READVAR',
        'SAVEVAR',
        'EVENT HANDLER',
        'EVENT',
        'END HANDLER',
        'OPEN VOICE SESSION',
        'END VOICE SESSION',
        'QUEUE',
        'TO',
      ],
      ...[
        'SKILLSET',
        'ASSIGN',
        'ASSIGNED',
        'LOG',
        'WAIT',
        '1',
        '..',
        ',',
        ':',
        '(',
        ')',
        '-',
        'NOT',
        '=',
        '<',
        'AND',
        'THE',
        'QUEUED',
      ],
      ...[
        'COUNT',
        '"',
        '"a"',
        '/*',
        '*/',
        '08:00',
        'December',
        'WITH',
        'PRIORITY',
        'GIVE',
        'IVR',
        'é',
        '@',
        'CHANGE PRIORITY IN',
        '25',
      ],
      ...[
        'EXECUTE',
        'SCRIPT',
        'QUIT',
        '99:99',
        '1.5',
        'CONTACT DATA',
        'AGENT',
        'SEND INFO',
        'GET RESPONSE',
        'TIMEOUT',
        'CONTAINS',
        '\n',
      ],
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (words) => {
        const text = words.join(' ');
        const { file, diagnostics } = parse(text, 'x.ccs');
        expect(file.kind).toBe('script-file');
        for (const { place } of diagnostics) {
          expect(place.span.start).toBeGreaterThanOrEqual(0);
          expect(place.span.end).toBeLessThanOrEqual(text.length);
        }
        // No fault of the text, no hole in the tree.
        if (diagnostics.length === 0) expect(() => print(file)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
