/**
 * Drives one contact through one world, whoever runs its scripts: things happen in the same order for all, so two ways of running a
 * program can be compared entry by entry.
 */
import type { HandlerEvent, Value } from '../../vm/index.ts';
import type { Activation } from './compile-program.ts';
import { nameOf } from './compile-program.ts';
import { mix } from './random.ts';
import { happening, typeOf, type World } from './world.ts';

/** Why a run stopped, in the terms that all ways share: ids of variables and providers, -1 for none. */
export type Stopped =
  | { readonly kind: 'wait'; readonly seconds: number }
  | {
      readonly kind: 'response';
      readonly provider: number;
      readonly seconds: number;
      readonly targets: readonly number[];
    }
  | { readonly kind: 'stands'; readonly handled: boolean }
  | { readonly kind: 'gone'; readonly what: string }
  | { readonly kind: 'quit' | 'closed' | 'routed' | 'disconnect' | 'ended' | 'budget' };

/** One way of running a contact's scripts. */
export interface Way {
  /** Runs from the top of Master_Script; of a contact that was disconnected, with the variables it has. */
  start(): Stopped;
  resume(): Stopped;
  deliver(event: HandlerEvent): Stopped;
  answer(values: readonly Value[]): void;
  /** Every variable that was used or set, by id, as people read it. */
  variables(): readonly (readonly [number, string | number])[];
}

/** How often a contact is woken, at most. */
const HAPPENINGS_MAX = 9;

export function drive(way: Way, world: World, activations: readonly Activation[]): void {
  let stop = way.start();
  tellStop(world, stop);
  for (let n = 0; n < HAPPENINGS_MAX; n++) {
    if (stop.kind !== 'wait' && stop.kind !== 'response' && stop.kind !== 'disconnect') break;
    world.wake();
    if (mix(world.seed, 300 + n) % 4 === 0) world.activation = Math.min(world.activation + 1, activations.length - 1);
    if (stop.kind === 'disconnect') {
      stop = way.start();
      tellStop(world, stop);
      continue;
    }
    const { directory } = activations[0]!;
    const types = stop.kind === 'response' ? stop.targets.map((id) => typeOf(directory, id)) : undefined;
    const next = happening(world.seed, n, types);
    if (next.kind === 'event') {
      const after = way.deliver(next.event);
      tellStop(world, after);
      if (after.kind !== 'stands') stop = after;
      continue;
    }
    if (next.kind === 'answer') way.answer(next.values);
    stop = way.resume();
    tellStop(world, stop);
  }
  for (const [id, value] of way.variables())
    world.record.push(['variable', nameOf(activations[0]!.directory, 'variable', id), value]);
}

function tellStop(world: World, stop: Stopped): void {
  switch (stop.kind) {
    case 'wait':
      world.record.push(['stop', 'wait', stop.seconds]);
      break;
    case 'response':
      world.record.push(['stop', 'response', stop.provider, stop.seconds, ...stop.targets]);
      break;
    case 'stands':
      world.record.push(['stop', 'stands', stop.handled ? 1 : 0]);
      break;
    case 'gone':
      world.record.push(['stop', 'gone', stop.what.toLowerCase()]);
      break;
    default:
      world.record.push(['stop', stop.kind]);
  }
}
