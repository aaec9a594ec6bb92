/**
 * The tables of the core's rows, one for each list of `Changes` that is whole rows. A new list without a table does not compile
 * (`Tables` is mapped over Changes); `ledger` is the one that changes rows of another owner (commit.ts).
 */
import type {
  ActionRow,
  ActivationCause,
  ActivationPlan,
  ActivationRow,
  Answer,
  AnswerRow,
  Changes,
  ContactRow,
  EventRow,
  ImageRow,
  MailFacts,
  NameMapping,
  NameRow,
  OfferRow,
  PresenceRow,
  QueueEntry,
  RequestRow,
  SharedVariableRow,
  TraceLine,
  TraceRow,
} from '../center/index.ts';
import { type Found, present, reader, type Table } from './table.ts';

/** The row of a contact without its facts, which stand in a table of their own. */
export type ContactColumns = Omit<ContactRow, 'facts'> & { readonly facts?: MailFacts };

export interface FactsRow {
  readonly contact: number;
  readonly facts: MailFacts;
}

/** An event with its place: the batch and its number there. */
export type PlacedEvent = EventRow & { readonly seq: number; readonly number: number };

const col = <Row>(type: string, of: (row: Row) => unknown) => ({ type, of });

export const contactTable: Table<ContactColumns> = {
  name: 'contact',
  key: ['id'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    id: col('bigint', (row) => row.id),
    type: col('text', (row) => row.type),
    state: col('text', (row) => row.state),
    customer: col('bigint', (row) => row.customer),
    mailbox: col('text', (row) => row.mailbox),
    subject: col('text', (row) => row.facts?.subject ?? ''),
    from_address: col('text', (row) => row.facts?.from ?? ''),
    from_name: col('text', (row) => row.facts?.fromName ?? ''),
    customer_contact_count: col('integer', (row) => row.customerContactCount),
    skillset: col('integer', (row) => row.skillset),
    priority: col('integer', (row) => row.priority),
    queue_type: col('text', (row) => row.queueType),
    preferred_agent: col('integer', (row) => row.preferredAgent),
    agent: col('integer', (row) => row.agent),
    arrived_at: col('bigint', (row) => row.arrivedAt),
    opened_at: col('bigint', (row) => row.openedAt),
    closed_at: col('bigint', (row) => row.closedAt),
    open_duration_s: col('double precision', (row) => row.openDurationS),
    callback_at: col('bigint', (row) => row.callbackAt),
    reason: col('integer', (row) => row.reason),
    close_text: col('text', (row) => row.closeText),
    responded: col('boolean', (row) => row.responded),
    suggestions: col('json', (row) => row.suggestions),
    resubmissions: col('integer', (row) => row.resubmissions),
    queues: col('json', (row) => row.queues),
    run_image: col('text', (row) => row.run?.image),
    run_machine: col('bytea', (row) => row.run?.machine),
    run_wait_point: col('text', (row) => row.run?.waitPoint),
    run_provider: col('integer', (row) => row.run?.provider),
    run_wake_at: col('bigint', (row) => row.run?.wakeAt),
    run_started_at: col('bigint', (row) => row.run?.startedAt),
    activation: col('bigint', (row) => row.activation),
    application: col('text', (row) => row.application),
    traces: col('integer', (row) => row.traces),
  },
  read(found: Found) {
    const is = reader(found);
    const run =
      is.maybeText('run_image') === null
        ? undefined
        : {
            image: is.text('run_image'),
            machine: is.bytes('run_machine'),
            waitPoint: is.text('run_wait_point'),
            wakeAt: is.number('run_wake_at'),
            startedAt: is.number('run_started_at'),
            ...present({ provider: is.maybeNumber('run_provider') }),
          };
    return {
      id: is.number('id'),
      type: is.text<ContactRow['type']>('type'),
      state: is.text<ContactRow['state']>('state'),
      customer: is.number('customer'),
      mailbox: is.text('mailbox'),
      customerContactCount: is.number('customer_contact_count'),
      skillset: is.number('skillset'),
      priority: is.number('priority'),
      queueType: is.text<ContactRow['queueType']>('queue_type'),
      arrivedAt: is.number('arrived_at'),
      openDurationS: is.number('open_duration_s'),
      responded: is.flag('responded'),
      suggestions: is.json<number[]>('suggestions'),
      resubmissions: is.number('resubmissions'),
      queues: is.json<QueueEntry[]>('queues'),
      activation: is.number('activation'),
      application: is.text('application'),
      traces: is.number('traces'),
      ...(run === undefined ? {} : { run }),
      ...present({
        preferredAgent: is.maybeNumber('preferred_agent'),
        agent: is.maybeNumber('agent'),
        openedAt: is.maybeNumber('opened_at'),
        closedAt: is.maybeNumber('closed_at'),
        callbackAt: is.maybeNumber('callback_at'),
        reason: is.maybeNumber('reason'),
        closeText: is.maybeText('close_text'),
      }),
    };
  },
};

export const factsTable: Table<FactsRow> = {
  name: 'contact_facts',
  key: ['contact'],
  perSite: true,
  onRepeat: 'replace',
  columns: { contact: col('bigint', (row) => row.contact), facts: col('json', (row) => row.facts) },
  read: (found) => ({ contact: reader(found).number('contact'), facts: reader(found).json<MailFacts>('facts') }),
};

const actionTable: Table<ActionRow> = {
  name: 'action',
  key: ['id'],
  perSite: true,
  // From its first commit on the outbox owns an action's state (mail/outgoing.ts).
  onRepeat: 'keep',
  columns: {
    id: col('bigint', (row) => row.id),
    contact: col('bigint', (row) => row.contact),
    at: col('bigint', (row) => row.at),
    source: col('text', (row) => row.source),
    state: col('text', (row) => row.state),
    agent: col('integer', (row) => row.agent),
    subject: col('text', (row) => row.subject),
    text: col('text', (row) => row.text),
    html: col('text', (row) => row.html),
    mail_to: col('text[]', (row) => row.mailTo),
    mail_cc: col('text[]', (row) => row.mailCc),
    mail_bcc: col('text[]', (row) => row.mailBcc),
    comment: col('text', (row) => row.comment),
    callback_at: col('bigint', (row) => row.callbackAt),
    ledger: col('bigint', (row) => row.ledger),
    time_allocated_s: col('double precision', (row) => row.timeAllocatedS),
  },
  read(found) {
    const is = reader(found);
    return {
      id: is.number('id'),
      contact: is.number('contact'),
      at: is.number('at'),
      source: is.text<ActionRow['source']>('source'),
      state: is.text<ActionRow['state']>('state'),
      timeAllocatedS: is.number('time_allocated_s'),
      ...present({
        agent: is.maybeNumber('agent'),
        subject: is.maybeText('subject'),
        text: is.maybeText('text'),
        html: is.maybeText('html'),
        mailTo: is.maybeTexts('mail_to'),
        mailCc: is.maybeTexts('mail_cc'),
        mailBcc: is.maybeTexts('mail_bcc'),
        comment: is.maybeText('comment'),
        callbackAt: is.maybeNumber('callback_at'),
        ledger: is.maybeNumber('ledger'),
      }),
    };
  },
};

const offerTable: Table<OfferRow> = {
  name: 'offer',
  key: ['id'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    id: col('bigint', (row) => row.id),
    contact: col('bigint', (row) => row.contact),
    agent: col('integer', (row) => row.agent),
    skillset: col('integer', (row) => row.skillset),
    state: col('text', (row) => row.state),
    offered_at: col('bigint', (row) => row.offeredAt),
    expires_at: col('bigint', (row) => row.expiresAt),
    ended_at: col('bigint', (row) => row.endedAt),
    wait_s: col('double precision', (row) => row.waitS),
  },
  read(found) {
    const is = reader(found);
    return {
      id: is.number('id'),
      contact: is.number('contact'),
      agent: is.number('agent'),
      state: is.text<OfferRow['state']>('state'),
      offeredAt: is.number('offered_at'),
      expiresAt: is.number('expires_at'),
      ...present({
        skillset: is.maybeNumber('skillset'),
        endedAt: is.maybeNumber('ended_at'),
        waitS: is.maybeNumber('wait_s'),
      }),
    };
  },
};

const presenceTable: Table<PresenceRow> = {
  name: 'presence',
  key: ['agent'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    agent: col('integer', (row) => row.agent),
    state: col('text', (row) => row.state),
    reason: col('text', (row) => row.reason),
    since_at: col('bigint', (row) => row.sinceAt),
    idle_since_at: col('bigint', (row) => row.idleSinceAt),
  },
  read(found) {
    const is = reader(found);
    return {
      agent: is.number('agent'),
      state: is.text<PresenceRow['state']>('state'),
      sinceAt: is.number('since_at'),
      idleSinceAt: is.number('idle_since_at'),
      ...present({ reason: is.maybeText('reason') }),
    };
  },
};

const requestTable: Table<RequestRow> = {
  name: 'request',
  key: ['id'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    id: col('bigint', (row) => row.id),
    contact: col('bigint', (row) => row.contact),
    provider: col('integer', (row) => row.provider),
    kind: col('text', (row) => row.kind),
    values: col('json', (row) => row.values),
    state: col('text', (row) => row.state),
    at: col('bigint', (row) => row.at),
    reply: col('json', (row) => row.reply),
  },
  read(found) {
    const is = reader(found);
    return {
      id: is.number('id'),
      contact: is.number('contact'),
      provider: is.number('provider'),
      kind: is.text<RequestRow['kind']>('kind'),
      values: is.json<(number | string)[]>('values'),
      state: is.text<RequestRow['state']>('state'),
      at: is.number('at'),
      ...present({ reply: is.maybeJson<(number | string)[]>('reply') }),
    };
  },
};

const eventTable: Table<PlacedEvent> = {
  name: 'contact_event',
  key: ['contact', 'seq', 'number'],
  perSite: true,
  onRepeat: 'never',
  columns: {
    contact: col('bigint', (row) => row.contact),
    seq: col('bigint', (row) => row.seq),
    number: col('integer', (row) => row.number),
    at: col('bigint', (row) => row.at),
    kind: col('text', (row) => row.kind),
    detail: col('text', (row) => row.detail),
  },
  read(found) {
    const is = reader(found);
    return {
      contact: is.number('contact'),
      seq: is.number('seq'),
      number: is.number('number'),
      at: is.number('at'),
      kind: is.text('kind'),
      detail: is.text('detail'),
    };
  },
};

const traceTable: Table<TraceRow> = {
  name: 'trace',
  key: ['contact', 'number'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    contact: col('bigint', (row) => row.contact),
    number: col('integer', (row) => row.number),
    first_at: col('bigint', (row) => row.firstAt),
    last_at: col('bigint', (row) => row.lastAt),
    count: col('bigint', (row) => row.count),
    image: col('text', (row) => row.image),
    lines: col('json', (row) => row.lines),
    folded: col('integer', (row) => row.folded),
  },
  read(found) {
    const is = reader(found);
    return {
      contact: is.number('contact'),
      number: is.number('number'),
      firstAt: is.number('first_at'),
      lastAt: is.number('last_at'),
      count: is.number('count'),
      image: is.text('image'),
      lines: is.json<TraceLine[]>('lines'),
      folded: is.number('folded'),
    };
  },
};

const nameTable: Table<NameRow> = {
  name: 'name',
  key: ['kind', 'id'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    kind: col('text', (row) => row.kind),
    id: col('integer', (row) => row.id),
    name: col('text', (row) => row.name),
  },
  read: (found) => {
    const is = reader(found);
    return { kind: is.text<NameRow['kind']>('kind'), id: is.number('id'), name: is.text('name') };
  },
};

const sharedTable: Table<SharedVariableRow> = {
  name: 'shared_variable',
  key: ['variable'],
  perSite: true,
  onRepeat: 'replace',
  columns: { variable: col('integer', (row) => row.variable), value: col('double precision', (row) => row.value) },
  read: (found) => ({ variable: reader(found).number('variable'), value: reader(found).number('value') }),
};

const imageTable: Table<ImageRow> = {
  name: 'image',
  key: ['hash'],
  perSite: false,
  onRepeat: 'keep',
  columns: {
    hash: col('text', (row) => row.hash),
    bytes: col('bytea', (row) => row.bytes),
    sources: col('bytea', (row) => row.sources),
  },
  read: (found) => ({
    hash: reader(found).text('hash'),
    bytes: reader(found).bytes('bytes'),
    ...present({ sources: reader(found).maybeBytes('sources') }),
  }),
};

const activationTable: Table<ActivationRow> = {
  name: 'activation',
  key: ['number'],
  perSite: true,
  onRepeat: 'replace',
  columns: {
    number: col('bigint', (row) => row.number),
    at: col('bigint', (row) => row.at),
    image: col('text', (row) => row.image),
    directory: col('text', (row) => row.directory),
    cause: col('text', (row) => row.cause),
    activated_by: col('text', (row) => row.by),
    plan: col('json', (row) => row.plan),
    targets: col('json', (row) => row.targets),
  },
  read: (found) => {
    const is = reader(found);
    return {
      number: is.number('number'),
      at: is.number('at'),
      image: is.text('image'),
      directory: is.text('directory'),
      ...present({
        cause: is.maybeText<ActivationCause>('cause'),
        by: is.maybeText('activated_by'),
        plan: is.maybeJson<ActivationPlan>('plan'),
        targets: is.maybeJson<readonly NameMapping[]>('targets'),
      }),
    };
  },
};

const answerTable: Table<AnswerRow> = {
  name: 'command_answer',
  key: ['id'],
  perSite: true,
  // The first answer to a command stands (decision 2).
  onRepeat: 'keep',
  columns: {
    id: col('text', (row) => row.id),
    at: col('bigint', (row) => row.at),
    answer: col('json', (row) => row.answer),
  },
  read: (found) => {
    const is = reader(found);
    return { id: is.text('id'), at: is.number('at'), answer: is.json<Answer>('answer') };
  },
};

/** The row each list is written as, where it is not the list's own. */
interface Written {
  readonly contacts: ContactColumns;
  readonly events: PlacedEvent;
}

type ListName = Exclude<keyof Changes, 'ledger'>;
type RowOf<Name extends ListName> = Name extends keyof Written ? Written[Name] : Changes[Name][number];

export const TABLES: { readonly [Name in ListName]: Table<RowOf<Name>> } = {
  names: nameTable,
  images: imageTable,
  activations: activationTable,
  contacts: contactTable,
  actions: actionTable,
  offers: offerTable,
  presences: presenceTable,
  requests: requestTable,
  events: eventTable,
  traces: traceTable,
  shared: sharedTable,
  answers: answerTable,
};
