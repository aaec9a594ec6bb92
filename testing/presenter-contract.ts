/**
 * The contract of the agent-presentation port, for every adapter: ours and anybody's.
 *
 * It knows no test framework: `presenterContract(open)` gives cases with a name and a `run` that rejects when the adapter
 * breaks its word. With vitest: `for (const { name, run } of presenterContract(open)) it(name, run)`.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { AgentView, Answer, Command, OfferView } from '../runtime/center/index.ts';
import type { ContactChanged, ContactView, Desk, OfferEnded, Presenter } from '../runtime/presentation/index.ts';

/** What the person at the far side of a presenter sees, whatever form it has there. */
export type Seen =
  | {
      readonly kind: 'offer';
      readonly offer: Pick<OfferView, 'id' | 'contact' | 'agent' | 'subject' | 'from' | 'expiresAt'>;
    }
  | { readonly kind: 'offer_ended'; readonly ended: OfferEnded }
  | { readonly kind: 'agent_state'; readonly agent: Pick<AgentView, 'login' | 'state'> & { readonly reason?: string } }
  | { readonly kind: 'contact_changed'; readonly changed: ContactChanged };

/** An adapter with somebody at its far side. `CONTRACT_AGENT` is the agent who sits there. */
export interface PresenterUnderTest {
  readonly presenter: Presenter;
  /** Called after `presenter.start`: connects the far side. */
  connect(): Promise<void>;
  /** The next thing seen that has not been given yet; waits for it. */
  next(): Promise<Seen>;
  /** The person's answers, by the adapter's own way. */
  accept(offer: number): Promise<void>;
  decline(offer: number, reason: string): Promise<void>;
  /** The far side fails from now on: throws, refuses, or is gone. */
  breakFarSide(): Promise<void>;
  close(): Promise<void>;
}

export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** The agent at the far side. */
export const CONTRACT_AGENT = 'ana';

/** A desk that keeps what it was asked; a repeated id gets the first answer. */
export interface RecordingDesk extends Desk {
  readonly commands: readonly { readonly agent: string; readonly command: Command; readonly id: string }[];
  readonly heartbeats: readonly string[];
  /** How the next new command is answered; ok when nothing was set. */
  answerWith(answer: Answer): void;
}

export function recordingDesk(): RecordingDesk {
  const commands: { agent: string; command: Command; id: string }[] = [];
  const heartbeats: string[] = [];
  const answers = new Map<string, Answer>();
  let answer: Answer = { ok: true };
  return {
    commands,
    heartbeats,
    answerWith: (given) => {
      answer = given;
    },
    async command(agent, command, id) {
      const first = answers.get(id);
      if (first) return first;
      commands.push({ agent, command, id });
      answers.set(id, answer);
      return answer;
    },
    agent: (login) => (login === CONTRACT_AGENT ? contractAgent() : undefined),
    agents: () => [contractAgent()],
    contact: async (): Promise<ContactView | undefined> => undefined,
    heartbeat: (agent) => void heartbeats.push(agent),
  };
}

/** The agent's view; `ready` unless told otherwise. */
export function contractAgent(state: AgentView['state'] = 'ready', reason?: string): AgentView {
  return {
    login: CONTRACT_AGENT,
    name: 'Ana Ito',
    id: '4711',
    state,
    ...(reason === undefined ? {} : { reason }),
    sinceAt: 1_800_000_000_000_000,
    skillsets: [{ name: 'EM_Billing', level: 1 }],
    open: [],
    offers: [],
  };
}

/** An offer that stands for a minute from now. */
export function contractOffer(id: number): OfferView {
  const at = Math.floor(Date.now()) * 1000;
  return {
    id,
    contact: id + 100,
    agent: CONTRACT_AGENT,
    skillset: 'EM_Billing',
    expiresAt: at + 60_000_000,
    subject: `Invoice ${id} “größer”`,
    from: 'customer@example.com',
    priority: 3,
    queueType: 'SKILLSET',
    arrivedAt: at,
    suggestions: [],
  };
}

/** The cases. `open` makes a fresh adapter over the given desk each time. */
export function presenterContract(open: (desk: RecordingDesk) => Promise<PresenterUnderTest>): readonly ContractCase[] {
  const inCase = (
    name: string,
    body: (test: PresenterUnderTest, desk: RecordingDesk) => Promise<void>,
  ): ContractCase => ({
    name,
    async run() {
      const desk = recordingDesk();
      const test = await open(desk);
      try {
        await test.presenter.start(desk);
        await test.connect();
        await body(test, desk);
      } finally {
        await test.presenter.stop();
        await test.close();
      }
    },
  });
  return [
    inCase('an offer reaches the agent with its id, contact, subject, sender and end', async (test) => {
      const offer = contractOffer(7);
      await test.presenter.offer(offer);
      const seen = await until(test, 'offer');
      const { id, contact, agent, subject, from, expiresAt } = seen.offer;
      deepStrictEqual({ id, contact, agent, subject, from, expiresAt }, offerFacts(offer));
    }),
    inCase('an offer shown twice is the same offer', async (test) => {
      const offer = contractOffer(8);
      await test.presenter.offer(offer);
      strictEqual((await until(test, 'offer')).offer.id, 8);
      await test.presenter.offer(offer);
      await test.presenter.contactChanged({ contact: 108, agent: CONTRACT_AGENT, why: 'note' });
      // Whether it is shown again is the adapter's choice; under another id it may not be.
      for (let seen = await test.next(); seen.kind !== 'contact_changed'; seen = await test.next()) {
        if (seen.kind === 'offer') strictEqual(seen.offer.id, 8);
      }
    }),
    inCase('accepting is a command of that agent under a client’s id', async (test, desk) => {
      await test.presenter.offer(contractOffer(9));
      await until(test, 'offer');
      await test.accept(9);
      deepStrictEqual(desk.commands.map(pickCommand), [
        { agent: CONTRACT_AGENT, command: { kind: 'accept', offer: 9 } },
      ]);
      ok(desk.commands[0]?.id, 'the command has no id');
    }),
    inCase('accepting twice asks for one thing once', async (test, desk) => {
      await test.presenter.offer(contractOffer(10));
      await until(test, 'offer');
      await test.accept(10);
      await test.accept(10);
      strictEqual(desk.commands.length, 1);
    }),
    inCase('declining carries the reason', async (test, desk) => {
      await test.presenter.offer(contractOffer(11));
      await until(test, 'offer');
      await test.decline(11, 'Lunch');
      deepStrictEqual(desk.commands.map(pickCommand), [
        { agent: CONTRACT_AGENT, command: { kind: 'decline', offer: 11, reason: 'Lunch' } },
      ]);
    }),
    inCase('the end of an offer reaches the agent with its state', async (test) => {
      const ended: OfferEnded = { offer: 12, contact: 112, agent: CONTRACT_AGENT, state: 'lapsed' };
      await test.presenter.offer(contractOffer(12));
      await until(test, 'offer');
      await test.presenter.offerEnded(ended);
      deepStrictEqual((await until(test, 'offer_ended')).ended, ended);
    }),
    inCase('the agent’s state reaches the agent with its reason', async (test) => {
      await test.presenter.agentState(contractAgent('not_ready', 'Offer not accepted'));
      let seen = await until(test, 'agent_state');
      // The state at the start may have been shown before.
      while (seen.agent.state === 'ready') seen = await until(test, 'agent_state');
      strictEqual(seen.agent.login, CONTRACT_AGENT);
      strictEqual(seen.agent.state, 'not_ready');
      strictEqual(seen.agent.reason, 'Offer not accepted');
    }),
    inCase('a change of a contact reaches the agent who has it', async (test) => {
      await test.presenter.contactChanged({ contact: 113, agent: CONTRACT_AGENT, why: 'customer_answered' });
      deepStrictEqual((await until(test, 'contact_changed')).changed, {
        contact: 113,
        agent: CONTRACT_AGENT,
        why: 'customer_answered',
      });
    }),
    inCase('a far side that fails makes no call hang', async (test) => {
      await test.breakFarSide();
      const settled = Promise.allSettled([
        attempt(() => test.presenter.offer(contractOffer(14))),
        attempt(() => test.presenter.agentState(contractAgent())),
        attempt(() => test.presenter.contactChanged({ contact: 114, agent: CONTRACT_AGENT, why: 'note' })),
        attempt(() =>
          test.presenter.offerEnded({ offer: 14, contact: 114, agent: CONTRACT_AGENT, state: 'cancelled' }),
        ),
      ]);
      strictEqual((await settled).length, 4);
    }),
    inCase('after its stop it takes everything and shows nothing', async (test) => {
      await test.presenter.stop();
      await attempt(() => test.presenter.offer(contractOffer(15)));
      await attempt(() => test.presenter.agentState(contractAgent()));
      await test.presenter.stop();
    }),
  ];
}

async function attempt(run: () => void | Promise<void>): Promise<void> {
  await run();
}

/** The next thing of this kind; others before it are passed over. */
async function until<K extends Seen['kind']>(test: PresenterUnderTest, kind: K): Promise<Extract<Seen, { kind: K }>> {
  for (;;) {
    const seen = await test.next();
    if (seen.kind === kind) return seen as Extract<Seen, { kind: K }>;
  }
}

function offerFacts(offer: OfferView) {
  const { id, contact, agent, subject, from, expiresAt } = offer;
  return { id, contact, agent, subject, from, expiresAt };
}

function pickCommand({ agent, command }: { readonly agent: string; readonly command: Command }) {
  return { agent, command };
}

/** A waiting line for what a far side sees; the adapters' tests use it. */
export function seenLine(): { push(seen: Seen): void; next(): Promise<Seen> } {
  const waiting: Seen[] = [];
  const takers: ((seen: Seen) => void)[] = [];
  return {
    push(seen) {
      const taker = takers.shift();
      if (taker) taker(seen);
      else waiting.push(seen);
    },
    next() {
      const seen = waiting.shift();
      return seen ? Promise.resolve(seen) : new Promise((resolve) => takers.push(resolve));
    },
  };
}
