/**
 * Terminals: presence is a lease (design decision 9). Pages and presenters send heartbeats; a logged-in agent whose last one is
 * older than 30 s is made not ready with the reason *Connection lost*. Heartbeats are not rows: after a restart they count from
 * its end.
 */
import type { Clock } from './center/ports.ts';

export const TERMINAL_SILENT_MS = 30_000;
const LOOK_MS = 5_000;

export interface Terminals {
  heartbeat(login: string): void;
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
  let timer: { cancel(): void } | undefined;

  function look(): void {
    const nowMs = options.clock.nowMs();
    for (const login of options.readyAgents()) {
      const key = login.toLowerCase();
      if (nowMs - Math.max(startedMs, seenMs.get(key) ?? 0) > TERMINAL_SILENT_MS) options.silent(login);
    }
    timer = options.clock.after(LOOK_MS, look);
  }

  return {
    heartbeat: (login) => void seenMs.set(login.toLowerCase(), options.clock.nowMs()),
    start() {
      startedMs = options.clock.nowMs();
      timer = options.clock.after(LOOK_MS, look);
    },
    stop: () => timer?.cancel(),
  };
}
