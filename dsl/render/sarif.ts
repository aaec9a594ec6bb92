/** Findings as SARIF 2.1.0, which code scanners, editors and reviews read. */
import { type Diagnostic, type DiagnosticCode, describeDiagnostic } from '../diagnostics.ts';
import type { Place } from '../source.ts';
import { jsonPlace } from './json.ts';

/** The document that `ccmm validate --format sarif` prints; `version` is that of ccmm. Only the rules that were broken are listed. */
export function diagnosticsToSarif(diagnostics: readonly Diagnostic[], version: string) {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ccmm', version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((entry) => resultOf(entry, codes.indexOf(entry.code))),
      },
    ],
  } as const;
}

function ruleOf(code: DiagnosticCode) {
  const { level, title, explanation } = describeDiagnostic(code);
  return {
    id: code,
    name: nameOf(title),
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: `${explanation}\n\nccmm explain-code ${code} shows an example, and how it is mended.` },
    defaultConfiguration: { level },
  };
}

/** `missing end` as `MissingEnd`: SARIF wants an identifier that people can read. */
function nameOf(title: string): string {
  return title
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function resultOf(entry: Diagnostic, ruleIndex: number) {
  return {
    ruleId: entry.code,
    ruleIndex,
    level: entry.level,
    message: { text: entry.help === undefined ? entry.message : `${entry.message} (${entry.help})` },
    locations: [{ physicalLocation: physicalLocation(entry.place) }],
    ...(entry.related.length === 0
      ? {}
      : {
          relatedLocations: entry.related.map(({ place, message }, id) => ({
            id,
            physicalLocation: physicalLocation(place),
            message: { text: message },
          })),
        }),
    ...(entry.mend === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: entry.mend.title },
              artifactChanges: changesOf(entry.mend.edits),
            },
          ],
        }),
  };
}

/** Edits by file. */
function changesOf(edits: readonly { readonly place: Place; readonly text: string }[]) {
  const files = new Map(edits.map((one) => [one.place.source.fileName, one.place]));
  return [...files].map(([fileName, place]) => ({
    artifactLocation: physicalLocation(place).artifactLocation,
    replacements: edits
      .filter((one) => one.place.source.fileName === fileName)
      .map((one) => ({ deletedRegion: regionOf(one.place), insertedContent: { text: one.text } })),
  }));
}

function physicalLocation(place: Place) {
  return { artifactLocation: { uri: uriOf(place.source.fileName) }, region: regionOf(place) };
}

function regionOf(place: Place) {
  const { line, column, endLine, endColumn } = jsonPlace(place);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A path as a reference relative to where ccmm ran, or as a file's address. */
function uriOf(fileName: string): string {
  const parts = fileName.toWellFormed().replaceAll('\\', '/').split('/');
  const path = parts.map((part) => encodeURIComponent(part)).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}
