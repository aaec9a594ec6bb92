/** The two ports every part of the shell takes instead of globals: time and the log. The core itself uses neither. */

export interface Clock {
  /** Milliseconds since the epoch, with fractions. */
  nowMs(): number;
  /** Runs `call` once after `ms`; the handle cancels it. Longer than a day is the caller's loop. */
  after(ms: number, call: () => void): { cancel(): void };
}

/** Structured log; pino fits it. A secret or a mail's content never goes in. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Microseconds of the core from a clock. */
export function nowAt(clock: Clock): number {
  return Math.floor(clock.nowMs() * 1000);
}
