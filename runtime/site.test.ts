import { describe, expect, it } from 'vitest';
import { ManualClock, turns } from '../testing/manual-clock.ts';
import { giveBack, type RecordBlock, takeBlock } from '../vm/record-blocks.ts';
import { createCore, emptySnapshot } from './center/index.ts';
import type { CoreEvent, Effect } from './center/protocol.ts';
import { compileImage, STANDARD_SCRIPT } from './center/testing/compiled-scenario.ts';
import { smallDirectory } from './center/testing/directory.ts';
import { mailFacts } from './center/testing/scenario.ts';
import { TableModel } from './center/testing/table-model.ts';
import { quietLog } from './quiet-log.ts';
import { type Batch, type CommitEnd, replay, Site } from './site.ts';

/** A journal over tables in memory whose commits can be made to fail, before or after they count. */
class ScriptedJournal {
  readonly tables = new TableModel();
  readonly commits: Batch[] = [];
  /** What the next commits do; `committed` when the list is empty. */
  plan: ('lost-before' | 'lost-after' | 'fenced' | 'refused')[] = [];
  refuses: (batch: Batch) => boolean = () => false;
  /** Ends a commit with an error that is not the database's. */
  breaks: (batch: Batch) => boolean = () => false;
  loads = 0;

  async load() {
    this.loads += 1;
    return this.tables.snapshot();
  }
  async contact(id: number) {
    return this.tables.contacts.get(id);
  }
  async commit(batch: Batch): Promise<CommitEnd> {
    const next = this.plan.shift();
    if (this.breaks(batch)) throw new RangeError('Invalid string length');
    if (next === 'fenced') return { kind: 'fenced' };
    if (next === 'lost-before') return { kind: 'lost', reason: 'gone' };
    if (next === 'refused' || this.refuses(batch))
      return { kind: 'refused', reason: '22021', message: 'invalid byte sequence' };
    if (batch.seq === this.tables.seq) return { kind: 'committed' };
    this.commits.push(batch);
    this.tables.commit(batch.changes, batch.at);
    return next === 'lost-after' ? { kind: 'lost', reason: 'the answer was lost' } : { kind: 'committed' };
  }
}

let ledger = 0;
const arrival = (subject = 'Hello'): CoreEvent => ({
  kind: 'contact_arrived',
  ledger: ++ledger,
  mailbox: 'support',
  facts: mailFacts({ subject }),
  text: 'Hello',
  customer: 1,
  customerContactCount: 0,
  rule: { rule: 'default', skillset: 'EM_Default_Skillset', priority: 3, close: false },
});

async function openSite(journal = new ScriptedJournal(), onRelease: (effects: readonly Effect[]) => void = () => {}) {
  const clock = new ManualClock();
  const released: Effect[] = [];
  const away: boolean[] = [];
  let fenced = 0;
  const site = new Site({
    journal,
    clock,
    log: quietLog,
    release: (effects) => {
      released.push(...effects);
      onRelease(effects);
    },
    onAway: (is) => away.push(is),
    onFenced: () => {
      fenced += 1;
    },
    queueLimit: 300,
  });
  await site.load();
  site.resume();
  if (journal.tables.seq === 0) {
    const directory = smallDirectory();
    const activated = await site.submit({
      kind: 'activate',
      image: compileImage(directory, { Master_Script: STANDARD_SCRIPT }),
      directory: JSON.stringify(directory),
    });
    expect(activated.ok).toBe(true);
  }
  return { site, journal, clock, released, away, fencedTimes: () => fenced };
}

describe('the shell round the core', () => {
  it('answers an event only after its batch is committed', async () => {
    const { site, journal } = await openSite();
    const answer = await site.submit(arrival());
    expect(answer).toMatchObject({ ok: true, contact: 1 });
    expect(journal.tables.contacts.get(1)?.state).toBe('New');
  });

  it('gathers what arrives together into one transaction', async () => {
    const { site, journal } = await openSite();
    const before = journal.commits.length;
    await Promise.all(Array.from({ length: 50 }, () => site.submit(arrival())));
    expect(journal.commits.length - before).toBe(1);
    expect(journal.tables.contacts.size).toBe(50);
  });

  it('keeps a batch while the database is away, releases nothing, and commits it once when it is back', async () => {
    const { site, journal, clock, released, away } = await openSite();
    await site.submit({ kind: 'command', id: 'log-in', agent: 'ana', command: { kind: 'log_in', ready: true } });
    released.length = 0;
    journal.plan = ['lost-before', 'lost-before'];
    const answer = site.submit(arrival());
    await turns();
    expect(released).toEqual([]);
    await clock.advance(1_000);
    expect(await answer).toMatchObject({ ok: true });
    expect(journal.tables.contacts.size).toBe(1);
    expect(away).toContain(true);
    expect(away.at(-1)).toBe(false);
  });

  it('does not commit a batch twice when only the answer to its commit was lost', async () => {
    const { site, journal, clock } = await openSite();
    journal.plan = ['lost-after'];
    const answer = site.submit(arrival());
    await turns();
    await clock.advance(1_000);
    expect(await answer).toMatchObject({ ok: true, contact: 1 });
    expect(journal.tables.contacts.size).toBe(1);
    expect(await site.submit(arrival())).toMatchObject({ ok: true, contact: 2 });
  });

  it('takes a refused batch apart: the event at fault is refused alone, the others are committed', async () => {
    const { site, journal, released } = await openSite();
    journal.refuses = (batch) => batch.changes.contacts.some((row) => row.facts.subject === 'poison');
    const answers = await Promise.all(['a', 'poison', 'b'].map((subject) => site.submit(arrival(subject))));
    expect(answers.map((answer) => answer.ok)).toEqual([true, false, true]);
    expect([...journal.tables.contacts.values()].map((row) => row.facts.subject)).toEqual(['a', 'b']);
    expect(released).toContainEqual(expect.objectContaining({ kind: 'alarm', code: 'event_refused' }));
    expect(await site.submit(arrival('after'))).toMatchObject({ ok: true });
  });

  it('takes a batch apart that cannot even be said to the database, and goes on from the rows', async () => {
    const { site, journal } = await openSite();
    journal.breaks = (batch) => batch.changes.contacts.some((row) => row.facts.subject === 'poison');
    const answers = await Promise.all(['a', 'poison', 'b'].map((subject) => site.submit(arrival(subject))));
    expect(answers).toMatchObject([{ ok: true, contact: 1 }, { ok: false }, { ok: true, contact: 2 }]);
    expect(site.core.counts.waiting).toBe(2);
    expect(await site.submit(arrival('after'))).toMatchObject({ ok: true, contact: 3 });
  });

  it('makes the core again in a process that has no room for the scripts of both', async () => {
    const { site, journal, released } = await openSite();
    await Promise.all(['a', 'b', 'c'].map((subject) => site.submit(arrival(subject))));
    const runs = () => [...journal.tables.contacts.values()].map(({ run }) => run?.waitPoint);
    const before = runs();
    expect(before.every((waitPoint) => waitPoint !== undefined)).toBe(true);
    const all: RecordBlock[] = [];
    expect(() => {
      for (;;) all.push(takeBlock(20));
    }).toThrow(/no room/);
    journal.refuses = (batch) => batch.changes.contacts.some((row) => row.facts.subject === 'poison');
    expect(await site.submit(arrival('poison'))).toMatchObject({ ok: false });
    expect(await site.submit({ kind: 'tick' })).toMatchObject({ ok: true });
    expect([site.core.counts.waiting, runs()]).toEqual([3, before]);
    expect(released).not.toContainEqual(expect.objectContaining({ code: 'run_lost' }));
    giveBack(all);
    expect(await site.submit(arrival('after'))).toMatchObject({ ok: true, contact: 4 });
  });

  it('goes on when what hears of a commit throws', async () => {
    const { site, journal } = await openSite(undefined, () => {
      throw new Error('a listener is broken');
    });
    journal.refuses = (batch) => batch.changes.contacts.some((row) => row.facts.subject === 'poison');
    const answers = await Promise.all(['a', 'poison', 'b'].map((subject) => site.submit(arrival(subject))));
    expect(answers).toMatchObject([{ ok: true, contact: 1 }, { ok: false }, { ok: true, contact: 2 }]);
  });

  it('does not hammer the database with timers that it refuses', async () => {
    const { site, journal, clock } = await openSite();
    await site.submit({ kind: 'command', id: 'in', agent: 'ana', command: { kind: 'log_in', ready: true } });
    await site.submit(arrival());
    await turns();
    journal.refuses = (batch) => batch.events.some((event) => event.kind === 'tick');
    const before = journal.loads;
    await clock.advance(120_000);
    expect(journal.loads - before).toBeGreaterThan(1);
    expect(journal.loads - before).toBeLessThan(15);
    journal.refuses = () => false;
    await clock.advance(15_000);
    expect(journal.tables.offers.get(1)?.state).toBe('lapsed');
  });

  it('shows people nothing of a batch before it is committed', async () => {
    const { site, journal, clock } = await openSite();
    await site.submit({ kind: 'command', id: 'in', agent: 'ana', command: { kind: 'log_in', ready: true } });
    journal.plan = ['lost-before'];
    const answer = site.submit(arrival());
    await turns();
    expect(site.shown?.agents[0]?.offers).toEqual([]);
    expect(site.shown?.counts.waiting).toBe(0);
    await clock.advance(1_000);
    await answer;
    expect(site.shown?.agents[0]?.offers).toHaveLength(1);
    expect(site.shown?.counts.waiting).toBe(1);
  });

  it('ends the batch in hand when the site is lost, so that it never meets the next lease', async () => {
    const { site, journal, clock, fencedTimes } = await openSite();
    journal.plan = Array.from({ length: 50 }, () => 'lost-before');
    const ended = site.submit(arrival()).catch((error: { code: string }) => error.code);
    await turns();
    await site.fence();
    expect(await ended).toBe('site_fenced');
    await expect(site.submit(arrival())).rejects.toMatchObject({ code: 'site_fenced' });
    journal.plan = [];
    await clock.advance(60_000);
    expect(journal.tables.contacts.size).toBe(0);
    expect(fencedTimes()).toBe(0);
    await site.load();
    site.resume();
    expect(await site.submit(arrival())).toMatchObject({ ok: true, contact: 1 });
  });

  it('stops when another node holds the site, and goes on when it is loaded again', async () => {
    const { site, journal, fencedTimes } = await openSite();
    journal.plan = ['fenced'];
    await expect(site.submit(arrival())).rejects.toMatchObject({ code: 'site_fenced' });
    await turns();
    expect(fencedTimes()).toBe(1);
    await expect(site.submit(arrival())).rejects.toMatchObject({ code: 'site_fenced' });
    expect(journal.tables.contacts.size).toBe(0);
    await site.load();
    site.resume();
    expect(await site.submit(arrival())).toMatchObject({ ok: true, contact: 1 });
  });

  it('refuses events beyond its bound instead of growing', async () => {
    const { site, journal } = await openSite();
    journal.plan = ['lost-before'];
    const waiting = Array.from({ length: 600 }, () =>
      site.submit(arrival()).then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    );
    await turns();
    const settled = await Promise.all(waiting.map((one) => Promise.race([one, Promise.resolve('waits')])));
    expect(settled.filter((state) => state === 'site_busy').length).toBeGreaterThan(0);
  });

  it('fires timers by the clock alone, and writes nothing while nothing but time has changed', async () => {
    const { site, clock, journal } = await openSite();
    await site.submit(arrival());
    await turns();
    const before = journal.commits.length;
    await clock.advance(60_000);
    expect(site.lastAt).toBeGreaterThan(clock.nowMs() * 1000 - 31_000_000);
    expect(journal.commits.length).toBe(before);
    await clock.advance(300_000);
    expect(journal.commits.length).toBeGreaterThan(before);
    expect(journal.commits.slice(before).every((batch) => batch.events.every((event) => event.kind === 'tick'))).toBe(
      true,
    );
  });

  it('lets a thousand waiting contacts share few batches', async () => {
    const { site, clock, journal } = await openSite();
    for (let i = 0; i < 10; i++) {
      await Promise.all(Array.from({ length: 100 }, () => site.submit(arrival())));
      await clock.advance(137);
    }
    const before = journal.commits.length;
    const rows = journal.tables.rowsWritten;
    await clock.advance(600_000);
    expect(journal.commits.length - before).toBeLessThan(200);
    // Two looks in ten minutes, at the latest after five: the contact's row and its trace each time.
    expect(journal.tables.rowsWritten - rows).toBeLessThanOrEqual(2 * 2 * 1_000);
    expect(journal.tables.rowsWritten - rows).toBeGreaterThan(1_000);
  });

  it('writes a journal that gives the same rows when it is replayed', async () => {
    const { site, clock, journal } = await openSite();
    await site.submit({ kind: 'command', id: 'in', agent: 'ana', command: { kind: 'log_in', ready: true } });
    for (let i = 0; i < 20; i++) {
      await site.submit(arrival(`mail ${i}`));
      await clock.advance(17_000);
    }
    await site.submit({ kind: 'command', id: 'out', agent: 'ana', command: { kind: 'log_out' } });
    await clock.advance(400_000);
    await site.submit({ kind: 'stopping' });
    const again = new TableModel();
    replay(createCore(emptySnapshot()), journal.commits, (applied, at) => again.commit(applied.changes, at));
    expect(again.contacts).toEqual(journal.tables.contacts);
    expect(again.offers).toEqual(journal.tables.offers);
    expect(again.traces).toEqual(journal.tables.traces);
    expect(again.events).toEqual(journal.tables.events);
  });

  it('goes on after a restart with the same contacts and numbers', async () => {
    const first = await openSite();
    await first.site.submit(arrival());
    await first.site.submit({ kind: 'stopping' });
    await first.site.stop();
    const second = await openSite(first.journal);
    expect(second.site.core.counts.waiting).toBe(1);
    expect(await second.site.submit(arrival())).toMatchObject({ contact: 2 });
  });
});
