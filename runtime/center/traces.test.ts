import { describe, expect, it } from 'vitest';
import { newTrace } from '../../vm/index.ts';
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

  it('holds a path once, but none that is very long', () => {
    const shared = new SharedTraces();
    const path = (words: number) => shared.path({ ...newTrace(), at: words });
    expect(path(4_096)).toBe(path(4_096));
    expect(path(4_098)).not.toBe(path(4_098));
  });
});
