/**
 * One centre on its way through a test: what stands at the beginning, then mails, agents, providers and time, in the order in which
 * they come. Everything goes through the deterministic core and the E-mail Manager's own rules; nothing waits.
 *
 * Terminology. *the contact*: that of the last mail, unless another was chosen. *surprise*: what happens cannot happen, or an
 * expectation does not hold.
 */
import { offsetS } from '../../runtime/center/index.ts';
import type { ContactRow, RequestRow } from '../../runtime/center/model.ts';
import type { Answer, Command, OfferView } from '../../runtime/center/protocol.ts';
import { callVariable, type Directory, type Machine, type Program, type Trace, type Value } from '../../vm/index.ts';
import {
  type PreparedCentre,
  type ProviderReply,
  VirtualCentre,
  type VirtualMail,
  withDirectory,
} from '../virtual-centre.ts';
import { MailNotTaken } from '../virtual-mailboxes.ts';
import { type AgentAct, type AgentVerb, verbWords } from './agent-verbs.ts';
import { centreNames } from './centre-names.ts';
import { DEFAULT_AT, type Setting, type WrittenMail, type WrittenProvider } from './schema.ts';
import { Surprise } from './surprise.ts';
import { directoryWith, type WrittenVariables } from './variables.ts';
import { DURATION, durationUs, momentUs, nextClockUs, type OffsetAt } from './words.ts';
import { mailOf } from './written-mail.ts';

const MILLISECOND = 1_000;
const writtenDuration = new RegExp(`^${DURATION}$`);

export interface ScriptRunOptions {
  readonly prepared: PreparedCentre;
  readonly setting: Setting;
  /** A file that the setting or a step names, parsed. */
  readonly file: (path: string) => VirtualMail | undefined;
  /** Keeps the values of call variables, which end with a script. */
  readonly keepVariables: boolean;
  /** Hears of each activation of a script, for coverage. */
  readonly ran?: (trace: Trace) => void;
}

export class ScriptRun {
  readonly centre: VirtualCentre;
  readonly program: Program;
  /** The local time's offset in the centre's zone. */
  readonly offsetAt: OffsetAt;
  /** Contacts in the order in which their first mails came. */
  readonly contacts: number[] = [];
  readonly #options: ScriptRunOptions;
  readonly #busy = new Map<string, number[]>();
  readonly #variables = new Map<number, Map<number, Value>>();
  readonly #answers = new Map<string, { answers: WrittenProvider['answers']; next: number }>();
  readonly #outOfService = new Set<string>();
  #directory: Directory;
  #chosen = 0;
  #mails = 0;

  constructor(options: ScriptRunOptions) {
    const { prepared, setting } = options;
    this.#options = options;
    this.program = prepared.program;
    this.#directory =
      setting.variables === undefined ? prepared.directory : directoryWith(prepared.directory, setting.variables);
    this.offsetAt = (epochS) => offsetS(prepared.directory.transitions, epochS);
    const ready = this.#directory === prepared.directory ? prepared : withDirectory(prepared, this.#directory);
    this.provider(setting.providers ?? {});
    this.centre = new VirtualCentre({
      program: prepared.program,
      directory: this.#directory,
      at: momentUs(setting.at ?? DEFAULT_AT, this.offsetAt) ?? 0,
      prepared: ready,
      provider: (name, request) => this.#reply(name, request),
      ...(options.ran === undefined && !options.keepVariables
        ? {}
        : { ranScript: (contact: number, machine: Machine, trace: Trace) => this.#ranScript(contact, machine, trace) }),
    });
    this.#setWaiting(setting);
    this.#setAgents(setting);
    for (const [name, { out_of_service: out }] of Object.entries(setting.skillsets ?? {}))
      if (out) this.outOfService(name, true);
    if (setting.mail !== undefined) this.arrive(setting.mail);
  }

  /** The contact that steps and expectations are about; undefined before a mail arrived. */
  get contact(): number | undefined {
    return this.contacts[this.#chosen - 1];
  }

  /** The contact's row; a surprise when no mail has arrived. */
  row(): ContactRow {
    const row = this.contact === undefined ? undefined : this.centre.contact(this.contact);
    if (row === undefined) throw new Surprise('contact', 'a contact', 'no mail has arrived yet');
    return row;
  }

  /** Makes the nth contact the one that everything is about; the first is 1. */
  choose(nth: number): void {
    if (nth < 1 || nth > this.contacts.length)
      throw new Surprise(
        'contact',
        `contact ${nth}`,
        `there ${this.contacts.length === 1 ? 'is one' : `are ${this.contacts.length}`}`,
      );
    this.#chosen = nth;
  }

  /** A mail arrives; its contact becomes the one that everything is about. Returns the contact's id. */
  arrive(mail: string | WrittenMail): number {
    const written: WrittenMail = typeof mail === 'string' ? { file: mail } : mail;
    const file = written.file === undefined ? undefined : this.#options.file(written.file);
    if (written.file !== undefined && file === undefined)
      throw new Surprise(
        'mail',
        `the mail ${written.file}`,
        'a file that was not named among `mails` at the beginning',
      );
    this.#mails += 1;
    const contact = this.#delivered(mailOf(written, this.#mails, file, this.#answered(written)));
    const at = this.contacts.indexOf(contact);
    if (at < 0) this.contacts.push(contact);
    this.#chosen = at < 0 ? this.contacts.length : at + 1;
    return contact;
  }

  /** Time goes on by a duration such as `3m`. */
  after(duration: string): void {
    if (!writtenDuration.test(duration)) throw new Surprise('after', 'a duration such as `90s` or `1h 30m`', duration);
    this.centre.advance(this.centre.at + durationUs(duration));
  }

  /** Time goes on to a time of the day, or to a day and a time. */
  until(time: string): void {
    const { at } = this.centre;
    const to = time.includes('-') ? momentUs(time, this.offsetAt) : nextClockUs(time, at, this.offsetAt);
    if (to === undefined) throw new Surprise('at', 'a time such as `17:30` or `2026-11-24 8:00`', time);
    if (to < at) throw new Surprise('at', 'a time to come', `${time} is over already`);
    // Each thing that happens takes a microsecond; what is due at this moment is due within the millisecond.
    this.centre.advance(to + MILLISECOND);
  }

  /** An agent does something. */
  act(login: string, { verb, argument }: AgentAct): void {
    const agent = centreNames(this.#directory).find('agent', login) ?? login;
    ACTS[verb](this, agent, argument ?? '');
  }

  /** Takes a skillset from everybody who holds it, or gives it back. */
  outOfService(name: string, out: boolean): void {
    const skillset = this.#known('skillset', name);
    if (out) this.#outOfService.add(skillset);
    else this.#outOfService.delete(skillset);
    this.#activate();
    const view = this.centre.core.queues().find((queue) => queue.skillset === skillset);
    if (!out && view?.inService === false)
      throw new Surprise('skillset', `${skillset} in service`, 'nobody who holds it is logged in; let an agent log in');
  }

  /** From now on providers answer this. */
  provider(providers: Readonly<Record<string, WrittenProvider>>): void {
    for (const [name, { answers }] of Object.entries(providers))
      this.#answers.set(this.#known('provider', name).toLowerCase(), { answers, next: 0 });
  }

  /** A name as the centre writes it; one that it has not is a surprise. */
  #known(kind: 'skillset' | 'provider', name: string): string {
    const names = centreNames(this.#directory);
    const found = names.find(kind, name);
    if (found !== undefined) return found;
    const near = names.near([kind], name);
    throw new Surprise(
      kind,
      `a ${kind} of this centre`,
      `${name}, which is none${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }

  /** New values of globals and of shared variables. */
  variables(written: WrittenVariables): void {
    const names = centreNames(this.#directory);
    const changed = directoryWith(this.#directory, written);
    const globals = Object.keys(written).some((name) => names.variable(name)?.scope === 'global');
    for (const entry of changed.variables) {
      const isWritten = Object.keys(written).some((name) => name.toLowerCase() === entry.name.toLowerCase());
      const item = entry.items[0];
      if (isWritten && entry.scope === 'call' && item?.kind === 'number')
        this.centre.share(this.centre.core.idOf('variable', entry.name), item.value);
    }
    if (!globals) return;
    this.#directory = changed;
    this.#activate();
  }

  /** The last value of a call variable in the contact's scripts; undefined when none used it, or values are not kept. */
  lastValue(variable: string): Value | undefined {
    return this.#variables.get(this.contact ?? -1)?.get(this.centre.core.idOf('variable', variable));
  }

  /** The offer that an agent has just now. */
  offerOf(login: string): OfferView | undefined {
    return this.centre.core.agent(login)?.offers[0];
  }

  /** The contact's offer, if somebody has one. */
  offer(): OfferView | undefined {
    const { contact } = this;
    for (const { offers } of this.centre.core.agents()) {
      const found = offers.find((offer) => offer.contact === contact);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Gives a command; a refusal is a surprise. */
  command(login: string, command: Command, verb: AgentVerb): void {
    const answer: Answer = this.centre.command(login, command);
    if (!answer.ok) throw new Surprise('agent', `${login} ${verbWords(verb)}`, answer.message);
  }

  /** The contact that an agent can act on: the one that this is about, else the only one. */
  openWith(login: string, verb: AgentVerb): number {
    const open = this.centre.core.agent(login)?.open ?? [];
    const { contact } = this;
    const busy = this.#busy.get(login) ?? [];
    const own = open.filter((id) => !busy.includes(id) && this.centre.contact(id)?.state === 'Open');
    if (contact !== undefined && own.includes(contact)) return contact;
    if (own.length === 1) return own[0] as number;
    const found =
      own.length === 0
        ? `${login} has no contact open`
        : `${login} has contacts ${own.join(', ')} open; say which with \`contact:\``;
    throw new Surprise('agent', `${login} ${verbWords(verb)}`, found);
  }

  /** Closes what made an agent busy at the beginning. */
  free(login: string): void {
    const busy = this.#busy.get(login) ?? [];
    if (busy.length === 0)
      throw new Surprise('agent', `${login} is free`, `${login} was not \`busy\` at the beginning`);
    for (const contact of busy) this.command(login, { kind: 'close', contact }, 'is_free');
    this.#busy.delete(login);
  }

  #activate(): void {
    const agents = this.#directory.agents.map((agent) => ({
      ...agent,
      skillsets: agent.skillsets.filter(({ skillset }) => !this.#outOfService.has(skillset)),
    }));
    const { prepared } = this.#options;
    const answer = this.centre.activatePrepared(withDirectory(prepared, { ...this.#directory, agents }));
    if (!answer.ok) throw new Error(answer.message);
  }

  #setWaiting({ waiting = {} }: Setting): void {
    const names = centreNames(this.#directory);
    for (const [name, written] of Object.entries(waiting)) {
      const groups = typeof written === 'number' ? [{ count: written }] : Array.isArray(written) ? written : [written];
      for (const { count, priority = 6, age } of groups as readonly {
        count: number;
        priority?: number;
        age?: string;
      }[])
        for (let i = 0; i < count; i++)
          this.centre.stage({
            skillset: names.find('skillset', name) ?? name,
            priority,
            ageUs: age === undefined ? 0 : durationUs(age),
          });
    }
  }

  #setAgents({ agents = 'everybody' }: Setting): void {
    const all = this.#directory.agents;
    const written =
      typeof agents === 'string'
        ? agents === 'everybody'
          ? Object.fromEntries(all.map(({ login }) => [login, 'ready']))
          : {}
        : agents;
    for (const [name, state] of Object.entries(written)) {
      const login = centreNames(this.#directory).find('agent', name) ?? name;
      if (state === 'logged out') continue;
      if (state === 'busy') {
        const capacity = all.find((agent) => agent.login === login)?.capacity.EMail ?? 1;
        this.#busy.set(
          login,
          Array.from({ length: capacity }, () => this.centre.stage({ agent: login })),
        );
      }
      this.centre.command(login, { kind: 'log_in', ready: state !== 'not ready' });
    }
  }

  #delivered(mail: VirtualMail): number {
    try {
      return this.centre.deliver(mail);
    } catch (error) {
      if (!(error instanceof MailNotTaken)) throw error;
      throw new Surprise('mail', 'a contact', error.message);
    }
  }

  /** What the customer answers, when a mail says that it is an answer. */
  #answered({ answers }: WrittenMail) {
    if (answers !== true) return undefined;
    const row = this.row();
    const sent = this.centre.lastSent(row.id);
    if (sent === undefined)
      throw new Surprise('mail', 'an answer of the customer', 'the centre has sent nothing for this contact');
    return {
      messageId: sent.messageId,
      subject: sent.action.subject ?? '',
      from: row.facts.from,
      mailbox: row.mailbox,
    };
  }

  /** The provider's next answer; the last one again when there is no further. */
  #reply(name: string, _request: RequestRow): ProviderReply | undefined {
    const known = this.#answers.get(name.toLowerCase());
    const answer = known?.answers[Math.min(known.next, known.answers.length - 1)];
    if (known === undefined || answer === undefined || answer === 'no answer') {
      if (known !== undefined) known.next += 1;
      return undefined;
    }
    known.next += 1;
    if (Array.isArray(answer)) return { values: answer as readonly (number | string)[], afterUs: 0 };
    const { values, error, after } = answer as {
      values?: readonly (number | string)[];
      error?: string;
      after?: string;
    };
    return {
      ...(values === undefined ? {} : { values }),
      ...(error === undefined ? {} : { error }),
      afterUs: after === undefined ? 0 : durationUs(after),
    };
  }

  #ranScript(contact: number, machine: Machine, trace: Trace): void {
    this.#options.ran?.(trace);
    if (!this.#options.keepVariables) return;
    const values = this.#variables.get(contact) ?? new Map<number, Value>();
    this.#variables.set(contact, values);
    for (const { name, scope } of this.#directory.variables) {
      if (scope !== 'call') continue;
      const id = this.centre.core.idOf('variable', name);
      const value = callVariable(machine, id);
      if (value !== undefined) values.set(id, value);
    }
  }
}

type Act = (run: ScriptRun, login: string, argument: string) => void;

const offered = (run: ScriptRun, login: string, verb: AgentVerb): OfferView => {
  const offer = run.offerOf(login);
  if (offer !== undefined) return offer;
  const other = run.offer();
  const state = run.centre.core.agent(login)?.state.replace('_', ' ') ?? 'unknown';
  throw new Surprise(
    'agent',
    `${login} ${verbWords(verb)}`,
    `nothing is offered to ${login}, who is ${state}${other === undefined ? '' : `; the contact is offered to ${other.agent}`}`,
  );
};

/** What each verb does; a missing one does not compile. */
const ACTS: { readonly [Verb in AgentVerb]: Act } = {
  accepts: (run, login) => run.command(login, { kind: 'accept', offer: offered(run, login, 'accepts').id }, 'accepts'),
  declines: (run, login, reason) => {
    const { id } = offered(run, login, 'declines');
    run.command(login, { kind: 'decline', offer: id, ...(reason === '' ? {} : { reason }) }, 'declines');
  },
  lets_it_lapse: (run, login) => run.centre.advance(offered(run, login, 'lets_it_lapse').expiresAt),
  replies: (run, login, text) => {
    const contact = run.openWith(login, 'replies');
    run.command(login, { kind: 'reply', contact, text: text === '' ? 'Here is your answer.' : text }, 'replies');
  },
  closes: (run, login, reason) => {
    const contact = run.openWith(login, 'closes');
    run.command(login, { kind: 'close', contact, ...(reason === '' ? {} : { reason }) }, 'closes');
  },
  postpones: (run, login, duration) => {
    const contact = run.openWith(login, 'postpones');
    run.command(login, { kind: 'postpone', contact, untilAt: run.centre.at + durationUs(duration) }, 'postpones');
  },
  transfers_to: (run, login, target) => {
    const contact = run.openWith(login, 'transfers_to');
    const names = centreNames(run.centre.directory);
    const agent = names.find('agent', target);
    const command: Command = target.includes('@')
      ? { kind: 'forward_outside', contact, address: target }
      : agent !== undefined
        ? { kind: 'forward_agent', contact, agent }
        : { kind: 'forward_skillset', contact, skillset: target };
    run.command(login, command, 'transfers_to');
  },
  notes: (run, login, text) =>
    run.command(login, { kind: 'note', contact: run.openWith(login, 'notes'), text }, 'notes'),
  pulls: (run, login) => run.command(login, { kind: 'pull', contact: run.row().id }, 'pulls'),
  logs_in: (run, login) => run.command(login, { kind: 'log_in', ready: true }, 'logs_in'),
  logs_out: (run, login) => run.command(login, { kind: 'log_out' }, 'logs_out'),
  goes_ready: (run, login) => {
    run.command(login, { kind: 'log_in', ready: true }, 'goes_ready');
    run.command(login, { kind: 'ready' }, 'goes_ready');
  },
  goes_not_ready: (run, login, reason) => {
    run.command(login, { kind: 'log_in', ready: false }, 'goes_not_ready');
    run.command(login, { kind: 'not_ready', ...(reason === '' ? {} : { reason }) }, 'goes_not_ready');
  },
  is_free: (run, login) => run.free(login),
};
