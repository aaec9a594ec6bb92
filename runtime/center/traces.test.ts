import { describe, expect, it } from 'vitest';
import { SharedTraces } from './trace-rows.ts';

describe('SharedTraces', () => {
  it('holds equal lines once, and never takes lines with other values for them', () => {
    const shared = new SharedTraces();
    const line = (value: number): { script: string; line: number; values: { name: string; value: number }[] }[] => [
      { script: 'Master_Script', line: 1, values: [{ name: 'QUEUED COUNT', value }] },
    ];
    const first = line(1);
    expect(shared.lines(first)).toBe(first);
    expect(shared.lines(line(1))).toBe(first);
    const other = line(2);
    expect(shared.lines(other)).toBe(other);
  });
});
