import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { watchFolder } from './watch.ts';

const folder = mkdtempSync(join(tmpdir(), 'ccmm-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('runs again when a script or a test changes, in new folders too, and when an editor moves a file into place', async () => {
  const silent = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  writeFileSync(join(folder, 'Master_Script.ccs'), 'QUIT\n');
  const changes = [
    () => writeFileSync(join(folder, 'Master_Script.ccs'), 'QUIT /* 1 */\n'),
    () => {
      writeFileSync(join(folder, '.Master_Script.new'), 'QUIT /* 2 */\n');
      renameSync(join(folder, '.Master_Script.new'), join(folder, 'Master_Script.ccs'));
    },
    () => writeFileSync(join(folder, 'Master_Script.ccs'), 'QUIT /* 3 */\n'),
    () => mkdirSync(join(folder, 'tests')),
    () => writeFileSync(join(folder, 'tests', 'a.test.yaml'), 'tests: []\n'),
  ];
  const stop = new AbortController();
  let runs = 0;
  await watchFolder(
    folder,
    async () => {
      runs++;
      const next = changes.shift();
      if (next === undefined) stop.abort();
      else next();
    },
    stop.signal,
  );
  silent.mockRestore();
  expect(runs).toBe(6);
});
