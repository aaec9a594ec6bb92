import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './instruction-shape.ts';
import { INSTRUCTIONS, VOICE_STATEMENTS } from './instructions.ts';
import { INTRINSICS, intrinsicByNumber } from './intrinsics.ts';

describe('the instruction table', () => {
  const rows = Object.entries(INSTRUCTIONS);

  it('gives each instruction a code of its own, and its shape by it', () => {
    expect(new Set(rows.map(([, { code }]) => code)).size).toBe(rows.length);
    for (const [name, { code, operands }] of rows) {
      expect(shapeOf(code)).toMatchObject({ name, words: Object.keys(operands).length + 1 });
    }
    expect(shapeOf(0)).toBeUndefined();
    expect(shapeOf(Math.max(...rows.map(([, { code }]) => code)) + 1)).toBeUndefined();
  });

  it('has a case in the machine for every row', () => {
    const source = ['machine.ts', 'comparisons.ts', 'arithmetic.ts', 'statements.ts']
      .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
      .join('');
    for (const [name] of rows) expect(source).toContain(`satisfies Op<'${name}'>`);
  });

  it('keeps the numbers that images hold', () => {
    // Append-only: a line here changes only by growing.
    expect(rows.map(([name, { code }]) => `${code} ${name}`).join('\n')).toMatchSnapshot();
    expect(
      Object.entries(INTRINSICS)
        .map(([name, { number }]) => `${number} ${name}`)
        .join('\n'),
    ).toMatchSnapshot();
    expect(VOICE_STATEMENTS.join('\n')).toMatchSnapshot();
  });
});

it('finds each intrinsic by its number', () => {
  for (const [name, row] of Object.entries(INTRINSICS)) expect(intrinsicByNumber(row.number)).toEqual({ name, row });
  expect(intrinsicByNumber(0)).toBeUndefined();
});
