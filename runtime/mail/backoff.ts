/** Waits that grow: after failures of a server or the database, with jitter so that many clients do not come back at once. */
import type { Clock } from '../center/ports.ts';

export interface Backoff {
  /** The next wait in milliseconds: doubled each time, between half and all of it. */
  nextMs(): number;
  /** After a success the next wait is the first one again. */
  reset(): void;
}

/** `random` gives 0..1 and is a test's to fix. */
export function createBackoff(firstMs: number, maxMs: number, random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    nextMs() {
      const whole = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 30));
      failures += 1;
      return Math.round(whole / 2 + (whole / 2) * random());
    },
    reset() {
      failures = 0;
    },
  };
}

/** A wait that ends early when the signal is given; it never rejects. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const over = () => {
      timer.cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = clock.after(ms, over);
    signal.addEventListener('abort', over, { once: true });
  });
}
