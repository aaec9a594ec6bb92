/**
 * A centre under a virtual clock for tests: mails arrive, agents act, time passes; every batch is committed to a table model, and
 * the core can be thrown away and made again from its rows at any moment.
 */
import { coreOver } from '../core.ts';
import type { CoreParts } from '../core-parts.ts';
import { SECOND } from '../local-time.ts';
import type { ContactRow, MailFacts } from '../model.ts';
import type { Answer, Command, Core, CoreEvent, Effect, MailEvent, RuleOutcome, ThreadEvidence } from '../protocol.ts';
import { emptySnapshot, rebuild } from '../rebuild.ts';
import type { State } from '../state.ts';
import { TableModel } from './table-model.ts';

/** Wednesday, 7 October 2026, 14:00 UTC (10:00 in Toronto). */
export const SCENARIO_START_AT = 1_791_381_600 * SECOND;

/** Facts of an ordinary mail. */
export function mailFacts(changed: Partial<MailFacts> = {}): MailFacts {
  return {
    from: 'customer@example.org',
    fromName: 'Pat Customer',
    replyTo: 'customer@example.org',
    to: ['support@acme.example'],
    cc: [],
    recipient: 'support@acme.example',
    subject: 'A question',
    messageId: '<1@example.org>',
    references: [],
    body: 'Where is my order?',
    headers: {},
    attachmentCount: 0,
    sizeBytes: 1_000,
    automatic: false,
    autoSubmitted: false,
    spamScore: 0,
    language: 'en',
    ...changed,
  };
}

export interface MailOptions {
  readonly facts?: Partial<MailFacts>;
  readonly rule?: Partial<RuleOutcome>;
}

export class Scenario {
  readonly tables = new TableModel();
  /** For looking only. */
  state: State = rebuild(emptySnapshot());
  core: Core;
  /** The moment of the last batch. */
  at: number = SCENARIO_START_AT;
  /** Effects of all batches, in order. */
  readonly effects: Effect[] = [];
  readonly #parts: CoreParts | undefined;
  #ledger = 0;
  #command = 0;

  constructor(parts?: CoreParts) {
    this.#parts = parts;
    this.core = coreOver(this.state, parts);
  }

  /** Applies one batch, a microsecond after the last one, and commits it. */
  apply(...events: readonly CoreEvent[]): readonly Answer[] {
    this.at++;
    const applied = this.core.apply(events, this.at);
    this.tables.commit(applied.changes, this.at);
    this.effects.push(...applied.effects);
    return applied.answers;
  }

  activate(image: Uint8Array, directory: object): Answer {
    return this.apply({ kind: 'activate', image, directory: JSON.stringify(directory) })[0] as Answer;
  }

  #mail({ facts = {}, rule = {} }: MailOptions): MailEvent {
    return {
      ledger: ++this.#ledger,
      mailbox: 'support',
      facts: mailFacts(facts),
      text: facts.body ?? 'Where is my order?',
      customer: 1,
      customerContactCount: 0,
      rule: { rule: 'default', skillset: 'EM_Default_Skillset', priority: 3, close: false, ...rule },
    };
  }

  /** A mail's event, for batches of several. */
  arrival(options: MailOptions = {}): CoreEvent {
    return { kind: 'contact_arrived', ...this.#mail(options) };
  }

  /** A mail arrives; the new contact's id. Throws when the core refuses it. */
  mail(options: MailOptions = {}): number {
    const answer = this.apply(this.arrival(options))[0] as Answer;
    if (!answer.ok || answer.contact === undefined) throw new Error(`the mail was refused: ${JSON.stringify(answer)}`);
    return answer.contact;
  }

  /** The customer writes again. The row of a closed contact goes along, as the shell does it. */
  customerAnswers(contact: number, options: MailOptions & { readonly repliedBy?: number } = {}): Answer {
    const evidence: ThreadEvidence = { by: 'in_reply_to', value: '<ours@acme.example>' };
    const row = this.core.contact(contact) === undefined ? this.tables.contacts.get(contact) : undefined;
    return this.apply({
      kind: 'customer_answered',
      contact,
      evidence,
      ...(row === undefined ? {} : { row }),
      ...(options.repliedBy === undefined ? {} : { repliedBy: options.repliedBy }),
      ...this.#mail(options),
    })[0] as Answer;
  }

  /** A command of an agent, under a new id or the one given. */
  as(agent: string, command: Command, id = `command-${++this.#command}`): Answer {
    const contact = 'contact' in command ? command.contact : undefined;
    const closed = contact !== undefined && this.core.contact(contact) === undefined;
    const row = closed ? this.tables.contacts.get(contact) : undefined;
    return this.apply({ kind: 'command', id, agent, command, ...(row === undefined ? {} : { row }) })[0] as Answer;
  }

  logIn(...agents: readonly string[]): void {
    for (const agent of agents) this.as(agent, { kind: 'log_in', ready: true });
  }

  /** The offer an agent has, if there is one. */
  offerOf(agent: string): number | undefined {
    return this.core.agent(agent)?.offers[0]?.id;
  }

  /** The agent takes the offer that is outstanding; the contact. */
  accept(agent: string): number {
    const offer = this.offerOf(agent);
    if (offer === undefined) throw new Error(`${agent} has no offer`);
    const answer = this.as(agent, { kind: 'accept', offer });
    if (!answer.ok || answer.contact === undefined) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    return answer.contact;
  }

  /** Time passes; timers fire at the moments they are due. */
  pass(seconds: number): void {
    const until = this.at + Math.round(seconds * SECOND);
    for (let due = this.core.nextDueAt(); due !== undefined && due <= until; due = this.core.nextDueAt()) {
      this.at = Math.max(this.at, due - 1);
      this.apply({ kind: 'tick' });
    }
    this.at = Math.max(this.at, until);
  }

  /** Time passes and nobody looks, as while the centre is stopped. */
  sleep(seconds: number): void {
    this.at += Math.round(seconds * SECOND);
  }

  /** The core is thrown away and made again from its rows. */
  restart(): void {
    this.state = rebuild(this.tables.snapshot());
    this.core = coreOver(this.state, this.#parts);
  }

  /** A contact as it stands, closed ones from their rows. */
  contact(id: number): ContactRow {
    const row = this.core.contact(id) ?? this.tables.contacts.get(id);
    if (row === undefined) throw new Error(`there is no contact ${id}`);
    return row;
  }

  /** Names of the queues a contact waits in, with its priority there. */
  queuesOf(id: number): readonly string[] {
    return this.contact(id).queues.map(
      ({ kind, id: queue, priority }) => `${this.core.nameOf(kind, queue)}:${priority}`,
    );
  }

  /** Kinds of the events of a contact's history. */
  history(id: number): readonly string[] {
    return this.tables.history(id).map(({ kind }) => kind);
  }
}
