/** Log in, log out, ready, not ready. */
import { setPresence } from '../agents.ts';
import { cleanText, TEXT_LIMITS } from '../clean.ts';
import { endOffer } from '../offers.ts';
import type { Answer } from '../protocol.ts';
import { loseEmptyQueues, loseQueue, type Runner, tellScript } from '../runs.ts';
import type { Agent, SkillsetState, State } from '../state.ts';
import type { CommandContext, CommandOf } from './context.ts';

const DONE: Answer = { ok: true };

/** A second terminal of an agent who is logged in changes nothing: two pages of one agent are one terminal. */
export function logIn({ state, agent }: CommandContext, command: CommandOf<'log_in'>): Answer {
  if (agent.state === 'logged_out')
    setPresence(state, agent, command.ready === true ? 'ready' : 'not_ready', undefined);
  return DONE;
}

/** Takes an agent out: an offer is withdrawn, and queues that have nobody left lose their contacts (language §3). */
export function takeOut(state: State, runner: Runner, agent: Agent, why: string): void {
  const { offer } = agent;
  setPresence(state, agent, 'logged_out', undefined);
  if (offer !== undefined) endOffer(state, offer, 'cancelled', why);
  const skillsets = agent.skills.map(({ skillset }) => state.skillsets[skillset] as SkillsetState);
  loseEmptyQueues(state, runner, skillsets);
  loseQueue(state, runner, agent.queue, 'the agent is not logged in');
  if (offer !== undefined && offer.contact.places.length > 0)
    tellScript(state, runner, offer.contact, 'RETURNED_TO_QUEUE');
}

export function logOut({ state, runner, agent }: CommandContext): Answer {
  if (agent.state !== 'logged_out') takeOut(state, runner, agent, 'logged out');
  return DONE;
}

export function ready({ state, agent }: CommandContext): Answer {
  setPresence(state, agent, 'ready', undefined);
  return DONE;
}

/** An outstanding offer stands: it can still be taken, or lapses. */
export function notReady({ state, agent }: CommandContext, command: CommandOf<'not_ready'>): Answer {
  const reason = command.reason === undefined ? undefined : cleanText(command.reason, TEXT_LIMITS.word);
  setPresence(state, agent, 'not_ready', reason === '' ? undefined : reason);
  return DONE;
}
