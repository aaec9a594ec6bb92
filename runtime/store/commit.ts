/**
 * The core's commit (design decision 2): fence, journal, rows and the ledger's half of T2 in one transaction.
 *
 * INVARIANT: the fence comes first (decision 3). A holder that was replaced finds no row and writes nothing; a take-over waits
 *   for a commit that is under way.
 * INVARIANT: the journal row comes second. After an unknown outcome the repeated batch waits there for the first try and then
 *   finds its own row, so a batch is never applied twice.
 * INVARIANT: a ledger row goes `received → contact` once. A batch that would make a second contact of a mail is refused whole.
 */
import type pg from 'pg';
import type { Changes, CoreEvent, LedgerOutcome, MailFacts } from '../center/index.ts';
import { encodeEvents } from './batch-events.ts';
import { faultOf } from './errors.ts';
import { insertQuery } from './table.ts';
import { factsTable, TABLES } from './tables.ts';

export interface Batch {
  readonly site: number;
  readonly epoch: number;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: number;
  readonly events: readonly CoreEvent[];
  readonly changes: Changes;
}

/** How a commit ended. */
export type CommitEnd =
  /** Durable. `repeated`: an earlier try of the same batch had done it. */
  | { readonly kind: 'committed'; readonly repeated: boolean }
  /** Another epoch holds the site: stop. */
  | { readonly kind: 'fenced' }
  /** The database is away. `unknown`: the connection broke while COMMIT was under way; ask for the outcome of `seq`, or commit again. */
  | { readonly kind: 'lost'; readonly unknown: boolean; readonly reason: string }
  /** Nothing was written, and the same batch will be refused again. `reason` is a SQLSTATE (22… for data), or `ledger`. */
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/**
 * Facts that the database holds for contacts that are not closed, by identity. The core hands over whole rows, and the mail's
 * facts, by far the largest part, are written again only when they are another object.
 */
export type KnownFacts = Map<number, MailFacts>;

class Refusal extends Error {
  readonly end: CommitEnd;
  constructor(end: CommitEnd) {
    super(end.kind);
    this.end = end;
  }
}

/** Commits one batch on a connection of the core's own. Never throws for what the database answers; `lost` leaves the connection unusable. */
export async function commitBatch(db: pg.Client, batch: Batch, known: KnownFacts = new Map()): Promise<CommitEnd> {
  const changed = batch.changes.contacts.filter((row) => known.get(row.id) !== row.facts);
  // Forgotten before and remembered after: an unknown outcome leaves no wrong memory.
  for (const row of changed) known.delete(row.id);
  let ending = false;
  try {
    await db.query('begin');
    await fence(db, batch.site, batch.epoch);
    if (await journal(db, batch)) {
      await writeRows(db, batch);
      if (changed.length > 0) {
        await db.query(
          insertQuery(
            factsTable,
            batch.site,
            changed.map((row) => ({ contact: row.id, facts: row.facts })),
          ),
        );
      }
      await settleLedger(db, batch);
      ending = true;
      const end = await db.query('commit');
      if (end.command !== 'COMMIT')
        return { kind: 'refused', reason: '25P02', message: 'The transaction had failed before its end.' };
      remember(batch.changes, known);
      return { kind: 'committed', repeated: false };
    }
    await db.query('rollback');
    return { kind: 'committed', repeated: true };
  } catch (error) {
    return await endAfter(db, error, ending);
  }
}

async function fence(db: pg.Client, site: number, epoch: number): Promise<void> {
  if (!(await holdsSite(db, site, epoch))) throw new Refusal({ kind: 'fenced' });
}

/** Holds the lease's row against a take-over until the transaction ends; false when another epoch has it. */
export async function holdsSite(db: Pick<pg.Client, 'query'>, site: number, epoch: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'fence',
    text: 'select 1 from site_lease where site = $1 and epoch = $2 for key share',
    values: [site, epoch],
  });
  return rowCount === 1;
}

/** Writes the journal's row; false when this very batch is there already. */
async function journal(db: pg.Client, batch: Batch): Promise<boolean> {
  const events = encodeEvents(batch.events);
  const written = await db.query({
    name: 'insert_batch',
    text: 'insert into batch (site, seq, epoch, at, events) values ($1, $2, $3, $4, $5) on conflict do nothing',
    values: [batch.site, batch.seq, batch.epoch, batch.at, events],
  });
  if (written.rowCount === 1) return true;
  const same = await db.query({
    name: 'same_batch',
    text: 'select 1 from batch where site = $1 and seq = $2 and epoch = $3 and at = $4 and events = $5',
    values: [batch.site, batch.seq, batch.epoch, batch.at, events],
  });
  if (same.rowCount === 1) return false;
  throw new Refusal({
    kind: 'refused',
    reason: '23505',
    message: `Another batch ${batch.seq} of site ${batch.site} is committed. Load the site again.`,
  });
}

async function writeRows(db: pg.Client, { site, seq, changes }: Batch): Promise<void> {
  const events = changes.events.map((event, index) => ({ ...event, seq, number: index + 1 }));
  const statements = [
    changes.names.length > 0 && insertQuery(TABLES.names, site, changes.names),
    changes.images.length > 0 && insertQuery(TABLES.images, site, changes.images),
    changes.activations.length > 0 && insertQuery(TABLES.activations, site, changes.activations),
    changes.contacts.length > 0 && insertQuery(TABLES.contacts, site, changes.contacts),
    changes.actions.length > 0 && insertQuery(TABLES.actions, site, changes.actions),
    changes.offers.length > 0 && insertQuery(TABLES.offers, site, changes.offers),
    changes.presences.length > 0 && insertQuery(TABLES.presences, site, changes.presences),
    changes.requests.length > 0 && insertQuery(TABLES.requests, site, changes.requests),
    events.length > 0 && insertQuery(TABLES.events, site, events),
    changes.traces.length > 0 && insertQuery(TABLES.traces, site, changes.traces),
    changes.shared.length > 0 && insertQuery(TABLES.shared, site, changes.shared),
    changes.answers.length > 0 && insertQuery(TABLES.answers, site, changes.answers),
  ];
  for (const statement of statements) if (statement !== false) await db.query(statement);
}

/**
 * The keys stand in an array beside the rows: with the join alone PostgreSQL walks every row `received`, the dead ones of earlier
 * batches too (three quarters of a core at 900 mails a second).
 */
const SETTLE =
  `update ledger l set state = 'contact', contact = r.contact, from_address = r.from_address, message_id = r.message_id, reference_ids = r.reference_ids ` +
  `from json_to_recordset($2::json) as r(ledger bigint, contact bigint, from_address text, message_id text, reference_ids text[]) ` +
  `where l.id = any($3::bigint[]) and l.id = r.ledger and l.site = $1 and l.state = 'received'`;

/** The ledger's half of T2. The mail's sender, Message-ID and References go along, for the answers that will be sent to it. */
async function settleLedger(db: pg.Client, { site, events, changes }: Batch): Promise<void> {
  if (changes.ledger.length === 0) return;
  const facts = new Map<number, MailFacts>();
  for (const event of events) {
    if (event.kind === 'contact_arrived' || event.kind === 'customer_answered') facts.set(event.ledger, event.facts);
  }
  const rows = [...changes.ledger]
    .sort((a, b) => a.ledger - b.ledger)
    .map(({ ledger, contact }: LedgerOutcome) => {
      const mail = facts.get(ledger);
      return {
        ledger,
        contact,
        from_address: mail?.from,
        message_id: mail?.messageId,
        reference_ids: mail?.references,
      };
    });
  const { rowCount } = await db.query({
    name: 'settle_ledger',
    text: SETTLE,
    values: [site, JSON.stringify(rows), rows.map(({ ledger }) => ledger)],
  });
  if (rowCount === rows.length) return;
  throw new Refusal({
    kind: 'refused',
    reason: 'ledger',
    message: `${rows.length - (rowCount ?? 0)} of ${rows.length} mails are not waiting in the ledger any more: each becomes one contact only.`,
  });
}

function remember(changes: Changes, known: KnownFacts): void {
  for (const row of changes.contacts) {
    if (row.state === 'Closed') known.delete(row.id);
    else known.set(row.id, row.facts);
  }
}

async function endAfter(db: pg.Client, error: unknown, ending: boolean): Promise<CommitEnd> {
  const fault = faultOf(error);
  if (!(error instanceof Refusal) && fault === undefined) {
    await db.query('rollback').catch(() => undefined);
    throw error;
  }
  if (fault?.kind === 'lost') {
    // A deadlock or a cancelled statement leaves the session alive: nothing was committed.
    const alive =
      !ending &&
      (await db.query('rollback').then(
        () => true,
        () => false,
      ));
    return { kind: 'lost', unknown: ending && !alive, reason: fault.reason };
  }
  try {
    await db.query('rollback');
  } catch (second) {
    return { kind: 'lost', unknown: false, reason: faultOf(second)?.reason ?? String(second) };
  }
  if (error instanceof Refusal) return error.end;
  return { kind: 'refused', reason: fault!.reason, message: fault!.message };
}
