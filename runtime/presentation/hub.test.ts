import { describe, expect, it } from 'vitest';
import { contractAgent, contractOffer, recordingDesk } from '../../testing/presenter-contract.ts';
import type { AgentView, Clock, Log } from '../center/index.ts';
import { createPresenterHub, type HubLimits } from './hub.ts';
import { inProcessPresenter } from './in-process.ts';
import type { Desk, Presenter } from './port.ts';

/** A clock that stands still until it is moved. */
function handClock() {
  let now = 0;
  const timers = new Map<object, { at: number; call: () => void }>();
  const clock: Clock = {
    nowMs: () => now,
    after(ms, call) {
      const key = {};
      timers.set(key, { at: now + ms, call });
      return { cancel: () => timers.delete(key) };
    },
  };
  const move = (ms: number) => {
    now += ms;
    for (const [key, timer] of timers) {
      if (timer.at > now) continue;
      timers.delete(key);
      timer.call();
    }
  };
  return { clock, move };
}

function setUp(
  presenters: readonly Presenter[],
  limits: Partial<HubLimits> = {},
  desk: Desk = { ...recordingDesk(), agents: () => [] },
) {
  const errors: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields) => void errors.push(String((fields as { what: string }).what)),
  };
  const { clock, move } = handClock();
  return { hub: createPresenterHub({ presenters, desk, clock, log, limits }), errors, move };
}

/** Lets everything that can go on go on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the presenter hub', () => {
  it('goes on with the others when a presenter throws', async () => {
    const seen: number[] = [];
    const { hub, errors } = setUp([
      inProcessPresenter({
        name: 'broken',
        offer: () => {
          throw new Error('no');
        },
      }),
      inProcessPresenter({ offer: (offer) => void seen.push(offer.id) }),
    ]);
    await hub.start();
    hub.release({ kind: 'offer', offer: contractOffer(1) });
    hub.release({ kind: 'offer', offer: contractOffer(2) });
    await settle();
    expect(seen).toEqual([1, 2]);
    expect(errors).toEqual(['offer', 'offer']);
    expect(hub.lanes().map(({ failed }) => failed)).toEqual([2, 0]);
  });

  it('goes on with the next delivery when a presenter hangs past its time', async () => {
    const seen: string[] = [];
    const { hub, move, errors } = setUp(
      [
        inProcessPresenter({
          offer: (offer) => {
            seen.push(`offer ${offer.id}`);
            return new Promise(() => {});
          },
          offerEnded: (ended) => void seen.push(`ended ${ended.offer}`),
        }),
      ],
      { callTimeoutMs: 100 },
    );
    await hub.start();
    hub.release({ kind: 'offer', offer: contractOffer(1) });
    hub.release({ kind: 'offer_ended', offer: 1, contact: 101, agent: 'ana', state: 'lapsed' });
    await settle();
    expect(seen).toEqual(['offer 1']);
    move(100);
    await settle();
    expect(seen).toEqual(['offer 1', 'ended 1']);
    expect(errors).toEqual(['offer']);
  });

  it('does not show an offer that ended before its turn, and shows the newest state only', async () => {
    const seen: unknown[] = [];
    let go = () => {};
    const { hub } = setUp([
      inProcessPresenter({
        offer: (offer) => {
          seen.push(`offer ${offer.id}`);
          return new Promise<void>((resolve) => {
            go = resolve;
          });
        },
        offerEnded: (ended) => void seen.push(`ended ${ended.offer}`),
        agentState: (agent) => void seen.push(agent.state),
      }),
    ]);
    await hub.start();
    hub.release({ kind: 'offer', offer: contractOffer(1) });
    hub.release({ kind: 'offer', offer: contractOffer(2) });
    hub.release({ kind: 'agent_state', agent: contractAgent('ready') });
    hub.release({ kind: 'agent_state', agent: contractAgent('not_ready') });
    hub.release({ kind: 'offer_ended', offer: 2, contact: 102, agent: 'ana', state: 'cancelled' });
    go();
    await settle();
    expect(seen).toEqual(['offer 1', 'not_ready', 'ended 2']);
  });

  it('drops the oldest when a lane is full, and counts it', async () => {
    const { hub } = setUp([inProcessPresenter({ offer: () => new Promise(() => {}) })], { waitingMax: 2 });
    await hub.start();
    for (const id of [1, 2, 3, 4]) hub.release({ kind: 'offer', offer: contractOffer(id) });
    expect(hub.lanes()).toEqual([{ presenter: 'in-process', waiting: 2, dropped: 1, failed: 0 }]);
  });

  it('tells a presenter of every agent and open offer at start, under the same ids', async () => {
    const seen: unknown[] = [];
    const agent: AgentView = { ...contractAgent(), offers: [contractOffer(5)] };
    const { hub } = setUp(
      [
        inProcessPresenter({
          offer: (offer) => void seen.push(offer.id),
          agentState: ({ login }) => void seen.push(login),
        }),
      ],
      {},
      { ...recordingDesk(), agents: () => [agent] },
    );
    await hub.start();
    await settle();
    expect(seen).toEqual(['ana', 5]);
  });

  it('keeps what comes before a presenter has started, and leaves out one that does not start', async () => {
    const seen: number[] = [];
    let begin = () => {};
    const { hub, errors } = setUp([
      inProcessPresenter({
        name: 'slow',
        start: () =>
          new Promise<void>((resolve) => {
            begin = resolve;
          }),
        offer: (offer) => void seen.push(offer.id),
      }),
      inProcessPresenter({
        name: 'broken',
        start: () => {
          throw new Error('no');
        },
        offer: (offer) => void seen.push(-offer.id),
      }),
    ]);
    const starting = hub.start();
    hub.release({ kind: 'offer', offer: contractOffer(1) });
    await settle();
    expect(seen).toEqual([]);
    begin();
    await starting;
    await settle();
    expect(seen).toEqual([1]);
    expect(errors).toEqual(['start']);
  });

  it('ends its stop although a presenter does not', async () => {
    const { hub, move } = setUp([inProcessPresenter({ stop: () => new Promise(() => {}) })], { callTimeoutMs: 100 });
    await hub.start();
    const stopping = hub.stop();
    move(100);
    await stopping;
    hub.release({ kind: 'offer', offer: contractOffer(1) });
    expect(hub.lanes()[0]?.waiting).toBe(0);
  });
});
