/**
 * The grammar of expressions (language §4).
 *
 * An expression is read flat, as operands and operators, and put together by precedence afterwards: one rule for a pair
 * of parentheses instead of eight keeps the stack small and the parser fast.
 */
import type { IToken, TokenType } from 'chevrotain';
import type {
  BinaryOperator,
  Expression,
  IntegerLiteral,
  IntrinsicExpression,
  ItemExpression,
  Literal,
  Operand,
  SetItem,
  UnaryExpression,
} from './ast.ts';
import { BlockRecoveringParser } from './block-recovery.ts';
import { blockOpenedBy } from './blocks.ts';
import { type IntrinsicName, intrinsics } from './intrinsics.ts';
import { dayExists, faulty, minutesOf } from './lexer.ts';
import { limits } from './limits.ts';
import { removing } from './mend.ts';
import { aValue, type OperandForm, type OperandPlace, ofPlace, operandForms } from './operand-forms.ts';
import { become, incompleteIntrinsics } from './phrases.ts';
import { ExpressionBuilder } from './precedence.ts';
import { abandoned } from './recovering-parser.ts';
import type { Span } from './source.ts';
import { endOf, intrinsicTokens, keywordTokens, marks, unclosed, words } from './tokens.ts';

const literalStarts: ReadonlySet<TokenType> = new Set([
  ...[marks.string, marks.isoDate, marks.time, marks.integer, words.day, words.month],
]);

const intrinsicStarts: ReadonlySet<TokenType> = new Set(Object.values(intrinsicTokens));

const operators: ReadonlySet<TokenType> = new Set([
  ...[
    marks.plus,
    marks.minus,
    marks.star,
    marks.slash,
    marks.dotDot,
    keywordTokens.TIMEOUT,
    keywordTokens['WITH PRIORITY'],
  ],
]);

/** Words that end the head of a statement which holds no list. */
const headEnds: ReadonlySet<TokenType> = new Set([keywordTokens.THEN, keywordTokens.EQUALS, keywordTokens.TO]);

/** Rules for values, conditions, operands and their lists. */
export abstract class ExpressionParser extends BlockRecoveringParser {
  /** Parentheses, NOT and signs around the present token. */
  protected depth = 0;
  private operators = 0;
  /** Between IF or WHERE and THEN or EQUALS, where no statement begins. */
  protected inHead = false;
  /** In LOG and SEND, where commas part the values, an intrinsic takes one skillset (language §6). */
  protected oneSkillset = false;

  // The alternatives that need nothing of their rule are made once: closures made at every use cost a tenth of the time.
  private literalChoices: { ALT: () => Literal }[] | undefined;
  private operandChoices: { ALT: () => Operand }[] | undefined;
  private operatorChoices: { ALT: () => IToken }[] | undefined;
  private itemChoices: { ALT: () => ItemExpression }[] | undefined;
  private argumentChoices: { ALT: () => readonly Operand[] }[] | undefined;
  private primaryChoices: { ALT: () => Expression }[] | undefined;

  // ------------------------------------------------------------------------------------------------ literals

  protected readonly literal = this.RULE('literal', (): Literal => {
    this.literalChoices ??= [
      { ALT: () => this.integerOf(this.CONSUME(marks.integer)) },
      { ALT: () => this.stringOf(this.CONSUME(marks.string)) },
      { ALT: () => this.timeOf(this.CONSUME(marks.time)) },
      { ALT: () => this.dateOf(this.CONSUME(marks.isoDate)) },
      { ALT: () => this.dayOf(this.CONSUME(words.day)) },
      { ALT: () => this.SUBRULE(this.monthOrDate) },
    ];
    return this.OR(this.literalChoices);
  });

  private readonly monthOrDate = this.RULE('monthOrDate', (): Literal => {
    const first = this.CONSUME(words.month);
    let day: IToken | undefined;
    let year: IToken | undefined;
    this.OPTION(() => {
      day = this.CONSUME(marks.integer);
      this.OPTION1(() => {
        year = this.CONSUME1(marks.integer);
      });
    });
    const month = first.payload as number;
    if (day === undefined) return { kind: 'month', span: this.spanOf(first), month };
    const span = { start: first.startOffset, end: endOf(year ?? day) };
    const text = this.source.text.slice(span.start, span.end);
    const date = { month, day: Number(day.image), year: year === undefined ? undefined : Number(year.image) };
    const wellFormed = year === undefined || year.image.length === 4;
    if (!this.RECORDING_PHASE && !(wellFormed && dayExists(date.year, month, date.day)))
      this.report('CCS1010', span, { text });
    return { kind: 'date', span, ...date, form: 'words' };
  });

  private integerOf(token: IToken): IntegerLiteral {
    const digits = token.payload === faulty ? '' : token.image;
    return { kind: 'integer', span: this.spanOf(token), digits, value: Number(digits) };
  }

  private stringOf(token: IToken): Literal {
    const inner = token.payload === unclosed ? token.image.slice(1) : token.image.slice(1, -1);
    return {
      kind: 'string',
      span: this.spanOf(token),
      value: inner.includes('"') ? inner.replaceAll('""', '"') : inner,
    };
  }

  private dayOf(token: IToken): Literal {
    return { kind: 'day', span: this.spanOf(token), day: token.payload as number };
  }

  private timeOf(token: IToken): Literal {
    return { kind: 'time', span: this.spanOf(token), minutes: minutesOf(token.image) ?? 0 };
  }

  private dateOf(token: IToken): Literal {
    const [year, month, day] = token.image.split('-').map(Number);
    return {
      kind: 'date',
      span: this.spanOf(token),
      year: year ?? 0,
      month: month ?? 1,
      day: day ?? 1,
      form: 'digits',
    };
  }

  // ------------------------------------------------------------------------------------------------ items

  /** `v` or `v .. v`, in lists and VALUE. */
  protected readonly setItem = this.RULE('setItem', (): SetItem => {
    const start = this.LA(1).startOffset;
    const low = this.SUBRULE(this.item);
    let high: ItemExpression | undefined;
    this.OPTION(() => {
      this.CONSUME(marks.dotDot);
      high = this.SUBRULE1(this.item);
    });
    return high === undefined ? low : { kind: 'range', span: this.spanFrom(start), low, high };
  });

  private readonly item = this.RULE('item', (): ItemExpression => {
    this.settleItem();
    this.itemChoices ??= [
      {
        ALT: () => {
          const { startOffset } = this.CONSUME(marks.minus);
          this.settleSignedItem();
          const operand = this.integerOf(this.CONSUME(marks.integer));
          return { kind: 'unary', span: this.spanFrom(startOffset), operator: '-', operand };
        },
      },
      { ALT: () => this.nameOf(this.CONSUME(words.name)) },
      { ALT: () => this.SUBRULE(this.literal) },
    ];
    return this.OR(this.itemChoices);
  });

  private settleItem(): void {
    if (this.RECORDING_PHASE || this.at(marks.minus) || this.atOperandName() || literalStarts.has(this.LA(1).tokenType))
      return;
    if (this.afterOperandGap()) this.reportMissing('a value');
    else this.report('CCS1119', this.spanOf(this.LA(1)), {});
    throw abandoned;
  }

  private settleSignedItem(): void {
    if (this.RECORDING_PHASE || this.at(marks.integer)) return;
    if (this.afterOperandGap()) this.reportMissing('a number', 'after -');
    else this.report('CCS1119', this.spanOf(this.LA(1)), {});
    throw abandoned;
  }

  // ------------------------------------------------------------------------------------------------ operands

  /** One operand; a missing one gives a hole. */
  protected readonly operand = this.RULE('operand', (place: OperandPlace = 'skillset'): Operand => {
    const hole = this.settleOperand(place);
    if (hole !== undefined) return hole;
    this.operandChoices ??= [
      { ALT: (): Operand => this.nameOf(this.CONSUME(words.name)) },
      { ALT: (): Operand => this.integerOf(this.CONSUME(marks.integer)) },
      { ALT: (): Operand => this.stringOf(this.CONSUME(marks.string)) as Operand },
      { ALT: (): Operand => this.SUBRULE(this.intrinsicAlone) },
    ];
    return this.OR(this.operandChoices);
  });

  /** An intrinsic without arguments, THE before it allowed. */
  private readonly intrinsicAlone = this.RULE('intrinsicAlone', (): IntrinsicExpression => {
    const start = this.LA(1).startOffset;
    let the = false;
    this.OPTION(() => {
      this.CONSUME(keywordTokens.THE);
      the = true;
    });
    const token = this.CONSUME(intrinsicTokens.none);
    return this.intrinsicOf(token, start, [], the);
  });

  private intrinsicOf(token: IToken, start: number, args: readonly Operand[], the: boolean): IntrinsicExpression {
    const name = token.payload as IntrinsicName;
    return { kind: 'intrinsic', span: this.spanFrom(start), name, keyword: this.spanOf(token), args, the };
  }

  private fits(place: OperandPlace): boolean {
    const form: OperandForm = operandForms[place];
    const token = this.LA(1);
    if (token.tokenType === words.name) return this.atOperandName();
    if (token.tokenType === marks.integer) return form.integer === true;
    if (token.tokenType === marks.string) return form.string === true;
    const intrinsic = token.tokenType === keywordTokens.THE ? this.LA(2) : token;
    if (intrinsic.tokenType !== intrinsicTokens.none) return false;
    return intrinsics[intrinsic.payload as IntrinsicName].type === form.intrinsic;
  }

  private settleOperand(place: OperandPlace): Operand | undefined {
    if (this.RECORDING_PHASE || this.fits(place)) return undefined;
    const { what } = operandForms[place];
    if (this.atReservedOperand()) return this.takeReservedOperand(what);
    if (!this.afterOperandGap()) {
      this.reportUnexpected(what);
      throw abandoned;
    }
    this.reportMissing(what);
    if (this.atBoundary()) throw abandoned;
    return { kind: 'error', span: this.gap() };
  }

  /** `a, b, c`: a comma that is left out is reported and the list goes on, unless another operand may follow the list. */
  protected readonly operands = this.RULE(
    'operands',
    (place: OperandPlace = 'skillset', mend = true): readonly Operand[] => {
      const items = [this.SUBRULE(this.operand, { ARGS: [place] })];
      this.MANY({
        GATE: () => this.listGoesOn(() => (mend || this.isListed(2)) && this.fits(place)),
        DEF: () => {
          this.OPTION(() => this.CONSUME(marks.comma));
          items.push(this.SUBRULE1(this.operand, { ARGS: [place] }));
        },
      });
      return items;
    },
  );

  /** Whether what stands so many ahead shows that the item before it is one of the list before TO. */
  private isListed(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    return type === keywordTokens.TO || type === marks.comma;
  }

  /** Whether a comma comes, or is missing before another item. */
  protected listGoesOn(atItem: () => boolean): boolean {
    if (this.at(marks.comma)) return true;
    if (this.hopeless() || !atItem() || this.at(marks.minus) || this.looksLikeKeyword()) return false;
    if (this.beginsLine(1) && this.looksLikeStatement()) return false;
    this.reportMissing('`,`');
    return true;
  }

  /** Whether what begins here goes on as no list does: a statement whose first word is left out or unknown. */
  private looksLikeStatement(): boolean {
    const type = this.LA(2).tokenType;
    if (
      type !== marks.comma &&
      !operators.has(type) &&
      !this.isBoundary(2) &&
      !intrinsicStarts.has(this.LA(1).tokenType)
    )
      return true;
    for (let ahead = 1; !this.isBoundary(ahead); ahead += 1) {
      if (headEnds.has(this.LA(ahead).tokenType)) return true;
    }
    return false;
  }

  /** Whether the name here is rather a misspelt word of the language than a further item. */
  protected abstract looksLikeKeyword(): boolean;

  // ------------------------------------------------------------------------------------------------ expressions

  /** `value, value`. */
  protected readonly values = this.RULE('values', (): readonly Expression[] => {
    this.oneSkillset = true;
    const items = [this.SUBRULE(this.expression, aValue)];
    this.MANY({
      GATE: () => this.listGoesOn(() => this.atPrimary()),
      DEF: () => {
        this.OPTION(() => this.CONSUME(marks.comma));
        items.push(this.SUBRULE1(this.expression, aValue));
      },
    });
    this.oneSkillset = false;
    return items;
  });

  /** Operands joined by operators. `valueOnly`: an operator of conditions is reported, and read all the same. */
  protected readonly expression = this.RULE('expression', (valueOnly = false): Expression => {
    if (this.depth === 0) this.operators = 0;
    const builder = new ExpressionBuilder();
    const state = { valueOnly };
    this.SUBRULE(this.term, { ARGS: [builder, state] });
    this.MANY(() => {
      this.operatorChoices ??= [
        { ALT: () => this.CONSUME(marks.comparison) },
        { ALT: () => this.CONSUME(marks.plus) },
        { ALT: () => this.CONSUME(marks.minus) },
        { ALT: () => this.CONSUME(marks.star) },
        { ALT: () => this.CONSUME(marks.slash) },
        { ALT: () => this.CONSUME(keywordTokens.AND) },
        { ALT: () => this.CONSUME(keywordTokens.OR) },
      ];
      const token = this.OR(this.operatorChoices);
      const compares = this.applyOperator(token, builder, state);
      this.SUBRULE1(this.term, { ARGS: [builder, state] });
      // A rule costs more than a look at what follows.
      if (compares && this.atSetTail()) this.SUBRULE(this.setTail, { ARGS: [builder, token] });
    });
    return this.RECORDING_PHASE ? recordedHole : builder.finish();
  });

  /** Tells the builder of an operator; whether it is a comparison. */
  private applyOperator(token: IToken, builder: ExpressionBuilder, state: { valueOnly: boolean }): boolean {
    if (this.RECORDING_PHASE) return true;
    const operator = (token.payload ?? token.image.toUpperCase()) as BinaryOperator;
    const span = this.spanOf(token);
    const compares = token.tokenType === marks.comparison;
    if (state.valueOnly && (compares || operator === 'AND' || operator === 'OR')) {
      this.reportAlways('CCS1112', span, { operator });
      state.valueOnly = false;
    }
    this.operators += 1;
    if (this.operators > limits.operatorsInExpression) {
      this.reportAlways('CCS1117', span, {});
      throw abandoned;
    }
    const combined = builder.operator(operator, span);
    if (combined === 'chained') this.reportAlways('CCS1111', span, { operator });
    if (combined === 'after-set') {
      this.reportAlways('CCS1101', span, { found: this.show(token), expected: 'AND, OR or the end of the condition' });
      throw abandoned;
    }
    return compares;
  }

  private atSetTail(): boolean {
    return this.RECORDING_PHASE || this.at(marks.dotDot) || this.at(marks.comma);
  }

  /** `.. high` and `, item` behind the right side of a comparison: a range or a list. */
  private readonly setTail = this.RULE('setTail', (builder = recordedBuilder, operator?: IToken): void => {
    const first = this.RECORDING_PHASE ? recordedHole : builder.last();
    const items: SetItem[] = [];
    this.OPTION(() => {
      this.CONSUME(marks.dotDot);
      const low = this.asItem(first);
      const high = this.SUBRULE(this.item);
      items.push({ kind: 'range', span: this.spanFrom(first.span.start), low, high });
    });
    this.MANY({
      GATE: () => this.at(marks.comma),
      DEF: () => {
        if (items.length === 0) items.push(this.asItem(first));
        this.judgeList(items.length, operator);
        this.CONSUME(marks.comma);
        items.push(this.SUBRULE(this.setItem));
      },
    });
    const [only] = items;
    if (this.RECORDING_PHASE || only === undefined) return;
    builder.replaceLast(items.length === 1 ? only : { kind: 'list', span: this.spanFrom(first.span.start), items });
  });

  /** A list follows `=`, `<>` and CONTAINS only. */
  private judgeList(itemsBefore: number, operator: IToken | undefined): void {
    if (this.RECORDING_PHASE || itemsBefore > 1 || operator === undefined) return;
    const after = String(operator.payload ?? operator.image).toUpperCase();
    if (after !== '=' && after !== '<>' && after !== 'CONTAINS')
      this.report('CCS1113', this.spanOf(this.LA(1)), { after });
  }

  private asItem(expression: Expression): ItemExpression {
    const signed = expression.kind === 'unary' && expression.operator === '-' && expression.operand.kind === 'integer';
    switch (expression.kind) {
      case 'integer':
      case 'string':
      case 'time':
      case 'day':
      case 'month':
      case 'date':
      case 'name':
      case 'error':
        return expression;
      default:
        if (signed) return expression as UnaryExpression;
        if (!this.RECORDING_PHASE) this.reportAlways('CCS1119', expression.span, {});
        return { kind: 'error', span: expression.span };
    }
  }

  /** One operand with the NOTs and signs before it. */
  private readonly term = this.RULE('term', (builder = recordedBuilder, state = { valueOnly: false }): void => {
    const before = this.depth;
    this.MANY(() => {
      this.OR([
        { ALT: () => this.applyPrefix(this.CONSUME(marks.minus), '-', builder, state) },
        { ALT: () => this.applyPrefix(this.CONSUME(keywordTokens.NOT), 'NOT', builder, state) },
      ]);
    });
    const primary = this.SUBRULE(this.primary);
    this.depth = before;
    if (!this.RECORDING_PHASE) builder.operand(primary);
  });

  private applyPrefix(
    token: IToken,
    operator: '-' | 'NOT',
    builder: ExpressionBuilder,
    state: { valueOnly: boolean },
  ): void {
    if (this.RECORDING_PHASE) return;
    if (operator === 'NOT' && state.valueOnly) {
      this.reportAlways('CCS1112', this.spanOf(token), { operator });
      state.valueOnly = false;
    }
    this.depth += 1;
    if (this.depth > limits.nesting) {
      this.reportAlways('CCS1109', this.spanOf(token), { what: 'parentheses' });
      throw abandoned;
    }
    if (!builder.prefix(operator, this.spanOf(token))) {
      this.reportAlways('CCS1101', this.spanOf(token), { found: this.show(token), expected: 'a value' });
      throw abandoned;
    }
  }

  private readonly primary = this.RULE('primary', (): Expression => {
    const hole = this.settlePrimary();
    if (hole !== undefined) return hole;
    this.primaryChoices ??= [
      { ALT: (): Expression => this.nameOf(this.CONSUME(words.name)) },
      { ALT: (): Expression => this.SUBRULE(this.intrinsic) },
      { ALT: (): Expression => this.SUBRULE(this.parenthesized) },
      { ALT: (): Expression => this.SUBRULE(this.literal) },
    ];
    return this.OR(this.primaryChoices);
  });

  protected atPrimary(): boolean {
    const type = this.LA(1).tokenType;
    if (type === words.name) return this.atOperandName();
    return literalStarts.has(type) || intrinsicStarts.has(type) || type === marks.open || type === keywordTokens.THE;
  }

  /** `POSITION QUEUE a_sk` where no statement begins: reported and taken for the whole phrase. */
  private settleIntrinsic(): void {
    if (!this.inHead || !this.at(words.name) || !this.isBoundary(2)) return;
    const { image } = this.LA(2);
    const found = incompleteIntrinsics.get(`${this.LA(1).image} ${image}`.toUpperCase());
    if (found === undefined) return;
    if (found.before === 1) this.SKIP_TOKEN();
    const gap = endOf(this.LA(found.before === 1 ? 0 : 2));
    this.report('CCS1102', { start: gap, end: gap }, { missing: found.missing, context: '' });
    if (found.before > 1) this.SKIP_TOKEN();
    become(this.LA(1), intrinsicTokens[intrinsics[found.name].argument], found.name);
  }

  /** `IF IF QUEUED THEN`: the word stands twice, for one END IF. */
  private takeDoubledOpener(): boolean {
    const kind = blockOpenedBy.get(this.LA(1).tokenType);
    if (!this.inHead || kind === undefined || !this.at(this.LA(0).tokenType) || this.endFollowsFor(kind)) return false;
    const span = { start: endOf(this.LA(0)), end: endOf(this.LA(1)) };
    const mend = removing({ source: this.source, span });
    const args = { found: this.show(this.LA(1)), expected: 'a condition or a value' };
    this.report('CCS1101', this.spanOf(this.LA(1)), args, [], mend);
    this.SKIP_TOKEN();
    return true;
  }

  private settlePrimary(): Expression | undefined {
    if (this.RECORDING_PHASE) return undefined;
    this.settleIntrinsic();
    if (this.at(keywordTokens.THE) && !intrinsicStarts.has(this.LA(2).tokenType)) {
      this.report('CCS1118', this.spanOf(this.LA(1)), {});
      while (this.at(keywordTokens.THE) && !intrinsicStarts.has(this.LA(2).tokenType)) this.SKIP_TOKEN();
      if (!this.atPrimary()) throw abandoned;
      return undefined;
    }
    if (this.at(marks.comparison) && this.LA(0).tokenType === marks.comparison) {
      this.reportDoubled(this.LA(0), this.LA(1));
      this.SKIP_TOKEN();
    }
    if (this.atPrimary()) return undefined;
    if (this.takeDoubledOpener()) return this.settlePrimary();
    if (this.atReservedOperand()) return this.takeReservedOperand('a value');
    if (!this.afterOperandGap()) {
      this.reportUnexpected('a value');
      throw abandoned;
    }
    this.reportMissing('a value');
    return { kind: 'error', span: this.gap() };
  }

  private readonly parenthesized = this.RULE('parenthesized', (): Expression => {
    const open = this.CONSUME(marks.open);
    this.depth += 1;
    if (this.depth > limits.nesting) {
      this.reportAlways('CCS1109', this.spanOf(open), { what: 'parentheses' });
      throw abandoned;
    }
    const outerOneSkillset = this.oneSkillset;
    this.oneSkillset = false;
    const inner = this.SUBRULE(this.expression, { ARGS: [false] });
    this.expect(
      0,
      marks.close,
      '`)`',
      () => !this.at(marks.comma) && !this.at(marks.dotDot) && this.afterOperandGap(),
      true,
    );
    this.oneSkillset = outerOneSkillset;
    this.depth -= 1;
    return { kind: 'parenthesized', span: this.spanFrom(open.startOffset), inner };
  });

  private readonly intrinsic = this.RULE('intrinsic', (): Expression => {
    const start = this.LA(1).startOffset;
    let the = false;
    this.OPTION(() => {
      this.CONSUME(keywordTokens.THE);
      the = true;
    });
    const token = this.LA(1);
    this.argumentChoices ??= [
      {
        ALT: () => {
          this.CONSUME(intrinsicTokens.none);
          return noArguments;
        },
      },
      {
        ALT: () => {
          this.CONSUME(intrinsicTokens.skillsets);
          return this.SUBRULE(this.skillsets);
        },
      },
      {
        ALT: () => {
          this.CONSUME(intrinsicTokens.agent);
          return [this.SUBRULE1(this.operand, ofPlace.agent)];
        },
      },
      {
        ALT: () => {
          this.CONSUME(intrinsicTokens.key);
          const key = this.expect(1, marks.string, 'a key in quotes', () => this.afterOperandGap(), false);
          return key === undefined ? noArguments : [this.stringOf(key) as Operand];
        },
      },
    ];
    return this.intrinsicOf(token, start, this.OR(this.argumentChoices), the);
  });

  /** The skillsets of an intrinsic: one in LOG and SEND, else as many as commas join. */
  private readonly skillsets = this.RULE('skillsets', (): readonly Operand[] => {
    const items = [this.SUBRULE(this.operand, ofPlace.skillset)];
    this.MANY({
      GATE: () => !this.oneSkillset,
      DEF: () => {
        this.CONSUME(marks.comma);
        items.push(this.SUBRULE1(this.operand, ofPlace.skillset));
      },
    });
    return items;
  });

  /** From an offset to the end of the last token. */
  protected spanFrom(start: number): Span {
    return { start, end: Math.max(start, endOf(this.LA(0))) };
  }
}

const noArguments: readonly Operand[] = [];

/** What the rules get while Chevrotain records the grammar, when nothing is parsed. */
const recordedBuilder = new ExpressionBuilder();
const recordedHole: Expression = { kind: 'error', span: { start: 0, end: 0 } };
