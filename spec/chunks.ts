/**
 * The case files of `cases/`: scripts cut into chunks by lines `---`, each compiled by itself against cases/center.yaml.
 *
 * What is expected stands on the line that it is about, in a comment that begins with an exclamation mark: the code, then a regular expression
 * of the message in quotes. A chunk without one must compile. Words of our own: `set` before the code for a fault of the whole set; `dialect
 * ccm6` instead of a code for the stricter dialect; a line `-- Name.ccs --` begins a further script of the chunk; `{{101 × text}}` is text a
 * hundred and one times. In `warnings/` warnings are expected too, all of them, and of notes those of the file's own code; nowhere else are they
 * looked at. A case of center.yaml has an empty Master_Script, or what stands after `#>`. Files are read byte by byte, so a chunk may hold what is not UTF-8. Cases of center.yaml are cut alike; there the
 * comment begins with `#!`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { CASES_CENTRE, STRICT_CENTRE } from './compile-text.ts';

/** What is said of a chunk, and where. */
export interface Expectation {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly message: RegExp;
}

/** One part of a case file, compiled by itself. */
export interface Chunk {
  /** The case file's line on which it begins. */
  readonly line: number;
  readonly scripts: Readonly<Record<string, string | Uint8Array>>;
  /** Lines of the case file before each text. */
  readonly begins: Readonly<Record<string, number>>;
  readonly centre: string;
  readonly expected: readonly Expectation[];
}

const root = new URL('./cases/', import.meta.url);
/** The case files below `cases/`, in order. */
export const caseFiles: readonly string[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ccs|yaml)$/.test(file) && !file.endsWith('center.yaml'))
  .sort();

/** The chunks of a case file. */
export function chunksOf(file: string): readonly Chunk[] {
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

/** One chunk: the lines of a file, as latin1, up to its end, and the line at which it begins. Of the file's name only the ending counts. */
export function chunkOf(file: string, lines: readonly string[], from: number): Chunk {
  const own = lines.slice(from);
  const expected = own.flatMap((line, index) =>
    expectationsIn(line, file.endsWith('.yaml') ? 'center.yaml' : undefined, from + index + 1),
  );
  if (file.endsWith('.yaml')) {
    const centre = Buffer.from(own.map(expanded).join('\n'), 'latin1').toString('utf8');
    const master = own.find((line) => line.startsWith('#>'))?.slice(2) ?? '';
    return {
      line: from + 1,
      scripts: { 'Master_Script.ccs': master },
      begins: { 'center.yaml': from },
      centre,
      expected,
    };
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
