/** Reply to the customer: an outgoing mail, and the end of the contact if the agent says so. */
import { addressFault } from '../addresses.ts';
import { addAction, effect, note } from '../batch.ts';
import { cleanAddresses, cleanText, TEXT_LIMITS } from '../clean.ts';
import { closeContact, openForS } from '../contacts.ts';
import type { Answer } from '../protocol.ts';
import { refused } from '../refusal.ts';
import { reasonOf } from './close.ts';
import { type CommandContext, type CommandOf, isRefusal, openContactOf } from './context.ts';

/** `Re:` before a subject that has none. */
function replySubject(subject: string): string {
  return /^\s*re\s*:/i.test(subject) ? subject : `Re: ${subject}`;
}

export function reply(context: CommandContext, command: CommandOf<'reply'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const to = cleanAddresses(command.to ?? [contact.facts.replyTo]);
  const cc = cleanAddresses(command.cc ?? []);
  const bcc = cleanAddresses(command.bcc ?? []);
  if (to.length === 0) return refused('no_address', `contact ${contact.id} has no address to reply to; name one`);
  const fault = [...to, ...cc, ...bcc].map((address) => addressFault(state, address)).find((one) => one !== undefined);
  if (fault !== undefined) return refused('bad_address', `${fault}; nothing was sent`);
  // Everything that can be refused is, before anything is queued.
  const reason = reasonOf(state, command.close?.reason);
  if (isRefusal(reason)) return reason;
  const action = addAction(state, contact.id, {
    source: 'EMail_from_Agent_to_Customer',
    state: 'EMail_In_Queue',
    agent: agent.id,
    subject: cleanText(command.subject ?? replySubject(contact.facts.subject), TEXT_LIMITS.subject),
    text: cleanText(command.text, TEXT_LIMITS.text),
    mailTo: to,
    ...(cc.length === 0 ? {} : { mailCc: cc }),
    ...(bcc.length === 0 ? {} : { mailBcc: bcc }),
    timeAllocatedS: openForS(state, contact),
  });
  note(state, contact.id, 'replied', agent.login);
  effect(state, { kind: 'mail_queued', action });
  if (command.close !== undefined) {
    const text = command.close.text === undefined ? {} : { text: command.close.text };
    closeContact(state, contact, { source: 'Agent_Created', agent, ...reason, ...text });
  }
  return { ok: true, contact: contact.id, action };
}
