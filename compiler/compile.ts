/** The whole way of a script set: text to tree to analysis to program. Never throws, whatever the texts hold. */
import {
  compareDiagnostics,
  type Diagnostic,
  type ParseResult,
  parse,
  positionAt,
  type SourceText,
  type Span,
} from '../dsl/index.ts';
import type { Directory, Program } from '../vm/index.ts';
import { analyse } from './analyse.ts';
import type { Analysis, CentrePositions } from './analysis.ts';
import { lower } from './lower/lower.ts';
import { prove } from './prove/prove.ts';

/** Stands in every image; changes with what the compiler makes of a script. */
export const COMPILER_VERSION = 'ccmm 0.1.0';

/** One `.ccs` file. */
export interface ScriptText {
  /** Its path as shown to people; the base name is the script's name. */
  readonly file: string;
  readonly source: string | Uint8Array;
}

/** What compiling gives. */
export interface CompiledSet {
  /** Only when there is no error. */
  readonly program: Program | undefined;
  /** For editors also when there are errors; lowered only without. */
  readonly analysis: Analysis;
  /** In the order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles the scripts of a centre. */
export function compileSet(
  directory: Directory,
  positions: CentrePositions,
  scripts: readonly ScriptText[],
): CompiledSet {
  const { analysis, diagnostics } = checkSet(directory, positions, scripts);
  return { program: programOf(analysis, diagnostics), analysis, diagnostics };
}

/** The program of a set that was checked; none when something was found that is an error. */
export function programOf(analysis: Analysis, diagnostics: readonly Diagnostic[]): Program | undefined {
  return diagnostics.every(({ level }) => level !== 'error') ? lower(analysis, COMPILER_VERSION) : undefined;
}

/** All that is to be said of the scripts of a centre, without a program. */
export function checkSet(
  directory: Directory,
  positions: CentrePositions,
  scripts: readonly ScriptText[],
): Omit<CompiledSet, 'program'> {
  const parsed = parseAll(scripts);
  const { analysis, diagnostics } = analyse(
    directory,
    positions,
    parsed.map(({ file }) => file),
  );
  const ofForm = parsed.flatMap((one) => one.diagnostics);
  const errors = [...ofForm, ...withoutFollowUps(diagnostics, ofForm)];
  const proven = prove(analysis, positions, new Set(errors.map(({ place }) => place.source)));
  return { analysis, diagnostics: [...errors, ...proven].sort(compareDiagnostics) };
}

/**
 * Leaves out findings about names and types that are consequences of a fault of form. What stands around or right before something unexpected, on
 * its line, was cut off there: of `IF SUBJECT "x" THEN`, where a word is missing, SUBJECT is no condition either, but that is the same fault.
 */
function withoutFollowUps(ofMeaning: readonly Diagnostic[], ofForm: readonly Diagnostic[]): readonly Diagnostic[] {
  const unexpected = new Map<SourceText, number[]>();
  const gaps = new Map<SourceText, Set<number>>();
  // Where a quote is missing, text and what is none have changed places up to the line's end.
  const unquoted = new Map<SourceText, Set<number>>();
  for (const { code, place } of ofForm) {
    if (code === 'CCS1004') {
      const { line } = positionAt(place.source, place.span.start);
      unquoted.set(place.source, (unquoted.get(place.source) ?? new Set()).add(line));
    }
    if (code === 'CCS1102') gaps.set(place.source, (gaps.get(place.source) ?? new Set()).add(place.span.start));
    if (code !== 'CCS1101') continue;
    const starts = unexpected.get(place.source);
    if (starts === undefined) unexpected.set(place.source, [place.span.start]);
    else starts.push(place.span.start);
  }
  for (const starts of unexpected.values()) starts.sort((first, second) => first - second);
  return ofMeaning.filter(({ code, place: { source, span } }) => {
    if (code === 'CCS2001' && beginsLineBehind(source, span, gaps.get(source))) return false;
    if (/^CCS[23]/.test(code) && unquoted.get(source)?.has(positionAt(source, span.start).line)) return false;
    const starts = unexpected.get(source);
    if (starts === undefined || !/^CCS[23]/.test(code)) return true;
    let end = span.end;
    while (source.text[end] === ' ' || source.text[end] === '\t') end++;
    return (firstFrom(starts, span.start) ?? Number.POSITIVE_INFINITY) > end;
  });
}

/**
 * Whether only white space with a line's end stands between a gap and what begins here: after all, it may be no item of the list before it.
 * A name followed by ASSIGNED is certainly none.
 */
function beginsLineBehind(
  { text }: SourceText,
  { start, end: after }: Span,
  gaps: ReadonlySet<number> | undefined,
): boolean {
  if (gaps === undefined || /^\s+ASSIGNED\b/i.test(text.slice(after, after + 100))) return false;
  let end = start;
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) end--;
  return gaps.has(end) && text.slice(end, start).includes('\n');
}

/** The first of ascending numbers that is not below `least`. */
function firstFrom(ascending: readonly number[], least: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? least) < least) low = middle + 1;
    else high = middle;
  }
  return ascending[low];
}

/** What is wrong with scripts by themselves: all that can be said without a center.yaml. */
export function checkSyntax(scripts: readonly ScriptText[]): readonly Diagnostic[] {
  return parseAll(scripts)
    .flatMap((one) => one.diagnostics)
    .sort(compareDiagnostics);
}

function parseAll(scripts: readonly ScriptText[]): readonly ParseResult[] {
  return scripts.map(({ source, file }) => parse(source, file));
}
