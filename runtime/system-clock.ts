import type { Clock } from './center/ports.ts';

/** Longest single timer of the platform: a longer `setTimeout` fires at once. */
const LONGEST_MS = 2_147_483_647;

/** The machine's clock and timers. Timers do not keep a process alive by themselves. */
export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(Math.max(0, ms), LONGEST_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
