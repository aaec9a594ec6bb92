/**
 * language.md as a page that can be executed: its sections and its fenced examples.
 *
 * What stands behind the three backticks says what is done with an example:
 *
 *     ccs                       a whole script: nothing is said about it, not even a note (but that it leaves variables of the centre unused)
 *     ccs part                  a part of a script: no error; what a whole script would be warned of is not looked at
 *     ccs error CCS1102         these errors, in this order, and no other
 *     ccs warning CCS4102       no error, these warnings and no other
 *     ccs note CCS3105          no error, no warning, these notes and no other
 *     run                       a run case (run-file.ts): scripts, what happens, what comes of it
 *     yaml                      a center.yaml, or some keys of one: read without an error
 *     yaml error CCS5003        these errors, in this order, and no other
 *     ebnf                      rules of the grammar, word for word as in grammar.md
 *     text                      a picture of something; nothing is done with it
 *
 * Scripts are compiled against cases/center.yaml; what is expected of them stands on its line, as in a case file (chunks.ts). An example that
 * needs another centre brings one, as the first of its parts: `-- center.yaml --`.
 */
import { readFileSync } from 'node:fs';
import { chunkOf, type Expectation } from './chunks.ts';

/** One fenced example. */
export interface Example {
  /** What stands behind the backticks, in words. */
  readonly fence: readonly string[];
  /** The page's line of the backticks. */
  readonly line: number;
  readonly text: string;
}

/** One numbered section. */
export interface PageSection {
  readonly number: number;
  readonly title: string;
  readonly examples: readonly Example[];
}

/** A page cut into its sections. Throws when a fence is never closed. */
export function readPage(text: string): readonly PageSection[] {
  const sections: { number: number; title: string; examples: Example[] }[] = [];
  let open: { readonly fence: string; readonly line: number; readonly lines: string[] } | undefined;
  text.split('\n').forEach((line, index) => {
    const heading = /^## (\d+)\. (.+)$/.exec(line);
    if (open !== undefined) {
      if (line !== '```') open.lines.push(line);
      else {
        const fence = open.fence.split(' ').filter((word) => word !== '');
        sections.at(-1)?.examples.push({ fence, line: open.line, text: open.lines.join('\n') });
        open = undefined;
      }
    } else if (line.startsWith('```')) open = { fence: line.slice(3), line: index + 1, lines: [] };
    else if (heading !== null) sections.push({ number: Number(heading[1]), title: heading[2] ?? '', examples: [] });
  });
  if (open !== undefined) throw new Error(`the example that begins in line ${open.line} is never closed`);
  return sections;
}

/** What an example's scripts and centre are, and what is expected of them. */
export interface CompiledExample {
  readonly scripts: Readonly<Record<string, string | Uint8Array>>;
  readonly begins: Readonly<Record<string, number>>;
  readonly centre: string;
  readonly expected: readonly Expectation[];
}

const OWN_CENTRE = /^-- center\.yaml --\n([\s\S]*?)\n(?=-- \S+\.ccs --)/;

/** Reads an example of kind `ccs`. */
export function scriptExample(text: string): CompiledExample {
  const own = OWN_CENTRE.exec(text)?.[1];
  const lines = own === undefined ? text : text.replace(OWN_CENTRE, (part) => '\n'.repeat(part.split('\n').length - 1));
  const chunk = chunkOf('example.ccs', linesOf(lines), 0);
  return own === undefined ? chunk : { ...chunk, centre: wholeCentre(own) };
}

/** Reads an example of kind `yaml`. */
export function centreExample(text: string): CompiledExample {
  const chunk = chunkOf('example.yaml', linesOf(text), 0);
  return { ...chunk, centre: wholeCentre(chunk.centre) };
}

function linesOf(text: string): readonly string[] {
  return Buffer.from(text).toString('latin1').split('\n');
}

/** Some keys of a center.yaml are made a whole one: what every centre has stands behind them. */
function wholeCentre(text: string): string {
  const missing = [
    /^center:/m.test(text) ? [] : ['center: { name: Example, timezone: UTC }'],
    /^skillsets:/m.test(text) ? [] : ['skillsets: [{ name: EM_Default_Skillset }, { name: EM_Billing }]'],
  ];
  return [text, ...missing.flat()].join('\n');
}

/** The text of a page of this folder. */
export function pageText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
