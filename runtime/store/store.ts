/**
 * The store of one site: opened once, used by the shell (lease, commit, load), by mail (the ledger and the outbox) and by pages
 * (queries). Opening connects to nothing; every method rejects with DatabaseAway while the database cannot be reached and works
 * again when it can.
 */
import knex, { type Knex } from 'knex';
import type { ActivationRow, ContactRow, ImageRow, Log, Snapshot } from '../center/index.ts';
import type { MailStore } from '../center/mail-store.ts';
import { type Batch, type CommitEnd, commitBatch, type KnownFacts } from './commit.ts';
import { type Connection, CoreSession, describeConnection, openPool } from './connection.ts';
import { StoreError } from './errors.ts';
import { batchOutcome, type JournalBatch, pruneJournal, readJournal } from './journal.ts';
import { type AcquireResult, type LeaseState, SiteLease } from './lease.ts';
import { loadContact, loadSnapshot } from './load.ts';
import { mailStoreOf } from './mail/mail-store.ts';
import { checkSchema, type MigrationResult, migrate, QUIET, schemaVersion } from './migrate.ts';
import { findVersion, listVersions, loadVersion, pruneImages, type VersionLine } from './queries/versions.ts';
import { type Queries, queriesOf } from './queries.ts';

export interface StoreOptions {
  /** A `postgres:` URL, or where the embedded server is. One of the two. */
  readonly url?: string;
  readonly connection?: Exclude<Connection, string>;
  /** Which site of the database; 1 if absent. */
  readonly site?: number;
  /** Length of the site's lease; 10 s if absent. Renew at a third of it. */
  readonly leaseMs?: number;
  readonly log: Log;
}

/** A batch as the shell hands it over: site and epoch are the store's. */
export type BatchToCommit = Omit<Batch, 'site' | 'epoch'>;

export interface Store {
  readonly site: number;
  /** Where the database is, in words, without a password. */
  readonly database: string;

  /** Rejects with `schema_older` or `schema_newer` when the schema is not this program's. */
  checkSchema(): Promise<void>;
  schemaVersion(): Promise<number>;
  migrate(): Promise<MigrationResult>;

  /** Takes the site (decision 3). `takeOver`: although another's lease still runs, for a caller that knows the other is dead. */
  acquireLease(holder: string, options?: { readonly takeOver?: boolean }): Promise<AcquireResult>;
  /** Undefined: another process has the site; stop. */
  renewLease(): Promise<LeaseState | undefined>;
  verifyLease(): Promise<LeaseState | undefined>;
  releaseLease(): Promise<void>;

  /** Everything the core is made from. Call it after taking the lease. */
  loadSnapshot(): Promise<Snapshot>;
  /** One contact, also a closed one. */
  loadContact(id: number): Promise<ContactRow | undefined>;
  /** Commits one batch; never more than one at a time. Without the lease: `fenced`. */
  commit(batch: BatchToCommit): Promise<CommitEnd>;
  /** Every version that was activated, newest first, at most `limit` (1..200). */
  listVersions(limit: number): Promise<readonly VersionLine[]>;
  /** One version, with its image while that is kept. */
  loadVersion(
    number: number,
  ): Promise<{ readonly row: ActivationRow; readonly image: ImageRow | undefined } | undefined>;
  /** Number of the newest version with exactly this image and directory; undefined when it never was active. */
  findVersion(image: string, directory: string): Promise<number | undefined>;
  /** Lets go of images that nobody uses and that are of no recent version; says how many. */
  pruneImages(): Promise<number>;
  /** After `lost` with `unknown`: the batch if it is there. Committing the same batch again is right too: it then answers `repeated`. */
  outcome(seq: number): Promise<{ readonly epoch: number; readonly at: number } | undefined>;
  readJournal(after: number, limit: number): Promise<readonly JournalBatch[]>;
  /** Removes old journal rows, a bounded number; call until 0. */
  pruneJournal(beforeAt: number): Promise<number>;

  readonly mail: MailStore;
  readonly queries: Queries;

  /** Ends every connection after what is under way. The lease is not released by it. */
  close(): Promise<void>;
}

const LEASE_MS = 10_000;

/** Opens the store; see the file's head. Throws `bad_option` for options that contradict each other. */
export function openStore(options: StoreOptions): Store {
  const connection = connectionOf(options);
  const site = options.site ?? 1;
  const leaseMs = options.leaseMs ?? LEASE_MS;
  const database = describeConnection(connection);
  const pool = openPool(connection, options.log);
  const core = new CoreSession(connection, 'ccmm core', leaseMs);
  const lease = new SiteLease(connection, site, leaseMs);
  const db = knex({ client: 'pg', connectionPool: pool, log: QUIET } as Knex.Config);
  let known: KnownFacts = new Map();
  let closed: Promise<void> | undefined;

  const commit = async (batch: BatchToCommit): Promise<CommitEnd> => {
    const { epoch } = lease;
    if (epoch === undefined) return { kind: 'fenced' };
    try {
      return await core.run('committing a batch', async (client) => {
        const end = await commitBatch(client, { ...batch, site, epoch }, known);
        if (end.kind === 'lost') core.drop();
        return end;
      });
    } catch (error) {
      // Only connecting can fail here: nothing was sent.
      if ((error as { code?: unknown }).code === 'database_away')
        return { kind: 'lost', unknown: false, reason: (error as { reason: string }).reason };
      throw error;
    }
  };

  return {
    site,
    database,
    checkSchema: () => checkSchema(pool),
    schemaVersion: () => schemaVersion(pool),
    migrate: () => migrate(pool),
    acquireLease: async (holder, { takeOver = false } = {}) => {
      known = new Map();
      return await lease.acquire(holder, takeOver);
    },
    renewLease: () => lease.renew(),
    verifyLease: () => lease.verify(),
    releaseLease: () => lease.release(),
    loadSnapshot: async () => {
      const snapshot = await loadSnapshot(pool, site);
      known = new Map(snapshot.contacts.map((contact) => [contact.id, contact.facts]));
      return snapshot;
    },
    loadContact: (id) => loadContact(pool, site, id),
    commit,
    listVersions: (limit) => listVersions(pool, site, limit),
    loadVersion: (number) => loadVersion(pool, site, number),
    findVersion: (image, directory) => findVersion(pool, site, image, directory),
    pruneImages: () => pruneImages(pool),
    outcome: (seq) => batchOutcome(pool, site, seq),
    readJournal: (after, limit) => readJournal(pool, site, after, limit),
    pruneJournal: (beforeAt) => pruneJournal(pool, site, beforeAt),
    mail: mailStoreOf({ pool, site, epoch: () => lease.epoch }),
    queries: queriesOf({ db, site }),
    close: () => {
      closed ??= Promise.all([core.close(), lease.close(), db.destroy(), pool.end()]).then(() => undefined);
      return closed;
    },
  };
}

function connectionOf({ url, connection }: StoreOptions): Connection {
  if (url !== undefined && connection === undefined) return url;
  if (connection !== undefined && url === undefined) return connection;
  throw new StoreError('bad_option', 'The store needs either `url` or `connection`, and exactly one of them.');
}
