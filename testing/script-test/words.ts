/** Times, durations and comparisons as a script test writes them. Times of the core are microseconds. */
import { parseDuration } from '../../compiler/centre/index.ts';

/** `3m`, `1h 30m`, `90s`. */
export const DURATION = '[0-9]{1,9}[dhms]( ?[0-9]{1,9}[dhms])*';
/** A day and a time, or an offset behind them. */
export const MOMENT = '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?';
/** A time of the day. */
export const CLOCK = '[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?';

const SECOND = 1_000_000;

/** Microseconds of a duration; 0 for `0s`. */
export function durationUs(text: string): number {
  return (parseDuration(text) ?? 0) * SECOND;
}

/** Seconds as people write them: `3m`, `1h 30m`, `0s`. */
export function durationWords(seconds: number): string {
  if (seconds === 0) return '0s';
  const parts: string[] = [];
  let rest = Math.abs(seconds);
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return `${seconds < 0 ? '-' : ''}${parts.join(' ')}`;
}

/** The centre's offset from UTC, seconds, at a moment in seconds. */
export type OffsetAt = (epochS: number) => number;

/** A moment in microseconds: the centre's local time, unless an offset stands behind it. Undefined when there is no such time. */
export function momentUs(text: string, offsetAt: OffsetAt): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (match === null) return undefined;
  const [, day, hour = '0', minute = '00', second = '00', offset] = match;
  const ms = Date.parse(`${day}T${hour.padStart(2, '0')}:${minute}:${second}${offset ?? 'Z'}`);
  if (Number.isNaN(ms)) return undefined;
  if (offset !== undefined) return ms * 1000;
  if (new Date(ms).toISOString().slice(0, 10) !== day) return undefined;
  // Asked twice, because the first guess may stand on the other side of a change.
  const localS = ms / 1000;
  const guessS = localS - offsetAt(localS);
  return (localS - offsetAt(guessS)) * SECOND;
}

/** The next time that the centre's clocks show this time of the day, after `at`; microseconds. Undefined when no clock shows it. */
export function nextClockUs(text: string, at: number, offsetAt: OffsetAt): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null || Number(match[1]) > 23 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 59) return undefined;
  const nowS = Math.floor(at / SECOND);
  const day = (localS: number) => new Date(localS * 1000).toISOString().slice(0, 10);
  for (let days = 0; days < 3; days++) {
    const local = nowS + offsetAt(nowS) + days * 86_400;
    const found = momentUs(`${day(local)} ${text}`, offsetAt);
    if (found !== undefined && found > at) return found;
  }
  return undefined;
}

/** A moment as the centre's clocks show it, `Mon 2026-11-23 10:00:00`. */
export function clockWords(at: number, offsetAt: OffsetAt): string {
  const local = new Date(Math.floor(at / 1000) + offsetAt(Math.floor(at / SECOND)) * 1000);
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][local.getUTCDay()];
  return `${day} ${local.toISOString().slice(0, 19).replace('T', ' ')}`;
}

/** `3m`, `> 3m`, `<= 1h`: how a duration is compared. */
export function comparison(text: string): { readonly sign: string; readonly seconds: number } {
  const [, sign = '', duration = ''] = /^(<=|>=|<|>)? ?(.*)$/.exec(text) ?? [];
  return { sign: sign === '' ? '=' : sign, seconds: durationUs(duration) / SECOND };
}

/** Whether a number of seconds is as a comparison says. */
export function holdsFor(seconds: number, { sign, seconds: than }: ReturnType<typeof comparison>): boolean {
  switch (sign) {
    case '<':
      return seconds < than;
    case '>':
      return seconds > than;
    case '<=':
      return seconds <= than;
    case '>=':
      return seconds >= than;
    default:
      return seconds === than;
  }
}
