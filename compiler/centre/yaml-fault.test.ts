import { describe, expect, it } from 'vitest';
import { positionAt } from '../../dsl/index.ts';
import { readCentre } from './index.ts';

const head = 'center: { name: A, timezone: UTC }\nskillsets:\n  - { name: EM_Default_Skillset }\n';

function told(text: string): readonly string[] {
  return readCentre(text, { fileName: 'center.yaml', files: () => undefined }).diagnostics.map(({ message, place }) => {
    const { line, column } = positionAt(place.source, place.span.start);
    return `${line}:${column} ${message.replace('this is not YAML: ', '')}`;
  });
}

describe('a text that is not YAML', () => {
  it.each([
    [`${head}agents:\n  - id: 4711\n      login: ana\n`, '6:7 this line is out of its column'],
    [`${head}agents:\n  - id: 4711\n   login: ana\n`, '6:4 this line is out of its column'],
    [`${head} agents: []\n`, '4:2 this line is out of its column'],
    [`center:\n  name: A\n   timezone: UTC\n`, '3:4 this line is out of its column'],
    ['center: { name: A, timezone: UTC\nskillsets: []\n', '1:9 this `{` is never closed with `}`'],
    ['center: { name: "A, timezone: UTC }\nskillsets: []\n', '1:17 this quote is never closed on its line'],
    [
      `${head}responses:\n  - name: a\n    text: |\n      Don"t {\n         x\n       y\n    subject: a\n     b: c\n`,
      '11:6 this line',
    ],
    [
      `${head}agents: [\n { id: 1, login: a },\n   { id: 2, login: b } ]\nreasons: [\n`,
      '7:10 this `[` is never closed with `]`',
    ],
  ])('is told at what its author got wrong: %#', (text, expected) => {
    const [first, ...others] = told(text);
    expect(first).toContain(expected);
    expect(others).toEqual([]);
  });

  it('is one fault where a key has grown together with its value', () => {
    expect(told(`center:{ name: A }\n${head.slice(head.indexOf('\n') + 1)}`)).toEqual([
      '1:1 behind `center` stand a colon and a blank',
    ]);
  });
});
