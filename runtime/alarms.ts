/** Alarms: conditions that a person must know of. Raised at once in the log, kept in the database when it is there. */
import type { Clock, Log } from './center/ports.ts';
import { nowAt } from './center/ports.ts';
import { isAway } from './site.ts';
import type { Queries } from './store/index.ts';

/** The shell's alarms: one row a code, with what an operator should do (design decision 7). The core's are CORE_ALARMS. */
export const SHELL_ALARMS = {
  activation_refused:
    'The files that the centre was started with are not active: contacts wait for a script that they do not have. Activate them with a mapping (ccmm activate --map).',
  clock_skew:
    'This machine’s clock differs from the database’s by over a second. Let both be set by the same time server.',
  event_refused: 'The database refused an event; nothing of it counts. The log says which one and why.',
  intake_silent:
    'A mailbox is not read, or mails stay on its server. ccmm status shows the source’s last error; see to its server or password.',
  provider_missing: 'center.yaml names an in-process provider that this program does not register.',
} as const satisfies Readonly<Record<string, string>>;

export type ShellAlarm = keyof typeof SHELL_ALARMS;

export interface Alarms {
  /** Never waits and never throws. */
  raise(code: string, detail: string, contact?: number): void;
  /** The condition has ended. Never waits and never throws. */
  clear(code: ShellAlarm): void;
  /** Writes down what could not be written when it happened. */
  upkeep(): Promise<void>;
}

/** Alarms that wait for the database; beyond, only the log has them. */
const WAITING_MAX = 1_000;

export function createAlarms(queries: Pick<Queries, 'raiseAlarm' | 'clearAlarm'>, clock: Clock, log: Log): Alarms {
  const waiting: (() => Promise<unknown>)[] = [];

  /** In order, each until it is written; one that the database refuses is dropped, so that the others are not held up. */
  async function write(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        await next();
      } catch (error) {
        if (isAway(error)) throw error;
        log.error({ error }, 'an alarm could not be kept; only this log has it');
      }
      if (waiting[0] === next) waiting.shift();
    }
  }

  let writing: Promise<void> = Promise.resolve();
  const writeInTurn = () => {
    const turn = writing.then(write);
    writing = turn.catch(() => {});
    return turn;
  };
  const later = (step: () => Promise<unknown>) => {
    waiting.push(step);
    if (waiting.length > WAITING_MAX) waiting.shift();
    writeInTurn().catch((error: unknown) => log.debug({ error }, 'an alarm waits for the database'));
  };
  return {
    raise(code, detail, contact) {
      log.warn({ code, contact }, detail);
      const alarm = { code, detail, at: nowAt(clock), ...(contact === undefined ? {} : { contact }) };
      later(() => queries.raiseAlarm(alarm));
    },
    clear(code) {
      const at = nowAt(clock);
      later(() => queries.clearAlarm(code, at));
    },
    upkeep: writeInTurn,
  };
}
