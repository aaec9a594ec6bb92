/**
 * A whole centre under a virtual clock: the same core, rules and MIME parser as the live one, without database, network or
 * waiting. Time moves only by `advance`, and timers fire at exactly their moment.
 */
import { createCore, emptySnapshot } from '../runtime/center/index.ts';
import type { Changes, ContactRow, EventRow, TraceRow } from '../runtime/center/model.ts';
import type {
  Answer,
  Command,
  Core,
  CoreEvent,
  Effect,
  MailEvent,
  ThreadEvidence,
} from '../runtime/center/protocol.ts';
import { createMailboxRules, factsOf, foldAddress, ownAddresses, type ParsedMail } from '../runtime/mail/index.ts';
import { type Directory, encodeProgram, type Program } from '../vm/index.ts';

export interface VirtualCentreOptions {
  readonly program: Program;
  readonly directory: Directory;
  /** Microseconds since the epoch at which the centre is activated. */
  readonly at: number;
}

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
  readonly #contacts = new Map<number, ContactRow>();
  readonly #traces = new Map<number, Map<number, TraceRow>>();
  readonly #customers = new Map<string, { id: number; contacts: number }>();
  /** The agent who last replied in a contact. */
  readonly #repliedBy = new Map<number, number>();
  #directory: Directory;
  #at: number;
  #commands = 0;
  #ledger = 0;

  constructor(options: VirtualCentreOptions) {
    this.#directory = options.directory;
    this.#at = options.at;
    this.core = createCore(emptySnapshot());
    this.activate(options.program, options.directory);
  }

  /** The directory activated last. */
  get directory(): Directory {
    return this.#directory;
  }

  /** Another script set and its directory become the present ones; contacts in a script go on in theirs. */
  activate(program: Program, directory: Directory): Answer {
    const event = { kind: 'activate', image: encodeProgram(program), directory: JSON.stringify(directory) } as const;
    const answer = this.apply([event])[0] as Answer;
    if (answer.ok) this.#directory = directory;
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
    return answers;
  }

  command(agent: string, command: Command): Answer {
    this.#commands += 1;
    return this.apply([{ kind: 'command', id: `virtual-${this.#commands}`, agent, command }])[0] as Answer;
  }

  /** Delivers a mail; returns its contact's id. */
  deliver(delivery: VirtualMail): number {
    const contact = this.#arrive({ kind: 'contact_arrived', ...this.#mailEvent(delivery) });
    this.#customer(delivery.mail.from.address).contacts += 1;
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

  /** Moves time on to `untilAt`, firing timers at their moments; stops early when `enough` says so after one. */
  advance(untilAt: number, enough: () => boolean = () => false): void {
    for (;;) {
      if (enough()) return;
      const due = this.core.nextDueAt();
      if (due === undefined || due > untilAt) break;
      this.#at = Math.max(this.#at, due - 1);
      this.apply([{ kind: 'tick' }]);
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

  #arrive(event: CoreEvent): number {
    const answer = this.apply([event])[0] as Answer;
    if (!answer.ok || answer.contact === undefined)
      throw new Error(answer.ok ? 'the mail made no contact' : answer.message);
    return answer.contact;
  }

  /** The mail as the E-mail Manager hands it to the core: its facts, its customer, and what the mailbox's rules decide. */
  #mailEvent(delivery: VirtualMail): MailEvent {
    const { mail, sizeBytes } = delivery;
    const mailbox = this.#mailboxFor(delivery);
    const facts = factsOf(
      { row: { ledger: this.#ledger + 1, mailbox: mailbox.name }, sizeBytes, mail },
      mailbox.address,
      ownAddresses(this.directory),
    );
    const customer = this.#customer(facts.from);
    this.#ledger += 1;
    const event: MailEvent = {
      ledger: this.#ledger,
      mailbox: mailbox.name,
      facts,
      text: mail.text,
      ...(mail.html === undefined ? {} : { html: mail.html }),
      customer: customer.id,
      customerContactCount: customer.contacts,
      rule: createMailboxRules(this.directory, mailbox).decide(facts),
    };
    return event;
  }

  #keep(changes: Changes): void {
    for (const { contact, source, agent } of changes.actions)
      if (source === 'EMail_from_Agent_to_Customer' && agent !== undefined) this.#repliedBy.set(contact, agent);
    for (const row of changes.contacts) this.#contacts.set(row.id, row);
    this.events.push(...changes.events);
    for (const row of changes.traces) {
      const rows = this.#traces.get(row.contact) ?? new Map<number, TraceRow>();
      this.#traces.set(row.contact, rows.set(row.number, row));
    }
  }

  #mailboxFor({ mail, mailbox }: VirtualMail) {
    const { mailboxes } = this.directory;
    const recipients = new Set([...mail.to, ...mail.cc].map(foldAddress));
    const found =
      mailbox === undefined
        ? (mailboxes.find(({ address }) => recipients.has(foldAddress(address))) ?? mailboxes[0])
        : mailboxes.find(({ name }) => name === mailbox);
    if (!found)
      throw new Error(
        mailbox === undefined
          ? 'the centre has no mailbox; add one to center.yaml'
          : `the centre has no mailbox named ${mailbox}`,
      );
    return found;
  }

  #customer(address: string): { id: number; contacts: number } {
    const key = foldAddress(address);
    const known = this.#customers.get(key) ?? { id: this.#customers.size + 1, contacts: 0 };
    this.#customers.set(key, known);
    return known;
  }
}
