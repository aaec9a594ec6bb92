/** Postpone: the contact waits until a moment, then comes back as RESCHEDULED. */
import { addAction, note } from '../batch.ts';
import { cleanText, TEXT_LIMITS } from '../clean.ts';
import { openForS, parkContact } from '../contacts.ts';
import { SECOND } from '../local-time.ts';
import type { Answer } from '../protocol.ts';
import { refused } from '../refusal.ts';
import { type CommandContext, type CommandOf, isRefusal, openContactOf } from './context.ts';

/** No contact is put off for longer: a slip of the pen is refused. */
const POSTPONED_MAX_S = 5 * 366 * 86_400;

export function postpone(context: CommandContext, command: CommandOf<'postpone'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const { untilAt } = command;
  if (!Number.isSafeInteger(untilAt) || untilAt <= state.at || untilAt > state.at + POSTPONED_MAX_S * SECOND)
    return refused('bad_time', 'a contact can be postponed to a time in the next five years');
  const action = addAction(state, contact.id, {
    source: 'Agent_Created',
    state: 'Contact_Postponed',
    agent: agent.id,
    callbackAt: untilAt,
    ...(command.note === undefined ? {} : { comment: cleanText(command.note, TEXT_LIMITS.comment) }),
    timeAllocatedS: openForS(state, contact),
  });
  note(state, contact.id, 'postponed', agent.login);
  parkContact(state, contact, untilAt);
  return { ok: true, contact: contact.id, action };
}
