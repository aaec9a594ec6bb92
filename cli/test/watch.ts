/** `--watch`: runs again when a script, center.yaml, a test or a mail changes; several changes in a moment are one. */
import { watch } from 'node:fs';
import { print } from '../outcome.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 120;

/** What concerns tests; editors' own files do not. */
const CONCERNS = /\.(ccs|ya?ml|eml|txt)$/i;

/** Calls `run` now and after each change below the folder, one call after the other. Ends with the process. */
export async function watchFolder(folder: string, run: () => Promise<void>): Promise<never> {
  let wake: () => void = () => {};
  let changed = true;
  let timer: NodeJS.Timeout | undefined;
  watch(folder, { recursive: true }, (_kind, name) => {
    const path = name ?? '';
    if (!CONCERNS.test(path) || /(^|[\\/])(\.|node_modules)/.test(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed = true;
      wake();
    }, SETTLE_MS);
  });
  for (;;) {
    while (!changed)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    changed = false;
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
    await run();
    print('\nwaiting for changes; Ctrl+C ends');
  }
}
