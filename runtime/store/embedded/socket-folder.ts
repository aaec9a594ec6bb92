/**
 * Where the server's socket lies. There is no password: who can open the socket and is in the server's map of users is
 * let in, so the folder is the server user's alone, and one that is not is refused rather than used.
 */
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedDatabaseError } from './errors.ts';
import type { ServerUser } from './server-user.ts';

/** The port is only a part of the socket's name: nothing listens on it. */
export const SOCKET_PORT = 5432;

/** `sun_path` holds 108 bytes with its end (Linux, unix(7)), 104 on macOS. */
const LONGEST_BYTES = process.platform === 'darwin' ? 103 : 107;

/**
 * Chooses and creates the folder: `wanted`, or when the socket's path there is too long one of run time, named after the
 * home so that the next start finds it again.
 */
export function socketFolder(wanted: string, user: ServerUser): string {
  const folder = fits(wanted) ? wanted : runTimeFolder(wanted, user);
  if (!fits(folder)) {
    throw new EmbeddedDatabaseError(
      'socket-folder-unsafe',
      `The socket's path in ${folder} would be longer than ${LONGEST_BYTES} bytes: set CCMM_HOME or TMPDIR to a shorter one.`,
    );
  }
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (user.isOther) chownSync(folder, user.uid, user.gid);
    chmodSync(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  checkOurs(folder, user);
  return folder;
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_BYTES;
}

function runTimeFolder(wanted: string, user: ServerUser): string {
  const name = `ccmm-${user.uid}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`;
  const xdg = process.env.XDG_RUNTIME_DIR;
  const base = user.isOther && process.platform === 'linux' ? '/run' : (xdg ?? '') !== '' ? xdg! : tmpdir();
  return join(base, name);
}

function checkOurs(folder: string, user: ServerUser): void {
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === user.uid && (stat.mode & 0o077) === 0) return;
  throw new EmbeddedDatabaseError(
    'socket-folder-unsafe',
    `${folder} is to hold the database's socket and must be a folder that only "${user.name}" can enter: remove it, or correct it with \`chown ${user.name} ${folder} && chmod 700 ${folder}\`.`,
  );
}
