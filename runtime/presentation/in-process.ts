/** The presenter for a program that embeds the centre: plain callbacks. */
import type { AgentView, Answer, OfferView } from '../center/index.ts';
import type { ContactChanged, Desk, OfferEnded, Presenter } from './port.ts';

/** The answer to one offer. A repeat of the same answer is the same command. */
export interface OfferAnswer {
  accept(): Promise<Answer>;
  decline(reason?: string): Promise<Answer>;
}

export interface InProcessCallbacks {
  /** For the log; `in-process` when absent. */
  readonly name?: string;
  /** Log-ins whose terminal this program is: they count as alive while it runs. */
  readonly agents?: readonly string[];
  /** How often they are reported alive; 10,000 when absent. */
  readonly heartbeatEveryMs?: number;
  /** The centre is there; `desk` takes commands. */
  start?(desk: Desk): void | Promise<void>;
  /** An offer for an agent; may come again under the same id, with a later end. */
  offer?(offer: OfferView, answer: OfferAnswer): void | Promise<void>;
  offerEnded?(ended: OfferEnded): void | Promise<void>;
  agentState?(agent: AgentView): void | Promise<void>;
  contactChanged?(changed: ContactChanged): void | Promise<void>;
  stop?(): void | Promise<void>;
}

/** A presenter out of callbacks; each may be left out. What one throws is logged by the hub and costs nobody else anything. */
export function inProcessPresenter(callbacks: InProcessCallbacks): Presenter {
  let desk: Desk | undefined;
  let heart: NodeJS.Timeout | undefined;
  const reportAlive = () => {
    for (const agent of callbacks.agents ?? []) desk?.heartbeat(agent);
  };
  return {
    name: callbacks.name ?? 'in-process',
    async start(given) {
      desk = given;
      if (callbacks.agents?.length) {
        reportAlive();
        heart = setInterval(reportAlive, callbacks.heartbeatEveryMs ?? 10_000);
        heart.unref();
      }
      await callbacks.start?.(given);
    },
    async offer(offer) {
      if (desk) await callbacks.offer?.(offer, answerTo(desk, offer));
    },
    async offerEnded(ended) {
      if (desk) await callbacks.offerEnded?.(ended);
    },
    async agentState(agent) {
      if (desk) await callbacks.agentState?.(agent);
    },
    async contactChanged(changed) {
      if (desk) await callbacks.contactChanged?.(changed);
    },
    async stop() {
      desk = undefined;
      clearInterval(heart);
      await callbacks.stop?.();
    },
  };
}

/** Commands about an offer, under ids that follow from the offer. */
export function answerTo(desk: Desk, offer: OfferView): OfferAnswer {
  return {
    accept: () => desk.command(offer.agent, { kind: 'accept', offer: offer.id }, `offer-${offer.id}-accept`),
    decline: (reason) =>
      desk.command(
        offer.agent,
        { kind: 'decline', offer: offer.id, ...(reason === undefined ? {} : { reason }) },
        `offer-${offer.id}-decline`,
      ),
  };
}
