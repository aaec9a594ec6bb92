/** Mails of the ledger for people: above all the quarantined ones, with their reasons. */
import { present, reader } from '../table.ts';
import type { Page } from './contacts-list.ts';
import { limitOf, type QueryContext, rowsOf } from './context.ts';

export interface LedgerLine {
  readonly ledger: number;
  readonly mailbox: string;
  readonly state: 'received' | 'contact' | 'quarantined';
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly receivedAt: number;
  readonly attempts: number;
  readonly envelopeFrom?: string;
  readonly reason?: string;
  readonly contact?: number;
}

export interface LedgerPage {
  readonly mails: readonly LedgerLine[];
  readonly next?: number;
}

/** Newest first. */
export async function listLedger(
  { db, site }: QueryContext,
  state: LedgerLine['state'],
  page: Page = {},
): Promise<LedgerPage> {
  const limit = limitOf(page.limit, 50, 500);
  const query = db('ledger')
    .where({ site })
    // Written out, so that the index of that state is used.
    .whereRaw(`state = '${LEDGER_STATES[state]}'`)
    .select('id', 'mailbox', 'state', 'size_bytes', 'attempts', 'envelope_from', 'reason', 'contact')
    .select(
      db.raw(`encode(sha256, 'hex') as sha256`),
      db.raw('(extract(epoch from received_at) * 1000000)::bigint as received_at'),
    );
  if (page.before !== undefined) query.where('id', '<', page.before);
  const rows = await rowsOf('listing mails', query.orderBy('id', 'desc').limit(limit + 1));
  const mails = rows.slice(0, limit).map((found) => {
    const is = reader(found);
    return {
      ledger: is.number('id'),
      mailbox: is.text('mailbox'),
      state: is.text<LedgerLine['state']>('state'),
      sizeBytes: is.number('size_bytes'),
      sha256: is.text('sha256'),
      receivedAt: is.number('received_at'),
      attempts: is.number('attempts'),
      ...present({
        envelopeFrom: is.maybeText('envelope_from'),
        reason: is.maybeText('reason'),
        contact: is.maybeNumber('contact'),
      }),
    };
  });
  return { mails, ...(rows.length > limit ? { next: mails.at(-1)!.ledger } : {}) };
}

const LEDGER_STATES = { received: 'received', contact: 'contact', quarantined: 'quarantined' } as const;
