import { describe, expect, it } from 'vitest';
import { ManualClock, turns } from '../testing/manual-clock.ts';
import { type Lease, LeaseHolder } from './lease-holder.ts';
import { quietLog } from './quiet-log.ts';

/** A lease in memory, on a clock of its own that may differ. */
class MemoryLease implements Lease {
  readonly #clock: ManualClock;
  epoch = 0;
  holder = '';
  untilMs = 0;
  aheadMs = 0;
  away = false;
  /** How long the database takes for an answer. */
  slowMs = 0;
  acquired = 0;
  constructor(clock: ManualClock) {
    this.#clock = clock;
  }
  #now() {
    return this.#clock.nowMs() + this.aheadMs;
  }
  async #reached() {
    if (this.away) throw Object.assign(new Error('away'), { code: 'database_away' });
  }
  async acquire(holder: string, takeOver?: boolean) {
    await this.#reached();
    const databaseAt = this.#now() * 1000;
    if (this.untilMs > this.#now() && takeOver !== true)
      return { held: false as const, holder: this.holder, untilAt: this.untilMs * 1000, databaseAt };
    this.acquired += 1;
    this.epoch += 1;
    this.holder = holder;
    this.untilMs = this.#now() + 10_000;
    return { held: true as const, epoch: this.epoch, untilAt: this.untilMs * 1000, databaseAt };
  }
  async renew() {
    await this.#reached();
    if (this.holder !== 'me') return undefined;
    const databaseAt = this.#now() * 1000;
    this.untilMs = this.#now() + 10_000;
    if (this.slowMs > 0) await this.#clock.advance(this.slowMs);
    return { epoch: this.epoch, untilAt: this.untilMs * 1000, databaseAt };
  }
  async release() {
    this.untilMs = 0;
    this.holder = '';
  }
}

function open() {
  const clock = new ManualClock();
  const lease = new MemoryLease(clock);
  const seen: unknown[] = [];
  const holder = new LeaseHolder({
    lease,
    holder: 'me',
    clock,
    log: quietLog,
    onWaiting: (other) => seen.push(`waits for ${other}`),
    onLost: () => seen.push('lost'),
    onSkew: (skewMs, held) => seen.push({ skewMs, held }),
    onAway: (away) => seen.push(away ? 'away' : 'back'),
  });
  return { clock, lease, holder, seen };
}

describe('the holder of a lease', () => {
  it('takes a free site and keeps it by renewals', async () => {
    const { clock, lease, holder } = open();
    expect(await holder.acquire(false)).toBe(1);
    await clock.advance(60_000);
    expect(lease.epoch).toBe(1);
    expect(lease.untilMs).toBeGreaterThan(clock.nowMs());
  });

  it('waits for another holder, says so once, and takes the site when the lease has run out', async () => {
    const { clock, lease, holder, seen } = open();
    Object.assign(lease, { holder: 'other', untilMs: clock.nowMs() + 5_000 });
    const epoch = holder.acquire(false);
    await clock.advance(4_000);
    expect(seen.filter((one) => one === 'waits for other')).toHaveLength(1);
    await clock.advance(2_000);
    expect(await epoch).toBe(1);
  });

  it('takes at once what its owner knows to be free', async () => {
    const { clock, lease, holder } = open();
    Object.assign(lease, { holder: 'other', untilMs: clock.nowMs() + 5_000 });
    expect(await holder.acquire(true)).toBe(1);
  });

  it('says that the site is lost, and renews no more', async () => {
    const { clock, lease, holder, seen } = open();
    await holder.acquire(false);
    lease.holder = 'other';
    await clock.advance(30_000);
    expect(seen.filter((one) => one === 'lost')).toHaveLength(1);
  });

  it('tells once that the database is away and once that it is back, and keeps the site', async () => {
    const { clock, lease, holder, seen } = open();
    await holder.acquire(false);
    lease.away = true;
    await clock.advance(7_000);
    lease.away = false;
    await clock.advance(7_000);
    expect(seen).toContain('away');
    expect(seen.at(-1)).toBe('back');
    expect(seen).not.toContain('lost');
  });

  it('tells of a clock that differs by over a second, also while it holds the site, and of its end', async () => {
    const { clock, lease, holder, seen } = open();
    await holder.acquire(false);
    seen.length = 0;
    lease.aheadMs = -3_000;
    await clock.advance(6_000);
    lease.aheadMs = 0;
    await clock.advance(6_000);
    expect(seen).toEqual([
      { skewMs: 3_000, held: true },
      { skewMs: 0, held: true },
    ]);
  });

  it('takes a slow answer of the database for no difference of the clocks', async () => {
    const { clock, lease, holder, seen } = open();
    await holder.acquire(false);
    seen.length = 0;
    lease.slowMs = 8_000;
    await clock.advance(20_000);
    expect(seen).toEqual([]);
  });

  it.each([
    ['before', -11_000],
    ['behind', 11_000],
  ])('does not hold a site with a clock %s by more than the lease', async (_, aheadMs) => {
    const { clock, lease, holder, seen } = open();
    await holder.acquire(false);
    lease.aheadMs = aheadMs;
    await clock.advance(3_000);
    expect(seen.at(-1)).toBe('lost');
    expect(lease.holder).toBe('');
    let taken: unknown;
    void holder.acquire(false).then((epoch) => {
      taken = epoch;
    });
    await turns();
    await clock.advance(5_000);
    expect(taken).toBeUndefined();
    lease.aheadMs = 0;
    await clock.advance(2_000);
    expect(taken).toBeTypeOf('number');
  });

  it('stops while it waits, and gives up what it holds', async () => {
    const { clock, lease, holder } = open();
    Object.assign(lease, { holder: 'other', untilMs: clock.nowMs() + 60_000 });
    const epoch = holder.acquire(false);
    await turns();
    lease.release = async () => {};
    await holder.stop();
    expect(await epoch).toBeUndefined();
    await clock.advance(120_000);
    expect(lease.acquired).toBe(0);
  });
});
