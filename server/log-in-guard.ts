/**
 * The door's own limit on log-ins, beside the accounts' limit by log-in and address: a password check costs a tenth of a second
 * of processor and tens of megabytes, so only a few run at once, and failures from one address are counted before the check.
 */
import type { Clock } from '../runtime/center/index.ts';
import { Problem } from './problem.ts';

export const LOG_IN_LIMITS = {
  /** Checks at once, from all addresses and from one. */
  atOnce: 8,
  atOnceFromOne: 2,
  /** Failures from one address in the window. A centre behind one address needs some for its typing errors. */
  failuresMax: 30,
  windowMs: 300_000,
  /** Addresses remembered; the oldest is forgotten first. */
  addressesMax: 10_000,
} as const;

export interface LogInGuard {
  /** Runs one check for an address; throws 429 when it may not. `run` tells whether the log-in was right. */
  check<T extends { readonly ok: boolean }>(address: string, run: () => Promise<T>): Promise<T>;
}

interface Entry {
  running: number;
  failures: number;
  sinceMs: number;
}

export function createLogInGuard(clock: Clock): LogInGuard {
  const entries = new Map<string, Entry>();
  let running = 0;

  function entryFor(address: string): Entry {
    const nowMs = clock.nowMs();
    let entry = entries.get(address);
    if (entry && entry.running === 0 && nowMs - entry.sinceMs >= LOG_IN_LIMITS.windowMs) {
      entries.delete(address);
      entry = undefined;
    }
    if (!entry) {
      entry = { running: 0, failures: 0, sinceMs: nowMs };
      entries.set(address, entry);
      const oldest = entries.keys().next().value;
      if (entries.size > LOG_IN_LIMITS.addressesMax && oldest !== undefined) entries.delete(oldest);
    }
    return entry;
  }

  return {
    async check(address, run) {
      const entry = entryFor(address);
      if (entry.failures >= LOG_IN_LIMITS.failuresMax) {
        const waitS = Math.ceil((entry.sinceMs + LOG_IN_LIMITS.windowMs - clock.nowMs()) / 1000);
        throw new Problem(429, 'limited', `too many wrong log-ins from here: try again in ${waitS} s`, waitS);
      }
      if (running >= LOG_IN_LIMITS.atOnce || entry.running >= LOG_IN_LIMITS.atOnceFromOne) {
        throw new Problem(429, 'limited', 'too many log-ins at this moment: try again in a second', 1);
      }
      running += 1;
      entry.running += 1;
      try {
        const result = await run();
        if (!result.ok) entry.failures += 1;
        return result;
      } finally {
        running -= 1;
        entry.running -= 1;
      }
    },
  };
}
