/** Runs one of PostgreSQL's programs as the server's user, with an empty environment: neither language nor settings leak in. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { ended } from './ended.ts';
import { EmbeddedDatabaseError } from './errors.ts';
import type { ServerUser } from './server-user.ts';

/** Resolves when the program has ended; throws when it cannot be started at all. */
export async function runProgram(
  binaries: Binaries,
  name: 'initdb' | 'pg_ctl',
  args: readonly string[],
  user: ServerUser,
): Promise<{ readonly code: number; readonly output: string }> {
  const program = join(binaries.folder, 'bin', name);
  const identity = user.isOther ? { uid: user.uid, gid: user.gid } : {};
  const child = spawn(program, args, {
    ...identity,
    env: {},
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const { code, signal } = await ended(child).catch((cause: Error) => {
    throw cannotStart(program, user, cause);
  });
  return { code: code ?? 1, output: signal === null ? output : `${output}ended by ${signal}` };
}

function cannotStart(program: string, user: ServerUser, cause: Error): EmbeddedDatabaseError {
  const isForeign = (cause as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(program);
  return new EmbeddedDatabaseError(
    'binaries-do-not-run',
    isForeign
      ? `${program} does not run on this system (it needs glibc): set CCMM_DATABASE_URL to a PostgreSQL of yours.`
      : `${program} cannot be started as "${user.name}" (${cause.message}): the folder must allow programs (no noexec), and that user must be able to enter it.`,
    { cause },
  );
}
