/**
 * What lowering one script carries from statement to statement. Registers are given out like a stack: an expression's result
 * stands in the lowest free one, a statement gives all of them back.
 */
import type { Expression } from '../../dsl/index.ts';
import type { ProgramSymbol, ValueType, VariableEntry } from '../../vm/index.ts';
import type { AnalysedScript, Constant, ExpressionInfo, ThingKind } from '../analysis.ts';
import type { Assembler, Label } from '../assemble.ts';

export interface Lowering {
  readonly script: AnalysedScript;
  readonly out: Assembler;
  /** Where each section begins. */
  readonly sections: readonly Label[];
  /** Free from here on. */
  ints: number;
  texts: number;
  /** `Script` or `Script/section`, and how many wait points it has so far. */
  place: string;
  waits: number;
  /** Bodies of event handlers, emitted behind the script. */
  readonly behind: (() => void)[];
}

/** Something that an analysis without errors cannot hold: a fault of the compiler. */
export class LoweringError extends Error {
  readonly code = 'LOWERING';
}

/** The row of an expression. */
export function infoOf(lowering: Lowering, expression: Expression): ExpressionInfo {
  const info = lowering.script.tables.expressions.get(expression);
  if (info === undefined)
    throw new LoweringError(
      `no type is known for the ${expression.kind} at ${expression.span.start} of ${lowering.script.name}; report this as a fault of the compiler`,
    );
  return info;
}

/** An expression without the parentheses around it. */
export function bare(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? bare(expression.inner) : expression;
}

/** A free int register, taken. */
export function takeInt(lowering: Lowering): number {
  return lowering.ints++;
}

/** A free text register, taken. */
export function takeText(lowering: Lowering): number {
  return lowering.texts++;
}

/** Gives back the registers from these on. */
export function release(lowering: Lowering, ints: number, texts: number): void {
  lowering.ints = ints;
  lowering.texts = texts;
}

/** The number of a variable's symbol. */
export function variableSymbol(lowering: Lowering, variable: VariableEntry): number {
  const { name, scope, class: kind, type } = variable;
  return lowering.out.symbol({ kind: 'variable', name, scope, class: kind, type });
}

/** The number of a thing's symbol. */
export function thingSymbol(lowering: Lowering, kind: ThingKind, name: string): number {
  const symbol: ProgramSymbol = { kind, name };
  return lowering.out.symbol(symbol);
}

/** The name of the thing that a constant is, if it is one. */
export function thingOf(constant: Constant | undefined): { readonly of: ThingKind; readonly name: string } | undefined {
  return constant?.kind === 'thing' ? constant : undefined;
}

/** The variable that an expression is the name of. */
export function variableOf(lowering: Lowering, expression: Expression): VariableEntry | undefined {
  return lowering.script.tables.expressions.get(expression)?.variable;
}

/** A value in a register. */
export interface Placed {
  readonly file: 'int' | 'string';
  readonly register: number;
  readonly type: ValueType;
}
