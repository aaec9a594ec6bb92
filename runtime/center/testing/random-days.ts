/**
 * Random days in a centre, for laws: steps are plain numbers and words, resolved against what the centre holds when they come, so
 * that two centres in the same state do the same, and any list of steps makes sense.
 */
import { SECOND } from '../local-time.ts';
import type { AgentView, Command } from '../protocol.ts';
import type { Scenario } from './scenario.ts';

export const STEP_KINDS = [
  'mail',
  'mail',
  'mails',
  'answer',
  'log_in',
  'log_in',
  'log_in',
  'log_out',
  'ready',
  'ready',
  'not_ready',
  'accept',
  'accept',
  'accept',
  'accept',
  'decline',
  'reply',
  'close',
  'postpone',
  'forward_agent',
  'forward_skillset',
  'forward_outside',
  'note',
  'pull',
  'silent',
  'provider',
  'provider_fails',
  'pass',
  'pass',
  'pass_long',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface Step {
  readonly kind: StepKind;
  /** Chooses who, which and how much. */
  readonly a: number;
  readonly b: number;
}

const SKILLSETS = ['EM_Billing', 'EM_Sales', 'EM_Default_Skillset', 'EM_Gone'] as const;
export const AGENTS = ['ana', 'bo', 'cy', 'nobody'] as const;

const pick = <T>(list: readonly T[], n: number): T | undefined =>
  list.length === 0 ? undefined : list[n % list.length];

function mailOptions(a: number, b: number): Parameters<Scenario['mail']>[0] {
  return {
    facts: {
      subject: `Subject ${a % 3}`,
      automatic: b % 7 === 0,
      ...(b % 11 === 0 ? { replyTo: '' } : {}),
      from: b % 5 === 0 ? 'boss@big.example' : 'customer@example.org',
    },
    rule: {
      skillset: pick(SKILLSETS, a) as string,
      priority: 1 + (b % 6),
      close: a % 17 === 0,
      ...(b % 3 === 0 ? { response: 'ack_response' } : {}),
    },
  };
}

/**
 * Who does a step: mostly somebody for whom it makes sense, now and then anybody, also somebody the centre does not know.
 */
function actor(centre: Scenario, { kind, a }: Step): string {
  const views = centre.core.agents();
  const logins = (fits: (view: AgentView) => boolean): string[] => views.filter(fits).map(({ login }) => login);
  const fitting = (): string[] => {
    switch (kind) {
      case 'log_in':
        return logins(({ state }) => state === 'logged_out');
      case 'ready':
        return logins(({ state }) => state === 'not_ready');
      case 'accept':
      case 'decline':
        return logins(({ offers }) => offers.length > 0);
      case 'pull':
      case 'log_out':
      case 'not_ready':
        return logins(({ state }) => state !== 'logged_out');
      default:
        return logins(({ open, state }) => open.length > 0 && state !== 'logged_out');
    }
  };
  return (a % 10 === 0 ? undefined : pick(fitting(), a)) ?? (pick(AGENTS, a) as string);
}

/** A contact that the agent has open. */
function mine(centre: Scenario, agent: string, n: number): number {
  return pick(centre.core.agent(agent)?.open ?? [], n) ?? 1;
}

function command(centre: Scenario, { kind, b }: Step, agent: string): Command | undefined {
  const contact = mine(centre, agent, b);
  const known = Math.max(1, ...centre.tables.contacts.keys());
  switch (kind) {
    case 'log_in':
      return { kind, ready: b % 3 !== 0 };
    case 'log_out':
    case 'ready':
      return { kind };
    case 'not_ready':
      return { kind, ...(b % 2 === 0 ? { reason: 'Lunch' } : {}) };
    case 'accept':
      return { kind, offer: centre.offerOf(agent) ?? b };
    case 'decline':
      return { kind, offer: centre.offerOf(agent) ?? b };
    case 'reply':
      return { kind, contact, text: 'Yes.', ...(b % 2 === 0 ? { close: { reason: 'Resolved' } } : {}) };
    case 'close':
      return { kind, contact, ...(b % 4 === 0 ? { reason: 'Nonsense' } : { reason: '9' }) };
    case 'postpone':
      return { kind, contact, untilAt: centre.at + ((b % 5) - 1) * 40 * SECOND };
    case 'forward_agent':
      return { kind, contact, agent: pick(AGENTS, b) as string };
    case 'forward_skillset':
      return { kind, contact, skillset: pick(SKILLSETS, b) as string };
    case 'forward_outside':
      return { kind, contact, address: b % 3 === 0 ? 'support@acme.example' : 'expert@example.net' };
    case 'note':
      return { kind, contact, text: b % 3 === 0 ? ' ' : 'Call back' };
    case 'pull':
      return { kind, contact: 1 + (b % (known + 1)) };
    default:
      return undefined;
  }
}

/** Does one step; the answers of its last batch. */
export function takeStep(centre: Scenario, step: Step): unknown {
  const { kind, a, b } = step;
  const agent = actor(centre, step);
  switch (kind) {
    case 'mail':
      return centre.apply(centre.arrival(mailOptions(a, b)));
    case 'mails':
      return centre.apply(...Array.from({ length: 1 + (b % 4) }, (_, i) => centre.arrival(mailOptions(a + i, b * i))));
    case 'answer': {
      const contact = 1 + (b % (Math.max(1, ...centre.tables.contacts.keys()) + 1));
      return centre.customerAnswers(contact, { ...mailOptions(a, b), ...(a % 2 === 0 ? { repliedBy: b % 3 } : {}) });
    }
    case 'silent':
      return centre.apply({ kind: 'terminal_silent', agent });
    case 'provider':
    case 'provider_fails': {
      const open = [...centre.tables.requests.values()].filter(({ state }) => state === 'open');
      const request = pick(open, b)?.id ?? b;
      const outcome =
        kind === 'provider' ? { values: a % 3 === 0 ? ['gold', 1] : ['gold'] } : { error: 'no connection' };
      return centre.apply({ kind: 'provider_answered', request, ...outcome });
    }
    case 'pass':
      return centre.pass(b % 35);
    case 'pass_long':
      return centre.pass((b % 20) * 60);
    default: {
      const asked = command(centre, step, agent);
      return asked === undefined ? undefined : centre.as(agent, asked);
    }
  }
}
