/**
 * Holding a site (design decision 3): take the lease when it is free, renew it in time, say when it is gone. Fencing by the
 * epoch keeps two holders apart whatever the clocks do; this only keeps the wait between them short.
 *
 * The clock is compared with the database's at each word with it (decision 1): beyond a second it is told, beyond the lease's length
 * the site is not held.
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
  /** The lease is another's now, or may not be held: stop at once. */
  readonly onLost: () => void;
  /** Milliseconds by which this clock is before (+) the database's, when that begins to matter; 0 when it is right again. `held`: the site may be held all the same. */
  readonly onSkew: (skewMs: number, held: boolean) => void;
  /** A renewal failed because the database is away, or went well again. */
  readonly onAway?: (away: boolean) => void;
}

export class LeaseHolder {
  readonly #options: LeaseHolderOptions;
  #timer: { cancel(): void } | undefined;
  #stopped = false;
  #away = false;
  /** What was last said of the clocks; unknown at first, so that an alarm of an earlier run ends. */
  #skew: 'none' | 'told' | 'barred' | undefined;
  #wake: (() => void) | undefined;

  constructor(options: LeaseHolderOptions) {
    this.#options = options;
  }

  /**
   * Waits for the lease and returns its epoch; undefined when stopped before. `takeOver` is for an owner that knows that the last
   * holder is dead. Rejects when the database is away: the caller retries.
   */
  async acquire(takeOver: boolean): Promise<number | undefined> {
    const { lease, holder, clock } = this.#options;
    this.#timer?.cancel();
    let told: string | undefined;
    while (!this.#stopped) {
      const askedMs = clock.nowMs();
      const result = await lease.acquire(holder, takeOver);
      const mayHold = this.#compare(askedMs, result.databaseAt);
      if (result.held && mayHold && !this.#stopped) {
        this.#away = false;
        this.#renewLater();
        return result.epoch;
      }
      if (result.held) await lease.release();
      else if (told !== result.holder) {
        told = result.holder;
        this.#options.onWaiting(result.holder);
      }
      if (this.#stopped) break;
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

  /** Whether the clocks let this node hold a site; tells what changed. */
  #compare(askedMs: number, databaseAt: number): boolean {
    const databaseMs = databaseAt / 1000;
    // The database looked at its clock between question and answer: only what lies outside of both is a difference.
    const skewMs = Math.max(0, askedMs - databaseMs) + Math.min(0, this.#options.clock.nowMs() - databaseMs);
    const size = Math.abs(skewMs);
    const now = size > LEASE_MS ? 'barred' : size > CLOCK_SKEW_MS ? 'told' : 'none';
    if (now !== this.#skew) {
      this.#skew = now;
      this.#options.onSkew(now === 'none' ? 0 : skewMs, now !== 'barred');
    }
    return now !== 'barred';
  }

  #renewLater(): void {
    this.#timer = this.#options.clock.after(RENEW_MS, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    if (this.#stopped) return;
    const { lease, clock, log, onAway, onLost } = this.#options;
    try {
      const askedMs = clock.nowMs();
      const moment = await lease.renew();
      if (this.#stopped) return;
      if (this.#away) onAway?.(false);
      this.#away = false;
      if (moment === undefined) return onLost();
      if (!this.#compare(askedMs, moment.databaseAt)) {
        await lease.release();
        return onLost();
      }
    } catch (error) {
      if (this.#stopped) return;
      // The database is away: commits wait too, and the fence decides when it is back.
      if (!this.#away) log.warn({ error }, 'the lease could not be renewed');
      this.#away = true;
      onAway?.(true);
    }
    this.#renewLater();
  }
}
