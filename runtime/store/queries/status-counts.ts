/** How much there is of what, for `ccmm status` and the supervisor's first page. */
import { reader } from '../table.ts';
import { type QueryContext, rowsOf } from './context.ts';

export interface StatusCounts {
  /** Contacts that are not closed, by state. */
  readonly contacts: { readonly New: number; readonly Open: number; readonly Waiting: number };
  /** Contacts of all times (the newest id: ids are given without gaps). */
  readonly contactsEver: number;
  readonly mailsReceived: number;
  readonly mailsQuarantined: number;
  readonly outgoing: { readonly queued: number; readonly inProgress: number; readonly uncertain: number };
  readonly alarmsOpen: number;
  /** Newest batch. */
  readonly seq: number;
  readonly at: number;
}

/** Counts at one moment; everything counted has an index of its own, so closed contacts cost nothing. */
export async function statusCounts({ db, site }: QueryContext): Promise<StatusCounts> {
  const count = (from: string) => `(select count(*) from ${from})`;
  const query = db.select(
    db.raw(
      `coalesce((select json_object_agg(state, n) from (select state, count(*) as n from contact where site = :site and state <> 'Closed' group by state) s), '{}') as contacts`,
      { site },
    ),
    db.raw(`coalesce((select max(id) from contact where site = :site), 0)::bigint as contacts_ever`, { site }),
    db.raw(`${count(`ledger where site = :site and state = 'received'`)} as received`, { site }),
    db.raw(`${count(`ledger where site = :site and state = 'quarantined'`)} as quarantined`, { site }),
    db.raw(`${count(`action where site = :site and state = 'EMail_In_Queue'`)} as queued`, { site }),
    db.raw(`${count(`action where site = :site and state = 'EMail_Send_In_Progress'`)} as in_progress`, { site }),
    db.raw(`${count(`action where site = :site and state = 'EMail_Uncertain'`)} as uncertain`, { site }),
    db.raw(`${count(`alarm where site = :site and cleared_at is null`)} as alarms`, { site }),
    db.raw(`coalesce((select seq from batch where site = :site order by seq desc limit 1), 0)::bigint as seq`, {
      site,
    }),
    db.raw(`coalesce((select at from batch where site = :site order by seq desc limit 1), 0)::bigint as at`, { site }),
  );
  const is = reader((await rowsOf('counting', query))[0]!);
  const states = is.json<Partial<Record<string, number>>>('contacts');
  return {
    contacts: { New: states.New ?? 0, Open: states.Open ?? 0, Waiting: states.Waiting ?? 0 },
    contactsEver: is.number('contacts_ever'),
    mailsReceived: is.number('received'),
    mailsQuarantined: is.number('quarantined'),
    outgoing: { queued: is.number('queued'), inProgress: is.number('in_progress'), uncertain: is.number('uncertain') },
    alarmsOpen: is.number('alarms'),
    seq: is.number('seq'),
    at: is.number('at'),
  };
}
