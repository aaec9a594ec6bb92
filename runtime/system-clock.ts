import type { Clock } from './center/ports.ts';

/** Longest single timer of the platform: a longer `setTimeout` fires at once. */
const LONGEST_MS = 2_147_483_647;

/**
 * The machine's clock and timers. Timers do not keep a process alive by themselves. It is the wall clock: a machine that slept, or
 * whose time was set right after the start, must not go on beside everybody else's time; a site lets no time go back (decision 1).
 */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(Math.max(0, ms), LONGEST_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
