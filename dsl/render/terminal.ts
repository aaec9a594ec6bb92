/**
 * Findings as text for a terminal: the source lines with what is wrong underlined, the further places among them with their own labels, the
 * help, and the mend as the line that it makes.
 */
import type { DiagnosticLevel } from '../diagnostics/row.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Mend } from '../mend.ts';
import { lineAt, type Place, positionAt, type SourceText } from '../source.ts';
import { columnsOf, visible, widestLine } from './visible.ts';

/** How findings are drawn. */
export interface RenderOptions {
  /** ANSI colours; for terminals only. */
  readonly color: boolean;
}

const colors = { error: 31, warning: 33, note: 36, label: 34, mend: 32, strong: 1, faint: 2 } as const;

type Style = keyof typeof colors;
type Paint = (style: Style, text: string) => string;

/** A mend of more lines than this is told by its title alone. */
const mendLinesMost = 6;

/**
 * One finding, ending without a line feed:
 *
 *     error CCS1102: missing THEN
 *       --> Master_Script.ccs:1:10
 *     1 | IF QUEUED WAIT 2 END IF
 *       |          ^
 *       mend: write `THEN` here
 *     1 | IF QUEUED THEN WAIT 2 END IF
 *       |           ++++
 */
export function renderDiagnostic(entry: Diagnostic, options: RenderOptions): string {
  const paint: Paint = (style, text) => (options.color ? `\u001b[${colors[style]}m${text}\u001b[0m` : text);
  const head = `${paint(entry.level, `${entry.level} ${entry.code}`)}: ${paint('strong', visible(entry.message))}`;
  const lines = [head];
  const marks: Mark[] = [
    { place: entry.place, label: '', style: entry.level, sign: '^' },
    ...entry.related.map(({ place, message }): Mark => ({ place, label: message, style: 'label', sign: '-' })),
  ];
  const gutter = Math.max(...marks.map(({ place }) => String(positionAt(place.source, place.span.end).line).length));
  for (const [index, group] of bySource(marks).entries()) {
    lines.push(`${' '.repeat(gutter)} ${paint('faint', index === 0 ? '-->' : ':::')} ${whereOf(group[0].place)}`);
    lines.push(...excerpt(group, gutter, paint));
  }
  if (entry.help !== undefined) lines.push(`  ${paint('note', 'help')}: ${visible(entry.help)}`);
  if (entry.mend !== undefined) lines.push(...drawMend(entry.mend, gutter, paint));
  return lines.join('\n');
}

/** How many there are of each level: `2 errors, 1 warning`; `no errors` of a clean centre. */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  const count = (level: DiagnosticLevel) => diagnostics.filter((entry) => entry.level === level).length;
  const parts = (['error', 'warning', 'note'] as const).flatMap((level) => {
    const found = count(level);
    return found === 0 ? [] : [`${found} ${level}${found === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? 'no errors' : parts.join(', ');
}

interface Mark {
  readonly place: Place;
  readonly label: string;
  readonly style: Style;
  readonly sign: string;
}

type Group = [Mark, ...Mark[]];

/** The marks of each text; the finding's own text first. */
function bySource(marks: readonly Mark[]): readonly Group[] {
  const groups = new Map<SourceText, Group>();
  for (const mark of marks) {
    const group = groups.get(mark.place.source);
    if (group === undefined) groups.set(mark.place.source, [mark]);
    else group.push(mark);
  }
  return [...groups.values()];
}

function whereOf({ source, span }: Place): string {
  const { line, column } = positionAt(source, span.start);
  return `${visible(source.fileName)}:${line}:${column}`;
}

/** A stretch of one line to be underlined: columns from 0. */
interface Underline {
  readonly from: number;
  readonly to: number;
  readonly mark: Mark;
  readonly label: string;
}

/** The lines that have marks, each with a row for each mark; lines left out between them are told by dots. */
function excerpt(group: readonly Mark[], gutter: number, paint: Paint): string[] {
  const rows = new Map<number, Underline[]>();
  for (const mark of group) {
    for (const [line, underline] of underlinesOf(mark)) rows.set(line, [...(rows.get(line) ?? []), underline]);
  }
  const { source } = (group[0] as Mark).place;
  const lines: string[] = [];
  let previous: number | undefined;
  for (const line of [...rows.keys()].sort((first, second) => first - second)) {
    const text = lineAt(source, line);
    const marked = rows.get(line) ?? [];
    const isBare = text.trim() === '' && marked.every(({ label }) => label === '');
    if (isBare && rows.size === 1) return [];
    if (previous === line - 2 && lineAt(source, line - 1).trim() !== '') {
      lines.push(sourceRow(line - 1, lineAt(source, line - 1), 0, gutter, paint));
    } else if (previous !== undefined && previous < line - 1) lines.push(paint('faint', `${' '.repeat(gutter)}...`));
    const [first] = marked as [Underline, ...Underline[]];
    const from = first.from > widestLine ? first.from - widestLine / 2 : 0;
    lines.push(sourceRow(line, text, from, gutter, paint));
    for (const underline of marked) lines.push(markRow(text, underline, from, gutter, paint));
    previous = line;
  }
  return lines;
}

/** One stretch a line; of a place over several lines its first and its last. */
function underlinesOf(mark: Mark): readonly (readonly [number, Underline])[] {
  const { source, span } = mark.place;
  const start = positionAt(source, span.start);
  const end = positionAt(source, Math.max(span.start, span.end));
  const first = lineAt(source, start.line);
  if (end.line === start.line || (end.line === start.line + 1 && end.column === 1)) {
    const to = end.line === start.line ? end.column - 1 : first.length;
    return [[start.line, { from: start.column - 1, to, mark, label: mark.label }]];
  }
  const last = lineAt(source, end.line);
  const indent = last.length - last.trimStart().length;
  return [
    [start.line, { from: start.column - 1, to: first.length, mark, label: '' }],
    [end.line, { from: Math.min(indent, end.column - 1), to: end.column - 1, mark, label: mark.label }],
  ];
}

function sourceRow(line: number, text: string, from: number, gutter: number, paint: Paint): string {
  const shown = visible(text.slice(from, from + widestLine));
  return `${paint('faint', `${String(line).padStart(gutter)} |`)} ${shown}`;
}

function markRow(text: string, { from, to, mark, label }: Underline, cut: number, gutter: number, paint: Paint) {
  const before = text.slice(cut, Math.min(from, cut + widestLine));
  const marked = text.slice(cut + before.length, Math.min(to, cut + widestLine));
  const signs = mark.sign.repeat(Math.max(1, columnsOf(visible(marked))));
  const words = label === '' ? '' : ` ${visible(label)}`;
  const row = `${' '.repeat(columnsOf(visible(before)))}${paint(mark.style, `${signs}${words}`)}`;
  return `${paint('faint', `${' '.repeat(gutter)} |`)} ${row}`;
}

/** The mend's title, and the lines as it makes them with what is new underlined. */
function drawMend({ title, edits }: Mend, gutter: number, paint: Paint): string[] {
  const lines = [`  ${paint('mend', 'mend')}: ${visible(title)}`];
  const made = linesMade(edits);
  if (made.length > mendLinesMost) return lines;
  for (const { line, text, ranges } of made) {
    if (text.length > widestLine) continue;
    lines.push(sourceRow(line, text, 0, gutter, paint));
    if (ranges.length === 0) continue;
    let row = '';
    for (const [from, to] of ranges) {
      row = row.padEnd(columnsOf(visible(text.slice(0, from))));
      row += '+'.repeat(columnsOf(visible(text.slice(from, to))));
    }
    lines.push(`${paint('faint', `${' '.repeat(gutter)} |`)} ${paint('mend', row)}`);
  }
  return lines;
}

interface MadeLine {
  readonly line: number;
  readonly text: string;
  /** What is new: columns from 0. */
  readonly ranges: (readonly [number, number])[];
}

/** The lines that edits touch, as they are afterwards. */
function linesMade(edits: Mend['edits']): readonly MadeLine[] {
  const sorted = [...edits].sort((first, second) => first.place.span.start - second.place.span.start);
  const made: MadeLine[] = [];
  for (let index = 0; index < sorted.length; ) {
    const { source, span } = (sorted[index] as (typeof sorted)[number]).place;
    const line = positionAt(source, span.start).line;
    let end = positionAt(source, span.end).line;
    const together = [];
    for (; index < sorted.length; index += 1) {
      const next = sorted[index] as (typeof sorted)[number];
      if (next.place.source !== source || positionAt(source, next.place.span.start).line > end) break;
      end = Math.max(end, positionAt(source, next.place.span.end).line);
      together.push(next);
    }
    made.push(...stretchMade(source, line, end, together));
  }
  return made;
}

function stretchMade(source: SourceText, line: number, end: number, edits: Mend['edits']): readonly MadeLine[] {
  const start = source.lineStarts[line - 1] ?? 0;
  const stop = (source.lineStarts[end - 1] ?? 0) + lineAt(source, end).length;
  const current: { text: string; ranges: (readonly [number, number])[] }[] = [{ text: '', ranges: [] }];
  const add = (text: string, isNew: boolean) => {
    for (const [index, part] of text.split(/\r\n|\r|\n/).entries()) {
      if (index > 0) current.push({ text: '', ranges: [] });
      const last = current.at(-1) as { text: string; ranges: (readonly [number, number])[] };
      const indent = last.text === '' ? part.length - part.trimStart().length : 0;
      const from = last.text.length + (isNew ? Math.max(indent, part.length - part.trimStart().length) : 0);
      last.text += part;
      if (isNew && last.text.length > from) last.ranges.push([from, last.text.trimEnd().length]);
    }
  };
  let at = start;
  for (const { place, text } of edits) {
    add(source.text.slice(at, place.span.start), false);
    add(text, true);
    at = place.span.end;
  }
  add(source.text.slice(at, stop), false);
  return current.map(({ text, ranges }, index) => ({ line: line + index, text, ranges }));
}
