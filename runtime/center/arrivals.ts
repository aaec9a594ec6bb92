/** A mail becomes a contact, or joins one (language §9). */
import { giveResponse } from './automatic-response.ts';
import { addAction, effect, liveContact, note, touch } from './batch.ts';
import type { Centre } from './centre.ts';
import { cleanAddresses, cleanFacts, cleanText, TEXT_LIMITS } from './clean.ts';
import { addContact, closeContact, setState, tellAgent } from './contacts.ts';
import type { MailFacts } from './model.ts';
import type { Answer, CoreEvent, MailEvent, RuleOutcome } from './protocol.ts';
import { refused } from './refusal.ts';
import { type Runner, startScript } from './runs.ts';
import type { Contact, State } from './state.ts';

type Arrived = Extract<CoreEvent, { kind: 'contact_arrived' }>;
type Answered = Extract<CoreEvent, { kind: 'customer_answered' }>;

/** Priority of the system default rule. */
const DEFAULT_PRIORITY = 3;

/** The skillset that a rule chose; its type's default when it is gone. */
function ruleSkillset(centre: Centre, rule: RuleOutcome): number {
  const id = centre.idOf('skillset', rule.skillset);
  return id >= 0 ? id : centre.defaultSkillset.EMail;
}

const rulePriority = (rule: RuleOutcome): number =>
  Number.isInteger(rule.priority) && rule.priority >= 1 && rule.priority <= 6 ? rule.priority : DEFAULT_PRIORITY;

/** The customer's mail in the contact's history; the ledger's row is done with. */
function recordMail(state: State, contact: Contact, event: MailEvent, facts: MailFacts): number {
  state.batch.ledger.push({ ledger: event.ledger, contact: contact.id });
  return addAction(state, contact.id, {
    source: 'EMail_from_Customer',
    state: 'EMail_Received',
    subject: facts.subject,
    text: cleanText(event.text, TEXT_LIMITS.text),
    ...(event.html === undefined ? {} : { html: cleanText(event.html, TEXT_LIMITS.html) }),
    mailTo: cleanAddresses(facts.to),
    mailCc: cleanAddresses(facts.cc),
    ledger: event.ledger,
  });
}

/** Gives what the rule, or else the skillset, gives every customer. */
function respond(state: State, centre: Centre, contact: Contact, rule: RuleOutcome): void {
  const name = rule.response ?? centre.skillsets[contact.skillset]?.acknowledge;
  if (name !== undefined) giveResponse(state, contact, centre.idOf('response', name));
}

export function contactArrived(state: State, runner: Runner, event: Arrived): Answer {
  const { centre } = state;
  if (centre === undefined)
    return refused('not_activated', 'no centre is activated yet; activate one, then replay the mail');
  const facts = cleanFacts(event.facts);
  const { rule } = event;
  const contact: Contact = liveContact({
    id: ++state.last.contact,
    type: 'EMail',
    state: 'New',
    customer: event.customer,
    mailbox: cleanText(event.mailbox, TEXT_LIMITS.word),
    facts,
    customerContactCount: event.customerContactCount,
    skillset: ruleSkillset(centre, rule),
    priority: rulePriority(rule),
    queueType: 'SKILLSET',
    arrivedAt: state.at,
    openDurationS: 0,
    responded: false,
    suggestions: [],
    resubmissions: 0,
    queues: [],
    activation: centre.number,
    application: '',
    traces: 0,
  });
  addContact(state, contact);
  state.arrivals.add(state.at);
  touch(state, contact);
  const action = recordMail(state, contact, event, facts);
  note(state, contact.id, 'arrived', contact.mailbox);
  note(
    state,
    contact.id,
    'rule',
    `${cleanText(rule.rule, TEXT_LIMITS.word)}: ${state.names.nameOf('skillset', contact.skillset)}, priority ${contact.priority}`,
  );
  respond(state, centre, contact, rule);
  if (rule.close) closeContact(state, contact, { source: 'Automated_Response', text: `Rule ${rule.rule}` });
  else startScript(state, runner, contact);
  return { ok: true, contact: contact.id, action };
}

/** A postponed contact, or one that waits for an answer from outside, is queued again. */
export function endPostponement(
  state: State,
  runner: Runner,
  contact: Contact,
  queueType: 'REPLYMAIL' | 'RESCHEDULED',
): void {
  contact.queueType = queueType;
  contact.callbackAt = undefined;
  setState(state, contact, 'New');
  note(state, contact.id, 'returned', queueType);
  startScript(state, runner, contact, 'POSTPONED_RETURN');
}

/** A closed contact is opened again: to the agent who replied, else by the rules like a new arrival with its old history. */
function reopen(state: State, runner: Runner, contact: Contact, event: Answered, facts: MailFacts): void {
  const centre = state.centre as Centre;
  contact.facts = facts;
  contact.arrivedAt = state.at;
  contact.closedAt = undefined;
  contact.reason = undefined;
  contact.closeText = undefined;
  contact.suggestions = [];
  contact.resubmissions = 0;
  contact.customerContactCount = event.customerContactCount;
  setState(state, contact, 'New');
  state.arrivals.add(state.at);
  addAction(state, contact.id, { source: 'EMail_from_Customer', state: 'Contact_ReOpened' });
  note(state, contact.id, 'reopened', '');
  if (event.repliedBy !== undefined && state.agents[event.repliedBy] !== undefined) {
    contact.queueType = 'REPLYMAIL';
    contact.preferredAgent = event.repliedBy;
  } else {
    contact.queueType = 'SKILLSET';
    contact.preferredAgent = undefined;
    contact.skillset = ruleSkillset(centre, event.rule);
    contact.priority = rulePriority(event.rule);
    // A rule's close is passed over: an answer to an automatic response is presented to an agent.
    respond(state, centre, contact, event.rule);
  }
  startScript(state, runner, contact);
}

export function customerAnswered(state: State, runner: Runner, event: Answered): Answer {
  if (state.centre === undefined)
    return refused('not_activated', 'no centre is activated yet; activate one, then replay the mail');
  let contact = state.contacts.get(event.contact);
  if (contact === undefined && event.row?.id === event.contact) {
    contact = liveContact(event.row);
    contact.state = 'Closed';
    addContact(state, contact);
    state.batch.closed.add(contact);
  }
  if (contact === undefined)
    return refused('unknown_contact', `contact ${event.contact} is not open; ask again with its row`);
  const facts = cleanFacts(event.facts);
  const action = recordMail(state, contact, event, facts);
  const evidence = `${event.evidence.by} ${cleanText(event.evidence.value, TEXT_LIMITS.messageId)}`;
  note(state, contact.id, 'joined', evidence);
  switch (contact.state) {
    case 'New':
      effect(state, { kind: 'contact_changed', contact: contact.id, why: 'the customer wrote again' });
      break;
    case 'Open':
      tellAgent(state, contact, 'the customer wrote again');
      break;
    case 'Waiting':
      endPostponement(state, runner, contact, 'REPLYMAIL');
      break;
    case 'Closed':
      reopen(state, runner, contact, event, facts);
      break;
  }
  return { ok: true, contact: contact.id, action };
}
