/** The grammar of scripts, sections and the statements that hold others (language §2, §3). */
import { type IToken, isRecognitionException } from 'chevrotain';
import type {
  DefaultBranch,
  ErrorStatement,
  EventBranch,
  Expression,
  IfStatement,
  Name,
  Operand,
  Section,
  SetItem,
  Statement,
  StatementBase,
  ValueBranch,
} from './ast.ts';
import { type BlockKind, blockOpenedBy, blockSpellings, blocks, type OpenBlock } from './blocks.ts';
import type { Diagnostic } from './diagnostics.ts';
import { headlessPhrase, knownElsewhere, likelyStatement } from './likely-phrase.ts';
import { limits } from './limits.ts';
import { edit } from './mend.ts';
import { aValue, ofPlace } from './operand-forms.ts';
import { type BrokenPhrase, become } from './phrases.ts';
import { abandoned } from './recovering-parser.ts';
import type { SourceText, Span } from './source.ts';
import { suggestion } from './spelling.ts';
import { StatementParser } from './statement-parser.ts';
import { statements as statementRows } from './statements.ts';
import { keywordTokens, marks, statementTokens, words } from './tokens.ts';

const k = keywordTokens;

/** What one run of the grammar gives. */
export interface ParsedScript {
  readonly entry: readonly Statement[];
  readonly sections: readonly Section[];
}

/** The whole grammar; one instance serves all texts, one after the other. */
export class ScriptParser extends StatementParser {
  constructor(skipValidations: boolean) {
    super(skipValidations);
    this.performSelfAnalysis();
  }

  /** Reads a script. */
  parseScript(
    source: SourceText,
    tokens: IToken[],
    characterFindings: readonly Diagnostic[],
  ): ParsedScript & { findings: Diagnostic[] } {
    this.begin(source, tokens, characterFindings);
    this.depth = 0;
    return { ...this.script(), findings: this.findings };
  }

  /** Reads the value of a variable: items joined by commas. */
  parseItems(
    source: SourceText,
    tokens: IToken[],
    characterFindings: readonly Diagnostic[],
  ): { items: SetItem[]; findings: Diagnostic[] } {
    this.begin(source, tokens, characterFindings);
    return { items: this.itemsAlone(), findings: this.findings };
  }

  // ------------------------------------------------------------------------------------------------ scripts

  private readonly script = this.RULE('script', (): ParsedScript => {
    const entry = this.SUBRULE(this.statements);
    const sections: Section[] = [];
    this.MANY(() => sections.push(this.SUBRULE(this.section)));
    return { entry, sections };
  });

  private readonly section = this.RULE('section', (): Section => {
    const token = this.CONSUME(k.SECTION);
    this.forgetLostOpeners();
    const keyword = this.spanOf(token);
    const nothing: Name = { kind: 'name', span: this.gap(), text: '' };
    const name = this.head(() => this.expectName(1, 'a section’s name', 'after SECTION'), nothing);
    const body = this.SUBRULE(this.statements);
    return { kind: 'section', span: this.spanFrom(token.startOffset), keyword, name, body };
  });

  private readonly itemsAlone = this.RULE('itemsAlone', (): SetItem[] => {
    const items: SetItem[] = [];
    try {
      items.push(this.SUBRULE(this.setItem));
      this.MANY(() => {
        this.CONSUME(marks.comma);
        items.push(this.SUBRULE1(this.setItem));
      });
      if (!this.RECORDING_PHASE && this.LA(1).startOffset >= 0) this.reportUnexpected('`,` or the end of the value');
    } catch (fault) {
      this.recoverFrom(fault);
    }
    return items;
  });

  // ------------------------------------------------------------------------------------------------ statements

  /** Statements up to what ends them; whatever stands there without a place is reported and skipped on the way. */
  private readonly statements = this.RULE('statements', (): readonly Statement[] => {
    const list: Statement[] = [];
    this.MANY({
      GATE: () => this.settle(list),
      DEF: () => {
        const first = this.LA(1);
        const openBefore = this.openBlocks.length;
        this.depth = 0;
        this.oneSkillset = false;
        try {
          const read = this.SUBRULE(this.statement);
          // Where control goes from a block without its end is not known: a hole before it lets nobody draw conclusions from that.
          if (this.endIsMissing && read.kind !== 'event-handler') list.push(this.hole(first));
          this.endIsMissing = false;
          list.push(read);
        } catch (fault) {
          this.recoverFrom(fault);
          this.openBlocks.length = openBefore;
          this.skipToBoundary();
          if (first.tokenType === words.broken) this.noteLostOpener();
          list.push(this.hole(first));
        }
      },
    });
    return list;
  });

  private hole(first: IToken): ErrorStatement {
    return { kind: 'error', span: this.spanFrom(first.startOffset), keyword: this.spanOf(first) };
  }

  /** Passes over what was reported; a word that the grammar itself refused is reported here. */
  private recoverFrom(fault: unknown): void {
    if (fault === abandoned && !this.RECORDING_PHASE) return;
    if (!(fault instanceof Error) || this.RECORDING_PHASE || !isRecognitionException(fault)) throw fault;
    this.reportUnexpected('another word');
  }

  /** Goes to the next statement; `false` where the statements end. */
  private settle(list: Statement[]): boolean {
    for (;;) {
      this.takeMisspeltHandler();
      const token = this.LA(1);
      const last = list.at(-1);
      if (this.takeEndWithoutEnd(last?.kind === 'error' && last.span.end === this.gap().start)) return false;
      if (this.atStatement()) {
        if (!this.tooDeep(token)) return true;
        list.push(this.hole(token));
      } else if (token.startOffset < 0) {
        return false;
      } else if (this.atBoundary()) {
        if (this.endsStatements()) return false;
        list.push(this.hole(token));
      } else if (!this.takeMisspelt(token)) {
        this.reportJunk(token);
        this.SKIP_TOKEN();
        this.skipToBoundary();
        this.noteLostOpener();
        list.push(this.hole(token));
      }
    }
  }

  private tooDeep(token: IToken): boolean {
    if (this.openBlocks.length < limits.nesting || !blockOpenedBy.has(token.tokenType)) return false;
    this.reportAlways('CCS1109', this.spanOf(token), { what: 'blocks' });
    this.skipBlock();
    return true;
  }

  private reportJunk(token: IToken): void {
    if (this.hopeless()) return;
    if (token.tokenType === words.name && !this.behindGap()) {
      const known = knownElsewhere(token.image) ?? suggestion(token.image, StatementParser.firstWords);
      this.report('CCS1108', this.spanOf(token), { found: token.image, suggestion: known });
    } else {
      this.reportUnexpected('a statement');
    }
  }

  /** Takes a misspelt block word or statement for what it is meant to be, after one finding. */
  private takeMisspelt(token: IToken): boolean {
    if (token.tokenType !== words.name || this.hopeless()) return false;
    if (this.takeSplitEnd()) return true;
    if (this.takeAssignment()) return true;
    const spelling = suggestion(token.image, Object.keys(blockSpellings));
    const meant = spelling === undefined ? undefined : blockSpellings[spelling];
    if (meant?.meant === 'ELSEIF') {
      this.reportAlways('CCS1105', this.spanOf(token), { found: token.image });
      become(token, this.fitsHere('if') ? words.elseIf : statementTokens.if, 'IF');
      return true;
    }
    if (meant !== undefined && this.fitsHere(meant.block)) {
      this.report('CCS1104', this.spanOf(token), { found: token.image, meant: meant.meant });
      become(token, k[meant.meant as keyof typeof k] ?? words.reserved, undefined);
      return true;
    }
    return this.takeHeadless(token) || this.takeMisspeltStatement(token);
  }

  private fitsHere(block: BlockKind | undefined): boolean {
    if (block !== undefined) return this.openBlocks.some((open) => open.kind === block);
    return this.LA(2).tokenType === words.name && this.LA(3).tokenType !== words.assigned;
  }

  /** `EDN IF`. */
  private takeSplitEnd(): boolean {
    const next = this.LA(2);
    const kind = blockOpenedBy.get(next.tokenType);
    if (kind === undefined || !this.atSplitEnd(1)) return false;
    const token = this.LA(1);
    this.reportMisspelt(token, 'END', blocks[kind].endText);
    this.SKIP_TOKEN();
    become(next, blocks[kind].end, undefined);
    return true;
  }

  /** `CALL DEFAULT DN`, `VOICE SESSION`: the words of a statement or an end without the first, where only one goes on so. */
  private takeHeadless(token: IToken): boolean {
    const phrase = headlessPhrase(this.wordsFrom(1));
    if (phrase === undefined || this.behindGap()) return false;
    const { first, rest, kind } = phrase;
    if (rest.length === 1 && (this.isBoundary(2) || this.beginsLine(2))) return false;
    if (kind === 'open-voice-session' && this.takeEndWithoutFirst(kind, rest.length)) return true;
    const span = this.spanOf(token);
    const meant = [first, ...rest].join(' ');
    const mend = edit(`write \`${meant}\``, this.source, { ...span, end: span.start }, `${first} `);
    this.report('CCS1108', span, { found: token.image, suggestion: meant }, [], mend);
    for (let skipped = 1; skipped < rest.length; skipped += 1) this.SKIP_TOKEN();
    become(this.LA(1), statementTokens[kind], meant);
    return true;
  }

  /** A statement whose first word is misspelt and whose other words are right. */
  private takeMisspeltStatement(token: IToken): boolean {
    const first = suggestion(token.image, StatementParser.firstWords);
    if (first === undefined) return false;
    const phrases = Object.entries(statementRows)
      .flatMap(([kind, row]) =>
        row.phrases.map((phrase) => ({ kind: kind as keyof typeof statementTokens, phrase, parts: phrase.split(' ') })),
      )
      .filter(
        ({ parts }) =>
          parts[0] === first && parts.slice(1).every((part, index) => this.LA(index + 2).image.toUpperCase() === part),
      )
      .sort((one, other) => other.parts.length - one.parts.length);
    const [longest] = phrases;
    if (longest === undefined) return false;
    if (this.takeMisspeltEnd(statementTokens[longest.kind])) return true;
    this.reportMisspelt(token, first, longest.phrase);
    for (let skipped = 1; skipped < longest.parts.length; skipped += 1) this.SKIP_TOKEN();
    become(this.LA(1), statementTokens[longest.kind], longest.phrase);
    return true;
  }

  /** A name where one may stand or not: a misspelt statement is none, but then more of that statement follows. */
  private atOptionalOperand(): boolean {
    return this.atOperandName() && !this.atMisspeltEnd() && (this.isBoundary(2) || !this.looksLikeKeyword());
  }

  /** `ENDIF` or `EDN IF` of a block that is open. */
  private atMisspeltEnd(): boolean {
    const { image } = this.LA(1);
    const meant = blockSpellings[image.toUpperCase()];
    if (meant?.block !== undefined) return this.fitsHere(meant.block);
    return this.atSplitEnd(1);
  }

  protected override looksLikeKeyword(): boolean {
    const token = this.LA(1);
    if (token.tokenType !== words.name) return false;
    const known = [
      ...StatementParser.firstWords,
      ...Object.keys(blockSpellings),
      'WITH',
      'PRIORITY',
      'TIMEOUT',
      'THEN',
      'EQUALS',
      'TO',
      'END',
    ];
    return suggestion(token.image, [...known, 'CONTROLLED']) !== undefined;
  }

  // ------------------------------------------------------------------------------------------------ one statement

  private statementChoices: { ALT: () => Statement }[] | undefined;

  private readonly statement = this.RULE('statement', (): Statement => {
    this.statementChoices ??= [
      { ALT: () => this.SUBRULE(this.if) },
      { ALT: () => this.SUBRULE(this.where) },
      { ALT: () => this.SUBRULE(this.readvar) },
      { ALT: () => this.SUBRULE(this.eventHandler) },
      { ALT: () => this.SUBRULE(this.openVoiceSession) },
      { ALT: () => this.SUBRULE(this.assignTo) },
      { ALT: () => this.SUBRULE(this.assigned) },
      { ALT: () => this.SUBRULE(this.execute) },
      { ALT: () => this.SUBRULE(this.executeScript) },
      { ALT: () => this.SUBRULE(this.queueToSkillset) },
      { ALT: () => this.SUBRULE(this.queueToAgent) },
      { ALT: () => this.SUBRULE(this.queueToNetworkSkillset) },
      { ALT: () => this.SUBRULE(this.changePriority) },
      { ALT: () => this.SUBRULE(this.remove) },
      { ALT: () => this.SUBRULE(this.wait) },
      { ALT: () => this.SUBRULE(this.bare) },
      { ALT: () => this.SUBRULE(this.log) },
      { ALT: () => this.SUBRULE(this.sendInfo) },
      { ALT: () => this.SUBRULE(this.sendRequest) },
      { ALT: () => this.SUBRULE(this.getResponse) },
      { ALT: () => this.SUBRULE(this.giveMusic) },
      { ALT: () => this.SUBRULE(this.giveRan) },
      { ALT: () => this.SUBRULE(this.giveIvr) },
      { ALT: () => this.SUBRULE(this.giveBroadcast) },
      { ALT: () => this.SUBRULE(this.playPrompt) },
      { ALT: () => this.SUBRULE(this.collectDigits) },
      { ALT: () => this.SUBRULE(this.routeCall) },
      { ALT: () => this.SUBRULE(this.queueToNacd) },
      { ALT: () => this.SUBRULE(this.removeFromNacd) },
      { ALT: () => this.SUBRULE(this.giveResponse) },
      { ALT: () => this.SUBRULE(this.routeContact) },
      { ALT: () => this.SUBRULE(this.closeContact) },
      { ALT: () => this.SUBRULE(this.offerResponse) },
      { ALT: () => this.SUBRULE(this.broken) },
    ];
    return this.OR(this.statementChoices);
  });

  /** The first words of a statement that go on as none does. */
  private readonly broken = this.RULE('broken', (): Statement => {
    const token = this.CONSUME(words.broken);
    if (this.RECORDING_PHASE) return this.hole(token);
    const { words: right, expected } = token.payload as BrokenPhrase;
    const choices =
      expected.length === 1 ? `${expected[0]}` : `${expected.slice(0, -1).join(', ')} or ${expected.at(-1)}`;
    if (this.afterOperandGap()) this.reportMissing(choices, `after ${right}`);
    else {
      const meant = likelyStatement(right, this.LA(1).image, this.at(words.name));
      this.reportUnexpected(`${choices} after ${right}`, meant);
    }
    throw abandoned;
  });

  // ------------------------------------------------------------------------------------------------ blocks

  /** Reads the head of a block; when it cannot be read, skips to `type` or the next boundary, and the block goes on. */
  private head<T>(read: () => T, instead: T, type?: IToken['tokenType']): T {
    this.inHead = type === k.THEN || type === k.EQUALS;
    try {
      const result = read();
      this.inHead = false;
      return result;
    } catch (fault) {
      this.inHead = false;
      this.recoverFrom(fault);
      this.depth = 0;
      while (!this.atBoundary() && this.LA(1).tokenType !== type) this.SKIP_TOKEN();
      if (type !== undefined && this.at(type)) this.SKIP_TOKEN();
      return instead;
    }
  }

  private readonly if = this.RULE('if', (): Statement => {
    const keyword = this.phrase(0, 'if');
    const block = this.openBlock('if', keyword);
    const branches = [{ condition: this.SUBRULE(this.condition), start: keyword, body: this.SUBRULE(this.statements) }];
    let last: readonly Statement[] | undefined;
    let elseToken: IToken | undefined;
    this.MANY({
      // A second ELSE that comes here is one of a block further out: this one's END IF is missing.
      GATE: () => !block.hasLast || this.at(words.elseIf),
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              elseToken = this.CONSUME1(k.ELSE);
              block.hasLast = true;
              block.last = elseToken;
              last = this.SUBRULE1(this.statements);
            },
          },
          {
            ALT: () => {
              const start = this.CONSUME2(words.elseIf);
              const condition = this.SUBRULE2(this.condition);
              const branch = { condition, start, body: this.SUBRULE2(this.statements) };
              if (branches.length < limits.nesting) branches.push(branch);
            },
          },
        ]);
      },
    });
    this.closeBlock(3, block);
    if (this.RECORDING_PHASE) return this.hole(keyword);
    const elseKeyword = elseToken === undefined ? undefined : this.spanOf(elseToken);
    return this.nested(branches, last, elseKeyword);
  });

  /** An IF and its ELSEIFs as IFs inside ELSE. */
  private nested(
    branches: readonly { condition: Expression; start: IToken; body: readonly Statement[] }[],
    last: readonly Statement[] | undefined,
    elseKeyword: { start: number; end: number } | undefined,
  ): Statement {
    const [only] = branches;
    if (branches.length === 1 && only !== undefined)
      return this.finish(only.start, ifParts(only.condition, only.body, last, elseKeyword));
    const folded = branches.reduceRight<{
      rest: readonly Statement[] | undefined;
      elseKeyword: { start: number; end: number } | undefined;
    }>(
      ({ rest, elseKeyword: keyword }, { condition, start, body }) => {
        return { rest: [this.finish(start, ifParts(condition, body, rest, keyword))], elseKeyword: this.spanOf(start) };
      },
      { rest: last, elseKeyword },
    );
    return folded.rest?.[0] as Statement;
  }

  private readonly condition = this.RULE('condition', (): Expression => {
    const hole: Expression = { kind: 'error', span: this.gap() };
    return this.head(
      () => {
        const condition = this.SUBRULE(this.expression, { ARGS: [false] });
        this.expect(0, k.THEN, 'THEN', () => false, true);
        return condition;
      },
      hole,
      k.THEN,
    );
  });

  private readonly where = this.RULE('where', (): Statement => {
    const keyword = this.phrase(0, 'where');
    const block = this.openBlock('where', keyword);
    const subject = this.SUBRULE(this.subject);
    const branches: ValueBranch[] = [];
    let last: DefaultBranch | undefined;
    this.settleFirstBranch(block);
    this.MANY({
      GATE: () => !block.hasLast,
      DEF: () => {
        this.OR([
          { ALT: () => branches.push(this.SUBRULE(this.valueBranch)) },
          {
            ALT: () => {
              block.hasLast = true;
              block.last = this.LA(1);
              last = this.SUBRULE(this.defaultBranch);
            },
          },
        ]);
      },
    });
    const closed = this.closeBlock(3, block);
    if (branches.length === 0 && closed !== undefined && !block.misplaced && !this.RECORDING_PHASE) {
      this.report('CCS1116', this.spanOf(keyword), { block: 'WHERE' });
    }
    return this.finish(keyword, { kind: 'where', subject, branches, default: last });
  });

  private readonly subject = this.RULE('subject', (): Expression => {
    const hole: Expression = { kind: 'error', span: this.gap() };
    return this.head(
      () => {
        const subject = this.SUBRULE(this.expression, aValue);
        this.expect(0, k.EQUALS, 'EQUALS', () => false, true);
        return subject;
      },
      hole,
      k.EQUALS,
    );
  });

  /** Between the head of a WHERE or EVENT HANDLER and its first branch nothing stands; what does is reported once. */
  private settleFirstBranch(block: OpenBlock): void {
    if (this.RECORDING_PHASE) return;
    const branch = block.kind === 'where' ? 'VALUE' : 'EVENT';
    let reported = false;
    while (this.LA(1).startOffset >= 0) {
      if (!this.atStatement()) {
        if (this.atBoundary()) return;
        if (this.takeMisspelt(this.LA(1))) continue;
      }
      if (!reported) this.reportUnexpected(branch);
      reported = true;
      block.misplaced = true;
      if (blockOpenedBy.has(this.LA(1).tokenType)) this.skipBlock();
      else this.SKIP_TOKEN();
    }
  }

  private readonly valueBranch = this.RULE('valueBranch', (): ValueBranch => {
    const token = this.CONSUME(k.VALUE);
    const items = this.SUBRULE(this.valueItems);
    const body = this.SUBRULE(this.statements);
    return { kind: 'value-branch', span: this.spanFrom(token.startOffset), keyword: this.spanOf(token), items, body };
  });

  private readonly valueItems = this.RULE('valueItems', (): readonly SetItem[] => {
    const items: SetItem[] = [];
    return this.head(
      () => {
        items.push(this.SUBRULE(this.setItem));
        this.MANY(() => {
          this.CONSUME(marks.comma);
          items.push(this.SUBRULE1(this.setItem));
        });
        this.expect(2, marks.colon, '`:`', () => false, true);
        return items;
      },
      items,
      marks.colon,
    );
  });

  private readonly defaultBranch = this.RULE('defaultBranch', (): DefaultBranch => {
    const token = this.CONSUME(k.DEFAULT);
    this.head(() => this.expect(1, marks.colon, '`:`', () => false, true), undefined, marks.colon);
    const body = this.SUBRULE(this.statements);
    return { kind: 'default-branch', span: this.spanFrom(token.startOffset), keyword: this.spanOf(token), body };
  });

  private readonly readvar = this.RULE('readvar', (): Statement => {
    const keyword = this.phrase(0, 'readvar');
    const block = this.openBlock('readvar', keyword);
    const nothing: Name = { kind: 'name', span: this.gap(), text: '' };
    const variable = this.head(() => this.expectName(1, 'a call variable', 'after READVAR'), nothing);
    const body = this.SUBRULE(this.statements);
    const closed = this.closeBlock(2, block);
    let saved: Name | undefined;
    this.OPTION({
      GATE: () => closed !== undefined && this.atOptionalOperand(),
      DEF: () => {
        saved = this.nameOf(this.CONSUME3(words.name));
      },
    });
    const unclosed = closed === undefined ? { unclosed: true as const } : {};
    return this.finish(keyword, { kind: 'readvar', variable, body, saved, ...unclosed });
  });

  private readonly eventHandler = this.RULE('eventHandler', (): Statement => {
    const keyword = this.phrase(0, 'event-handler');
    const block = this.openBlock('event-handler', keyword);
    const events: EventBranch[] = [];
    this.settleFirstBranch(block);
    this.MANY(() => events.push(this.SUBRULE(this.eventBranch)));
    const closed = this.closeBlock(3, block);
    if (events.length === 0 && closed !== undefined && !block.misplaced && !this.RECORDING_PHASE) {
      this.report('CCS1116', this.spanOf(keyword), { block: 'EVENT HANDLER' });
    }
    const unclosed = closed === undefined ? { unclosed: true as const } : {};
    return this.finish(keyword, { kind: 'event-handler', events, ...unclosed });
  });

  private readonly eventBranch = this.RULE('eventBranch', (): EventBranch => {
    const token = this.CONSUME(k.EVENT);
    const nothing: Name = { kind: 'name', span: this.gap(), text: '' };
    const event = this.head(
      () => {
        const name = this.expectName(1, 'an event’s name', 'after EVENT');
        this.expect(2, marks.colon, '`:`', () => false, true);
        return name;
      },
      nothing,
      marks.colon,
    );
    const body = this.SUBRULE(this.statements);
    return { kind: 'event-branch', span: this.spanFrom(token.startOffset), keyword: this.spanOf(token), event, body };
  });

  private readonly openVoiceSession = this.RULE('openVoiceSession', (): Statement => {
    const keyword = this.phrase(0, 'open-voice-session');
    const block = this.openBlock('open-voice-session', keyword);
    let dn: Operand | undefined;
    this.OPTION({
      GATE: () => !this.atBoundary() && (!this.at(words.name) || this.atOptionalOperand()),
      DEF: () => {
        dn = this.head<Operand | undefined>(() => this.SUBRULE(this.operand, ofPlace.dn), undefined);
      },
    });
    const body = this.SUBRULE(this.statements);
    this.closeBlock(1, block);
    return this.finish(keyword, { kind: 'open-voice-session', dn, body });
  });
}

function ifParts(
  condition: Expression,
  yes: readonly Statement[],
  no: readonly Statement[] | undefined,
  elseKeyword: Span | undefined,
): Omit<IfStatement, keyof StatementBase> {
  // biome-ignore lint/suspicious/noThenProperty: statements, and nobody awaits a node
  return { kind: 'if', condition, then: yes, else: no, elseKeyword };
}
