/**
 * `--watch`: runs again when a script, center.yaml, a test or a mail changes; several changes in a moment are one.
 *
 * Each folder is watched by itself: a watch on files would lose those that an editor writes anew and moves into place.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { print } from '../outcome.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 120;

/** What concerns tests; editors' own files do not. */
const CONCERNS = /\.(ccs|ya?ml|eml|txt)$/i;

/** Calls `run` now and after each change below the folder, one call after the other, until the signal says stop. */
export async function watchFolder(folder: string, run: () => Promise<void>, stop?: AbortSignal): Promise<void> {
  const watched = new Map<string, FSWatcher>();
  let wake: () => void = () => {};
  let changed = true;
  let timer: NodeJS.Timeout | undefined;
  const heard = (name: string | null) => {
    // A name without an ending may be a folder's.
    if (name?.includes('.') === true && !CONCERNS.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed = true;
      wake();
    }, SETTLE_MS);
  };
  stop?.addEventListener('abort', () => wake());
  while (stop?.aborted !== true) {
    if (changed) {
      changed = false;
      watchAll(folder, watched, heard);
      if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
      await run();
      print('\nwaiting for changes; Ctrl+C ends');
    } else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  clearTimeout(timer);
  for (const watcher of watched.values()) watcher.close();
}

/** Watches all folders that are there, and no longer those that are gone: one of that name may come again. */
function watchAll(top: string, watched: Map<string, FSWatcher>, heard: (name: string | null) => void): void {
  const there = new Set(foldersIn(top));
  for (const [folder, watcher] of watched) {
    if (there.has(folder)) continue;
    watcher.close();
    watched.delete(folder);
  }
  for (const folder of there) {
    if (watched.has(folder)) continue;
    const watcher = watch(folder, (_kind, name) => heard(name));
    watcher.on('error', () => heard(null));
    watched.set(folder, watcher);
  }
}

function foldersIn(folder: string): readonly string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  );
  return [folder, ...inside.flatMap(({ name }) => foldersIn(join(folder, name)))];
}
