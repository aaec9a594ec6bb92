/**
 * Recovery: one finding for one fault, and always a tree (language §7).
 *
 * Chevrotain's own recovery loses the tree at a missing END IF, so the grammar does it with three means of this class:
 * - `expect` consumes a word, or reports that it is missing, misspelt or that something else stands there;
 * - `abandoned` is thrown when the rest of a statement cannot be read; its block skips to the next boundary and goes on;
 * - the stack of open blocks tells to which block an ELSE, VALUE, END or SECTION belongs, and so whose END is missing.
 *
 * A *boundary* is where a statement or section begins, a block goes on or ends, or the text ends. Words inside an
 * intrinsic's phrase are none, because a phrase is one token.
 * INVARIANT: every finding goes through `report`, which is silent where a finding about characters explains the rest.
 */
import { EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import type { Name } from './ast.ts';
import {
  type BlockKind,
  blockOpenedBy,
  blockWords,
  joinedElse,
  joinedEnd,
  type OpenBlock,
  statementStarts,
} from './blocks.ts';
import { likeWritten } from './diagnostics/syntax.ts';
import {
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  diagnostic,
  type RelatedPlace,
} from './diagnostics.ts';
import { faulty } from './lexer.ts';
import { likelyIntrinsic, likelyWord } from './likely-phrase.ts';
import { limits } from './limits.ts';
import { type Mend, replacing } from './mend.ts';
import type { SourceText, Span } from './source.ts';
import { suggestion } from './spelling.ts';
import { endOf, grammarTokens, intrinsicTokens, keywordTokens, marks, statementTokens, words } from './tokens.ts';

/** Thrown when a statement cannot be read further; what was wrong has been reported. */
export const abandoned = Object.assign(new Error('statement abandoned'), { name: 'StatementAbandoned' });

const k = keywordTokens;

/** What can stand after a gap where an operand is left out. */
const operandFollowers: ReadonlySet<TokenType> = new Set([
  ...[marks.comma, marks.colon, marks.close, marks.dotDot, marks.comparison, marks.plus, marks.star, marks.slash],
  ...[k['WITH PRIORITY'], k['WITH REASON'], k['WITH TREATMENT'], k.TO, k.TIMEOUT, k.THEN, k.EQUALS, k.AND, k.OR],
  ...[k['DIGITS INTO'], k['INTERDIGIT TIMER']],
]);

/** The parser's means; `statements.ts` and the grammar's files say which words there are. */
export abstract class RecoveringParser extends EmbeddedActionsParser {
  protected source: SourceText = { fileName: '', text: '', lineStarts: [0] };
  protected findings: Diagnostic[] = [];
  protected openBlocks: OpenBlock[] = [];
  private characterFaults: readonly number[] = [];
  private lastGap = -1;
  private lastMissing = '';

  constructor(skipValidations: boolean) {
    super(grammarTokens, { maxLookahead: 1, skipValidations, recoveryEnabled: false });
  }

  /** Makes ready for a text. */
  protected begin(source: SourceText, tokens: IToken[], characterFindings: readonly Diagnostic[]): void {
    this.source = source;
    this.findings = [];
    this.openBlocks = [];
    this.lastGap = -1;
    this.characterFaults = characterFindings.map((finding) => finding.place.span.start).sort((a, b) => a - b);
    this.input = tokens;
  }

  // ------------------------------------------------------------------------------------------------ findings

  /** Reports, unless a fault of characters stands at the last token or between it and the next. */
  protected report<Code extends DiagnosticCode>(
    code: Code,
    span: Span,
    args: DiagnosticArgs<Code>,
    related: readonly RelatedPlace[] = [],
    mend?: Mend,
  ): void {
    if (this.characterFaultHere()) return;
    this.reportAlways(code, span, args, related, mend);
  }

  /** Reports even beside a fault of characters: for what no such fault can cause. */
  protected reportAlways<Code extends DiagnosticCode>(
    code: Code,
    span: Span,
    args: DiagnosticArgs<Code>,
    related: readonly RelatedPlace[] = [],
    mend?: Mend,
  ): void {
    if (this.hopeless()) return;
    this.findings.push(diagnostic(code, { source: this.source, span }, args, related, mend));
  }

  /** Reports a word that is one of a phrase misspelt. `word`: the one that it is meant to be; `phrase`: the whole. */
  protected reportMisspelt(token: IToken, word: string, phrase: string): void {
    const span = this.spanOf(token);
    const mend = replacing({ source: this.source, span }, likeWritten(token.image, word));
    this.report('CCS1104', span, { found: token.image, meant: phrase }, [], mend);
  }

  /** Whether so much has been found that looking for mends is in vain. */
  protected hopeless(): boolean {
    return this.findings.length > limits.findingsInFile;
  }

  private characterFaultHere(): boolean {
    if (this.characterFaults.length === 0) return false;
    const from = this.LA(0).startOffset;
    const next = this.LA(1);
    const to = next.startOffset < 0 ? this.source.text.length : next.startOffset;
    let low = 0;
    let high = this.characterFaults.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.characterFaults[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return (this.characterFaults[low] ?? Number.POSITIVE_INFINITY) <= to;
  }

  /** A token as it is shown in messages. */
  protected show(token: IToken): string {
    if (token.startOffset < 0) return 'the end of the text';
    return `\`${token.image}\``;
  }

  protected spanOf(token: IToken): Span {
    if (token.startOffset < 0) return { start: this.source.text.length, end: this.source.text.length };
    return { start: token.startOffset, end: endOf(token) };
  }

  /** The end of the last token: where a missing thing is reported. */
  protected gap(): Span {
    const last = this.LA(0);
    const at = last.startOffset < 0 ? 0 : endOf(last);
    return { start: at, end: at };
  }

  /** One gap is one fault, whatever it lacks. */
  protected reportMissing(missing: string, context = ''): void {
    const gap = this.gap();
    if (gap.start === this.lastGap) return;
    this.lastGap = gap.start;
    this.lastMissing = missing;
    this.report('CCS1102', gap, { missing, context });
  }

  /** `likely`: what was meant where no word expected is like the one found. */
  protected reportUnexpected(expected: string, likely?: string): void {
    const token = this.LA(1);
    const wanted = this.takeBackMissing() ?? expected;
    const args = { found: this.show(token), expected: wanted };
    const intrinsic = likelyIntrinsic(this.wordsFrom(0));
    const meant = intrinsic ?? likelyWord(token.image, wanted);
    const span = intrinsic === undefined ? this.spanOf(token) : this.spanOfWords(intrinsic.count);
    const mend =
      meant.suggestion === undefined || !meant.clear || span === undefined
        ? undefined
        : replacing({ source: this.source, span }, likeWritten(token.image, meant.suggestion));
    this.report('CCS1101', this.spanOf(token), { ...args, suggestion: meant.suggestion ?? likely }, [], mend);
  }

  /** The stretch of so many words from the last token on, where it ends with a token. */
  private spanOfWords(count: number): Span | undefined {
    let words = 0;
    let ahead = 0;
    for (; words < count; ahead += 1) words += this.LA(ahead).image.split(/\s+/).length;
    return words === count ? { start: this.LA(0).startOffset, end: endOf(this.LA(ahead - 1)) } : undefined;
  }

  /** The words in a row from the token so many ahead, at most as many as a phrase can have. */
  protected wordsFrom(ahead: number): readonly string[] {
    const found: string[] = [];
    for (let at = ahead; found.length < 5 && /^[A-Za-z][\w\s]*$/.test(this.LA(at).image ?? ''); at += 1)
      found.push(...this.LA(at).image.split(/\s+/));
    return found;
  }

  /** What stands here could not follow the gap before it after all: nothing was missing, this is unexpected (language §7). */
  private takeBackMissing(): string | undefined {
    if (!this.behindGap()) return undefined;
    this.findings.pop();
    return this.lastMissing;
  }

  /** Whether a missing thing was reported right before the token here. */
  protected behindGap(): boolean {
    const last = this.findings.at(-1);
    return this.gap().start === this.lastGap && last?.code === 'CCS1102' && last.place.span.start === this.lastGap;
  }

  // ------------------------------------------------------------------------------------------------ the next token

  protected at(type: TokenType): boolean {
    return this.LA(1).tokenType === type;
  }

  /** Whether a name stands here that does not begin a statement. */
  protected atOperandName(): boolean {
    return this.LA(1).tokenType === words.name && this.LA(2).tokenType !== words.assigned && !this.atWrongEnd();
  }

  /** Whether a misspelt END or branch of an open block stands here: `EDN IF`, or `ENDIF` or `ELSEIF` at the beginning of a line. */
  private atWrongEnd(): boolean {
    if (joinedElse(this.LA(1))) return this.isOpen('if') && this.beginsLine(1);
    const joined = joinedEnd(this.LA(1));
    return joined === undefined ? this.atSplitEnd(1) : this.isOpen(joined) && this.beginsLine(1);
  }

  /** Whether END of an open block stands there, misspelt: `EDN IF`. */
  protected atSplitEnd(ahead: number): boolean {
    const kind = blockOpenedBy.get(this.LA(ahead + 1).tokenType);
    if (kind === undefined || kind === 'readvar' || !this.isOpen(kind) || !this.looksLikeSplitEnd(ahead)) return false;
    // With something behind it, the word opens a block of its own: `ENDIF` and then `IF …`.
    const behind = ahead + 2;
    return this.isBoundary(behind) || joinedEnd(this.LA(behind)) !== undefined || this.looksLikeSplitEnd(behind);
  }

  private looksLikeSplitEnd(ahead: number): boolean {
    const token = this.LA(ahead);
    if (token.tokenType !== words.name || !blockOpenedBy.has(this.LA(ahead + 1).tokenType)) return false;
    return suggestion(token.image, ['END']) !== undefined;
  }

  protected atStatement(): boolean {
    const type = this.LA(1).tokenType;
    return statementStarts.has(type) || (type === words.name && this.LA(2).tokenType === words.assigned);
  }

  protected atBoundary(): boolean {
    return this.isBoundary(1);
  }

  /** Whether the token so many ahead is a boundary. */
  protected isBoundary(ahead: number): boolean {
    const token = this.LA(ahead);
    const type = token.tokenType;
    if (token.startOffset < 0 || blockWords.has(type) || statementStarts.has(type)) return true;
    return type === words.name && this.LA(ahead + 1).tokenType === words.assigned;
  }

  /** Whether what stands here could follow a gap where an operand is left out. */
  protected afterOperandGap(): boolean {
    return operandFollowers.has(this.LA(1).tokenType) || this.atBoundary() || this.atWrongEnd();
  }

  /** Whether a name stands here that is this word misspelt; of a short word only when a name follows. */
  protected atMisspelt(word: string): boolean {
    const token = this.LA(1);
    if (token.tokenType !== words.name || token.payload === faulty || this.LA(2).tokenType === words.assigned) {
      return (
        token.tokenType === k.THE && word === 'THEN' && this.LA(2).tokenType !== words.name && !this.intrinsicFollows()
      );
    }
    if (word.length < 3 && this.LA(2).tokenType !== words.name) return false;
    return suggestion(token.image, [word]) !== undefined;
  }

  private intrinsicFollows(): boolean {
    const type = this.LA(2).tokenType;
    return Object.values(intrinsicTokens).includes(type);
  }

  // ------------------------------------------------------------------------------------------------ going on

  /** Skips to where something new begins. */
  protected skipToBoundary(): void {
    while (!this.atBoundary() && !this.atWrongEnd()) this.SKIP_TOKEN();
  }

  /**
   * Consumes a word, or says what is wrong with it. A missing word is taken as there; behind something unexpected the
   * word is taken when it comes next, else the statement is abandoned.
   * `follows`: what may come after the gap besides a boundary. `stay`: whether a boundary right after the gap is the normal case.
   */
  protected expect(
    idx: number,
    type: TokenType,
    word: string,
    follows: () => boolean,
    stay: boolean,
  ): IToken | undefined {
    if (this.RECORDING_PHASE || this.at(type)) return this.consume(idx, type);
    if (this.atMisspelt(word)) {
      const token = this.LA(1);
      this.reportMisspelt(token, word, word);
      this.SKIP_TOKEN();
      return token;
    }
    if (this.atBoundary()) {
      this.reportMissing(word);
      if (!stay) throw abandoned;
      return undefined;
    }
    const isReplaced = follows() && this.standsForWord();
    if (!isReplaced && follows()) {
      this.reportMissing(word);
      return undefined;
    }
    this.reportUnexpected(word);
    if (!isReplaced && this.LA(2).tokenType !== type) throw abandoned;
    this.SKIP_TOKEN();
    return isReplaced ? undefined : this.consume(idx, type);
  }

  /** Whether the name here stands where a word should: what follows the word comes right behind it (`ASSIGN 5 INTO x_cv`). */
  private standsForWord(): boolean {
    const next = this.LA(2);
    if (!this.atOperandName() || this.LA(1).image.toUpperCase() === 'PRIORITY' || this.beginsLine(2)) return false;
    return next.tokenType === marks.integer || (next.tokenType === words.name && !this.isBoundary(2));
  }

  /** Whether a line ends before the token so many ahead. */
  protected beginsLine(ahead: number): boolean {
    return this.source.text.slice(endOf(this.LA(ahead - 1)), this.LA(ahead).startOffset).includes('\n');
  }

  /** Consumes a name. A missing one gives `''`; a reserved word is taken for one after the finding. */
  protected expectName(idx: number, what: string, context = ''): Name {
    const token = this.LA(1);
    if (this.RECORDING_PHASE || this.atOperandName()) return this.nameOf(this.consume(idx, words.name));
    if (this.afterOperandGap() && !this.atReservedOperand()) {
      this.reportMissing(what, context);
      return { kind: 'name', span: this.gap(), text: '' };
    }
    if (/^[A-Za-z]\w*$/.test(token.image)) {
      this.report('CCS1110', this.spanOf(token), { word: token.image, expected: what });
      this.SKIP_TOKEN();
      return { kind: 'name', span: this.spanOf(token), text: '' };
    }
    this.reportUnexpected(what);
    throw abandoned;
  }

  /** Whether a word of the language stands here that nothing of its own follows: a name or value badly chosen. */
  protected atReservedOperand(): boolean {
    const token = this.LA(1);
    const type = token.tokenType;
    if (!/^[A-Za-z]+$/.test(token.image ?? '')) return false;
    const next = this.LA(2).tokenType;
    if (type === k.SECTION && !this.beginsLine(1) && next !== words.name) return true;
    const isFollowed = operandFollowers.has(next) && next !== marks.colon;
    if (blockWords.has(type) || type === statementTokens.quit || type === statementTokens.disconnect) return isFollowed;
    if (!statementStarts.has(type)) return false;
    return isFollowed || (this.isBoundary(2) && (this.LA(0).tokenType === marks.comparison || !this.beginsLine(1)));
  }

  /** Consumes a word of the language that stands for a name or a value, after the finding. */
  protected takeReservedOperand(expected: string): { readonly kind: 'error'; readonly span: Span } {
    const token = this.LA(1);
    this.report('CCS1110', this.spanOf(token), { word: token.image, expected });
    this.SKIP_TOKEN();
    return { kind: 'error', span: this.spanOf(token) };
  }

  protected nameOf(token: IToken): Name {
    return { kind: 'name', span: this.spanOf(token), text: token.payload === faulty ? '' : token.image };
  }

  protected isOpen(kind: BlockKind): boolean {
    return this.openBlocks.some((block) => block.kind === kind);
  }

  /** `==`, `=>`: one operator too many. */
  protected reportDoubled(first: IToken, second: IToken): void {
    const meant = { '==': '=', '=>': '>=', '=<': '<=', '><': '<>' }[first.image + second.image];
    const span = { start: first.startOffset, end: endOf(second) };
    const mend =
      meant === undefined || endOf(first) !== second.startOffset
        ? undefined
        : replacing({ source: this.source, span }, meant);
    const args = { found: this.show(second), expected: 'a value', suggestion: meant };
    this.report('CCS1101', this.spanOf(second), args, [], mend);
  }
}
