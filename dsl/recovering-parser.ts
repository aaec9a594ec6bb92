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
  blockEndedBy,
  blockOfBranch,
  blockOpenedBy,
  blocks,
  blockWords,
  joinedEnd,
  type OpenBlock,
  statementStarts,
} from './blocks.ts';
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
import { become } from './phrases.ts';
import type { SourceText, Span } from './source.ts';
import { suggestion } from './spelling.ts';
import { endOf, grammarTokens, intrinsicTokens, keywordTokens, marks, statementTokens, words } from './tokens.ts';

/** How many `IF` for END IF are looked into: each costs a look at the rest of the text, and more are no script with a fault. */
const endsSoughtMost = 50;

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
  /** How often ENDs were counted for an END that lacks its first word. */
  private endsSought = 0;
  /** Openers of this section that were reported as unreadable: their branches and ends are no further faults. */
  private lostOpeners = new Map<BlockKind, number>();
  /** Statements of this section that could not be read at all: each may have opened a block. */
  private lostStatements = 0;

  constructor(skipValidations: boolean) {
    super(grammarTokens, { maxLookahead: 1, skipValidations, recoveryEnabled: false });
  }

  /** Makes ready for a text. */
  protected begin(source: SourceText, tokens: IToken[], characterFindings: readonly Diagnostic[]): void {
    this.source = source;
    this.findings = [];
    this.openBlocks = [];
    this.lastGap = -1;
    this.endsSought = 0;
    this.forgetLostOpeners();
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
  ): void {
    if (this.characterFaultHere()) return;
    this.reportAlways(code, span, args, related);
  }

  /** Reports even beside a fault of characters: for what no such fault can cause. */
  protected reportAlways<Code extends DiagnosticCode>(
    code: Code,
    span: Span,
    args: DiagnosticArgs<Code>,
    related: readonly RelatedPlace[] = [],
  ): void {
    if (this.hopeless()) return;
    this.findings.push(diagnostic(code, { source: this.source, span }, args, related));
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

  protected reportUnexpected(expected: string): void {
    const token = this.LA(1);
    const wanted = this.takeBackMissing() ?? expected;
    const meant = likelyIntrinsic(this.wordsFrom(0)) ?? likelyWord(token.image, wanted);
    this.report('CCS1101', this.spanOf(token), { found: this.show(token), expected: wanted, suggestion: meant });
  }

  /** The words in a row from the token so many ahead, at most as many as a phrase can have. */
  private wordsFrom(ahead: number): readonly string[] {
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

  /** Whether a misspelt END of an open block stands here: `EDN IF`, or `ENDIF` on a line of its own. */
  private atWrongEnd(): boolean {
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
      this.report('CCS1104', this.spanOf(token), { found: token.image, meant: word });
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

  /** Whether a statement's word stands here that nothing of its statement follows: a name or value badly chosen. */
  protected atReservedOperand(): boolean {
    const token = this.LA(1);
    if (!statementStarts.has(token.tokenType) || !/^[A-Za-z]+$/.test(token.image)) return false;
    if (token.tokenType === statementTokens.quit || token.tokenType === statementTokens.disconnect) return false;
    return this.isBoundary(2) || operandFollowers.has(this.LA(2).tokenType);
  }

  protected nameOf(token: IToken): Name {
    return { kind: 'name', span: this.spanOf(token), text: token.payload === faulty ? '' : token.image };
  }

  // ------------------------------------------------------------------------------------------------ blocks

  protected openBlock(kind: BlockKind, opener: IToken): OpenBlock {
    const block: OpenBlock = { kind, opener, hasLast: false, last: undefined, misplaced: false, endFollows: undefined };
    if (!this.RECORDING_PHASE) this.openBlocks.push(block);
    return block;
  }

  /** Consumes a block's end, or says at its opener that there is none. */
  protected closeBlock(idx: number, block: OpenBlock): IToken | undefined {
    const { end, endText, name } = blocks[block.kind];
    if (this.RECORDING_PHASE) return this.consume(idx, end);
    this.openBlocks.length = this.openBlocks.indexOf(block);
    if (this.at(end)) return this.consume(idx, end);
    if (this.at(k.END)) {
      this.SKIP_TOKEN();
      this.settleEndWords(block.kind);
      return this.LA(0);
    }
    const args = { opener: name, end: endText };
    if (this.behindHarmlessString()) this.reportAlways('CCS1103', this.spanOf(block.opener), args);
    else this.report('CCS1103', this.spanOf(block.opener), args);
    return undefined;
  }

  /** Whether the last token is a string, closed or not, that has swallowed no end of a block. */
  private behindHarmlessString(): boolean {
    const { image } = this.LA(0);
    return image?.startsWith('"') && this.LA(1).startOffset >= 0 && !/\b(END|SAVEVAR)\b/i.test(image);
  }

  /** The words behind a lone END: misspelt ones are taken (`END FI`, `END-IF`), else they are missing. */
  private settleEndWords(kind: BlockKind): void {
    const { endText } = blocks[kind];
    const expected = endText.split(' ').slice(1);
    const first = this.LA(1);
    let found = '';
    if (this.at(marks.minus) && blockOpenedBy.get(this.LA(2).tokenType) === kind) {
      this.SKIP_TOKEN();
      this.SKIP_TOKEN();
      found = 'END-';
    }
    while (expected.length > 0 && this.atOperandName() && suggestion(this.LA(1).image, expected) !== undefined) {
      found += this.LA(1).image;
      this.SKIP_TOKEN();
    }
    if (found === '' && this.atOperandName() && this.isBoundary(2) && !this.beginsLine(1)) {
      this.reportUnexpected(`${expected.join(' ')} after END`);
      this.SKIP_TOKEN();
    } else if (found === '') this.reportMissing(expected.join(' '), 'after END');
    else
      this.reportAlways(
        'CCS1104',
        { start: first.startOffset, end: endOf(this.LA(0)) },
        { found: this.source.text.slice(first.startOffset, endOf(this.LA(0))), meant: endText },
      );
  }

  /** Whether the block word here belongs to an open block, so that the statements before it end. Reports it where it does not. */
  protected endsStatements(): boolean {
    const type = this.LA(1).tokenType;
    const innermost = this.openBlocks.at(-1);
    if (type === k.SECTION) return innermost === undefined || !this.sectionIsMisplaced(innermost);
    if (type === k.END) return this.openBlocks.some((block) => block.kind !== 'readvar') || this.stray(undefined);
    const ended = blockEndedBy.get(type);
    if (ended !== undefined)
      return this.isOpen(ended) || (!this.isLost(ended) && this.takeWrongEnd()) || this.stray(ended);
    const kind = blockOfBranch.get(type) ?? 'if';
    if (!this.isOpen(kind)) return this.stray(kind);
    if (innermost?.kind === kind && innermost.hasLast && kind !== 'event-handler' && type !== words.elseIf) {
      return this.belongsFurtherOut(innermost) || this.secondLast(type);
    }
    return true;
  }

  /** An END of a block that is not open, where the innermost block has none of its own: taken for that one. */
  private takeWrongEnd(): boolean {
    const innermost = this.openBlocks.at(-1);
    if (innermost === undefined) return false;
    if (this.unpairedEnds(this.openBlocks.map((block) => block.kind)) === this.openBlocks.length) return false;
    const { end, endText } = blocks[innermost.kind];
    this.reportUnexpected(endText);
    become(this.LA(1), end, undefined);
    return true;
  }

  /** `FI` for END IF: an opener's word, misspelt, with nothing behind it. */
  protected takeMisspeltEnd(opener: TokenType): boolean {
    const kind = blockOpenedBy.get(opener);
    if ((kind !== 'if' && kind !== 'where') || !this.isBoundary(2) || !this.isOpen(kind)) return false;
    const token = this.LA(1);
    this.report('CCS1104', this.spanOf(token), { found: token.image, meant: blocks[kind].endText });
    become(token, blocks[kind].end, undefined);
    return true;
  }

  /** `EVENT HANDLR EVENT`: reported and taken for EVENT HANDLER. */
  protected takeMisspeltHandler(): void {
    const [token, next] = [this.LA(1), this.LA(2)];
    if (token.tokenType !== k.EVENT || next.tokenType !== words.name || this.LA(3).tokenType !== k.EVENT) return;
    if (suggestion(next.image, ['HANDLER']) === undefined) return;
    this.SKIP_TOKEN();
    this.report('CCS1104', this.spanOf(next), { found: next.image, meant: 'EVENT HANDLER' });
    become(next, statementTokens['event-handler'], 'EVENT HANDLER');
  }

  /** An IF or WHERE with nothing behind it, where ENDs are too few for the blocks that are open: its END is missing. */
  protected takeEndWithoutEnd(isReported: boolean): boolean {
    const kind = blockOpenedBy.get(this.LA(1).tokenType);
    if ((kind !== 'if' && kind !== 'where') || !this.isBoundary(2) || !this.isOpen(kind)) return false;
    this.endsSought += 1;
    if (
      this.endsSought > endsSoughtMost ||
      this.unpairedEnds(this.openBlocks.map((block) => block.kind)) === this.openBlocks.length
    )
      return false;
    if (!isReported) this.reportMissing('END');
    become(this.LA(1), blocks[kind].end, undefined);
    return true;
  }

  private isOpen(kind: BlockKind): boolean {
    return this.openBlocks.some((block) => block.kind === kind);
  }

  /** Notes that the junk just skipped was the head of a block: it ended with THEN or EQUALS. */
  protected noteLostOpener(): void {
    const type = this.LA(0).tokenType;
    const kind = type === k.THEN ? 'if' : type === k.EQUALS ? 'where' : undefined;
    if (kind === undefined) this.lostStatements += 1;
    else this.addLost(kind);
  }

  protected forgetLostOpeners(): void {
    this.lostOpeners.clear();
    this.lostStatements = 0;
  }

  private addLost(kind: BlockKind): void {
    this.lostOpeners.set(kind, (this.lostOpeners.get(kind) ?? 0) + 1);
  }

  private isLost(kind: BlockKind): boolean {
    return (this.lostOpeners.get(kind) ?? 0) > 0;
  }

  /** Takes a statement that could not be read for the opener of the block word here, unless its head would have told. */
  private findLostOpener(kind: BlockKind): void {
    if (this.lostStatements === 0 || this.isLost(kind) || kind === 'if' || kind === 'where') return;
    this.lostStatements -= 1;
    this.addLost(kind);
  }

  /** A block word without its block: reported and skipped with what belongs to it. `undefined`: a lone END. */
  private stray(kind: BlockKind | undefined): false {
    const token = this.LA(1);
    if (kind !== undefined) this.findLostOpener(kind);
    if (kind !== undefined && this.isLost(kind)) {
      if (blockEndedBy.has(token.tokenType)) this.lostOpeners.set(kind, (this.lostOpeners.get(kind) ?? 1) - 1);
    } else if (this.behindGap()) {
      this.reportUnexpected('');
    } else {
      const found = token.image.toUpperCase().replace(/\s+/g, ' ');
      this.report('CCS1107', this.spanOf(token), {
        found,
        opener: kind === undefined ? 'an open block' : blocks[kind].name,
      });
    }
    this.SKIP_TOKEN();
    // END SECTION: nothing ends a section, and none begins here.
    if (token.tokenType === k.END && this.at(k.SECTION) && this.LA(2).tokenType !== words.name) this.SKIP_TOKEN();
    this.skipToBoundary();
    return false;
  }

  /** The place of the ELSE or DEFAULT that a block has already. */
  private first(block: OpenBlock | undefined): readonly RelatedPlace[] {
    if (block?.last === undefined) return [];
    return [{ place: { source: this.source, span: this.spanOf(block.last) }, message: 'it stands here first' }];
  }

  /** A second ELSE or DEFAULT, or a VALUE after DEFAULT, that no block further out explains. */
  private secondLast(type: TokenType): false {
    const token = this.LA(1);
    const innermost = this.openBlocks.at(-1);
    if (innermost !== undefined) innermost.misplaced = true;
    if (type === k.VALUE) this.report('CCS1114', this.spanOf(token), {});
    else
      this.report('CCS1115', this.spanOf(token), { word: type === k.ELSE ? 'ELSE' : 'DEFAULT' }, this.first(innermost));
    this.SKIP_TOKEN();
    this.skipToBoundary();
    return false;
  }

  /**
   * Whether a branch that the innermost block cannot have is a block's further out, the innermost one's END missing:
   * when there is such a block and the ENDs that follow are too few for all that are open.
   */
  private belongsFurtherOut(innermost: OpenBlock): boolean {
    const further = this.openBlocks.some(
      (block) => block !== innermost && block.kind === innermost.kind && !block.hasLast,
    );
    if (!further) return false;
    innermost.endFollows ??= this.unpairedEnds(this.openBlocks.map((block) => block.kind)) === this.openBlocks.length;
    return !innermost.endFollows;
  }

  /** SECTION in an open block: the SECTION is at fault when the block's end follows before the next one (language §7). */
  private sectionIsMisplaced(innermost: OpenBlock): boolean {
    if (this.unpairedEnds([innermost.kind]) === 0) return false;
    const token = this.LA(1);
    this.SKIP_TOKEN();
    const named = this.atOperandName() ? this.LA(1).image : '';
    if (named !== '') this.SKIP_TOKEN();
    this.reportAlways('CCS1106', this.spanOf(token), { name: named, opener: blocks[innermost.kind].name });
    return true;
  }

  /** How many of the blocks open here (outermost first) are closed before the next SECTION or the end of the text. */
  private unpairedEnds(open: readonly BlockKind[]): number {
    const stack: BlockKind[] = [...open];
    let left = open.length;
    let closed = 0;
    for (let ahead = 2; left > 0; ahead += 1) {
      const token = this.LA(ahead);
      if (token.startOffset < 0 || token.tokenType === k.SECTION) break;
      const split = this.atSplitEnd(ahead);
      if (split) ahead += 1;
      const opened = blockOpenedBy.get(this.LA(ahead).tokenType);
      if (opened !== undefined && !split) stack.push(opened);
      const ended = split ? opened : (blockEndedBy.get(token.tokenType) ?? joinedEnd(token));
      if (ended === undefined) continue;
      const at = stack.lastIndexOf(ended);
      if (at === -1) break;
      if (at < left) {
        closed += 1;
        left = at;
      }
      stack.length = at;
    }
    return closed;
  }

  /** Skips a block that is nested too deep, up to and with its end. */
  protected skipBlock(): void {
    const stack: BlockKind[] = [];
    do {
      const type = this.LA(1).tokenType;
      if (type === k.SECTION || this.LA(1).startOffset < 0) return;
      const opened = blockOpenedBy.get(type);
      const ended = blockEndedBy.get(type) ?? joinedEnd(this.LA(1));
      if (opened !== undefined) stack.push(opened);
      if (ended !== undefined) {
        const at = stack.lastIndexOf(ended);
        if (at === -1) return;
        stack.length = at;
      }
      this.SKIP_TOKEN();
    } while (stack.length > 0);
  }
}
