/** Compiled scripts against a small evaluator that knows only language §4: arithmetic with faults, conditions that stop when decided. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newMachine, type Program, run, type VariableEntry } from '../../vm/index.ts';
import { call, global, hostOf, lowered } from './testing/lowered.ts';

const VALUES: Readonly<Record<string, number>> = {
  a_cv: 7,
  b_cv: 0,
  c_cv: -3,
  d_cv: 2147483647,
  e_gv: 5,
  f_gv: -2147483648,
};
const VARIABLES: readonly VariableEntry[] = Object.entries(VALUES).map(([name, value]) =>
  name.endsWith('_gv') ? global(name, 'integer', value) : call(name, 'integer', value),
);

class Fault extends Error {}

interface Formula<T> {
  readonly text: string;
  /** Throws a Fault where the script faults. */
  readonly value: () => T;
}

function int(value: number): number {
  if (value !== (value | 0)) throw new Fault();
  return value | 0;
}

function divide(a: number, b: number): number {
  if (b === 0) throw new Fault();
  return int(Math.trunc(a / b));
}

const variable: fc.Arbitrary<Formula<number>> = fc
  .constantFrom(...Object.keys(VALUES))
  .map((name) => ({ text: name, value: () => VALUES[name]! }));
const literal: fc.Arbitrary<Formula<number>> = fc.nat(9).map((value) => ({ text: String(value), value: () => value }));

const { sum } = fc.letrec<{ sum: Formula<number> }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    variable,
    literal,
    fc.record({ x: tie('sum'), y: tie('sum'), operator: fc.constantFrom('+', '-', '*', '/') }).map(
      ({ x, y, operator }): Formula<number> => ({
        // A variable on the left keeps constants from being folded to a compile-time fault.
        text: `(a_cv - a_cv + ${x.text} ${operator} ${y.text})`,
        value: () => {
          const left = operator === '*' || operator === '/' ? 0 : x.value();
          if (operator === '*') return int(left + int(x.value() * y.value()));
          if (operator === '/') return int(left + divide(x.value(), y.value()));
          return operator === '+' ? int(left + y.value()) : int(left - y.value());
        },
      }),
    ),
    tie('sum').map(({ text, value }) => ({ text: `(-(${text}))`, value: () => int(-value()) })),
  ),
}));

const comparison: fc.Arbitrary<Formula<boolean>> = fc
  .record({ x: sum, y: sum, operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>=') })
  .map(({ x, y, operator }) => ({
    text: `(a_cv + 0 * ${x.text}) ${operator} ${y.text}`,
    value: () => {
      const left = int(7 + int(0 * x.value()));
      const right = y.value();
      switch (operator) {
        case '=':
          return left === right;
        case '<>':
          return left !== right;
        case '<':
          return left < right;
        case '<=':
          return left <= right;
        case '>':
          return left > right;
        default:
          return left >= right;
      }
    },
  }));
const membership: fc.Arbitrary<Formula<boolean>> = fc
  .record({
    x: variable,
    low: fc.nat(6),
    length: fc.nat(4),
    item: fc.constantFrom('e_gv', 'c_cv'),
    negated: fc.boolean(),
  })
  .map(({ x, low, length, item, negated }) => ({
    text: `${x.text} ${negated ? '<>' : '='} ${low} .. ${low + length}, ${item}`,
    value: () => {
      const value = x.value();
      return ((value >= low && value <= low + length) || value === VALUES[item]) !== negated;
    },
  }));

const { condition } = fc.letrec<{ condition: Formula<boolean> }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    membership,
    fc.record({ x: tie('condition'), y: tie('condition') }).map(({ x, y }) => ({
      text: `(${x.text} AND ${y.text})`,
      value: () => x.value() && y.value(),
    })),
    fc.record({ x: tie('condition'), y: tie('condition') }).map(({ x, y }) => ({
      text: `(${x.text} OR ${y.text})`,
      value: () => x.value() || y.value(),
    })),
    tie('condition').map(({ text, value }) => ({ text: `NOT (${text})`, value: () => !value() })),
  ),
}));

/** What a formula comes to; undefined where it faults. */
function valueOrFault<T>(formula: Formula<T>): T | undefined {
  try {
    return formula.value();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** A script with a fault among its constants is refused when it is compiled: another sample takes its place. */
function compiled(script: string): Program {
  try {
    return lowered(script, VARIABLES);
  } catch (error) {
    fc.pre(!/CCS3006|CCS3007/.test(String(error)));
    throw error;
  }
}

function effectsOf(script: string): { effects: readonly string[]; faults: number } {
  const host = hostOf(VARIABLES);
  run(newMachine(host.activate(compiled(script)), 0, host), host);
  return { effects: host.effects, faults: host.events.length };
}

it('arithmetic comes to what the language says, and a fault skips its statement with one event', () => {
  let faulted = 0;
  fc.assert(
    fc.property(sum, (formula) => {
      const value = valueOrFault(formula);
      if (value === undefined) faulted++;
      expect(effectsOf(`LOG a_cv - a_cv + ${formula.text}`)).toEqual(
        value === undefined ? { effects: [], faults: 1 } : { effects: [`log ${value}`], faults: 0 },
      );
    }),
    { numRuns: 200 },
  );
  expect(faulted).toBeGreaterThan(5);
});

it('conditions come to what the language says, and a fault makes the whole condition false', () => {
  fc.assert(
    fc.property(condition, (formula) => {
      const value = valueOrFault(formula);
      expect(effectsOf(`IF ${formula.text} THEN LOG 1 ELSE LOG 2 END IF`)).toEqual({
        effects: [value === true ? 'log 1' : 'log 2'],
        faults: value === undefined ? 1 : 0,
      });
    }),
    { numRuns: 300 },
  );
});
