/**
 * The store's tables as plain maps: applies the changes of each batch and gives back the snapshot that a store would. For tests,
 * and for programs that run the core without a database.
 */
import { SECOND } from '../local-time.ts';
import type {
  ActionRow,
  ActivationRow,
  AnswerRow,
  Changes,
  ContactRow,
  EventRow,
  ImageRow,
  LedgerOutcome,
  NameRow,
  OfferRow,
  PresenceRow,
  RequestRow,
  Snapshot,
  TraceRow,
} from '../model.ts';

function demandUnique<Row>(table: string, rows: readonly Row[], keyOf: (row: Row) => unknown): void {
  if (new Set(rows.map(keyOf)).size !== rows.length) throw new Error(`${table}: two rows of one key in one batch`);
}

export class TableModel {
  seq = 0;
  at = 0;
  readonly names: NameRow[] = [];
  readonly images = new Map<string, ImageRow>();
  readonly activations = new Map<number, ActivationRow>();
  readonly contacts = new Map<number, ContactRow>();
  readonly actions = new Map<number, ActionRow>();
  readonly offers = new Map<number, OfferRow>();
  readonly presences = new Map<number, PresenceRow>();
  readonly requests = new Map<number, RequestRow>();
  readonly events: EventRow[] = [];
  readonly traces = new Map<string, TraceRow>();
  readonly shared = new Map<number, number>();
  readonly ledger: LedgerOutcome[] = [];
  readonly answers = new Map<string, AnswerRow>();
  /** Rows written so far, of all tables: what a journal costs. */
  rowsWritten = 0;

  /** Commits one batch. Throws when it has two rows of one key, as a database does. */
  commit(changes: Changes, at: number): void {
    this.seq++;
    this.at = at;
    demandUnique('contacts', changes.contacts, ({ id }) => id);
    demandUnique('actions', changes.actions, ({ id }) => id);
    demandUnique('offers', changes.offers, ({ id }) => id);
    demandUnique('presences', changes.presences, ({ agent }) => agent);
    demandUnique('requests', changes.requests, ({ id }) => id);
    demandUnique('traces', changes.traces, ({ contact, number }) => `${contact} ${number}`);
    demandUnique('answers', changes.answers, ({ id }) => id);
    this.names.push(...changes.names);
    for (const row of changes.images) this.images.set(row.hash, row);
    for (const row of changes.activations) this.activations.set(row.number, row);
    for (const row of changes.contacts) this.contacts.set(row.id, row);
    for (const row of changes.actions) this.actions.set(row.id, row);
    for (const row of changes.offers) this.offers.set(row.id, row);
    for (const row of changes.presences) this.presences.set(row.agent, row);
    for (const row of changes.requests) this.requests.set(row.id, row);
    this.events.push(...changes.events);
    for (const row of changes.traces) this.traces.set(`${row.contact} ${row.number}`, row);
    for (const row of changes.shared) this.shared.set(row.variable, row.value);
    this.ledger.push(...changes.ledger);
    for (const row of changes.answers) this.answers.set(row.id, row);
    for (const rows of Object.values(changes) as readonly (readonly unknown[])[]) this.rowsWritten += rows.length;
  }

  /** Rows of a contact's history, oldest first. */
  history(contact: number): readonly EventRow[] {
    return this.events.filter((event) => event.contact === contact);
  }

  tracesOf(contact: number): readonly TraceRow[] {
    return [...this.traces.values()].filter((row) => row.contact === contact).sort((a, b) => a.number - b.number);
  }

  /** What a store gives at start: see Snapshot for what each list holds. */
  snapshot(): Snapshot {
    const contacts = [...this.contacts.values()].filter(({ state }) => state !== 'Closed');
    const open = new Set(contacts.map(({ id }) => id));
    const activation = [...this.activations.values()].at(-1);
    const held = new Set(contacts.map((row) => row.activation));
    const earlier = [...this.activations.values()].filter((row) => row !== activation && held.has(row.number));
    const hashes = new Set(contacts.flatMap(({ run }) => (run === undefined ? [] : [run.image])));
    if (activation !== undefined) hashes.add(activation.image);
    const offers = [...this.offers.values()];
    const last = new Map<number, TraceRow>();
    for (const row of this.traces.values())
      if (open.has(row.contact) && row.number >= (last.get(row.contact)?.number ?? 0)) last.set(row.contact, row);
    return {
      seq: this.seq,
      at: this.at,
      names: [...this.names],
      ...(activation === undefined ? {} : { activation }),
      earlier,
      images: [...this.images.values()].filter(({ hash }) => hashes.has(hash)),
      contacts,
      offers: offers.filter(({ state }) => state === 'open'),
      presences: [...this.presences.values()],
      requests: [...this.requests.values()].filter(({ state }) => state === 'open' || state === 'answered'),
      shared: [...this.shared].map(([variable, value]) => ({ variable, value })),
      answers: [...this.answers.values()].filter(({ at }) => at > this.at - 3_600 * SECOND),
      traces: [...last.values()],
      answered: offers.filter(
        ({ state, endedAt }) => state === 'accepted' && (endedAt ?? 0) > this.at - 48 * 3_600 * SECOND,
      ),
      arrivals: this.#arrivals(),
      lastContact: Math.max(0, ...this.contacts.keys()),
      lastAction: Math.max(0, ...this.actions.keys()),
      lastOffer: Math.max(0, ...this.offers.keys()),
      lastRequest: Math.max(0, ...this.requests.keys()),
    };
  }

  /** Arrival times of the last minute; a contact opened again has arrived again. */
  #arrivals(): number[] {
    return [...this.contacts.values()].map(({ arrivedAt }) => arrivedAt).filter((at) => at > this.at - 60 * SECOND);
  }
}
