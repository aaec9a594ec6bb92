/** A note that the customer never sees. */
import { addAction, note } from '../batch.ts';
import { cleanText, TEXT_LIMITS } from '../clean.ts';
import type { Answer } from '../protocol.ts';
import { refused } from '../refusal.ts';
import { type CommandContext, type CommandOf, isRefusal, openContactOf } from './context.ts';

export function leaveNote(context: CommandContext, command: CommandOf<'note'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const comment = cleanText(command.text, TEXT_LIMITS.comment);
  if (comment.trim() === '') return refused('bad_value', 'the note is empty');
  const action = addAction(state, contact.id, {
    source: 'Agent_Created',
    state: 'Agent_Note',
    agent: agent.id,
    comment,
  });
  note(state, contact.id, 'noted', agent.login);
  return { ok: true, contact: contact.id, action };
}
