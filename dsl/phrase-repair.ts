/**
 * A phrase with one word misspelt (`EXPECTED WIAT TIME`), left out (`EXPECTED TIME`) or twice (`SKILLSET SKILLSET`), written as one word (`QUEUEDCOUNT`) or cut
 * in two (`SAVE VAR`) is one fault (language §7), but the words that are left of it may each be read as something else. So where the grammar stumbles the words there are compared with the phrases
 * of the tables, and the text is read again with what may be meant.
 *
 * INVARIANT: a likeness alone is never told. It counts only when the text read with it has fewer findings, it included, or as many where the one
 * without it could not say what is meant.
 */
import type { IToken } from 'chevrotain';
import { likeWritten } from './diagnostics/syntax.ts';
import { type Diagnostic, diagnostic } from './diagnostics.ts';
import { intrinsicNames } from './intrinsics.ts';
import { isReservedWord, keywordPhrases } from './keywords.ts';
import { edit, replacing } from './mend.ts';

import type { SourceText, Span } from './source.ts';
import { suggested } from './spelling.ts';
import { statementKinds, statements } from './statements.ts';
import { endOf } from './tokens.ts';

/** Some words that are taken for a phrase. */
export interface PhraseRepair {
  /** What is wrong: one word of them, or all; the gap where a word is left out. */
  readonly span: Span;
  /** Where the first of the words begins, and the last one ends. */
  readonly start: number;
  readonly end: number;
  /** How many words it is. */
  readonly words: number;
  /** The phrase, as in the tables. */
  readonly phrase: string;
  /** What should stand at `span`. */
  readonly meant: string;
  readonly isGap?: true;
  /** The word at `span` is one too many: it stands there twice. */
  readonly isTwice?: true;
}

/** By the offset of their first word. */
export type PhraseRepairs = ReadonlyMap<number, PhraseRepair>;

/** Findings of a text and characters of it up to which likenesses are looked for: who has more mends the first ones first. */
const FINDINGS_MAX = 40;
const TEXT_MAX = 200_000;
/** Likenesses that are tried by themselves when all together do not help, in texts up to so many characters. */
const TRIES_MAX = 6;
const LONE_TRIES_MAX = 12;
const ROUNDS_MAX = 3;
const TRIED_TEXT_MAX = 40_000;

/** The best reading of a text: as it stands, or with phrases repaired, which are told as findings. */
export function withPhrasesRepaired<Read extends { readonly findings: readonly Diagnostic[] }>(
  source: SourceText,
  wordsOf: () => readonly IToken[],
  asItStands: Read,
  readAgain: (repairs: PhraseRepairs) => Read,
): Read {
  const count = asItStands.findings.length;
  if (count === 0 || count > FINDINGS_MAX || source.text.length > TEXT_MAX) return asItStands;
  const read = (repairs: readonly PhraseRepair[]): Read => {
    const again = readAgain(new Map(repairs.map((repair) => [repair.start, repair])));
    return { ...again, findings: [...again.findings, ...repairs.map((repair) => tell(source, repair))] };
  };
  const tokens = wordsOf();
  let best = asItStands;
  let taken: readonly PhraseRepair[] = [];
  const isOpen = ({ start }: PhraseRepair): boolean => taken.every((one) => one.start !== start);
  const take = (repairs: readonly PhraseRepair[], as: Read): void => {
    taken = [...taken, ...repairs];
    best = as;
  };
  /** Takes what is likely and makes the reading better, all of it or some. */
  const takeLikely = (): boolean => {
    const likely = likelyRepairs(tokens, best.findings).filter(isOpen);
    if (likely.length === 0) return false;
    const together = read([...taken, ...likely]);
    if (isBetter(together, best, likely)) {
      take(likely, together);
      return true;
    }
    if (likely.length === 1 || source.text.length > TRIED_TEXT_MAX) return false;
    const good = likely.slice(0, TRIES_MAX).filter((repair) => isBetter(read([...taken, repair]), best, [repair]));
    if (good.length > 0) take(good, read([...taken, ...good]));
    return good.length > 0;
  };
  /** Takes away one word that stands twice, or takes one of what single words may be left of: with which the fewest findings are left. */
  const takeLoneWord = (): boolean => {
    if (source.text.length > TRIED_TEXT_MAX) return false;
    const before = best.findings;
    let found: { readonly repair: PhraseRepair; readonly as: Read } | undefined;
    const likely = [...wordsTwice(tokens, before), ...loneWords(tokens, before)].filter(isOpen);
    for (const repair of likely.slice(0, LONE_TRIES_MAX)) {
      const as = read([...taken, repair]);
      const most = found?.as.findings.length ?? before.length;
      if (as.findings.length < most || (found === undefined && explainsAsMany(before, as.findings, repair)))
        found = { repair, as };
    }
    if (found !== undefined) take([found.repair], found.as);
    return found !== undefined;
  };
  // What is read rightly may show the next phrase that is not.
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    if (!takeLikely() && !takeLoneWord()) break;
  }
  return best;
}

interface Findings {
  readonly findings: readonly Diagnostic[];
}

function isBetter(repaired: Findings, before: Findings, repairs: readonly PhraseRepair[]): boolean {
  if (repaired.findings.length !== before.findings.length) return repaired.findings.length < before.findings.length;
  // As many: only where what was said before could not tell what is meant, or only that the words belong apart.
  const rest = new Set(repaired.findings.map(({ code, place }) => `${code} ${place.span.start}`));
  return before.findings.every(({ code, place: { span }, mend, help }) => {
    if (rest.has(`${code} ${span.start}`)) return true;
    if (code === 'CCS1102') return repairs.some(({ start, end }) => start < span.start && span.start < end);
    return mend === undefined && (help === undefined || code === 'CCS1108');
  });
}

function tell(source: SourceText, { span, phrase, meant, isGap, isTwice }: PhraseRepair): Diagnostic {
  const place = { source, span };
  if (isTwice) {
    const found = `\`${source.text.slice(span.start, span.end)}\``;
    const [{ length: blanks = 0 } = ''] = /\s*$/.exec(source.text.slice(0, span.start)) ?? [];
    const mend = edit(`take ${found} away`, source, { start: span.start - blanks, end: span.end }, '');
    return diagnostic('CCS1101', place, { found, expected: 'the word once' }, [], mend);
  }
  if (isGap) return diagnostic('CCS1102', place, { missing: meant, context: '' });
  const found = source.text.slice(span.start, span.end);
  return diagnostic('CCS1104', place, { found, meant: phrase }, [], replacing(place, likeWritten(found, meant)));
}

// ------------------------------------------------------------------------------------------------ likenesses

/** The phrases of the tables. */
interface Phrases {
  /** By the number of their words. */
  readonly bySize: readonly (readonly (readonly string[])[])[];
  /** By their letters without the blanks. */
  readonly byLetters: ReadonlyMap<string, string>;
  /** By what is left of them without one of their words, where that is two words or more. */
  readonly byRest: ReadonlyMap<string, readonly LeftOut[]>;
  /** Those of two words, by what is left without one of them. */
  readonly byWord: ReadonlyMap<string, readonly LeftOut[]>;
}

interface LeftOut {
  readonly phrase: string;
  readonly missing: string;
  /** How many words stand before the gap. */
  readonly before: number;
}

let known: Phrases | undefined;

function phrases(): Phrases {
  if (known !== undefined) return known;
  const all = new Set<string>([
    ...statementKinds.flatMap((kind) => statements[kind].phrases),
    ...intrinsicNames,
    ...keywordPhrases,
  ]);
  const bySize: string[][][] = [];
  for (const phrase of all) {
    const parts = phrase.split(' ');
    bySize[parts.length] ??= [];
    bySize[parts.length]?.push(parts);
  }
  const leftOut = (
    from: Iterable<string>,
    fits: (words: number) => boolean,
  ): ReadonlyMap<string, readonly LeftOut[]> => {
    const byWhatIsLeft = new Map<string, LeftOut[]>();
    for (const phrase of from) {
      const parts = phrase.split(' ');
      if (!fits(parts.length)) continue;
      for (const [before, missing] of parts.entries()) {
        const rest = parts.toSpliced(before, 1).join(' ');
        byWhatIsLeft.set(rest, [...(byWhatIsLeft.get(rest) ?? []), { phrase, missing, before }]);
      }
    }
    return byWhatIsLeft;
  };
  known = {
    bySize,
    byLetters: new Map([...all].map((phrase) => [phrase.replaceAll(' ', ''), phrase])),
    // Those of statements are the lexer's (phrases.ts).
    byRest: leftOut([...intrinsicNames, ...keywordPhrases], (words) => words > 2),
    byWord: leftOut(all, (words) => words === 2),
  };
  return known;
}

/**
 * What single words near findings may be left of. Most such words mean something by themselves (QUEUED, END, EVENT), so each is tried
 * by itself, after all else.
 */
function loneWords(tokens: readonly IToken[], findings: readonly Diagnostic[]): readonly PhraseRepair[] {
  const places = findings.map(({ place }) => place.span.start);
  return tokens.flatMap((token, index) => {
    const some = phrases().byWord.get(token.image.toUpperCase());
    const [from, to] = [tokens[index - 1], tokens[index + 1]];
    const near = (place: number): boolean =>
      (from === undefined || endOf(from) <= place) && (to === undefined || place <= to.startOffset);
    if (some === undefined || !places.some(near)) return [];
    const end = endOf(token);
    return some.map(({ phrase, missing, before }): PhraseRepair => {
      const at = before > 0 ? end : from === undefined ? 0 : endOf(from);
      const span = { start: at, end: at };
      return { span, start: token.startOffset, end, words: 1, phrase, meant: missing, isGap: true };
    });
  });
}

/** `IF IF QUEUED THEN`, `QUEUE TO SKILLSET SKILLSET a_sk`: words of phrases that stand twice in a row, the second of which is one too many. */
function wordsTwice(tokens: readonly IToken[], findings: readonly Diagnostic[]): readonly PhraseRepair[] {
  const places = findings.map(({ place }) => place.span.start);
  return tokens.flatMap((token, index) => {
    const again = tokens[index + 1];
    if (again === undefined || again.image.toUpperCase() !== token.image.toUpperCase()) return [];
    // `END IF IF QUEUED THEN` is right.
    if (tokens[index - 1]?.image.toUpperCase() === 'END') return [];
    const next = tokens[index + 2]?.startOffset ?? Number.POSITIVE_INFINITY;
    if (!places.some((place) => token.startOffset <= place && place <= next)) return [];
    const without = tokens.toSpliced(index + 1, 1);
    const [first, size] = phraseAround(without, index) ?? [];
    if (first === undefined || size === undefined) return [];
    const [start, end] = [(tokens[first] as IToken).startOffset, endOf(tokens[first + size] as IToken)];
    const phrase = wordsFrom(without, first).slice(0, size).join(' ');
    return [
      {
        span: { start: again.startOffset, end: endOf(again) },
        start,
        end,
        words: size + 1,
        phrase,
        meant: '',
        isTwice: true as const,
      },
    ];
  });
}

/** The longest phrase that goes over a token: its first token, and how many words it has. */
function phraseAround(tokens: readonly IToken[], index: number): readonly [first: number, words: number] | undefined {
  const longest = phrases().bySize.length - 1;
  for (let size = longest; size > 0; size -= 1)
    for (let first = Math.max(0, index - size + 1); first <= index; first += 1) {
      const written = wordsFrom(tokens, first).slice(0, size);
      if (written.length === size && phrases().byLetters.get(written.join('')) === written.join(' '))
        return [first, size];
    }
  return undefined;
}

/**
 * Whether a repair after which as much is left says better what is meant. Of a word that stands twice: it was taken for a name. Of one left out, as in
 * `LOG COUNT sales_sk`: all that changes is the comma missed behind the word, which means nothing by itself and was taken for a name.
 */
function explainsAsMany(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  { span, end, phrase, meant, isTwice }: PhraseRepair,
): boolean {
  if (isTwice) return after.length === before.length && phrase.includes(' ');
  if (after.length > before.length || phrases().byLetters.has(phrase.replace(meant, '').trim())) return false;
  const isComma = ({ place, mend }: Diagnostic): boolean => place.span.start === end && mend?.edits[0]?.text === ',';
  const others = new Set(before.filter((one) => !isComma(one)).map(({ code, place }) => `${code} ${place.span.start}`));
  others.add(`CCS1102 ${span.start}`);
  return before.some(isComma) && after.every(({ code, place }) => others.has(`${code} ${place.span.start}`));
}

/** What the words near findings may be meant for; none overlap. */
function likelyRepairs(tokens: readonly IToken[], findings: readonly Diagnostic[]): readonly PhraseRepair[] {
  const found: PhraseRepair[] = [];
  const places = findings.map(({ place }) => place.span.start).sort((one, other) => one - other);
  for (let index = 0; index < tokens.length; ) {
    const run = wordsFrom(tokens, index);
    const repair = run.length === 0 ? undefined : likelyAt(tokens, index, run, places);
    if (repair === undefined) {
      index += 1;
    } else {
      found.push(repair);
      index += repair.words;
    }
  }
  return found;
}

/** The words in a row from a token on, as many as the longest phrase has. */
function wordsFrom(tokens: readonly IToken[], index: number): readonly string[] {
  const run: string[] = [];
  for (let at = index; run.length < phrases().bySize.length - 1; at += 1) {
    const image = tokens[at]?.image;
    if (image === undefined || !/^[A-Za-z]+$/.test(image)) break;
    run.push(image.toUpperCase());
  }
  return run;
}

function likelyAt(
  tokens: readonly IToken[],
  index: number,
  run: readonly string[],
  places: readonly number[],
): PhraseRepair | undefined {
  for (let size = run.length; size > 0; size -= 1) {
    const first = tokens[index] as IToken;
    const last = tokens[index + size - 1] as IToken;
    const before = tokens[index - 1];
    const behind = tokens[index + size];
    const from = before === undefined ? 0 : endOf(before);
    const to = behind?.startOffset ?? Number.POSITIVE_INFINITY;
    if (!places.some((place) => from <= place && place <= to)) continue;
    const some = run.slice(0, size);
    const written = some.join(' ');
    const phrase = phrases().byLetters.get(some.join(''));
    // The phrase itself, rightly written: nothing in it is meant otherwise.
    if (phrase === written) return undefined;
    const whole = { start: first.startOffset, end: endOf(last) };
    if (phrase !== undefined) return { ...whole, span: whole, words: size, phrase, meant: phrase };
    const gap = gapIn(tokens, index, written);
    if (gap !== undefined) return { ...whole, ...gap, words: size, isGap: true };
    const misspelt = misspeltIn(some);
    if (misspelt === undefined) continue;
    const wrong = tokens[index + misspelt.at] as IToken;
    const span = { start: wrong.startOffset, end: endOf(wrong) };
    return { ...whole, span, words: size, phrase: misspelt.phrase, meant: misspelt.meant };
  }
  return undefined;
}

/** What the words of a phrase lack, one of them, from a token on; of several phrases what each lacks at the same place. */
function gapIn(
  tokens: readonly IToken[],
  index: number,
  written: string,
): Pick<PhraseRepair, 'span' | 'phrase' | 'meant'> | undefined {
  const [first, ...others] = phrases().byRest.get(written) ?? [];
  if (first === undefined || others.some(({ before }) => before !== first.before)) return undefined;
  const last = tokens[index + first.before - 1];
  const at = last === undefined ? 0 : endOf(last);
  const meant = [first, ...others].map(({ missing }) => missing).join(' or ');
  return { span: { start: at, end: at }, phrase: first.phrase, meant };
}

/** The one phrase that differs from these words in one of them, which is misspelt there. */
function misspeltIn(some: readonly string[]): { at: number; meant: string; phrase: string } | undefined {
  const near = (phrases().bySize[some.length] ?? []).flatMap((parts) => {
    const different = parts.flatMap((part, at) => (part === some[at] ? [] : [at]));
    const [at = -1] = different;
    const [meant = '', word = ''] = [parts[at], some[at]];
    // A word that stands alone is a name more often than not, and so is a short one.
    if (different.length !== 1 || (some.length === 1 && (isReservedWord(word) || meant.length < 3))) return [];
    return suggested(word, [meant]).suggestion === undefined ? [] : [{ at, meant, phrase: parts.join(' ') }];
  });
  return near.length === 1 ? near[0] : undefined;
}
