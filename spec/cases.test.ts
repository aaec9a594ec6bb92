/**
 * The cases of `cases/`: scripts cut into chunks by lines `---`, each compiled by itself against cases/center.yaml.
 *
 * What is expected stands on the line that it is about, in a comment that begins with an exclamation mark: the code, then a regular expression
 * of the message in quotes. A chunk without one must compile. Words of our own: `set` before the code for a fault of the whole set; `dialect
 * ccm6` instead of a code for the stricter dialect; a line `-- Name.ccs --` begins a further script of the chunk; `{{101 × text}}` is text a
 * hundred and one times. Files are read byte by byte, so a chunk may hold what is not UTF-8. Cases of center.yaml are cut alike; there the
 * comment begins with `#!`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeDiagnostic, diagnosticCodes, positionAt } from '../dsl/index.ts';
import { CASES_CENTRE, compileTexts, STRICT_CENTRE } from './compile-text.ts';

interface Expectation {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly message: RegExp;
}

interface Chunk {
  /** The case file's line on which it begins. */
  readonly line: number;
  readonly scripts: Readonly<Record<string, string | Uint8Array>>;
  /** Lines of the case file before each text. */
  readonly begins: Readonly<Record<string, number>>;
  readonly centre: string;
  readonly expected: readonly Expectation[];
}

const root = new URL('./cases/', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /CCS\d{4}\.(ccs|yaml)$/.test(file))
  .sort();

/** The chunks of a file. */
function chunksOf(file: string): readonly Chunk[] {
  const lines = readFileSync(new URL(file, root), 'latin1').split('\n');
  const chunks: Chunk[] = [];
  let from = 0;
  for (let at = 0; at <= lines.length; at++) {
    if (at < lines.length && lines[at] !== '---') continue;
    if (lines.slice(from, at).some((line) => line.trim() !== '')) chunks.push(chunkOf(file, lines.slice(0, at), from));
    from = at + 1;
  }
  return chunks;
}

function chunkOf(file: string, lines: readonly string[], from: number): Chunk {
  const own = lines.slice(from);
  const expected = own.flatMap((line, index) =>
    expectationsIn(line, file.endsWith('.yaml') ? 'center.yaml' : undefined, from + index + 1),
  );
  if (file.endsWith('.yaml')) {
    const centre = Buffer.from(own.map(expanded).join('\n'), 'latin1').toString('utf8');
    return { line: from + 1, scripts: { 'Master_Script.ccs': '' }, begins: { 'center.yaml': from }, centre, expected };
  }
  const scripts: Record<string, Uint8Array> = {};
  const begins: Record<string, number> = {};
  let name = 'Master_Script.ccs';
  let begin = from;
  const close = (end: number) => {
    const text = lines.slice(begin, end).map(expanded).join('\n');
    if (begin === from && text.trim() === '') return;
    scripts[name] = Buffer.from(text, 'latin1');
    begins[name] = begin;
  };
  lines.forEach((line, index) => {
    const next = index < from ? undefined : /^-- (.+\.ccs) --$/.exec(line)?.[1];
    if (next === undefined) return;
    close(index);
    name = next;
    begin = index + 1;
  });
  close(lines.length);
  const centre = own.some((line) => line.includes('dialect ccm6 */')) ? STRICT_CENTRE : CASES_CENTRE;
  return { line: from + 1, scripts, begins, centre, expected };
}

function expectationsIn(line: string, file: string | undefined, number: number): readonly Expectation[] {
  return [...line.matchAll(/(?:\/\*|#)! (set )?(CCS\d{4}) "([^"]*)"/g)].map(([, set, code = '', message = '']) =>
    set === undefined
      ? { code, file: file ?? '', line: number, message: new RegExp(message) }
      : { code, file: 'center.yaml', line: 1, message: new RegExp(message) },
  );
}

function expanded(line: string): string {
  // `×` as the two bytes that it has in UTF-8.
  return line.replace(/\{\{(\d+) \u00c3\u0097 (.*?)\}\}/g, (_all, count: string, text: string) =>
    text.repeat(Number(count)),
  );
}

const all = files.map((file) => ({ file, code: /CCS\d{4}/.exec(file)?.[0] ?? '', chunks: chunksOf(file) }));

for (const { file, chunks } of all) {
  describe(file, () => {
    it.each(chunks.map((chunk) => [chunk.line, chunk] as const))(
      'line %d',
      (_line, { scripts, begins, centre, expected }) => {
        const { diagnostics, program } = compileTexts(scripts, centre);
        const found = diagnostics.map(({ code, place, message }) => {
          const { fileName } = place.source;
          const line = positionAt(place.source, place.span.start).line + (begins[fileName] ?? 0);
          return { code, line, file: fileName === 'center.yaml' ? fileName : '', message };
        });
        expect(found).toEqual(expected.map((one) => ({ ...one, message: expect.stringMatching(one.message) })));
        expect(program === undefined).toBe(expected.length > 0);
      },
    );
  });
}

/** What no text of a few lines can show; the tests that do are named. */
const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  CCS1002: 'dsl: a file of more than 64 MB',
  CCS1011: 'dsl: a text with more than ten thousand faults',
  CCS5001: 'cli: a folder without center.yaml',
};

describe('the cases together', () => {
  const errors = diagnosticCodes.filter(
    (code) => describeDiagnostic(code).level === 'error' && !(code in SHOWN_ELSEWHERE),
  );

  it.each(errors)('show %s in a rejecting and an accepting one', (code) => {
    const chunks = all.filter((one) => one.code === code).flatMap((one) => one.chunks);
    expect(chunks.some(({ expected }) => expected.some((one) => one.code === code))).toBe(true);
    expect(chunks.some(({ expected }) => expected.length === 0)).toBe(true);
  });
});
