/**
 * The shell round the core of one site (design decisions 1 and 2): it gathers events, applies them as a batch, commits all
 * their changes in one transaction, and only then answers and releases effects.
 *
 * INVARIANT: one batch is in flight; while it is uncommitted, people are shown what was before it (`shown`).
 * INVARIANT: a batch whose outcome is unknown is kept and asked for by its number; it is never applied twice.
 * INVARIANT: a core that applied what the database does not hold is made anew from the rows before it is used again.
 */
import type { SecondTier } from '../vm/index.ts';
import { createCore, newParts } from './center/index.ts';
import type { Changes, ContactRow, Snapshot } from './center/model.ts';
import type { Clock, Log } from './center/ports.ts';
import { nowAt } from './center/ports.ts';
import type { AgentView, Answer, Applied, Core, CoreEvent, Effect, QueueView } from './center/protocol.ts';
import { failpoint } from './mail/index.ts';

export interface Batch {
  readonly seq: number;
  readonly at: number;
  readonly events: readonly CoreEvent[];
  readonly changes: Changes;
}

/** How a commit ended. `lost`: the database, or only its answer; the same batch may be committed again and is then found. */
export type CommitEnd =
  | { readonly kind: 'committed' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/** What the shell needs of a store. `load` and `contact` reject with code `database_away` while it is away. */
export interface Journal {
  load(): Promise<Snapshot>;
  /** Commits the batch, or finds that an earlier try of the same number had done it. */
  commit(batch: Batch): Promise<CommitEnd>;
  contact(id: number): Promise<ContactRow | undefined>;
}

export class SiteError extends Error {
  readonly code: 'site_busy' | 'site_stopped' | 'site_fenced' | 'database_away';
  constructor(code: SiteError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface SiteOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** Effects of a committed batch, in order. */
  readonly release: (effects: readonly Effect[], at: number) => void;
  /** Called when the database goes away and comes back. */
  readonly onAway?: (away: boolean, detail: string) => void;
  readonly onFenced?: () => void;
  /** Events that may wait; more are refused (back-pressure). */
  readonly queueLimit?: number;
  /** Runs scripts that run often; without it the machine runs all. */
  readonly secondTier?: SecondTier;
}

/** What people are shown of the core: as of the last commit. */
export interface Shown {
  readonly agents: readonly AgentView[];
  readonly queues: readonly QueueView[];
  readonly counts: Core['counts'];
  readonly present: Core['present'];
}

interface Waiting {
  readonly event: CoreEvent;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** Events of one batch, at most: a transaction stays short, and a refused one is cheap to take apart. */
const BATCH_LIMIT = 200;
const QUEUE_LIMIT = 4_000;
/** The earliest system timer, clamped: a clock that was set back is noticed within the hour. */
const TIMER_LIMIT_MS = 3_600_000;
/** Timers may fire this much late, so that thousands of waiting contacts share a batch. A script waits whole seconds. */
const GATHER_TIMERS_MS = 200;
/** Uncommitted moments of timers that are kept for the journal, at most. */
const UNJOURNALLED_MAX = 2_000;
const BACKOFF_MS = { first: 100, longest: 5_000 } as const;
/** Timers that the database refused are tried again after this. */
const REFUSED_TICK_MS = 10_000;

export class Site {
  readonly #options: SiteOptions;
  #core: Core | undefined;
  #seq = 0;
  #at = 0;
  #queue: Waiting[] = [];
  #pumping: Promise<void> | undefined;
  #timer: { cancel(): void } | undefined;
  #tickedMs = 0;
  /** Moments at which timers fired without a change; they go into the journal with the next batch. */
  #unjournalled: number[] = [];
  #stopped = false;
  #fenced = false;
  /** The core applied what was not committed: its rows are the truth. */
  #diverged = false;
  /** What was shown before the batch that is under way. */
  #before: Shown | undefined;
  #wakeBackoff: (() => void) | undefined;

  constructor(options: SiteOptions) {
    this.#options = options;
  }

  /** Makes the core from the journal; a site that was fenced takes events again. Rejects when the database is away; the caller retries. */
  async load(): Promise<Snapshot> {
    const snapshot = await this.#reload();
    this.#fenced = false;
    return snapshot;
  }

  async #reload(): Promise<Snapshot> {
    const snapshot = await this.#options.journal.load();
    const { secondTier } = this.#options;
    // Its rows are the truth, and two cores of one site need not fit into a process.
    this.#core?.release();
    this.#core = createCore(snapshot, secondTier === undefined ? undefined : { ...newParts(), secondTier });
    this.#seq = snapshot.seq;
    // Moments that were never committed are lived through again (decision 6); time does not go back for that.
    this.#at = Math.max(snapshot.at, this.#at);
    this.#unjournalled = [];
    this.#diverged = false;
    this.#before = undefined;
    return snapshot;
  }

  /**
   * The site is another's: what waits is refused, and nothing is applied until `load`. Resolves when the batch in flight has ended,
   * so that no old batch meets a new lease.
   */
  async fence(): Promise<void> {
    this.#fenced = true;
    this.#timer?.cancel();
    this.#wakeBackoff?.();
    await this.#pumping;
    this.#refuseAll(fenced());
  }

  /** Ends the loop after the batch in flight; what waits is refused. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#wakeBackoff?.();
    await this.#pumping;
    this.#refuseAll(new SiteError('site_stopped', 'the centre is stopping; try again when it is back'));
  }

  /** The core between batches. Read it synchronously only. */
  get core(): Core {
    if (!this.#core)
      throw new SiteError('database_away', 'the centre is still starting: its contacts are not loaded yet');
    return this.#core;
  }

  /** Whether the core is made; views answer with nothing before. */
  get loaded(): boolean {
    return this.#core !== undefined;
  }

  /** What people are shown: a batch under way is seen when it is committed. Undefined before the first `load`. */
  get shown(): Shown | undefined {
    return this.#before ?? (this.#core && shownOf(this.#core));
  }

  get lastAt(): number {
    return this.#at;
  }

  /** Resolves with the event's answer once its batch is committed. */
  submit(event: CoreEvent): Promise<Answer> {
    return new Promise((settle, fail) => {
      if (this.#stopped)
        return fail(new SiteError('site_stopped', 'the centre is stopping; try again when it is back'));
      if (this.#fenced) return fail(fenced());
      if (this.#queue.length >= (this.#options.queueLimit ?? QUEUE_LIMIT))
        return fail(new SiteError('site_busy', 'too many events wait for the database; try again in a few seconds'));
      this.#queue.push({ event, settle, fail });
      this.#pump();
    });
  }

  /** Resolves when no batch is in flight, so that what the core says is committed. */
  async settled(): Promise<Core> {
    while (this.#pumping) await this.#pumping;
    return this.core;
  }

  get #ended(): boolean {
    return this.#stopped || this.#fenced;
  }

  #pump(): void {
    if (this.#pumping || !this.#core) return;
    this.#pumping = this.#run().finally(() => {
      this.#pumping = undefined;
      if (this.#queue.length > 0 && !this.#ended) this.#pump();
      else this.#arm();
    });
  }

  /** Starts the timers; the first batch after a load should be `restarted`. */
  resume(): void {
    this.#pump();
    this.#arm();
  }

  #arm(): void {
    this.#timer?.cancel();
    const due = this.#core?.nextDueAt();
    if (this.#ended || due === undefined) return;
    const dueMs = Math.max(due / 1000, this.#tickedMs + GATHER_TIMERS_MS);
    const waitMs = Math.min(TIMER_LIMIT_MS, Math.max(0, Math.ceil(dueMs - this.#options.clock.nowMs())));
    this.#timer = this.#options.clock.after(waitMs, () => {
      this.#tickedMs = this.#options.clock.nowMs();
      this.submit({ kind: 'tick' }).catch((error: unknown) => this.#options.log.warn({ error }, 'timers wait'));
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 && !this.#ended) {
      // One turn of the event loop gathers what arrives together.
      await new Promise((resolve) => setImmediate(resolve));
      const taken = this.#queue.splice(0, BATCH_LIMIT);
      try {
        await this.#batch(taken);
      } catch (error) {
        for (const one of taken) one.fail(error as Error);
        if (error instanceof SiteError && error.code === 'site_fenced') {
          const known = this.#fenced;
          this.#fenced = true;
          this.#timer?.cancel();
          this.#refuseAll(error);
          if (!known) this.#options.onFenced?.();
        } else if (!isAway(error)) this.#options.log.error({ error }, 'a batch failed');
      }
    }
  }

  #refuseAll(error: Error): void {
    for (const one of this.#queue.splice(0)) one.fail(error);
  }

  async #batch(taken: readonly Waiting[]): Promise<void> {
    const done = await this.#applyAndCommit(taken.map((one) => one.event));
    if (done) {
      for (const [i, one] of taken.entries()) one.settle(done.answers[i] as Answer);
      this.#release(done.effects);
      return;
    }
    // Refused as a whole: the database's state is the truth; each event alone shows which one is at fault.
    for (const one of taken) {
      const alone = taken.length === 1 ? undefined : await this.#applyAndCommit([one.event]);
      if (alone) {
        one.settle(alone.answers[0] as Answer);
        this.#release(alone.effects);
        continue;
      }
      // A refused tick is due again at once; it must not load the site over and over.
      if (one.event.kind === 'tick') this.#tickedMs = this.#options.clock.nowMs() + REFUSED_TICK_MS;
      const detail = `the database refused an event of kind ${one.event.kind}; the log says why`;
      this.#release([{ kind: 'alarm', code: 'event_refused', detail }]);
      one.settle({ ok: false, code: 'bad_value', message: 'the database refused it; nothing was changed' });
    }
    await this.#recover();
  }

  /** What hears of a commit cannot undo it: a failure there is logged. */
  #release(effects: readonly Effect[]): void {
    try {
      this.#options.release(effects, this.#at);
    } catch (error) {
      this.#options.log.error({ error }, 'effects of a committed batch were not all released');
    }
  }

  /** Makes the core again if it holds what the database does not. */
  async #recover(): Promise<void> {
    if (this.#diverged) await this.#retrying(() => this.#reload());
  }

  /** Applies and commits; undefined when the data was refused. */
  async #applyAndCommit(given: readonly CoreEvent[]): Promise<Applied | undefined> {
    await this.#recover();
    const events = await this.#withRows(given);
    const at = Math.max(this.#at + 1, nowAt(this.#options.clock));
    this.#before = shownOf(this.core);
    this.#diverged = true;
    let applied: Applied;
    try {
      applied = this.core.apply(events, at);
    } catch (error) {
      this.#options.log.error(
        { error, kinds: [...new Set(events.map((event) => event.kind))] },
        'the core refused a batch',
      );
      return undefined;
    }
    if (
      events.every((event) => event.kind === 'tick') &&
      changedNothing(applied) &&
      this.#unjournalled.length < UNJOURNALLED_MAX
    ) {
      this.#unjournalled.push(at);
      this.#applied(at);
      return applied;
    }
    const fired = this.#unjournalled.map((firedAt): CoreEvent => ({ kind: 'tick', firedAt }));
    const batch: Batch = { seq: this.#seq + 1, at, events: [...fired, ...events], changes: applied.changes };
    failpoint('center.batch.before-commit');
    if (!(await this.#commit(batch))) return undefined;
    failpoint('center.batch.after-commit');
    this.#seq = batch.seq;
    this.#unjournalled = [];
    this.#applied(at);
    return applied;
  }

  #applied(at: number): void {
    this.#at = at;
    this.#diverged = false;
    this.#before = undefined;
  }

  /** True when committed, false when refused; waits as long as the database is away. */
  async #commit(batch: Batch): Promise<boolean> {
    return await this.#retrying(async () => {
      const end = await this.#options.journal.commit(batch).catch((error: unknown): CommitEnd => {
        if (isAway(error)) throw error;
        // Not the database's word: the batch could not even be said to it, and will not be the next time.
        return { kind: 'refused', reason: 'unsaid', message: error instanceof Error ? error.message : String(error) };
      });
      switch (end.kind) {
        case 'committed':
          return true;
        case 'refused':
          this.#options.log.error(
            { seq: batch.seq, reason: end.reason, detail: end.message },
            'the database refused a batch',
          );
          return false;
        case 'fenced':
          throw fenced();
        case 'lost':
          throw new SiteError('database_away', `the database is away: ${end.reason}`);
      }
    });
  }

  /** Repeats while the database is away, with back-off; other errors go through. */
  async #retrying<T>(step: () => Promise<T>): Promise<T> {
    let wait: number = BACKOFF_MS.first;
    for (;;) {
      try {
        const result = await step();
        if (wait > BACKOFF_MS.first) this.#options.onAway?.(false, 'the database is back');
        return result;
      } catch (error) {
        if (!isAway(error)) throw error;
        this.#options.onAway?.(true, 'the database does not answer; contacts wait until it does');
        if (this.#fenced) throw fenced();
        if (this.#stopped)
          throw new SiteError('database_away', 'the database is away and the centre is stopping', { cause: error });
        await new Promise<void>((resolve) => {
          const timer = this.#options.clock.after(wait, resolve);
          this.#wakeBackoff = () => {
            timer.cancel();
            resolve();
          };
        });
        wait = Math.min(BACKOFF_MS.longest, wait * 2);
      }
    }
  }

  /** Closed contacts are not in memory: their rows go with the event. No batch is in flight here, so a row cannot be stale. */
  async #withRows(events: readonly CoreEvent[]): Promise<readonly CoreEvent[]> {
    const complete: CoreEvent[] = [];
    for (const event of events) {
      const id =
        event.kind === 'customer_answered'
          ? event.contact
          : event.kind === 'command' && 'contact' in event.command
            ? event.command.contact
            : undefined;
      if (id === undefined || this.core.contact(id) || (event.kind !== 'customer_answered' && event.kind !== 'command'))
        complete.push(event);
      else {
        const row = await this.#retrying(() => this.#options.journal.contact(id));
        complete.push(row ? { ...event, row } : event);
      }
    }
    return complete;
  }
}

function fenced(): SiteError {
  return new SiteError('site_fenced', 'another node runs this site now; this one stops');
}

function shownOf(core: Core): Shown {
  return { agents: core.agents(), queues: core.queues(), counts: core.counts, present: core.present };
}

function changedNothing({ changes, effects }: Applied): boolean {
  return effects.length === 0 && Object.values(changes).every((rows: readonly unknown[]) => rows.length === 0);
}

/** True for errors that pass when the database is back. */
export function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'database_away';
}

/**
 * Applies the journal's batches to a core, as the shell did: the same events at the same moments give the same changes. `each` gets
 * what every batch changed.
 */
export function replay(
  core: Core,
  batches: Iterable<Pick<Batch, 'at' | 'events'>>,
  each: (applied: Applied, at: number) => void,
): void {
  for (const { at, events } of batches) {
    const own: CoreEvent[] = [];
    for (const event of events) {
      if (event.kind === 'tick' && event.firedAt !== undefined)
        each(core.apply([{ kind: 'tick' }], event.firedAt), event.firedAt);
      else own.push(event);
    }
    each(core.apply(own, at), at);
  }
}
