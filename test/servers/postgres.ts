/** A throw-away PostgreSQL on the loopback, reached by URL. Nothing in it outlives the tests, so it does not fsync. */
import { randomBytes } from 'node:crypto';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { describePackage, installBinaries, locatePackage } from '../../runtime/store/embedded/binaries.ts';
import { chooseServerUser } from '../../runtime/store/embedded/server-user.ts';
import { freePorts, type PrivateFolder, privateFolder, runToEnd } from './private-folder.ts';

/** Whose programs: the embedded package's, those of another release of that package, or those of a folder. */
export type PostgresPrograms =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'package'; readonly root: string }
  | { readonly kind: 'folder'; readonly bin: string };

export interface TestPostgres {
  /** A role that may create databases, and its own database. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startPostgres(programs: PostgresPrograms): Promise<TestPostgres> {
  const folder = privateFolder('postgres');
  try {
    return await startIn(folder, programs);
  } catch (error) {
    folder.remove();
    throw error;
  }
}

async function startIn(folder: PrivateFolder, programs: PostgresPrograms): Promise<TestPostgres> {
  const data = join(folder.path, 'data');
  const user = chooseServerUser(data);
  const identity = user.isOther ? { uid: user.uid, gid: user.gid } : {};
  const bin = programFolder(programs, folder.path);
  if (user.isOther) chownSync(folder.path, user.uid, user.gid);
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder.path, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.isOther) chownSync(passwordFile, user.uid, user.gid);

  const run = (name: string, args: readonly string[]) =>
    runToEnd(join(bin, name), args, { ...identity, env: { PATH: '/usr/bin:/bin' } });
  const [port] = await freePorts(1);
  const access = ['-U', 'ccmm', '--pwfile', passwordFile, '-A', 'scram-sha-256'];
  await run('initdb', ['-D', data, ...access, '-E', 'UTF8', '--locale=C', '--no-sync']);
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    // Every worker has a file with a store or two of some ten connections each.
    max_connections: 300,
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  await run('pg_ctl', ['start', '-D', data, '-l', join(folder.path, 'log'), '-w', '-s', '-o', options.join(' ')]);
  await ordinaryRole(port!, password);
  return {
    url: `postgresql://tester:${password}@127.0.0.1:${port}/tester`,
    port: port!,
    async stop() {
      await run('pg_ctl', ['stop', '-D', data, '-m', 'immediate', '-w', '-s']);
      folder.remove();
    },
  };
}

/** A package's programs are copied: the server's user need not see the repository. */
function programFolder(programs: PostgresPrograms, target: string): string {
  if (programs.kind === 'folder') return programs.bin;
  const source = programs.kind === 'package' ? describePackage(programs.root) : locatePackage();
  return join(installBinaries(source, target, () => {}).folder, 'bin');
}

/** The tests work as a centre does: with a role that is not the superuser. */
async function ordinaryRole(port: number, password: string): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: 'ccmm', password, database: 'postgres' });
  await client.connect();
  await client.query(`CREATE ROLE tester LOGIN CREATEDB IN ROLE pg_monitor PASSWORD '${password}'`);
  await client.query('CREATE DATABASE tester OWNER tester');
  await client.end();
}
