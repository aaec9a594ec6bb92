import { describe, expect, it } from 'vitest';
import { SharedLines } from './traces.ts';

describe('SharedLines', () => {
  it('holds equal lines once, and never takes lines with other values for them', () => {
    const shared = new SharedLines();
    const line = (value: number): { script: string; line: number; values: { name: string; value: number }[] }[] => [
      { script: 'Master_Script', line: 1, values: [{ name: 'QUEUED COUNT', value }] },
    ];
    const first = line(1);
    expect(shared.share(first)).toBe(first);
    expect(shared.share(line(1))).toBe(first);
    const other = line(2);
    expect(shared.share(other)).toBe(other);
  });
});
