/**
 * Who owns a home: whoever holds a session advisory lock in its database. The lock lives as long as its connection, so a
 * killed owner gives it up by dying.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedDatabaseError } from './errors.ts';
import { readRunNote } from './home.ts';
import type { EmbeddedConnection } from './server.ts';
import { isAlive } from './start-lock.ts';

/** "ccmm" in ASCII, and the first of its locks. */
const OWNER_LOCK = [0x63636d6d, 1] as const;
const OWNER_NAME = 'ccmm owner';
/** A dead owner's session ends when the server notices; this is generous. */
const DEAD_OWNER_LIMIT_MS = 3_000;

/** The connection that holds the lock. */
export interface Ownership {
  /** Calls `listener` once when the connection ends by itself. */
  onLost(listener: () => void): void;
  release(): Promise<void>;
}

/** Takes the lock; throws `already-running`, with the owner's URL where it is known, when a living process holds it. */
export async function takeOwnership(connection: EmbeddedConnection, home: string): Promise<Ownership> {
  const client = new Client({
    ...connection,
    application_name: `${OWNER_NAME} ${process.pid}`,
    connectionTimeoutMillis: 5_000,
  });
  let lost = () => {};
  client.on('error', () => lost());
  client.on('end', () => lost());
  try {
    await client.connect();
    await client.query('SET idle_session_timeout = 0');
    await waitForLock(client, home);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return {
    onLost(listener) {
      lost = () => {
        lost = () => {};
        listener();
      };
    },
    async release() {
      lost = () => {};
      await client.end().catch(() => {});
    },
  };
}

async function waitForLock(client: Client, home: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 20) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
      ...OWNER_LOCK,
    ]);
    if (rows[0]?.taken === true) return;
    const pid = await ownerPid(client);
    if ((pid !== undefined && isAlive(pid)) || waitedMs >= DEAD_OWNER_LIMIT_MS) throw alreadyRunning(home, pid);
    await delay(20);
  }
}

/** The process that holds the lock, as its session calls itself. */
async function ownerPid(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2 AND objsubid = 2
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [...OWNER_LOCK],
  );
  const pid = Number(rows[0]?.name.slice(OWNER_NAME.length));
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function alreadyRunning(home: string, pid: number | undefined): EmbeddedDatabaseError {
  const note = readRunNote(home);
  if (note !== undefined && note.pid === pid) {
    return new EmbeddedDatabaseError('already-running', `already running: ${note.url}`, { url: note.url });
  }
  return new EmbeddedDatabaseError(
    'already-running',
    `already running: process ${pid ?? 'unknown'} uses ${home} and has not said where it is reached`,
  );
}
