/**
 * What a decision along a plan found, by numbers, and the plain object that it becomes. The object and its lists are the caller's own. An
 * action in which nothing depends on facts is made once, frozen, and the same object in every decision: a copy of each would cost as much
 * as the walk.
 */
import type { DecideHost } from './decide-host.ts';
import type { Action, Decision } from './decision.ts';
import type { Plan } from './plan.ts';

/** Actions of one decision; one with more is the machine's. */
export const ACTIONS_MAX = 256;

/** Made once a plan. */
export class Findings {
  /** Numbers of the plan's actions; below 0, those of the host's, counted down from -1. */
  readonly actions = new Int32Array(ACTIONS_MAX);
  /** Seconds. */
  readonly waits: Int32Array;
  /** How many of each there are. */
  readonly counts = new Int32Array(2);
  /** The plan's. */
  readonly #made: readonly Action[];
  readonly #stops: Plan['stops'];
  readonly #host: DecideHost;
  /** How many of the host's actions were noted. */
  #said = 0;

  constructor(plan: Plan, host: DecideHost) {
    this.#made = plan.actions;
    this.#stops = plan.stops;
    this.#host = host;
    this.waits = new Int32Array(plan.waits + 1);
  }

  /** Before a decision whose steps call the host. */
  begin(): void {
    this.#said = 0;
  }

  /** Notes what the host was told since; answers how many actions there are now. */
  readonly said = (acted: number): number => {
    const { count } = this.#host.actions;
    let to = acted;
    while (this.#said < count) this.actions[to++] = -1 - this.#said++;
    return to;
  };

  /** As a plain object; the walk has written how many actions and waits there are. */
  decision(stop: number, places: Int32Array): Decision {
    const { stop: kind, provider, gone } = this.#stops[stop]!;
    return {
      actions: this.#actions(this.counts[0]!),
      waits: secondsOf(this.waits, this.counts[1]!),
      stop: kind,
      provider: provider < 0 ? undefined : this.#host.nameOf('provider', places[provider]!),
      gone,
      state: undefined,
    };
  }

  /** As long as it must be: an array that grows from empty is given room for seventeen at its first element. */
  #actions(count: number): Action[] {
    if (count === 0) return [];
    const one = this.#action(0);
    if (count === 1) return [one];
    const two = this.#action(1);
    if (count === 2) return [one, two];
    const three = this.#action(2);
    if (count === 3) return [one, two, three];
    if (count === 4) return [one, two, three, this.#action(3)];
    return Array.from({ length: count }, (_, nth) => this.#action(nth));
  }

  #action(nth: number): Action {
    const number = this.actions[nth]!;
    return number < 0 ? this.#host.actions.at(-1 - number) : this.#made[number]!;
  }
}

function secondsOf(waits: Int32Array, count: number): number[] {
  switch (count) {
    case 0:
      return [];
    case 1:
      return [waits[0]!];
    case 2:
      return [waits[0]!, waits[1]!];
    default:
      return Array.from(waits.subarray(0, count));
  }
}
