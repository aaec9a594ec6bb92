/**
 * A folder of the cache: entries by name, the oldest of which go when there are too many.
 *
 * INVARIANT: an entry begins with a hash of its name and its content, so that one that was damaged, cut or put under another name counts as none.
 */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
// Not through the store's index, which would load the database's library.
import { makeFolder } from '../runtime/store/make-folder.ts';

/** Bytes of the hash that an entry begins with. */
const SEAL = 32;

/** Writes an entry whole or not at all, and takes away the oldest above `most`. Throws as the file system does. */
export function writeFolderEntry(file: string, content: Uint8Array, most: number): void {
  const folder = dirname(file);
  makeFolder(folder, 0o700);
  const draft = `${file}.${process.pid}`;
  const entry = new Uint8Array(SEAL + content.length);
  entry.set(sealOf(file, content));
  entry.set(content, SEAL);
  try {
    writeFileSync(draft, entry, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    // A part of an entry would only make a full disk fuller.
    rmSync(draft, { force: true });
    throw error;
  }
  const names = readdirSync(folder);
  if (names.length <= most) return;
  const byAge = names
    .map((name) => ({ name, ms: statSync(join(folder, name)).mtimeMs }))
    .sort((one, other) => one.ms - other.ms);
  for (const { name } of byAge.slice(0, names.length - most)) rmSync(join(folder, name), { force: true });
}

/** The content of an entry, which begins where a word of four bytes can; undefined where there is none, or none that is sound. */
export function readFolderEntry(file: string): Uint8Array | undefined {
  try {
    const read = readFileSync(file);
    // A Buffer may begin anywhere; numbers of four bytes may not.
    const bytes = read.byteOffset % 4 === 0 ? read : new Uint8Array(read);
    const content = bytes.subarray(SEAL);
    return sealOf(file, content).equals(bytes.subarray(0, SEAL)) ? content : undefined;
  } catch {
    return undefined;
  }
}

function sealOf(file: string, content: Uint8Array): Buffer {
  return sha256()
    .update(`${basename(file)}\0`)
    .update(content)
    .digest();
}

/** Loaded when it is used: in the start-up snapshot it would take as much room as all of ours. */
const sha256 = () => process.getBuiltinModule('node:crypto').createHash('sha256');

/** SHA-256, as a name of a file can have it. */
export function hashOf(content: string | Uint8Array): string {
  return sha256().update(content).digest('base64url');
}
