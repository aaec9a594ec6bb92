import type { Clock } from '../runtime/center/ports.ts';

/** A clock that stands still until it is moved; timers fire in the order in which they are due. */
export class ManualClock implements Clock {
  #nowMs: number;
  #timers: { dueMs: number; call: () => void }[] = [];

  constructor(startMs = Date.UTC(2026, 10, 23, 15)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, call: () => void): { cancel(): void } {
    const timer = { dueMs: this.#nowMs + Math.max(0, ms), call };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      },
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Moves on by `ms`; what timers start is let run as far as promises carry it. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.call();
      await turns();
    }
    this.#nowMs = untilMs;
    await turns();
  }
}

/** Some turns of the event loop: enough for a chain of promises over memory. */
export async function turns(count = 8): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
