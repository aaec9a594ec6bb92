/** The page spec/script-tests.md: every key of a file of script tests, with a sentence and an example, from its JSON Schema. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The alternatives of a schema. */
const formsOf = (schema) => schema.anyOf ?? [schema];
const objectIn = (schema) => formsOf(schema).find(({ properties }) => properties !== undefined);
const itemsIn = (schema) => formsOf(schema).find(({ type }) => type === 'array')?.items;
const valuesIn = (schema) =>
  Object.values(formsOf(schema).find(({ patternProperties }) => patternProperties)?.patternProperties ?? {})[0];

/** A value as YAML has it on one line. */
function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key}: ${flow(one)}`)
      .join(', ')} }`;
  const text = String(value);
  const needsQuotes = /^[\s\-?:#&*!|>'"%@`]|: |:$| #|[,[\]{}]|^\d+$|^(true|false|)$/;
  return typeof value === 'string' && needsQuotes.test(text) ? JSON.stringify(text) : text;
}

/** A table of the keys of an object. */
function table(schema, { without = [] } = {}) {
  const rows = Object.entries(schema.properties)
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => {
      const byDefault = value.default === undefined ? '' : ` When absent: \`${flow(value.default)}\`.`;
      const examples = (value.examples ?? []).map((example) => `\`${key}: ${cell(flow(example))}\``).join('<br>');
      return `| \`${key}\`${schema.required?.includes(key) ? ' (needed)' : ''} | ${cell(value.description ?? '')}${cell(byDefault)} | ${examples} |`;
    });
  return ['| key | meaning | example |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The text of the page. */
export function scriptTestPage(schema, example) {
  const test = itemsIn(schema.properties.tests);
  const step = itemsIn(test.properties.steps);
  const { mail, waiting, providers } = test.properties;
  const answer = objectIn(itemsIn(valuesIn(providers).properties.answers));
  const setting = Object.keys(schema.properties.defaults.properties);
  const own = Object.keys(test.properties).filter((key) => !setting.includes(key));
  return `# Script tests

Generated from [their JSON Schema](../testing/script-test/script-test.schema.json), which editors understand. A file \`*.test.yaml\` below the folder
of a centre holds tests; \`ccmm test\` runs them: the real core, rules and scripts under a virtual clock, without database and without waiting. A
program gets the same from \`ccmm/testing\` (\`openCentre\`).

\`\`\`yaml
${example.trim()}
\`\`\`

Every test has a centre of its own, in which nothing has happened yet: agents log in, then the first mail arrives. Names are without regard to case;
a key or a name that means nothing is an error at its place. Durations are written \`90s\`, \`3m\`, \`1h 30m\`, \`2d\`.

## A file

${table(schema)}

## The beginning of a test, and \`defaults\`

${table(schema.properties.defaults)}

## A test

All of the above, and:

${table(test, { without: setting })}

${own.length > 0 ? '## A mail\n' : ''}
${table(objectIn(mail))}

## A group of \`waiting\`

${table(objectIn(valuesIn(waiting)))}

## Answers of a provider

${table(valuesIn(providers))}

An answer as a map:

${table(answer)}

## Steps

The keys of a step are done in the order in which they stand.

${table(step)}

## What agents do

\`agent: { ana: closes Resolved }\` and \`agent: { ana: { closes: Resolved } }\` are the same; in words an underscore is a blank.

${table(objectIn(valuesIn(step.properties.agent)))}

## Expectations

Everything in an \`expect\` must be so; the test ends at the first \`expect\` that does not hold, and shows what was found and the lines that the
contact's scripts ran up to there.

${table(step.properties.expect)}

## Exit codes of \`ccmm test\`

0: all passed. 1: a test failed, a script or a file of tests has an error, or less was reached than \`--min\` asks for. 2: a folder without tests, a file
that cannot be read, a wrong option.
`;
}
