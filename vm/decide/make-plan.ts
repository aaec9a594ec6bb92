/** Makes the plan of a linked program: the steps of what can be reached, as blocks in an order in which every jump goes forwards. */
import type { LinkedProgram } from '../host.ts';
import { shapeOf } from '../instruction-shape.ts';
import type { InstructionName, Operands } from '../instructions.ts';
import { intrinsicByNumber } from '../intrinsics.ts';
import type { MachineSlab } from '../machine-slab.ts';
import type { Machine } from '../machine-state.ts';
import type { DecideHost } from './decide-host.ts';
import type { Action } from './decision.ts';
import {
  type Call,
  type CallTest,
  LEAVES,
  Places,
  type Plan,
  type PlanBlock,
  type PlanStop,
  type Step,
  targetsOf,
} from './plan.ts';
import { type Translation, translationOf } from './plan-steps.ts';

/** Sets of scripts that reach more are the machine's: their plan would be walked in the memory's time, not the processor's. */
const BLOCKS_MAX = 2000;
const INSTRUCTIONS_MAX = 20_000;
/** Waits that are passed over; their lengths are gathered. */
export const WAITS_MAX = 1000;

/** What a plan is made for. */
export interface Planned {
  readonly program: LinkedProgram;
  readonly host: DecideHost;
  readonly slab: MachineSlab;
  readonly record: number;
  /** The handle of that record. */
  readonly machine: Machine;
  readonly start: number;
  readonly waits: number;
  /** Columns of facts that the program reads anywhere. */
  readonly facts: Int32Array;
}

/** Undefined when there is none: the machine decides all. */
export function makePlan(planned: Planned): Plan | undefined {
  if (planned.waits > WAITS_MAX) return undefined;
  const maker = new PlanMaker(planned);
  return maker.make();
}

class PlanMaker {
  readonly #planned: Planned;
  readonly #places = new Places();
  readonly #actions: Action[] = [];
  readonly #actionNumbers = new Map<string, number>();
  /** The first is that of the last wait. */
  readonly #stops: PlanStop[] = [{ stop: 'wait', provider: -1, gone: undefined }];
  readonly #calls: Call[] = [];
  readonly #tests: CallTest[] = [];
  readonly #sets: Plan['sets'][number][] = [];
  #asksHost: Plan['asksHost'] = 'nothing';

  constructor(planned: Planned) {
    this.#planned = planned;
  }

  make(): Plan | undefined {
    const { host, start, waits, facts } = this.#planned;
    const steps = this.#reachable(start);
    if (steps === undefined) return undefined;
    const flow = inOrder(steps, start, waits > 0);
    if (flow === undefined) return undefined;
    const { skillsets } = this.#places;
    return {
      ...flow,
      waits,
      places: this.#places.count,
      facts,
      // As keys of an object, so that they are the very strings that facts have as keys.
      skillsets: skillsets.map(({ id }) => Object.keys({ [host.nameOf('skillset', id)]: id })[0]!),
      reads: skillsets.map(({ reads }) => Int32Array.from(reads.flat())),
      asks: this.#places.given('ask').map(({ id, place }) => ({ place, name: intrinsicByNumber(id)!.name })),
      variables: this.#places.given('variable').map(({ id, place }) => {
        const value = host.callDefault(id);
        return { id, place, value: typeof value === 'number' ? value | 0 : 0 };
      }),
      actions: this.#actions,
      stops: this.#stops,
      calls: this.#calls,
      tests: this.#tests,
      sets: this.#sets,
      asksHost: this.#asksHost,
    };
  }

  /** The steps of each instruction that can be reached. */
  #reachable(start: number): ReadonlyMap<number, Translated> | undefined {
    const found = new Map<number, Translated>();
    const open = [start];
    for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
      if (found.has(pc)) continue;
      if (found.size === INSTRUCTIONS_MAX) return undefined;
      const { program } = this.#planned;
      const next = pc + shapeOf(program.image.code[pc]!)!.words;
      const steps = this.#translate(pc, next);
      const goesOn = !steps.some(isFinal);
      found.set(pc, { steps, next: goesOn ? next : undefined });
      if (goesOn) open.push(next);
      for (const step of steps) open.push(...blocksOf(step));
      if (this.#planned.waits > 0) for (const step of steps) if ('next' in step) open.push(step.next);
    }
    return found;
  }

  #translate(pc: number, next: number): readonly Step[] {
    const { program, host, slab, record } = this.#planned;
    const { name, operands } = shapeOf(program.code[pc]!)!;
    const words = new Map<string, number>(operands.map((operand, i) => [operand.name, program.code[pc + 1 + i]!]));
    const translation: Translation<InstructionName> = {
      program,
      host,
      slab,
      record,
      pc,
      next,
      word: (operand: Operands<InstructionName>) => words.get(operand)!,
      places: this.#places,
      act: (work) => ({ kind: 'act', action: this.#actionOf(work) }),
      stop: (stop, { provider = -1, gone } = {}) => ({
        kind: 'stop',
        stop: this.#stops.push({ stop, provider, gone }) - 1,
      }),
      call: (call, reads = [], writes = []) => ({ kind: 'call', call: this.#calls.push(call) - 1, reads, writes }),
      test: (test, reads, sense, target) => ({
        kind: 'callTest',
        test: this.#tests.push(test) - 1,
        reads,
        sense,
        target,
      }),
      set: (set) => this.#sets.push(set) - 1,
      asksHost: (what) => {
        if (this.#asksHost !== 'skillsets') this.#asksHost = what;
      },
    };
    return translationOf(name)(translation);
  }

  /** The number of the action that this does. */
  #actionOf(work: () => void): number {
    const { actions } = this.#planned.host;
    actions.clear();
    work();
    const [action] = actions.take();
    actions.clear();
    const text = JSON.stringify(action);
    const known = this.#actionNumbers.get(text) ?? this.#actions.push(Object.freeze(action!)) - 1;
    this.#actionNumbers.set(text, known);
    return known;
  }
}

interface Translated {
  readonly steps: readonly Step[];
  /** Undefined where it does not go on behind it. */
  readonly next: number | undefined;
}

/** Whether nothing comes behind this step. */
function isFinal({ kind }: Step): boolean {
  return (
    kind === 'go' || kind === 'switch' || kind === 'wait' || kind === 'waitOf' || kind === 'stop' || kind === 'leave'
  );
}

/** The blocks to which it may go. */
function blocksOf(step: Step): readonly number[] {
  return targetsOf(step).filter((target) => target !== LEAVES);
}

/** Blocks, each before all to which it goes but behind a wait; undefined when there is no such order. */
function inOrder(
  all: ReadonlyMap<number, Translated>,
  start: number,
  passesWaits: boolean,
): Pick<Plan, 'blocks' | 'entries'> | undefined {
  const starts = new Set([start]);
  const entries = new Set([start]);
  for (const { steps } of all.values())
    for (const step of steps) {
      for (const target of blocksOf(step)) starts.add(target);
      if (passesWaits && 'next' in step) entries.add(step.next);
    }
  for (const entry of entries) starts.add(entry);
  if (starts.size > BLOCKS_MAX) return undefined;
  const blocks: PlanBlock[] = [];
  const state = new Map<number, 'open' | 'done'>();
  const visit = (pc: number): boolean => {
    const known = state.get(pc);
    if (known !== undefined) return known === 'done';
    state.set(pc, 'open');
    const block = blockAt(all, starts, pc);
    const successors = block.steps.flatMap(blocksOf);
    // What it runs into is visited last, and so stands right behind it.
    if (block.runsInto !== undefined) successors.push(block.runsInto);
    if (!successors.every(visit)) return false;
    state.set(pc, 'done');
    blocks.push(block);
    return true;
  };
  if (![...entries].reverse().every(visit)) return undefined;
  return { blocks: blocks.reverse(), entries: [...entries] };
}

function blockAt(all: ReadonlyMap<number, Translated>, starts: ReadonlySet<number>, from: number): PlanBlock {
  const steps: Step[] = [];
  for (let pc = from; ; ) {
    const { steps: own, next } = all.get(pc)!;
    steps.push(...own);
    if (next === undefined) return { pc: from, steps, runsInto: undefined };
    pc = next;
    if (starts.has(pc)) return { pc: from, steps, runsInto: pc };
  }
}
