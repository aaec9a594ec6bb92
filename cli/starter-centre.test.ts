import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterFiles } from './starter-centre.ts';

const nameOf = (folder: string): unknown => {
  const text = starterFiles(folder)['center.yaml'] ?? '';
  return (parse(text) as { center: { name: unknown } }).center.name;
};

describe('the centre that ccmm init writes', () => {
  it.each([
    ['shop', 'Shop'],
    ['läden', 'Läden'],
    ['Müller & Söhne', 'Müller Söhne'],
    ['2026', '2026'],
    ['true', 'True'],
    ['null', 'Null'],
    ['a: {b', 'A b'],
    ['---', 'Centre'],
  ])('in a folder %j has the text %j as its name', (folder, name) => {
    expect(nameOf(folder)).toBe(name);
  });
});
