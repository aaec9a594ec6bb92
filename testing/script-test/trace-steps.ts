/** The lines that a contact's scripts ran, with what they read, for the one who has to see why a test failed. */
import type { EventKind } from '../../runtime/center/index.ts';
import type { EventRow, TraceRow } from '../../runtime/center/model.ts';
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

/** What the lines of scripts show by themselves. */
const SHOWN_BY_LINES: ReadonlySet<string> = new Set<EventKind>([
  'offered',
  'log',
  'request_sent',
  'info_sent',
  'priority_changed',
]);
/** What comes before the lines that it brings about; the rest comes of them. */
const BEFORE_LINES: ReadonlySet<string> = new Set<EventKind>([
  'arrived',
  'rule',
  'automatic_response',
  'automatic_response_skipped',
  'joined',
  'reopened',
  'declined',
  'lapsed',
  'returned',
  'forwarded_agent',
  'forwarded_skillset',
  'request_answered',
  'request_failed',
  'request_timed_out',
]);

/** Steps and what happened between them as lines of text, a line with the time before those of its moment. */
export function traceText(
  steps: readonly TraceStep[],
  events: readonly EventRow[],
  offsetAt: OffsetAt,
): readonly string[] {
  const width = Math.max(8, ...steps.map(({ script, line }) => `${script}:${line}`.length));
  const told = [
    ...steps.map((step) => ({ at: step.at, order: 1, lines: stepLines(step, width, offsetAt) })),
    ...events
      .filter(({ kind }) => !SHOWN_BY_LINES.has(kind))
      .map(({ at, kind, detail }) => ({
        at,
        order: BEFORE_LINES.has(kind) ? 0 : 2,
        lines: [`  · ${kind.replaceAll('_', ' ')}${detail === '' ? '' : `: ${detail}`}`],
      })),
  ].sort((a, b) => a.at - b.at || a.order - b.order);
  const lines: string[] = [];
  let shown = '';
  for (const { at, lines: own } of told) {
    const time = clockWords(at, offsetAt);
    if (time !== shown) lines.push(time);
    shown = time;
    lines.push(...own);
  }
  return lines;
}

function stepLines(step: TraceStep, width: number, offsetAt: OffsetAt): readonly string[] {
  const { at, script, line, text, values, matched, candidates = [], repeated, lastAt } = step;
  const read = values.map(
    ({ name, value }) => `${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`,
  );
  const where = line === 0 ? '' : `${script}:${line}`;
  const lines = [`  ${where.padEnd(width)}  ${text}${read.length === 0 ? '' : `   [${read.join(', ')}]`}`];
  if (matched !== undefined) lines.push(`  ${' '.repeat(width)}  ${matched}`);
  for (const { agent, lost } of candidates) lines.push(`  ${' '.repeat(width)}    ${agent}: ${lost}`);
  if (repeated !== undefined)
    lines.push(`  … the same ${repeated} times in all, until ${clockWords(lastAt ?? at, offsetAt)}`);
  return lines;
}
