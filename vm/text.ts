/**
 * CONTAINS and MATCHES (language §4), for scripts and for the keyword rules of mailboxes.
 *
 * Both sides are folded: NFKC, then full case folding. For CONTAINS a run of white space counts as one blank, since mail breaks its
 * lines anywhere. `*` is any run of characters, `?` one character (a code point). Without them CONTAINS asks for whole words: where
 * the match begins and ends no word may run on, but beside Han, Kana, Hangul and Thai no edge is asked for.
 *
 * INVARIANT: linear in the subject, whatever the texts hold. Plain parts are found by Knuth-Morris-Pratt, parts with `?` by a bit-parallel
 * automaton over at most WILDCARD_CHARACTERS_MAX characters; the parts between `*` are each taken where they first stand.
 */

/** A pattern with wildcards has at most so many characters; a longer one matches nothing. Bounds the work on one character of a subject. */
export const WILDCARD_CHARACTERS_MAX = 1000;

/** A text folded and laid out as code points. */
interface FoldedText {
  readonly points: Int32Array;
}

/** One part between `*`s; `?` stands as ANY. */
interface Part {
  readonly points: Int32Array;
  /** The first position from `from` where it stands, or -1. */
  readonly find: (text: Int32Array, from: number) => number;
}

/** A pattern made ready by compileContains or compileMatches. */
export interface TextPattern {
  readonly kind: 'contains' | 'matches';
  readonly parts: readonly Part[];
  readonly wildcards: boolean;
  /** Patterns that can match nothing: empty, or too long. */
  readonly never: boolean;
}

const ANY = -1;
const STAR = 0x2a;
const QUESTION = 0x3f;

/** NFKC and full case folding. */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  // Upper case and back is full case folding but for the dotless i, which folds to itself, and the final sigma, which does not.
  const folded = text
    .normalize('NFKC')
    .split('ı')
    .map((piece) => piece.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ'))
    .join('ı');
  return folded.normalize('NFKC');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function pointsOf(text: string): Int32Array {
  const points = new Int32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    points[length++] = point;
  }
  return points.subarray(0, length);
}

/** A subject folded for CONTAINS. Fold once when many patterns are asked of one text. */
export function foldSubject(text: string): FoldedText {
  return { points: pointsOf(foldText(text).replace(/\s+/gu, ' ')) };
}

/** The pattern of `CONTAINS t`. */
export function compileContains(pattern: string): TextPattern {
  return compile('contains', foldText(pattern).replace(/\s+/gu, ' ').trim());
}

/** The pattern of `MATCHES t`. */
export function compileMatches(pattern: string): TextPattern {
  return compile('matches', foldText(pattern));
}

function compile(kind: TextPattern['kind'], pattern: string): TextPattern {
  const points = pointsOf(pattern);
  const wildcards = points.includes(STAR) || points.includes(QUESTION);
  const tooLong = wildcards && points.length > WILDCARD_CHARACTERS_MAX;
  const never = tooLong || (kind === 'contains' && points.length === 0);
  const parts: Part[] = [];
  for (let from = 0; !never && from <= points.length; ) {
    const star = points.indexOf(STAR, from);
    const to = star < 0 ? points.length : star;
    parts.push(partOf(points.slice(from, to).map((point) => (point === QUESTION ? ANY : point))));
    from = to + 1;
  }
  return { kind, parts, wildcards, never };
}

function partOf(points: Int32Array): Part {
  if (points.length === 0) return { points, find: (_text, from) => from };
  return { points, find: points.includes(ANY) ? wildcardFinder(points) : plainFinder(points) };
}

/** Knuth-Morris-Pratt: the first position from `from` where the points stand, or -1. */
function plainFinder(points: Int32Array): Part['find'] {
  const length = points.length;
  const border = bordersOf(points);
  return (text, from) => {
    let matched = 0;
    for (let at = from; at < text.length; at++) {
      const point = text[at];
      while (matched > 0 && point !== points[matched]) matched = border[matched - 1]!;
      if (point === points[matched]) matched++;
      if (matched === length) return at - length + 1;
    }
    return -1;
  };
}

/** For each prefix the length of its longest proper border: where a failed match goes on. */
function bordersOf(points: Int32Array): Int32Array {
  const border = new Int32Array(points.length);
  for (let i = 1, matched = 0; i < points.length; i++) {
    while (matched > 0 && points[i] !== points[matched]) matched = border[matched - 1]!;
    if (points[i] === points[matched]) matched++;
    border[i] = matched;
  }
  return border;
}

/** Shift-And over words of 31 bits: bit i is set while the first i+1 points match up to here. */
function wildcardFinder(points: Int32Array): Part['find'] {
  const words = Math.ceil(points.length / 31);
  const anyMask = new Int32Array(words);
  const masks = new Map<number, Int32Array>();
  points.forEach((point, i) => {
    const bit = 1 << (i % 31);
    const word = Math.floor(i / 31);
    if (point === ANY) {
      anyMask[word]! |= bit;
      return;
    }
    const mask = masks.get(point) ?? new Int32Array(words);
    mask[word]! |= bit;
    masks.set(point, mask);
  });
  for (const mask of masks.values()) {
    for (let word = 0; word < words; word++) mask[word]! |= anyMask[word]!;
  }
  const lastWord = words - 1;
  const lastBit = 1 << ((points.length - 1) % 31);
  return (text, from) => {
    const state = new Int32Array(words);
    for (let at = from; at < text.length; at++) {
      const mask = masks.get(text[at]!) ?? anyMask;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const before = state[word]!;
        state[word] = ((before << 1) | carry) & mask[word]! & 0x7fffffff;
        carry = (before >>> 30) & 1;
      }
      if ((state[lastWord]! & lastBit) !== 0) return at - points.length + 1;
    }
    return -1;
  };
}

function standsAt(part: Part, text: Int32Array, at: number): boolean {
  if (at < 0 || at + part.points.length > text.length) return false;
  return part.points.every((point, i) => point === ANY || point === text[at + i]);
}

/** Whether a folded subject contains the pattern. An empty subject contains nothing. */
export function foldedContains(subject: FoldedText, pattern: TextPattern): boolean {
  const text = subject.points;
  if (pattern.never || text.length === 0) return false;
  if (pattern.wildcards) return partsInOrder(text, pattern.parts, 0) >= 0;
  return hasWords(text, pattern.parts[0]!.points);
}

/** Knuth-Morris-Pratt over all the places where the points stand, overlapping ones too, till one stands between edges. */
function hasWords(text: Int32Array, points: Int32Array): boolean {
  const border = bordersOf(points);
  const length = points.length;
  for (let at = 0, matched = 0; at < text.length; at++) {
    const point = text[at];
    while (matched > 0 && (matched === length || point !== points[matched])) matched = border[matched - 1]!;
    if (point === points[matched]) matched++;
    if (matched < length) continue;
    if (isEdge(text[at - length], text[at - length + 1]) && isEdge(point, text[at + 1])) return true;
  }
  return false;
}

function partsInOrder(text: Int32Array, parts: readonly Part[], from: number): number {
  let at = from;
  for (const part of parts) {
    const found = part.find(text, at);
    if (found < 0) return -1;
    at = found + part.points.length;
  }
  return at;
}

/** Whether the whole folded subject matches the pattern. An empty subject matches nothing. */
function foldedMatches(text: Int32Array, pattern: TextPattern): boolean {
  if (pattern.never || text.length === 0) return false;
  const first = pattern.parts[0]!;
  const last = pattern.parts.at(-1)!;
  if (pattern.parts.length === 1) return first.points.length === text.length && standsAt(first, text, 0);
  const end = text.length - last.points.length;
  if (!standsAt(first, text, 0) || !standsAt(last, text, end)) return false;
  const reached = partsInOrder(text.subarray(0, Math.max(end, 0)), pattern.parts.slice(1, -1), first.points.length);
  return reached >= 0 && reached <= end;
}

const WORD = /[\p{L}\p{M}\p{Nd}_]/u;
const WITHOUT_EDGES = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]/u;

/** Whether a word may begin or end between two neighbours; an undefined one is the text's end. */
function isEdge(left: number | undefined, right: number | undefined): boolean {
  if (left === undefined || right === undefined) return true;
  return !(isJoined(left) && isJoined(right));
}

/** A character of a word whose script parts its words. */
function isJoined(point: number): boolean {
  if (point < 128) return (point >= 97 && point <= 122) || (point >= 48 && point <= 57) || point === 95;
  const character = String.fromCodePoint(point);
  return WORD.test(character) && !WITHOUT_EDGES.test(character);
}

/**
 * Asks one text after the other: keeps the last subject folded and the patterns compiled, since a script asks many patterns of one
 * mail. What is kept never changes an answer.
 */
class TextAsker {
  readonly #fold: (text: string) => FoldedText;
  readonly #compile: (pattern: string) => TextPattern;
  readonly #patterns = new Map<string, TextPattern>();
  #subject = '';
  #folded: FoldedText = { points: new Int32Array(0) };

  constructor(fold: (text: string) => FoldedText, compile: (pattern: string) => TextPattern) {
    this.#fold = fold;
    this.#compile = compile;
  }

  subject(text: string): FoldedText {
    if (text !== this.#subject) {
      this.#folded = this.#fold(text);
      this.#subject = text;
    }
    return this.#folded;
  }

  pattern(text: string): TextPattern {
    const known = this.#patterns.get(text);
    if (known !== undefined) return known;
    const made = this.#compile(text);
    // Patterns out of a mail are long and many; those of scripts and rules are short and come again.
    if (text.length > KEPT_PATTERN_UNITS_MAX) return made;
    if (this.#patterns.size >= KEPT_PATTERNS_MAX) this.#patterns.clear();
    this.#patterns.set(text, made);
    return made;
  }
}

const KEPT_PATTERNS_MAX = 4096;
const KEPT_PATTERN_UNITS_MAX = 255;

const containsAsker = new TextAsker(foldSubject, compileContains);
const matchesAsker = new TextAsker((text) => ({ points: pointsOf(foldText(text)) }), compileMatches);

/** `subject CONTAINS pattern`. */
export function containsText(subject: string, pattern: string): boolean {
  return foldedContains(containsAsker.subject(subject), containsAsker.pattern(pattern));
}

/** `subject MATCHES pattern`. */
export function matchesText(subject: string, pattern: string): boolean {
  return foldedMatches(matchesAsker.subject(subject).points, matchesAsker.pattern(pattern));
}
