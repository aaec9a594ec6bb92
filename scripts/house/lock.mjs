/**
 * One at a time in this folder. The lock is a file that is created only if none is; it names its process, and the lock of
 * a process that is gone counts for nothing.
 */
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** No set-up takes this long: an older lock belongs to a process number that somebody else has by now. */
const LONGEST_MS = 30 * 60_000;

/**
 * Runs `body` while holding the lock, waiting for the present holder.
 * @template T
 * @param {string} path the lock file
 * @param {(holder: string) => void} waiting told once when there is somebody to wait for
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(path, waiting, body) {
  for (let told = false; !take(path); told = true) {
    const holder = read(path);
    if (holder !== undefined && isGone(path, holder)) {
      discard(path, holder);
      continue;
    }
    if (!told && holder !== undefined) waiting(holder);
    await delay(250);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await body();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isGone(path, holder) {
  try {
    if (Date.now() - statSync(path).mtimeMs > LONGEST_MS) return true;
    if (holder === '') return false; // between creation and the number
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Takes a dead lock away. Two may try at once: whoever finds a living one in his hand puts it back. */
function discard(path, holder) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, path);
  } catch {
    // The other one was quicker.
  }
  rmSync(aside, { force: true });
}
