/**
 * A MailStore in memory, for tests of this room's logic alone: no transactions, no durability. What a store must really do is the store's
 * own contract, tested against PostgreSQL.
 */
import type {
  ImapFolderRow,
  MailEnded,
  MailSink,
  MailStore,
  MailToParse,
  NewMail,
  OutgoingEnd,
  OutgoingMail,
  OutgoingReference,
  RoutedMail,
  SubmitResult,
  ThreadContact,
} from '../ports.ts';

export interface LedgerRow extends NewMail {
  readonly ledger: number;
  state: 'received' | 'contact' | 'quarantined';
  attempts: number;
  acknowledged: boolean;
  reason?: string;
}

export interface OutboxRow {
  readonly mail: Omit<OutgoingMail, 'messageId' | 'attempts'>;
  messageId: string;
  attempts: number;
  state: OutgoingEnd['state'] | 'EMail_Send_In_Progress';
  detail: string;
  dueAt: number;
}

export interface MemoryMailStore extends MailStore, MailSink {
  readonly ledger: LedgerRow[];
  readonly outbox: Map<number, OutboxRow>;
  readonly submitted: RoutedMail[];
  readonly endedMails: MailEnded[];
  readonly references: OutgoingReference[];
  readonly contacts: ThreadContact[];
  readonly folders: Map<string, ImapFolderRow>;
  /** Automatic responses given, by folded address. */
  readonly responses: Map<string, number>;
  /** Sizes of the transactions of `receive`. */
  readonly received: number[];
  /** While set, everything rejects: the database is away. */
  away: boolean;
  /** What the core answers to a mail; ok when missing. */
  judge: (mail: RoutedMail) => SubmitResult;
  queue(mail: Partial<OutgoingMail> & { readonly action: number }): void;
}

const FIVE_DAYS_US = 5 * 24 * 3600 * 1_000_000;

export function createMemoryMailStore(): MemoryMailStore {
  const ledger: LedgerRow[] = [];
  const outbox = new Map<number, OutboxRow>();
  const submitted: RoutedMail[] = [];
  const ended: MailEnded[] = [];
  const references: OutgoingReference[] = [];
  const contacts: ThreadContact[] = [];
  const folders = new Map<string, ImapFolderRow>();
  const responses = new Map<string, number>();
  const received: number[] = [];
  const customerIds = new Map<string, number>();
  const row = (number: number) => ledger.find((entry) => entry.ledger === number);
  const here = () => {
    if (store.away) throw Object.assign(new Error('the database is away'), { code: '57P01' });
  };

  const store: MemoryMailStore = {
    ledger,
    outbox,
    submitted,
    endedMails: ended,
    references,
    contacts,
    folders,
    responses,
    received,
    away: false,
    judge: (mail) => ({ ok: true, contact: mail.ledger }),
    async receive(mails) {
      here();
      received.push(mails.length);
      return mails.map((mail) => {
        const before = ledger.find((entry) => entry.key === mail.key || isRepeat(entry, mail));
        if (before !== undefined) return { ledger: before.ledger, repeated: true };
        const state = mail.quarantine === undefined ? 'received' : 'quarantined';
        const made: LedgerRow = { ...mail, ledger: ledger.length + 1, state, attempts: 0, acknowledged: false };
        if (mail.quarantine !== undefined) made.reason = mail.quarantine;
        ledger.push(made);
        return { ledger: made.ledger, repeated: false };
      });
    },
    async acknowledge(ledgers) {
      here();
      for (const number of ledgers) {
        const found = row(number);
        if (found !== undefined) found.acknowledged = true;
      }
    },
    async knownKeys(keys) {
      here();
      return new Set(keys.filter((key) => ledger.some((entry) => entry.key === key)));
    },
    async rekey(mails) {
      here();
      return mails.map((mail) => {
        const same = (entry: LedgerRow) =>
          entry.mailbox === mail.mailbox && entry.sha256 === mail.sha256 && entry.internalAt === mail.internalAt;
        const at = ledger.findIndex(same);
        if (at >= 0) ledger[at] = { ...(ledger[at] as LedgerRow), key: mail.newKey };
        return at >= 0;
      });
    },
    async imapFolder(key) {
      here();
      return folders.get(key);
    },
    async saveImapFolder(folder) {
      here();
      folders.set(folder.key, folder);
    },
    async takeForParse(limit, except) {
      here();
      const taken: MailToParse[] = [];
      for (const entry of ledger) {
        if (entry.state !== 'received' || except.has(entry.ledger) || taken.length >= limit) continue;
        if (entry.attempts >= 3) {
          entry.state = 'quarantined';
          entry.reason = 'three attempts failed';
          continue;
        }
        entry.attempts += 1;
        const { envelopeFrom } = entry;
        const mail = {
          ledger: entry.ledger,
          mailbox: entry.mailbox,
          raw: entry.raw,
          sha256: entry.sha256,
          attempts: entry.attempts,
        };
        taken.push(envelopeFrom === undefined ? mail : { ...mail, envelopeFrom });
      }
      return taken;
    },
    async quarantine(number, reason) {
      here();
      const found = row(number);
      if (found === undefined) return;
      found.state = 'quarantined';
      found.reason = reason;
    },
    async replay(number) {
      here();
      const found = row(number);
      if (found?.state !== 'quarantined') return false;
      found.state = 'received';
      found.attempts = 0;
      return true;
    },
    async customers(people) {
      here();
      return people.map(({ address }) => {
        const customer = customerIds.get(address.toLowerCase()) ?? customerIds.size + 1;
        customerIds.set(address.toLowerCase(), customer);
        return { customer, contacts: submitted.filter((mail) => mail.customer === customer).length };
      });
    },
    async outgoingByMessageId(ids) {
      here();
      return references.filter(({ messageId }) => ids.includes(messageId));
    },
    async threadContacts(numbers) {
      here();
      return contacts.filter(({ contact }) => numbers.includes(contact));
    },
    async automaticResponsesTo(address) {
      here();
      return responses.get(address.toLowerCase()) ?? 0;
    },
    async takeOutgoing(limit, nowAt, messageIdOf) {
      here();
      const due = [...outbox]
        .filter(([, entry]) => entry.state === 'EMail_In_Queue' && entry.dueAt <= nowAt)
        .slice(0, limit);
      return due.map(([action, entry]) => {
        entry.state = 'EMail_Send_In_Progress';
        entry.attempts += 1;
        if (entry.messageId === '') entry.messageId = messageIdOf(entry.mail.contact, action, entry.mail.mailbox);
        return { ...entry.mail, messageId: entry.messageId, attempts: entry.attempts };
      });
    },
    async endOutgoing(action, end) {
      here();
      const found = outbox.get(action);
      if (found === undefined) return;
      found.state = end.state;
      found.detail = end.detail;
      if (end.state === 'EMail_In_Queue') found.dueAt = end.retryAt;
      const to = found.mail.to[0]?.toLowerCase() ?? '';
      if (end.state === 'EMail_Sent' && found.mail.source === 'Automated_Response')
        responses.set(to, (responses.get(to) ?? 0) + 1);
    },
    async markUncertain() {
      here();
      const found = [...outbox].filter(([, entry]) => entry.state === 'EMail_Send_In_Progress');
      for (const [, entry] of found)
        Object.assign(entry, { state: 'EMail_Uncertain', detail: 'the program stopped while it was being sent' });
      return found.map(([action, entry]) => ({ action, contact: entry.mail.contact }));
    },
    async rawMail(number) {
      here();
      return row(number)?.raw;
    },
    async signingKey() {
      here();
      return new Uint8Array(32).fill(7);
    },
    async submit(mails) {
      here();
      return mails.map((mail) => {
        const result = store.judge(mail);
        const found = row(mail.ledger);
        if (result !== 'later' && result.ok && found !== undefined) {
          found.state = 'contact';
          submitted.push(mail);
        }
        return result;
      });
    },
    async ended(mails) {
      ended.push(...mails);
    },
    queue(mail) {
      outbox.set(mail.action, {
        mail: {
          contact: 1,
          mailbox: 'support',
          source: 'EMail_from_Agent_to_Customer',
          subject: 'Your question',
          text: 'An answer.',
          to: ['ann@example.com'],
          cc: [],
          bcc: [],
          references: [],
          ...mail,
        },
        messageId: '',
        attempts: 0,
        state: 'EMail_In_Queue',
        detail: '',
        dueAt: 0,
      });
    },
  };
  return store;
}

/** The same envelope and bytes, of a client that never showed that it read our 250 (design decision 8). */
function isRepeat(before: LedgerRow, mail: NewMail): boolean {
  return (
    before.key.startsWith('smtp:') &&
    mail.key.startsWith('smtp:') &&
    !before.acknowledged &&
    before.mailbox === mail.mailbox &&
    before.sha256 === mail.sha256 &&
    before.envelopeFrom === mail.envelopeFrom &&
    before.envelopeTo === mail.envelopeTo &&
    mail.internalAt - before.internalAt < FIVE_DAYS_US
  );
}
