/** The lines that a contact's scripts ran, with what they read, for the one who has to see why a test failed. */
import type { TraceRow } from '../../runtime/center/model.ts';
import { clockWords, type OffsetAt } from './words.ts';

/** One line that ran. */
export interface TraceStep {
  /** Microseconds. */
  readonly at: number;
  readonly script: string;
  /** From 1; 0 where matching decided without a line. */
  readonly line: number;
  readonly text: string;
  readonly values: readonly { readonly name: string; readonly value: number | string | boolean }[];
  /** What matching decided after it, and why each other candidate lost. */
  readonly matched?: string;
  readonly candidates?: readonly { readonly agent: string; readonly lost: string }[];
  /** On the last line of an activation that ran several times alike: how often, and when last. */
  readonly repeated?: number;
  readonly lastAt?: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Text of a line of a script. */
export type SourceLine = (script: string, line: number) => string;

/** The steps of trace rows, oldest first. */
export function traceSteps(rows: readonly TraceRow[], sourceLine: SourceLine): readonly TraceStep[] {
  return rows.flatMap((row) => {
    const steps: Mutable<TraceStep>[] = [];
    for (const { script, line, text, values = [], candidates } of row.lines) {
      const last = steps.at(-1);
      if (line === 0 && last !== undefined) {
        if (text !== undefined) last.matched = text;
        if (candidates !== undefined) last.candidates = candidates;
      } else
        steps.push({
          at: row.firstAt,
          script,
          line,
          text: text ?? sourceLine(script, line),
          values,
          ...(candidates === undefined ? {} : { candidates }),
        });
    }
    const last = steps.at(-1);
    if (last !== undefined && row.count > 1) Object.assign(last, { repeated: row.count, lastAt: row.lastAt });
    return steps;
  });
}

/** Steps as lines of text, a line with the time before those that ran at it. */
export function traceText(steps: readonly TraceStep[], offsetAt: OffsetAt): readonly string[] {
  const width = Math.max(8, ...steps.map(({ script, line }) => `${script}:${line}`.length));
  const lines: string[] = [];
  let shown = '';
  for (const { at, script, line, text, values, matched, candidates = [], repeated, lastAt } of steps) {
    const time = clockWords(at, offsetAt);
    if (time !== shown) lines.push(time);
    shown = time;
    const read = values.map(
      ({ name, value }) => `${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`,
    );
    const where = line === 0 ? '' : `${script}:${line}`;
    lines.push(`  ${where.padEnd(width)}  ${text}${read.length === 0 ? '' : `   [${read.join(', ')}]`}`);
    if (matched !== undefined) lines.push(`  ${' '.repeat(width)}  ${matched}`);
    for (const { agent, lost } of candidates) lines.push(`  ${' '.repeat(width)}    ${agent}: ${lost}`);
    if (repeated !== undefined)
      lines.push(`  … the same ${repeated} times in all, until ${clockWords(lastAt ?? at, offsetAt)}`);
  }
  return lines;
}
