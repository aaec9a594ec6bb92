/** How often something may happen per key in a window of time; forgets keys that went quiet. */
import type { Clock } from '../center/ports.ts';

export interface RateLimit {
  /** Counts one; false when the key had its share of this window. */
  take(key: string): boolean;
}

/** Keys remembered at once; beyond, the oldest windows are dropped. */
const KEYS_MAX = 10_000;

export function createRateLimit(most: number, windowMs: number, clock: Clock): RateLimit {
  const windows = new Map<string, { fromMs: number; count: number }>();
  return {
    take(key) {
      const nowMs = clock.nowMs();
      let window = windows.get(key);
      if (window === undefined || nowMs - window.fromMs >= windowMs) {
        window = { fromMs: nowMs, count: 0 };
        windows.delete(key);
        windows.set(key, window);
        const oldest = windows.size > KEYS_MAX ? windows.keys().next().value : undefined;
        if (oldest !== undefined) windows.delete(oldest);
      }
      window.count += 1;
      return window.count <= most;
    },
  };
}
