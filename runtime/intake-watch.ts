/**
 * Watches over the sources of mail: intake that dies silently is the worst of faults. A source that cannot be read, or whose server holds
 * mails that do not become ours, is an alarm long before the first lost hour.
 */
import type { Alarms } from './alarms.ts';
import type { CenterStatus } from './api.ts';
import type { Clock } from './center/ports.ts';

type Source = CenterStatus['sources'][number];

/** Servers are restarted and mails come in heaps; after this it is no passing matter. */
export const INTAKE_SILENT_MS = 10 * 60_000;
const LOOK_MS = 30_000;

export interface IntakeWatch {
  /** Silence counts from now. */
  start(): void;
  stop(): void;
}

export function createIntakeWatch(options: {
  readonly clock: Clock;
  readonly sources: () => readonly Source[];
  readonly alarms: Pick<Alarms, 'raise' | 'clear'>;
}): IntakeWatch {
  /** Since when a mailbox is not read, and how many mails waited on its server at the last look. */
  let silent = new Map<string, { readonly sinceMs: number; readonly behind: number }>();
  /** What was told last; undefined at first, so that an alarm of an earlier run ends. */
  let told: string | undefined;
  let timer: { cancel(): void } | undefined;

  function look(): void {
    const nowMs = options.clock.nowMs();
    const before = silent;
    silent = new Map();
    const long: Source[] = [];
    for (const source of options.sources()) {
      const behind = source.behind ?? 0;
      if (source.state === 'open' && behind === 0) continue;
      const known = before.get(source.mailbox);
      // Open, and fewer mails wait than before: it is only busy.
      const busy = source.state === 'open' && known !== undefined && behind < known.behind;
      const sinceMs = known === undefined || busy ? nowMs : known.sinceMs;
      silent.set(source.mailbox, { sinceMs, behind });
      if (nowMs - sinceMs >= INTAKE_SILENT_MS) long.push(source);
    }
    tell(long);
    timer = options.clock.after(LOOK_MS, look);
  }

  function tell(long: readonly Source[]): void {
    const now = long.map(({ mailbox }) => mailbox).join(', ');
    if (now === told) return;
    told = now;
    if (long.length === 0) options.alarms.clear('intake_silent');
    else options.alarms.raise('intake_silent', long.map(inWords).join('; '));
  }

  return {
    start() {
      timer?.cancel();
      silent = new Map();
      timer = options.clock.after(0, look);
    },
    stop: () => timer?.cancel(),
  };
}

function inWords({ mailbox, kind, state, behind }: Source): string {
  const minutes = INTAKE_SILENT_MS / 60_000;
  return state === 'open'
    ? `${behind} mails for ${mailbox} have waited on its server for over ${minutes} minutes`
    : `mailbox ${mailbox} (${kind}) has not been read for over ${minutes} minutes: ${state}`;
}
