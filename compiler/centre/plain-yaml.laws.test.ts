import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { sourceText } from '../../dsl/index.ts';
import type { Faults } from './faults.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { readYaml } from './read-yaml.ts';

const root = join(import.meta.dirname, '..', '..');
const examples = ['helpdesk', 'orderdesk'].map((name) =>
  readFileSync(join(root, 'examples', name, 'center.yaml'), 'utf8'),
);

/** The examples' top-level keys with what is in them. */
const parts = examples.flatMap((text) => text.split(/(?<=\n)(?=[a-z])/)).filter((part) => /^[a-z]/.test(part));

/** What is read of nodes where there is no fault: kinds, values, and where scalars stand. */
function essence(node: unknown): unknown {
  if (isMap(node)) return node.items.map(({ key, value }) => [essence(key), essence(value)]);
  if (isSeq(node)) return { list: node.items.map(essence) };
  if (!isScalar(node)) return 'another';
  const text = typeof node.value === 'string' ? node.value : node.source;
  return { value: node.value, text, start: node.range?.[0], end: node.range?.[1] };
}

function byPackage(text: string): Node | null | undefined {
  const faults: Faults = { source: sourceText('center.yaml', text), diagnostics: [] };
  return readYaml(faults);
}

/** Equal, or left to the package. */
function agrees(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  expect(essence(plain), text).toEqual(essence(byPackage(text)));
  return true;
}

describe('plain YAML', () => {
  it('is what the examples are written in', () => {
    for (const text of examples) expect(agrees(text)).toBe(true);
  });

  it.each([
    'a: 1\n',
    'a: {}\nb: [ ]\n',
    'a: 5d\nb: 30s\nc: 8:00\ne: 0601\n',
    'a:\n- b\n- c: d\n  e: f\n',
    'a:\n  - b # c\n\n# d\n  - "e # f"\ng: {h: [i, "j", true], k: l m}',
    'a: true\nb: null\nc: é – x\n',
    "a: 'b: c'\nd: http://e.f/g#h\n",
  ])('reads %j as the package does', (text) => {
    expect(agrees(text)).toBe(true);
  });

  it.each([
    'a: 0x1f\n',
    'a: 1.5\n',
    'a: -1\n',
    'a: ~\n',
    'a:\n',
    'a: b\n  c\n',
    'a: b: c\n',
    'a: "b\\n"\n',
    'a: &b c\n',
    'a: |\n  b\n',
    '- a\n',
    '',
    '---\na: b\n',
    'a: [b,\n  c]\n',
    'a: b\n c: d\n',
    'a:\tb\n',
    'a: {b}\n',
    'a: [b: c]\n',
    'a: "b" c\n',
    'a: b\r\n',
  ])('leaves %j to the package', (text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  it('agrees with the package on parts of the examples with a piece put in, taken out or doubled', () => {
    const piece = fc.constantFrom(
      ...[
        '\n',
        ' ',
        '  ',
        ':',
        ': ',
        '-',
        '- ',
        '#',
        ' #',
        ',',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '\\',
        '&',
        '*',
        '!',
        '|',
        '>',
      ],
      ...[
        '%',
        '@',
        '0',
        '0x',
        '1e',
        '.',
        '+',
        '~',
        'null',
        'true',
        '\t',
        '\r',
        '\u00a0',
        'é',
        '?',
        '? ',
        '---\n',
        '...\n',
      ],
    );
    let agreed = 0;
    const change = fc.record({ at: fc.nat(5000), gone: fc.nat(4), piece });
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.array(change, { minLength: 1, maxLength: 3 }), (part, changes) => {
        const text = changes.reduce((before, { at, gone, piece }) => {
          const from = at % (before.length + 1);
          return before.slice(0, from) + piece + before.slice(from + gone);
        }, part);
        if (agrees(text)) agreed += 1;
      }),
      { numRuns: 1000 },
    );
    expect(agreed).toBeGreaterThan(20);
  });
});
