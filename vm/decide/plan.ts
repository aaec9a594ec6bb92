/**
 * A plan: what a script can decide, worked out once a decider. Since facts do not change while it decides, all that a script reads and
 * calculates stands at numbered *places* of one Int32Array; a step tests or changes places, or notes by its number an action that was
 * made beforehand. A decision is then a walk along the steps (walk.ts), or a function made of them (plan-text.ts).
 *
 * A decision has no effect until it is answered, so any way may be left in its middle: what a plan does not know, or what is an event in
 * the contact's history (an overflow, a wait of 0 seconds), is a `leave`, and the machine decides from the start.
 *
 * INVARIANT: steps go round in no circle but through a wait; so a plan needs no count of steps, and a program of which that is not
 * true has none.
 */

import type { ValueSet } from '../host.ts';
import type { Relation } from '../instructions.ts';
import type { IntrinsicName } from '../intrinsics.ts';
import { FACT_WORDS } from '../typed-state.ts';
import type { Action, Decision } from './decision.ts';

/** What a step of the machine does by a call of one of its functions, on the places. */
export type Call = (places: Int32Array) => void;
/** Undefined where the machine must decide. */
export type CallTest = (places: Int32Array) => boolean | undefined;

/** The target that leaves the decision to the machine. */
export const LEAVES = -1;

/** `target`s are pcs of linked code: the block that begins there. */
export type Step =
  /** Goes to the target when the value is from `low` to `high`, or when it is not. */
  | {
      readonly kind: 'within' | 'outside';
      readonly place: number;
      readonly low: number;
      readonly high: number;
      readonly target: number;
    }
  /** Whether the value is a bit of the mask. */
  | {
      readonly kind: 'mask';
      readonly place: number;
      readonly mask: number;
      readonly sense: boolean;
      readonly target: number;
    }
  | {
      readonly kind: 'set';
      readonly place: number;
      readonly set: number;
      readonly sense: boolean;
      readonly target: number;
    }
  /** The last target is for all other values; nothing comes behind it. */
  | { readonly kind: 'switch'; readonly place: number; readonly low: number; readonly targets: readonly number[] }
  /** Compares with another value times a number. */
  | {
      readonly kind: 'product';
      readonly place: number;
      readonly factor: number;
      readonly other: number;
      readonly relation: Relation;
      readonly target: number;
    }
  | {
      readonly kind: 'relation';
      readonly relation: Relation | '=' | '<>';
      readonly a: number;
      readonly b: number;
      readonly target: number;
    }
  | { readonly kind: 'move'; readonly to: number; readonly from: number }
  | { readonly kind: 'number'; readonly to: number; readonly value: number }
  | { readonly kind: 'add'; readonly to: number; readonly a: number; readonly value: number }
  | {
      readonly kind: 'calculate';
      readonly operator: '+' | '-' | '*' | '/';
      readonly to: number;
      readonly a: number;
      readonly b: number;
    }
  | { readonly kind: 'act'; readonly action: number }
  /** `reads` and `writes` are places. */
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly reads: readonly number[];
      readonly writes: readonly number[];
    }
  | {
      readonly kind: 'callTest';
      readonly test: number;
      readonly reads: readonly number[];
      readonly sense: boolean;
      readonly target: number;
    }
  | { readonly kind: 'go'; readonly target: number }
  /** Behind it the decision goes on at `next`, while it may pass over waits. */
  | { readonly kind: 'wait'; readonly seconds: number; readonly next: number }
  | { readonly kind: 'waitOf'; readonly place: number; readonly next: number }
  | { readonly kind: 'stop'; readonly stop: number }
  | { readonly kind: 'leave' };

export type StepKind = Step['kind'];

/** Where a step may go, but not behind a wait. */
export function targetsOf(step: Step): readonly number[] {
  if (step.kind === 'switch') return step.targets;
  return 'target' in step ? [step.target] : [];
}

/** Steps that run one after the other; its last one is final, or it runs into the block behind it. */
export interface PlanBlock {
  readonly pc: number;
  readonly steps: readonly Step[];
  readonly runsInto: number | undefined;
}

/** Why and how a decision stops. */
export interface PlanStop {
  readonly stop: Decision['stop'];
  /** The place that holds the provider's id; -1 for none. */
  readonly provider: number;
  readonly gone: string | undefined;
}

export interface Plan {
  /** In an order in which every jump but those behind waits goes forwards. */
  readonly blocks: readonly PlanBlock[];
  /** Where it begins, and where it goes on behind waits. */
  readonly entries: readonly number[];
  readonly waits: number;
  readonly places: number;
  /** Columns of facts that are read: each stands at the place of its number. */
  readonly facts: Int32Array;
  /** Skillsets that are read, and what of them (told-places.ts). */
  readonly skillsets: readonly string[];
  readonly reads: readonly Int32Array[];
  /** Intrinsics without operands that are no columns. */
  readonly asks: readonly { readonly place: number; readonly name: IntrinsicName }[];
  /** Call variables of integer-like types, with the value that they start with. */
  readonly variables: readonly { readonly place: number; readonly id: number; readonly value: number }[];
  readonly actions: readonly Action[];
  readonly stops: readonly PlanStop[];
  readonly calls: readonly Call[];
  readonly tests: readonly CallTest[];
  readonly sets: readonly ValueSet[];
  /** What its calls ask the host for. */
  readonly asksHost: 'nothing' | 'facts' | 'skillsets';
}

/** Gives places out, in the order in which they are asked for. */
export class Places {
  #count = FACT_WORDS;
  readonly #known = new Map<string, number>();
  readonly #reads = new Map<number, Map<number, number>>();

  #of(key: string): number {
    const known = this.#known.get(key) ?? this.#count++;
    this.#known.set(key, known);
    return known;
  }

  /** A column of a skillset. */
  ofSkillset(id: number, column: number): number {
    const place = this.#of(`skillset ${id} ${column}`);
    const reads = this.#reads.get(id) ?? new Map<number, number>();
    this.#reads.set(id, reads.set(place, column));
    return place;
  }

  ofAsk(intrinsic: number): number {
    return this.#of(`ask ${intrinsic}`);
  }

  ofVariable(id: number): number {
    return this.#of(`variable ${id}`);
  }

  ofRegister(register: number): number {
    return this.#of(`register ${register}`);
  }

  /** For an answer that stands in no register. */
  ofAnswer(): number {
    return this.#of('answer');
  }

  /** Nothing writes there. */
  ofZero(): number {
    return this.#of('zero');
  }

  /** How many were given out. */
  get count(): number {
    return this.#count;
  }

  /** Skillsets that are read, each with pairs of a place and a column. */
  get skillsets(): readonly { readonly id: number; readonly reads: readonly (readonly [number, number])[] }[] {
    return [...this.#reads].map(([id, reads]) => ({ id, reads: [...reads] }));
  }

  /** The numbers behind a word, with their places. */
  given(word: 'ask' | 'variable'): readonly { readonly id: number; readonly place: number }[] {
    const prefix = `${word} `;
    const keys = [...this.#known].filter(([key]) => key.startsWith(prefix));
    return keys.map(([key, place]) => ({ id: Number(key.slice(prefix.length)), place }));
  }
}
