import { expect, it } from 'vitest';
import { FUZZ_KINDS, fuzz } from './fuzz.ts';

it('nothing throws and nothing takes a second, whatever it is given', () => {
  const counts = new Map<string, number>();
  const found: string[] = [];
  for (let seed = 1; seed <= 250; seed++) {
    const wrong = fuzz(seed, (what) => counts.set(what, (counts.get(what) ?? 0) + 1));
    if (wrong !== undefined) found.push(wrong);
  }
  expect(found).toEqual([]);
  for (const kind of [...FUZZ_KINDS, 'images that load', 'images that load into a centre'])
    expect(counts.get(kind), kind).toBeGreaterThan(5);
});
