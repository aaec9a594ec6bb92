/**
 * Recovery around blocks: to which of the open blocks an ELSE, VALUE, END or SECTION belongs, whose END is missing, and which words are an
 * END misspelt.
 */
import type { IToken, TokenType } from 'chevrotain';
import {
  type BlockKind,
  blockEndedBy,
  blockOfBranch,
  blockOpenedBy,
  blocks,
  joinedEnd,
  type OpenBlock,
} from './blocks.ts';
import { likeWritten } from './diagnostics/syntax.ts';
import type { Diagnostic, RelatedPlace } from './diagnostics.ts';
import { edit, replacing } from './mend.ts';
import { missingEnd } from './missing-end.ts';
import { become } from './phrases.ts';
import { RecoveringParser } from './recovering-parser.ts';
import type { SourceText } from './source.ts';
import { suggestion } from './spelling.ts';
import { endOf, keywordTokens, marks, statementTokens, words } from './tokens.ts';

/** How many ENDs of uncertain blocks are looked into: each costs a look at the rest of the text, and more are no script with a fault. */
const endsSoughtMost = 50;

const k = keywordTokens;

/** The parser's means for blocks. */
export abstract class BlockRecoveringParser extends RecoveringParser {
  /** Without the ends of the text that looking ahead appends. */
  private tokenCount = 0;
  /** How often ENDs were counted: for an END that lacks its first word or its opener, for an opener that stands twice. */
  private endsSought = 0;
  /** Openers of this section that were reported as unreadable: their branches and ends are no further faults. */
  private lostOpeners = new Map<BlockKind, number>();
  /** Statements of this section that could not be read at all: each may have opened a block. */
  private lostStatements = 0;

  /** Whether the block just left had no end: what stands in it may belong behind it. */
  protected endIsMissing = false;

  protected override begin(source: SourceText, tokens: IToken[], characterFindings: readonly Diagnostic[]): void {
    this.tokenCount = tokens.length;
    super.begin(source, tokens, characterFindings);
    this.endsSought = 0;
    this.endIsMissing = false;
    this.forgetLostOpeners();
  }

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
    this.endIsMissing = true;
    const { opener, mend } = missingEnd(this.source, block.kind, this.tokensFrom(block.opener));
    const args = { opener: name, end: endText };
    if (this.behindHarmlessString()) this.reportAlways('CCS1103', this.spanOf(opener), args, [], mend);
    else this.report('CCS1103', this.spanOf(opener), args, [], mend);
    return undefined;
  }

  /** The tokens from an opener up to the one that comes next. */
  private tokensFrom(opener: IToken): readonly IToken[] {
    const tokens = this.input;
    const indexOf = (offset: number) => {
      let low = 0;
      let high = this.tokenCount;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((tokens[middle] as IToken).startOffset < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const next = this.LA(1);
    return tokens.slice(
      indexOf(opener.startOffset),
      next.startOffset < 0 ? this.tokenCount : indexOf(next.startOffset),
    );
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
    const [before, first] = [this.LA(0), this.LA(1)];
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
    else {
      const { source } = this;
      const end = endOf(this.LA(0));
      const written = source.text.slice(first.startOffset, end);
      const words = ` ${likeWritten(before.image, expected.join(' '))}`;
      const mend = edit(`write \`${endText}\` instead`, source, { start: endOf(before), end }, words);
      this.reportAlways('CCS1104', { start: first.startOffset, end }, { found: written, meant: endText }, [], mend);
    }
  }

  /** Whether the block word here belongs to an open block, so that the statements before it end. Reports it where it does not. */
  protected endsStatements(): boolean {
    const type = this.LA(1).tokenType;
    const innermost = this.openBlocks.at(-1);
    if (type === k.SECTION) return innermost === undefined || !this.sectionIsMisplaced(innermost);
    if (type === k.END) return this.openBlocks.some((block) => block.kind !== 'readvar') || this.stray(undefined);
    const ended = blockEndedBy.get(type);
    if (ended !== undefined) {
      const isLost = this.isLost(ended);
      if (isLost && innermost?.kind !== ended && this.haveAllTheirEnds()) return this.stray(ended);
      return this.isOpen(ended) || (!isLost && this.takeWrongEnd()) || this.stray(ended);
    }
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

  /** `x = 5`, `x ASSIGN 5`, `x ASIGNED 5`: the word behind a name is taken for ASSIGNED. */
  protected takeAssignment(): boolean {
    const next = this.LA(2);
    const equals = next.tokenType === marks.comparison && next.payload === '=' && !this.comesBeforeBoundary(k.THEN);
    const misspelt = next.tokenType === words.name && suggestion(next.image, ['ASSIGNED']) !== undefined;
    if (!equals && !misspelt && !(next.tokenType === statementTokens.assign && !this.comesBeforeBoundary(k.TO)))
      return false;
    const found = this.show(next);
    if (equals) {
      const mend = replacing({ source: this.source, span: this.spanOf(next) }, 'ASSIGNED');
      this.reportAlways('CCS1101', this.spanOf(next), { found, expected: 'ASSIGNED' }, [], mend);
    } else this.reportAlways('CCS1104', this.spanOf(next), { found: next.image, meant: 'ASSIGNED' });
    become(next, words.assigned, undefined);
    return true;
  }

  /** Whether this word comes between the two words here and the next boundary. */
  private comesBeforeBoundary(type: IToken['tokenType']): boolean {
    let ahead = 3;
    while (!this.isBoundary(ahead) && this.LA(ahead).tokenType !== type) ahead += 1;
    return this.LA(ahead).tokenType === type;
  }

  /** `EVENT HANDLR EVENT`: reported and taken for EVENT HANDLER. */
  protected takeMisspeltHandler(): void {
    const [token, next] = [this.LA(1), this.LA(2)];
    if (token.tokenType !== k.EVENT || next.tokenType !== words.name || this.LA(3).tokenType !== k.EVENT) return;
    if (suggestion(next.image, ['HANDLER']) === undefined) return;
    this.SKIP_TOKEN();
    this.reportMisspelt(next, 'HANDLER', 'EVENT HANDLER');
    become(next, statementTokens['event-handler'], 'EVENT HANDLER');
  }

  /** `VOICE SESSION` where its END is missing: of an end that has several words the first is left out. */
  protected takeEndWithoutFirst(kind: BlockKind, words: number): boolean {
    if (!this.isOpen(kind) || this.unpairedEnds(this.openBlocks.map((block) => block.kind)) === this.openBlocks.length)
      return false;
    this.reportMissing('END');
    for (let skipped = 1; skipped < words; skipped += 1) this.SKIP_TOKEN();
    become(this.LA(1), blocks[kind].end, undefined);
    return true;
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

  private openedHere(block: OpenBlock): RelatedPlace {
    const place = { source: this.source, span: this.spanOf(block.opener) };
    return { place, message: `${blocks[block.kind].name} is opened here` };
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
    if (type === k.VALUE) this.report('CCS1114', this.spanOf(token), {}, this.first(innermost));
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
    const args = { name: named, opener: blocks[innermost.kind].name };
    this.reportAlways('CCS1106', this.spanOf(token), args, [this.openedHere(innermost)]);
    return true;
  }

  /** Whether, were a block opened here, it and all that are open would have their ends; so it is taken to be where too many were looked for. */
  protected endFollowsFor(kind: BlockKind): boolean {
    this.endsSought += 1;
    if (this.endsSought > endsSoughtMost) return true;
    const open = [...this.openBlocks.map((block) => block.kind), kind];
    return this.unpairedEnds(open) === open.length;
  }

  /** Whether all open blocks have ends of their own behind the END here, so that it ends one whose opener could not be read. */
  private haveAllTheirEnds(): boolean {
    this.endsSought += 1;
    if (this.endsSought > endsSoughtMost) return false;
    return this.unpairedEnds(this.openBlocks.map(({ kind }) => kind)) === this.openBlocks.length;
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
