import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are not there; tells whether it made one. Throws as the file system does. (What Node.js has for it goes
 * round without end in /proc, where a folder says of everything made in it that the folder is not there.)
 */
export function makeFolder(folder: string, mode?: number): boolean {
  if (isFolder(folder)) return false;
  const whole = resolve(folder);
  const above = dirname(whole);
  if (above !== whole) makeFolder(above, mode);
  try {
    mkdirSync(whole, mode);
    return true;
  } catch (error) {
    // Somebody else was faster.
    if (isFolder(whole)) return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
