/**
 * The values with which an IF or a WHERE would have gone another way: the fewest tests of its condition that have to come out
 * differently, each with the values that do it. A test that was not reached, because AND and OR stop when decided, counts as one too:
 * what it would have to say stands in its flip, without a value that it was.
 */

import { allowed, type Demand, type Test, testAt, unwanted, wantedOfAll } from './branch-tests.ts';
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

/** Ways that are looked at when the values of the cheapest contradict each other, at most. */
const WAYS_MAX = 50;

/** Ways from the statement to an arm, the cheapest first. A condition has no way round. */
function* waysTo(
  program: LinkedProgram,
  branch: Branch,
  goal: number,
  evaluated: Evaluated,
): Generator<readonly number[]> {
  const cheapest = wayTo(program, branch, goal, evaluated);
  if (cheapest === undefined) return;
  yield cheapest;
  const arms = new Set(branch.arms.map(({ pc }) => pc));
  const open: { readonly way: readonly number[]; readonly cost: number }[] = [{ way: [branch.pc], cost: 0 }];
  for (let looked = 0, told = 0; open.length > 0 && looked < NODES_MAX && told < WAYS_MAX; looked++) {
    const best = open.reduce((a, b) => (b.cost < a.cost ? b : a));
    open.splice(open.indexOf(best), 1);
    const pc = best.way.at(-1)!;
    if (pc === goal) {
      told++;
      yield best.way;
    }
    if (arms.has(pc)) continue;
    const nexts = successors(program.image.code, pc);
    for (const next of nexts) {
      const cost = best.cost + (nexts.length === 1 || next === evaluated.nexts.get(pc) ? 0 : 1);
      open.push({ way: [...best.way, next], cost });
    }
  }
}

/** A test on a way, and whether the run went another way there. */
interface Step extends Demand {
  readonly next: number;
  readonly flipped: boolean;
}

function stepsOn(program: LinkedProgram, way: readonly number[], { tests, nexts }: Evaluated): readonly Step[] {
  const registers = new ReplayRegisters();
  return way.slice(0, -1).flatMap((pc, i): readonly Step[] => {
    const shape = shapeOf(program.image.code[pc]!)!;
    const next = way[i + 1]!;
    const test = tests.get(pc) ?? testAt(program, pc, shape, registers);
    registers.apply(program, pc, shape);
    if (test === undefined) return [];
    return [{ test, next, jumps: next !== pc + shape.words, flipped: nexts.get(pc) !== next }];
  });
}

/** Tests of the same subject: one value has to do for all of them. */
function bySubject(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const { name, type } = step.test.subject;
    // Of texts each test is told by itself.
    const key = step.test.ranges === undefined ? `${groups.size}` : `${type} ${name}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [step]);
    else known.push(step);
  }
  return groups;
}

/** Whether no value of a subject does for all tests on the way. */
const contradicts = (steps: readonly Step[]): boolean =>
  [...bySubject(steps).values()].some((group) => group.some(({ flipped }) => flipped) && allowed(group)?.length === 0);

/**
 * The values with which the branch would have gone to `arm`; empty when no test decides it, as after a fault. Undefined when there are
 * none: each way there asks one thing to be two.
 */
export function flipsTo(
  program: LinkedProgram,
  branch: Branch,
  arm: number,
  evaluated: Evaluated,
  nameOf: (kind: NameKind, id: number) => string,
): readonly Flip[] | undefined {
  const { kind, pc: goal } = branch.arms[arm]!;
  let steps: readonly Step[] | undefined;
  let ways = 0;
  for (const way of waysTo(program, branch, goal, evaluated)) {
    ways++;
    const found = stepsOn(program, way, evaluated);
    if (contradicts(found)) continue;
    steps = found;
    break;
  }
  if (steps === undefined) return ways === 0 ? [] : undefined;
  const flips = [...bySubject(steps).values()].flatMap((group): readonly Flip[] => {
    const flipped = group.find((step) => step.flipped);
    if (flipped === undefined) return [];
    const { test, next, jumps } = flipped;
    const { subject } = test;
    const { value } = subject;
    return [
      {
        name: subject.name,
        ...(value === undefined ? {} : { was: readable(subject.type, value, nameOf) }),
        with: test.cases === undefined ? wantedOfAll(group, { test, jumps }, nameOf) : casesTo(test, next, nameOf),
      },
    ];
  });
  if (branch.kind !== 'where' || steps.length < 2 || flips.length === 0) return flips;
  // One value is compared again and again: with the last VALUE it is the one asked for, with none it is other than all.
  if (kind === 'value') return [{ ...flips[0]!, with: flips.at(-1)!.with }];
  const others = steps.map((step) => unwanted(step, nameOf));
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
