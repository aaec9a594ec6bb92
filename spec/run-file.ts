/**
 * The text of a run case (`cases/run/*.run`): what it shows, then sections that begin with a line `-- name --`.
 *
 *     -- center --              a center.yaml of its own; else cases/run/center.yaml
 *     -- Master_Script.ccs --   a script; `{{20 × text}}` is text twenty times
 *     -- timeline --            what happens when: `HH:MM:SS who does what`, see run-timeline.ts
 *     -- expect --              what the contacts' histories say, in order; `-- expect log, alarm --` looks at these kinds only
 *     -- contacts --            how the contacts stand at the end; optional
 *
 * `-- center 2 --` and `-- Name.ccs 2 --` belong to a second activation: the scripts that it changes, over those of the first.
 */

/** A centre and its scripts, as they are activated together. */
export interface RunSet {
  /** Text of center.yaml; undefined: the centre of the run cases. */
  readonly center: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
}

export interface RunFile {
  readonly about: string;
  /** By activation, the first at 0. */
  readonly sets: readonly RunSet[];
  readonly timeline: readonly string[];
  /** Kinds of events that are looked at; undefined: all. */
  readonly kinds: readonly string[] | undefined;
  readonly expect: readonly string[];
  readonly contacts: readonly string[] | undefined;
}

const HEADER = /^-- (.+) --$/;

/** Reads a run case. Throws when a section is missing or unknown. */
export function readRunFile(text: string): RunFile {
  const parts: { readonly name: string; readonly lines: string[] }[] = [{ name: '', lines: [] }];
  for (const line of text.split('\n')) {
    const name = HEADER.exec(line)?.[1];
    if (name === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ name, lines: [] });
  }
  const sets: { center: string | undefined; scripts: Record<string, string> }[] = [];
  const found = new Map<string, readonly string[]>();
  let kinds: readonly string[] | undefined;
  for (const { name, lines } of parts) {
    const set = /^(center|\w+\.ccs)(?: (\d+))?$/.exec(name);
    const expected = /^expect(?: (.+))?$/.exec(name);
    if (set !== null) {
      const number = Number(set[2] ?? 1) - 1;
      const before = sets[number - 1];
      sets[number] ??= { center: before?.center, scripts: { ...before?.scripts } };
      const body = lines.map(expanded).join('\n');
      if (set[1] === 'center') sets[number].center = body;
      else sets[number].scripts[set[1] as string] = body;
    } else if (expected !== null) {
      kinds = expected[1]?.split(', ');
      found.set('expect', written(lines));
    } else if (['', 'timeline', 'contacts'].includes(name)) found.set(name, written(lines));
    else throw new Error(`there is no section \`${name}\` in a run case`);
  }
  const [about, timeline, expect] = ['', 'timeline', 'expect'].map((name) => found.get(name));
  if (about === undefined || timeline === undefined || expect === undefined || sets.length === 0)
    throw new Error('a run case has a script, `-- timeline --` and `-- expect --`');
  return { about: about.join('\n'), sets, timeline, kinds, expect, contacts: found.get('contacts') };
}

/** The text with other expectations, for `UPDATE=1`. */
export function withExpectations(text: string, expect: readonly string[], contacts: readonly string[]): string {
  return text
    .replace(/(^-- expect.* --\n)(?:(?!-- .* --\n)[^\n]*\n?)*/m, (_all, head: string) => `${head}${joined(expect)}`)
    .replace(/(^-- contacts --\n)(?:(?!-- .* --\n)[^\n]*\n?)*/m, (_all, head: string) => `${head}${joined(contacts)}`);
}

const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

const written = (lines: readonly string[]) => lines.filter((line) => line.trim() !== '');

function expanded(line: string): string {
  return line.replace(/\{\{(\d+) × (.*?)\}\}/g, (_all, count: string, text: string) => text.repeat(Number(count)));
}
