/** Versions of the scripts: who activated them and how, what they were compiled from, and what became of contacts in flight. */
import type { Migration } from './migration.ts';

const SQL = `
alter table activation
  add column cause text,
  add column activated_by text,
  add column plan json,
  add column targets json;
alter table image add column sources bytea;
`;

export const versions: Migration = {
  version: 4,
  name: 'versions',
  sql: SQL,
};
