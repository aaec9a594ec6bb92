import { describe, expect, it } from 'vitest';
import { STANDARD_SCRIPT, scenario } from './testing/compiled-scenario.ts';

describe('the way of a contact', () => {
  it('arrives, is queued by its script, offered, accepted, answered and closed', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.logIn('ana');
    const contact = centre.mail({ rule: { skillset: 'EM_Billing', priority: 2 } });
    expect(centre.queuesOf(contact)).toEqual(['EM_Billing:2']);
    expect(centre.core.agent('ana')?.offers[0]).toMatchObject({ contact, skillset: 'EM_Billing', priority: 2 });
    expect(centre.accept('ana')).toBe(contact);
    expect(centre.contact(contact)).toMatchObject({ state: 'Open', queues: [] });
    expect(centre.as('ana', { kind: 'reply', contact, text: 'Here it is.', close: { reason: 'Resolved' } }).ok).toBe(
      true,
    );
    expect(centre.contact(contact)).toMatchObject({ state: 'Closed' });
    expect(centre.core.counts.contacts).toBe(0);
    expect([...centre.tables.actions.values()].map(({ source, state }) => `${source} ${state}`)).toEqual([
      'EMail_from_Customer EMail_Received',
      'EMail_from_Agent_to_Customer EMail_In_Queue',
      'Agent_Created Contact_Closed',
    ]);
    expect(centre.history(contact)).toEqual(['arrived', 'rule', 'queued', 'offered', 'accepted', 'replied', 'closed']);
    expect(centre.tables.tracesOf(contact)[0]?.lines.length).toBeGreaterThan(3);
  });
});

describe('the core', () => {
  it('refuses a batch that is not later than the one before', () => {
    const centre = scenario(STANDARD_SCRIPT);
    expect(() => centre.core.apply([], centre.at)).toThrow(expect.objectContaining({ code: 'time_went_back' }));
  });

  it('fires at most a thousand timers in one batch, the rest in the next', () => {
    const centre = scenario('WAIT 10\nQUEUE TO SKILLSET EM_Sales\nWAIT 600');
    centre.as('bo', { kind: 'log_in' });
    centre.apply(...Array.from({ length: 1_200 }, () => centre.arrival({ rule: { skillset: 'EM_Sales' } })));
    centre.sleep(60);
    const waiting = (): number => centre.core.queues().find(({ skillset }) => skillset === 'EM_Sales')?.waiting ?? 0;
    centre.apply({ kind: 'tick' });
    expect(waiting()).toBe(1_000);
    expect(centre.core.nextDueAt()).toBeLessThan(centre.at);
    centre.apply({ kind: 'tick' });
    expect(waiting()).toBe(1_200);
  });
});
