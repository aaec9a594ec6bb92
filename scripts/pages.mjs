/**
 * Generated pages: `spec/center.md` and `spec/script-tests.md` from the JSON Schemas of center.yaml and of script tests, and the table of
 * commands in README.md. `npm run generate` writes them; spec/pages.test.ts fails when one is not current. Needs a build. Pages that are made
 * from the sources are `npm run spec`'s (spec/pages).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '../dist/cli/commands/index.js';
import { scriptTestPage } from './script-test-page.mjs';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');

/** The kind of value a schema takes, in words. */
function kindOf(schema) {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kindOf))].join(' or ');
  if (schema.type === 'array') return `list of ${kindOf(schema.items)}`;
  if (schema.type === 'object') return schema.properties ? 'keys below' : 'names with values';
  const bounds = [schema.minimum, schema.maximum].every((bound) => bound !== undefined)
    ? ` ${schema.minimum} to ${schema.maximum}`
    : '';
  return `${[schema.type].flat().join(' or ')}${bounds}`;
}

/** Rows of the keys of an object, then of what is inside them. */
function keysOf(schema, path) {
  if (schema.anyOf) return schema.anyOf.flatMap((one) => keysOf(one, path));
  if (schema.type === 'array') return keysOf(schema.items, `${path}[]`);
  if (schema.type !== 'object') return [];
  const inside =
    schema.additionalProperties && typeof schema.additionalProperties === 'object'
      ? keysOf(schema.additionalProperties, `${path}.<name>`)
      : [];
  const patterns = Object.values(schema.patternProperties ?? {}).flatMap((one) => keysOf(one, `${path}.<name>`));
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const must = schema.required?.includes(key) ? 'yes' : '';
    const byDefault = value.default === undefined ? '' : `\`${JSON.stringify(value.default)}\``;
    return [[`\`${at}\``, kindOf(value), must, byDefault, value.description ?? ''], ...keysOf(value, at)];
  });
  return [...own, ...inside, ...patterns];
}

const schema = JSON.parse(read('compiler/centre/center.schema.json'));

export const pages = {
  'spec/center.md': `# center.yaml

Every key, generated from [its JSON Schema](../compiler/centre/center.schema.json), which editors understand. Names, values of variables and
everything a script can name are written as in a script. Secrets are never written here: \`\${NAME}\` reads the environment, \`file:path\` a file.
[examples/helpdesk/center.yaml](../examples/helpdesk/center.yaml) and [examples/orderdesk/center.yaml](../examples/orderdesk/center.yaml) are whole ones.

${table(['key', 'value', 'required', 'default', 'meaning'], keysOf(schema, ''))}
`,
  'spec/script-tests.md': scriptTestPage(
    JSON.parse(read('testing/script-test/script-test.schema.json')),
    read('examples/helpdesk/tests/office-hours.test.yaml').split('\n\n')[0],
  ),
  'README.md': read('README.md').replace(
    /(<!-- commands:[^>]*-->\n)[\s\S]*?(<!-- \/commands -->)/,
    `$1${table(
      ['command', 'what it does'],
      COMMANDS.map(({ name, summary }) => [`\`ccmm ${name}\``, summary]),
    )}\n$2`,
  ),
};

if (process.argv[1] === new URL(import.meta.url).pathname)
  for (const [path, text] of Object.entries(pages)) writeFileSync(new URL(path, root), text);
