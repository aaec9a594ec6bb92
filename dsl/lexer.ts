/** Text to tokens: cuts the text with Chevrotain, says what is wrong with characters and literals, joins phrases. */
import { type IToken, Lexer } from 'chevrotain';
import type { Comment } from './ast.ts';
import { type Diagnostic, type DiagnosticArgs, type DiagnosticCode, diagnostic } from './diagnostics.ts';
import { limits } from './limits.ts';
import type { PhraseRepairs } from './phrase-repair.ts';
import { become, joinPhrases } from './phrases.ts';
import type { SourceText } from './source.ts';
import { cut, endOf, lexerTokens, marks, unclosed, words } from './tokens.ts';

/** The tokens of a text, its comments, and what is wrong with its characters. */
export interface TokenizedText {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

let lexer: Lexer | undefined;

function theLexer(): Lexer {
  lexer ??= new Lexer(lexerTokens, {
    positionTracking: 'onlyOffset',
    skipValidations: true,
    ensureOptimizations: true,
  });
  return lexer;
}

/** The words, literals and marks of a text, before words are joined to phrases. */
export function cutText(source: SourceText): readonly IToken[] {
  return theLexer().tokenize(source.text).tokens;
}

/**
 * Cuts a text. `faultyOffsets`: where U+FFFD stands for a byte that was reported already; `repairs`: words that are taken for a phrase although
 * they are written otherwise.
 */
export function tokenize(
  source: SourceText,
  faultyOffsets: ReadonlySet<number> = new Set(),
  repairs?: PhraseRepairs,
): TokenizedText {
  const result = theLexer().tokenize(source.text);
  const diagnostics: Diagnostic[] = [];
  const report = <Code extends DiagnosticCode>(
    code: Code,
    token: IToken,
    args: DiagnosticArgs<Code>,
    end = endOf(token),
  ): void => {
    if (diagnostics.length > limits.findingsInFile) return;
    diagnostics.push(diagnostic(code, { source, span: { start: token.startOffset, end } }, args));
  };
  const kept: IToken[] = [];
  const cutComments = result.groups.comments ?? [];
  let passed = 0;
  for (let index = 0; index < result.tokens.length; index += 1) {
    const token = result.tokens[index] as IToken;
    while ((cutComments[passed]?.startOffset ?? Number.POSITIVE_INFINITY) < token.startOffset) passed += 1;
    if (token.tokenType === cut.commentEnd) dropNested(kept, cutComments[passed - 1]);
    if (token.tokenType === cut.unknown) index += joinUnknown(source.text, result.tokens, index, kept);
    if (settle(token, report, faultyOffsets)) kept.push(token);
  }
  const comments = cutComments.map((token): Comment => {
    if (token.payload === unclosed) report('CCS1003', token, {}, token.startOffset + 2);
    return { kind: 'comment', span: { start: token.startOffset, end: endOf(token) }, text: token.image };
  });
  return { tokens: joinPhrases(source.text, kept, cut.word, repairs), comments, diagnostics };
}

/**
 * What was meant as one thing is one fault: an address without quotes, `!=`, `. .`. The unknown token takes in what stands beside it; gives how
 * many tokens behind it are gone with that.
 */
function joinUnknown(text: string, tokens: readonly IToken[], index: number, kept: IToken[]): number {
  const token = tokens[index] as IToken;
  const next = tokens[index + 1];
  const [toAt] = /^[.%+-]?[\w.%+-]*@/.exec(text.slice(token.startOffset, token.startOffset + 254)) ?? [];
  if (toAt !== undefined) {
    const gone = joinAddress(text, tokens, index, kept, token.startOffset + toAt.length - 1);
    if (gone !== undefined) return gone;
  }
  if (token.image === '.' && next?.tokenType === cut.unknown && next.image === '.') {
    token.image = text.slice(token.startOffset, endOf(next));
    become(token, marks.dotDot, faulty);
    return 1;
  }
  if (token.image === '!' && next?.image === '=' && next.startOffset === endOf(token)) {
    // As the grammar shall read it.
    token.image = '<>';
    become(token, marks.comparison, faulty);
    return 1;
  }
  return 0;
}

function joinAddress(
  text: string,
  tokens: readonly IToken[],
  index: number,
  kept: IToken[],
  at: number,
): number | undefined {
  const token = tokens[index] as IToken;
  const [before = ''] = /[\w.%+-]*$/.exec(text.slice(Math.max(0, at - 254), at)) ?? [];
  const [after = ''] = /^[\w-]+(?:\.[\w-]+)*/.exec(text.slice(at + 1, at + 255)) ?? [];
  if (before === '' || after === '') return undefined;
  token.startOffset = at - before.length;
  token.image = `${before}@${after}`;
  while ((kept.at(-1)?.startOffset ?? -1) >= token.startOffset) kept.pop();
  let gone = 0;
  while ((tokens[index + gone + 1]?.startOffset ?? Number.POSITIVE_INFINITY) < endOf(token)) gone += 1;
  become(token, marks.string, faulty);
  return gone;
}

type Report = <Code extends DiagnosticCode>(
  code: Code,
  token: IToken,
  args: DiagnosticArgs<Code>,
  end?: number,
) => void;

/** Reports what is wrong with one token; `false` when the grammar shall not see it. A faulty name's payload is `faulty`. */
function settle(token: IToken, report: Report, faultyOffsets: ReadonlySet<number>): boolean {
  switch (token.tokenType) {
    case cut.word:
      if (token.image.length > limits.nameLength) {
        report('CCS1007', token, { name: token.image });
        become(token, words.name, faulty);
      }
      return true;
    case cut.badWord:
      if (!coversFault(token, faultyOffsets)) report('CCS1008', token, { name: token.image });
      become(token, words.name, faulty);
      return true;
    case cut.curlyString:
    case cut.singleQuoted:
      report('CCS1005', token, { text: token.image.slice(0, 1) });
      become(token, marks.string, undefined);
      return true;
    case cut.badNumber:
      report('CCS1006', token, { text: token.image });
      become(token, marks.integer, faulty);
      return true;
    case cut.lineComment:
      report('CCS1005', token, { text: '//' });
      return false;
    case cut.unknown:
    case cut.commentEnd:
      report('CCS1005', token, { text: token.image });
      return false;
    case marks.string:
      if (token.payload === unclosed) report('CCS1004', token, {});
      else if (token.payload === faulty) report('CCS1005', token, { text: token.image });
      return true;
    case marks.dotDot:
      if (token.payload === faulty) report('CCS1005', token, { text: '. .' });
      return true;
    case marks.comparison:
      if (token.payload === faulty) report('CCS1005', token, { text: '!=' });
      return true;
    case marks.time:
      if (minutesOf(token.image) === undefined) report('CCS1009', token, { text: token.image });
      return true;
    case marks.isoDate:
      if (!dayExists(Number(token.image.slice(0, 4)), Number(token.image.slice(5, 7)), Number(token.image.slice(8)))) {
        report('CCS1010', token, { text: token.image });
      }
      return true;
    default:
      return true;
  }
}

/** `/* a /* b *\/ c *\/`: what stands between the first end and the second was meant as a comment, and is one fault. */
function dropNested(kept: IToken[], before: IToken | undefined): void {
  if (before === undefined || !before.image.includes('/*', 2)) return;
  while ((kept.at(-1)?.startOffset ?? -1) > before.startOffset) kept.pop();
}

/** The payload of a name or number that is none, which has been said. */
export const faulty = 'faulty';

function coversFault(token: IToken, faultyOffsets: ReadonlySet<number>): boolean {
  if (faultyOffsets.size === 0) return false;
  for (let at = token.startOffset; at < endOf(token); at += 1) {
    if (faultyOffsets.has(at)) return true;
  }
  return false;
}

/** `8:00` in minutes since midnight; `undefined` for what is no time. */
export function minutesOf(image: string): number | undefined {
  const found = /^(\d{1,2}):(\d{2})$/.exec(image);
  if (found === null) return undefined;
  const hours = Number(found[1]);
  const minutes = Number(found[2]);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is such a day; without a year, whether some year has it. */
export function dayExists(year: number | undefined, month: number, day: number): boolean {
  const length = longestMonths[month - 1];
  if (length === undefined || day < 1 || day > length) return false;
  if (year === undefined || month !== 2 || day < 29) return year !== 0;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
