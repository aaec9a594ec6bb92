/**
 * As whom the server runs. PostgreSQL refuses root, so root hands over to an unprivileged user; everybody else runs it as
 * himself.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedDatabaseError } from './errors.ts';

export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Whether it is another user than ours: only root is in this position. */
  readonly isOther: boolean;
}

/** In this order: the distribution's user for PostgreSQL, else one of our own, created when it is missing. */
const UNPRIVILEGED = ['postgres', 'ccmm'] as const;

/**
 * Chooses the server's user. Data that is already there is run by its owner: root may look after a user's home.
 * @param dataFolder the cluster's folder, which need not exist
 */
export function chooseServerUser(dataFolder: string): ServerUser {
  const ownUid = process.getuid?.() ?? 0;
  const owner = statSync(dataFolder, { throwIfNoEntry: false })?.uid;
  if (ownUid !== 0) {
    if (owner !== undefined && owner !== ownUid) {
      throw new EmbeddedDatabaseError(
        'data-not-ours',
        `${dataFolder} belongs to another user (uid ${owner}): run as that user, or set CCMM_HOME to a folder of your own.`,
      );
    }
    return { ...ownEntry(ownUid), isOther: false };
  }
  if (owner !== undefined && owner !== 0) {
    const entry = entryWhere((fields) => Number(fields[2]) === owner);
    if (entry !== undefined) return { ...entry, isOther: true };
  }
  for (const name of UNPRIVILEGED) {
    const entry = entryWhere((fields) => fields[0] === name);
    if (entry !== undefined && entry.uid !== 0) return { ...entry, isOther: true };
  }
  return { ...createUser(), isOther: true };
}

function ownEntry(uid: number): Omit<ServerUser, 'isOther'> {
  try {
    const info = userInfo();
    return { name: info.username, uid: info.uid, gid: info.gid };
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      'no-server-user',
      `The user id ${uid} has no name on this machine, and PostgreSQL needs one: add it to the users, or set CCMM_DATABASE_URL.`,
      { cause },
    );
  }
}

function createUser(): Omit<ServerUser, 'isOther'> {
  const args = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    'ccmm',
  ];
  const { status, stderr, error } = spawnSync('useradd', args, { encoding: 'utf8' });
  const entry = entryWhere((fields) => fields[0] === 'ccmm');
  if (entry !== undefined && entry.uid !== 0) return entry;
  const reason = error?.message ?? `useradd ended with ${status}: ${stderr.trim()}`;
  throw new EmbeddedDatabaseError(
    'no-server-user',
    `PostgreSQL does not run as root, and the system user "ccmm" could not be created (${reason}): create it, run as another user, or set CCMM_DATABASE_URL.`,
  );
}

/** The first row of the users' table that fits; from the name service where there is one. */
function entryWhere(fits: (fields: readonly string[]) => boolean): Omit<ServerUser, 'isOther'> | undefined {
  for (const line of userTable().split('\n')) {
    const fields = line.split(':');
    if (fields.length >= 4 && fits(fields)) return { name: fields[0]!, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return undefined;
}

function userTable(): string {
  try {
    return execFileSync('getent', ['passwd'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return readFileSync('/etc/passwd', 'utf8');
  }
}

/** Throws when the server's user cannot enter `home`, with the folder that shuts it out. */
export function checkReachable(home: string, user: ServerUser): void {
  if (!user.isOther) return;
  const shut = foldersDownTo(home).find((folder) => !mayEnter(folder, user));
  if (shut === undefined) return;
  // The mode bits are not everything (access control lists): what counts is whether it works.
  const attempt = spawnSync('/bin/sh', ['-c', 'cd -- "$0"', home], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  if (attempt.status === 0) return;
  throw new EmbeddedDatabaseError(
    'home-unreachable',
    `${shut} cannot be entered by the user "${user.name}", as whom PostgreSQL runs: set CCMM_HOME to a folder that it can reach (the usual one is /var/lib/ccmm), or run \`chmod o+x ${shut}\`.`,
  );
}

function foldersDownTo(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...foldersDownTo(parent), path];
}

function mayEnter(folder: string, user: ServerUser): boolean {
  const { mode, uid, gid } = statSync(join(folder, '.'));
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}
