/**
 * What the formatter moves: the words, marks and comments of a text, one by one, with what stood before each.
 *
 * The words of a phrase are pieces of their own, because a comment may stand between any two of them. Nothing here knows
 * the tree: of a text without faults the grammar's tokens say where statements and blocks begin and end.
 */
import type { IToken } from 'chevrotain';
import type { Comment } from '../ast.ts';
import { dayNames, monthNames } from '../keywords.ts';
import { endOf, marks, words } from '../tokens.ts';

/** A word, mark, literal or comment as the formatter writes it. */
export interface Piece {
  readonly text: string;
  /** The grammar's token that it is, or is a word of; `undefined` for a comment. */
  readonly token: IToken | undefined;
  /** Whether the token begins with it. */
  readonly isFirst: boolean;
  /** How many line ends stood before it, two for more. */
  readonly linesBefore: 0 | 1 | 2;
}

/** All pieces of a text in its order, and the line ends behind the last. */
export function piecesOf(text: string, tokens: readonly IToken[], comments: readonly Comment[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let passed = 0;
  let end = 0;
  const add = (written: string, token: IToken | undefined, isFirst: boolean, from: number, to: number): void => {
    pieces.push({ text: written, token, isFirst, linesBefore: lineEnds(text, end, from) });
    end = to;
  };
  const addCommentsBefore = (offset: number): void => {
    for (let next = comments[passed]; next !== undefined && next.span.start < offset; next = comments[passed]) {
      add(next.text, undefined, false, next.span.start, next.span.end);
      passed += 1;
    }
  };
  for (const token of tokens) {
    addCommentsBefore(token.startOffset);
    const isPhrase = isWords(token) && /[^\w]/.test(token.image);
    if (!isPhrase) {
      add(spellingOf(token), token, true, token.startOffset, endOf(token));
      continue;
    }
    let at = token.startOffset;
    let isFirst = true;
    while (at < endOf(token)) {
      addCommentsBefore(at + 1);
      at = Math.max(at, end);
      const word = /\w+/y;
      word.lastIndex = at;
      const found = word.exec(text);
      if (found === null) {
        at += 1;
        continue;
      }
      add(found[0].toUpperCase(), token, isFirst, at, at + found[0].length);
      isFirst = false;
      at += found[0].length;
    }
  }
  addCommentsBefore(Number.POSITIVE_INFINITY);
  return pieces;
}

const lineFeed = 10;
const carriageReturn = 13;

/** How many line ends (LF, CR LF or a lone CR) stand in a stretch; two for more. */
function lineEnds(text: string, start: number, end: number): 0 | 1 | 2 {
  let count = 0;
  for (let at = start; at < end && count < 2; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed || (unit === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) count += 1;
  }
  return count as 0 | 1 | 2;
}

const ownMarks: ReadonlySet<unknown> = new Set(Object.values(marks));

/** Whether a token is made of words: a keyword, a phrase, a name. */
function isWords(token: IToken): boolean {
  return !ownMarks.has(token.tokenType);
}

/** A token as the one layout writes it: keywords in capitals, names and literals as they stand, days and months as in the tables. */
function spellingOf(token: IToken): string {
  if (token.tokenType === words.name) return token.image;
  if (token.tokenType === words.day) return dayNames[token.payload as number] ?? token.image;
  if (token.tokenType === words.month) return monthNames[(token.payload as number) - 1] ?? token.image;
  if (token.tokenType === marks.comparison) return token.image.replace(/\s+/g, '').toUpperCase();
  return isWords(token) ? token.image.toUpperCase() : token.image;
}
