/**
 * The embedded database of a home, from nothing to a connection, and its care for as long as this process owns it.
 *
 * Order: home → whose server → programs → socket folder → [start lock: cluster → server] → database → ownership.
 * Adopting comes before owning on purpose: the lock is in the database.
 */
import { realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Binaries, installBinaries, locatePackage, removeOtherVersions } from './binaries.ts';
import { CENTRE_DATABASE, CENTRE_ROLE, ensureCluster } from './cluster.ts';
import { EmbeddedDatabaseError } from './errors.ts';
import { createHome, homePaths, removeRunNote } from './home.ts';
import { type Ownership, takeOwnership } from './owner.ts';
import {
  connectionTo,
  type EmbeddedConnection,
  ensureDatabase,
  ensureServer,
  type ServerPlace,
  stopServer,
} from './server.ts';
import { checkReachable, chooseServerUser } from './server-user.ts';
import { socketFolder } from './socket-folder.ts';
import { withStartLock } from './start-lock.ts';

/** What takes long enough to be shown, in the order in which it happens. */
export const EMBEDDED_STEPS = {
  copying: 'copying PostgreSQL’s programs',
  creating: 'creating the database',
  starting: 'starting the database',
} as const;

export type EmbeddedStep = keyof typeof EMBEDDED_STEPS;

export interface EmbeddedOptions {
  /** From `resolveHome`. */
  readonly home: string;
  /** What an operator should read: a server that went away and came back. */
  readonly log?: (message: string) => void;
  readonly progress?: (step: EmbeddedStep) => void;
  /** Told once when this process has lost the home to another one for good. */
  readonly onLost?: (error: EmbeddedDatabaseError) => void;
  /** The programs to run instead of the installed package's. */
  readonly binaries?: Binaries;
}

/** An owned database. A server that dies is started again; connections of yours are then to be made anew. */
export interface EmbeddedDatabase {
  readonly connection: EmbeddedConnection;
  /** As the server calls itself, for example `18.4`. */
  readonly version: string;
  /** Whether the server was left running by an earlier owner. */
  readonly adopted: boolean;
  /** Cuts all connections, writes everything out and ends the server; under 5 s. */
  stop(): Promise<void>;
}

/** Opens and owns the home's database; throws EmbeddedDatabaseError, `already-running` when another process owns it. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const place = preparePlace(options);
  const { ownership, ...server } = await startAndOwn(place, options);
  removeRunNote(place.paths.home); // The last owner's; ours follows when we can be reached.
  removeOtherVersions(place.paths.binaries, place.binaries);
  const care = takeCare(place, options, ownership);
  return { connection: connectionTo(place, CENTRE_ROLE, CENTRE_DATABASE), ...server, stop: care.stop };
}

function preparePlace(options: EmbeddedOptions): ServerPlace {
  createHome(options.home);
  const paths = homePaths(realpathSync(options.home));
  const user = chooseServerUser(paths.data);
  checkReachable(paths.home, user);
  const source = options.binaries ?? locatePackage();
  const binaries = installBinaries(source, paths.binaries, () => options.progress?.('copying'));
  return { paths, binaries, user, socketFolder: socketFolder(paths.socketFolder, user) };
}

async function startAndOwn(place: ServerPlace, { progress }: EmbeddedOptions) {
  return await withStartLock(place.paths.startLock, async () => {
    await ensureCluster(place.paths, place.binaries, place.user, () => progress?.('creating'));
    const server = await ensureServer(place, () => progress?.('starting'));
    await ensureDatabase(place);
    const connection = connectionTo(place, CENTRE_ROLE, CENTRE_DATABASE);
    return { ...server, ownership: await takeOwnership(connection, place.paths.home) };
  });
}

/** Keeps the server running and owned until `stop`. */
function takeCare(place: ServerPlace, options: EmbeddedOptions, first: Ownership): { stop(): Promise<void> } {
  let ownership = first;
  let owned = true;
  const stopping = new AbortController();
  let recovery = Promise.resolve();

  const watch = () => ownership.onLost(() => (recovery = recover()));
  const recover = async () => {
    await ownership.release();
    for (let waitMs = 20; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
      options.log?.('the embedded database is away; starting it again');
      try {
        ({ ownership } = await startAndOwn(place, { home: options.home }));
        options.log?.('the embedded database is back');
        watch();
        return;
      } catch (error) {
        if (error instanceof EmbeddedDatabaseError && error.code === 'already-running') {
          owned = false;
          options.onLost?.(error);
          return;
        }
        options.log?.(`the embedded database does not come back: ${(error as Error).message}`);
        await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };
  watch();

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    await recovery;
    if (!owned) return;
    ownership.onLost(() => {});
    await stopServer(place); // Under the lock still: nobody may adopt what is being stopped.
    await ownership.release();
  };
  return { stop: () => (stopped ??= stop()) };
}
