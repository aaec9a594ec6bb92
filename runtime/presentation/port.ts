/**
 * The agent-presentation port: how a contact reaches a person. The core decides; a presenter shows the offer and brings the
 * answer. Presenters get every effect after it is committed, and may get one again after a restart, under the same id:
 * showing twice must be harmless (decision 2).
 *
 * INVARIANT: a presenter that throws, hangs or is slow costs nobody else anything; an offer's lease ends without it.
 */
import type { AgentView, Answer, Command, OfferView } from '../center/index.ts';

export interface OfferEnded {
  readonly offer: number;
  readonly contact: number;
  readonly agent: string;
  readonly state: 'accepted' | 'declined' | 'lapsed' | 'cancelled';
}

export interface ContactChanged {
  readonly contact: number;
  readonly agent?: string;
  readonly why: string;
}

export interface Presenter {
  readonly name: string;
  start(desk: Desk): Promise<void>;
  offer(offer: OfferView): void | Promise<void>;
  offerEnded(ended: OfferEnded): void | Promise<void>;
  agentState(agent: AgentView): void | Promise<void>;
  contactChanged(changed: ContactChanged): void | Promise<void>;
  stop(): Promise<void>;
}

/** What a presenter may ask of the centre. Agents are named by log-in. */
export interface Desk {
  /** `id` is the client's own: a repeat gets the first answer. */
  command(agent: string, command: Command, id: string): Promise<Answer>;
  agent(login: string): AgentView | undefined;
  agents(): readonly AgentView[];
  contact(id: number): Promise<ContactView | undefined>;
  /** The agent's terminal is alive; 30 s without one make the agent not ready (decision 9). */
  heartbeat(agent: string): void;
}

export interface ActionView {
  readonly id: number;
  readonly at: number;
  readonly source: string;
  readonly state: string;
  readonly agent?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly hasHtml: boolean;
  readonly mailTo: readonly string[];
  readonly mailCc: readonly string[];
  readonly comment?: string;
  readonly attachments: readonly {
    readonly index: number;
    readonly name: string;
    readonly type: string;
    readonly sizeBytes: number;
  }[];
}

export interface ContactView {
  readonly id: number;
  readonly state: string;
  readonly type: string;
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  readonly replyTo: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly mailbox: string;
  readonly skillset: string;
  readonly priority: number;
  readonly queueType: string;
  readonly agent?: string;
  readonly customer: number;
  readonly arrivedAt: number;
  readonly openedAt?: number;
  readonly closedAt?: number;
  readonly callbackAt?: number;
  readonly reason?: string;
  readonly closeText?: string;
  readonly suggestions: readonly { readonly name: string; readonly subject: string; readonly text: string }[];
  readonly queues: readonly {
    readonly kind: 'skillset' | 'agent';
    readonly name: string;
    readonly priority: number;
    readonly sinceAt: number;
  }[];
  readonly actions: readonly ActionView[];
  readonly events: readonly { readonly at: number; readonly kind: string; readonly detail: string }[];
}
