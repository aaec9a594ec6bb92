/**
 * Takes the compiled form of Node's own modules out of a start-up snapshot's file: more than a third of it, which every start reads and copies,
 * though nearly all that is needed of these modules is in the snapshot's heap.
 *
 * It is the last part of the file: their number, and for each the length of its name, its name, the length of its code, its code, all lengths in
 * eight bytes. A file in which that is not found is left as it is.
 */

/** Those that a run on a terminal, or into a socket, loads later. */
const KEPT = new Set([
  'internal/fs/sync_write_stream',
  'internal/net',
  'internal/stream_base_commons',
  'internal/tty',
  'net',
  'tty',
]);
const MODULES_MOST = 2000;
const NAME_BYTES_MOST = 200;
const LENGTH_BYTES = 8;

/** @param {Buffer} blob what `--build-snapshot` wrote */
export function trimmed(blob) {
  for (let at = 0; at + LENGTH_BYTES <= blob.length; at++) {
    const modules = modulesAt(blob, at);
    if (modules === undefined) continue;
    const kept = modules.filter(({ name }) => KEPT.has(name));
    const count = Buffer.alloc(LENGTH_BYTES);
    count.writeBigUInt64LE(BigInt(kept.length));
    return Buffer.concat([blob.subarray(0, at), count, ...kept.map(({ start, end }) => blob.subarray(start, end))]);
  }
  return blob;
}

/** The modules whose list begins at `at` and fills the rest of the file exactly. */
function modulesAt(blob, at) {
  const count = lengthAt(blob, at, MODULES_MOST);
  if (count === undefined || count === 0) return undefined;
  const modules = [];
  let end = at + LENGTH_BYTES;
  for (let index = 0; index < count; index++) {
    const start = end;
    const nameBytes = lengthAt(blob, start, NAME_BYTES_MOST);
    if (nameBytes === undefined) return undefined;
    const nameAt = start + LENGTH_BYTES;
    const name = blob.toString('latin1', nameAt, nameAt + nameBytes);
    const codeBytes = lengthAt(blob, nameAt + nameBytes, blob.length);
    if (codeBytes === undefined || !/^[\w/.-]+$/.test(name)) return undefined;
    end = nameAt + nameBytes + LENGTH_BYTES + codeBytes;
    modules.push({ name, start, end });
  }
  return end === blob.length ? modules : undefined;
}

function lengthAt(blob, at, most) {
  if (at + LENGTH_BYTES > blob.length || blob.readUInt32LE(at + 4) !== 0) return undefined;
  const length = blob.readUInt32LE(at);
  return length > most ? undefined : length;
}
