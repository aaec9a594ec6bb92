import { describe, expect, it } from 'vitest';
import { INTRINSICS } from '../../vm/index.ts';
import { intrinsicAnswer } from './host/intrinsics.ts';
import { expectedWaitS } from './host/statistics-intrinsics.ts';
import type { Contact, SkillsetState } from './state.ts';
import { scenario } from './testing/compiled-scenario.ts';
import type { MailOptions, Scenario } from './testing/scenario.ts';

const VOICE = 'EM_Billing';

/** What a contact's script logs, for a mail with these facts. */
function logged(expressions: string, options: MailOptions = {}, before: (centre: Scenario) => void = () => {}): string {
  const centre = scenario(`LOG ${expressions}\nQUEUE TO SKILLSET ${VOICE}\nWAIT 600`);
  before(centre);
  const contact = centre.mail(options);
  return centre.tables.history(contact).find(({ kind }) => kind === 'log')?.detail ?? '';
}

/** Bo, of sales, answers a contact after it waited so many seconds. */
function answer(centre: Scenario, waitS: number): void {
  centre.as('bo', { kind: 'not_ready' });
  const contact = centre.mail({ rule: { skillset: 'EM_Sales', priority: 1 } });
  centre.pass(waitS);
  centre.as('bo', { kind: 'ready' });
  centre.accept('bo');
  centre.as('bo', { kind: 'close', contact });
}

const QUEUES = 'QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY\nWAIT 5\nLOG ';

describe('intrinsics', () => {
  it('are all answered, each as the machine asks it', () => {
    for (const [name, row] of Object.entries(INTRINSICS)) {
      const kind = intrinsicAnswer(row.number)?.kind;
      const text = row.type === 'string' || row.type === 'dn';
      const expected = row.operand === 'key' ? 'key' : row.operand !== 'none' ? 'of' : text ? 'text' : 'int';
      expect(kind, name).toBe(expected);
    }
  });

  it('read the mail', () => {
    const facts = {
      cc: ['a@b.example', 'c@d.example'],
      headers: { 'x-order': '4711' },
      attachmentCount: 2,
      spamScore: 7,
      autoSubmitted: true,
      language: 'fr',
    };
    expect(logged('FROMADDRESS, TOADDRESS, SUBJECT, BODY, LANGUAGE, CONTACTID', { facts })).toBe(
      'customer@example.org, support@acme.example, A question, Where is my order?, fr, 1',
    );
    expect(logged('ATTACHMENT COUNT, MESSAGE SIZE, SPAM SCORE, CUSTOMER CONTACT COUNT', { facts })).toBe(
      '2, 1000, 7, 0',
    );
    expect(logged('CONTACT DATA "header:X-Order", CONTACT DATA "header:none", CONTACT DATA "sip:x"', { facts })).toBe(
      '4711, , ',
    );
    expect(logged('CDN, CONTACT TYPE, QUEUETYPE, CONTACT SKILLSET, CONTACT PRIORITY')).toBe(
      '6001, EMail, SKILLSET, EM_Default_Skillset, 3',
    );
    expect(logged('AGENTID, DNIS, NPA')).toBe(', , 0');
  });

  it('read the centre’s local time', () => {
    expect(logged('TIME OF DAY, DAY OF WEEK, DAY OF MONTH, MONTH OF YEAR, DATE')).toBe(
      '10:00, Wednesday, 7, October, 2026-10-07',
    );
  });

  it('count agents and contacts of a list once each', () => {
    const centre = scenario(
      'QUEUE TO SKILLSET EM_Billing, EM_Sales\nLOG (QUEUED COUNT EM_Billing, EM_Sales), (LOGGED AGENT COUNT EM_Billing, EM_Sales), (IDLE AGENT COUNT EM_Billing, EM_Sales), LOGGED AGENT COUNT EM_Billing, QUEUED COUNT EM_Sales\nWAIT 600',
    );
    for (const login of ['ana', 'bo', 'cy']) centre.as(login, { kind: 'log_in' });
    centre.as('cy', { kind: 'ready' });
    centre.mail();
    const contact = centre.mail();
    expect(centre.tables.history(contact).find(({ kind }) => kind === 'log')?.detail).toBe('2, 3, 0, 3, 2');
  });

  it('give OLDEST the greatest age of a list, and POSITION IN QUEUE the least place', () => {
    const centre = scenario(
      `${QUEUES}(OLDEST EM_Billing, EM_Sales), (POSITION IN QUEUE EM_Billing, EM_Sales), OLDEST EM_Sales\nWAIT 600`,
    );
    for (const login of ['ana', 'bo']) centre.as(login, { kind: 'log_in' });
    centre.mail({ rule: { skillset: 'EM_Sales' } });
    centre.pass(30);
    centre.mail({ rule: { skillset: 'EM_Billing' } });
    const contact = centre.mail({ rule: { skillset: 'EM_Billing' } });
    centre.pass(6);
    expect(centre.tables.history(contact).find(({ kind }) => kind === 'log')?.detail).toBe('35, 2, 35');
  });

  it('count arrivals of the last minute and contacts that are not closed', () => {
    const centre = scenario('LOG CALL RATE, TOTAL ACTIVE CALLS\nCLOSE CONTACT');
    centre.mail();
    centre.pass(50);
    centre.mail();
    centre.pass(11);
    const contact = centre.mail();
    expect(centre.tables.history(contact).find(({ kind }) => kind === 'log')?.detail).toBe('2, 1');
  });
});

describe('statistics of answered contacts', () => {
  const script = `${QUEUES}AVERAGE SPEED ANSWER EM_Sales, SERVICE LEVEL EM_Sales, EXPECTED WAIT TIME EM_Sales\nWAIT 600`;

  it('have no data at first', () => {
    const centre = scenario(script);
    centre.as('bo', { kind: 'log_in' });
    const contact = centre.mail({ rule: { skillset: 'EM_Sales' } });
    centre.pass(6);
    expect(centre.tables.history(contact).find(({ kind }) => kind === 'log')?.detail).toBe('0, 100, 0');
  });

  it('are the mean wait, the share within the threshold, and the formula of EXPECTED WAIT TIME; a restart changes none', () => {
    const centre = scenario(script);
    centre.logIn('bo');
    for (const waitS of [10, 20, 90]) answer(centre, waitS);
    centre.as('bo', { kind: 'not_ready' });
    centre.mail({ rule: { skillset: 'EM_Sales' } });
    const contact = centre.mail({ rule: { skillset: 'EM_Sales' } });
    centre.restart();
    centre.pass(6);
    // Mean of 10, 20 and 90; two of three within 60 s; second place and three answers in 600 s.
    expect(centre.tables.history(contact).find(({ kind }) => kind === 'log')?.detail).toBe('40, 66, 400');
    expect(centre.core.queues().find(({ skillset }) => skillset === 'EM_Sales')).toMatchObject({
      waiting: 2,
      averageSpeedAnswerS: 40,
      serviceLevel: 66,
      inService: true,
    });
    centre.pass(86_400);
    expect(centre.core.queues().find(({ skillset }) => skillset === 'EM_Sales')).toMatchObject({
      averageSpeedAnswerS: 0,
      serviceLevel: 66,
    });
    centre.apply({ kind: 'tick' });
    expect(centre.core.queues().find(({ skillset }) => skillset === 'EM_Sales')).toMatchObject({ serviceLevel: 100 });
  });

  it('follow the table of spec/expected-wait-time.md', () => {
    const centre = scenario(script);
    const contact = (place: number): [SkillsetState, Contact] =>
      [{ queue: { ahead: () => place - 1 } }, { places: [], priority: 3 }] as never;
    for (const [answered, place, expected] of [
      [0, 5, 0],
      [10, 1, 60],
      [10, 5, 300],
      [7, 3, 258],
    ] as const) {
      const [skillset, one] = contact(place);
      const asked = { ...skillset, statistics: { window: () => ({ count: answered, waitS: 0 }) } } as never;
      expect(expectedWaitS(centre.state, one, asked)).toBe(expected);
    }
  });
});
