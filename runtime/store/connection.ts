/**
 * Connections to PostgreSQL: how values come back, the pool for everything that is not the core, and the core's own sessions.
 *
 * INVARIANT: int8 comes back as a number and is refused beyond 2^53 - 1 instead of being rounded.
 * INVARIANT: a core session's time-outs are below the lease, so that a stuck commit cannot outlive it (decision 3).
 */
import pg from 'pg';
import type { Log } from '../center/index.ts';
import { asStoreError, DatabaseAway, maskUrl, StoreError } from './errors.ts';

/** Where the database is: a URL, or a socket folder or host with what goes with it. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

export type Connection = string | ConnectionSettings;

/** Anything that runs a statement: a pool, a client, a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

const INT8 = 20;
const INT8_ARRAY = 1016;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The database holds ${text}, which is beyond the integers this program keeps exactly.`);
  return value;
}

const types = {
  getTypeParser(oid: number) {
    if (oid === INT8) return safeInteger;
    if (oid === INT8_ARRAY)
      return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(safeInteger));
    return pg.types.getTypeParser(oid, 'text');
  },
} as pg.CustomTypesConfig;

/** The connection in words, without its password. */
export function describeConnection(connection: Connection): string {
  return typeof connection === 'string'
    ? maskUrl(connection)
    : `${connection.user}@${connection.host}${connection.port === undefined ? '' : `:${connection.port}`}/${connection.database}`;
}

export function clientConfig(connection: Connection, name: string): pg.ClientConfig {
  const where = typeof connection === 'string' ? { connectionString: connection } : { ...connection };
  return {
    ...where,
    types,
    application_name: name,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  };
}

/** The pool for mail and people. It survives the database's absence: each call connects anew when it has to. */
export function openPool(connection: Connection, log: Log, max = 8): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(connection, 'ccmm'),
    max,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    // The server ends a long statement by itself; one whose server fell silent ends here.
    query_timeout: 65_000,
  });
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection was lost'));
  // The pool listens to idle connections only. One that is lost in somebody's hands fails his query, and must not end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** One statement outside of a transaction, its errors put in the store's words. `what` completes "while …". */
export async function ask<Row extends pg.QueryResultRow>(
  db: Queryable,
  what: string,
  config: pg.QueryConfig,
): Promise<Row[]> {
  try {
    return (await db.query<Row>(config)).rows;
  } catch (error) {
    throw asStoreError(error, what);
  }
}

/** Runs `work` in a transaction of a pooled connection; a connection whose state is unknown never goes back to the pool. */
export async function transaction<Result>(
  pool: pg.Pool,
  what: string,
  work: (db: Queryable) => Promise<Result>,
): Promise<Result> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw asStoreError(error, what);
  }
  let broken = true;
  // A connection that breaks while it is out of the pool says so by this event, which ends the process when nobody listens; the
  // statement under way or the next one fails by itself.
  const lost = () => {};
  client.on('error', lost);
  try {
    await client.query('BEGIN');
    try {
      const result = await work(client);
      const end = await client.query('COMMIT');
      // A transaction that failed inside answers COMMIT with ROLLBACK.
      if (end.command !== 'COMMIT') throw new StoreError('database_refused', `The database rolled back ${what}.`);
      broken = false;
      return result;
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => {
          broken = false;
        },
        () => undefined,
      );
      throw error;
    }
  } catch (error) {
    throw asStoreError(error, what);
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

/**
 * One connection of the core, made when it is first needed and made again after a loss. Calls run one at a time, in order.
 */
export class CoreSession {
  readonly #config: pg.ClientConfig;
  readonly #limitMs: number;
  #client: pg.Client | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** `leaseMs`: every time-out of the session is half of it. */
  constructor(connection: Connection, name: string, leaseMs: number) {
    this.#limitMs = Math.max(100, Math.floor(leaseMs / 2));
    // Longer than the server's own limit: it only counts when the server fell silent, and no answer will come.
    this.#config = { ...clientConfig(connection, name), query_timeout: this.#limitMs + 1_000 };
  }

  /** Runs `work` alone on the connection. Any error that leaves the session's state unknown drops the connection. */
  run<Result>(what: string, work: (db: pg.Client) => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(async () => {
      try {
        return await work(await this.#connected(what));
      } catch (error) {
        const outward = asStoreError(error, what);
        if (!(outward instanceof StoreError)) this.drop();
        throw outward;
      }
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Ends after what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#tail;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #connected(what: string): Promise<pg.Client> {
    if (this.#closed) throw new DatabaseAway(what, 'the store is closed');
    if (this.#client !== undefined) return this.#client;
    const client = new pg.Client(this.#config);
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    try {
      await client.connect();
      await client.query(
        `set statement_timeout = ${this.#limitMs}; set idle_in_transaction_session_timeout = ${this.#limitMs};` +
          `set client_connection_check_interval = '1s'; set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3;` +
          // Every statement of the core goes by key. A plan made while a table was small must not read it whole when it has grown.
          `set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off`,
      );
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    return client;
  }

  /** Ends the connection, whatever its state; the next `run` makes a new one. */
  drop(): void {
    const client = this.#client;
    this.#client = undefined;
    // A transaction may be open on it; ending the connection is what rolls it back.
    client?.end().catch(() => undefined);
  }
}
