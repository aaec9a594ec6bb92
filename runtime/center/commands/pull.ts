/** Pull a contact that nobody has open, from the queue, from its postponement or from history. */
import { load } from '../agents.ts';
import { addAction, liveContact, note } from '../batch.ts';
import { addContact, openContact, setState } from '../contacts.ts';
import type { Answer } from '../protocol.ts';
import { refused } from '../refusal.ts';
import type { CommandContext, CommandOf } from './context.ts';

/** The agent has the contact open at once, ready or not, within capacity; QUEUETYPE is AGENTPULL. */
export function pull({ state, agent, row }: CommandContext, command: CommandOf<'pull'>): Answer {
  const known = state.contacts.get(command.contact);
  const contact = known ?? (row?.id === command.contact ? liveContact(row) : undefined);
  if (contact === undefined) return refused('unknown_contact', `there is no contact ${command.contact}`);
  if (contact.state === 'Open')
    return refused(
      'wrong_state',
      `contact ${contact.id} is open with ${state.agents[contact.agent ?? -1]?.login ?? 'somebody'}`,
    );
  if (contact.offer !== undefined)
    return refused('wrong_state', `contact ${contact.id} is offered to ${contact.offer.agent.login}`);
  if (load(agent) >= agent.capacity)
    return refused('at_capacity', `you have ${load(agent)} contacts, as many as you can have at once`);
  if (known === undefined) addContact(state, contact);
  if (contact.state === 'Closed') {
    contact.closedAt = undefined;
    contact.reason = undefined;
    contact.closeText = undefined;
    setState(state, contact, 'New');
    addAction(state, contact.id, { source: 'Agent_Created', state: 'Contact_ReOpened', agent: agent.id });
    note(state, contact.id, 'reopened', agent.login);
  }
  contact.queueType = 'AGENTPULL';
  contact.preferredAgent = agent.id;
  note(state, contact.id, 'pulled', agent.login);
  openContact(state, contact, agent);
  return { ok: true, contact: contact.id };
}
