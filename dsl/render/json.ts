/** Findings as data for machines (design §5). */
import type { DiagnosticLevel } from '../diagnostics/row.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostics.ts';
import type { Mend } from '../mend.ts';
import { type Place, positionAt } from '../source.ts';

/** A place as machines get it: lines and columns from 1, columns in UTF-16 units, `endColumn` one past the end. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A change that mends a finding: every edit replaces the text at its place, all in one go. */
export interface JsonMend {
  readonly title: string;
  readonly edits: readonly (JsonPlace & { readonly text: string })[];
}

/** A finding as machines get it; every key is always there. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: DiagnosticCode;
  readonly level: DiagnosticLevel;
  readonly message: string;
  /** What to do, where there is something likely. */
  readonly help: string | null;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
  /** The change that mends it, where that is certain. */
  readonly mend: JsonMend | null;
}

/** The document that `ccmm validate --format json` prints. */
export interface JsonReport {
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

/** Findings as data, in the order given. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonReport {
  const count = (level: DiagnosticLevel) => diagnostics.filter((entry) => entry.level === level).length;
  return {
    diagnostics: diagnostics.map((entry) => ({
      code: entry.code,
      level: entry.level,
      message: entry.message,
      ...jsonPlace(entry.place),
      help: entry.help ?? null,
      related: entry.related.map(({ place, message }) => ({ message, ...jsonPlace(place) })),
      mend: entry.mend === undefined ? null : jsonMend(entry.mend),
    })),
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
  };
}

function jsonMend({ title, edits }: Mend): JsonMend {
  return { title, edits: edits.map(({ place, text }) => ({ ...jsonPlace(place), text })) };
}

/** A place in lines and columns. */
export function jsonPlace({ source, span }: Place): JsonPlace {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return { file: source.fileName, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
