/** Close, with a reason of the centre if one is named. */
import { closeContact } from '../contacts.ts';
import type { Answer } from '../protocol.ts';
import { type Refusal, refused } from '../refusal.ts';
import type { State } from '../state.ts';
import { type CommandContext, type CommandOf, isRefusal, openContactOf } from './context.ts';

/** The id of a reason by name or number. */
export function reasonOf(state: State, name: string | undefined): { readonly reason?: number } | Refusal {
  if (name === undefined || name === '') return {};
  const reason = state.centre?.idOf('reason', name) ?? -1;
  return reason < 0 ? refused('unknown_reason', `${name} is no closed reason of this centre`) : { reason };
}

export function close(context: CommandContext, command: CommandOf<'close'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const reason = reasonOf(state, command.reason);
  if (isRefusal(reason)) return reason;
  const text = command.text === undefined ? {} : { text: command.text };
  const action = closeContact(state, contact, { source: 'Agent_Created', agent, ...reason, ...text });
  return { ok: true, contact: contact.id, action };
}
