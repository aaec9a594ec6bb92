/**
 * A time zone as the core needs it: a table of UTC offsets, made once when the centre is compiled (design decision 1).
 * Intl.DateTimeFormat works on epoch numbers, so no clock is asked.
 */
import { type Suggested, suggested } from '../../dsl/index.ts';
import type { OffsetTransition } from '../../vm/index.ts';
import { platformTimezones } from './platform-timezones.ts';

/** 1990-01-01T00:00:00Z and 2061-01-01T00:00:00Z: what the table covers. */
const FIRST_S = 631_152_000;
const LAST_S = 2_871_763_200;
/** No zone has changed its offset and changed it back within a week. */
const STEP_S = 7 * 86_400;

let known: ReadonlySet<string> | undefined;

function knownTimezones(): ReadonlySet<string> {
  known ??= new Set([...platformTimezones(), 'UTC']);
  return known;
}

/** Is this an IANA name that the platform knows? Offsets such as `+02:00` are not names. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  // The list lacks aliases such as `US/Eastern`, but costs less than the first format of a process, which takes 17 ms.
  if (knownTimezones().has(name)) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone that was meant by a name that is none. */
export function nearestTimezone(name: string): Suggested {
  return suggested(name, [...knownTimezones()]);
}

const tables = new Map<string, readonly OffsetTransition[]>();

/** The transitions of a zone from 1990 to 2060, ascending; the first entry is the offset at the start. Made once for each zone. */
export function offsetTransitions(timezone: string): readonly OffsetTransition[] {
  let table = tables.get(timezone);
  if (table === undefined) {
    table = findTransitions(timezone);
    tables.set(timezone, table);
  }
  return table;
}

function findTransitions(timezone: string): readonly OffsetTransition[] {
  const offsetAt = offsetReader(timezone);
  let offsetS = offsetAt(FIRST_S);
  const transitions: OffsetTransition[] = [{ fromS: FIRST_S, offsetS }];
  for (let from = FIRST_S; from < LAST_S; from += STEP_S) {
    const to = Math.min(from + STEP_S, LAST_S);
    if (offsetAt(to) === offsetS) continue;
    const fromS = firstChange(offsetAt, from, to, offsetS);
    offsetS = offsetAt(fromS);
    transitions.push({ fromS, offsetS });
    // The rest of the week may hold one more change.
    from = fromS - STEP_S;
  }
  return transitions;
}

/** The first second in (low, high] whose offset differs from `offsetS`. */
function firstChange(offsetAt: (atS: number) => number, low: number, high: number, offsetS: number): number {
  let same = low;
  let other = high;
  while (other - same > 1) {
    const middle = same + Math.floor((other - same) / 2);
    if (offsetAt(middle) === offsetS) same = middle;
    else other = middle;
  }
  return other;
}

function offsetReader(timezone: string): (atS: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  return (atS) => {
    const part = format.formatToParts(atS * 1000).find((one) => one.type === 'timeZoneName');
    const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(part?.value ?? '');
    if (match === null) return 0;
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const offsetS = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === '-' ? -offsetS : offsetS;
  };
}
