/** Findings as GitHub's workflow commands, which its runners turn into annotations of the changed lines. */
import type { DiagnosticLevel } from '../diagnostics/row.ts';
import { type Diagnostic, describeDiagnostic } from '../diagnostics.ts';
import { jsonPlace } from './json.ts';

const commands: Readonly<Record<DiagnosticLevel, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** One finding as one line; further places and the help stand in the message. */
export function githubCommand(entry: Diagnostic): string {
  const { file, line, column, endLine, endColumn } = jsonPlace(entry.place);
  const properties = {
    file: file.replaceAll('\\', '/'),
    line,
    endLine,
    col: column,
    endColumn,
    title: `${entry.code} ${describeDiagnostic(entry.code).title}`,
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const related = entry.related.map(({ place, message }) => {
    const at = jsonPlace(place);
    return `${at.file}:${at.line}:${at.column}: ${message}`;
  });
  const help = entry.help === undefined ? [] : [`help: ${entry.help}`];
  return `::${commands[entry.level]} ${written.join(',')}::${escapeData([entry.message, ...related, ...help].join('\n'))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
