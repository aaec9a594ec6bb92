/** Times and durations as people type them on the command line. */
import { EXIT, Failure } from './outcome.ts';

const UNIT_S: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `10m`, `1h30m`, `2d` in seconds. */
export function readDuration(text: string, option: string): number {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new Failure('bad_duration', `${option} ${text}: write a duration such as 90s, 10m, 1h30m or 2d`, EXIT.usage);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_S[unit as string] as number), 0);
}

/**
 * `2026-11-23T10:00` (the centre's local time) or with an offset (`…Z`, `…-05:00`), as microseconds since the epoch.
 * `offsetAt` gives the centre's offset from UTC in seconds at a moment in seconds.
 */
export function readMoment(text: string, option: string, offsetAt: (epochS: number) => number): number {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  const ms = match ? Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ''}${match[4] ?? 'Z'}`) : Number.NaN;
  if (Number.isNaN(ms))
    throw new Failure(
      'bad_time',
      `${option} ${text}: write a time such as 2026-11-23T10:00 (the centre's own) or 2026-11-23T15:00Z`,
      EXIT.usage,
    );
  if (match?.[4] !== undefined) return ms * 1000;
  // The offset that holds at the local time; asked twice, because the first guess may stand on the other side of a change.
  const localS = ms / 1000;
  const guessS = localS - offsetAt(localS);
  return (localS - offsetAt(guessS)) * 1_000_000;
}

/** A moment in a zone, `2026-11-23 10:00:02`. */
export function formatLocal(atUs: number, timeZone: string): string {
  return new Date(atUs / 1000).toLocaleString('sv-SE', { timeZone });
}

/** Microseconds as ISO 8601, UTC. */
export function iso(atUs: number): string {
  return new Date(Math.floor(atUs / 1000)).toISOString();
}
