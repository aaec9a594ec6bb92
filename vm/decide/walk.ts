/**
 * Decides along a plan: the plan's steps as words of one array, and the loop that walks them. Nothing in it is called but what the machine
 * too does by a call, and nothing is made: actions and waits are noted by their numbers.
 */
import { isInRelation, ORDERS } from '../arithmetic.ts';
import { inSet } from '../values.ts';
import { ACTIONS_MAX, type Findings } from './findings.ts';
import { LEAVES, type Plan, type Step, type StepKind, targetsOf } from './plan.ts';

/** Tests whether a value is in a range: most steps are, and they are walked in a loop of their own. `go` is no step at all here. */
type Test = Step & { readonly kind: 'within' | 'outside' };
type Other = Exclude<StepKind, Test['kind'] | 'go'>;

/** The numbers of the other steps. */
const WORDS = {
  mask: 0,
  set: 1,
  switch: 2,
  product: 3,
  relation: 4,
  move: 5,
  number: 6,
  add: 7,
  calculate: 8,
  act: 9,
  call: 10,
  callTest: 11,
  wait: 12,
  waitOf: 13,
  stop: 14,
  leave: 15,
} as const satisfies Record<Other, number>;
type Word<K extends Other> = (typeof WORDS)[K];

const OPERATORS = ['+', '-', '*', '/'] as const;

/** The stop of a wait that is not passed over. */
const LAST_WAIT = 0;

/** The answer of a walk that leaves the decision to the machine; what is not below 0 is the number of a stop. */
export const LEFT = -1;

/** Words of a test: the place, the least value, how many there are above it, where it goes when the value is one of them, and else. */
const TEST_WORDS = 5;

/** A plan as words. */
export interface PlanWords {
  readonly words: Int32Array;
  readonly start: number;
  /** Tests stand below, all other steps from here on. */
  readonly tests: number;
}

export function wordsOf(plan: Plan): PlanWords {
  const byPc = new Map(plan.blocks.map((block) => [block.pc, block]));
  const addresses = new Map<Step, number>();
  /** Where a block goes on with its nth step. */
  const addressOf = (pc: number, nth = 0): number => {
    if (pc === LEAVES) return addresses.get(LEAVE)!;
    const { steps, runsInto } = byPc.get(pc)!;
    const step = steps[nth];
    if (step === undefined) return addressOf(runsInto!);
    return step.kind === 'go' ? addressOf(step.target) : addresses.get(step)!;
  };
  const each = plan.blocks.flatMap(({ pc, steps }) => steps.map((step, nth) => ({ step, pc, behind: nth + 1 })));
  const tests = each.filter(({ step }) => isTest(step));
  const others = each.filter(({ step }) => !isTest(step) && step.kind !== 'go');
  let length = 0;
  for (const { step } of tests) {
    addresses.set(step, length);
    length += TEST_WORDS;
  }
  for (const { step } of [...others, { step: LEAVE }]) {
    addresses.set(step, length);
    length += 1 + valuesOf(step).length + targetsOf(step).length + (isFinal(step) ? 0 : 1);
  }
  const words: number[] = [];
  for (const { step, pc, behind } of tests) words.push(...testWords(step as Test, addressOf, addressOf(pc, behind)));
  for (const { step, pc, behind } of others) {
    words.push(WORDS[step.kind as Other], ...valuesOf(step), ...targetsOf(step).map((target) => addressOf(target)));
    if ('next' in step) words.push(plan.waits > 0 ? addressOf(step.next) : addressOf(LEAVES));
    else if (!isFinal(step)) words.push(addressOf(pc, behind));
  }
  words.push(WORDS.leave);
  return { words: Int32Array.from(words), start: addressOf(plan.entries[0]!), tests: tests.length * TEST_WORDS };
}

const LEAVE: Step = { kind: 'leave' };

function isTest({ kind }: Step): boolean {
  return kind === 'within' || kind === 'outside';
}

/** Whether nothing comes behind it, nor behind a wait. */
function isFinal({ kind }: Step): boolean {
  return kind === 'switch' || kind === 'stop' || kind === 'leave';
}

function testWords(
  { kind, place, low, high, target }: Test,
  addressOf: (pc: number) => number,
  behind: number,
): readonly number[] {
  const [inside, outside] = kind === 'within' ? [addressOf(target), behind] : [behind, addressOf(target)];
  // No value is in a range whose ends are the wrong way round.
  if (low > high) return [place, 0, 0, outside, outside];
  return [place, low, high - low, inside, outside];
}

/** What stands behind a step's number, before its targets. */
function valuesOf(step: Step): readonly number[] {
  switch (step.kind) {
    case 'mask':
      return [step.place, step.mask, step.sense ? 1 : 0];
    case 'set':
      return [step.place, step.set, step.sense ? 1 : 0];
    case 'switch':
      return [step.place, step.low, step.targets.length - 1];
    case 'product':
      return [step.place, step.factor, step.other, ORDERS.indexOf(step.relation)];
    case 'relation':
      return [step.a, step.b, ORDERS.indexOf(step.relation)];
    case 'move':
      return [step.to, step.from];
    case 'number':
      return [step.to, step.value];
    case 'add':
      return [step.to, step.a, step.value];
    case 'calculate':
      return [step.to, step.a, step.b, OPERATORS.indexOf(step.operator)];
    case 'act':
      return [step.action];
    case 'call':
      return [step.call];
    case 'callTest':
      return [step.test, step.sense ? 1 : 0];
    case 'wait':
      return [step.seconds];
    case 'waitOf':
      return [step.place];
    case 'stop':
      return [step.stop];
    default:
      return [];
  }
}

/** Walks; answers the number of the stop, or LEFT. */
export function walk(
  { words, start, tests }: PlanWords,
  plan: Plan,
  places: Int32Array,
  { actions, waits, counts, said }: Findings,
): number {
  const passes = plan.waits | 0;
  let acted = 0;
  let waited = 0;
  let at = start | 0;
  for (;;) {
    // A value is in a range when it is no further above its least value than the greatest is; which is the greater is an index, not a jump.
    while (at < tests) {
      const above = (places[words[at]!]! - words[at + 1]!) >>> 0;
      at = words[at + (above > words[at + 2]! >>> 0 ? 4 : 3)]!;
    }
    // The most frequent of the others: a jump of its own is foretold better than one of many.
    if (words[at] === (9 satisfies Word<'act'>)) {
      actions[acted] = words[at + 1]!;
      acted = (acted + 1) | 0;
      at = words[at + 2]!;
      continue;
    }
    switch (words[at]) {
      case 0 satisfies Word<'mask'>: {
        const value = places[words[at + 1]!]!;
        const bit = value >>> 0 < 32 ? (words[at + 2]! >>> value) & 1 : 0;
        at = words[at + (bit === words[at + 3]! ? 4 : 5)]!;
        continue;
      }
      case 1 satisfies Word<'set'>: {
        const isIn = inSet(plan.sets[words[at + 2]!]!, places[words[at + 1]!]!);
        at = words[at + (isIn === (words[at + 3] === 1) ? 4 : 5)]!;
        continue;
      }
      case 2 satisfies Word<'switch'>: {
        const nth = places[words[at + 1]!]! - words[at + 2]!;
        const others = words[at + 3]!;
        at = words[at + 4 + (nth >= 0 && nth < others ? nth : others)]!;
        continue;
      }
      case 3 satisfies Word<'product'>: {
        const times = places[words[at + 3]!]! * words[at + 2]!;
        if (times !== (times | 0)) return LEFT;
        at = words[at + (isInRelation(words[at + 4]!, places[words[at + 1]!]!, times) ? 5 : 6)]!;
        continue;
      }
      case 4 satisfies Word<'relation'>: {
        const holds = isInRelation(words[at + 3]!, places[words[at + 1]!]!, places[words[at + 2]!]!);
        at = words[at + (holds ? 4 : 5)]!;
        continue;
      }
      case 5 satisfies Word<'move'>:
        places[words[at + 1]!] = places[words[at + 2]!]!;
        at = words[at + 3]!;
        continue;
      case 6 satisfies Word<'number'>:
        places[words[at + 1]!] = words[at + 2]!;
        at = words[at + 3]!;
        continue;
      case 7 satisfies Word<'add'>: {
        const sum = places[words[at + 2]!]! + words[at + 3]!;
        if (sum !== (sum | 0)) return LEFT;
        places[words[at + 1]!] = sum;
        at = words[at + 4]!;
        continue;
      }
      case 8 satisfies Word<'calculate'>: {
        const value = calculate(words[at + 4]!, places[words[at + 2]!]!, places[words[at + 3]!]!);
        if (value !== (value | 0)) return LEFT;
        places[words[at + 1]!] = value;
        at = words[at + 5]!;
        continue;
      }
      case 10 satisfies Word<'call'>:
        plan.calls[words[at + 1]!]!(places);
        acted = said(acted) | 0;
        at = words[at + 2]!;
        continue;
      case 11 satisfies Word<'callTest'>: {
        const holds = plan.tests[words[at + 1]!]!(places);
        if (holds === undefined) return LEFT;
        at = words[at + (holds === (words[at + 2] === 1) ? 3 : 4)]!;
        continue;
      }
      case 12 satisfies Word<'wait'>:
      case 13 satisfies Word<'waitOf'>: {
        const word = words[at + 1]!;
        waits[waited] = words[at] === (12 satisfies Word<'wait'>) ? word : places[word]!;
        waited = (waited + 1) | 0;
        at = words[at + 2]!;
        if (waited <= passes) continue;
        counts[0] = acted;
        counts[1] = waited;
        return acted > ACTIONS_MAX ? LEFT : LAST_WAIT;
      }
      case 14 satisfies Word<'stop'>:
        counts[0] = acted;
        counts[1] = waited;
        return acted > ACTIONS_MAX ? LEFT : words[at + 1]!;
      default:
        return LEFT;
    }
  }
}

/** As it is: outside the integers, or no number, where it faults. */
function calculate(operator: number, a: number, b: number): number {
  switch (operator) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a * b;
    default:
      return Math.trunc(a / b);
  }
}
