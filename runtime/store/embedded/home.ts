/**
 * `$CCMM_HOME`: where a centre keeps its database, its secrets and the note of who runs it.
 *
 *   postgresql/<version>/   the programs, copied out of the package once
 *   data/                   the cluster, the server user's alone
 *   run/                    the socket, unless its path would be too long
 *   log/postgresql.log      what the server says
 *   run.json                who owns this home at the moment and where it is reached
 */
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { EmbeddedDatabaseError } from './errors.ts';

/** The places inside a home. */
export interface HomePaths {
  readonly home: string;
  readonly binaries: string;
  readonly data: string;
  readonly socketFolder: string;
  readonly log: string;
  readonly logFile: string;
  readonly startLock: string;
  readonly runFile: string;
}

/**
 * The home that an environment means: `CCMM_HOME`, else `/var/lib/ccmm` for root and the user's data folder otherwise
 * (XDG Base Directory Specification: a relative `XDG_DATA_HOME` counts for nothing).
 */
export function resolveHome(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = env.CCMM_HOME;
  if (named !== undefined && named !== '') return resolve(named);
  if (process.getuid?.() === 0) return '/var/lib/ccmm';
  const xdg = env.XDG_DATA_HOME;
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.local', 'share');
  return join(base, 'ccmm');
}

/** The places inside `home`. */
export function homePaths(home: string): HomePaths {
  const log = join(home, 'log');
  return {
    home,
    binaries: join(home, 'postgresql'),
    data: join(home, 'data'),
    socketFolder: join(home, 'run'),
    log,
    logFile: join(log, 'postgresql.log'),
    startLock: join(home, 'start.lock'),
    runFile: join(home, 'run.json'),
  };
}

/** Creates the home. Root's can be entered, not listed, by others: the server runs as one of them. */
export function createHome(home: string): void {
  try {
    const isMade = makeFolder(home, process.getuid?.() === 0 ? 0o755 : 0o700);
    if (isMade && process.getuid?.() === 0) chmodSync(home, 0o711);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code;
    throw new EmbeddedDatabaseError(
      'home-unwritable',
      `${home} cannot be created (${reason}): set CCMM_HOME to a folder that you may write.`,
      { cause },
    );
  }
}

/** Who owns a home at the moment. */
export interface RunNote {
  readonly url: string;
  readonly pid: number;
  /** The operator's token for the web services: commands of the same user use it. */
  readonly token?: string;
  /** The centre's folder. */
  readonly centre?: string;
}

/** Says where this process is reached; a second start of the same home repeats it. Readable by its owner alone. */
export function writeRunNote(home: string, note: RunNote): void {
  const { runFile } = homePaths(home);
  const draft = `${runFile}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(draft, runFile);
}

/** The note of the present owner; undefined when there is none or it cannot be read. */
export function readRunNote(home: string): RunNote | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(homePaths(home).runFile, 'utf8'));
    if (typeof note !== 'object' || note === null || !('url' in note) || !('pid' in note)) return undefined;
    return typeof note.url === 'string' && typeof note.pid === 'number' ? { url: note.url, pid: note.pid } : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the note away when the owner ends. */
export function removeRunNote(home: string): void {
  rmSync(homePaths(home).runFile, { force: true });
}
