/**
 * Reads the present rows back, from which the core is made again. All of it is one snapshot of the database
 * (REPEATABLE READ), so that rows of two batches never mix.
 */
import type pg from 'pg';
import type { ContactRow, MailFacts, OfferRow, Snapshot } from '../center/index.ts';
import { type Queryable, transaction } from './connection.ts';
import { type Found, selectStatement, type Table } from './table.ts';
import { type ContactColumns, contactTable, TABLES } from './tables.ts';

const SECOND = 1_000_000;
const KEPT = { answers: 3600 * SECOND, answered: 48 * 3600 * SECOND, arrivals: 60 * SECOND } as const;

/** Everything the core needs of a site. An empty site has seq 0 and at 0. */
export async function loadSnapshot(pool: pg.Pool, site: number): Promise<Snapshot> {
  return await transaction(pool, 'loading the site', async (db) => {
    await db.query('set transaction isolation level repeatable read, read only');
    const last = (
      await db.query<{ seq: number; at: number }>(
        'select seq, at from batch where site = $1 order by seq desc limit 1',
        [site],
      )
    ).rows[0];
    const at = last?.at ?? 0;
    const rows = <Row>(table: Table<Row>, where: string, ...more: unknown[]) =>
      readRows(db, table, `where t.site = $1 ${where}`, [site, ...more]);
    const contacts = await openContacts(db, site);
    const activation = (await rows(TABLES.activations, 'order by t.number desc limit 1'))[0];
    const used = new Set(contacts.flatMap((contact) => (contact.run === undefined ? [] : [contact.activation])));
    const earlier = await rows(
      TABLES.activations,
      'and t.number = any($2) and t.number <> $3 order by t.number',
      [...used],
      activation?.number ?? 0,
    );
    const images = new Set([...earlier, ...(activation === undefined ? [] : [activation])].map(({ image }) => image));
    return {
      seq: last?.seq ?? 0,
      at,
      names: await rows(TABLES.names, 'order by t.kind, t.id'),
      ...(activation === undefined ? {} : { activation }),
      earlier,
      images: await readRows(db, TABLES.images, 'where t.hash = any($1) order by t.hash', [[...images]]),
      contacts,
      offers: await rows(TABLES.offers, `and t.state = 'open' order by t.id`),
      presences: await rows(TABLES.presences, 'order by t.agent'),
      requests: await rows(TABLES.requests, `and t.state in ('open', 'answered') order by t.id`),
      shared: await rows(TABLES.shared, 'order by t.variable'),
      answers: await rows(TABLES.answers, 'and t.at >= $2 order by t.at, t.id', at - KEPT.answers),
      traces: await lastTraces(db, site),
      answered: (await rows(
        TABLES.offers,
        `and t.state = 'accepted' and t.ended_at >= $2 order by t.ended_at, t.id`,
        at - KEPT.answered,
      )) as OfferRow[],
      arrivals: (
        await db.query<{ arrived_at: number }>(
          'select arrived_at from contact where site = $1 and arrived_at >= $2 order by arrived_at, id',
          [site, at - KEPT.arrivals],
        )
      ).rows.map((row) => row.arrived_at),
      ...(await lastIds(db, site)),
    };
  });
}

/** One contact, also a closed one; undefined when there is none. */
export async function loadContact(pool: pg.Pool, site: number, id: number): Promise<ContactRow | undefined> {
  return await transaction(
    pool,
    'loading a contact',
    async (db) => (await readContacts(db, 'where t.site = $1 and t.id = $2', [site, id]))[0],
  );
}

async function openContacts(db: Queryable, site: number): Promise<ContactRow[]> {
  return await readContacts(db, `where t.site = $1 and t.state <> 'Closed' order by t.id`, [site]);
}

async function readContacts(db: Queryable, where: string, values: unknown[]): Promise<ContactRow[]> {
  const select = selectStatement(contactTable).replace(' from ', ', f.facts from ');
  const { rows } = await db.query<Found>(
    `${select} join contact_facts f on f.site = t.site and f.contact = t.id ${where}`,
    values,
  );
  return rows.map((found) => withFacts(contactTable.read(found), found.facts as MailFacts));
}

function withFacts(columns: ContactColumns, facts: MailFacts): ContactRow {
  return { ...columns, facts };
}

async function readRows<Row>(db: Queryable, table: Table<Row>, where: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await db.query<Found>(`${selectStatement(table)} ${where}`, values);
  return rows.map((found) => table.read(found));
}

async function lastTraces(db: Queryable, site: number) {
  const columns = selectStatement(TABLES.traces);
  const { rows } = await db.query<Found>(
    `select l.* from contact c cross join lateral (${columns} where t.site = c.site and t.contact = c.id order by t.number desc limit 1) l ` +
      `where c.site = $1 and c.state <> 'Closed' order by l.contact`,
    [site],
  );
  return rows.map((found) => TABLES.traces.read(found));
}

async function lastIds(db: Queryable, site: number) {
  const last = (table: string) => `coalesce((select max(id) from ${table} where site = $1), 0)::bigint`;
  const { rows } = await db.query<{ contact: number; action: number; offer: number; request: number }>(
    `select ${last('contact')} as contact, ${last('action')} as action, ${last('offer')} as offer, ${last('request')} as request`,
    [site],
  );
  const ids = rows[0]!;
  return { lastContact: ids.contact, lastAction: ids.action, lastOffer: ids.offer, lastRequest: ids.request };
}
