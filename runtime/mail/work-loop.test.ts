import { describe, expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';
import { manualClock, silentLog } from './testing/fixtures.ts';
import { createWorkLoop } from './work-loop.ts';

const timing = { name: 'test', pollMs: 1_000, backoffFirstMs: 100, backoffMaxMs: 1_600, log: silentLog };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a work loop', () => {
  it('goes on at once while there is more, then polls', async () => {
    const clock = manualClock();
    let rounds = 0;
    const loop = createWorkLoop({ ...timing, clock, round: async () => ++rounds < 3 });
    loop.start();
    await turn();
    expect(rounds).toBe(3);
    clock.advance(999);
    await turn();
    expect(rounds).toBe(3);
    clock.advance(1);
    await turn();
    expect(rounds).toBe(4);
    await loop.stop();
  });

  it('does another round when it is woken during one', async () => {
    let rounds = 0;
    const loop = createWorkLoop({
      ...timing,
      clock: manualClock(),
      round: async () => {
        rounds += 1;
        if (rounds === 1) loop.wake();
        return false;
      },
    });
    loop.start();
    await turn();
    expect(rounds).toBe(2);
    await loop.stop();
  });

  it('waits after a failure, longer each time, and is not hurried by waking', async () => {
    const clock = manualClock();
    let rounds = 0;
    const loop = createWorkLoop({
      ...timing,
      clock,
      round: async () => {
        rounds += 1;
        throw new Error('away');
      },
    });
    loop.start();
    await turn();
    loop.wake();
    await turn();
    expect([rounds, loop.failures]).toEqual([1, 1]);
    clock.advance(100);
    await turn();
    expect(rounds).toBe(2);
    clock.advance(99);
    await turn();
    expect(rounds).toBe(2);
    await loop.stop();
  });

  it('begins no round after it is stopped', async () => {
    const clock = manualClock();
    let rounds = 0;
    const loop = createWorkLoop({ ...timing, clock, round: async () => ++rounds < 0 });
    loop.start();
    await loop.stop();
    clock.advance(10_000);
    loop.wake();
    await turn();
    expect(rounds).toBe(1);
  });
});

describe('a backoff', () => {
  it('doubles up to its end, between half and all of the wait, and begins anew after a success', () => {
    const least = createBackoff(100, 1_000, () => 0);
    const most = createBackoff(100, 1_000, () => 1);
    expect([least.nextMs(), least.nextMs(), least.nextMs()]).toEqual([50, 100, 200]);
    expect(Array.from({ length: 6 }, () => most.nextMs())).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    most.reset();
    expect(most.nextMs()).toBe(100);
  });
});
