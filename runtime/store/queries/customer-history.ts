/** A customer: name, addresses and contacts, newest first. */
import { reader } from '../table.ts';
import { type ContactPage, listContacts, type Page } from './contacts-list.ts';
import { type QueryContext, rowsOf } from './context.ts';

export interface CustomerHistory extends ContactPage {
  readonly customer: number;
  readonly name: string;
  /** At most 100, the default one first. */
  readonly addresses: readonly string[];
}

/** Undefined when there is no such customer. */
export async function customerHistory(
  context: QueryContext,
  customer: number,
  page: Page = {},
): Promise<CustomerHistory | undefined> {
  const { db } = context;
  const found = await rowsOf('reading a customer', db('customer').where({ id: customer }).select('name'));
  if (found[0] === undefined) return undefined;
  const addresses = await rowsOf(
    'reading addresses',
    db('customer_address')
      .where({ customer })
      .orderBy([{ column: 'is_default', order: 'desc' }, 'address'])
      .limit(100)
      .select('address'),
  );
  return {
    customer,
    name: reader(found[0]).text('name'),
    addresses: addresses.map((row) => reader(row).text('address')),
    ...(await listContacts(context, { customer }, page)),
  };
}
