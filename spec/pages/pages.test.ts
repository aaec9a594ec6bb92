import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pages } from './pages.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

describe('a page made from tables', () => {
  it.each(Object.entries(pages))('%s is current; `npm run spec` writes it', (file, page) => {
    expect(read(file)).toBe(page());
  });

  it('links to what is there', () => {
    for (const file of [
      ...Object.keys(pages),
      'README.md',
      'versions.md',
      'explain.md',
      'limits.md',
      'script-tests.md',
    ]) {
      const targets = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
      const missing = targets.filter((target) => !existsSync(new URL(`../${target}`, import.meta.url)));
      expect({ file, missing }).toEqual({ file, missing: [] });
    }
  });
});
