/** Random scripts that follow the grammar (not the types), for laws: every kind of statement and expression comes up. */
import type {
  ComparisonOperator,
  Expression,
  ItemExpression,
  Literal,
  Name,
  Operand,
  Section,
  SetItem,
  Statement,
} from '../ast.ts';
import { type IntrinsicName, intrinsicNames, intrinsics } from '../intrinsics.ts';
import type { Span } from '../source.ts';
import { statementKinds } from '../statements.ts';
import { simpleStatement } from './generate-statement.ts';

/** Gives a whole number from 0 up to and without `below`. */
export type Chooser = (below: number) => number;

/** A chooser that gives the same numbers for the same seed. */
export function chooserOf(seed: number): Chooser {
  let state = (seed | 0) ^ 0x2545f491;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The tree of a script without its text. */
export interface GeneratedScript {
  readonly entry: readonly Statement[];
  readonly sections: readonly Section[];
}

/** Every node's span: there is no text. */
export const nowhere: Span = { start: 0, end: 0 };

const plainNames = ['a_sk', 'b_sk', 'tries_cv', 'holidays_gv', 'ana', 'crm', 'X1', 'night', 'Resolved', 'a'] as const;
const trickyNames = [
  'spam',
  'SCORE',
  'Count',
  'PRIORITY',
  'controlled',
  'CALL',
  'voice',
  'Agent',
  'skillset',
  'EMail',
  'level',
  'IF_x',
] as const;

/** Makes one script. `tricky`: names that are words of phrases elsewhere (`SPAM`, `PRIORITY`) come up too. */
export function generateScript(choose: Chooser, tricky: boolean): GeneratedScript {
  const maker = new Maker(choose, tricky);
  const entry = maker.statements(2, true);
  const sections = Array.from({ length: choose(4) }, (_, index): Section => {
    const name: Name = { kind: 'name', span: nowhere, text: `part_${index}` };
    return { kind: 'section', span: nowhere, keyword: nowhere, name, body: maker.statements(2, false) };
  });
  return { entry, sections };
}

const base = { span: nowhere, keyword: nowhere } as const;

/** Makes nodes; `depth` is how far blocks and parentheses may still nest. */
export class Maker {
  private readonly choose: Chooser;
  private readonly tricky: boolean;

  constructor(choose: Chooser, tricky: boolean) {
    this.choose = choose;
    this.tricky = tricky;
  }

  oneOf<T>(items: readonly [T, ...T[]]): T {
    return items[this.choose(items.length)] ?? items[0];
  }

  chance(of: number): boolean {
    return this.choose(of) === 0;
  }

  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.choose(most) }, make);
  }

  name(): Name {
    const text = this.tricky && this.chance(2) ? this.oneOf(trickyNames) : this.oneOf(plainNames);
    return { kind: 'name', span: nowhere, text };
  }

  /** A name that makes no phrase with the name or phrase beside it, as `LOGGED AGENT Count` does. */
  plainName(): Name {
    return { kind: 'name', span: nowhere, text: this.oneOf(plainNames) };
  }

  // ------------------------------------------------------------------------------------------------ statements

  statements(depth: number, mayBeEmpty: boolean): Statement[] {
    if (mayBeEmpty && this.chance(6)) return [];
    return this.some(3, () => this.statement(depth));
  }

  private statement(depth: number): Statement {
    const kind = this.oneOf(statementKinds as readonly [(typeof statementKinds)[number]]);
    // Blocks are what recovery is about: they come up more often than their share of the table.
    const block = this.oneOf(['if', 'where', 'if', 'where', 'none', 'none', 'none'] as const);
    const wanted = block === 'none' ? kind : block;
    const simple = simpleStatement(this, wanted);
    if (simple !== undefined) return simple;
    return depth <= 0 ? { ...base, kind: 'quit' } : this.block(wanted, depth - 1);
  }

  private block(kind: Statement['kind'], depth: number): Statement {
    switch (kind) {
      case 'where':
        return this.where(depth);
      case 'readvar': {
        const variable = this.name();
        const saved = this.chance(2) ? variable : undefined;
        return { ...base, kind, variable, body: this.statements(depth, true), saved };
      }
      case 'event-handler': {
        const events = this.some(2, () => {
          const event: Name = { kind: 'name', span: nowhere, text: 'NOT_QUEUED' };
          return { kind: 'event-branch' as const, ...base, event, body: this.statements(depth, true) };
        });
        return { ...base, kind, events };
      }
      case 'open-voice-session': {
        const dn = this.chance(2) ? this.operand(['integer', 'name']) : undefined;
        return { ...base, kind, dn, body: this.statements(depth, true) };
      }
      default: {
        const otherwise = this.chance(2) ? this.statements(depth, true) : undefined;
        const elseKeyword = otherwise === undefined ? undefined : nowhere;
        const condition = this.condition(1);
        // biome-ignore lint/suspicious/noThenProperty: statements, and nobody awaits a node
        return { ...base, kind: 'if', condition, then: this.statements(depth, true), else: otherwise, elseKeyword };
      }
    }
  }

  private where(depth: number): Statement {
    const branches = this.some(3, () => ({
      kind: 'value-branch' as const,
      ...base,
      items: this.some(2, () => this.setItem()),
      body: this.statements(depth, true),
    }));
    const last = this.chance(2)
      ? { kind: 'default-branch' as const, ...base, body: this.statements(depth, true) }
      : undefined;
    return { ...base, kind: 'where', subject: this.value(1), branches, default: last };
  }

  // ------------------------------------------------------------------------------------------------ expressions

  literal(): Literal {
    switch (this.choose(7)) {
      case 0:
        return {
          kind: 'string',
          span: nowhere,
          value: this.oneOf(['', 'two words', 'say "yes"', 'THEN', 'é ü 🙂', '/* no */']),
        };
      case 1:
        return { kind: 'time', span: nowhere, minutes: this.choose(1440) };
      case 2:
        return { kind: 'day', span: nowhere, day: this.choose(7) };
      case 3:
        return { kind: 'month', span: nowhere, month: 1 + this.choose(12) };
      case 4: {
        const year = this.chance(2) ? undefined : 1900 + this.choose(200);
        return {
          kind: 'date',
          span: nowhere,
          year,
          month: 1 + this.choose(12),
          day: 1 + this.choose(28),
          form: 'words',
        };
      }
      case 5: {
        const year = 1900 + this.choose(200);
        return {
          kind: 'date',
          span: nowhere,
          year,
          month: 1 + this.choose(12),
          day: 1 + this.choose(28),
          form: 'digits',
        };
      }
      default:
        return this.integer();
    }
  }

  integer(): Literal & { kind: 'integer' } {
    const digits = this.oneOf(['0', '7', '007', '4805', '2147483648', '01234567890123456789012345678901']);
    return { kind: 'integer', span: nowhere, digits, value: Number(digits) };
  }

  item(): ItemExpression {
    if (this.chance(4)) return this.name();
    return this.chance(5) ? { kind: 'unary', span: nowhere, operator: '-', operand: this.integer() } : this.literal();
  }

  setItem(): SetItem {
    return this.chance(3) ? { kind: 'range', span: nowhere, low: this.item(), high: this.item() } : this.item();
  }

  operand(forms: readonly [Form, ...Form[]]): Operand {
    const form = this.oneOf(forms);
    if (form === 'integer') return this.integer();
    if (form === 'name') return this.name();
    if (form === 'string') return { kind: 'string', span: nowhere, value: 'text "q"' };
    return { kind: 'intrinsic', span: nowhere, name: form, keyword: nowhere, args: [], the: this.chance(4) };
  }

  private intrinsic(oneSkillset: boolean): Expression {
    const name = this.oneOf(intrinsicNames as readonly [IntrinsicName]);
    const { argument } = intrinsics[name];
    const args: Operand[] = [];
    if (argument === 'skillsets')
      args.push(...this.some(oneSkillset ? 1 : 3, () => this.operand(['name', 'CONTACT SKILLSET'])));
    if (argument === 'agent') args.push(this.chance(2) ? this.plainName() : this.operand(['integer', 'AGENTID']));
    if (argument === 'key') args.push({ kind: 'string', span: nowhere, value: 'header:X-Plan' });
    return { kind: 'intrinsic', span: nowhere, name, keyword: nowhere, args, the: this.chance(4) };
  }

  private primary(depth: number, oneSkillset: boolean): Expression {
    const choice = this.choose(depth > 0 ? 5 : 4);
    if (choice === 0) return this.name();
    if (choice === 1) return this.literal();
    if (choice === 4) return { kind: 'parenthesized', span: nowhere, inner: this.condition(depth - 1) };
    return this.intrinsic(oneSkillset);
  }

  private signed(depth: number, oneSkillset: boolean): Expression {
    const operand = this.primary(depth, oneSkillset);
    if (!this.chance(6)) return operand;
    const once: Expression = { kind: 'unary', span: nowhere, operator: '-', operand };
    return this.chance(4) ? { kind: 'unary', span: nowhere, operator: '-', operand: once } : once;
  }

  private joined<Operator extends (Expression & { kind: 'binary' })['operator']>(
    operators: readonly [Operator, ...Operator[]],
    most: number,
    make: () => Expression,
  ): Expression {
    return this.some(this.chance(2) ? 1 : most, make).reduce((left, right) => {
      const operator = this.oneOf(operators);
      return { kind: 'binary', span: nowhere, operator, operatorSpan: nowhere, left, right };
    });
  }

  /** Arithmetic. */
  value(depth: number, oneSkillset = false): Expression {
    return this.joined(['+', '-'], 2, () => this.joined(['*', '/'], 2, () => this.signed(depth, oneSkillset)));
  }

  /** A condition, or a value where a condition may stand. */
  condition(depth: number): Expression {
    return this.joined(['OR'], 2, () => this.joined(['AND'], 2, () => this.negated(depth)));
  }

  private negated(depth: number): Expression {
    const operand = this.comparison(depth);
    return this.chance(4) ? { kind: 'unary', span: nowhere, operator: 'NOT', operand } : operand;
  }

  private comparison(depth: number): Expression {
    const left = this.value(depth);
    if (this.chance(3)) return left;
    const operator = this.oneOf(['=', '<>', '<', '>', '<=', '>=', 'CONTAINS', 'MATCHES'] as const);
    return {
      kind: 'binary',
      span: nowhere,
      operator,
      operatorSpan: nowhere,
      left,
      right: this.rightSide(operator, depth),
    };
  }

  private rightSide(operator: ComparisonOperator, depth: number): Expression {
    const ofSet = operator === '=' || operator === '<>' || operator === 'CONTAINS';
    if (this.chance(3)) return { kind: 'range', span: nowhere, low: this.item(), high: this.item() };
    if (!ofSet || this.chance(2)) return this.value(depth);
    return { kind: 'list', span: nowhere, items: [this.setItem(), ...this.some(2, () => this.setItem())] };
  }
}

/** How an operand may be written. */
export type Form = 'name' | 'integer' | 'string' | 'CONTACT SKILLSET' | 'CONTACT PRIORITY' | 'AGENTID' | 'CDN';
