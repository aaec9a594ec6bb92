import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import type { CenterStatus } from './api.ts';
import { createIntakeWatch } from './intake-watch.ts';

type Source = CenterStatus['sources'][number];

function open(first: readonly Source[]) {
  const clock = new ManualClock();
  const told: string[] = [];
  const state = { sources: first };
  const watch = createIntakeWatch({
    clock,
    sources: () => state.sources,
    alarms: { raise: (code, detail) => told.push(`${code}: ${detail}`), clear: (code) => told.push(`end of ${code}`) },
  });
  watch.start();
  return { clock, told, state, watch };
}

const source = (changes: Partial<Source> = {}): Source => ({
  mailbox: 'support',
  kind: 'imap',
  state: 'open',
  ...changes,
});

describe('the watch over intake', () => {
  it('raises one alarm for a source that is not read for ten minutes, and ends it', async () => {
    const { clock, told, state } = open([source(), source({ mailbox: 'sales', state: 'the log-in was refused' })]);
    await clock.advance(9 * 60_000);
    expect(told).toEqual(['end of intake_silent']);
    await clock.advance(60 * 60_000);
    expect(told).toHaveLength(2);
    expect(told[1]).toMatch(/intake_silent: mailbox sales .*the log-in was refused/);
    state.sources = [source(), source({ mailbox: 'sales' })];
    await clock.advance(60_000);
    expect(told.at(-1)).toBe('end of intake_silent');
  });

  it('raises an alarm when mails stay on the server although it is connected', async () => {
    const { clock, told } = open([source({ behind: 3 })]);
    await clock.advance(11 * 60_000);
    expect(told.at(-1)).toMatch(/3 mails for support/);
  });

  it('is quiet while a heap of mails grows smaller, and for short breaks', async () => {
    const { clock, told, state } = open([source()]);
    for (let behind = 1_000; behind > 0; behind -= 10) {
      state.sources = [source({ behind, state: behind % 300 === 0 ? 'connecting' : 'open' })];
      await clock.advance(60_000);
    }
    expect(told).toEqual(['end of intake_silent']);
  });

  it('looks no more after a stop', async () => {
    const { clock, watch } = open([source({ state: 'not open' })]);
    await clock.advance(60_000);
    watch.stop();
    expect(clock.waiting).toBe(0);
  });
});
