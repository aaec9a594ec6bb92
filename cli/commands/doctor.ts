import { access, constants, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, resolve } from 'node:path';
import { compileCentre } from '../../compiler/centre/index.ts';
import {
  findCentreFolder,
  openStore,
  quietLog,
  readCentreFolder,
  resolveHome,
  SCHEMA_VERSION,
  secretsFrom,
} from '../../runtime/index.ts';
import type { Directory } from '../../vm/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { databaseFailure } from '../database-failure.ts';
import { formatOption, homeOption } from '../options.ts';
import { colour, EXIT, type Format, print, printJson } from '../outcome.ts';
import { readRunFile } from '../running-centre.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'wrong' | 'unknown';
  /** What was found, and what to do when it is wrong. */
  readonly detail: string;
}

interface Options {
  readonly home?: string;
  readonly database?: string;
  readonly format: Format;
}

const CONNECT_LIMIT_MS = 5_000;
/** Below, a database soon stops. */
const DISK_BYTES_MIN = 1024 * 1024 * 1024;

export const define: DefineCommand = (command) =>
  command
    .argument('[dir]', "the centre's folder", '.')
    .addOption(homeOption())
    .option('--database <url>', 'your own PostgreSQL (default: $CCMM_DATABASE_URL)')
    .addOption(formatOption())
    .action(async (dir: string, options: Options) => {
      const findings = [
        node(),
        await home(options),
        await disk(options),
        await database(options),
        ...(await centre(dir)),
      ];
      if (options.format === 'json') printJson({ findings });
      else for (const { check, state, detail } of findings) print(`${mark(state)} ${check}: ${detail}`);
      process.exitCode = findings.some((finding) => finding.state === 'wrong') ? EXIT.failed : EXIT.ok;
    });

const mark = (state: Finding['state']) =>
  state === 'ok'
    ? colour('green', 'ok     ')
    : state === 'wrong'
      ? colour('red', 'wrong  ')
      : colour('yellow', 'unknown');

function node(): Finding {
  return { check: 'Node.js', state: 'ok', detail: `${process.versions.node} on ${process.platform} ${process.arch}` };
}

const homeOf = (options: Options) => options.home ?? resolveHome(process.env);

async function home(options: Options): Promise<Finding> {
  const folder = homeOf(options);
  const run = await readRunFile(folder).catch(() => undefined);
  const closed = run === undefined ? await unwritable(folder) : undefined;
  if (closed !== undefined)
    return {
      check: 'home',
      state: 'wrong',
      detail: `${folder}: this user may not write in ${closed}; set CCMM_HOME to a folder that you may write`,
    };
  if (run === undefined) return { check: 'home', state: 'ok', detail: `${folder}; no centre runs there` };
  const lives = isAlive(run.pid);
  return {
    check: 'home',
    state: 'ok',
    detail: lives
      ? `${folder}; a centre runs at ${run.url} (process ${run.pid})`
      : `${folder}; a centre ran there and was killed; the next start goes on where it was`,
  };
}

/** The nearest folder at or above `folder` that is there, when this user may not write in it. */
async function unwritable(folder: string): Promise<string | undefined> {
  for (let there = resolve(folder); ; there = dirname(there)) {
    const problem = await access(there, constants.W_OK | constants.X_OK).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (problem === undefined) return undefined;
    if (problem !== 'ENOENT' || there === dirname(there)) return there;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function disk(options: Options): Promise<Finding> {
  for (let folder = homeOf(options); ; folder = folder.slice(0, folder.lastIndexOf('/')) || '/') {
    const found = await statfs(folder).catch(() => undefined);
    if (found === undefined && folder !== '/') continue;
    if (found === undefined)
      return { check: 'disk', state: 'unknown', detail: `the free space of ${homeOf(options)} cannot be read` };
    const free = found.bavail * found.bsize;
    const gigabytes = (free / 1024 ** 3).toFixed(1);
    return free < DISK_BYTES_MIN
      ? { check: 'disk', state: 'wrong', detail: `${gigabytes} GB free at ${folder}; make at least 1 GB free` }
      : { check: 'disk', state: 'ok', detail: `${gigabytes} GB free at ${folder}` };
  }
}

async function database(options: Options): Promise<Finding> {
  const url = options.database ?? process.env.CCMM_DATABASE_URL;
  if (url === undefined || url === '')
    return { check: 'database', state: 'ok', detail: 'the embedded PostgreSQL; ccmm serve makes and starts it' };
  const store = openStore({ url, log: quietLog });
  try {
    const version = await store.schemaVersion();
    if (version === SCHEMA_VERSION)
      return { check: 'database', state: 'ok', detail: `${store.database}, schema version ${version}` };
    const next = version < SCHEMA_VERSION ? 'run ccmm migrate' : 'use the newer ccmm';
    return {
      check: 'database',
      state: 'wrong',
      detail: `${store.database} has schema version ${version}, this ccmm needs ${SCHEMA_VERSION}; ${next}`,
    };
  } catch (error) {
    return { check: 'database', state: 'wrong', detail: databaseFailure(error, url).message };
  } finally {
    await store.close();
  }
}

async function centre(dir: string): Promise<readonly Finding[]> {
  const folder = await findCentreFolder(dir);
  if (folder === undefined)
    return [
      {
        check: 'centre',
        state: 'unknown',
        detail: `no center.yaml in or above ${dir}; give a centre's folder to check it too`,
      },
    ];
  const { directory, diagnostics } = compileCentre(await readCentreFolder(folder));
  const errors = diagnostics.filter((diagnostic) => diagnostic.level === 'error').length;
  const own: Finding =
    errors === 0
      ? { check: 'centre', state: 'ok', detail: `${folder} is valid` }
      : {
          check: 'centre',
          state: 'wrong',
          detail: `${folder} has ${errors} error${errors === 1 ? '' : 's'}; ccmm validate ${dir} shows them`,
        };
  return directory === undefined
    ? [own]
    : [own, ...(await secretsOf(directory, folder)), ...(await serversOf(directory))];
}

async function secretsOf(directory: Directory, folder: string): Promise<readonly Finding[]> {
  const references = [
    ...directory.mailboxes.flatMap((box) => [
      box.source.kind === 'imap' ? box.source.password : undefined,
      box.outgoing?.password,
    ]),
    ...directory.providers.map((provider) => provider.secret),
  ].filter((reference) => reference !== undefined);
  const read = secretsFrom(process.env, folder);
  return await Promise.all(
    [...new Set(references)].map(async (reference): Promise<Finding> => {
      const problem = await read(reference).then(
        () => undefined,
        (error: Error) => error.message,
      );
      return problem === undefined
        ? { check: `secret ${reference}`, state: 'ok', detail: 'there' }
        : { check: `secret ${reference}`, state: 'wrong', detail: problem };
    }),
  );
}

async function serversOf(directory: Directory): Promise<readonly Finding[]> {
  const servers = new Map<string, { readonly host: string; readonly port: number }>();
  for (const { name, source, outgoing } of directory.mailboxes) {
    if (source.kind === 'imap') servers.set(`IMAP of ${name}`, source);
    if (outgoing !== undefined) servers.set(`outgoing mail of ${name}`, outgoing);
    else servers.set(`outgoing mail of ${name}`, { host: '', port: 0 });
  }
  return await Promise.all(
    [...servers].map(async ([check, { host, port }]): Promise<Finding> => {
      if (host === '')
        return {
          check,
          state: 'unknown',
          detail: 'no server; answers stay not sent until center.yaml gives the mailbox an outgoing server',
        };
      const problem = await tryConnection(host, port);
      return problem === undefined
        ? { check, state: 'ok', detail: `${host}:${port} answers` }
        : { check, state: 'wrong', detail: `${host}:${port}: ${problem}; check host, port and firewall` };
    }),
  );
}

function tryConnection(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_LIMIT_MS });
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(`no answer within ${CONNECT_LIMIT_MS / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
