import { describe, expect, it } from 'vitest';
import { SECOND } from './local-time.ts';
import { RecentArrivals, SkillsetStatistics } from './statistics.ts';

const DAY = 86_400 * SECOND;

describe('SkillsetStatistics', () => {
  it('looks back exactly ten minutes', () => {
    const statistics = new SkillsetStatistics();
    statistics.answered(1_000 * SECOND, 10);
    statistics.answered(1_300 * SECOND, 30);
    expect(statistics.window(1_300 * SECOND)).toEqual({ count: 2, waitS: 40 });
    expect(statistics.window(1_600 * SECOND - 1)).toEqual({ count: 2, waitS: 40 });
    expect(statistics.window(1_600 * SECOND)).toEqual({ count: 1, waitS: 30 });
    expect(statistics.window(2_000 * SECOND)).toEqual({ count: 0, waitS: 0 });
  });

  it('counts today anew when the day or the threshold changes', () => {
    const statistics = new SkillsetStatistics();
    statistics.answered(DAY - SECOND, 1);
    statistics.answered(DAY + SECOND, 50);
    statistics.answered(DAY + 2 * SECOND, 70);
    expect(statistics.today(DAY, 60)).toMatchObject({ within: 1, total: 2 });
    expect(statistics.today(DAY, 70)).toMatchObject({ within: 2, total: 2 });
    expect(statistics.today(0, 60)).toMatchObject({ within: 2, total: 3 });
    expect(statistics.today(2 * DAY, 60)).toMatchObject({ within: 0, total: 0 });
  });

  it('says the same after it has forgotten what is older than two days', () => {
    const statistics = new SkillsetStatistics();
    for (let i = 0; i < 3_000; i++) statistics.answered(i * 100 * SECOND, i % 100);
    const at = 2_999 * 100 * SECOND;
    expect(statistics.window(at)).toEqual({ count: 6, waitS: 94 + 95 + 96 + 97 + 98 + 99 });
    expect(statistics.today(at - 999 * 100 * SECOND, 49)).toMatchObject({ within: 500, total: 1_000 });
  });
});

describe('RecentArrivals', () => {
  it('counts those of the last minute only', () => {
    const arrivals = new RecentArrivals();
    for (let i = 0; i < 20_000; i++) arrivals.add(i * SECOND);
    expect(arrivals.count(19_999 * SECOND)).toBe(60);
    expect(arrivals.count(20_030 * SECOND)).toBe(29);
    expect(arrivals.count(30_000 * SECOND)).toBe(0);
  });
});
