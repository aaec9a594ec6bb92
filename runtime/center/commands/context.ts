/** What every command is done with, and the checks they share. */
import type { ContactRow } from '../model.ts';
import type { Command } from '../protocol.ts';
import { type Refusal, refused } from '../refusal.ts';
import type { Runner } from '../runs.ts';
import type { Agent, Contact, State } from '../state.ts';

export interface CommandContext {
  readonly state: State;
  readonly runner: Runner;
  /** Who asks. */
  readonly agent: Agent;
  /** The contact's row, when it is closed and not in memory. */
  readonly row: ContactRow | undefined;
}

export type CommandOf<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;

/** The contact, when this agent has it open. */
export function openContactOf({ state, agent }: CommandContext, id: number): Contact | Refusal {
  const contact = state.contacts.get(id);
  if (contact === undefined) {
    return id > 0 && id <= state.last.contact
      ? refused('wrong_state', `contact ${id} is closed`)
      : refused('unknown_contact', `there is no contact ${id}`);
  }
  if (contact.state !== 'Open') return refused('wrong_state', `contact ${id} is not open; it is ${contact.state}`);
  if (contact.agent !== agent.id) {
    const other = state.agents[contact.agent ?? -1]?.login ?? 'somebody else';
    return refused('not_yours', `contact ${id} is open with ${other}`);
  }
  return contact;
}

/** True of a refusal. */
export function isRefusal(result: object): result is Refusal {
  return 'ok' in result;
}
