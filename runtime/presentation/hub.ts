/**
 * Fan-out of committed effects to presenters. Each presenter has a lane of its own: a bounded queue, one delivery at a time,
 * a time limit. Effects come in by `release`, which never waits and never throws.
 *
 * INVARIANT: a lane holds at most one delivery for each key; what is newer replaces what was not yet shown.
 * INVARIANT: a full lane drops its oldest delivery, counted; an offer that is dropped ends by its lease.
 */
import type { Clock, Effect, Log } from '../center/index.ts';
import type { Desk, Presenter } from './port.ts';

export interface HubLimits {
  /** Deliveries waiting for one presenter. */
  readonly waitingMax: number;
  /** One call of a presenter; then it counts as failed and the next one begins. */
  readonly callTimeoutMs: number;
}

/** 1,000 deliveries are ten for each agent of a centre of 100; 5 s are a sixth of the shortest usual offer. */
export const HUB_LIMITS: HubLimits = { waitingMax: 1_000, callTimeoutMs: 5_000 };

export interface HubOptions {
  readonly presenters: readonly Presenter[];
  readonly desk: Desk;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<HubLimits>;
}

export interface LaneView {
  readonly presenter: string;
  readonly waiting: number;
  readonly dropped: number;
  readonly failed: number;
}

export interface PresenterHub {
  /** Starts the presenters; each is then told of every agent and open offer. One that does not start is logged and left out. */
  start(): Promise<void>;
  /** Takes any committed effect; those that are not for presenters are passed over. */
  release(effect: Effect): void;
  lanes(): readonly LaneView[];
  /** Stops the presenters, each within the time limit. */
  stop(): Promise<void>;
}

type Shown = Extract<Effect, { kind: 'offer' | 'offer_ended' | 'agent_state' | 'contact_changed' }>;

export function createPresenterHub(options: HubOptions): PresenterHub {
  const limits = { ...HUB_LIMITS, ...options.limits };
  const lanes = options.presenters.map((presenter) => new Lane(presenter, options.clock, options.log, limits));
  return {
    async start() {
      await Promise.all(lanes.map((lane) => lane.start(options.desk)));
      for (const agent of options.desk.agents()) {
        for (const lane of lanes) {
          lane.push({ kind: 'agent_state', agent });
          for (const offer of agent.offers) lane.push({ kind: 'offer', offer });
        }
      }
    },
    release(effect) {
      if (isShown(effect)) for (const lane of lanes) lane.push(effect);
    },
    lanes: () => lanes.map((lane) => lane.view()),
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

function isShown(effect: Effect): effect is Shown {
  return (
    effect.kind === 'offer' ||
    effect.kind === 'offer_ended' ||
    effect.kind === 'agent_state' ||
    effect.kind === 'contact_changed'
  );
}

function keyOf(effect: Shown): string {
  switch (effect.kind) {
    case 'offer':
      return `offer ${effect.offer.id}`;
    case 'offer_ended':
      return `ended ${effect.offer}`;
    case 'agent_state':
      return `agent ${effect.agent.login}`;
    case 'contact_changed':
      return `contact ${effect.contact} ${effect.agent ?? ''}`;
  }
}

function show(presenter: Presenter, effect: Shown): void | Promise<void> {
  switch (effect.kind) {
    case 'offer':
      return presenter.offer(effect.offer);
    case 'offer_ended': {
      const { kind: _kind, ...ended } = effect;
      return presenter.offerEnded(ended);
    }
    case 'agent_state':
      return presenter.agentState(effect.agent);
    case 'contact_changed': {
      const { kind: _kind, ...changed } = effect;
      return presenter.contactChanged(changed);
    }
  }
}

/** One presenter's queue and its life. */
class Lane {
  readonly #presenter: Presenter;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: HubLimits;
  /** In the order of arrival; the key of a newer delivery moves to the end. */
  readonly #waiting = new Map<string, Shown>();
  #state: 'new' | 'ready' | 'stopped' = 'new';
  #busy = false;
  #dropped = 0;
  #failed = 0;

  constructor(presenter: Presenter, clock: Clock, log: Log, limits: HubLimits) {
    this.#presenter = presenter;
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
  }

  async start(desk: Desk): Promise<void> {
    const started = call(() => this.#presenter.start(desk)).then(() => {
      if (this.#state !== 'new') return;
      this.#state = 'ready';
      this.#drain();
    });
    await this.#limited('start', () => started);
  }

  push(effect: Shown): void {
    if (this.#state === 'stopped') return;
    const key = keyOf(effect);
    this.#waiting.delete(key);
    if (effect.kind === 'offer_ended') this.#waiting.delete(`offer ${effect.offer}`);
    this.#waiting.set(key, effect);
    if (this.#waiting.size > this.#limits.waitingMax) this.#dropOldest();
    this.#drain();
  }

  view(): LaneView {
    return {
      presenter: this.#presenter.name,
      waiting: this.#waiting.size,
      dropped: this.#dropped,
      failed: this.#failed,
    };
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#waiting.clear();
    await this.#limited('stop', () => this.#presenter.stop());
  }

  #dropOldest(): void {
    const oldest = this.#waiting.keys().next().value;
    if (oldest === undefined) return;
    this.#waiting.delete(oldest);
    this.#dropped += 1;
    // Once per power of two: a presenter that is gone for an hour must not fill the log.
    if ((this.#dropped & (this.#dropped - 1)) === 0) {
      this.#log.warn({ presenter: this.#presenter.name, dropped: this.#dropped }, 'a presenter is too slow: dropped');
    }
  }

  #drain(): void {
    if (this.#busy || this.#state !== 'ready') return;
    const next = this.#waiting.entries().next().value;
    if (!next) return;
    this.#waiting.delete(next[0]);
    this.#busy = true;
    void this.#limited(next[1].kind, () => show(this.#presenter, next[1])).then(() => {
      this.#busy = false;
      this.#drain();
    });
  }

  /** Ends when the call ends or its time is over; never rejects. */
  #limited(what: string, run: () => void | Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      let over = false;
      const end = (error?: unknown) => {
        if (over) return;
        over = true;
        timer.cancel();
        if (error !== undefined) {
          this.#failed += 1;
          this.#log.error({ presenter: this.#presenter.name, what, err: error }, 'a presenter failed');
        }
        resolve();
      };
      const timer = this.#clock.after(this.#limits.callTimeoutMs, () =>
        end(new PresenterTooSlow(this.#presenter.name, what, this.#limits.callTimeoutMs)),
      );
      call(run).then(
        () => end(),
        (error: unknown) => end(error ?? new Error('rejected without a reason')),
      );
    });
  }
}

/** A presenter's call did not end within the hub's time limit. */
export class PresenterTooSlow extends Error {
  readonly code = 'presenter_too_slow';
  constructor(presenter: string, what: string, limitMs: number) {
    super(`presenter ${presenter}: ${what} did not end within ${limitMs} ms; let it hand the work on and return`);
  }
}

async function call(run: () => void | Promise<void>): Promise<void> {
  await run();
}
