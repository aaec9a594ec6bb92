import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Binaries, installBinaries, locatePackage } from './binaries.ts';
import {
  type EmbeddedConnection,
  type EmbeddedDatabase,
  type EmbeddedOptions,
  openEmbedded,
  readRunNote,
  resolveHome,
  writeRunNote,
} from './index.ts';

const isRoot = process.getuid?.() === 0;
/** A user who owns nothing; only root can become him. */
const NOBODY = 65534;

let folder: string;
let shared: Binaries;
/** A cluster that was stopped, to be copied: creating one has its own tests. */
let template: string;
const open: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ccmm-embedded-'));
  chmodSync(folder, 0o755);
  shared = installBinaries(locatePackage(), join(folder, 'programs'), () => {});
  await (await openEmbedded({ home: emptyHome('template') })).stop();
  template = join(folder, 'template', 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(open.splice(0).map((database) => database.stop()));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A home with programs and nothing else. */
function emptyHome(name: string): string {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  for (const path of [join(home, '..'), home]) chmodSync(path, 0o755);
  symlinkSync(join(folder, 'programs'), join(home, 'postgresql'));
  return home;
}

let cases = 0;
const caseName = (name: string) => join(`case-${++cases}`, name);

/** A home that was in use before. */
function usedHome(name = 'home'): string {
  const home = emptyHome(caseName(name));
  execFileSync('cp', ['-Rp', template, join(home, 'data')]);
  return home;
}

async function opened(home: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDatabase> {
  const database = await openEmbedded({ home, ...options });
  open.push(database);
  return database;
}

async function query(connection: EmbeddedConnection, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that runs `program` with `openEmbedded` at hand; resolves with its first line. */
async function elsewhere(program: string): Promise<{ child: ChildProcess; firstLine: string }> {
  const module = JSON.stringify(new URL('./index.ts', import.meta.url).href);
  const source = `import { openEmbedded } from ${module};\n${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const exit = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`ended with ${code} before its first line`)),
  );
  const [firstLine] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exit]);
  exit.catch(() => {});
  return { child, firstLine };
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const opensAndStays = (home: string) => `
  const { connection, adopted } = await openEmbedded({ home: ${JSON.stringify(home)} });
  console.log(JSON.stringify({ connection, adopted }));
  setInterval(() => {}, 60_000);`;

describe('the embedded database', () => {
  it('starts from nothing, speaks UTF-8, and has no network port', async () => {
    const steps: string[] = [];
    const { connection, adopted, version } = await opened(emptyHome(caseName('home')), {
      progress: (step) => steps.push(step),
    });
    expect(adopted).toBe(false);
    expect(version).toMatch(/^18\.\d+$/);
    expect(steps).toEqual(['creating', 'starting']);
    expect(
      await query(
        connection,
        `SELECT current_user::text AS role, current_setting('listen_addresses') AS tcp, current_setting('fsync') AS fsync,
                pg_encoding_to_char(encoding) AS encoding, datlocale AS locale, inet_server_port() AS port,
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super
           FROM pg_database WHERE datname = current_database()`,
      ),
    ).toEqual([{ role: 'ccmm', tcp: '', fsync: 'on', encoding: 'UTF8', locale: 'C.UTF-8', port: null, super: false }]);
  });

  it('keeps what was committed over a stop and a start', async () => {
    const home = usedHome();
    const first = await opened(home);
    await query(first.connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(existsSync(join(home, 'data', 'postmaster.pid'))).toBe(false);
    const second = await opened(home);
    expect(second.adopted).toBe(false);
    expect(await query(second.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('adopts the server that a killed owner left behind', async () => {
    const home = usedHome();
    const { child, firstLine } = await elsewhere(opensAndStays(home));
    const { connection } = JSON.parse(firstLine);
    await query(connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const [{ pid: server } = {}] = await query(connection, `SELECT pg_postmaster_start_time()::text AS pid`);
    await killed(child);
    const again = await opened(home);
    expect(again.adopted).toBe(true);
    expect(await query(again.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await query(again.connection, 'SELECT pg_postmaster_start_time()::text AS pid')).toEqual([{ pid: server }]);
  });

  it('refuses a second owner and says where the first is reached', async () => {
    const home = usedHome();
    await opened(home);
    await expect(openEmbedded({ home })).rejects.toMatchObject({ code: 'already-running', url: undefined });
    writeRunNote(home, { url: 'http://127.0.0.1:1', pid: process.pid });
    expect(statSync(join(home, 'run.json')).mode & 0o777).toBe(0o600);
    await expect(openEmbedded({ home })).rejects.toMatchObject({
      code: 'already-running',
      message: 'already running: http://127.0.0.1:1',
      url: 'http://127.0.0.1:1',
    });
  });

  it('forgets the note of an owner that is gone', async () => {
    const home = usedHome();
    writeRunNote(home, { url: 'http://127.0.0.1:1', pid: 1 });
    await opened(home);
    expect(readRunNote(home)).toBeUndefined();
  });

  it('lets one of two first starts win and refuses the other', async () => {
    const home = emptyHome(caseName('home'));
    const source = `
      const outcome = await openEmbedded({ home: ${JSON.stringify(home)} }).then(() => 'owner', (error) => error.code);
      console.log(outcome);
      if (outcome === 'owner') setInterval(() => {}, 60_000);`;
    const both = await Promise.all([elsewhere(source), elsewhere(source)]);
    expect(both.map(({ firstLine }) => firstLine).sort()).toEqual(['already-running', 'owner']);
    expect(readdirSync(home).filter((name) => name.startsWith('data'))).toEqual(['data']);
    for (const { child } of both) if (child.exitCode === null) await killed(child);
    await opened(home);
  });

  it('starts the server again when it dies under its owner', async () => {
    const home = usedHome();
    const messages: string[] = [];
    const back = Promise.withResolvers<void>();
    const { connection } = await opened(home, {
      log: (message) => {
        messages.push(message);
        if (message.endsWith('is back')) back.resolve();
      },
    });
    await query(connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(Number.parseInt(readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
    await back.promise;
    expect(await query(connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await expect(openEmbedded({ home })).rejects.toMatchObject({ code: 'already-running' });
  });

  it('creates the data anew after a creation that was killed', async () => {
    const home = emptyHome(caseName('home'));
    const { child, firstLine } = await elsewhere(`
      await openEmbedded({ home: ${JSON.stringify(home)}, progress: (step) => step === 'creating' && console.log(step) });`);
    expect(firstLine).toBe('creating');
    await killed(child);
    mkdirSync(join(home, 'data.new-0'));
    writeFileSync(join(home, 'data.new-0', 'PG_VERSION'), '18\n');
    const { connection } = await opened(home);
    expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(home).filter((name) => name.startsWith('data'))).toEqual(['data']);
  });

  it('puts the socket elsewhere when its path would be too long', async () => {
    const home = usedHome('a'.repeat(100));
    const { connection } = await opened(home);
    expect(connection.host.startsWith(home)).toBe(false);
    expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    rmSync(connection.host, { recursive: true });
  });

  it('refuses a folder for the socket that others can enter', async () => {
    const home = usedHome();
    mkdirSync(join(home, 'run'));
    chmodSync(join(home, 'run'), 0o777);
    await expect(openEmbedded({ home })).rejects.toMatchObject({ code: 'socket-folder-unsafe' });
  });

  it('starts although the numbers in its lock files belong to another process by now', async () => {
    const home = usedHome();
    await (await opened(home)).stop();
    const lock = `${process.pid}\n${join(home, 'data')}\n1\n5432\n`;
    writeFileSync(join(home, 'data', 'postmaster.pid'), `${lock}\n\n`);
    writeFileSync(join(home, 'run', '.s.PGSQL.5432.lock'), lock);
    const { adopted, connection } = await opened(home);
    expect(adopted).toBe(false);
    expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses the data of another major version and leaves it alone', async () => {
    const home = usedHome();
    await (await opened(home)).stop();
    const versionFile = join(home, 'data', 'PG_VERSION');
    writeFileSync(versionFile, '17\n');
    const refusal = openEmbedded({ home });
    await expect(refusal).rejects.toMatchObject({ code: 'data-incompatible' });
    await expect(refusal).rejects.toThrow(/written by PostgreSQL 17, and this release brings 18/);
    expect(readFileSync(versionFile, 'utf8')).toBe('17\n');
  });

  it('copies its programs once, whole, with the links that the package cannot hold', async () => {
    const home = join(folder, 'copied', 'home');
    const steps: string[] = [];
    await (await opened(home, { progress: (step) => steps.push(step) })).stop();
    expect(steps).toEqual(['copying', 'creating', 'starting']);
    const version = join(home, 'postgresql', shared.packageVersion);
    if (process.platform === 'linux') expect(existsSync(join(version, 'lib', 'libpq.so.5'))).toBe(true);
    expect(readdirSync(join(home, 'postgresql'))).toEqual([shared.packageVersion]);
    mkdirSync(join(home, 'postgresql', '18.0.0'));
    steps.length = 0;
    await opened(home, { progress: (step) => steps.push(step) });
    expect(steps).toEqual(['starting']);
    expect(readdirSync(join(home, 'postgresql'))).toEqual([shared.packageVersion]);
  });

  if (isRoot) {
    it('names the folder that shuts the server’s user out', async () => {
      const shut = mkdtempSync(join(folder, 'shut-'));
      await expect(openEmbedded({ home: join(shut, 'home') })).rejects.toMatchObject({ code: 'home-unreachable' });
      await expect(openEmbedded({ home: join(shut, 'home') })).rejects.toThrow(`${shut} cannot be entered by the user`);
    });

    it('runs for an ordinary user as himself, and root may look after it', async () => {
      const home = emptyHome(caseName('home'));
      chownSync(home, NOBODY, NOBODY);
      const { child, firstLine } = await elsewhere(`
        process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});
        const options = { home: ${JSON.stringify(home)}, binaries: ${JSON.stringify(shared)} };
        const { connection, adopted } = await openEmbedded(options);
        console.log(JSON.stringify({ connection, adopted }));
        setInterval(() => {}, 60_000);`);
      const { connection } = JSON.parse(firstLine);
      expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await killed(child);
      expect((await opened(home)).adopted).toBe(true);
    });
  }
});

describe('the home', () => {
  it('is what CCMM_HOME says, else the user’s data folder', () => {
    expect(resolveHome({ CCMM_HOME: '/srv/centre' })).toBe('/srv/centre');
    const usual = (path: string) => (isRoot ? '/var/lib/ccmm' : path);
    expect(resolveHome({ HOME: '/home/ana', CCMM_HOME: '' })).toBe(usual('/home/ana/.local/share/ccmm'));
    expect(resolveHome({ HOME: '/home/ana', XDG_DATA_HOME: '/data' })).toBe(usual('/data/ccmm'));
    expect(resolveHome({ HOME: '/home/ana', XDG_DATA_HOME: 'relative' })).toBe(usual('/home/ana/.local/share/ccmm'));
  });
});
