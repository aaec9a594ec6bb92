import { describe, expect, it } from 'vitest';
import { isTimezone, nearestTimezone, offsetTransitions } from './timezone.ts';

/** The offset that a table gives for a moment, in hours. */
function hoursAt(timezone: string, atS: number): number {
  const last = offsetTransitions(timezone).findLast((transition) => transition.fromS <= atS);
  return (last?.offsetS ?? Number.NaN) / 3600;
}

const utc = (text: string) => Date.parse(`${text}Z`) / 1000;

describe('the table of offsets', () => {
  it.each([
    ['America/Toronto', '2026-03-08T06:59:59', -5],
    ['America/Toronto', '2026-03-08T07:00:00', -4],
    ['America/Toronto', '2026-11-01T05:59:59', -4],
    ['America/Toronto', '2026-11-01T06:00:00', -5],
    ['Europe/Berlin', '2026-07-01T00:00:00', 2],
    ['Asia/Kolkata', '2026-07-01T00:00:00', 5.5],
    ['Australia/Lord_Howe', '2026-01-01T00:00:00', 11],
    ['Australia/Lord_Howe', '2026-07-01T00:00:00', 10.5],
    ['Pacific/Apia', '2011-12-30T09:59:59', -10],
    ['Pacific/Apia', '2011-12-30T10:00:00', 14],
    ['Pacific/Apia', '2059-07-01T00:00:00', 13],
    ['UTC', '1990-01-01T00:00:00', 0],
  ])('%s at %s is UTC %d hours', (timezone, at, hours) => {
    expect(hoursAt(timezone, utc(at))).toBe(hours);
  });

  it('is ascending and changes the offset each time', () => {
    const table = offsetTransitions('Europe/London');
    for (const [index, transition] of table.entries()) {
      const before = table[index - 1];
      if (before === undefined) continue;
      expect(transition.fromS).toBeGreaterThan(before.fromS);
      expect(transition.offsetS).not.toBe(before.offsetS);
    }
    expect(table.length).toBe(1 + 2 * 71);
  });
});

describe('names of time zones', () => {
  it.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'])('%s is one', (name) => {
    expect(isTimezone(name)).toBe(true);
  });
  it.each(['+02:00', 'Berlin', 'Europe/Berln', '', ' UTC'])('`%s` is none', (name) => {
    expect(isTimezone(name)).toBe(false);
  });
  it('a misspelt one has a suggestion', () => {
    expect(nearestTimezone('Europe/Berln').suggestion).toBe('Europe/Berlin');
  });
});
