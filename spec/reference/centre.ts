/** What the reference interpreter asks of its centre and does to it: the effects and answers of language §3 and §6, by name. */
import type { IntrinsicName, ScriptFile, Statement } from '../../dsl/index.ts';
import type { Directory, HandlerEvent, RunEvent } from '../../vm/index.ts';
import type { Value } from './values.ts';

export type { HandlerEvent, RunEvent };

/** What LOG and SEND give out. */
export type Written = number | string;

export interface Centre {
  /** The number of the newest activation. */
  newest(): number;
  /** The directory as it was activated then. */
  directory(activation: number): Directory;
  /** A script of the newest activation. */
  script(name: string): ScriptFile | undefined;

  /** The answer to an intrinsic; skillsets or agent by name, the empty ones left out. */
  ask(intrinsic: IntrinsicName, operands: readonly string[]): Value;
  contactData(key: string): string;
  /** The addresses of CCADDRESS. */
  copies(): readonly string[];
  readShared(variable: string): number;
  writeShared(variable: string, value: number): void;

  queue(
    kind: 'skillset' | 'agent',
    names: readonly string[],
    priority: number,
    choice: 'each' | 'longest_idle' | 'most_logged',
  ): void;
  changePriority(kind: 'skillset' | 'agent', names: readonly string[], priority: number): void;
  remove(kind: 'skillset' | 'agent', names: readonly string[]): void;
  log(values: readonly Written[]): void;
  sendInfo(provider: string, values: readonly Written[]): void;
  sendRequest(provider: string, values: readonly Written[]): void;
  giveResponse(response: string): void;
  offerResponses(responses: readonly string[]): void;
  routeContact(address: string): void;
  closeContact(reason: string | undefined): void;
  /** A statement is about to be done: for who counts what was reached. */
  reached(kind: Statement['kind']): void;
  /** An event in the contact's history, at a line of a script. */
  event(kind: RunEvent, script: string, line: number): void;
}

/** Why a run stopped. */
export type Stop =
  | { readonly kind: 'wait'; readonly seconds: number }
  | {
      readonly kind: 'response';
      readonly provider: string | undefined;
      readonly seconds: number;
      readonly targets: readonly string[];
    }
  | { readonly kind: 'quit' | 'closed' | 'routed' | 'disconnect' | 'ended' }
  | { readonly kind: 'stands'; readonly handled: boolean }
  | { readonly kind: 'gone'; readonly what: string };

/** A run-time fault of language §4. */
export class Fault extends Error {
  readonly kind: RunEvent;

  constructor(kind: RunEvent) {
    super(kind);
    this.kind = kind;
  }
}
