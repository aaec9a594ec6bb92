/** Text to tree. Parsing never fails: what could not be read is a hole in the tree and a diagnostic. */
import type { ScriptFile, SetItem } from './ast.ts';
import { type DecodedText, decodeUtf8, utf8Length } from './decode.ts';
import { compareDiagnostics, type Diagnostic, diagnostic } from './diagnostics.ts';
import { cutText, tokenize } from './lexer.ts';
import { limits } from './limits.ts';
import { withPhrasesRepaired } from './phrase-repair.ts';
import { ScriptParser } from './script-parser.ts';
import { lazySourceText, positionAt, type SourceText, type Span, sourceText } from './source.ts';

/** What parsing gives: always a tree. It is sound when no diagnostic is an error. */
export interface ParseResult {
  readonly file: ScriptFile;
  readonly diagnostics: readonly Diagnostic[];
}

let parser: ScriptParser | undefined;

function theParser(): ScriptParser {
  // The grammar's own soundness is a test's business (script-parser.test.ts), not every start's.
  parser ??= new ScriptParser(true);
  return parser;
}

/** Reads one script. Never throws; all faults of the text are found in one run, one diagnostic for one fault. */
export function parse(content: string | Uint8Array, fileName: string): ParseResult {
  const tooLarge = (typeof content === 'string' ? bytesOf(content) : content.byteLength) > limits.fileBytes;
  const decoded = tooLarge ? { text: '', faults: [] } : decode(content);
  const source = sourceText(fileName, decoded.text);
  const found: Diagnostic[] = decoded.faults.slice(0, limits.findingsInFile).map((fault) => {
    const span = { start: fault.textOffset, end: fault.textOffset + 1 };
    return diagnostic('CCS1001', { source, span }, { offset: fault.byteOffset, byte: fault.byte });
  });
  if (tooLarge) found.push(diagnostic('CCS1002', { source, span: { start: 0, end: 0 } }, {}));
  const faultyOffsets = new Set(decoded.faults.map((fault) => fault.textOffset));
  const tokenized = tokenize(source, faultyOffsets);
  found.push(...tokenized.diagnostics);
  const parsed = withPhrasesRepaired(
    source,
    () => cutText(source),
    theParser().parseScript(source, tokenized.tokens, found),
    (repairs) => theParser().parseScript(source, tokenize(source, faultyOffsets, repairs).tokens, found),
  );
  const { entry, sections } = parsed;
  const findings = withoutShiftedQuotes(source, tokenized.diagnostics, parsed.findings);
  const span = { start: 0, end: source.text.length };
  const name = scriptName(fileName);
  const file: ScriptFile = { kind: 'script-file', span, name, source, entry, sections, comments: tokenized.comments };
  return { file, diagnostics: limited(source, [...found, ...findings].sort(compareDiagnostics)) };
}

/** A variable's value as center.yaml writes it. */
export interface ParsedValue {
  readonly items: readonly SetItem[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a value written outside a script: `08:00 .. 17:00`, `December 25, January 1`, `Monday .. Friday`. An item has one
 * entry, a set as many as commas join. Strings of type string are not read by this: they stand without quotes.
 * `place` is where `text` stands in its file; where the file writes it otherwise (escapes, folding), every span is `place`.
 */
export function parseValue(text: string, place?: { readonly source: SourceText; readonly span: Span }): ParsedValue {
  const source = sourceText(place?.source.fileName ?? '', text);
  const tokenized = tokenize(source);
  const { items, findings } = theParser().parseItems(source, tokenized.tokens, tokenized.diagnostics);
  const diagnostics = [...tokenized.diagnostics, ...findings].sort(compareDiagnostics);
  if (place === undefined) return { items, diagnostics };
  const raw = place.source.text.slice(place.span.start, place.span.end);
  const offset = raw.indexOf(text);
  const move = (span: Span): Span =>
    offset === -1
      ? place.span
      : { start: span.start + place.span.start + offset, end: span.end + place.span.start + offset };
  return {
    items: items.map((item) => moved(item, move)),
    diagnostics: diagnostics.map((entry) => ({
      ...entry,
      place: { source: place.source, span: move(entry.place.span) },
      // The file may write the value otherwise than it reads (escapes, folding).
      mend: undefined,
    })),
  };
}

/** The same item with its spans moved. */
function moved<Item extends SetItem>(item: Item, move: (span: Span) => Span): Item {
  const span = move(item.span);
  if (item.kind === 'range') return { ...item, span, low: moved(item.low, move), high: moved(item.high, move) };
  if (item.kind === 'unary') return { ...item, span, operand: { ...item.operand, span: move(item.operand.span) } };
  return { ...item, span };
}

/** A script's text as `parse` reads it: decoded when somebody asks for it, without its byte-order mark. */
export function scriptSource(content: string | Uint8Array, fileName: string): SourceText {
  return lazySourceText(fileName, () => decode(content).text);
}

/** Bytes in UTF-8, as far as they matter: a unit has at most three, so a short text need not be counted. */
function bytesOf(text: string): number {
  return text.length * 3 <= limits.fileBytes ? text.length : utf8Length(text);
}

/**
 * Leaves out what is a consequence of a quote that is missing further left: `"a, "b"` reads as a string, a name and a string that is never
 * closed, and is one fault.
 */
function withoutShiftedQuotes(
  source: SourceText,
  ofCharacters: readonly Diagnostic[],
  findings: readonly Diagnostic[],
): readonly Diagnostic[] {
  const lines = linesOfUnclosedStrings(ofCharacters);
  if (lines.size === 0) return findings;
  return findings.filter(({ place: { span } }) => {
    const { line, column } = positionAt(source, span.start);
    return !(lines.has(line) && source.text.slice(span.start - column + 1, span.start).includes('"'));
  });
}

/** The lines on which a string is never closed that has another one before it. */
function linesOfUnclosedStrings(diagnostics: readonly Diagnostic[]): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { code, place } of diagnostics) {
    const { line, column } = code === 'CCS1004' ? positionAt(place.source, place.span.start) : { line: 0, column: 0 };
    if (line > 0 && place.source.text.slice(place.span.start - column + 1, place.span.start).includes('"'))
      lines.add(line);
  }
  return lines;
}

function decode(content: string | Uint8Array): DecodedText {
  if (typeof content !== 'string') return decodeUtf8(content);
  return { text: content.startsWith('\uFEFF') ? content.slice(1) : content, faults: [] };
}

/** The name of the script in a file (language §2): the base name, as written. */
export function scriptName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return last.replace(/\.ccs$/i, '');
}

/** At most so many findings, with one that says that there are more. */
function limited(source: SourceText, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const most = limits.findingsInFile;
  if (diagnostics.length <= most) return diagnostics;
  const span = diagnostics[most]?.place.span ?? { start: 0, end: 0 };
  return [...diagnostics.slice(0, most), diagnostic('CCS1011', { source, span }, { shown: most })];
}
