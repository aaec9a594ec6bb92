/**
 * A real `ccmm serve` as a child process, and the other commands of the command line.
 *
 * INVARIANT: whatever a test starts in a home it ends: `forget` stops a database that a killed centre left running, and removes the home.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { ended } from '../../runtime/store/embedded/ended.ts';
import { homePaths } from '../../runtime/store/embedded/home.ts';
import { openEmbedded } from '../../runtime/store/embedded/index.ts';
import { privateFolder } from '../servers/private-folder.ts';

/** The repository, whose `dist/` is run. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A start may first make a database on a busy machine. */
const READY_MS = 90_000;

export interface Person {
  readonly uid: number;
  readonly gid: number;
}

export interface Program {
  readonly node: string;
  readonly root: string;
}

export const PROGRAM: Program = { node: process.execPath, root: ROOT };

export interface CentreOptions {
  readonly home: string;
  /** The centre's folder; a relative one counts from the program's root. */
  readonly folder: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly as?: Person;
  readonly program?: Program;
  /** A command that runs the rest of its line. */
  readonly within?: readonly string[];
  /** As `npm start`, npm and all below it in a process group of their own; the other options of the command line are npm's then. */
  readonly npm?: boolean;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface CentreProcess {
  readonly pid: number;
  /** Resolves with the URL of the `ready:` line; rejects with what was said when the process ends before. */
  ready(): Promise<string>;
  /** Resolves when it is ready or has ended. */
  readyOrEnded(): Promise<string | Exit>;
  stdout(): string;
  stderr(): string;
  readonly exited: Promise<Exit>;
  readonly running: boolean;
  /** From now on nobody reads what it says. */
  stopReading(): void;
  end(signal: NodeJS.Signals): Promise<Exit>;
}

/** What a child gets of our environment: nothing of the test runner's. */
function environment(home: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, CCMM_HOME: home, ...extra };
}

/** Starts `ccmm serve FOLDER …`. */
export function startCentre(options: CentreOptions): CentreProcess {
  const { node, root } = options.program ?? PROGRAM;
  // Without set-up: that has run, or the tests would not.
  const serve = options.npm
    ? ['npm', 'start', '--ignore-scripts', '--no-update-notifier']
    : [node, join(root, 'dist/cli/main.js'), 'serve', options.folder, ...(options.args ?? [])];
  const [command = node, ...rest] = [...(options.within ?? []), ...serve];
  const child = spawn(command, rest, {
    cwd: root,
    env: environment(options.home, options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.npm ?? false,
    ...options.as,
  });
  return watch(child);
}

function watch(child: ChildProcess): CentreProcess {
  let stdout = '';
  let stderr = '';
  let end: Exit | undefined;
  const ready = Promise.withResolvers<string | Exit>();
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    const url = /^ready: (http:\/\/\S+)$/m.exec(stdout)?.[1];
    if (url !== undefined && /^ready: \S+\n/m.test(stdout)) ready.resolve(url);
  });
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const exited = ended(child).then((found) => {
    end = found;
    ready.resolve(found);
    return found;
  });
  const readyOrEnded = async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the centre is not ready: ${stdout}${stderr}`)), READY_MS);
    });
    return await Promise.race([ready.promise, late]).finally(() => clearTimeout(timer));
  };
  return {
    pid: child.pid ?? 0,
    readyOrEnded,
    async ready() {
      const found = await readyOrEnded();
      if (typeof found === 'string') return found;
      throw new Error(`the centre ended with ${found.code ?? found.signal}: ${stdout}${stderr}`);
    },
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    get running() {
      return end === undefined;
    },
    stopReading() {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
    async end(signal) {
      if (end === undefined) child.kill(signal);
      return await exited;
    },
  };
}

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ccmm …` to its end. */
export async function runCcmm(home: string, args: readonly string[]): Promise<CommandEnd> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], {
    cwd: ROOT,
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

export interface Home {
  readonly path: string;
  /** Stops a database that was left running, and removes everything. */
  forget(): Promise<void>;
}

/** A fresh home: its owner's alone where the database's server runs as the same user, else to be entered by others too. */
export function freshHome(owner?: Person): Home {
  const folder = privateFolder('home');
  const rootsOwn = process.getuid?.() === 0 && owner === undefined;
  if (owner !== undefined) chownSync(folder.path, owner.uid, owner.gid);
  chmodSync(folder.path, rootsOwn ? 0o711 : 0o700);
  return {
    path: folder.path,
    async forget() {
      if (existsSync(join(folder.path, 'data', 'postmaster.pid')))
        await (await openEmbedded({ home: folder.path })).stop();
      folder.remove();
    },
  };
}

/** Looks into the database of a home whose centre is stopped. */
export async function inDatabase<T>(home: string, look: (client: Client) => Promise<T>): Promise<T> {
  const database = await openEmbedded({ home });
  const client = new Client(database.connection);
  try {
    await client.connect();
    return await look(client);
  } finally {
    await client.end();
    await database.stop();
  }
}

/** The process id of the home's database server. */
export function databasePid(home: string): number {
  return Number(readFileSync(join(homePaths(home).data, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Ports that a centre chose, as it keeps them. */
export function portsOf(home: string): { readonly web: number; readonly smtp: number; readonly customers: number } {
  return JSON.parse(readFileSync(join(home, 'ports.json'), 'utf8'));
}
