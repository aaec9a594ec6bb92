/**
 * A whole centre under a virtual clock: the same core, rules and MIME parser as the live one, without database, network or
 * waiting. Time moves only by `advance`, and timers fire at exactly their moment.
 */
import { type CoreParts, newParts, type StagedCore, stagedCore } from '../runtime/center/index.ts';
import type {
  ActionRow,
  ActionSource,
  Changes,
  ContactRow,
  EventRow,
  RequestRow,
  TraceRow,
} from '../runtime/center/model.ts';
import type {
  Answer,
  Command,
  Core,
  CoreEvent,
  Effect,
  MailEvent,
  ThreadEvidence,
} from '../runtime/center/protocol.ts';
import type { ParsedMail } from '../runtime/mail/index.ts';
import { type Directory, encodeProgram, type Machine, type Program, type Trace } from '../vm/index.ts';
import { MailNotTaken, VirtualMailboxes } from './virtual-mailboxes.ts';

/** A script set and its directory, made ready for many centres: reading and checking them costs more than a whole test. */
export interface PreparedCentre {
  readonly program: Program;
  readonly directory: Directory;
  readonly image: Uint8Array;
  /** The directory as an activation has it. */
  readonly text: string;
  readonly parts: CoreParts;
}

/** Prepares once what every `VirtualCentre` of a script set needs. */
export function prepareCentre(program: Program, directory: Directory): PreparedCentre {
  return { program, directory, image: encodeProgram(program), text: JSON.stringify(directory), parts: newParts() };
}

/** The same scripts in another directory. */
export function withDirectory(prepared: PreparedCentre, directory: Directory): PreparedCentre {
  return { ...prepared, directory, text: JSON.stringify(directory) };
}

export interface VirtualCentreOptions {
  readonly program: Program;
  readonly directory: Directory;
  /** Microseconds since the epoch at which the centre is activated. */
  readonly at: number;
  /** Program and directory made ready by `prepareCentre`, for whoever makes many centres of one. */
  readonly prepared?: PreparedCentre;
  /** Answers what scripts send to providers; without it nobody does. */
  readonly provider?: (name: string, request: RequestRow) => ProviderReply | undefined;
  /** Hears of each activation of a script when it stopped; its trace and its variables are there until it returns. */
  readonly ranScript?: (contact: number, machine: Machine, trace: Trace) => void;
}

/** What a provider says, and how long it takes (microseconds). */
export interface ProviderReply {
  readonly values?: readonly (number | string)[];
  readonly error?: string;
  readonly afterUs: number;
}

/** A contact that is there before anything happens: it waits in a skillset, or an agent has it open. */
export type StagedContact =
  | { readonly skillset: string; readonly priority: number; readonly ageUs: number }
  | { readonly agent: string };

/** One mail that the E-mail Manager has parsed, for one of the centre's mailboxes. */
export interface VirtualMail {
  readonly mail: ParsedMail;
  /** Size of the whole mail (MESSAGE SIZE). */
  readonly sizeBytes: number;
  /** The mailbox's name; the one whose address is among the recipients, else the first, when absent. */
  readonly mailbox?: string;
}

export class VirtualCentre {
  readonly core: Core;
  readonly events: EventRow[] = [];
  readonly effects: Effect[] = [];
  /** Entries of contacts' histories, mails to customers among them, oldest first. */
  readonly actions: ActionRow[] = [];
  /** What scripts sent to providers, oldest first; each as it was sent. */
  readonly requests: RequestRow[] = [];
  readonly #staged: StagedCore;
  readonly #mailboxes: VirtualMailboxes;
  readonly #contacts = new Map<number, ContactRow>();
  readonly #traces = new Map<number, Map<number, TraceRow>>();
  readonly #shared = new Map<number, number>();
  readonly #provider: VirtualCentreOptions['provider'];
  /** The agent who last replied in a contact. */
  readonly #repliedBy = new Map<number, number>();
  /** Answers of providers that are on their way, by when they come. */
  #replies: { readonly dueAt: number; readonly event: CoreEvent }[] = [];
  #directory: Directory;
  #at: number;
  #commands = 0;
  #ledger = 0;

  constructor(options: VirtualCentreOptions) {
    const { ranScript, prepared = prepareCentre(options.program, options.directory) } = options;
    this.#directory = prepared.directory;
    this.#at = options.at;
    this.#provider = options.provider;
    this.#staged = stagedCore(ranScript === undefined ? prepared.parts : { ...prepared.parts, ranScript });
    this.core = this.#staged.core;
    this.#mailboxes = new VirtualMailboxes(this.#directory);
    this.#activate(prepared);
  }

  /** The directory activated last. */
  get directory(): Directory {
    return this.#directory;
  }

  /** Another script set and its directory become the present ones; contacts in a script go on in theirs. */
  activate(program: Program, directory: Directory): Answer {
    return this.#activate(prepareCentre(program, directory));
  }

  /** The same, prepared. */
  activatePrepared(prepared: PreparedCentre): Answer {
    return this.#activate(prepared);
  }

  #activate({ image, text, directory }: PreparedCentre): Answer {
    const answer = this.apply([{ kind: 'activate', image, directory: text }])[0] as Answer;
    if (answer.ok) {
      this.#directory = directory;
      this.#mailboxes.activate(directory);
    }
    return answer;
  }

  /** The virtual time, microseconds. */
  get at(): number {
    return this.#at;
  }

  /** Applies events now; each call is a batch of its own, one microsecond after the one before. */
  apply(events: readonly CoreEvent[]): readonly Answer[] {
    this.#at += 1;
    const { answers, changes, effects } = this.core.apply(events, this.#at);
    this.#keep(changes);
    this.effects.push(...effects);
    for (const effect of effects) if (effect.kind === 'request') this.#ask(effect.provider, effect.request);
    this.#answerDue();
    return answers;
  }

  /** Providers that answer at once have answered before anything else happens. */
  #answerDue(): void {
    const reply = this.#replies[0];
    if (reply === undefined || reply.dueAt > this.#at) return;
    this.#replies.shift();
    this.apply([reply.event]);
  }

  command(agent: string, command: Command): Answer {
    this.#commands += 1;
    return this.apply([{ kind: 'command', id: `virtual-${this.#commands}`, agent, command }])[0] as Answer;
  }

  /** Takes in a contact that nobody wrote, and no script ran for: it is there when the test begins. */
  stage(staged: StagedContact): number {
    const { core } = this;
    const waits = 'skillset' in staged;
    const skillset = core.idOf('skillset', waits ? staged.skillset : this.#directory.defaultSkillset.EMail);
    const agent = waits ? undefined : core.idOf('agent', staged.agent);
    const arrivedAt = this.#at - (waits ? staged.ageUs : 0);
    return this.#staged.place({
      type: 'EMail',
      state: waits ? 'New' : 'Open',
      customer: 0,
      mailbox: this.#directory.mailboxes[0]?.name ?? '',
      facts: NOBODYS_MAIL,
      customerContactCount: 0,
      skillset,
      priority: waits ? staged.priority : 6,
      queueType: 'SKILLSET',
      ...(agent === undefined ? {} : { agent, openedAt: arrivedAt }),
      arrivedAt,
      openDurationS: 0,
      responded: true,
      suggestions: [],
      resubmissions: 0,
      queues: waits ? [{ kind: 'skillset', id: skillset, priority: staged.priority, sinceAt: arrivedAt }] : [],
      activation: core.present?.number ?? 0,
      application: '',
      traces: 0,
    });
  }

  /**
   * A mail arrives. It joins the contact that it answers by our Message-IDs or the mark in its subject, as the E-mail Manager
   * finds it, else it makes a new one; returns the contact's id.
   */
  deliver(delivery: VirtualMail): number {
    const found = this.#mailboxes.threadOf(delivery, (contact) => this.contact(contact));
    if (found !== undefined) return this.deliverAnswer(found.contact, delivery, found.evidence);
    const contact = this.#arrive({ kind: 'contact_arrived', ...this.#mailEvent(delivery) });
    this.#mailboxes.customer(delivery.mail.from.address).contacts += 1;
    return contact;
  }

  /** Delivers a mail that was found to belong to a contact, open or closed; returns the contact's id. */
  deliverAnswer(contact: number, delivery: VirtualMail, evidence: ThreadEvidence): number {
    const row = this.contact(contact);
    const repliedBy = this.#repliedBy.get(contact);
    return this.#arrive({
      kind: 'customer_answered',
      contact,
      evidence,
      ...(row?.state === 'Closed' ? { row } : {}),
      ...(repliedBy === undefined ? {} : { repliedBy }),
      ...this.#mailEvent(delivery),
    });
  }

  /** Message-ID and subject of the last mail that the centre sent to the contact's customer; undefined when it sent none. */
  lastSent(contact: number): { readonly messageId: string; readonly action: ActionRow } | undefined {
    const action = this.actions.findLast(
      (one) => one.contact === contact && one.mailTo !== undefined && TO_CUSTOMER.has(one.source),
    );
    const mailbox = this.contact(contact)?.mailbox;
    if (action === undefined || mailbox === undefined) return undefined;
    return { messageId: this.#mailboxes.messageId(action, mailbox), action };
  }

  /** Moves time on to `untilAt`, firing timers at their moments; stops early when `enough` says so after one. */
  advance(untilAt: number, enough: () => boolean = () => false): void {
    for (;;) {
      if (enough()) return;
      const reply = this.#replies[0];
      const timerAt = this.core.nextDueAt() ?? Number.POSITIVE_INFINITY;
      const due = Math.min(timerAt, reply?.dueAt ?? Number.POSITIVE_INFINITY);
      if (due > untilAt) break;
      this.#at = Math.max(this.#at, due - 1);
      // An answer that comes at the very moment of a time-out is in time.
      if (reply !== undefined && reply.dueAt === due) {
        this.#replies.shift();
        this.apply([reply.event]);
      } else this.apply([{ kind: 'tick' }]);
    }
    this.#at = Math.max(this.#at, untilAt);
  }

  /** Writes down what the core had left unwritten (design decision 6), so that `trace` is whole. */
  settle(): void {
    this.apply([{ kind: 'stopping' }]);
  }

  contact(id: number): ContactRow | undefined {
    return this.core.contact(id) ?? this.#contacts.get(id);
  }

  /** Trace rows of a contact, oldest first. Call `settle` before. */
  trace(contact: number): readonly TraceRow[] {
    return [...(this.#traces.get(contact)?.values() ?? [])].sort((a, b) => a.number - b.number);
  }

  /** The value that READVAR reads, once SAVEVAR or `share` stored one. */
  shared(variable: number): number | undefined {
    return this.#shared.get(variable);
  }

  /** Stores a shared variable's value, as another contact's SAVEVAR would. */
  share(variable: number, value: number): void {
    this.#shared.set(variable, value);
    this.#staged.share(variable, value);
  }

  #arrive(event: CoreEvent): number {
    const answer = this.apply([event])[0] as Answer;
    if (!answer.ok || answer.contact === undefined)
      throw new MailNotTaken(answer.ok ? 'the mail made no contact' : answer.message);
    return answer.contact;
  }

  /** The mail as the E-mail Manager hands it to the core: its facts, its customer, and what the mailbox's rules decide. */
  #mailEvent(delivery: VirtualMail): MailEvent {
    this.#ledger += 1;
    return this.#mailboxes.event(delivery, this.#ledger, this.#at);
  }

  #ask(name: string, request: RequestRow): void {
    this.requests.push(request);
    if (request.kind === 'info') return;
    const reply = this.#provider?.(name, request);
    if (reply === undefined) return;
    const { afterUs, ...said } = reply;
    this.#replies.push({
      dueAt: this.#at + afterUs,
      event: { kind: 'provider_answered', request: request.id, ...said },
    });
    this.#replies.sort((a, b) => a.dueAt - b.dueAt);
  }

  #keep(changes: Changes): void {
    for (const action of changes.actions) {
      if (action.source === 'EMail_from_Agent_to_Customer' && action.agent !== undefined)
        this.#repliedBy.set(action.contact, action.agent);
      if (action.mailTo !== undefined && action.source !== 'EMail_from_Customer') this.#mailboxes.sent(action);
      this.actions.push(action);
    }
    for (const row of changes.contacts) this.#contacts.set(row.id, row);
    for (const { variable, value } of changes.shared) this.#shared.set(variable, value);
    this.events.push(...changes.events);
    for (const row of changes.traces) {
      const rows = this.#traces.get(row.contact) ?? new Map<number, TraceRow>();
      this.#traces.set(row.contact, rows.set(row.number, row));
    }
  }
}

/** Mails that a contact's customer gets. */
export const TO_CUSTOMER: ReadonlySet<ActionSource> = new Set<ActionSource>([
  'Automated_Response',
  'EMail_from_Agent_to_Customer',
]);

/** What a staged contact's mail said. */
const NOBODYS_MAIL: ContactRow['facts'] = {
  from: 'somebody@before.example',
  fromName: '',
  replyTo: 'somebody@before.example',
  to: [],
  cc: [],
  recipient: '',
  subject: 'Something that waited before',
  messageId: '',
  references: [],
  body: '',
  headers: {},
  attachmentCount: 0,
  sizeBytes: 0,
  automatic: false,
  autoSubmitted: false,
  spamScore: 0,
  language: '',
};
