/** The centre's status for people and machines: what the core holds and what the ledger, the outbox and the alarms say. */
import type { CenterStatus } from './api.ts';
import { isAway, type Shown } from './site.ts';
import type { Store } from './store/index.ts';

/** Rows of each list; the counts beside them are whole. */
const SHOWN = 50;

export interface StatusParts {
  readonly state: CenterStatus['state'];
  readonly detail: string;
  readonly store: Store;
  readonly shown: Shown | undefined;
  readonly sources: CenterStatus['sources'];
}

/** What only the database knows. */
const UNKNOWN = {
  ledger: { received: 0, quarantined: 0, contacts: 0 },
  outbox: { queued: 0, uncertain: 0, failed: 0 },
  quarantined: [],
  uncertain: [],
  alarms: [],
} satisfies Partial<CenterStatus>;

/** Answers while the database is away too, with what memory knows. */
export async function readStatus({ state, detail, store, shown, sources }: StatusParts): Promise<CenterStatus> {
  const present = shown?.present;
  const base = {
    state,
    detail,
    site: present?.directory.center.name ?? '',
    contacts: {
      waiting: shown?.counts.waiting ?? 0,
      open: shown?.counts.open ?? 0,
      postponed: shown?.counts.postponed ?? 0,
    },
    queues: shown?.queues ?? [],
    agents: shown?.agents ?? [],
    sources,
    ...(present === undefined ? {} : { activation: { number: present.number, image: present.image } }),
  };
  // One that is silent would keep whoever asks waiting.
  if (state === 'waiting_for_database') return { ...base, ...UNKNOWN };
  try {
    const [counts, quarantined, uncertain, undeliverable, notSent, alarms] = await Promise.all([
      store.queries.statusCounts(),
      store.queries.listLedger('quarantined', { limit: SHOWN }),
      store.queries.listOutgoing('EMail_Uncertain', { limit: SHOWN }),
      store.queries.listOutgoing('EMail_Undeliverable', { limit: SHOWN }),
      store.queries.listOutgoing('EMail_Not_Sent', { limit: SHOWN }),
      store.queries.listAlarms({ limit: SHOWN }),
    ]);
    return {
      ...base,
      ledger: { received: counts.mailsReceived, quarantined: counts.mailsQuarantined, contacts: counts.contactsEver },
      outbox: {
        queued: counts.outgoing.queued + counts.outgoing.inProgress,
        uncertain: counts.outgoing.uncertain,
        failed: undeliverable.actions.length + notSent.actions.length,
      },
      quarantined: quarantined.mails.map((mail) => ({
        ledger: mail.ledger,
        mailbox: mail.mailbox,
        at: mail.receivedAt,
        sizeBytes: mail.sizeBytes,
        reason: mail.reason ?? '',
      })),
      uncertain: uncertain.actions.map((action) => ({
        action: action.id,
        contact: action.contact,
        to: action.mailTo ?? [],
      })),
      alarms: alarms.alarms.map(({ code, detail: text, lastAt, contact }) => ({
        code,
        detail: text,
        at: lastAt,
        ...(contact === undefined ? {} : { contact }),
      })),
    };
  } catch (error) {
    if (!isAway(error)) throw error;
    return { ...base, ...UNKNOWN };
  }
}
