/**
 * A contact centre in memory for the tests of the web services: the same answers and effects as the real one for one agent's
 * day, without script, database or mail. Times stand still unless they are moved.
 */
import { randomBytes } from 'node:crypto';
import type { AgentView, Answer, Command, Effect, OfferView } from '../../runtime/center/index.ts';
import type {
  Account,
  AttachmentBody,
  CenterStatus,
  ContactCenter,
  ContactSummary,
  MessageBody,
} from '../../runtime/index.ts';
import type { ActionView, ContactView } from '../../runtime/presentation/index.ts';

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** The one mail that can be replayed. */
export const QUARANTINED = 7;

export interface MemoryCenter extends ContactCenter {
  /** What was asked to be activated. */
  readonly asked: readonly object[];
  /** Each command once, with the id it came under. */
  readonly commands: readonly { readonly agent: string; readonly command: Command; readonly id: string }[];
  readonly heartbeats: readonly string[];
  /** A mail arrives; it is offered to the agent when he is ready, now or later. */
  arrive(mail: {
    readonly subject: string;
    readonly from?: string;
    readonly text?: string;
    readonly html?: string;
    readonly attachments?: readonly AttachmentBody[];
  }): number;
  emit(effect: Effect): void;
  /** Everything rejects with `database_away` from now on, or no more. */
  setAway(away: boolean): void;
}

const ACCOUNTS: Readonly<Record<string, { readonly password: string; readonly role: Account['role'] }>> = {
  ana: { password: 'ana-password', role: 'agent' },
  bo: { password: 'bo-password', role: 'agent' },
  sue: { password: 'sue-password', role: 'supervisor' },
  adm: { password: 'adm-password', role: 'administrator' },
};

class DatabaseAway extends Error {
  readonly code = 'database_away';
}

export function createMemoryCenter(nowAt: () => number = () => Date.now() * 1000): MemoryCenter {
  const agents = new Map<string, Draft<AgentView>>();
  for (const [login, name, id] of [
    ['ana', 'Ana Ito', '4711'],
    ['bo', 'Bo Lind', '4712'],
  ] as const) {
    agents.set(login, {
      login,
      name,
      id,
      state: 'logged_out',
      sinceAt: nowAt(),
      skillsets: [{ name: 'EM_Billing', level: 1 }],
      open: [],
      offers: [],
    });
  }
  const contacts = new Map<number, Draft<ContactView>>();
  const bodies = new Map<number, MessageBody>();
  const files = new Map<number, readonly AttachmentBody[]>();
  const sessions = new Map<string, Account>();
  const answers = new Map<string, Answer>();
  const commands: { agent: string; command: Command; id: string }[] = [];
  const heartbeats: string[] = [];
  const listeners = new Set<(effect: Effect) => void>();
  let ids = 0;
  let away = false;

  const present = () => {
    if (away) throw new DatabaseAway('the database does not answer');
  };
  const emit = (effect: Effect) => {
    for (const listener of listeners) listener(effect);
  };
  const show = (agent: AgentView) => emit({ kind: 'agent_state', agent: { ...agent } });

  function addAction(
    contact: Draft<ContactView>,
    action: Partial<ActionView> & Pick<ActionView, 'source' | 'state'>,
  ): number {
    const id = ++ids;
    contact.actions = [
      ...contact.actions,
      { id, at: nowAt(), hasHtml: false, mailTo: [], mailCc: [], attachments: [], ...action },
    ];
    return id;
  }

  function offerWaiting(): void {
    for (const contact of contacts.values()) {
      const offered = [...agents.values()].some(({ offers }) => offers.some((offer) => offer.contact === contact.id));
      if (contact.state !== 'New' || offered) continue;
      const agent = [...agents.values()].find(({ state, offers }) => state === 'ready' && offers.length === 0);
      if (!agent) continue;
      const offer: OfferView = {
        id: ++ids,
        contact: contact.id,
        agent: agent.login,
        skillset: contact.skillset,
        expiresAt: nowAt() + 30_000_000,
        subject: contact.subject,
        from: contact.from,
        priority: contact.priority,
        queueType: 'SKILLSET',
        arrivedAt: contact.arrivedAt,
        suggestions: [],
      };
      agent.offers = [offer];
      show(agent);
      emit({ kind: 'offer', offer });
    }
  }

  function endOffer(agent: Draft<AgentView>, offer: OfferView, state: 'accepted' | 'declined'): void {
    agent.offers = agent.offers.filter(({ id }) => id !== offer.id);
    emit({ kind: 'offer_ended', offer: offer.id, contact: offer.contact, agent: agent.login, state });
  }

  function obey(agent: Draft<AgentView>, command: Command): Answer {
    switch (command.kind) {
      case 'log_in':
      case 'ready':
      case 'not_ready':
      case 'log_out':
        return changeState(agent, command);
      case 'accept':
      case 'decline':
        return answerOffer(agent, command);
      default:
        return workOn(agent, command);
    }
  }

  function changeState(
    agent: Draft<AgentView>,
    command: Extract<Command, { kind: 'log_in' | 'ready' | 'not_ready' | 'log_out' }>,
  ): Answer {
    if (command.kind !== 'log_in' && agent.state === 'logged_out') return no('not_logged_in', 'log in first');
    const ready = command.kind === 'ready' || (command.kind === 'log_in' && command.ready === true);
    agent.state = command.kind === 'log_out' ? 'logged_out' : ready ? 'ready' : 'not_ready';
    delete agent.reason;
    if (command.kind === 'not_ready' && command.reason !== undefined) agent.reason = command.reason;
    agent.sinceAt = nowAt();
    show(agent);
    offerWaiting();
    return { ok: true };
  }

  function answerOffer(agent: Draft<AgentView>, command: Extract<Command, { kind: 'accept' | 'decline' }>): Answer {
    const offer = agent.offers.find(({ id }) => id === command.offer);
    const contact = offer && contacts.get(offer.contact);
    if (!offer || !contact) return no('offer_ended', 'the offer has ended');
    if (command.kind === 'accept') {
      contact.state = 'Open';
      contact.agent = agent.login;
      contact.openedAt = nowAt();
      agent.open = [...agent.open, contact.id];
      endOffer(agent, offer, 'accepted');
    } else {
      agent.state = 'not_ready';
      agent.reason = 'Offer declined';
      endOffer(agent, offer, 'declined');
    }
    show(agent);
    offerWaiting();
    return { ok: true, contact: contact.id };
  }

  function workOn(agent: Draft<AgentView>, command: Extract<Command, { contact: number }>): Answer {
    const contact = contacts.get(command.contact);
    if (!contact) return no('unknown_contact', `there is no contact ${command.contact}`);
    if (contact.agent !== agent.login) return no('not_yours', `contact ${contact.id} is not open at your desk`);
    if (command.kind === 'close' && command.reason !== undefined && !['Resolved', 'Spam'].includes(command.reason)) {
      return no('unknown_reason', `there is no closed reason ${command.reason}`);
    }
    let action: number | undefined;
    if (command.kind === 'reply') {
      action = addAction(contact, {
        source: 'EMail_from_Agent_to_Customer',
        state: 'EMail_In_Queue',
        agent: agent.login,
        subject: command.subject ?? `Re: ${contact.subject}`,
        text: command.text,
        mailTo: command.to ?? [contact.replyTo],
        mailCc: command.cc ?? [],
      });
      if (command.close) leave(agent, contact, 'Closed', command.close.reason);
    } else if (command.kind === 'note') {
      action = addAction(contact, {
        source: 'Agent_Created',
        state: 'Agent_Note',
        agent: agent.login,
        comment: command.text,
      });
    } else if (command.kind === 'postpone') leave(agent, contact, 'Waiting');
    else if (command.kind === 'close' || command.kind === 'forward_outside') {
      leave(agent, contact, 'Closed', command.kind === 'close' ? command.reason : undefined);
    } else if (command.kind === 'forward_agent' || command.kind === 'forward_skillset') leave(agent, contact, 'New');
    emit({ kind: 'contact_changed', contact: contact.id, agent: agent.login, why: command.kind });
    return { ok: true, contact: contact.id, ...(action === undefined ? {} : { action }) };
  }

  function leave(agent: Draft<AgentView>, contact: Draft<ContactView>, state: string, reason?: string): void {
    contact.state = state;
    delete contact.agent;
    if (state === 'Closed') contact.closedAt = nowAt();
    if (reason !== undefined) contact.reason = reason;
    agent.open = agent.open.filter((id) => id !== contact.id);
    addAction(contact, {
      source: 'Agent_Created',
      state: state === 'Closed' ? 'Contact_Closed' : 'Done',
      agent: agent.login,
    });
    show(agent);
  }

  function summary(contact: ContactView): ContactSummary {
    const { id, state, subject, from, mailbox, skillset, priority, agent, arrivedAt, closedAt, reason } = contact;
    return {
      id,
      state,
      subject,
      from,
      mailbox,
      skillset,
      priority,
      arrivedAt,
      ...(agent === undefined ? {} : { agent }),
      ...(closedAt === undefined ? {} : { closedAt }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  async function status(): Promise<CenterStatus> {
    return {
      state: away ? 'waiting_for_database' : 'running',
      detail: away ? 'the database does not answer since 12:00' : 'running',
      site: 'Acme Support',
      contacts: { waiting: 0, open: 0, postponed: 0 },
      ledger: { received: 0, quarantined: 0, contacts: contacts.size },
      outbox: { queued: 0, uncertain: 0, failed: 0 },
      quarantined: [],
      uncertain: [],
      queues: [],
      agents: [...agents.values()],
      sources: [],
      alarms: [],
    };
  }

  const asked: object[] = [];
  return {
    asked,
    commands,
    heartbeats,
    emit,
    setAway: (value) => {
      away = value;
    },
    arrive({ subject, from = 'carla@customer.example', text = '', html, attachments = [] }) {
      const id = ++ids;
      const contact: Draft<ContactView> = {
        id,
        state: 'New',
        type: 'EMail',
        subject,
        from,
        fromName: 'Carla Customer',
        replyTo: from,
        to: ['support@acme.example'],
        cc: [],
        mailbox: 'support',
        skillset: 'EM_Billing',
        priority: 3,
        queueType: 'SKILLSET',
        customer: 1,
        arrivedAt: nowAt(),
        suggestions: [
          {
            name: 'ack_response',
            subject: '',
            text: 'Thank you, we have corrected the invoice and sent you a new one.',
          },
        ],
        queues: [{ kind: 'skillset', name: 'EM_Billing', priority: 3, sinceAt: nowAt() }],
        actions: [],
        events: [{ at: nowAt(), kind: 'queued', detail: 'EM_Billing, priority 3' }],
      };
      const action = addAction(contact, {
        source: 'EMail_from_Customer',
        state: 'EMail_Received',
        subject,
        text,
        hasHtml: html !== undefined,
        mailTo: contact.to,
        attachments: attachments.map(({ name, type, content }, index) => ({
          index,
          name,
          type,
          sizeBytes: content.length,
        })),
      });
      bodies.set(action, { text, ...(html === undefined ? {} : { html }) });
      files.set(action, attachments);
      contacts.set(id, contact);
      offerWaiting();
      return id;
    },
    async command(login, command, id) {
      present();
      const first = answers.get(id);
      if (first) return first;
      const agent = agents.get(login);
      commands.push({ agent: login, command, id });
      const answer = agent ? obey(agent, command) : no('unknown_agent', `there is no agent ${login}`);
      answers.set(id, answer);
      return answer;
    },
    agent: (login) => agents.get(login),
    agents: () => [...agents.values()],
    heartbeat: (agent) => void heartbeats.push(agent),
    start: async () => {},
    stop: async () => {},
    status,
    queues: () => [],
    async contacts(filter) {
      present();
      return [...contacts.values()]
        .filter((contact) => filter.state === undefined || contact.state === filter.state)
        .filter((contact) => filter.agent === undefined || contact.agent === filter.agent)
        .filter((contact) => filter.customer === undefined || contact.customer === filter.customer)
        .map(summary)
        .sort((a, b) => b.id - a.id)
        .slice(0, filter.limit ?? 50);
    },
    async contact(id) {
      present();
      return contacts.get(id);
    },
    async customer(id) {
      return id === 1 ? { id, name: 'Carla Customer', addresses: ['carla@customer.example'] } : undefined;
    },
    message: async (_contact, action) => bodies.get(action),
    attachment: async (_contact, action, index) => files.get(action)?.[index],
    choices: () => ({
      reasons: ['Resolved', 'Spam'],
      skillsets: ['EM_Default_Skillset', 'EM_Billing'],
      agents: ['ana', 'bo'],
      notReadyReasons: ['Lunch', 'Training'],
    }),
    trace: async () => [],
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deliver: async () => {},
    replayMail: async (ledger) => ledger === QUARANTINED,
    async activate(version, { plan, by, dryRun = false } = {}) {
      const scripts = 'program' in version ? [] : version.scripts.map(({ file }) => file);
      asked.push({ scripts, plan, by, dryRun });
      const nothing = { done: false, dryRun, diagnostics: [], preview: { versions: [], problems: [] } };
      if (scripts.includes('Gone.ccs'))
        return { ...nothing, refused: { code: 'target_gone', message: 'After is gone' } };
      return { ...nothing, done: !dryRun, ...(dryRun ? {} : { number: 2, moved: 0, restarted: 0 }) };
    },
    rollback: async ({ to } = {}) => {
      if (to === 9) throw Object.assign(new Error('there is no version 9'), { code: 'unknown_version' });
      const preview = { versions: [], problems: [] };
      return { done: true, dryRun: false, diagnostics: [], preview, number: 3, moved: 0, restarted: 0 };
    },
    versions: async () => [
      { number: 1, at: nowAt(), image: 'ab', active: true, kept: true, contacts: 0, waitPoints: [] },
    ],
    version: async () => {
      throw Object.assign(new Error('it is no longer kept'), { code: 'version_not_kept' });
    },
    diff: async () => {
      throw Object.assign(new Error('there is no version'), { code: 'unknown_version' });
    },
    accounts: {
      setPassword: async () => {},
      has: async (login) => login in ACCOUNTS,
      async logIn(login, password) {
        present();
        const account = ACCOUNTS[login];
        if (account?.password !== password) return { ok: false, code: 'wrong' };
        const token = randomBytes(16).toString('hex');
        sessions.set(token, { login, role: account.role });
        return { ok: true, token, account: { login, role: account.role } };
      },
      async session(token) {
        present();
        return sessions.get(token);
      },
      logOut: async (token) => void sessions.delete(token),
    },
  };
}

function no(code: Extract<Answer, { ok: false }>['code'], message: string): Answer {
  return { ok: false, code, message };
}
