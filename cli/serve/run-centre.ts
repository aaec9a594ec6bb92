/**
 * `ccmm serve`: everything of one centre in one process. The pages and the mail port answer before the database does, with what is
 * going on; `ready:` is printed when recovery is done.
 */
import { randomBytes } from 'node:crypto';
import {
  type CenterOptions,
  createContactCenter,
  EMBEDDED_STEPS,
  EmbeddedDatabaseError,
  type Log,
  openEmbedded,
  openStore,
  readRunNote,
  removeRunNote,
  resolveHome,
  secretsFrom,
  systemClock,
  writeRunNote,
} from '../../runtime/index.ts';
import { webhookPresenter } from '../../runtime/presentation/index.ts';
import { createHome } from '../../runtime/store/embedded/home.ts';
import { createServer } from '../../server/index.ts';
import type { Directory } from '../../vm/index.ts';
import { compileFolder } from '../compile-folder.ts';
import { colour, EXIT, type Exit, Failure, print } from '../outcome.ts';
import { readRunFile } from '../running-centre.ts';
import { openDemo } from './demo.ts';
import { asListenFailure } from './listen-failure.ts';
import { type LogLevel, serveLog } from './log.ts';
import { choosePorts, keepPorts } from './ports.ts';

export interface RunOptions {
  readonly dir: string;
  readonly home: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly migrate: boolean;
  readonly listen: { readonly host: string; readonly port: number | undefined };
  readonly smtp: { readonly host: string; readonly port: number | undefined };
  readonly smtpAllow: readonly string[];
  readonly names: readonly string[];
  readonly behindProxy: boolean;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly demo: boolean;
  readonly secondTier: boolean;
  readonly logLevel: LogLevel;
}

/** A stop takes no longer: what is not finished then is as after a crash, which loses nothing. */
const STOP_LIMIT_MS = 4_000;
const STOP_GRACE_MS = 500;

export async function runCentre(options: RunOptions): Promise<Exit> {
  const log = serveLog(options.logLevel);
  const compiled = await compileFolder(options.dir, { show: 'errors' });
  const home = options.home ?? resolveHome(process.env);
  const progress = (text: string) => void process.stderr.write(colour('dim', `${text} …\n`, process.stderr));
  const stopping = stopSignal();
  outliveReaders();

  const database = await openDatabase(options, home, (message) => log.warn({}, message), progress);
  if ('running' in database) {
    print(`already running: ${database.running}`);
    const other = (await readRunFile(home).catch(() => undefined))?.centre;
    if (other !== undefined && other !== compiled.sources.folder)
      throw new Failure(
        'other_centre',
        `${home} is the home of ${other}, which runs; give ${compiled.sources.folder} its own with --home or CCMM_HOME`,
      );
    return options.demo ? EXIT.ok : EXIT.failed;
  }
  const ends = createEnds(log);
  try {
    ends.add(() => database.stop());
    if (!stopping.stopped) await run(options, { log, compiled, home, stopping, database, ends });
    process.stderr.write(colour('dim', 'stopping; contacts stay where they are\n', process.stderr));
  } catch (error) {
    throw asListenFailure(error);
  } finally {
    await withLimit(ends.all(), STOP_LIMIT_MS);
    // Nothing should be left that holds the event loop; if something does, it must not hold the exit.
    setTimeout(() => process.exit(), STOP_GRACE_MS).unref();
  }
  return EXIT.ok;
}

interface Run {
  readonly log: Log;
  readonly compiled: Awaited<ReturnType<typeof compileFolder>>;
  readonly home: string;
  readonly stopping: ReturnType<typeof stopSignal>;
  readonly database: Exclude<OpenDatabase, { readonly running: string }>;
  readonly ends: Ends;
}

/** Opens everything above the database and waits for the stop; `ends` closes what was opened, also after a failure half-way. */
async function run(options: RunOptions, { log, compiled, home, stopping, database, ends }: Run): Promise<void> {
  const { directory } = compiled;
  // With a database by URL nothing else has made the home.
  createHome(home);
  const ports = await choosePorts(
    home,
    { web: options.listen.host, smtp: options.smtp.host, customers: '127.0.0.1' },
    {
      ...(options.listen.port === undefined ? {} : { web: options.listen.port }),
      ...(options.smtp.port === undefined ? {} : { smtp: options.smtp.port }),
    },
  );
  const store = openStore({ ...database.where, log });
  ends.add(() => store.close());
  const demo = options.demo ? await openDemo({ home, log, ports, directory }) : undefined;
  if (demo) ends.add(() => demo.stop());
  const webhooks = await openWebhooks(compiled, log);
  const center = createContactCenter({
    program: compiled.program,
    directory: demo?.directory ?? directory,
    ...(demo ? { adapt: (given: Directory) => demo.adapt(given) } : {}),
    scripts: compiled.sources.scripts,
    folder: compiled.sources.folder,
    store,
    ownsDatabase: database.embedded,
    migrate: database.embedded || options.migrate,
    clock: systemClock,
    log,
    secondTier: options.secondTier,
    ...smtpOf(options, directory, ports.smtp),
    presenters: [...(demo ? [demo.terminal] : []), ...webhooks],
  });
  ends.add(() => center.stop());
  const token = randomBytes(32).toString('base64url');
  const server = createServer({
    center,
    clock: systemClock,
    log,
    listen: { host: options.listen.host, port: ports.web },
    names: options.names,
    webhooks: Object.fromEntries(webhooks.map((webhook) => [webhook.name.replace(/^webhook:/, ''), webhook])),
    behindProxy: options.behindProxy,
    operatorToken: token,
    ...(options.tls ? { tls: options.tls } : {}),
    ...(demo ? { demo: demo.mailbox } : {}),
  });
  ends.add(() => server.stop());
  await demo?.start();
  await server.start();
  await keepPorts(home, ports);
  writeRunNote(home, { url: server.url, pid: process.pid, token, centre: compiled.sources.folder });
  ends.add(() => {
    // Two processes of one home are possible with a database by URL: each takes away its own note.
    if (readRunNote(home)?.pid === process.pid) removeRunNote(home);
  });
  await Promise.race([center.start(), stopping.promise]);
  if (!stopping.stopped && demo) await Promise.race([demo.afterStart(center), stopping.promise]);
  if (!stopping.stopped) {
    print(`ready: ${server.url}`);
    if (center.startNote !== undefined)
      process.stderr.write(
        `${colour('yellow', 'warning:', process.stderr)} ${center.startNote.message} [${center.startNote.code}]\n`,
      );
    const smtp = center.smtpAddress();
    if (smtp) print(`mail for ${smtpAddresses(directory).join(', ')}: SMTP at ${smtp.host}:${smtp.port}`);
    if (demo) for (const line of demo.lines(server.url)) print(line);
    else print('a password for an agent: ccmm agent password <login>');
  }
  await stopping.promise;
}

const smtpAddresses = (directory: Directory) =>
  directory.mailboxes.filter((mailbox) => mailbox.source.kind === 'smtp').map((mailbox) => mailbox.address);

function smtpOf(options: RunOptions, directory: Directory, port: number): Pick<CenterOptions, 'smtp'> {
  if (smtpAddresses(directory).length === 0) return {};
  return {
    smtp: {
      host: options.smtp.host,
      port,
      ...(options.tls ? { tls: options.tls } : {}),
      ...(options.smtpAllow.length > 0 ? { allow: options.smtpAllow } : {}),
    },
  };
}

async function openWebhooks({ directory, sources }: Run['compiled'], log: Log) {
  const readSecret = secretsFrom(process.env, sources.folder);
  return await Promise.all(
    (directory.presentation.webhooks ?? []).map(async ({ name, url, secret }) =>
      webhookPresenter({ name, url, secret: await readSecret(secret), clock: systemClock, log }),
    ),
  );
}

/** What is to be ended, newest first, each whatever became of the others. */
interface Ends {
  add(end: () => void | Promise<void>): void;
  all(): Promise<void>;
}

function createEnds(log: Log): Ends {
  const ends: (() => void | Promise<void>)[] = [];
  return {
    add: (end) => void ends.push(end),
    async all() {
      for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
        try {
          await end();
        } catch (error) {
          log.error({ error }, 'a part did not stop well');
        }
      }
    },
  };
}

type Where = Pick<Parameters<typeof openStore>[0], 'url' | 'connection'>;
type OpenDatabase =
  | { readonly where: Where; readonly embedded: boolean; stop(): Promise<void> }
  | { readonly running: string };

async function openDatabase(
  options: RunOptions,
  home: string,
  log: (message: string) => void,
  progress: (text: string) => void,
): Promise<OpenDatabase> {
  if (options.databaseUrl !== undefined)
    return { where: { url: options.databaseUrl }, embedded: false, stop: async () => {} };
  try {
    const embedded = await openEmbedded({ home, log, progress: (step) => progress(EMBEDDED_STEPS[step]) });
    return { where: { connection: embedded.connection }, embedded: true, stop: () => embedded.stop() };
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError && error.code === 'already-running')
      return { running: readRunNote(home)?.url ?? '(its address is not known yet)' };
    throw error;
  }
}

/** SIGINT and SIGTERM, once: a second one is not needed, because a stop is short. */
function stopSignal(): { readonly promise: Promise<void>; readonly stopped: boolean } {
  let stopped = false;
  const promise = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        stopped = true;
        resolve();
      });
  });
  return {
    promise,
    get stopped() {
      return stopped;
    },
  };
}

/** Whoever reads what is said may go (`| head`, a terminal that is closed); the centre goes on, and still stops in order. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => {});
  }
}

async function withLimit(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      process.stderr.write('the stop took too long and was cut; nothing is lost\n');
      resolve();
      // What still holds the event loop must not hold the exit.
      setImmediate(() => process.exit(EXIT.ok));
    }, limitMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
