/**
 * A loop that does rounds of work: woken when there is something, polled when nobody woke it (a wake-up that was lost costs a poll, not a
 * mail), with a growing wait after a failed round. Intake and outbox run in one each.
 */
import type { Clock, Log } from '../center/ports.ts';
import { createBackoff } from './backoff.ts';

export interface WorkLoop {
  start(): void;
  /** Work may be there; a round under way is followed by another. */
  wake(): void;
  /** No round begins after this; resolves when the one under way is over. */
  stop(): Promise<void>;
  /** Failed rounds since the last good one. */
  readonly failures: number;
}

export interface WorkLoopOptions {
  readonly name: string;
  /** Does what there is; true when more may be there at once, or the milliseconds until more is due. */
  readonly round: () => Promise<boolean | number>;
  readonly pollMs: number;
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** A stopped loop; `start()` does its first round. */
export function createWorkLoop(options: WorkLoopOptions): WorkLoop {
  const backoff = createBackoff(options.backoffFirstMs, options.backoffMaxMs);
  let timer: { cancel(): void } | undefined;
  let running: Promise<void> | undefined;
  let woken = false;
  let started = false;
  let failures = 0;

  const runRounds = async (): Promise<void> => {
    let waitMs = 0;
    do {
      woken = false;
      waitMs = await oneRound();
    } while (started && (woken || waitMs === 0) && failures === 0);
    running = undefined;
    if (started) timer = options.clock.after(waitMs, begin);
  };

  const oneRound = async (): Promise<number> => {
    try {
      const more = await options.round();
      if (failures > 0) options.log.info({ loop: options.name, failures }, 'goes on');
      failures = 0;
      backoff.reset();
      return more === true ? 0 : more === false ? options.pollMs : Math.min(more, options.pollMs);
    } catch (error) {
      failures += 1;
      const waitMs = backoff.nextMs();
      options.log.warn({ loop: options.name, failures, waitMs, error: messageOf(error) }, 'failed; tries again');
      return waitMs;
    }
  };

  const begin = (): void => {
    timer?.cancel();
    timer = undefined;
    if (started && running === undefined) running = runRounds();
  };

  return {
    start() {
      if (started) return;
      started = true;
      begin();
    },
    wake() {
      woken = true;
      // After a failure the wait stands: waking must not hammer a database that is away.
      if (failures === 0) begin();
    },
    async stop() {
      started = false;
      timer?.cancel();
      timer = undefined;
      await running;
    },
    get failures() {
      return failures;
    },
  };
}

/** What an error says, for the log; never the error itself, whose properties may hold secrets or mails. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : String(error).slice(0, 500);
}
