/** Durations as center.yaml writes them: `4h 30s`, `5m`. */
import { type BuildContext, reportAt } from './build-context.ts';

const UNIT_S: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** The longest that a duration can be, in seconds: it fits an integer of a script. */
const DURATION_MAX_S = 2_147_483_647;

/** Seconds; the form was checked by the schema. Undefined when it is 0 or longer than any duration may be. */
export function parseDuration(text: string): number | undefined {
  let seconds = 0;
  for (const [, digits = '0', unit = 's'] of text.matchAll(/(\d+)([dhms])/g))
    seconds += Number(digits) * (UNIT_S[unit] ?? 1);
  return seconds >= 1 && seconds <= DURATION_MAX_S ? seconds : undefined;
}

/** Seconds of a duration that may be absent; one out of range is a fault. */
export function readDuration(
  context: BuildContext,
  text: string | undefined,
  path: string,
  byDefaultS: number,
): number {
  if (text === undefined) return byDefaultS;
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  reportAt(context, 'CCS5005', path, {
    key: path.slice(path.lastIndexOf('/') + 1),
    value: `\`${text}\``,
    expected: `a duration from 1s to ${DURATION_MAX_S}s`,
    suggestion: undefined,
  });
  return byDefaultS;
}
