import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateValue } from '../../vm/index.ts';
import { dayStartAt, localTime, SECOND } from './local-time.ts';
import { smallDirectory } from './testing/directory.ts';

const { transitions } = smallDirectory();
const at = (iso: string): number => Date.parse(iso) * 1_000;

describe('localTime', () => {
  it('is right over both changes of daylight-saving time', () => {
    expect(localTime(transitions, at('2026-03-08T06:59:59Z')).minutes).toBe(119);
    expect(localTime(transitions, at('2026-03-08T07:00:00Z')).minutes).toBe(180);
    expect(localTime(transitions, at('2026-11-01T05:59:59Z')).minutes).toBe(119);
    expect(localTime(transitions, at('2026-11-01T06:00:00Z')).minutes).toBe(60);
  });

  it('includes 17:00:59 in 17:00', () => {
    expect(localTime(transitions, at('2026-10-07T21:00:59Z')).minutes).toBe(17 * 60);
  });

  it('agrees with the calendar on every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 60_000 }), fc.nat(86_399), (day, second) => {
        const moment = new Date((day * 86_400 + second) * 1_000);
        expect(localTime([], moment.getTime() * 1_000)).toEqual({
          minutes: moment.getUTCHours() * 60 + moment.getUTCMinutes(),
          day: moment.getUTCDay(),
          dayOfMonth: moment.getUTCDate(),
          month: moment.getUTCMonth() + 1,
          date: dateValue(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()),
        });
      }),
    );
  });
});

describe('dayStartAt', () => {
  it('is the local midnight, also on days of 23 and 25 hours', () => {
    expect(dayStartAt(transitions, at('2026-10-07T14:00:00Z'))).toBe(at('2026-10-07T04:00:00Z'));
    expect(dayStartAt(transitions, at('2026-03-08T20:00:00Z'))).toBe(at('2026-03-08T05:00:00Z'));
    expect(dayStartAt(transitions, at('2026-11-01T20:00:00Z'))).toBe(at('2026-11-01T04:00:00Z'));
    expect(dayStartAt([], 90_000 * SECOND)).toBe(86_400 * SECOND);
  });
});
