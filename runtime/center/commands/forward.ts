/** Forward to an agent, a skillset, or outside the centre. */
import { addressFault } from '../addresses.ts';
import { findAgent } from '../agents.ts';
import { addAction, effect, note } from '../batch.ts';
import { cleanText, TEXT_LIMITS } from '../clean.ts';
import { openForS, parkContact, releaseContact, setState } from '../contacts.ts';
import type { ActionSource } from '../model.ts';
import type { Answer } from '../protocol.ts';
import { refused } from '../refusal.ts';
import { startScript } from '../runs.ts';
import type { Contact } from '../state.ts';
import { type CommandContext, type CommandOf, isRefusal, openContactOf } from './context.ts';

function transfer(
  { state, agent }: CommandContext,
  contact: Contact,
  source: ActionSource,
  comment: string | undefined,
): number {
  return addAction(state, contact.id, {
    source,
    state: 'Contact_Transferred',
    agent: agent.id,
    ...(comment === undefined ? {} : { comment: cleanText(comment, TEXT_LIMITS.comment) }),
    timeAllocatedS: openForS(state, contact),
  });
}

/** The contact is New again and starts Master_Script from the top. */
function requeue({ state, runner }: CommandContext, contact: Contact): void {
  releaseContact(state, contact);
  setState(state, contact, 'New');
  startScript(state, runner, contact);
}

export function forwardAgent(context: CommandContext, command: CommandOf<'forward_agent'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const target = findAgent(state, command.agent);
  if (target === undefined) return refused('unknown_agent', `there is no agent ${command.agent}`);
  const action = transfer(context, contact, 'Transfer_to_Agent', command.note);
  note(state, contact.id, 'forwarded_agent', `${agent.login} to ${target.login}`);
  contact.queueType = 'AGENT';
  contact.preferredAgent = target.id;
  requeue(context, contact);
  return { ok: true, contact: contact.id, action };
}

export function forwardSkillset(context: CommandContext, command: CommandOf<'forward_skillset'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const skillset = state.centre?.idOf('skillset', command.skillset) ?? -1;
  if (skillset < 0) return refused('unknown_skillset', `there is no skillset ${command.skillset}`);
  const action = transfer(context, contact, 'Transfer_to_Skillset', command.note);
  note(state, contact.id, 'forwarded_skillset', `${agent.login} to ${state.names.nameOf('skillset', skillset)}`);
  contact.queueType = 'SKILLSET';
  contact.preferredAgent = undefined;
  contact.skillset = skillset;
  requeue(context, contact);
  return { ok: true, contact: contact.id, action };
}

/** The customer's mail goes to somebody outside, whose answer ends the waiting. */
export function forwardOutside(context: CommandContext, command: CommandOf<'forward_outside'>): Answer {
  const { state, agent } = context;
  const contact = openContactOf(context, command.contact);
  if (isRefusal(contact)) return contact;
  const to = cleanText(command.address.trim(), TEXT_LIMITS.address);
  const fault = addressFault(state, to);
  if (fault !== undefined) return refused('bad_address', `${fault}; nothing was sent`);
  const action = addAction(state, contact.id, {
    source: 'Transfer_to_External_Agent',
    state: 'EMail_In_Queue',
    agent: agent.id,
    subject: contact.facts.subject,
    text: cleanText(command.note ?? '', TEXT_LIMITS.comment),
    mailTo: [to],
    timeAllocatedS: openForS(state, contact),
  });
  note(state, contact.id, 'forwarded_outside', `${agent.login} to ${to}`);
  effect(state, { kind: 'mail_queued', action });
  parkContact(state, contact, undefined);
  return { ok: true, contact: contact.id, action };
}
