/**
 * One process at a time prepares and starts the server of a home. The lock is a file that is created only where none is;
 * it names its process and when that process began, so that the lock of a dead one, or of a number that has been given
 * away again, counts for nothing. It is held for the start only; for life there is the advisory lock in the database.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Runs `body` while holding the lock at `path`; waits for a living holder. */
export async function withStartLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  const own = signature(process.pid);
  while (!take(path, own)) {
    const holder = read(path);
    if (holder !== undefined && isGone(holder)) discard(path, holder);
    else await delay(50);
  }
  try {
    return await body();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string, own: string): boolean {
  // Linked into place whole: a reader never finds a lock without its holder.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isGone(holder: string): boolean {
  const pid = Number.parseInt(holder, 10);
  return !Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid) || signature(pid) !== holder;
}

/** Two may discard at once: whoever finds another lock in his hand puts it back. */
function discard(path: string, holder: string): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, path);
  } catch {
    // The other one was quicker.
  }
  rmSync(aside, { force: true });
}

/** Whether a process with this number exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The number of a process and when it began: together never used twice. */
function signature(pid: number): string {
  return `${pid} ${beginning(pid)}`;
}

function beginning(pid: number): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  try {
    // proc(5): the 22nd field; the 2nd, the name, may hold blanks and stands in brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
