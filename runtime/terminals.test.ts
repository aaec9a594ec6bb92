import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { createTerminals } from './terminals.ts';

/** A clock that can be moved as if the process had not run meanwhile: no timer fires on the way. */
class SleepingClock extends ManualClock {
  slept = 0;
  override nowMs() {
    return super.nowMs() + this.slept;
  }
}

function open(ready = ['ana']) {
  const clock = new SleepingClock();
  const silent: string[] = [];
  const terminals = createTerminals({ clock, readyAgents: () => ready, silent: (login) => silent.push(login) });
  terminals.start();
  return { clock, terminals, silent };
}

describe('terminals', () => {
  it('are silent when no heartbeat came for 30 s', async () => {
    const { clock, terminals, silent } = open();
    await clock.advance(20_000);
    terminals.heartbeat('ANA');
    await clock.advance(29_000);
    expect(silent).toEqual([]);
    await clock.advance(7_000);
    expect(silent[0]).toBe('ana');
  });

  it('count silence from the end of a start', async () => {
    const { clock, silent } = open();
    await clock.advance(30_000);
    expect(silent).toEqual([]);
    await clock.advance(5_000);
    expect(silent).toEqual(['ana']);
  });

  it('count anew when the site is taken again', async () => {
    const { clock, terminals, silent } = open();
    await clock.advance(28_000);
    terminals.start();
    await clock.advance(28_000);
    expect(silent).toEqual([]);
  });

  it.each([
    ['slept for an hour', 3_600_000],
    ['was set back by an hour', -3_600_000],
  ])('punish nobody when the machine %s', async (_, ms) => {
    const { clock, terminals, silent } = open();
    terminals.heartbeat('ana');
    await clock.advance(10_000);
    clock.slept = ms;
    await clock.advance(28_000);
    expect(silent).toEqual([]);
    await clock.advance(15_000);
    expect(silent[0]).toBe('ana');
  });

  it('are looked at no more after a stop', async () => {
    const { clock, terminals, silent } = open();
    terminals.stop();
    await clock.advance(120_000);
    expect(silent).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
