/** Automatic responses: one per contact, from a rule, a skillset or a script, and never to automatic mail (language §9). */
import { addressFault } from './addresses.ts';
import { addAction, effect, note, touch } from './batch.ts';
import type { Contact, State } from './state.ts';

/** Queues a prepared response to the customer, unless this contact may not have one. Tells whether it was queued. */
export function giveResponse(state: State, contact: Contact, response: number): boolean {
  const entry = state.centre?.responses[response];
  if (entry === undefined || contact.responded) return false;
  const to = contact.facts.replyTo;
  const fault = contact.facts.automatic ? 'the mail was sent automatically' : addressFault(state, to);
  if (fault !== undefined) {
    // Said once: a script that gives it again and again changes nothing.
    contact.responded = true;
    touch(state, contact);
    note(state, contact.id, 'automatic_response_skipped', `${entry.name}: ${fault}`);
    return false;
  }
  contact.responded = true;
  touch(state, contact);
  const action = addAction(state, contact.id, {
    source: 'Automated_Response',
    state: 'EMail_In_Queue',
    subject: entry.subject,
    text: entry.text,
    mailTo: [to],
    comment: entry.name,
  });
  note(state, contact.id, 'automatic_response', entry.name);
  effect(state, { kind: 'mail_queued', action });
  return true;
}
