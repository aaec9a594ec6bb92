import { describe, expect, it } from 'vitest';
import { ManualClock, turns } from '../testing/manual-clock.ts';
import { createAlarms } from './alarms.ts';
import { quietLog } from './quiet-log.ts';

function open() {
  const written: string[] = [];
  const state = { away: false, refused: (_detail: string) => false };
  const reach = (what: string) => {
    if (state.away) throw Object.assign(new Error('away'), { code: 'database_away' });
    if (state.refused(what)) throw Object.assign(new Error('no such contact'), { code: 'database_refused' });
    written.push(what);
  };
  const queries = {
    raiseAlarm: async ({ detail }: { readonly detail: string }) => reach(detail),
    clearAlarm: async (code: string) => {
      reach(`end of ${code}`);
      return 1;
    },
  };
  const alarms = createAlarms(queries, new ManualClock(), quietLog);
  return { alarms, written, state };
}

describe('alarms', () => {
  it('wait for a database that is away and are written in order, each once', async () => {
    const { alarms, written, state } = open();
    state.away = true;
    alarms.raise('a', 'one');
    alarms.raise('b', 'two');
    alarms.clear('clock_skew');
    await turns();
    expect(written).toEqual([]);
    state.away = false;
    await alarms.upkeep();
    expect(written).toEqual(['one', 'two', 'end of clock_skew']);
  });

  it('are not held up by one that the database refuses', async () => {
    const { alarms, written, state } = open();
    state.refused = (detail) => detail === 'bad';
    alarms.raise('a', 'bad', 999);
    alarms.raise('b', 'good');
    await turns();
    expect(written).toEqual(['good']);
  });

  it('are bounded while they wait: the newest stay', async () => {
    const { alarms, written, state } = open();
    state.away = true;
    for (let i = 0; i < 1_500; i++) alarms.raise('a', `${i}`);
    await turns();
    state.away = false;
    await alarms.upkeep();
    expect(written).toHaveLength(1_000);
    expect(written.at(-1)).toBe('1499');
  });
});
