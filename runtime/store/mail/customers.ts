/** Customer records by e-mail address, without regard to case, made when missing. */

import type { CustomerRecord } from '../../center/mail-store.ts';
import { type Queryable, transaction } from '../connection.ts';
import { hashOf, type MailContext } from './context.ts';

interface Person {
  readonly hash: string;
  readonly address: string;
  readonly name: string;
}

/** In the order asked. The empty address is one record: the unknown sender's. */
export async function customers(
  { pool }: MailContext,
  people: readonly { readonly address: string; readonly name: string }[],
): Promise<readonly CustomerRecord[]> {
  if (people.length === 0) return [];
  const wanted = people.map(({ address, name }) => ({
    hash: hashOf(address.toLowerCase()).toString('hex'),
    address,
    name,
  }));
  // In one order everywhere, so that two calls with the same newcomers wait for each other instead of deadlocking.
  const distinct = [...new Map(wanted.toReversed().map((person) => [person.hash, person])).values()].sort((a, b) =>
    a.hash < b.hash ? -1 : 1,
  );
  return await transaction(pool, 'looking for customers', async (db) => {
    let found = await find(db, distinct);
    const missing = distinct.filter((person) => !found.has(person.hash));
    if (missing.length > 0) {
      await make(db, missing);
      found = new Map([...found, ...(await find(db, missing))]);
    }
    return wanted.map(({ hash }) => found.get(hash)!);
  });
}

async function find(db: Queryable, people: readonly Person[]): Promise<Map<string, CustomerRecord>> {
  const { rows } = await db.query<{ hash: string; customer: number; contacts: number }>({
    name: 'find_customers',
    text:
      `select encode(a.address_hash, 'hex') as hash, a.customer, (select count(*) from contact c where c.customer = a.customer) as contacts ` +
      `from customer_address a where a.address_hash = any($1::bytea[])`,
    values: [people.map(({ hash }) => Buffer.from(hash, 'hex'))],
  });
  return new Map(rows.map(({ hash, customer, contacts }) => [hash, { customer, contacts }]));
}

/** An address that another call makes at the same moment is waited for and left to it. */
async function make(db: Queryable, people: readonly Person[]): Promise<void> {
  await db.query({
    name: 'make_customers',
    text:
      `with p as materialized (select r.*, nextval(pg_get_serial_sequence('customer', 'id')) as id from json_to_recordset($1::json) as r(hash text, address text, name text)), ` +
      `made as (insert into customer_address (address_hash, address, customer, is_default) select decode(p.hash, 'hex'), p.address, p.id, true from p order by p.hash ` +
      `on conflict do nothing returning customer) ` +
      `insert into customer (id, name) select p.id, p.name from p join made on made.customer = p.id`,
    values: [JSON.stringify(people)],
  });
}
