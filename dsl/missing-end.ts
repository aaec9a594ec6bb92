/**
 * Whose END is missing, and where. The grammar gives a block's END to the innermost block that is open, so a missing one is noticed at a block
 * further out; the lines' indentation tells which block its author left open.
 *
 * INVARIANT: only asked when an END is missing; a script that is right is never judged by its layout.
 */
import type { IToken, TokenType } from 'chevrotain';
import { type BlockKind, blockEndedBy, blockOfBranch, blockOpenedBy, blocks, joinedEnd } from './blocks.ts';
import { edit, type Mend } from './mend.ts';
import { positionAt, type SourceText } from './source.ts';
import { endOf, keywordTokens } from './tokens.ts';

/** The words that end the head of an IF or WHERE. */
const headEnds: ReadonlySet<TokenType> = new Set([keywordTokens.THEN, keywordTokens.EQUALS]);

/** Blocks with such a head: where its last word is missing too, one line does not tell the head from the body. */
const headed: ReadonlySet<BlockKind> = new Set(['if', 'where']);

/** What the layout says of a missing END. */
export interface MissingEnd {
  readonly opener: IToken;
  /** The END in its place, where the layout makes that certain. */
  readonly mend: Mend | undefined;
}

/** `tokens`: from the block's opener up to where it is over without its END. */
export function missingEnd(source: SourceText, kind: BlockKind, tokens: readonly IToken[]): MissingEnd {
  const at = unclosedAt(source, kind, tokens);
  const opener = tokens[at] as IToken;
  return { opener, mend: endInPlace(source, kind, tokens.slice(at)) };
}

/** The index of the opener whose END the layout misses; the first token where it tells nothing. */
function unclosedAt(source: SourceText, kind: BlockKind, tokens: readonly IToken[]): number {
  const open: { readonly kind: BlockKind; readonly index: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    const opened = blockOpenedBy.get(token.tokenType);
    if (opened !== undefined) {
      open.push({ kind: opened, index });
      continue;
    }
    const ended = blockEndedBy.get(token.tokenType) ?? joinedEnd(token);
    const belongs = ended ?? blockOfBranch.get(token.tokenType);
    if (belongs === undefined) continue;
    const level = open.findLastIndex((block) => block.kind === belongs);
    if (level < 0) continue;
    const { index: at } = open[level] as { index: number };
    if (belongs === kind && level > 0 && isFurtherOut(source, token, tokens[at] as IToken)) return at;
    if (ended !== undefined) open.length = level;
  }
  return 0;
}

/** Whether what begins a line stands further left than the line of the opener that it would belong to. */
function isFurtherOut(source: SourceText, token: IToken, opener: IToken): boolean {
  return beginsLine(source, token) && indentOf(source, token).length < indentOf(source, opener).length;
}

function endInPlace(source: SourceText, kind: BlockKind, tokens: readonly IToken[]): Mend | undefined {
  const opener = tokens[0] as IToken;
  const indent = indentOf(source, opener);
  let last = opener;
  let isDeeper = false;
  let hasHead = false;
  for (const token of tokens.slice(1)) {
    const isOnFirstLine = onOneLine(source, opener.startOffset, token.startOffset);
    if (isOnFirstLine && blockOpenedBy.get(token.tokenType) === kind) return undefined;
    if (beginsLine(source, token)) {
      const depth = indentOf(source, token).length;
      const isOwn = headEnds.has(token.tokenType) || blockOfBranch.get(token.tokenType) === kind;
      if (depth < indent.length || (depth === indent.length && !isOwn)) break;
      if (depth > indent.length) isDeeper = true;
    }
    // Lines that the head goes on over tell nothing of the body.
    if (!hasHead && headEnds.has(token.tokenType)) {
      hasHead = true;
      isDeeper = false;
    }
    last = token;
  }
  const { endText } = blocks[kind];
  const end = endOf(last);
  const isOneLine = onOneLine(source, opener.startOffset, end);
  if (!isDeeper && (!isOneLine || (!hasHead && headed.has(kind)) || !endsWithBody(tokens, last))) return undefined;
  const words = /[A-Z]/.test(opener.image) ? endText : endText.toLowerCase();
  if (isOneLine) return edit(`write \`${endText}\` here`, source, { start: end, end }, ` ${words}`);
  const rest = /^[^\r\n]*/.exec(source.text.slice(end))?.[0] ?? '';
  const at = rest.includes('/*') && !rest.includes('*/') ? end : end + rest.trimEnd().length;
  return edit(`write \`${endText}\` on a line of its own`, source, { start: at, end: at }, `\n${indent}${words}`);
}

/** Whether something stands behind the head of a block that is on one line: `IF QUEUED THEN WAIT 2`. */
function endsWithBody(tokens: readonly IToken[], last: IToken): boolean {
  return !/^(THEN|EQUALS|:)$/i.test(last.image) && tokens.length > 2;
}

function beginsLine(source: SourceText, token: IToken): boolean {
  return indentOf(source, token).length === token.startOffset - lineStart(source, token);
}

/** The white space that the token's line begins with. */
function indentOf(source: SourceText, token: IToken): string {
  const start = lineStart(source, token);
  let end = start;
  while (end < token.startOffset && /[ \t]/.test(source.text.charAt(end))) end += 1;
  return source.text.slice(start, end);
}

function lineStart(source: SourceText, token: IToken): number {
  return token.startOffset - positionAt(source, token.startOffset).column + 1;
}

/** Whether two offsets are on one line. */
function onOneLine(source: SourceText, first: number, second: number): boolean {
  return positionAt(source, first).line === positionAt(source, second).line;
}
