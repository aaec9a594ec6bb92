/**
 * What leaves the process towards people's programs: the same views with times in words. Inside, every `at` and `…At` is an
 * integer number of microseconds; outside, it is an ISO 8601 text in UTC with the same precision.
 */

type TimeKey = 'at' | `${string}At`;

/** A view as it goes outside. */
export type Wire<T> = T extends readonly (infer Item)[]
  ? Wire<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Key extends TimeKey ? WireTime<T[Key]> : Wire<T[Key]> }
    : T;

type WireTime<T> = T extends number ? string : T;

/** ISO 8601 text of a moment in microseconds; UTC, six decimals. */
export function isoOf(at: number): string {
  const microseconds = ((at % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = new Date((at - microseconds) / 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(microseconds).padStart(6, '0')}Z`;
}

/** Microseconds of an ISO 8601 text with a zone; undefined when it is none. */
export function atOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  const decimals = /\.(\d+)/.exec(text)?.[1] ?? '';
  return Math.floor(ms / 1000) * 1_000_000 + Number(decimals.padEnd(6, '0').slice(0, 6));
}

/** A copy of a view with its times in words. */
export function toWire<T>(view: T): Wire<T> {
  return convert(view) as Wire<T>;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    result[key] = typeof item === 'number' && (key === 'at' || key.endsWith('At')) ? isoOf(item) : convert(item);
  }
  return result;
}
