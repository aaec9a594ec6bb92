/** The lines that a contact's scripts ran, with what they read, for the one who has to see why a test failed. */
import { BEFORE_LINES, type EventKind, knownWords, wayWords } from '../../runtime/center/index.ts';
import type { EventRow, TraceLine, TraceRow } from '../../runtime/center/model.ts';
import { TRACE_LINES_KEPT } from '../../vm/index.ts';
import { clockWords, type OffsetAt } from './words.ts';

/** One line that ran; its `line` is 0 where matching decided without one. */
export interface TraceStep extends TraceLine {
  /** Microseconds. */
  readonly at: number;
  readonly text: string;
  readonly values: NonNullable<TraceLine['values']>;
  /** What matching decided after it. */
  readonly matched?: string;
  /** Lines that ran after it and are not kept. */
  readonly folded?: number;
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
    for (const each of row.lines) {
      const { script, line, text, candidates } = each;
      const last = steps.at(-1);
      if (line === 0 && last !== undefined) {
        if (text !== undefined) last.matched = text;
        if (candidates !== undefined) last.candidates = candidates;
      } else steps.push({ values: [], ...each, at: row.firstAt, text: text ?? sourceLine(script, line) });
    }
    const before = steps[TRACE_LINES_KEPT - 1];
    if (row.folded > 0 && before !== undefined) before.folded = row.folded;
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

/** Columns that a line of the way has. */
const COLUMNS = 100;

function stepLines(step: TraceStep, width: number, offsetAt: OffsetAt): readonly string[] {
  const { at, script, line, text, matched, candidates = [], folded, repeated, lastAt } = step;
  const indent = ' '.repeat(width + 4);
  const where = line === 0 ? '' : `${script}:${line}`;
  const lines = [`  ${where.padEnd(width)}  ${text}`, ...knownLines(step, `${indent}  `)];
  if (matched !== undefined) lines.push(`${indent}${matched}`);
  for (const { agent, lost } of candidates) lines.push(`${indent}  ${agent}: ${lost}`);
  if (folded !== undefined) lines.push(`  … ${folded} lines that ran are not kept`);
  if (repeated !== undefined)
    lines.push(`  … the same ${repeated} times in all, until ${clockWords(lastAt ?? at, offsetAt)}`);
  return lines;
}

/** The way that a step went, what it read and what it stored, in lines that fit. */
function knownLines(step: TraceStep, indent: string): readonly string[] {
  const known = [...(step.branch === undefined ? [] : [`-> ${wayWords(step.branch)}`]), ...knownWords(step)];
  const lines: string[] = [];
  for (const part of known) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= COLUMNS) lines[lines.length - 1] = `${last}, ${part}`;
    else {
      if (last !== undefined) lines[lines.length - 1] = `${last},`;
      lines.push(`${indent}${part}`);
    }
  }
  return lines;
}
