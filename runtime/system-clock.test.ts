import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the machine’s clock', () => {
  it('follows the machine’s time when that is set, or when the machine slept', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const laterMs = Date.now() + 3_600_000;
    vi.setSystemTime(laterMs);
    expect(systemClock.nowMs()).toBe(laterMs);
  });

  it('does not fire a timer at once that is longer than the platform allows', async () => {
    let fired = false;
    const timer = systemClock.after(2 ** 40, () => {
      fired = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    timer.cancel();
    expect(fired).toBe(false);
  });
});
