/** Published JSON Schemas: a schema without the validator's own keywords. */
import type { TSchema } from 'typebox';
import { CenterFile } from './schema.ts';

const OURS: ReadonlySet<string> = new Set(['expected', 'asWritten', 'isName', 'secret', 'hidden']);

/** The text of center.schema.json. */
export function centerJsonSchema(): string {
  return publishedSchema(CenterFile);
}

/** The text of a schema's file, for editors. */
export function publishedSchema(schemaOf: TSchema): string {
  const plain = JSON.parse(JSON.stringify(schemaOf)) as Record<string, unknown>;
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...(stripped(plain, false) as object) };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** Keys of `properties` are the file's own and all stay. */
function stripped(value: unknown, areProperties: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => stripped(one, false));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => areProperties || (!OURS.has(key) && !key.startsWith('~')));
  return Object.fromEntries(kept.map(([key, one]) => [key, stripped(one, !areProperties && key === 'properties')]));
}
