/** Findings as text for a terminal and as data for machines (design §5). */
import type { DiagnosticLevel } from './diagnostics/row.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostics.ts';
import { lineAt, type Place, positionAt } from './source.ts';

/** How findings are drawn. */
export interface RenderOptions {
  /** ANSI colours; for terminals only. */
  readonly color: boolean;
}

const colors = { error: 31, warning: 33, note: 36, strong: 1, faint: 2 } as const;

/** A longer line is cut around its caret. */
const widestLine = 160;

/**
 * One finding, ending without a line feed:
 *
 *     error CCS1102: missing THEN
 *       --> Master_Script.ccs:1:10
 *     1 | IF QUEUED WAIT 2 END IF
 *       |          ^
 *       help: …
 */
export function renderDiagnostic(entry: Diagnostic, options: RenderOptions): string {
  const paint = (style: keyof typeof colors, text: string): string =>
    options.color ? `\u001b[${colors[style]}m${text}\u001b[0m` : text;
  const head = `${paint(entry.level, `${entry.level} ${entry.code}`)}: ${paint('strong', visible(entry.message))}`;
  const lines = [head, ...excerpt(entry.place, entry.level, paint)];
  for (const { place, message } of entry.related) {
    const { line, column } = positionAt(place.source, place.span.start);
    lines.push(`  ${paint('note', 'see')} ${visible(place.source.fileName)}:${line}:${column}: ${visible(message)}`);
  }
  if (entry.help !== undefined) lines.push(`  ${paint('note', 'help')}: ${visible(entry.help)}`);
  return lines.join('\n');
}

type Paint = (style: keyof typeof colors, text: string) => string;

function excerpt(place: Place, level: DiagnosticLevel, paint: Paint): string[] {
  const { source, span } = place;
  const { line, column } = positionAt(source, span.start);
  const where = `  ${paint('faint', '-->')} ${visible(source.fileName)}:${line}:${column}`;
  const text = lineAt(source, line);
  if (text.trim() === '') return [where];
  const from = column > widestLine ? column - 1 - widestLine / 2 : 0;
  const shown = text.slice(from, from + widestLine);
  const before = shown.slice(0, column - 1 - from);
  const length = Math.max(1, Math.min(span.end - span.start, text.length - column + 1, widestLine - before.length));
  const gutter = String(line);
  const marked = visible(shown.slice(before.length, before.length + length));
  const caret = `${' '.repeat(columnsOf(before))}${paint(level, '^'.repeat(Math.max(1, columnsOf(marked))))}`;
  return [
    where,
    `${paint('faint', `${gutter} |`)} ${visible(shown)}`,
    `${paint('faint', `${' '.repeat(gutter.length)} |`)} ${caret}`,
  ];
}

/** Text from outside cannot steer the terminal: tabs become one blank, other control characters a mark. */
function visible(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Columns on a terminal, near enough: pairs of surrogates count as two, marks that combine as none, wide letters as two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    columns +=
      character.length > 1 ||
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character)
        ? 2
        : 1;
  }
  return columns;
}

/** A place as machines get it: lines and columns from 1, columns in UTF-16 units, `endColumn` one past the end. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding as machines get it; every key is always there. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: DiagnosticCode;
  readonly level: DiagnosticLevel;
  readonly message: string;
  /** The likely mend, where there is one. */
  readonly help: string | null;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

/** The document that `ccmm validate --format json` prints. */
export interface JsonReport {
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly errors: number;
  readonly warnings: number;
}

/** Findings as data, in the order given. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonReport {
  return {
    diagnostics: diagnostics.map((entry) => ({
      code: entry.code,
      level: entry.level,
      message: entry.message,
      ...jsonPlace(entry.place),
      help: entry.help ?? null,
      related: entry.related.map(({ place, message }) => ({ message, ...jsonPlace(place) })),
    })),
    errors: diagnostics.filter((entry) => entry.level === 'error').length,
    warnings: diagnostics.filter((entry) => entry.level === 'warning').length,
  };
}

function jsonPlace({ source, span }: Place): JsonPlace {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return { file: source.fileName, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
