/**
 * Holding a site (design decision 3): take the lease when it is free, renew it in time, say when it is gone. Fencing by the
 * epoch keeps two holders apart whatever the clocks do; this only keeps the wait between them short.
 */
import type { Clock, Log } from './center/ports.ts';

export interface LeaseMoment {
  readonly epoch: number;
  readonly untilAt: number;
  /** The database's clock, microseconds. */
  readonly databaseAt: number;
}

/** The store's lease of one site. */
export interface Lease {
  acquire(
    holder: string,
    takeOver?: boolean,
  ): Promise<
    | ({ readonly held: true } & LeaseMoment)
    | { readonly held: false; readonly holder: string; readonly untilAt: number; readonly databaseAt: number }
  >;
  renew(): Promise<LeaseMoment | undefined>;
  release(): Promise<void>;
}

/** The lease's length: a crashed node is replaced within it; five renewals may fail before it runs out. */
export const LEASE_MS = 10_000;
const RENEW_MS = 2_000;
const RETRY_MS = 1_000;
/** Clocks that differ by more raise an alarm (decision 1). */
export const CLOCK_SKEW_MS = 1_000;

export interface LeaseHolderOptions {
  readonly lease: Lease;
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Somebody else has the site; told once for each holder. */
  readonly onWaiting: (holder: string) => void;
  /** The lease is another's now: stop at once. */
  readonly onLost: () => void;
  readonly onSkew: (skewMs: number) => void;
}

export class LeaseHolder {
  readonly #options: LeaseHolderOptions;
  #timer: { cancel(): void } | undefined;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(options: LeaseHolderOptions) {
    this.#options = options;
  }

  /**
   * Waits for the lease and returns its epoch; undefined when stopped before. `takeOver` is for an owner that knows that the last
   * holder is dead. Rejects when the database is away: the caller retries.
   */
  async acquire(takeOver: boolean): Promise<number | undefined> {
    this.#stopped = false;
    const { lease, holder, clock } = this.#options;
    let told: string | undefined;
    while (!this.#stopped) {
      const result = await lease.acquire(holder, takeOver);
      const skewMs = clock.nowMs() - result.databaseAt / 1000;
      if (Math.abs(skewMs) > CLOCK_SKEW_MS) this.#options.onSkew(skewMs);
      if (result.held && Math.abs(skewMs) <= LEASE_MS) {
        this.#renewLater();
        return result.epoch;
      }
      if (result.held) await lease.release();
      else if (told !== result.holder) {
        told = result.holder;
        this.#options.onWaiting(result.holder);
      }
      await new Promise<void>((resolve) => {
        const timer = clock.after(RETRY_MS, resolve);
        this.#wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    return undefined;
  }

  /** Gives the lease up, so that the next holder need not wait. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#wake?.();
    await this.#options.lease
      .release()
      .catch((error: unknown) =>
        this.#options.log.debug({ error }, 'the lease was not given up; it runs out by itself'),
      );
  }

  #renewLater(): void {
    this.#timer = this.#options.clock.after(RENEW_MS, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    if (this.#stopped) return;
    try {
      if ((await this.#options.lease.renew()) === undefined) {
        this.#options.onLost();
        return;
      }
    } catch (error) {
      // The database is away: commits wait too, and the fence decides when it is back.
      this.#options.log.warn({ error }, 'the lease could not be renewed');
    }
    if (!this.#stopped) this.#renewLater();
  }
}
