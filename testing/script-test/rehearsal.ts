/** A centre in the hands of a program's test: mails, agents and time by calls, facts and expectations in between. */

import type { AgentVerb } from './agent-verbs.ts';
import { surprisesOf } from './expectations.ts';
import { type ContactFacts, factsOf } from './facts.ts';
import type { TestBench } from './run-test.ts';
import { wayOf } from './run-test.ts';
import type { Expectations, ScriptStep, Setting, WrittenMail, WrittenProvider } from './schema.ts';
import { ScriptRun } from './script-run.ts';
import { Surprise } from './surprise.ts';

/** Something in a script test is not as it says. The message shows what was found, and the way of the contact up to there. */
export class ScriptTestError extends Error {
  readonly code = 'script_test_failed';
}

/** What an agent can do; each throws a ScriptTestError when it cannot. */
export interface RehearsedAgent {
  /** Takes the contact that is offered. */
  accepts(): void;
  /** Does not take it. */
  declines(reason?: string): void;
  /** Does nothing until the offer has ended; time goes on to there. */
  letsItLapse(): void;
  /** Answers the customer. */
  replies(text?: string): void;
  /** Closes the contact, with a reason of the centre. */
  closes(reason?: string): void;
  /** Puts the contact off for a duration such as `2h`. */
  postpones(duration: string): void;
  /** Hands the contact on: to an agent, a skillset, or an address outside. */
  transfersTo(target: string): void;
  /** Leaves a note. */
  notes(text: string): void;
  /** Takes the contact out of its queue. */
  pulls(): void;
  /** Logs in and is ready. */
  logsIn(): void;
  logsOut(): void;
  goesReady(): void;
  goesNotReady(reason?: string): void;
  /** Is done with what made the agent busy at the beginning. */
  isFree(): void;
}

/** A centre on its way through a test; `openCentre().rehearse()` makes one. */
export class Rehearsal {
  readonly #run: ScriptRun;
  readonly #bench: TestBench;

  constructor(bench: TestBench, setting: Setting) {
    this.#bench = bench;
    this.#run = this.#told(() => new ScriptRun({ ...bench, setting, keepVariables: true }));
  }

  /** A mail arrives: a file that the rehearsal was told of at its beginning, or what it says. Returns the facts of its contact. */
  arrive(mail: string | WrittenMail): ContactFacts {
    this.#told(() => this.#run.arrive(mail));
    return this.facts();
  }

  /** Time goes on by a duration such as `3m`; what is due meanwhile happens. */
  after(duration: string): void {
    this.#told(() => this.#run.after(duration));
  }

  /** Time goes on to the next time that clocks show `17:30`, or to a day and a time. */
  until(time: string): void {
    this.#told(() => this.#run.until(time));
  }

  /** An agent, by log-in. */
  agent(login: string): RehearsedAgent {
    const act = (verb: AgentVerb, argument?: string) =>
      this.#told(() => this.#run.act(login, { verb, ...(argument === undefined ? {} : { argument }) }));
    return {
      accepts: () => act('accepts'),
      declines: (reason) => act('declines', reason),
      letsItLapse: () => act('lets_it_lapse'),
      replies: (text) => act('replies', text),
      closes: (reason) => act('closes', reason),
      postpones: (duration) => act('postpones', duration),
      transfersTo: (target) => act('transfers_to', target),
      notes: (text) => act('notes', text),
      pulls: () => act('pulls'),
      logsIn: () => act('logs_in'),
      logsOut: () => act('logs_out'),
      goesReady: () => act('goes_ready'),
      goesNotReady: (reason) => act('goes_not_ready', reason),
      isFree: () => act('is_free'),
    };
  }

  /** Takes a skillset from everybody who holds it, or gives it back. */
  outOfService(skillset: string, out: boolean): void {
    this.#told(() => this.#run.outOfService(skillset, out));
  }

  /** From now on a provider answers this. */
  provider(name: string, provider: WrittenProvider): void {
    this.#told(() => this.#run.provider({ [name]: provider }));
  }

  /** New values of globals and shared variables, as `variable` of a step. */
  variables(values: NonNullable<ScriptStep['variable']>): void {
    this.#told(() => this.#run.variables(values));
  }

  /** Makes the nth contact the one that everything is about; the first is 1. */
  choose(nth: number): void {
    this.#told(() => this.#run.choose(nth));
  }

  /** What is so about the contact. */
  facts(): ContactFacts {
    return this.#told(() => factsOf(this.#run));
  }

  /** The lines that the contact's scripts ran, with what they read. */
  way(): readonly string[] {
    return wayOf(this.#run, this.#bench).traceLines;
  }

  /** Throws a ScriptTestError unless all of this is so; keys as in `expect` of a file. */
  expect(expectations: Expectations): void {
    const surprises = surprisesOf(this.#run, expectations);
    if (surprises.length > 0) throw this.#error(surprises);
  }

  #told<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw error instanceof Surprise ? this.#error([error]) : error;
    }
  }

  #error(surprises: readonly Surprise[]): ScriptTestError {
    const said = surprises.map(({ expected, found }) => `expected ${expected}\nfound ${found}`);
    return new ScriptTestError([...said, '', "The contact's way up to here:", ...this.way()].join('\n'));
  }
}
