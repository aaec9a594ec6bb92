/**
 * The server process: adopted when it is ours and answers, started when there is none, stopped at the end.
 */

import { spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { makeFolder } from '../make-folder.ts';
import type { Binaries } from './binaries.ts';
import { ADMIN_ROLE, CENTRE_DATABASE, CENTRE_ROLE, systemIdentifier, writeConfiguration } from './cluster.ts';
import { EmbeddedDatabaseError } from './errors.ts';
import type { HomePaths } from './home.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';
import { SOCKET_PORT } from './socket-folder.ts';
import { isAlive } from './start-lock.ts';

/** Everything that a server of a home is started with. */
export interface ServerPlace {
  readonly paths: HomePaths;
  readonly binaries: Binaries;
  readonly user: ServerUser;
  readonly socketFolder: string;
}

/** How to reach a database of the server, as the package `pg` wants it. There is no password. */
export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly ssl: false;
}

const PID_FILE = 'postmaster.pid';
/** No process has this number (Linux and macOS stop below): what it is written for is dead for sure. */
const NO_PROCESS = 4_194_304;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
/** A postmaster that is there and neither answers nor says why is given this long. */
const SILENCE_LIMIT_MS = 30_000;

/** What the socket says. */
type Probe =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'answers'; readonly dataFolder: string; readonly system: string; readonly version: string };

/**
 * Makes sure that this home's server runs, with the version of our programs.
 * @returns its version as it calls itself, and whether it ran already
 */
export async function ensureServer(
  place: ServerPlace,
  starting: () => void,
): Promise<{ readonly version: string; readonly adopted: boolean }> {
  let adopted = true;
  let silentMs = 0;
  for (;;) {
    const probe = await probeServer(place);
    if (probe.kind === 'answers') {
      checkIdentity(place, probe);
      if (place.binaries.packageVersion.startsWith(`${probe.version}.`)) return { version: probe.version, adopted };
      // Left behind by another release with the same data format: nobody owns it, it makes room.
      await refuseIfOwned(place);
      await stopServer(place);
    } else if (probe.kind === 'busy') {
      await delay(50);
    } else if (hasPostmaster(place.paths.data)) {
      if (silentMs >= SILENCE_LIMIT_MS) throw serverFailed(place, 'it runs and does not answer');
      silentMs += 50;
      await delay(50);
    } else {
      starting();
      await startServer(place);
      adopted = false;
    }
  }
}

/** The connection parameters for a role and a database of this server. */
export function connectionTo(place: ServerPlace, user: string, database: string): EmbeddedConnection {
  return { host: place.socketFolder, port: SOCKET_PORT, user, database, ssl: false };
}

/** Creates the centre's role and database where they are missing. */
export async function ensureDatabase(place: ServerPlace): Promise<void> {
  await asAdmin(place, async (client) => {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [CENTRE_ROLE]);
    if (role.rowCount === 0) {
      await client.query(`CREATE ROLE ${CENTRE_ROLE} LOGIN IN ROLE pg_monitor`);
    }
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [CENTRE_DATABASE]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${CENTRE_DATABASE} OWNER ${CENTRE_ROLE}`);
  });
}

/** Stops the server: connections are cut, the data is written out. What takes over 4 s is left to the next start's recovery. */
export async function stopServer(place: ServerPlace): Promise<void> {
  const stop = (mode: string, seconds: number) =>
    runProgram(
      place.binaries,
      'pg_ctl',
      ['stop', '-D', place.paths.data, '-m', mode, '-w', '-t', String(seconds), '-s'],
      place.user,
    );
  if ((await stop('fast', 4)).code === 0 || !hasPostmaster(place.paths.data)) return;
  await stop('immediate', 1);
}

async function startServer(place: ServerPlace): Promise<void> {
  const { paths, binaries, user, socketFolder } = place;
  disarmLockFiles(place);
  writeConfiguration(paths.data, socketFolder, user);
  prepareLog(place);
  const args = ['start', '-D', paths.data, '-l', paths.logFile, '-w', '-t', '600', '-s'];
  const { code, output } = await runProgram(binaries, 'pg_ctl', args, user);
  if (code !== 0) throw serverFailed(place, output.trim().replaceAll('\n', ' '));
}

function prepareLog({ paths, user }: ServerPlace): void {
  makeFolder(paths.log, 0o700);
  if (user.isOther) chownSync(paths.log, user.uid, user.gid);
  const size = statSync(paths.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(paths.logFile, `${paths.logFile}.1`);
}

function serverFailed(place: ServerPlace, reason: string): EmbeddedDatabaseError {
  let tail = '';
  try {
    tail = readFileSync(place.paths.logFile, 'utf8').trimEnd().split('\n').slice(-4).join('\n  ');
  } catch {
    // There is no log yet.
  }
  return new EmbeddedDatabaseError(
    'server-failed',
    `PostgreSQL did not start for ${place.paths.home}: ${reason}. Its log, ${place.paths.logFile}, ends with:\n  ${tail}`,
  );
}

async function probeServer(place: ServerPlace): Promise<Probe> {
  try {
    return await asAdmin(place, async (client) => {
      const { rows } = await client.query<{ data: string; system: string; version: string }>(
        `SELECT current_setting('data_directory') AS data, system_identifier::text AS system,
                current_setting('server_version') AS version FROM pg_control_system()`,
      );
      const row = rows[0]!;
      return { kind: 'answers', dataFolder: row.data, system: row.system, version: row.version };
    });
  } catch (error) {
    // Class 57P: starting up, recovering or shutting down. Any other answer comes from a server that is not ours.
    if (error instanceof DatabaseError) {
      if (error.code?.startsWith('57P') === true) return { kind: 'busy' };
      throw foreignServer(place, error.message);
    }
    return { kind: 'nothing' };
  }
}

function checkIdentity(place: ServerPlace, probe: Extract<Probe, { kind: 'answers' }>): void {
  if (probe.dataFolder !== place.paths.data) throw foreignServer(place, `its data is in ${probe.dataFolder}`);
  const system = systemIdentifier(place.paths.data);
  if (BigInt.asUintN(64, BigInt(probe.system)).toString() !== system)
    throw foreignServer(place, 'its system identifier is another one');
}

function foreignServer(place: ServerPlace, detail: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    'foreign-server',
    `A database server answers in ${place.socketFolder} that is not the one of ${place.paths.home} (${detail}): stop it, or set CCMM_HOME to another folder.`,
  );
}

async function refuseIfOwned(place: ServerPlace): Promise<void> {
  const owned = await asAdmin(place, (client) => client.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'`));
  if ((owned.rowCount ?? 0) > 0) {
    throw new EmbeddedDatabaseError(
      'already-running',
      `already running: another release of ccmm uses ${place.paths.home}`,
    );
  }
}

async function asAdmin<T>(place: ServerPlace, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...connectionTo(place, ADMIN_ROLE, 'postgres'),
    application_name: 'ccmm life cycle',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {}); // A connection cut while idle; the query says what matters.
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the process named in the server's pid file exists and serves this data. */
function hasPostmaster(data: string): boolean {
  const pid = pidIn(join(data, PID_FILE));
  if (pid === undefined || !isAlive(pid)) return false;
  const command = commandOf(pid);
  return command === undefined || (/postgres\b/.test(command) && command.includes(data));
}

function pidIn(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The command line of a process; undefined when it may not be seen. */
function commandOf(pid: number): string | undefined {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return undefined;
  }
}

/**
 * The pid file and the socket's lock name the process that had them. After a power cut that number may belong to another
 * process, and in a container that does not bury its dead it stays taken for ever; PostgreSQL would refuse to start. Here
 * nothing answers and no postmaster is left, so the number is replaced by one that no process has. The rest of the file
 * stays: from it the server finds the shared memory of backends that outlived their postmaster.
 */
function disarmLockFiles({ paths, socketFolder }: ServerPlace): void {
  for (const path of [join(paths.data, PID_FILE), join(socketFolder, `.s.PGSQL.${SOCKET_PORT}.lock`)]) {
    const pid = pidIn(path);
    if (pid === undefined || !isAlive(pid)) continue;
    // The folder is the server user's: root does not write through a link that lies there.
    const file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
    const [, ...rest] = readFileSync(file, 'utf8').split('\n');
    ftruncateSync(file);
    writeSync(file, [String(NO_PROCESS), ...rest].join('\n'), 0);
    closeSync(file);
  }
}
