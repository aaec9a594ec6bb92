import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from './sorted-list.ts';

interface Member {
  readonly key: number;
}

const byKey = (a: Member, b: Member): number => a.key - b.key;

describe('SortedList', () => {
  it('keeps order, ranks and size as a plain sorted array does, whatever is added and deleted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(300)), { maxLength: 400 }), (steps) => {
        const members = Array.from({ length: 301 }, (_, key) => ({ key }));
        const list = new SortedList<Member>(byKey);
        const model = new Set<number>();
        for (const [add, key] of steps) {
          const member = members[key] as Member;
          if (add && !model.has(key)) {
            list.add(member);
            model.add(key);
          } else if (!add) expect(list.delete(member)).toBe(model.delete(key));
        }
        const sorted = [...model].sort((a, b) => a - b);
        expect([...list].map(({ key }) => key)).toEqual(sorted);
        expect(list.size).toBe(sorted.length);
        expect(list.first()?.key).toBe(sorted[0]);
        for (const probe of [0, 17, 150, 300]) {
          expect(list.rank(members[probe] as Member)).toBe(sorted.filter((key) => key < probe).length);
          expect(list.firstFrom(({ key }) => key > probe)?.key).toBe(sorted.find((key) => key > probe));
        }
      }),
    );
  });

  it('holds ten thousand members, added from both ends and the middle, in order', () => {
    const list = new SortedList<Member>(byKey);
    const members = Array.from({ length: 10_000 }, (_, key) => ({ key }));
    for (let i = 0; i < 10_000; i++) list.add(members[(i * 7_919) % 10_000] as Member);
    expect([...list].map(({ key }) => key)).toEqual(members.map(({ key }) => key));
    for (let i = 0; i < 10_000; i += 997) expect(list.rank(members[i] as Member)).toBe(i);
  });
});
