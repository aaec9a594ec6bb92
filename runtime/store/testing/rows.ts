/** Rows for tests and measurements: a contact as it looks when it has just arrived, and batches of them. */
import type { ActionRow, Changes, ContactRow, CoreEvent, EventRow, MailFacts, TraceRow } from '../../center/index.ts';
import type { BatchToCommit } from '../store.ts';

export const NO_CHANGES: Changes = {
  names: [],
  images: [],
  activations: [],
  contacts: [],
  actions: [],
  offers: [],
  presences: [],
  requests: [],
  events: [],
  traces: [],
  shared: [],
  ledger: [],
  answers: [],
};

/** Some moment in 2026, microseconds. */
export const SOME_TIME = 1_780_000_000_000_000;

export function factsOf(id: number, bodyLength = 800): MailFacts {
  return {
    from: `customer${id}@example.com`,
    fromName: `Customer ${id}`,
    replyTo: `customer${id}@example.com`,
    to: ['support@acme.example'],
    cc: [],
    recipient: 'support@acme.example',
    subject: `Invoice ${id} is wrong`,
    messageId: `<${id}.mail@example.com>`,
    references: [`<${id}.before@example.com>`],
    body: 'Please look at the invoice, it is wrong. '.repeat(Math.ceil(bodyLength / 41)).slice(0, bodyLength),
    headers: {
      subject: `Invoice ${id} is wrong`,
      from: `Customer ${id} <customer${id}@example.com>`,
      'x-mailer': 'test',
    },
    attachmentCount: 0,
    sizeBytes: bodyLength + 400,
    automatic: false,
    autoSubmitted: false,
    spamScore: 0,
    language: 'en',
  };
}

export function contactOf(id: number, changes: Partial<ContactRow> = {}): ContactRow {
  return {
    id,
    type: 'EMail',
    state: 'New',
    customer: id,
    mailbox: 'support',
    facts: factsOf(id),
    customerContactCount: 1,
    skillset: 0,
    priority: 3,
    queueType: 'SKILLSET',
    arrivedAt: SOME_TIME + id,
    openDurationS: 0,
    responded: false,
    suggestions: [],
    resubmissions: 0,
    queues: [{ kind: 'skillset', id: 0, priority: 3, sinceAt: SOME_TIME + id }],
    run: {
      image: 'f'.repeat(64),
      machine: new Uint8Array(32).fill(id % 256),
      waitPoint: 'Master_Script:12',
      wakeAt: SOME_TIME + 30_000_000,
      startedAt: SOME_TIME + id,
    },
    activation: 1,
    application: 'Master_Script',
    traces: 1,
    ...changes,
  };
}

export function actionOf(id: number, contact: number, changes: Partial<ActionRow> = {}): ActionRow {
  return {
    id,
    contact,
    at: SOME_TIME + contact,
    source: 'EMail_from_Customer',
    state: 'EMail_Received',
    subject: `Invoice ${contact} is wrong`,
    text: factsOf(contact).body,
    timeAllocatedS: 0,
    ...changes,
  };
}

/** Reply or response that waits in the outbox. */
export function outgoingOf(id: number, contact: number, changes: Partial<ActionRow> = {}): ActionRow {
  return actionOf(id, contact, {
    source: 'EMail_from_Agent_to_Customer',
    state: 'EMail_In_Queue',
    agent: 7,
    mailTo: [`customer${contact}@example.com`],
    subject: `Re: Invoice ${contact} is wrong`,
    text: 'It is right now.',
    ...changes,
  });
}

export function eventOf(contact: number, kind = 'queued'): EventRow {
  return { contact, at: SOME_TIME + contact, kind, detail: 'EM_Default_Skillset' };
}

export function traceOf(contact: number, number = 1): TraceRow {
  return {
    contact,
    number,
    firstAt: SOME_TIME + contact,
    lastAt: SOME_TIME + contact,
    count: 1,
    image: 'f'.repeat(64),
    lines: [
      { script: 'Master_Script', line: 3, values: [{ name: 'SUBJECT', value: `Invoice ${contact} is wrong` }] },
      { script: 'Master_Script', line: 9, text: 'QUEUE TO SKILLSET EM_Default_Skillset' },
      { script: 'Master_Script', line: 12, text: 'WAIT 30' },
    ],
    folded: 0,
  };
}

export function arrivalOf(ledger: number, contact: number): CoreEvent {
  return {
    kind: 'contact_arrived',
    ledger,
    mailbox: 'support',
    facts: factsOf(contact),
    text: factsOf(contact).body,
    customer: contact,
    customerContactCount: 1,
    rule: { rule: 'default', skillset: 'EM_Default_Skillset', priority: 3, close: false },
  };
}

/** Batch `seq` with some changes. */
export function batchOf(
  seq: number,
  changes: Partial<Changes> = {},
  events: readonly CoreEvent[] = [{ kind: 'tick' }],
): BatchToCommit {
  return { seq, at: SOME_TIME + seq * 1_000_000, events, changes: { ...NO_CHANGES, ...changes } };
}

/** `count` mails that arrive: for each a contact, 2 actions (the mail, a response), 3 events and a trace row. `ledgers`: their rows. */
export function arrivalsOf(seq: number, first: number, count: number, ledgers: readonly number[] = []): BatchToCommit {
  const ids = Array.from({ length: count }, (_, index) => first + index);
  return batchOf(
    seq,
    {
      contacts: ids.map((id) => contactOf(id)),
      actions: ids.flatMap((id, index) => [
        actionOf(2 * id, id, ledgers[index] === undefined ? {} : { ledger: ledgers[index] }),
        outgoingOf(2 * id + 1, id, { source: 'Automated_Response' }),
      ]),
      events: ids.flatMap((id) => [eventOf(id, 'arrived'), eventOf(id, 'script_started'), eventOf(id)]),
      traces: ids.map((id) => traceOf(id)),
      ledger: ledgers.map((ledger, index) => ({ ledger, contact: first + index })),
    },
    ids.map((id, index) => arrivalOf(ledgers[index] ?? 0, id)),
  );
}
