/** Findings that are consequences of another fault. */
import { type Diagnostic, positionAt, type SourceText, type Span } from '../dsl/index.ts';

/**
 * Leaves out findings about names and types that are consequences of a fault of form. What stands around or right before something unexpected, on
 * its line, was cut off there: of `IF SUBJECT "x" THEN`, where a word is missing, SUBJECT is no condition either, but that is the same fault.
 */
export function withoutFollowUps(
  ofMeaning: readonly Diagnostic[],
  ofForm: readonly Diagnostic[],
): readonly Diagnostic[] {
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
