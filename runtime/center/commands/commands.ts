/** Every command that an agent can give, one row each; a missing one does not compile. */
import { findAgent } from '../agents.ts';
import type { ContactRow } from '../model.ts';
import type { Answer, Command } from '../protocol.ts';
import { refused } from '../refusal.ts';
import type { Runner } from '../runs.ts';
import type { State } from '../state.ts';
import { close } from './close.ts';
import type { CommandContext, CommandOf } from './context.ts';
import { forwardAgent, forwardOutside, forwardSkillset } from './forward.ts';
import { leaveNote } from './note.ts';
import { accept, decline } from './offer-answers.ts';
import { postpone } from './postpone.ts';
import { logIn, logOut, notReady, ready } from './presence.ts';
import { pull } from './pull.ts';
import { reply } from './reply.ts';

type Verb<K extends Command['kind']> = (context: CommandContext, command: CommandOf<K>) => Answer;

const COMMANDS: { readonly [K in Command['kind']]: Verb<K> } = {
  log_in: logIn,
  log_out: logOut,
  ready,
  not_ready: notReady,
  accept,
  decline,
  reply,
  close,
  postpone,
  forward_agent: forwardAgent,
  forward_skillset: forwardSkillset,
  forward_outside: forwardOutside,
  note: leaveNote,
  pull,
};

/** What an agent can ask while logged out. */
const WITHOUT_LOG_IN: ReadonlySet<Command['kind']> = new Set(['log_in', 'log_out']);

/** Does what an agent asks, or says why not; nothing changes then. */
export function obey(
  state: State,
  runner: Runner,
  login: string,
  command: Command,
  row: ContactRow | undefined,
): Answer {
  const agent = findAgent(state, login);
  if (agent === undefined) return refused('unknown_agent', `there is no agent ${login} in this centre`);
  if (agent.state === 'logged_out' && !WITHOUT_LOG_IN.has(command.kind))
    return refused('not_logged_in', `${agent.login} is not logged in`);
  const verb = COMMANDS[command.kind] as ((context: CommandContext, command: Command) => Answer) | undefined;
  if (verb === undefined) return refused('bad_value', 'there is no such command');
  return verb({ state, runner, agent, row }, command);
}
