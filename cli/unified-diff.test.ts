import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

/** Applies a unified diff, as the programs that read one do. */
function patched(text: string, diff: string): string {
  const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const [head = '', ...lines] = hunk.split(/(?<=\n)/);
    const [, start = '', count = '1'] = /^@@ -(\d+)(?:,(\d+))? /.exec(head) ?? [];
    const from = Number(start) - (count === '0' ? 0 : 1);
    out.push(...before.slice(at, from));
    at = from;
    lines.forEach((line, index) => {
      const whole = lines[index + 1]?.startsWith('\\') ? line.slice(1, -1) : line.slice(1);
      if (line.startsWith('\\')) return;
      if (line.startsWith('+')) out.push(whole);
      else {
        expect(before[at]).toBe(whole);
        at += 1;
        if (line.startsWith(' ')) out.push(whole);
      }
    });
  }
  return [...out, ...before.slice(at)].join('');
}

const texts = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'a\r\n'), { maxLength: 25 })
  .chain((lines) => fc.constantFrom(lines.join(''), `${lines.join('')}end`));

describe('a unified diff', () => {
  it('makes the second text of the first', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(patched(one, unifiedDiff('a', 'b', one, other))).toBe(other);
      }),
      { numRuns: 300 },
    );
  });

  it('shows three lines around a change, and near changes together', () => {
    expect(unifiedDiff('a', 'b', '1\n2\n3\n4\n5\n6\n7\n8\n', '1\n2\n3\n4\nx\n6\n7\n8\n')).toBe(
      '--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n',
    );
    expect(unifiedDiff('a', 'b', 'same\n', 'same\n')).toBe('');
    expect(unifiedDiff('a', 'b', 'one', 'one\n')).toBe(
      '--- a\n+++ b\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+one\n',
    );
  });

  it('gives up on texts that have little in common, with one replacement', () => {
    const one = Array.from({ length: 5_000 }, (_, index) => `a${index}\n`).join('');
    const other = Array.from({ length: 5_000 }, (_, index) => `b${index}\n`).join('');
    expect(unifiedDiff('a', 'b', one, other).match(/^@@/gm)).toHaveLength(1);
  });
});
