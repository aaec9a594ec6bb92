/**
 * Mends: how a text is changed so that a finding goes away. A mend is offered only where it is certain what was meant, because
 * `ccmm validate --fix` applies it without asking.
 */
import type { Place, SourceText, Span } from './source.ts';

/** The text at a place is replaced; an empty place is a gap, into which the text is put. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}

/** Edits that belong together: all of them or none. They do not overlap. */
export interface Mend {
  /** What it does, in the imperative: ``write `THEN` here``. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Replaces what stands at a place; a word does not grow together with one beside it. */
export function replacing(place: Place, text: string): Mend {
  const { source, span } = place;
  const before = /^\w/.test(text) && /\w/.test(source.text.charAt(span.start - 1)) ? ' ' : '';
  const after = /\w$/.test(text) && /\w/.test(source.text.charAt(span.end)) ? ' ' : '';
  return { title: `write \`${text}\` instead`, edits: [{ place, text: `${before}${text}${after}` }] };
}

/** Puts words into the gap at the end of a place, apart from what stands beside it. */
export function inserting(place: Place, words: string): Mend {
  const { source } = place;
  const at = place.span.end;
  const mark = !/^\w/.test(words);
  const before = mark || at === 0 || /\s/.test(source.text.charAt(at - 1)) ? '' : ' ';
  const after = at >= source.text.length || /[\s,:)]/.test(source.text.charAt(at)) ? '' : ' ';
  const text = `${before}${words}${after}`;
  return { title: `write \`${words}\` here`, edits: [{ place: { source, span: { start: at, end: at } }, text }] };
}

/** Takes away what stands at a place. */
export function removing(place: Place): Mend {
  const gone = place.source.text.slice(place.span.start, place.span.end);
  return { title: `take \`${gone}\` away`, edits: [{ place, text: '' }] };
}

/** A mend of one edit of a text of our own making. */
export function edit(title: string, source: SourceText, span: Span, text: string): Mend {
  return { title, edits: [{ place: { source, span }, text }] };
}
