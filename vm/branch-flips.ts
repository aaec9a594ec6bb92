/**
 * The values with which an IF or a WHERE would have gone another way: the fewest tests of its condition that have to come out
 * differently, each with the values that do it. A test that was not reached, because AND and OR stop when decided, counts as one too:
 * what it would have to say stands in its flip, without a value that it was.
 */

import { type Test, testAt, wanted } from './branch-tests.ts';
import type { NameKind } from './directory.ts';
import type { LinkedProgram } from './host.ts';
import { isFinal, shapeOf } from './instruction-shape.ts';
import type { Branch } from './program.ts';
import { ReplayRegisters } from './replay-registers.ts';
import { formatValue } from './values.ts';

/** One value that would have had to be another. */
export interface Flip {
  readonly name: string;
  /** What it was; absent where nobody asked. */
  readonly was?: number | string | boolean;
  /** What would have done: `10 or less`. */
  readonly with: string;
}

/** A condition as it was evaluated: at each pc of a test what it tested, and where it went on. */
export interface Evaluated {
  readonly tests: ReadonlyMap<number, Test>;
  readonly nexts: ReadonlyMap<number, number>;
}

/** Instructions of one condition that are looked at, at most. */
const NODES_MAX = 2_000;

/** Where an instruction of a condition can go on. */
function successors(code: Int32Array, pc: number): number[] {
  const shape = shapeOf(code[pc] ?? -1);
  if (shape === undefined) return [];
  const next = pc + shape.words;
  if (shape.name === 'SWITCH') {
    const cases = code[pc + 1 + shape.operands.findIndex(({ name }) => name === 'cases')]!;
    return Array.from({ length: cases + 1 }, (_, i) => code[next + i * 2 + 1]!);
  }
  const target = shape.operands.findIndex(({ kind }) => kind === 'target');
  const to = target < 0 ? [] : [code[pc + 1 + target]!];
  return isFinal(shape.name) ? to : [next, ...to];
}

/** The cheapest way from the statement to an arm: the pcs on it, the arm's last; undefined when there is none. */
function wayTo(
  { image }: LinkedProgram,
  branch: Branch,
  goal: number,
  { nexts }: Evaluated,
): readonly number[] | undefined {
  const arms = new Set(branch.arms.map(({ pc }) => pc));
  const from = new Map<number, number>();
  const costs = new Map<number, number>([[branch.pc, 0]]);
  const open = [branch.pc];
  const done = new Set<number>();
  while (open.length > 0 && done.size < NODES_MAX) {
    const pc = open.reduce((best, each) => (costs.get(each)! < costs.get(best)! ? each : best));
    open.splice(open.indexOf(pc), 1);
    if (done.has(pc)) continue;
    done.add(pc);
    if (pc === goal) break;
    if (arms.has(pc)) continue;
    const ways = successors(image.code, pc);
    const went = nexts.get(pc);
    for (const next of ways) {
      const cost = costs.get(pc)! + (ways.length === 1 || next === went ? 0 : 1);
      if (cost >= (costs.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      costs.set(next, cost);
      from.set(next, pc);
      open.push(next);
    }
  }
  if (!costs.has(goal)) return undefined;
  const way = [goal];
  for (let pc = from.get(goal); pc !== undefined; pc = from.get(pc)) way.unshift(pc);
  return way;
}

/** The values with which the branch would have gone to `arm`; empty when no test decides it, as after a fault. */
export function flipsTo(
  program: LinkedProgram,
  branch: Branch,
  arm: number,
  evaluated: Evaluated,
  nameOf: (kind: NameKind, id: number) => string,
): readonly Flip[] {
  const { kind, pc: goal } = branch.arms[arm]!;
  const way = wayTo(program, branch, goal, evaluated) ?? [];
  const registers = new ReplayRegisters();
  const flips: Flip[] = [];
  way.slice(0, -1).forEach((pc, i) => {
    const shape = shapeOf(program.image.code[pc]!)!;
    const next = way[i + 1]!;
    const went = evaluated.nexts.get(pc);
    const test = evaluated.tests.get(pc) ?? testAt(program, pc, shape, registers);
    registers.apply(program, pc, shape);
    if (test === undefined || went === next) return;
    const { subject } = test;
    const { value } = subject;
    const jumps = next !== pc + shape.words;
    flips.push({
      name: subject.name,
      ...(value === undefined ? {} : { was: readable(subject.type, value, nameOf) }),
      with: test.cases === undefined ? wanted(test, jumps, nameOf) : casesTo(test, next, nameOf),
    });
  });
  if (branch.kind !== 'where' || flips.length < 2) return flips;
  // One value is compared again and again: with the last VALUE it is the one asked for, with none it is other than all.
  if (kind === 'value') return [{ ...flips[0]!, with: flips.at(-1)!.with }];
  const others = flips.map((flip) => flip.with.replace(/^other than /, ''));
  return [{ ...flips[0]!, with: `other than ${others.join(', ')}` }];
}

function casesTo({ subject, cases }: Test, next: number, nameOf: (kind: NameKind, id: number) => string): string {
  const of = (to: (target: number) => boolean): string =>
    (cases ?? [])
      .filter(([, target]) => to(target))
      .map(([value]) => formatValue(subject.type, value, nameOf))
      .join(', ');
  return of((target) => target === next) || `other than ${of(() => true)}`;
}

/** Numbers as numbers, true and false, the rest as people read it. */
export function readable(
  type: Test['subject']['type'],
  value: number | string,
  nameOf: (kind: NameKind, id: number) => string,
): number | string | boolean {
  if (typeof value === 'string') return value;
  if (type === 'boolean') return value !== 0;
  const isNumber = type === 'integer' || type === 'seconds' || type === 'priority';
  return isNumber ? value : formatValue(type, value, nameOf);
}
