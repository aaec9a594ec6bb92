/**
 * The cluster's files: how they come to be, and the settings that every start writes anew.
 *
 * INVARIANT: `data/` is complete or not there. It is created beside, under a name used once, and renamed.
 */
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedDatabaseError } from './errors.ts';
import type { HomePaths } from './home.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The role that owns the cluster; used for the life cycle alone. */
export const ADMIN_ROLE = 'postgres';
/** The role and the database of the centre. */
export const CENTRE_ROLE = 'ccmm';
export const CENTRE_DATABASE = 'ccmm';

const SETTINGS_FILE = 'ccmm.conf';

/**
 * What a centre's server needs beside PostgreSQL's own defaults, with the reason. ALTER SYSTEM has the last word.
 */
const SETTINGS = {
  listen_addresses: { value: '', why: 'no TCP: the socket is the only way in' },
  unix_socket_permissions: { value: '0700', why: 'for the server’s user and root' },
  shared_buffers: { value: '128MB', why: 'a desk-side centre; the operating system caches the rest' },
  max_connections: { value: '60', why: 'one pool for the core, one for people, the owner and the life cycle' },
  max_wal_size: { value: '512MB', why: 'bounds recovery after a power cut to seconds' },
  fsync: { value: 'on', why: 'what was committed is on the disk' },
  synchronous_commit: { value: 'on', why: 'what was committed is on the disk' },
  full_page_writes: { value: 'on', why: 'a power cut in the middle of a page is repaired' },
  autovacuum: { value: 'on', why: 'queues are updated in place all day' },
  jit: { value: 'off', why: 'short statements: compiling costs more than it gives' },
  TimeZone: { value: 'UTC', why: 'times are instants here' },
  log_timezone: { value: 'UTC', why: 'the log reads like the centre’s' },
  log_line_prefix: { value: '%m [%p] %q%u ', why: 'when, which process, which role' },
  log_checkpoints: { value: 'off', why: 'nothing to act upon' },
} as const;

/**
 * Creates `data/` unless it is there; what a killed creation left behind is taken away first.
 * @param creating told before a cluster is created
 */
export async function ensureCluster(
  paths: HomePaths,
  binaries: Binaries,
  user: ServerUser,
  creating: () => void,
): Promise<void> {
  removeLeftovers(paths);
  if (existsSync(paths.data)) {
    checkMajor(paths.data, binaries);
    return;
  }
  creating();
  // A creation whose owner was killed may still be writing: its folder's name is never used again.
  const draft = `${paths.data}.new-${randomBytes(4).toString('hex')}`;
  mkdirSync(draft, { mode: 0o700 });
  if (user.isOther) chownSync(draft, user.uid, user.gid);
  await initialise(draft, binaries, user, paths);
  writeAsServer(
    draft,
    'postgresql.conf',
    `${readFileSync(join(draft, 'postgresql.conf'), 'utf8')}\ninclude '${SETTINGS_FILE}'\n`,
    user,
  );
  syncFolder(draft);
  renameSync(draft, paths.data);
  syncFolder(paths.home);
}

async function initialise(draft: string, binaries: Binaries, user: ServerUser, paths: HomePaths): Promise<void> {
  const args = [
    '-D',
    draft,
    '-U',
    ADMIN_ROLE,
    '-E',
    'UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const { code, output } = await runProgram(binaries, 'initdb', [...args, '--auth=peer', '--no-instructions'], user);
  if (code === 0) return;
  rmSync(draft, { recursive: true, force: true });
  throw new EmbeddedDatabaseError(
    'server-failed',
    `The database could not be created in ${paths.home} (is the disk full?). initdb said: ${output.trim().split('\n').slice(-5).join(' ')}`,
  );
}

function removeLeftovers(paths: HomePaths): void {
  for (const name of readdirSync(paths.home)) {
    if (name.startsWith('data.new')) rmSync(join(paths.home, name), { recursive: true, force: true });
  }
}

function checkMajor(data: string, binaries: Binaries): void {
  const major = Number.parseInt(readFileSync(join(data, 'PG_VERSION'), 'utf8'), 10);
  if (major === binaries.major) return;
  throw new EmbeddedDatabaseError(
    'data-incompatible',
    `The database in ${data} was written by PostgreSQL ${major}, and this release brings ${binaries.major}, which cannot read it; nothing was changed. ` +
      `Start the release that wrote it and back the centre up there, then restore into a new CCMM_HOME; or set CCMM_DATABASE_URL to a PostgreSQL ${major} that serves this data.`,
  );
}

/** Writes what every start sets: the settings, who may connect, and whom the socket's peer counts as. */
export function writeConfiguration(data: string, socketFolder: string, user: ServerUser): void {
  const rows = Object.entries(SETTINGS).map(([name, { value, why }]) => `${name} = ${quoted(value)}   # ${why}`);
  const socket = `unix_socket_directories = ${quoted(`"${socketFolder.replaceAll('"', '""')}"`)}`;
  writeAsServer(
    data,
    SETTINGS_FILE,
    `# Written at each start; change with ALTER SYSTEM.\n${rows.join('\n')}\n${socket}\n`,
    user,
  );
  writeAsServer(data, 'pg_hba.conf', 'local all all peer map=ccmm\n', user);
  const people = [...new Set([user.name, userInfo().username, 'root'])];
  const map = people.flatMap((name) => [ADMIN_ROLE, CENTRE_ROLE].map((role) => `ccmm "${name}" ${role}`));
  writeAsServer(data, 'pg_ident.conf', `${map.join('\n')}\n`, user);
  syncFolder(data);
}

/** The number that initdb gave to this cluster, the first 8 bytes of its control file in the machine's byte order. */
export function systemIdentifier(data: string): string {
  const bytes = readFileSync(join(data, 'global', 'pg_control'));
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  return (little ? bytes.readBigUInt64LE(0) : bytes.readBigUInt64BE(0)).toString();
}

/** Replaces a file in a folder that belongs to the server's user: never through a link that somebody put there. */
function writeAsServer(folder: string, name: string, text: string, user: ServerUser): void {
  const draft = join(folder, `${name}.${randomBytes(6).toString('hex')}`);
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (user.isOther) chownSync(draft, user.uid, user.gid);
  renameSync(draft, join(folder, name));
}

function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}

function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
