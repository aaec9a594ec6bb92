/** A folder of the cache: entries by name, the oldest of which go when there are too many. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes an entry whole or not at all, and takes away the oldest above `most`. Throws as the file system does. */
export function writeFolderEntry(file: string, content: string | Uint8Array, most: number): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
  const names = readdirSync(folder);
  if (names.length <= most) return;
  const byAge = names
    .map((name) => ({ name, ms: statSync(join(folder, name)).mtimeMs }))
    .sort((one, other) => one.ms - other.ms);
  for (const { name } of byAge.slice(0, names.length - most)) rmSync(join(folder, name), { force: true });
}

/** Loaded when it is used: in the start-up snapshot it would take as much room as all of ours. */
export const sha256 = () => process.getBuiltinModule('node:crypto').createHash('sha256');

/** SHA-256, as a name of a file can have it. */
export function hashOf(content: string | Uint8Array): string {
  return sha256().update(content).digest('base64url');
}
