/**
 * What one word left out gives, for every such word of every script that stands in this project: exactly one error, at its place (language §7),
 * and a mend that gives the same program back.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { starterFiles } from '../cli/starter-centre.ts';
import { readCentre } from '../compiler/centre/index.ts';
import { compileSet } from '../compiler/index.ts';
import { mendTexts, positionAt } from '../dsl/index.ts';
import type { Program } from '../vm/index.ts';
import { CASES_CENTRE } from './compile-text.ts';

interface ScriptSet {
  readonly name: string;
  readonly centre: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly read: (path: string) => string | undefined;
}

function exampleSet(name: string): ScriptSet {
  const folder = new URL(`../examples/${name}/`, import.meta.url);
  const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ccs'));
  return {
    name,
    centre: read('center.yaml'),
    scripts: Object.fromEntries(files.map((file) => [file, read(file)])),
    read,
  };
}

function starterSet(): ScriptSet {
  const files = starterFiles('shop');
  const scripts = Object.fromEntries(Object.entries(files).filter(([file]) => file.endsWith('.ccs')));
  return { name: 'what ccmm init writes', centre: files['center.yaml'] ?? '', scripts, read: (path) => files[path] };
}

/** The blocks and parentheses that mail scripts seldom have. */
const voiceSet: ScriptSet = {
  name: 'a voice script',
  centre: CASES_CENTRE,
  read: () => undefined,
  scripts: {
    'Master_Script.ccs': `EVENT HANDLER
  EVENT NOT_QUEUED:
    LOG "lost", tries_cv
    QUEUE TO SKILLSET sales_sk
  EVENT RETURNED_TO_QUEUE:
    IF (tries_cv + 1) * 2 > 3 THEN
      LOG "back"
    END IF
END HANDLER
READVAR tries_cv
  tries_cv ASSIGNED (tries_cv + 1) * 2
  IF tries_cv = 1 THEN
    LOG "first"
  END IF
SAVEVAR
IF CONTACT TYPE = Voice THEN
  OPEN VOICE SESSION 4711
    PLAY PROMPT 5, 6
    COLLECT 4 DIGITS INTO dn_cv INTERDIGIT TIMER 5
    IF NOT (QUEUED OR SUBJECT = "a") THEN
      LOG (QUEUED COUNT sales_sk, help_sk)
    END IF
  END VOICE SESSION
  GIVE MUSIC 5
END IF
WHERE SUBJECT EQUALS
  VALUE "a", "b":
    LOG "c"
    QUEUE TO SKILLSET sales_sk
  VALUE "d":
    IF ((tries_cv = 1) OR SUBJECT = "x") THEN
      LOG "c", tries_cv, "b"
    END IF
    QUEUE TO SKILLSET sales_sk
  DEFAULT:
    LOG "c"
    QUEUE TO SKILLSET sales_sk
END WHERE
IF SUBJECT CONTAINS "invoice", "bill"
    AND (NOT QUEUED)
THEN
  CLOSE CONTACT WITH REASON Spam
ELSE
  IF BODY MATCHES "*x*" THEN
    ROUTE CONTACT "a@b.example"
  END IF
END IF
SECTION Look
WAIT 30
IF NOT QUEUED THEN
  QUEUE TO SKILLSET sales_sk
END IF
EXECUTE Look
`,
  },
};

const sets: readonly ScriptSet[] = [
  ...readdirSync(new URL('../examples/', import.meta.url))
    .filter((name) => existsSync(new URL(`../examples/${name}/center.yaml`, import.meta.url)))
    .map(exampleSet),
  starterSet(),
  voiceSet,
];

interface Gap {
  readonly word: string;
  readonly start: number;
  /** Where its lack is told: at the last word before it, of an end at its opener, of a quote on its line. */
  readonly line: number;
}

const openerOf: Readonly<Record<string, string>> = {
  'END IF': 'IF',
  'END WHERE': 'WHERE',
  'END HANDLER': 'EVENT HANDLER',
  'END VOICE SESSION': 'OPEN VOICE SESSION',
  SAVEVAR: 'READVAR',
};

const words =
  /\b(THEN|EQUALS|TO|END\s+(?:IF|WHERE|HANDLER|VOICE\s+SESSION)|SAVEVAR|IF|WHERE|EVENT\s+HANDLER|OPEN\s+VOICE\s+SESSION|READVAR)\b|\)|#/g;

/** Every word of a script that is right whose lack is one error. A closing quote is `#` here. */
function gapsOf(source: string): readonly Gap[] {
  const bare = source.replace(/\/\*[\s\S]*?\*\/|"[^"\n]*"/g, (text) =>
    text.startsWith('"') ? `"${'_'.repeat(text.length - 2)}#` : text.replace(/[^\n]/g, ' '),
  );
  const lineAt = (offset: number) => bare.slice(0, offset).split('\n').length;
  const open: { readonly word: string; readonly line: number }[] = [];
  const gaps: Gap[] = [];
  for (const { 0: written, index } of bare.matchAll(words)) {
    const word = written.replace(/\s+/g, ' ');
    const opener = openerOf[word];
    if (Object.values(openerOf).includes(word)) open.push({ word, line: lineAt(index) });
    else if (opener !== undefined) gaps.push({ word, start: index, line: open.pop()?.line ?? 0 });
    else if (word === '#') gaps.push({ word: '"', start: index, line: lineAt(index) });
    else if (word !== ')') gaps.push({ word, start: index, line: lineAt(bare.slice(0, index).trimEnd().length) });
    else gaps.push({ word, start: index, line: 0 });
  }
  return gaps;
}

/** What a program does, without where its lines stand and the hash that goes over them too. */
function meaningOf(program: Program | undefined): unknown {
  return program === undefined ? undefined : { ...program, spans: undefined, hash: undefined };
}

describe.each(sets)('in $name', ({ centre, scripts, read }) => {
  const { directory, positions } = readCentre(centre, { fileName: 'center.yaml', files: read });
  const compile = (texts: Readonly<Record<string, string>>) =>
    compileSet(
      directory ?? expect.unreachable(),
      positions,
      Object.entries(texts).map(([file, source]) => ({ file, source })),
    );
  const right = compile(scripts);

  it.each(Object.keys(scripts))(
    'one word left out of %s is one error, at its place, and its mend gives the program back',
    (file) => {
      const text = scripts[file] ?? '';
      const gaps = gapsOf(text);
      expect(right.program).toBeDefined();
      for (const { word, start, line } of gaps) {
        const source = text.slice(0, start) + text.slice(start + lengthOf(text, start, word));
        const what = `${word} of line ${text.slice(0, start).split('\n').length}`;
        const errors = compile({ ...scripts, [file]: source }).diagnostics.filter(({ level }) => level === 'error');
        expect(
          errors.map(({ code, message }) => `${code} ${message}`),
          what,
        ).toHaveLength(1);
        const { code, place } = errors[0] ?? expect.unreachable();
        expect(code, what).toBe(word === '"' ? 'CCS1004' : word in openerOf ? 'CCS1103' : 'CCS1102');
        expect(place.source.fileName, what).toBe(file);
        if (word !== ')') expect(positionAt(place.source, place.span.start).line, what).toBe(line);
        if (word === ')' || word === '"') continue;
        const mended = mendTexts(
          new Map([[file, source]]),
          (texts) => compile({ ...scripts, ...Object.fromEntries(texts) }).diagnostics,
        );
        const again = compile({ ...scripts, ...Object.fromEntries(mended.texts) });
        expect(meaningOf(again.program), what).toEqual(meaningOf(right.program));
      }
    },
  );
});

/** How long a word is as the text writes it. */
function lengthOf(text: string, start: number, word: string): number {
  if (!/[A-Z]/.test(word)) return 1;
  return new RegExp(`^${word.replaceAll(' ', '\\s+')}`).exec(text.slice(start))?.[0].length ?? 0;
}
