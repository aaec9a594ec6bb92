import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { centerJsonSchema } from './json-schema.ts';

describe('the published JSON Schema', () => {
  it('is current (else run: npm run build && node scripts/generate-center-schema.mjs)', () => {
    const published = readFileSync(new URL('./center.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(centerJsonSchema()));
  });

  it('holds none of the keywords of our validator', () => {
    expect(centerJsonSchema()).not.toMatch(/"(expected|asWritten|isName|secret|hidden)": (true|")/);
  });

  it('keeps keys of the file that are called like one of them', () => {
    expect(centerJsonSchema()).toContain('"secret": {');
  });
});
