/** Alarms: conditions that a person must know of. Raised at once in the log, kept in the database when it is there. */
import type { Clock, Log } from './center/ports.ts';
import { nowAt } from './center/ports.ts';
import type { Queries } from './store/index.ts';

export interface Alarms {
  /** Never waits and never throws. */
  raise(code: string, detail: string, contact?: number): void;
  /** Writes down what could not be written when it was raised. */
  upkeep(): Promise<void>;
}

/** Alarms that wait for the database; beyond, only the log has them. */
const WAITING_MAX = 1_000;

export function createAlarms(queries: Queries, clock: Clock, log: Log): Alarms {
  let waiting: Parameters<Queries['raiseAlarm']>[0][] = [];
  async function write(): Promise<void> {
    while (waiting[0]) {
      await queries.raiseAlarm(waiting[0]);
      waiting.shift();
    }
  }
  let writing: Promise<void> = Promise.resolve();
  const writeInTurn = () => {
    const turn = writing.then(write);
    writing = turn.catch(() => {});
    return turn;
  };
  return {
    raise(code, detail, contact) {
      log.warn({ code, contact }, detail);
      waiting = [
        ...waiting.slice(-(WAITING_MAX - 1)),
        { code, detail, at: nowAt(clock), ...(contact === undefined ? {} : { contact }) },
      ];
      writeInTurn().catch((error: unknown) => log.debug({ error }, 'an alarm waits for the database'));
    },
    upkeep: writeInTurn,
  };
}
