/**
 * Terminals: presence is a lease (design decision 9). Pages and presenters send heartbeats; a logged-in agent whose last one is
 * older than 30 s is made not ready with the reason *Connection lost*. Heartbeats are not rows: after a restart they count from
 * its end.
 *
 * A process that itself stood still (a machine that slept, a clock that was set) heard nobody for a reason of its own: silence counts
 * anew from then.
 */
import type { Clock } from './center/ports.ts';

export const TERMINAL_SILENT_MS = 30_000;
const LOOK_MS = 5_000;
/** Looks further apart than this, or in the wrong order: time went on without this process. */
const GAP_MS = 15_000;

export interface Terminals {
  heartbeat(login: string): void;
  /** Silence counts from now; also when the site is taken again. */
  start(): void;
  stop(): void;
}

export function createTerminals(options: {
  readonly clock: Clock;
  /** Log-ins of agents that are ready. */
  readonly readyAgents: () => readonly string[];
  readonly silent: (login: string) => void;
}): Terminals {
  const seenMs = new Map<string, number>();
  let startedMs = 0;
  let lookedMs = 0;
  let timer: { cancel(): void } | undefined;

  function look(): void {
    const nowMs = options.clock.nowMs();
    if (nowMs < lookedMs || nowMs - lookedMs > GAP_MS) {
      startedMs = nowMs;
      seenMs.clear();
    }
    lookedMs = nowMs;
    for (const login of options.readyAgents()) {
      const key = login.toLowerCase();
      if (nowMs - Math.max(startedMs, seenMs.get(key) ?? 0) > TERMINAL_SILENT_MS) options.silent(login);
    }
    timer = options.clock.after(LOOK_MS, look);
  }

  return {
    heartbeat: (login) => void seenMs.set(login.toLowerCase(), options.clock.nowMs()),
    start() {
      timer?.cancel();
      startedMs = options.clock.nowMs();
      lookedMs = startedMs;
      timer = options.clock.after(LOOK_MS, look);
    },
    stop: () => timer?.cancel(),
  };
}
