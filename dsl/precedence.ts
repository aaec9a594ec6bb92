/** Puts operands and operators together by precedence (language §4), without recursion. */
import type { BinaryOperator, Expression, UnaryOperator } from './ast.ts';
import { type Span, spanOver } from './source.ts';

/** How tightly each operator binds; equal ones from left to right. NOT lies between comparison and AND. */
const bindingOf: Readonly<Record<BinaryOperator, number>> = {
  OR: 1,
  AND: 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  CONTAINS: 4,
  MATCHES: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};
const bindingOfNot = 3;
const bindingOfComparison = 4;
const bindingOfSign = 7;

type Pending =
  | { readonly arity: 1; readonly binding: number; readonly operator: UnaryOperator; readonly span: Span }
  | { readonly arity: 2; readonly binding: number; readonly operator: BinaryOperator; readonly span: Span };

/** What became of an operator: taken, or why it cannot stand there. A chained comparison is taken as well. */
export type Combined = 'taken' | 'chained' | 'after-set';

/** Takes operands and operators in the order of the text and gives the tree. */
export class ExpressionBuilder {
  private readonly operands: Expression[] = [];
  private readonly pending: Pending[] = [];

  /** NOT or a sign before an operand; `false` where a NOT cannot stand: after an operator that binds more tightly. */
  prefix(operator: UnaryOperator, span: Span): boolean {
    const binding = operator === 'NOT' ? bindingOfNot : bindingOfSign;
    const before = this.pending.at(-1);
    if (operator === 'NOT' && before !== undefined && before.binding > bindingOfNot) return false;
    this.pending.push({ arity: 1, binding, operator, span });
    return true;
  }

  operand(expression: Expression): void {
    this.operands.push(expression);
  }

  operator(operator: BinaryOperator, span: Span): Combined {
    const binding = bindingOf[operator];
    const last = this.operands.at(-1);
    if (last !== undefined && (last.kind === 'list' || last.kind === 'range') && binding > bindingOfComparison)
      return 'after-set';
    this.reduce(binding);
    const left = this.operands.at(-1);
    const chained = binding === bindingOfComparison && left?.kind === 'binary' && bindingOf[left.operator] === binding;
    this.pending.push({ arity: 2, binding, operator, span });
    return chained ? 'chained' : 'taken';
  }

  /** The last operand with its signs. */
  last(): Expression {
    this.reduce(bindingOfSign);
    return this.operands.at(-1) ?? { kind: 'error', span: { start: 0, end: 0 } };
  }

  replaceLast(expression: Expression): void {
    this.operands[this.operands.length - 1] = expression;
  }

  finish(): Expression {
    this.reduce(0);
    return this.operands[0] ?? { kind: 'error', span: { start: 0, end: 0 } };
  }

  /** Combines what binds at least as tightly as `binding`. */
  private reduce(binding: number): void {
    for (
      let entry = this.pending.at(-1);
      entry !== undefined && entry.binding >= binding;
      entry = this.pending.at(-1)
    ) {
      this.pending.pop();
      const right = this.operands.pop();
      if (right === undefined) return;
      if (entry.arity === 1) {
        this.operands.push({
          kind: 'unary',
          span: spanOver(entry.span, right.span),
          operator: entry.operator,
          operand: right,
        });
        continue;
      }
      const left = this.operands.pop();
      if (left === undefined) return;
      const span = spanOver(left.span, right.span);
      this.operands.push({ kind: 'binary', span, operator: entry.operator, operatorSpan: entry.span, left, right });
    }
  }
}
