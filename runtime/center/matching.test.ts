import { describe, expect, it } from 'vitest';
import type { Directory } from '../../vm/index.ts';
import { STANDARD_SCRIPT, scenario } from './testing/compiled-scenario.ts';
import { agent } from './testing/directory.ts';
import type { Scenario } from './testing/scenario.ts';

const SKILLSETS = 'QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY\nWAIT 600';

const offered = (centre: Scenario): Record<string, number> =>
  Object.fromEntries(
    centre.core.agents().flatMap(({ login, offers }) => offers.map(({ contact }) => [login, contact] as const)),
  );

const billing = { rule: { skillset: 'EM_Billing' } } as const;

function team(...agents: Directory['agents']): Partial<Directory> {
  return { agents };
}

describe('a contact that is queued while agents are idle', () => {
  it('goes to the agent with the best level', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('bo', 'ana');
    const contact = centre.mail(billing);
    expect(offered(centre)).toEqual({ ana: contact });
  });

  it('goes among equals to the one idle longest; going ready starts the idle time anew', () => {
    const centre = scenario(
      SKILLSETS,
      team(agent('a', '1', [['EM_Billing', 1]]), agent('b', '2', [['EM_Billing', 1]])),
    );
    centre.logIn('a', 'b');
    centre.pass(10);
    centre.as('a', { kind: 'not_ready' });
    centre.as('a', { kind: 'ready' });
    const contact = centre.mail(billing);
    expect(offered(centre)).toEqual({ b: contact });
  });

  it('goes with LONGEST IDLE AGENT to the longest idle over all listed, whatever the level', () => {
    const centre = scenario('QUEUE TO SKILLSET LONGEST IDLE AGENT EM_Billing, EM_Sales\nWAIT 60');
    centre.logIn('bo');
    centre.pass(5);
    centre.logIn('ana');
    const contact = centre.mail();
    expect(offered(centre)).toEqual({ bo: contact });
  });

  it('is queued with MOST LOGGED AGENTS to the one skillset with most agents', () => {
    const centre = scenario('QUEUE TO SKILLSET MOST LOGGED AGENTS EM_Sales, EM_Billing\nWAIT 60');
    for (const login of ['ana', 'bo']) centre.as(login, { kind: 'log_in' });
    expect(centre.queuesOf(centre.mail())).toEqual(['EM_Billing:6']);
  });

  it('goes to a standby agent only while nobody else is logged in', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('cy');
    centre.as('ana', { kind: 'log_in' });
    const contact = centre.mail(billing);
    expect(offered(centre)).toEqual({});
    centre.as('ana', { kind: 'log_out' });
    expect(offered(centre)).toEqual({ cy: contact });
  });
});

describe('an agent who becomes idle while contacts wait', () => {
  const busy = (order: 'contact_first' | 'skillset_first'): Scenario => {
    const centre = scenario(SKILLSETS, {
      presentation: { acceptWithinS: 30, onDecline: 'not_ready', order },
      ...team(
        agent('a', '1', [
          ['EM_Billing', 1],
          ['EM_Sales', 9],
        ]),
      ),
    });
    centre.as('a', { kind: 'log_in' });
    return centre;
  };

  it('gets the most urgent, then by the better level, then the oldest', () => {
    const centre = busy('contact_first');
    const sales = centre.mail({ rule: { skillset: 'EM_Sales', priority: 2 } });
    const late = centre.mail({ rule: { skillset: 'EM_Billing', priority: 3 } });
    const second = centre.mail({ rule: { skillset: 'EM_Billing', priority: 2 } });
    const third = centre.mail({ rule: { skillset: 'EM_Billing', priority: 2 } });
    const order: number[] = [];
    centre.as('a', { kind: 'ready' });
    while (centre.offerOf('a') !== undefined) {
      order.push(centre.accept('a'));
      centre.as('a', { kind: 'close', contact: order.at(-1) as number });
    }
    expect(order).toEqual([second, third, sales, late]);
  });

  it('gets the better level first where the centre says skillset_first', () => {
    const centre = busy('skillset_first');
    const sales = centre.mail({ rule: { skillset: 'EM_Sales', priority: 1 } });
    const invoice = centre.mail({ rule: { skillset: 'EM_Billing', priority: 6 } });
    centre.as('a', { kind: 'ready' });
    expect(centre.accept('a')).toBe(invoice);
    centre.as('a', { kind: 'close', contact: invoice });
    expect(centre.accept('a')).toBe(sales);
  });

  it('gets contacts of the own queue', () => {
    const centre = scenario('QUEUE TO AGENT bo WITH PRIORITY 1\nWAIT 60');
    centre.as('bo', { kind: 'log_in' });
    centre.logIn('ana');
    const contact = centre.mail();
    expect(centre.queuesOf(contact)).toEqual(['bo:1']);
    centre.as('bo', { kind: 'ready' });
    expect(offered(centre)).toEqual({ bo: contact });
  });

  it('gets as many as the capacity holds, one offer at a time', () => {
    const centre = scenario(SKILLSETS, team(agent('a', '1', [['EM_Billing', 1]], 2)));
    centre.logIn('a');
    const contacts = [centre.mail(billing), centre.mail(billing), centre.mail(billing)];
    expect(centre.core.agent('a')?.offers).toHaveLength(1);
    expect([centre.accept('a'), centre.accept('a')]).toEqual(contacts.slice(0, 2));
    expect(centre.offerOf('a')).toBeUndefined();
    centre.as('a', { kind: 'close', contact: contacts[0] as number });
    expect(centre.accept('a')).toBe(contacts[2]);
  });
});

describe('an offer', () => {
  it('keeps the contact in its queues and its script running', () => {
    const centre = scenario(
      `${SKILLSETS.replace('600', '5')}\nIF QUEUED THEN LOG "queued", QUEUED COUNT EM_Billing END IF\nWAIT 60`,
    );
    centre.logIn('ana');
    const contact = centre.mail(billing);
    centre.pass(6);
    expect(centre.tables.history(contact).at(-1)).toMatchObject({ kind: 'log', detail: 'queued, 1' });
    expect(centre.offerOf('ana')).toBeDefined();
  });

  it('that lapses returns the contact with its age and makes the agent not ready, saying why', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana');
    const first = centre.mail(billing);
    centre.pass(10);
    const second = centre.mail(billing);
    centre.pass(21);
    expect(centre.core.agent('ana')).toMatchObject({ state: 'not_ready', reason: 'Offer not accepted', offers: [] });
    expect([...centre.tables.offers.values()]).toMatchObject([{ contact: first, state: 'lapsed' }]);
    centre.as('ana', { kind: 'ready' });
    expect(offered(centre)).toEqual({ ana: first });
    expect(centre.contact(second).queues).toHaveLength(1);
  });

  it('that is declined goes to the next agent at once', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana', 'bo');
    const contact = centre.mail(billing);
    const offer = centre.offerOf('ana') as number;
    centre.as('ana', { kind: 'decline', offer, reason: 'Break' });
    expect(offered(centre)).toEqual({ bo: contact });
    expect(centre.core.agent('ana')).toMatchObject({ state: 'not_ready', reason: 'Break' });
    expect(centre.as('ana', { kind: 'accept', offer })).toMatchObject({ ok: false, code: 'offer_ended' });
  });

  it('leaves the agent ready where the centre says so', () => {
    const centre = scenario(SKILLSETS, {
      presentation: { acceptWithinS: 30, onDecline: 'ready', order: 'contact_first' },
    });
    centre.logIn('ana', 'bo');
    const contact = centre.mail(billing);
    centre.as('ana', { kind: 'decline', offer: centre.offerOf('ana') as number });
    expect(centre.core.agent('ana')).toMatchObject({ state: 'ready' });
    expect(offered(centre)).toEqual({ ana: contact });
  });

  it('is withdrawn when the script removes the contact from the queue that offers it, not from another', () => {
    const centre = scenario(`
QUEUE TO SKILLSET EM_Billing, EM_Sales
WAIT 5
REMOVE FROM SKILLSET EM_Sales
WAIT 5
REMOVE FROM SKILLSET EM_Billing
WAIT 60`);
    centre.as('bo', { kind: 'log_in' });
    centre.logIn('ana');
    const contact = centre.mail();
    centre.pass(6);
    expect(offered(centre)).toEqual({ ana: contact });
    centre.pass(5);
    expect(offered(centre)).toEqual({});
    expect(centre.core.agent('ana')).toMatchObject({ state: 'ready' });
    expect([...centre.tables.offers.values()]).toMatchObject([{ state: 'cancelled' }]);
  });

  it('ends with the script that closes the contact', () => {
    const centre = scenario(`${SKILLSETS.replace('600', '5')}\nCLOSE CONTACT`);
    centre.logIn('ana');
    const contact = centre.mail(billing);
    centre.pass(6);
    expect(centre.contact(contact)).toMatchObject({ state: 'Closed' });
    expect(centre.effects.filter(({ kind }) => kind === 'offer_ended')).toMatchObject([
      { state: 'cancelled', contact },
    ]);
  });

  it('is taken by an agent who went not ready meanwhile, and who gets no other then', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana');
    centre.mail(billing);
    centre.mail(billing);
    centre.as('ana', { kind: 'not_ready', reason: 'Lunch' });
    const contact = centre.accept('ana');
    centre.as('ana', { kind: 'close', contact });
    expect(centre.core.agent('ana')).toMatchObject({ state: 'not_ready', reason: 'Lunch', offers: [] });
  });
});

describe('logging out', () => {
  it('of the last agent takes contacts out of that queue, and the standard script queues them again', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.as('bo', { kind: 'log_in' });
    const contact = centre.mail({ rule: { skillset: 'EM_Sales' } });
    expect(centre.queuesOf(contact)).toEqual(['EM_Sales:3']);
    centre.as('bo', { kind: 'log_out' });
    expect(centre.queuesOf(contact)).toEqual([]);
    centre.pass(40);
    expect(centre.queuesOf(contact)).toEqual([]);
    centre.as('bo', { kind: 'log_in' });
    centre.pass(40);
    expect(centre.queuesOf(contact)).toEqual(['EM_Sales:3']);
  });

  it('withdraws the agent’s offer, and another agent gets the contact', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana', 'bo');
    const contact = centre.mail(billing);
    centre.as('ana', { kind: 'log_out' });
    expect(offered(centre)).toEqual({ bo: contact });
  });

  it('leaves what is open with the agent, who has it again after logging in', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana');
    const contact = centre.mail(billing);
    centre.accept('ana');
    centre.as('ana', { kind: 'log_out' });
    centre.logIn('ana');
    expect(centre.core.agent('ana')).toMatchObject({ open: [contact] });
    expect(centre.as('ana', { kind: 'close', contact }).ok).toBe(true);
  });

  it('never strands a contact whose script has ended: it stays in, or goes to, the default skillset', () => {
    const centre = scenario('QUEUE TO SKILLSET CONTACT SKILLSET\nQUIT');
    centre.as('bo', { kind: 'log_in' });
    const sales = centre.mail({ rule: { skillset: 'EM_Sales' } });
    const general = centre.mail();
    centre.as('bo', { kind: 'log_out' });
    expect([centre.queuesOf(sales), centre.queuesOf(general)]).toEqual([
      ['EM_Default_Skillset:3'],
      ['EM_Default_Skillset:6'],
    ]);
  });
});

describe('a terminal that falls silent', () => {
  it('makes a ready agent not ready, not logged out, and leaves others as they are', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana');
    centre.as('bo', { kind: 'log_in' });
    centre.as('bo', { kind: 'not_ready', reason: 'Lunch' });
    centre.apply({ kind: 'terminal_silent', agent: 'ana' }, { kind: 'terminal_silent', agent: 'bo' });
    expect(centre.core.agents()).toMatchObject([
      { login: 'ana', state: 'not_ready', reason: 'Connection lost' },
      { login: 'bo', state: 'not_ready', reason: 'Lunch' },
      { login: 'cy', state: 'logged_out' },
    ]);
  });
});

describe('a restart', () => {
  it('gives open offers their full time again and punishes nobody', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana');
    const contact = centre.mail(billing);
    const offer = centre.offerOf('ana');
    centre.sleep(3_600);
    centre.restart();
    centre.apply({ kind: 'restarted' });
    expect(centre.effects.at(-2)).toMatchObject({ kind: 'offer', offer: { id: offer, contact } });
    centre.pass(29);
    expect(centre.accept('ana')).toBe(contact);
  });

  it('fires overdue timers once, in due order, at the present moment', () => {
    const centre = scenario('WAIT 10\nLOG "a"\nWAIT 10\nLOG "b"\nQUEUE TO SKILLSET EM_Sales');
    const contact = centre.mail();
    centre.sleep(3_600);
    centre.restart();
    centre.apply({ kind: 'tick' });
    const events = (): string[] =>
      centre.tables
        .history(contact)
        .filter(({ kind }) => kind === 'log')
        .map(({ detail }) => detail);
    expect(events()).toEqual(['a']);
    centre.pass(11);
    expect(events()).toEqual(['a', 'b']);
  });
});

describe('the trace', () => {
  it('says which lines ran, what they read, who was chosen and why each other lost', () => {
    const centre = scenario(SKILLSETS);
    centre.logIn('ana', 'bo', 'cy');
    const contact = centre.mail(billing);
    const lines = centre.tables.tracesOf(contact).flatMap((row) => row.lines);
    expect(lines[0]).toMatchObject({
      script: 'Master_Script',
      line: 1,
      values: [{ value: 3 }, { value: 'EM_Billing' }],
    });
    expect(lines.at(-1)).toEqual({
      script: '',
      line: 0,
      text: 'offered to ana for EM_Billing',
      candidates: [
        { agent: 'bo', lost: 'level 5, after 1' },
        { agent: 'cy', lost: 'standby, and others are logged in' },
      ],
    });
  });

  it('says why nobody was chosen', () => {
    const centre = scenario(SKILLSETS);
    centre.as('ana', { kind: 'log_in' });
    centre.as('bo', { kind: 'log_in' });
    centre.as('bo', { kind: 'not_ready', reason: 'Lunch' });
    const contact = centre.mail(billing);
    expect(centre.tables.tracesOf(contact)[0]?.lines.at(-1)).toMatchObject({
      text: 'nobody is free for EM_Billing',
      candidates: [
        { agent: 'ana', lost: 'not ready' },
        { agent: 'bo', lost: 'not ready: Lunch' },
        { agent: 'cy', lost: 'not logged in' },
      ],
    });
  });
});
