/**
 * Who runs a site (design decision 3): one row, one epoch. Whoever raises the epoch is the holder; commits of an older epoch find
 * no row. Time is the database's `clock_timestamp()` alone.
 *
 * INVARIANT: renewal leaves the epoch alone, so it does not wait for a commit (FOR NO KEY UPDATE beside FOR KEY SHARE); taking
 *   over changes it, so it does.
 */
import { type Connection, CoreSession } from './connection.ts';

export interface LeaseRequest {
  /** Who asks, for people: host and process id. */
  readonly holder: string;
  readonly leaseMs: number;
  /**
   * Take a lease that has not run out. Always safe, since the old holder is fenced; for a caller that knows the old one is dead
   * (it owns the embedded server), so that a restart need not wait.
   */
  readonly takeOver?: boolean;
}

/** What the lease's row says. `databaseAt`: the database's clock, microseconds, to compare with one's own (decision 1). */
export interface LeaseState {
  readonly epoch: number;
  readonly untilAt: number;
  readonly databaseAt: number;
}

export type AcquireResult =
  | ({ readonly held: true } & LeaseState)
  /** Another holder's lease runs until `untilAt`. */
  | { readonly held: false; readonly holder: string; readonly untilAt: number; readonly databaseAt: number };

interface Row {
  epoch: number;
  until_at: number;
  database_at: number;
  holder: string;
}

const micros = (time: string) => `(extract(epoch from ${time}) * 1000000)::bigint`;
const STATE = `epoch, holder, ${micros('until')} as until_at, ${micros('clock_timestamp()')} as database_at`;
const UNTIL = `clock_timestamp() + $3 * interval '1 millisecond'`;

/** The lease of one site, on a connection of its own. */
export class SiteLease {
  readonly #session: CoreSession;
  readonly #site: number;
  readonly #leaseMs: number;
  #epoch: number | undefined;

  constructor(connection: Connection, site: number, leaseMs: number) {
    this.#session = new CoreSession(connection, 'ccmm lease', leaseMs);
    this.#site = site;
    this.#leaseMs = leaseMs;
  }

  /** The epoch held as far as this process knows. */
  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** Takes the lease if it is free, run out, or `takeOver` says so. Waits for a commit of the old holder that is under way. */
  async acquire(holder: string, takeOver = false): Promise<AcquireResult> {
    return await this.#session.run('taking the site', async (db) => {
      const taken = await db.query<Row>(
        `insert into site_lease as l (site, epoch, holder, until) values ($1, 1, $2, ${UNTIL}) ` +
          `on conflict (site) do update set epoch = l.epoch + 1, holder = excluded.holder, until = ${UNTIL} ` +
          `where l.until <= clock_timestamp() or $4 returning ${STATE}`,
        [this.#site, holder, this.#leaseMs, takeOver],
      );
      const row = taken.rows[0];
      if (row !== undefined) {
        this.#epoch = row.epoch;
        return { held: true, ...stateOf(row) };
      }
      const other = await db.query<Row>(`select ${STATE} from site_lease where site = $1`, [this.#site]);
      const found = other.rows[0]!;
      return { held: false, holder: found.holder, untilAt: found.until_at, databaseAt: found.database_at };
    });
  }

  /** Puts the end off; undefined when another epoch has the site. A lease that ran out but that nobody took is renewed. */
  async renew(): Promise<LeaseState | undefined> {
    return await this.#onOwn(
      'renewing the lease',
      `update site_lease set until = ${UNTIL} where site = $1 and epoch = $2 returning ${STATE}`,
      [this.#leaseMs],
    );
  }

  /** What the row says of our epoch now; undefined when it is another's, or ran out. */
  async verify(): Promise<LeaseState | undefined> {
    return await this.#onOwn(
      'asking for the lease',
      `select ${STATE} from site_lease where site = $1 and epoch = $2 and until > clock_timestamp()`,
      [],
    );
  }

  /** Ends the lease now, so that the next holder need not wait. */
  async release(): Promise<void> {
    await this.#onOwn(
      'giving up the lease',
      `update site_lease set until = clock_timestamp() where site = $1 and epoch = $2 returning ${STATE}`,
      [],
    );
    this.#epoch = undefined;
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async #onOwn(what: string, text: string, more: readonly unknown[]): Promise<LeaseState | undefined> {
    const epoch = this.#epoch;
    if (epoch === undefined) return undefined;
    const rows = await this.#session.run(
      what,
      async (db) => (await db.query<Row>(text, [this.#site, epoch, ...more])).rows,
    );
    return rows[0] === undefined ? undefined : stateOf(rows[0]);
  }
}

function stateOf(row: Row): LeaseState {
  return { epoch: row.epoch, untilAt: row.until_at, databaseAt: row.database_at };
}
