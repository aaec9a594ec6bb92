import { describe, expect, it } from 'vitest';
import { SECOND } from './local-time.ts';
import { STANDARD_SCRIPT, scenario } from './testing/compiled-scenario.ts';
import type { Scenario } from './testing/scenario.ts';

const actionsOf = (centre: Scenario, contact: number): string[] =>
  [...centre.tables.actions.values()]
    .filter((row) => row.contact === contact)
    .map(({ source, state }) => `${source} ${state}`);

/** A centre where Ana has a contact of billing open. */
function opened(): { readonly centre: Scenario; readonly contact: number } {
  const centre = scenario(STANDARD_SCRIPT);
  centre.logIn('ana');
  const contact = centre.mail({ rule: { skillset: 'EM_Billing', priority: 2 } });
  centre.accept('ana');
  return { centre, contact };
}

describe('an arrival', () => {
  it('has its mail as the first action, its ledger row settled, and the rule in its history', () => {
    const centre = scenario(STANDARD_SCRIPT);
    const contact = centre.mail({ rule: { rule: 'invoices', skillset: 'EM_Billing', priority: 2 } });
    expect(centre.tables.ledger).toEqual([{ ledger: 1, contact }]);
    expect(actionsOf(centre, contact)).toEqual(['EMail_from_Customer EMail_Received']);
    expect(centre.tables.history(contact).find(({ kind }) => kind === 'rule')?.detail).toBe(
      'invoices: EM_Billing, priority 2',
    );
  });

  it('whose rule names a skillset that is gone takes the default skillset of its type', () => {
    const centre = scenario(STANDARD_SCRIPT);
    const contact = centre.mail({ rule: { skillset: 'EM_Gone' } });
    expect(centre.core.nameOf('skillset', centre.contact(contact).skillset)).toBe('EM_Default_Skillset');
  });

  it('is refused while no centre is activated, and makes no row', async () => {
    const { Scenario: Empty } = await import('./testing/scenario.ts');
    const centre = new Empty();
    expect(centre.apply(centre.arrival())).toMatchObject([{ ok: false, code: 'not_activated' }]);
    expect(centre.tables.contacts.size).toBe(0);
    expect(centre.tables.ledger).toEqual([]);
  });

  it('gets one automatic response: the rule’s, or else the skillset’s', () => {
    const centre = scenario('GIVE RESPONSE late_response\nQUEUE TO SKILLSET EM_Billing\nWAIT 10', {
      skillsets: [
        { name: 'EM_Default_Skillset', serviceLevelS: 60 },
        { name: 'EM_Billing', serviceLevelS: 60, acknowledge: 'ack_response' },
        { name: 'EM_Sales', serviceLevelS: 60 },
      ],
    });
    const subjects = (contact: number): (string | undefined)[] =>
      [...centre.tables.actions.values()]
        .filter((row) => row.contact === contact && row.source === 'Automated_Response')
        .map(({ subject }) => subject);
    expect(subjects(centre.mail({ rule: { response: 'late_response', skillset: 'EM_Billing' } }))).toEqual([
      'We are late',
    ]);
    expect(subjects(centre.mail({ rule: { skillset: 'EM_Billing' } }))).toEqual(['We have your message']);
    expect(subjects(centre.mail({ rule: { skillset: 'EM_Sales' } }))).toEqual(['We are late']);
    expect(centre.effects.filter(({ kind }) => kind === 'mail_queued')).toHaveLength(3);
  });

  it('that was sent automatically, has a null path or comes from one of our mailboxes gets no automatic response', () => {
    const centre = scenario(STANDARD_SCRIPT);
    for (const facts of [{ automatic: true }, { replyTo: '' }, { replyTo: 'Support@acme.example' }]) {
      const contact = centre.mail({ facts, rule: { response: 'ack_response' } });
      expect(actionsOf(centre, contact)).toEqual(['EMail_from_Customer EMail_Received']);
      expect(centre.history(contact)).toContain('automatic_response_skipped');
    }
  });

  it('is closed at once by a rule that closes, after its response', () => {
    const centre = scenario(STANDARD_SCRIPT);
    const contact = centre.mail({ rule: { response: 'ack_response', close: true } });
    expect(centre.contact(contact)).toMatchObject({ state: 'Closed' });
    expect(actionsOf(centre, contact)).toEqual([
      'EMail_from_Customer EMail_Received',
      'Automated_Response EMail_In_Queue',
      'Automated_Response Contact_Closed',
    ]);
  });
});

describe('a customer who writes again', () => {
  it('to a contact in a queue: place and script stay, one event', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.as('ana', { kind: 'log_in' });
    const contact = centre.mail({ rule: { skillset: 'EM_Billing' } });
    const before = centre.contact(contact);
    centre.pass(5);
    expect(centre.customerAnswers(contact).ok).toBe(true);
    expect(centre.contact(contact)).toMatchObject({ state: 'New', queues: before.queues, arrivedAt: before.arrivedAt });
    expect(centre.history(contact).filter((kind) => kind === 'joined')).toHaveLength(1);
    expect(centre.tables.ledger.at(-1)).toEqual({ ledger: 2, contact });
  });

  it('to an open contact: its agent is told', () => {
    const { centre, contact } = opened();
    centre.customerAnswers(contact);
    expect(centre.contact(contact)).toMatchObject({ state: 'Open' });
    expect(centre.effects.at(-1)).toMatchObject({ kind: 'contact_changed', contact, agent: 'ana' });
  });

  it('to a postponed contact: it comes back as REPLYMAIL for the agent who had it', () => {
    const { centre, contact } = opened();
    centre.as('ana', { kind: 'postpone', contact, untilAt: centre.at + 3_600 * SECOND });
    centre.customerAnswers(contact);
    expect(centre.contact(contact)).toMatchObject({ state: 'New', queueType: 'REPLYMAIL' });
    expect(centre.queuesOf(contact)).toEqual(['ana:2']);
    expect(centre.core.agent('ana')?.offers).toHaveLength(1);
    centre.accept('ana');
    centre.pass(4_000);
    expect(centre.contact(contact), 'the old postponement is over').toMatchObject({ state: 'Open' });
  });

  it('to a closed contact that an agent answered: re-opened as REPLYMAIL to that agent', () => {
    const { centre, contact } = opened();
    centre.as('ana', { kind: 'reply', contact, text: 'Done.', close: {} });
    centre.pass(1_000);
    const ana = centre.tables.presences.keys().next().value as number;
    expect(centre.customerAnswers(contact, { repliedBy: ana }).ok).toBe(true);
    expect(centre.contact(contact)).toMatchObject({
      id: contact,
      state: 'New',
      queueType: 'REPLYMAIL',
      preferredAgent: ana,
    });
    expect(centre.contact(contact).arrivedAt).toBe(centre.at);
    expect(actionsOf(centre, contact)).toContain('EMail_from_Customer Contact_ReOpened');
    expect(centre.queuesOf(contact)).toEqual(['ana:2']);
  });

  it('to a contact that only an automatic response answered: a new arrival by the rules, never closed by them again', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.as('bo', { kind: 'log_in' });
    const contact = centre.mail({ rule: { response: 'ack_response', close: true } });
    centre.customerAnswers(contact, {
      rule: { response: 'ack_response', close: true, skillset: 'EM_Sales', priority: 1 },
    });
    expect(centre.contact(contact)).toMatchObject({ state: 'New', queueType: 'SKILLSET', priority: 1 });
    expect(centre.queuesOf(contact)).toEqual(['EM_Sales:1']);
    const responses = actionsOf(centre, contact).filter((action) => action.startsWith('Automated_Response EMail'));
    expect(responses, 'one automatic response a contact').toHaveLength(1);
  });

  it('to a contact that was closed earlier in the same batch is not lost', () => {
    const { centre, contact } = opened();
    const [, answer] = centre.apply({ kind: 'command', id: 'c', agent: 'ana', command: { kind: 'close', contact } }, {
      ...centre.arrival(),
      kind: 'customer_answered',
      contact,
      evidence: { by: 'references', value: 'x' },
    } as never);
    expect(answer).toMatchObject({ ok: true, contact });
    expect(centre.contact(contact)).toMatchObject({ state: 'New' });
    expect(centre.contact(contact).closedAt).toBeUndefined();
  });

  it('to a closed contact without its row is refused, so that the shell brings the row', () => {
    const { centre, contact } = opened();
    centre.as('ana', { kind: 'close', contact });
    const event = {
      ...centre.arrival(),
      kind: 'customer_answered',
      contact,
      evidence: { by: 'references', value: 'x' },
    };
    expect(centre.apply(event as never)).toMatchObject([{ ok: false, code: 'unknown_contact' }]);
  });
});

describe('an agent', () => {
  it('replies to Reply-To, keeps the contact open, and gets Re: once', () => {
    const { centre, contact } = opened();
    centre.as('ana', { kind: 'reply', contact, text: 'First.' });
    centre.as('ana', {
      kind: 'reply',
      contact,
      text: 'Second.',
      subject: 'Other',
      to: ['x@y.example'],
      cc: ['z@y.example'],
    });
    const replies = [...centre.tables.actions.values()].filter(
      ({ source }) => source === 'EMail_from_Agent_to_Customer',
    );
    expect(replies).toMatchObject([
      { subject: 'Re: A question', mailTo: ['customer@example.org'], state: 'EMail_In_Queue' },
      { subject: 'Other', mailTo: ['x@y.example'], mailCc: ['z@y.example'] },
    ]);
    expect(centre.contact(contact)).toMatchObject({ state: 'Open' });
  });

  it('cannot reply to nobody, to our own mailboxes, or to what is no address; nothing is queued', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.logIn('ana');
    const contact = centre.mail({ facts: { replyTo: '' }, rule: { skillset: 'EM_Billing' } });
    centre.accept('ana');
    const reply = (to: readonly string[] | undefined): unknown =>
      centre.as('ana', { kind: 'reply', contact, text: 'x', ...(to === undefined ? {} : { to }), close: {} });
    expect(reply(undefined)).toMatchObject({ ok: false, code: 'no_address' });
    expect(reply(['SUPPORT@acme.example'])).toMatchObject({ ok: false, code: 'bad_address' });
    expect(reply(['a@b.example', 'no address'])).toMatchObject({ ok: false, code: 'bad_address' });
    expect(reply(['a@b.example\r\nBcc: c@d.example'])).toMatchObject({ ok: false, code: 'bad_address' });
    expect(centre.effects.some(({ kind }) => kind === 'mail_queued')).toBe(false);
    expect(centre.contact(contact)).toMatchObject({ state: 'Open' });
  });

  it('closes with a reason by name or number; an unknown reason closes nothing', () => {
    const { centre, contact } = opened();
    expect(centre.as('ana', { kind: 'close', contact, reason: 'Nope' })).toMatchObject({ code: 'unknown_reason' });
    expect(centre.as('ana', { kind: 'reply', contact, text: 'x', close: { reason: 'Nope' } })).toMatchObject({
      code: 'unknown_reason',
    });
    expect(centre.effects.some(({ kind }) => kind === 'mail_queued')).toBe(false);
    centre.pass(90);
    expect(centre.as('ana', { kind: 'close', contact, reason: '9', text: 'junk' }).ok).toBe(true);
    const row = centre.contact(contact);
    expect(centre.core.nameOf('reason', row.reason ?? -1)).toBe('Spam');
    expect(row).toMatchObject({ state: 'Closed', closeText: 'junk', openDurationS: 90 });
    expect([...centre.tables.actions.values()].at(-1)).toMatchObject({ state: 'Contact_Closed', timeAllocatedS: 90 });
  });

  it('postpones: the contact comes back at its time as RESCHEDULED, for the same agent', () => {
    const { centre, contact } = opened();
    expect(centre.as('ana', { kind: 'postpone', contact, untilAt: centre.at - 1 })).toMatchObject({ code: 'bad_time' });
    centre.as('ana', { kind: 'postpone', contact, untilAt: centre.at + 600 * SECOND, note: 'call first' });
    expect(centre.core.counts).toMatchObject({ postponed: 1, open: 0 });
    centre.pass(599);
    expect(centre.contact(contact)).toMatchObject({ state: 'Waiting' });
    centre.pass(2);
    expect(centre.contact(contact)).toMatchObject({ state: 'New', queueType: 'RESCHEDULED' });
    expect(centre.core.agent('ana')?.offers[0]).toMatchObject({ contact, queueType: 'RESCHEDULED' });
  });

  it('forwards to an agent, who alone is offered it while logged in', () => {
    const { centre, contact } = opened();
    centre.logIn('bo');
    expect(centre.as('ana', { kind: 'forward_agent', contact, agent: 'nobody' })).toMatchObject({
      code: 'unknown_agent',
    });
    centre.as('ana', { kind: 'forward_agent', contact, agent: '4712', note: 'yours' });
    expect(centre.contact(contact)).toMatchObject({ state: 'New', queueType: 'AGENT' });
    expect(centre.core.agent('bo')?.offers[0]).toMatchObject({ contact });
    expect(actionsOf(centre, contact).at(-1)).toBe('Transfer_to_Agent Contact_Transferred');
  });

  it('forwards to a skillset, where its script queues it anew', () => {
    const { centre, contact } = opened();
    expect(centre.as('ana', { kind: 'forward_skillset', contact, skillset: 'x' })).toMatchObject({
      code: 'unknown_skillset',
    });
    centre.as('bo', { kind: 'log_in' });
    centre.as('ana', { kind: 'forward_skillset', contact, skillset: 'em_sales' });
    expect(centre.queuesOf(contact)).toEqual(['EM_Sales:2']);
  });

  it('forwards outside: the mail goes, the contact waits for the answer without a time', () => {
    const { centre, contact } = opened();
    expect(centre.as('ana', { kind: 'forward_outside', contact, address: 'support@acme.example' })).toMatchObject({
      code: 'bad_address',
    });
    centre.as('ana', { kind: 'forward_outside', contact, address: 'expert@example.net' });
    expect(actionsOf(centre, contact).at(-1)).toBe('Transfer_to_External_Agent EMail_In_Queue');
    centre.pass(10 * 86_400);
    expect(centre.contact(contact)).toMatchObject({ state: 'Waiting' });
    centre.customerAnswers(contact);
    expect(centre.contact(contact)).toMatchObject({ queueType: 'REPLYMAIL' });
  });

  it('pulls what nobody has open, from a queue, a postponement or history, within capacity', () => {
    const { centre, contact } = opened();
    const other = centre.mail({ rule: { skillset: 'EM_Billing' } });
    expect(centre.as('ana', { kind: 'pull', contact: other })).toMatchObject({ code: 'at_capacity' });
    centre.as('bo', { kind: 'log_in' });
    expect(centre.as('bo', { kind: 'pull', contact })).toMatchObject({ code: 'wrong_state' });
    expect(centre.as('bo', { kind: 'pull', contact: other }).ok).toBe(true);
    expect(centre.contact(other)).toMatchObject({ state: 'Open', queueType: 'AGENTPULL', queues: [] });
    centre.as('bo', { kind: 'close', contact: other });
    expect(centre.as('bo', { kind: 'pull', contact: other }).ok).toBe(true);
    expect(centre.contact(other)).toMatchObject({ state: 'Open' });
    expect(actionsOf(centre, other)).toContain('Agent_Created Contact_ReOpened');
    centre.as('bo', { kind: 'postpone', contact: other, untilAt: centre.at + 60 * SECOND });
    centre.as('bo', { kind: 'pull', contact: other });
    centre.pass(100);
    expect(centre.contact(other), 'the postponement is over').toMatchObject({ state: 'Open' });
    expect(centre.as('bo', { kind: 'pull', contact: 99 })).toMatchObject({ code: 'unknown_contact' });
  });

  it('leaves a note that is not empty', () => {
    const { centre, contact } = opened();
    expect(centre.as('ana', { kind: 'note', contact, text: '  ' })).toMatchObject({ code: 'bad_value' });
    centre.as('ana', { kind: 'note', contact, text: 'angry\0' });
    expect([...centre.tables.actions.values()].at(-1)).toMatchObject({ state: 'Agent_Note', comment: 'angry\uFFFD' });
  });

  it('cannot touch a contact or an offer of somebody else, or do anything while logged out', () => {
    const { centre, contact } = opened();
    centre.logIn('bo');
    const other = centre.mail({ rule: { skillset: 'EM_Sales' } });
    const offer = centre.offerOf('bo') as number;
    expect(centre.as('bo', { kind: 'close', contact })).toMatchObject({ code: 'not_yours' });
    expect(centre.as('bo', { kind: 'close', contact: other })).toMatchObject({ code: 'wrong_state' });
    expect(centre.as('ana', { kind: 'accept', offer })).toMatchObject({ code: 'not_yours' });
    expect(centre.as('ana', { kind: 'accept', offer: 999 })).toMatchObject({ code: 'unknown_offer' });
    expect(centre.as('cy', { kind: 'ready' })).toMatchObject({ code: 'not_logged_in' });
    expect(centre.as('zed', { kind: 'log_in' })).toMatchObject({ code: 'unknown_agent' });
  });
});

describe('a command id', () => {
  it('is answered once: a repeat gets the first answer and changes nothing, for an hour and over a restart', () => {
    const { centre, contact } = opened();
    const first = centre.as('ana', { kind: 'reply', contact, text: 'Yes.' }, 'same');
    const rows = centre.tables.actions.size;
    expect(centre.as('ana', { kind: 'reply', contact, text: 'Yes.' }, 'same')).toEqual(first);
    centre.restart();
    centre.pass(3_599);
    expect(centre.as('ana', { kind: 'reply', contact, text: 'Yes.' }, 'same')).toEqual(first);
    expect(centre.tables.actions.size).toBe(rows);
    centre.pass(10);
    expect(centre.as('ana', { kind: 'reply', contact, text: 'Yes.' }, 'same')).not.toEqual(first);
  });

  it('keeps refusals too', () => {
    const { centre } = opened();
    const refusal = centre.as('bo', { kind: 'ready' }, 'r');
    centre.logIn('bo');
    expect(centre.as('bo', { kind: 'ready' }, 'r')).toEqual(refusal);
  });
});

describe('an outgoing mail that ended', () => {
  it('stands in the history; one that failed or is uncertain is an alarm', () => {
    const { centre, contact } = opened();
    centre.apply({ kind: 'mail_ended', contact, action: 2, state: 'EMail_Sent', detail: '250 ok' });
    expect(centre.effects.some(({ kind }) => kind === 'alarm')).toBe(false);
    centre.apply({ kind: 'mail_ended', contact, action: 2, state: 'EMail_Uncertain', detail: 'cut off' });
    expect(centre.history(contact).slice(-2)).toEqual(['mail_sent', 'mail_uncertain']);
    expect(centre.effects.at(-1)).toMatchObject({ kind: 'alarm', code: 'mail_uncertain', contact });
  });
});
