import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scriptTestJsonSchema } from './json-schema.ts';

interface Node {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly [key: string]: unknown;
}

/** Every key of the schema with its own node. */
function* keysOf(node: unknown): Generator<[string, Node]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries((node as Node).properties ?? {})) yield [key, value];
  for (const value of Object.values(node)) yield* keysOf(value);
}

describe('the JSON Schema of script tests', () => {
  it('is current (else run: npm run build && npm run generate)', () => {
    const published = readFileSync(new URL('./script-test.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(scriptTestJsonSchema()));
  });

  it('has a sentence for every key, and an example for every key of a test', () => {
    const lacking = [...keysOf(JSON.parse(scriptTestJsonSchema()))]
      .filter(([key, node]) => node.description === undefined || (node.examples === undefined && key !== 'tests'))
      .map(([key]) => key);
    expect(lacking).toEqual([]);
  });
});
