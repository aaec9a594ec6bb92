import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from './shell-word.ts';

it.each(['shop', '../Läden', 'my shop', "Ana's & co", '$HOME', '', '*'])('%j comes out of a shell as it is', (path) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(path)}`], { encoding: 'utf8' })).toBe(path);
});

it('leaves a plain path as it is', () => {
  expect(shellWord('./examples/help-desk_2/Läden')).toBe('./examples/help-desk_2/Läden');
});
