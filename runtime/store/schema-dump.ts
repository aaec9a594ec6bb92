/** The schema in words, the same from every version of PostgreSQL: what schema.sql holds, so that a change of it can be read. */
import type pg from 'pg';

const TABLES = `
select c.relname as name, c.relkind = 'v' as is_view,
  array(select format('%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
      case when a.attidentity <> '' then ' generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity'
        else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end)
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
  array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c') order by k.contype, k.conname) as constraints,
  array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid
    and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u')) order by i.indexrelid::regclass::text) as indexes
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and c.relname not like 'schema_migration%'
order by c.relkind, c.relname`;

const FUNCTIONS = `select pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname`;

/** Tables, then views (their columns), then functions. */
export async function dumpSchema(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{
    name: string;
    is_view: boolean;
    columns: string[];
    constraints: string[];
    indexes: string[];
  }>(TABLES);
  const { rows: functions } = await pool.query<{ text: string }>(FUNCTIONS);
  const parts = tables.map((table) => {
    if (table.is_view) return `-- view ${table.name}\n${table.columns.map((column) => `--   ${column}`).join('\n')}`;
    const body = [...table.columns, ...table.constraints].map((line) => `  ${line}`).join(',\n');
    return [
      `create table ${table.name} (\n${body}\n);`,
      ...table.indexes.map((index) => `${index.replaceAll('public.', '')};`),
    ].join('\n');
  });
  return `${['-- Made by the tests from the migrations; do not change it by hand.', ...parts, ...functions.map(({ text }) => `${text.trimEnd()};`)].join('\n\n')}\n`;
}
