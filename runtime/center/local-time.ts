/**
 * The centre's local time, looked up in the offset transitions of the activated directory and nowhere else (design decision 1).
 * Calendar arithmetic is the proleptic Gregorian one, in whole days since 1970-01-01.
 */
import { dateValue, type OffsetTransition } from '../../vm/index.ts';

/** Microseconds of a second: the core's unit against the units people use. */
export const SECOND = 1_000_000;
const DAY_S = 86_400;

export interface LocalTime {
  /** Minutes after midnight. */
  readonly minutes: number;
  /** 0 = Sunday .. 6. */
  readonly day: number;
  readonly dayOfMonth: number;
  /** 1..12. */
  readonly month: number;
  /** Date with year, as a register holds it. */
  readonly date: number;
}

/** Seconds to add to UTC at a moment (seconds); 0 without any transition, the first one's before it. */
export function offsetS(transitions: readonly OffsetTransition[], atS: number): number {
  let low = 0;
  let high = transitions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transitions[middle] as OffsetTransition).fromS <= atS) low = middle + 1;
    else high = middle;
  }
  return (transitions[Math.max(0, low - 1)] ?? { offsetS: 0 }).offsetS;
}

/** Local time of a moment (microseconds). */
export function localTime(transitions: readonly OffsetTransition[], at: number): LocalTime {
  const utcS = Math.floor(at / SECOND);
  const localS = utcS + offsetS(transitions, utcS);
  const days = Math.floor(localS / DAY_S);
  const { year, month, day } = civilOf(days);
  return {
    minutes: Math.floor((localS - days * DAY_S) / 60),
    day: (((days + 4) % 7) + 7) % 7,
    dayOfMonth: day,
    month,
    date: dateValue(year, month, day),
  };
}

/** When the local day of a moment began (microseconds, UTC). */
export function dayStartAt(transitions: readonly OffsetTransition[], at: number): number {
  const utcS = Math.floor(at / SECOND);
  const offset = offsetS(transitions, utcS);
  const midnightS = Math.floor((utcS + offset) / DAY_S) * DAY_S;
  return (midnightS - offsetS(transitions, midnightS - offset)) * SECOND;
}

/** Year, month and day of a day number: years are counted from March, so that the leap day is the last of its year. */
function civilOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}
