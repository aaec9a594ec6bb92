/** What people see of contacts: the store's rows put into the words of the public API, with names for ids. */
import type { Directory } from '../vm/index.ts';
import type { ContactFilter, ContactSummary, CustomerView, MessageBody } from './api.ts';
import type { Core } from './center/protocol.ts';
import type { Attachment } from './mail/index.ts';
import type { ActionView, ContactView } from './presentation/index.ts';
import type { ContactLine, HistoryAction, Store } from './store/index.ts';

/** Actions and events shown of one contact: the newest. */
const HISTORY_LIMIT = 500;
/** Mails whose attachments are known by heart. */
const REMEMBERED = 2_000;

export interface Views {
  contacts(filter: ContactFilter): Promise<readonly ContactSummary[]>;
  contact(id: number): Promise<ContactView | undefined>;
  customer(id: number): Promise<CustomerView | undefined>;
  message(contact: number, action: number): Promise<MessageBody | undefined>;
}

/** `attachmentsOf` reads a mail of the ledger in a parsing child; what it finds is remembered, because a mail never changes. */
export function createViews(
  store: Store,
  core: () => Core,
  directory: () => Directory,
  attachmentsOf: (ledger: number) => Promise<readonly Attachment[] | undefined>,
): Views {
  const { queries } = store;
  /** The core's ids of names that a filter gives; -1, which nothing has, for names it does not know. */
  const idOf = (kind: 'skillset' | 'agent', name: string): number => core().idOf(kind, name);
  const remembered = new Map<number, readonly Attachment[]>();

  return {
    async contacts(filter) {
      const page = await queries.listContacts(
        {
          ...(filter.state === undefined ? {} : { states: [filter.state as ContactLine['state']] }),
          ...(filter.agent === undefined ? {} : { agent: idOf('agent', filter.agent) }),
          ...(filter.skillset === undefined ? {} : { skillset: idOf('skillset', filter.skillset) }),
          ...(filter.customer === undefined ? {} : { customer: filter.customer }),
        },
        { ...(filter.before === undefined ? {} : { before: filter.before }), limit: Math.min(200, filter.limit ?? 50) },
      );
      return page.contacts.map(summaryOf);
    },

    async contact(id) {
      const history = await queries.contactHistory(id, HISTORY_LIMIT);
      if (!history) return undefined;
      const { contact: line, facts, actions, events } = history;
      // From the rows like the rest of it: the core may hold a batch that is not committed.
      const row = await store.loadContact(id);
      const nameOf = core().nameOf.bind(core());
      const responses = new Map(directory().responses.map((response) => [response.name.toLowerCase(), response]));
      return {
        ...summaryOf(line),
        type: line.type,
        fromName: facts.fromName,
        replyTo: facts.replyTo,
        to: facts.to,
        cc: facts.cc,
        queueType: line.queueType,
        customer: line.customer,
        ...(line.openedAt === undefined ? {} : { openedAt: line.openedAt }),
        ...(line.callbackAt === undefined ? {} : { callbackAt: line.callbackAt }),
        ...(line.closeText === undefined ? {} : { closeText: line.closeText }),
        suggestions: (row?.suggestions ?? []).flatMap(
          (response) => responses.get(nameOf('response', response).toLowerCase()) ?? [],
        ),
        queues: (row?.queues ?? []).map((queue) => ({
          kind: queue.kind,
          name: nameOf(queue.kind, queue.id),
          priority: queue.priority,
          sinceAt: queue.sinceAt,
        })),
        actions: await Promise.all(actions.map(async (action) => actionView(action, await attachmentsIn(action)))),
        events: events.map(({ at, kind, detail }) => ({ at, kind, detail })),
      };
    },

    async customer(id) {
      const history = await queries.customerHistory(id, { limit: 1 });
      if (!history) return undefined;
      return { id, name: history.name, addresses: history.addresses };
    },

    async message(contact, action) {
      const message = await queries.actionMessage(contact, action);
      if (!message) return undefined;
      return { text: message.text ?? '', ...(message.html === undefined ? {} : { html: message.html }) };
    },
  };

  async function attachmentsIn({ ledger }: HistoryAction): Promise<readonly Attachment[]> {
    if (ledger === undefined) return [];
    const known = remembered.get(ledger) ?? (await attachmentsOf(ledger));
    if (known === undefined) return [];
    remembered.delete(ledger);
    remembered.set(ledger, known);
    for (const oldest of remembered.keys()) if (remembered.size > REMEMBERED) remembered.delete(oldest);
    return known;
  }
}

function summaryOf(line: ContactLine): ContactSummary {
  return {
    id: line.id,
    state: line.state,
    subject: line.subject,
    from: line.from,
    mailbox: line.mailbox,
    skillset: line.skillsetName ?? '',
    priority: line.priority,
    arrivedAt: line.arrivedAt,
    ...(line.agentName === undefined ? {} : { agent: line.agentName }),
    ...(line.closedAt === undefined ? {} : { closedAt: line.closedAt }),
    ...(line.reasonName === undefined ? {} : { reason: line.reasonName }),
  };
}

function actionView(action: HistoryAction, attachments: readonly Attachment[]): ActionView {
  return {
    id: action.id,
    at: action.at,
    source: action.source,
    state: action.state,
    hasHtml: action.hasHtml,
    mailTo: action.mailTo ?? [],
    mailCc: action.mailCc ?? [],
    attachments: attachments.map(({ index, fileName, contentType, sizeBytes }) => ({
      index,
      name: fileName,
      type: contentType,
      sizeBytes,
    })),
    ...(action.agentName === undefined ? {} : { agent: action.agentName }),
    ...(action.subject === undefined ? {} : { subject: action.subject }),
    ...(action.text === undefined ? {} : { text: action.text }),
    ...(action.comment === undefined ? {} : { comment: action.comment }),
  };
}
