/**
 * One run on one line, or on as many as it needs. Where a line may end is a gap with a *level*: the nesting of
 * parentheses first, then what binds less. A stretch that does not fit ends its lines at its gaps of the lowest level;
 * lists are filled instead. The stretches between those gaps are laid out in turn.
 *
 * INVARIANT: a line end beside a comment stays, and no line ends beside a comment where none ended before, but behind
 * one that stands in a gap where the layout itself ends a line. So a comment keeps its neighbours and its kind, and a
 * second pass, which finds that line end, decides the same.
 */
import type { IToken } from 'chevrotain';
import { intrinsicTokens, keywordTokens, marks, statementTokens, words } from '../tokens.ts';
import type { Piece } from './pieces.ts';

/** Columns that a line fills, where its words allow it. */
export const LINE_COLUMNS = 100;
/** By what lines that go on are indented. */
const CONTINUATION_COLUMNS = 4;
/** By what the statements of a block are indented. */
export const INDENT_COLUMNS = 2;

const k = keywordTokens;

/** Gaps by how little they bind; within one pair of parentheses. */
const rank = {
  head: 0,
  clause: 1,
  or: 2,
  and: 3,
  comma: 4,
  comparison: 5,
  sum: 6,
  product: 7,
  range: 8,
  kept: 9,
} as const;
const ranks = 10;
/** The level of a gap where no line ends. */
const never = Number.POSITIVE_INFINITY;

/** What stands between a piece of a run and the one before it. */
interface Gap {
  readonly space: 0 | 1;
  readonly level: number;
  /** A line ends here whatever fits. */
  readonly ends: boolean;
}

/** A stretch of a run: parts between the gaps of one level, or pieces that stay together. */
interface Stretch {
  readonly from: number;
  end: number;
  readonly level: number;
  readonly parts: readonly Stretch[];
}

/** A run whose gaps are known. */
export interface Line {
  readonly texts: readonly string[];
  readonly gaps: readonly Gap[];
  /** Columns up to the start of each piece, on one line. */
  readonly columns: readonly number[];
  /** Columns of the whole on one line; `undefined` when it cannot stand on one. */
  readonly columnsFlat: number | undefined;
  /** How many line ends there are up to each piece: those that stay, and those inside comments. */
  readonly lineEnds: readonly number[];
}

/** Measures the pieces of a run. */
export function lineOf(pieces: readonly Piece[]): Line {
  const texts = pieces.map(({ text }) => text);
  const gaps = gapsOf(pieces, texts);
  const columns: number[] = [];
  const lineEnds: number[] = [];
  let column = 0;
  let ends = 0;
  texts.forEach((text, index) => {
    const gap = gaps[index];
    if (gap !== undefined && index > 0) {
      column += gap.space;
      if (gap.ends) ends += 1;
    }
    columns.push(column);
    lineEnds.push(ends);
    column += text.length;
    if (/[\r\n]/.test(text)) ends += 1;
  });
  columns.push(column);
  lineEnds.push(ends);
  return { texts, gaps, columns, columnsFlat: ends === 0 ? column : undefined, lineEnds };
}

/** The text of a run from this indent on, without the indent of its first line. `lineEnd` is LF or CR LF. */
export function layOut(line: Line, indent: number, lineEnd: string): string {
  const out: string[] = [];
  let column = indent;
  const put = (index: number): void => {
    const text = line.texts[index] ?? '';
    out.push(text);
    const last = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    column = last === -1 ? column + text.length : text.length - last - 1;
  };
  const endLine = (at: number): void => {
    out.push(lineEnd, ' '.repeat(at));
    column = at;
  };
  const space = (index: number): void => {
    if (line.gaps[index]?.space !== 1) return;
    out.push(' ');
    column += 1;
  };
  const fits = ({ from, end }: Stretch, before: number): boolean => {
    const width = (line.columns[end] ?? 0) - (line.gaps[end]?.space ?? 0) - (line.columns[from] ?? 0);
    return !endsInside(line, from, end) && column + before + width <= LINE_COLUMNS;
  };
  const write = (stretch: Stretch, continuation: number): void => {
    if (stretch.parts.length === 0 || fits(stretch, 0)) {
      for (let index = stretch.from; index < stretch.end; index += 1) {
        if (index > stretch.from) space(index);
        put(index);
      }
      return;
    }
    const isHead = stretch.level === rank.head;
    const isFilled = stretch.level % ranks === rank.comma;
    for (const part of stretch.parts) {
      if (part !== stretch.parts[0]) {
        const stays = isFilled && line.gaps[part.from]?.ends === false && fits(part, 1);
        if (stays) space(part.from);
        else endLine(isHead && part.end === line.texts.length ? indent : continuation);
      }
      write(part, isHead ? continuation : continuation + INDENT_COLUMNS);
    }
  };
  write(stretchOf(line.gaps), indent + CONTINUATION_COLUMNS);
  return out.join('');
}

/** Whether a line ends inside a stretch whatever fits: beside a comment, or in one. */
function endsInside(line: Line, from: number, end: number): boolean {
  const last = line.lineEnds[end] ?? 0;
  const gapEnds = line.gaps[end]?.ends === true ? 1 : 0;
  return last - gapEnds !== line.lineEnds[from];
}

/** The tree of stretches: the gaps of the lowest level part the whole, and so on. One pass. */
function stretchOf(gaps: readonly Gap[]): Stretch {
  const open: { from: number; end: number; level: number; parts: Stretch[] }[] = [];
  const leaf = (from: number, end: number): Stretch => ({ from, end, level: never, parts: [] });
  let from = 0;
  const closeDownTo = (level: number, end: number): Stretch => {
    let done: Stretch = leaf(from, end);
    for (let top = open.at(-1); top !== undefined && top.level > level; top = open.at(-1)) {
      top.parts.push(done);
      top.end = end;
      done = top;
      open.pop();
    }
    return done;
  };
  for (let index = 1; index < gaps.length; index += 1) {
    const level = gaps[index]?.level ?? never;
    if (level === never) continue;
    const done = closeDownTo(level, index);
    const top = open.at(-1);
    if (top?.level === level) top.parts.push(done);
    else open.push({ from: done.from, end: index, level, parts: [done] });
    from = index;
  }
  return closeDownTo(-1, gaps.length);
}

// ------------------------------------------------------------------------------------------------------------ gaps

const clauses: ReadonlySet<unknown> = new Set([
  k.TO,
  k['WITH PRIORITY'],
  k['WITH REASON'],
  k['WITH TREATMENT'],
  k.TIMEOUT,
  k['DIGITS INTO'],
  k['INTERDIGIT TIMER'],
  statementTokens['play-prompt'],
]);

/** What a `-` behind makes a difference of, where it would be a sign elsewhere. */
const operandEnds: ReadonlySet<unknown> = new Set([
  marks.string,
  marks.isoDate,
  marks.time,
  marks.integer,
  marks.close,
  words.name,
  words.day,
  words.month,
  intrinsicTokens.none,
]);

/** The gap before each piece; settles in `texts` the words that only their place makes keywords. */
function gapsOf(pieces: readonly Piece[], texts: string[]): readonly Gap[] {
  const head = pieces[0]?.token?.tokenType;
  const isSend = head === statementTokens['send-info'] || head === statementTokens['send-request'];
  const gaps: { space: 0 | 1; level: number; ends: boolean }[] = [];
  let depth = 0;
  let tokensSeen = 0;
  let before: IToken | undefined;
  let isSign = false;
  /** Where the gap between two words began, comments in it included. */
  let chain = 0;
  pieces.forEach((piece, index) => {
    const { token } = piece;
    const opensTight = isSign || before?.tokenType === marks.open;
    if (token === undefined) {
      gaps.push({ space: opensTight && chain === index ? 0 : 1, level: never, ends: isBesideComment(pieces, index) });
      return;
    }
    if (token.tokenType === marks.close) depth -= 1;
    const tight = token.tokenType === marks.comma || token.tokenType === marks.colon || token.tokenType === marks.close;
    const behindComment = chain !== index;
    const level = piece.isFirst ? levelBefore(token, before, isSign, tokensSeen, depth) : never;
    gaps.push({
      space: index === 0 || tight || (opensTight && !behindComment) ? 0 : 1,
      level: never,
      ends: isBesideComment(pieces, index),
    });
    settleLevels(gaps, chain, index, level, depth);
    chain = index + 1;
    if (!piece.isFirst) return;
    tokensSeen += 1;
    if (token.tokenType === marks.open) depth += 1;
    isSign = isMinus(token) && !(operandEnds.has(before?.tokenType) && !(isSend && tokensSeen === 3));
    settleWord(pieces, texts, index, head, before, tokensSeen);
    before = token;
  });
  return gaps;
}

function isMinus(token: IToken): boolean {
  return token.tokenType === marks.minus;
}

/** A line end stays where a comment stands on one side of it. */
function isBesideComment(pieces: readonly Piece[], index: number): boolean {
  if (index === 0 || pieces[index]?.linesBefore === 0) return false;
  return pieces[index]?.token === undefined || pieces[index - 1]?.token === undefined;
}

/** Gives the gap between two words its level: the line ends that stay in it have it, or else the last of its gaps. */
function settleLevels(
  gaps: { level: number; readonly ends: boolean }[],
  from: number,
  last: number,
  level: number,
  depth: number,
): void {
  let kept = false;
  for (let index = from; index <= last; index += 1) {
    const gap = gaps[index];
    if (gap?.ends !== true) continue;
    kept = true;
    gap.level = level === never ? depth * ranks + rank.kept : level;
  }
  const own = gaps[last];
  if (!kept && own !== undefined) own.level = level;
}

function levelBefore(
  token: IToken,
  before: IToken | undefined,
  isSign: boolean,
  tokensSeen: number,
  depth: number,
): number {
  const type = token.tokenType;
  if (tokensSeen === 0) return never;
  if (depth === 0 && (type === k.THEN || type === k.EQUALS)) return rank.head;
  const within = depth * ranks;
  if (depth === 0 && clauses.has(type)) return rank.clause;
  if (type === k.OR) return within + rank.or;
  if (type === k.AND) return within + rank.and;
  if (before?.tokenType === marks.comma) return within + rank.comma;
  if (isSign) return never;
  if (type === marks.comparison) return within + rank.comparison;
  const isOperator = operandEnds.has(before?.tokenType);
  if ((type === marks.plus || type === marks.minus) && isOperator) return within + rank.sum;
  if (type === marks.star || type === marks.slash) return within + rank.product;
  if (type === marks.dotDot) return within + rank.range;
  return never;
}

/** `CHANGE PRIORITY … TO PRIORITY 1` and `ROUTE CALL 4805 CONTROLLED`: words that are names elsewhere. */
function settleWord(
  pieces: readonly Piece[],
  texts: string[],
  index: number,
  head: unknown,
  before: IToken | undefined,
  tokensSeen: number,
): void {
  const piece = pieces[index];
  if (piece?.token?.tokenType !== words.name) return;
  const word = piece.text.toUpperCase();
  const isLast = index === pieces.length - 1;
  if (word === 'PRIORITY' && head === statementTokens['change-priority'] && before?.tokenType === k.TO && !isLast)
    texts[index] = word;
  if (word === 'CONTROLLED' && head === statementTokens['route-call'] && tokensSeen > 2 && isLast) texts[index] = word;
}
