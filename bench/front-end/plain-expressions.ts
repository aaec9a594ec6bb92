/** The peer's expressions, read flat and put together by precedence. */
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import {
  close,
  comma,
  comparison,
  day,
  dayTokens,
  dotDot,
  integer,
  intrinsicOf,
  isoDate,
  minus,
  month,
  monthTokens,
  name,
  open,
  plus,
  slash,
  star,
  string,
  t,
  time,
} from './plain-tokens.ts';

/** A node of the tree; which fields it has depends on its kind, as in dsl/ast.ts. */
export interface PlainNode {
  readonly kind: string;
  readonly [field: string]: unknown;
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  ...{ OR: 1, AND: 2, '=': 4, '<>': 4, '<': 4, '>': 4, '<=': 4, '>=': 4, CONTAINS: 4, MATCHES: 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6 },
};
const NOT = 3;
const SIGN = 7;

const normal = new Map<string, string>();

/** A phrase as the tables spell it. */
export function spelling(token: IToken): string {
  // While Chevrotain records the grammar, choices give no token.
  if (token.image === undefined) return '';
  let known = normal.get(token.image);
  if (known === undefined) {
    known = token.image.toUpperCase().replace(/\s+/g, ' ');
    normal.set(token.image, known);
  }
  return known;
}

/** The rules below statements: literals, operands, lists and expressions. */
export abstract class PlainExpressions extends EmbeddedActionsParser {
  protected oneSkillset = false;

  protected nameOf(token: IToken): PlainNode {
    return { kind: 'name', text: token.image };
  }

  protected readonly operands = this.RULE('operands', (): PlainNode[] => {
    const items: PlainNode[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: comma, DEF: () => items.push(this.SUBRULE(this.operand)) });
    return items;
  });

  private operandChoices: { ALT: () => PlainNode }[] | undefined;

  protected readonly operand = this.RULE('operand', (): PlainNode => {
    this.operandChoices ??= [
      { ALT: () => this.nameOf(this.CONSUME(name)) },
      { ALT: () => this.integerOf(this.CONSUME(integer)) },
      { ALT: () => this.stringOf(this.CONSUME(string)) },
      { ALT: () => this.intrinsic(this.CONSUME(intrinsicOf.none), [], false) },
      {
        ALT: () => {
          this.CONSUME(t.THE!);
          return this.intrinsic(this.CONSUME1(intrinsicOf.none), [], true);
        },
      },
    ];
    return this.OR(this.operandChoices);
  });

  private intrinsic(token: IToken, args: readonly PlainNode[], the: boolean): PlainNode {
    return { kind: 'intrinsic', name: spelling(token), args, the };
  }

  private integerOf(token: IToken): PlainNode {
    return { kind: 'integer', digits: token.image, value: Number(token.image) };
  }

  private stringOf(token: IToken): PlainNode {
    const inner = token.image.slice(1, -1);
    return { kind: 'string', value: inner.includes('"') ? inner.replaceAll('""', '"') : inner };
  }

  private literalChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly literal = this.RULE('literal', (): PlainNode => {
    this.literalChoices ??= [
      { ALT: () => this.integerOf(this.CONSUME(integer)) },
      { ALT: () => this.stringOf(this.CONSUME(string)) },
      { ALT: () => this.timeOf(this.CONSUME(time)) },
      { ALT: () => this.dateOf(this.CONSUME(isoDate)) },
      { ALT: () => this.dayOf(this.CONSUME(day)) },
      {
        ALT: () => {
          const first = this.CONSUME(month);
          const date = this.OPTION(() => {
            const of = this.CONSUME1(integer);
            const year = this.OPTION1(() => this.CONSUME2(integer));
            return { day: Number(of.image), year: year === undefined ? undefined : Number(year.image) };
          });
          const number = monthTokens.indexOf(first.tokenType) + 1;
          if (date === undefined) return { kind: 'month', month: number };
          return { kind: 'date', month: number, ...date, form: 'words' };
        },
      },
    ];
    return this.OR(this.literalChoices);
  });

  private dayOf(token: IToken): PlainNode {
    return { kind: 'day', day: dayTokens.indexOf(token.tokenType) };
  }

  private timeOf(token: IToken): PlainNode {
    const [hours = 0, minutes = 0] = token.image.split(':').map(Number);
    return { kind: 'time', minutes: hours * 60 + minutes };
  }

  private dateOf(token: IToken): PlainNode {
    const [year, of, on] = token.image.split('-').map(Number);
    return { kind: 'date', year, month: of, day: on, form: 'digits' };
  }

  private itemChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly item = this.RULE('item', (): PlainNode => {
    this.itemChoices ??= [
      {
        ALT: () => {
          this.CONSUME(minus);
          return { kind: 'unary', operator: '-', operand: this.integerOf(this.CONSUME(integer)) };
        },
      },
      { ALT: () => this.nameOf(this.CONSUME(name)) },
      { ALT: () => this.SUBRULE(this.literal) },
    ];
    return this.OR(this.itemChoices);
  });

  protected readonly setItem = this.RULE('setItem', (): PlainNode => {
    const low = this.SUBRULE(this.item);
    const high = this.OPTION(() => {
      this.CONSUME(dotDot);
      return this.SUBRULE1(this.item);
    });
    return high === undefined ? low : { kind: 'range', low, high };
  });

  private operators: { ALT: () => IToken }[] | undefined;

  protected readonly expression = this.RULE('expression', (): PlainNode => {
    const values: PlainNode[] = [];
    const pending: { operator: string; level: number }[] = [];
    this.SUBRULE(this.term, { ARGS: [values, pending] });
    this.MANY(() => {
      this.operators ??= [
        { ALT: () => this.CONSUME(comparison) },
        { ALT: () => this.CONSUME(plus) },
        { ALT: () => this.CONSUME1(minus) },
        { ALT: () => this.CONSUME(star) },
        { ALT: () => this.CONSUME(slash) },
        { ALT: () => this.CONSUME(t.AND!) },
        { ALT: () => this.CONSUME(t.OR!) },
      ];
      const token = this.OR(this.operators);
      const operator = token.tokenType === comparison ? spelling(token).replace(' ', '') : spelling(token);
      const level = PRECEDENCE[operator] ?? 0;
      while (pending.length > 0 && pending[pending.length - 1]!.level >= level) reduce(values, pending);
      pending.push({ operator, level });
      this.SUBRULE1(this.term, { ARGS: [values, pending] });
      if (level === 4) this.SUBRULE(this.setTail, { ARGS: [values] });
    });
    while (pending.length > 0) reduce(values, pending);
    return values[0]!;
  });

  private readonly setTail = this.RULE('setTail', (values: PlainNode[] = []): void => {
    const items: PlainNode[] = [];
    this.OPTION(() => {
      this.CONSUME(dotDot);
      const high = this.SUBRULE(this.item);
      items.push({ kind: 'range', low: values.at(-1), high });
    });
    this.MANY({
      GATE: () => this.LA(1).tokenType === comma,
      DEF: () => {
        this.CONSUME(comma);
        if (items.length === 0) items.push(values.at(-1)!);
        items.push(this.SUBRULE(this.setItem));
      },
    });
    if (items.length === 0) return;
    values.pop();
    values.push(items.length === 1 ? items[0]! : { kind: 'list', items });
  });

  private readonly term = this.RULE(
    'term',
    (values: PlainNode[] = [], pending: { operator: string; level: number }[] = []): void => {
      this.MANY(() => {
        const token = this.OR([{ ALT: () => this.CONSUME(t.NOT!) }, { ALT: () => this.CONSUME(minus) }]);
        const isSign = token.tokenType === minus;
        pending.push({ operator: isSign ? 'sign' : 'NOT', level: isSign ? SIGN : NOT });
      });
      values.push(this.SUBRULE(this.primary));
    },
  );

  private primaryChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly primary = this.RULE('primary', (): PlainNode => {
    this.primaryChoices ??= [
      {
        ALT: () => {
          const before = this.oneSkillset;
          this.oneSkillset = false;
          this.CONSUME(open);
          const inner = this.SUBRULE(this.expression);
          this.CONSUME(close);
          this.oneSkillset = before;
          return { kind: 'parenthesized', inner };
        },
      },
      { ALT: () => this.nameOf(this.CONSUME(name)) },
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.ask) },
    ];
    return this.OR(this.primaryChoices);
  });

  private askChoices: { ALT: () => readonly [IToken, PlainNode[]] }[] | undefined;

  private readonly ask = this.RULE('ask', (): PlainNode => {
    const the = this.OPTION(() => this.CONSUME(t.THE!)) !== undefined;
    this.askChoices ??= [
      { ALT: () => [this.CONSUME(intrinsicOf.none), []] as const },
      { ALT: () => [this.CONSUME(intrinsicOf.skillsets), this.SUBRULE(this.skillsets)] as const },
      { ALT: () => [this.CONSUME(intrinsicOf.agent), [this.SUBRULE(this.operand)]] as const },
      { ALT: () => [this.CONSUME(intrinsicOf.key), [this.stringOf(this.CONSUME(string))]] as const },
    ];
    const asked = this.OR(this.askChoices);
    if (this.RECORDING_PHASE) return { kind: 'intrinsic' };
    const [token, args] = asked;
    return this.intrinsic(token, args, the);
  });

  private readonly skillsets = this.RULE('skillsets', (): PlainNode[] => {
    const items = [this.SUBRULE(this.operand)];
    this.MANY({
      GATE: () => !this.oneSkillset,
      DEF: () => {
        this.CONSUME(comma);
        items.push(this.SUBRULE1(this.operand));
      },
    });
    return items;
  });
}

function reduce(values: PlainNode[], pending: { operator: string; level: number }[]): void {
  const { operator } = pending.pop()!;
  const right = values.pop()!;
  if (operator === 'NOT' || operator === 'sign') {
    values.push({ kind: 'unary', operator: operator === 'sign' ? '-' : 'NOT', operand: right });
    return;
  }
  const left = values.pop()!;
  values.push({ kind: 'binary', operator, left, right });
}
