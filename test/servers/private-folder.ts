/** A folder of a test server's own, which other users can enter: the servers drop their rights. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ended } from '../../runtime/store/embedded/ended.ts';

export const isRoot = process.getuid?.() === 0;

export interface PrivateFolder {
  readonly path: string;
  remove(): void;
}

export function privateFolder(name: string): PrivateFolder {
  const path = mkdtempSync(join(tmpdir(), `ccmm-${name}-`));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Ports of the loopback that the system gives; for servers that cannot be told to take port 0. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Tries `attempt` until it returns something; throws what `describe` says after `limitMs`. */
export async function eventually<T>(
  limitMs: number,
  describe: () => string,
  attempt: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  for (const endMs = performance.now() + limitMs; ; ) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (performance.now() > endMs) throw new Error(describe());
    await delay(20);
  }
}

/** Runs a program to its end; throws with what it said when it fails. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(program, args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const { code } = await ended(child);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${output}`);
  return output;
}
