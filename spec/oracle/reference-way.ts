/** The reference interpreter in a World: its answers by name, and what it does in the terms of the record. */
import type { ScriptFile } from '../../dsl/index.ts';
import {
  CONTACT_TYPES,
  type Directory,
  type Value as Given,
  type HandlerEvent,
  INTRINSICS,
  QUEUE_TYPES,
  type RunEvent,
} from '../../vm/index.ts';
import type { Centre, Stop, Written } from '../reference/centre.ts';
import { type Contact, newContact } from '../reference/contact.ts';
import { answer, deliver, restart, run } from '../reference/interpreter.ts';
import type { Value } from '../reference/values.ts';
import { written } from '../reference/written.ts';
import { type Activation, idOf, nameOf } from './compile-program.ts';
import type { Stopped, Way } from './drive.ts';
import type { World } from './world.ts';

class ReferenceCentre implements Centre {
  readonly #world: World;
  readonly #activations: readonly Activation[];

  constructor(world: World, activations: readonly Activation[]) {
    this.#world = world;
    this.#activations = activations;
  }

  newest(): number {
    return this.#world.activation;
  }

  directory(activation: number): Directory {
    return this.#activations[activation]!.directory;
  }

  script(name: string): ScriptFile | undefined {
    return this.#activations[this.newest()]!.files.get(name.toLowerCase());
  }

  #ids(kind: 'skillset' | 'agent' | 'response', names: readonly string[]): number[] {
    return names.map((name) => idOf(this.directory(0), kind, name));
  }

  ask(intrinsic: keyof typeof INTRINSICS, operands: readonly string[]): Value {
    this.#world.reached?.(intrinsic);
    const { number, type, operand } = INTRINSICS[intrinsic];
    if (type === 'string' || type === 'dn') return { type, text: this.#world.askText(number) };
    const ids = this.#ids(operand === 'agent' ? 'agent' : 'skillset', operands);
    const answered = this.#world.askInt(number, ids);
    switch (type) {
      case 'boolean':
        return { type, holds: answered !== 0 };
      case 'integer':
      case 'seconds':
      case 'priority':
        return { type, number: answered };
      case 'time':
      case 'day':
      case 'month':
        return { type, point: answered };
      case 'date': {
        const year = Math.floor(answered / 512);
        return { type, date: { year, month: Math.floor((answered % 512) / 32), day: answered % 32 } };
      }
      case 'contact_type':
        return { type, name: CONTACT_TYPES[answered] };
      case 'queue_type':
        return { type, name: QUEUE_TYPES[answered] };
      case 'skillset':
      case 'agent':
        return { type, name: answered < 0 ? undefined : nameOf(this.directory(0), type, answered) };
      default:
        throw new Error(`${intrinsic} is a ${type}`);
    }
  }

  contactData(key: string): string {
    this.#world.reached?.('CONTACT DATA');
    return this.#world.contactData(key);
  }

  copies(): readonly string[] {
    this.#world.reached?.('CCADDRESS');
    return this.#world.copies();
  }

  readShared(variable: string): number {
    return this.#world.readShared(variable.toLowerCase());
  }

  writeShared(variable: string, value: number): void {
    this.#world.writeShared(variable.toLowerCase(), value);
  }

  queue(kind: 'skillset' | 'agent', names: readonly string[], priority: number, choice: string): void {
    this.#world.tell('queue', kind, priority, choice, ...this.#ids(kind, names));
  }

  changePriority(kind: 'skillset' | 'agent', names: readonly string[], priority: number): void {
    this.#world.tell('change', kind, priority, ...this.#ids(kind, names));
  }

  remove(kind: 'skillset' | 'agent', names: readonly string[]): void {
    this.#world.tell('remove', kind, ...this.#ids(kind, names));
  }

  log(values: readonly Written[]): void {
    this.#world.tell('log', ...values);
  }

  sendInfo(provider: string, values: readonly Written[]): void {
    this.#world.tell('info', idOf(this.directory(0), 'provider', provider), ...values);
  }

  sendRequest(provider: string, values: readonly Written[]): void {
    this.#world.tell('request', idOf(this.directory(0), 'provider', provider), ...values);
  }

  giveResponse(response: string): void {
    this.#world.tell('respond', idOf(this.directory(0), 'response', response));
  }

  offerResponses(responses: readonly string[]): void {
    this.#world.tell('offer', ...this.#ids('response', responses));
  }

  routeContact(address: string): void {
    this.#world.tell('route', address);
  }

  closeContact(reason: string | undefined): void {
    this.#world.tell('close', reason === undefined ? -1 : idOf(this.directory(0), 'reason', reason));
  }

  reached(kind: string): void {
    this.#world.reached?.(kind);
  }

  event(kind: RunEvent, script: string, line: number): void {
    this.#world.event(kind, script, line);
  }
}

const MASTER = 'Master_Script';

/** The reference interpreter as a way to run a contact. */
export function referenceWay(world: World, activations: readonly Activation[]): Way {
  const centre = new ReferenceCentre(world, activations);
  const { directory } = activations[0]!;
  let contact: Contact | undefined;
  const present = (): Contact => {
    if (contact === undefined) throw new Error('no contact has started');
    return contact;
  };
  const stopped = (stop: Stop): Stopped => {
    if (stop.kind !== 'response') return stop;
    return {
      ...stop,
      provider: stop.provider === undefined ? -1 : idOf(directory, 'provider', stop.provider),
      targets: stop.targets.map((name) => idOf(directory, 'variable', name)),
    };
  };
  return {
    start: () => {
      if (contact === undefined) contact = newContact(centre.script(MASTER)!, centre);
      else restart(contact, MASTER, centre);
      return stopped(run(contact, centre));
    },
    resume: () => stopped(run(present(), centre)),
    deliver: (event: HandlerEvent) => stopped(deliver(present(), event, centre)),
    answer: (values: readonly Given[]) => answer(present(), values, centre),
    variables: () => {
      const found = [...present().variables].map(
        ([name, value]) => [idOf(directory, 'variable', name), written(value)] as const,
      );
      return found.sort(([a], [b]) => a - b);
    },
  };
}
