/**
 * One table of the core's rows: how a row becomes columns and columns a row. The statements are made from it once, so a column
 * is named in one place.
 *
 * A list of rows travels as one JSON parameter (`json_to_recordset`): one statement whatever its length, prepared once.
 */
import type pg from 'pg';
import { StoreError } from './errors.ts';

export interface Column<Row> {
  /** PostgreSQL's type. */
  readonly type: string;
  /** What goes in; undefined is NULL, Uint8Array is bytea. */
  of(row: Row): unknown;
}

/** A record as the driver gives it. */
export type Found = Record<string, unknown>;

export interface Table<Row> {
  readonly name: string;
  /** Key columns after `site`. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Column<Row>>>;
  /** `replace`: the newest row stands. `keep`: the first one does. `never`: keys are made for one batch, so there is no repeat. */
  readonly onRepeat: 'replace' | 'keep' | 'never';
  /** False for rows that are the same for every site. */
  readonly perSite: boolean;
  read(found: Found): Row;
}

/** One INSERT for any number of rows; $1 is the site where rows are per site, the last parameter the rows as JSON. */
export function insertStatement<Row>(table: Table<Row>): string {
  const names = Object.keys(table.columns).map(quote);
  const site = table.perSite ? 'site, ' : '';
  const types = Object.entries(table.columns).map(([name, column]) => `${quote(name)} ${column.type}`);
  const rest = names.filter((name) => !table.key.map(quote).includes(name));
  const repeat = {
    never: '',
    keep: ' on conflict do nothing',
    replace: ` on conflict (${site}${table.key.map(quote).join(', ')}) do update set ${rest.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  }[table.onRepeat];
  return (
    `insert into ${quote(table.name)} (${site}${names.join(', ')}) select ${table.perSite ? '$1::integer, ' : ''}${names.map((name) => `r.${name}`).join(', ')} ` +
    `from json_to_recordset($${table.perSite ? 2 : 1}::json) as r(${types.join(', ')})${repeat}`
  );
}

/** A SELECT of the rows' columns, to be followed by its conditions. */
export function selectStatement<Row>(table: Table<Row>, alias = 't'): string {
  const names = Object.keys(table.columns).map((name) => `${alias}.${quote(name)}`);
  return `select ${names.join(', ')} from ${quote(table.name)} ${alias}`;
}

/** The rows as the JSON that `insertStatement` takes. */
export function encodeRows<Row>(table: Table<Row>, rows: readonly Row[]): string {
  const columns = Object.entries(table.columns);
  return JSON.stringify(
    rows.map((row) => {
      const record: Record<string, unknown> = {};
      for (const [name, column] of columns) {
        const value = column.of(row);
        record[name] =
          value instanceof Uint8Array
            ? `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
            : value;
      }
      return record;
    }),
  );
}

/** Statement for `rows`, named so that a connection prepares it once. */
export function insertQuery<Row>(table: Table<Row>, site: number, rows: readonly Row[]): pg.QueryConfig {
  const json = encodeRows(table, rows);
  return { name: `insert_${table.name}`, text: insertText(table), values: table.perSite ? [site, json] : [json] };
}

const texts = new WeakMap<object, string>();

function insertText<Row>(table: Table<Row>): string {
  let text = texts.get(table);
  if (text === undefined) {
    text = insertStatement(table);
    texts.set(table, text);
  }
  return text;
}

const quote = (name: string) => (name === 'values' || name === 'text' ? `"${name}"` : name);

/** The members that are not NULL: an absent member of a row is absent again after reading. */
export function present<Values extends Record<string, unknown>>(
  values: Values,
): { [Key in keyof Values]?: NonNullable<Values[Key]> } {
  const result: { [Key in keyof Values]?: NonNullable<Values[Key]> } = {};
  for (const key of Object.keys(values) as (keyof Values)[]) {
    const value = values[key];
    if (value !== null && value !== undefined) result[key] = value as NonNullable<Values[typeof key]>;
  }
  return result;
}

/** Reads one record's columns with their types named once; a missing column is a fault of the statement. */
export function reader(found: Found) {
  const get = (name: string): unknown => {
    const value = found[name];
    if (value === undefined) throw new StoreError('database_refused', `The statement gave no column ${name}.`);
    return value;
  };
  return {
    number: (name: string) => get(name) as number,
    text: <Word extends string = string>(name: string) => get(name) as Word,
    flag: (name: string) => get(name) as boolean,
    bytes: (name: string) => plainBytes(get(name) as Uint8Array),
    maybeBytes: (name: string) => {
      const bytes = get(name) as Uint8Array | null;
      return bytes === null ? null : plainBytes(bytes);
    },
    json: <Value>(name: string) => get(name) as Value,
    maybeNumber: (name: string) => get(name) as number | null,
    maybeText: <Word extends string = string>(name: string) => get(name) as Word | null,
    maybeJson: <Value>(name: string) => get(name) as Value | null,
    maybeTexts: (name: string) => get(name) as string[] | null,
  };
}

/** A Buffer as the Uint8Array that the core knows. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
