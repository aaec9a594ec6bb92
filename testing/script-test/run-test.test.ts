import { describe, expect, it } from 'vitest';
import { failureText } from './run-test.ts';
import { failed, run } from './testing/bench.ts';

/** One test with these keys. */
const one = (body: string) => `tests:\n  - name: t\n${body.replace(/^/gm, '    ')}\n`;

/** Bodies whose every expectation holds, and the same with one that does not: what is found then. */
const CASES: readonly (readonly [what: string, body: string, wrong: string, found: string])[] = [
  [
    'queued',
    'mail: {}\nagents: { bo: not ready }\nexpect: { queued: { help_sk: 3 }, not: { queued: [sales_sk, EM_Default_Skillset] } }',
    '{ queued: [help_sk, sales_sk] }',
    'help_sk with priority 3',
  ],
  [
    'every queue',
    'mail: {}\nagents: { ana: busy }\nexpect: { queued: [help_sk, sales_sk] }',
    '{ queued: sales_sk }',
    'sales_sk with priority 3, help_sk with priority 3',
  ],
  [
    'a place that must not be',
    'mail: {}\nagents: { ana: busy }\nexpect: { queued: [help_sk, sales_sk] }',
    '{ not: { queued: [EM_Default_Skillset, sales_sk] } }',
    'sales_sk with priority 3, help_sk with priority 3',
  ],
  [
    'presented',
    'mail: {}\nagents: { ana: ready }\nexpect: { presented: ana }',
    '{ presented: nobody }',
    'ana (sales_sk, priority 3)',
  ],
  [
    'accepted',
    'mail: {}\nagents: { ana: ready }\nsteps:\n  - agent: { ana: accepts }\n  - expect: { open: ana, queued: nowhere, presented: nobody }',
    '{ open: bo }',
    'nobody',
  ],
  [
    'a rule with its response',
    'mail: { subject: An invoice }\nexpect: { rule: bills, response: ack, skillset: sales_sk, priority: 2, sent: thank you }',
    '{ response: none }',
    'ack',
  ],
  ['closed', 'mail: { subject: spam }\nexpect: { closed: Spam }', '{ closed: Resolved }', 'Spam'],
  ['closed by its code', 'mail: { subject: spam }\nexpect: { closed: "9" }', '{ closed: false }', 'Spam'],
  [
    'forwarded',
    'mail: { subject: legal }\nexpect: { forwarded: law@partner.example, closed: Forwarded }',
    '{ forwarded: nowhere }',
    'law@partner.example',
  ],
  [
    'logged',
    'mail: { subject: count }\nvariables: { count_cv: 4 }\nexpect: { logged: count, variable: { count_cv: 5 } }',
    '{ logged: [count, nothing] }',
    'count, 5',
  ],
  ['offered responses', 'mail: {}\nexpect: { offered_responses: [hint] }', '{ offered_responses: [] }', 'hint'],
  [
    'events',
    'mail: {}\nagents: { ana: ready }\nsteps:\n  - agent: { ana: declines Lunch }\n  - expect: { event: { declined: lunch }, agents: { ana: not ready } }',
    '{ event: [accepted] }',
    'arrived: support | rule: default: EM_Default_Skillset, priority 3 | queued: sales_sk, priority 3 | queued: help_sk, priority 3 | offered: ana, sales_sk',
  ],
  [
    'age and the place of the script',
    'mail: {}\nagents: { ana: busy }\nsteps:\n  - after: 61s\n  - expect: { age: 61s, waits_at: Day/Look, application: Day, variable: { tries_cv: 2 } }\n  - expect: { age: "> 1m", waits_at: "Day:4" }',
    '{ age: "> 1m" }',
    '0s',
  ],
  [
    'an answer',
    'mail: { subject: ask }\nproviders: { crm: { answers: [[gold, 7]] } }\nexpect: { variable: { plan_cv: gold, tries_cv: 7 }, asked: { crm: [customer@client.example] } }',
    '{ asked: { crm: [somebody] } }',
    'crm: [customer@client.example]',
  ],
  [
    'a postponement',
    'mail: {}\nagents: { ana: ready }\nsteps:\n  - agent: { ana: [accepts, postpones 2h] }\n  - expect: { postponed: true }\n  - after: 2h\n  - expect: { queue_type: RESCHEDULED, presented: ana }',
    '{ queue_type: AGENT }',
    'SKILLSET',
  ],
];

describe('a script test', () => {
  it.each(CASES)('sees %s, and what is so instead', (_what, body, wrong, found) => {
    const text = body.includes('agents') ? body : `${body}\nagents: { ana: not ready }`;
    expect(run(one(text)).flatMap(({ failures }) => failures)).toEqual([]);
    const spoilt = text.includes('\nsteps:')
      ? `${text.slice(0, text.indexOf('\nsteps:'))}\nexpect: ${wrong}`
      : text.replace(/expect: .*/, `expect: ${wrong}`);
    expect(failed(one(spoilt)).map((line) => line.split(' / ')[1])).toEqual([found]);
  });

  it('shows where the expectation stands, what is found, and the lines that ran with their values', () => {
    const [result] = run(
      'defaults: { agents: { ana: ready } }\ntests:\n  - name: t\n    mail: {}\n    expect: { presented: bo }\n',
    );
    expect(result?.place).toBe('t.test.yaml:3:5');
    const text = failureText(result as NonNullable<typeof result>);
    expect(text.split('\n').slice(0, 2)).toEqual([
      'expected  presented: bo   (t.test.yaml:5:15)',
      'found     ana (sales_sk, priority 3)',
    ]);
    expect(text).toMatch(/Mon 2026-11-23 10:00:00\n {4}· arrived: support/);
    expect(text).toMatch(/Master_Script:22 +IF TIME OF DAY = hours_gv THEN\n +-> .*TIME OF DAY = "10:00"/);
    expect(text).toMatch(/offered to ana for sales_sk\n +bo: not logged in/);
  });

  it('stops at the first step that is not as it says, and tells all that is wrong there', () => {
    const text = one(
      'mail: {}\nagents: { ana: ready }\nsteps:\n  - expect: { presented: bo, age: 3s }\n  - expect: { presented: bo }',
    );
    expect(failed(text)).toEqual(['presented: bo / ana (sales_sk, priority 3)', 'age: 3s / 0s']);
  });

  it('fails when an agent cannot do what the step says', () => {
    const text = (does: string) =>
      one(`mail: {}\nagents: { ana: ready, bo: not ready }\nsteps:\n  - agent: ${does}\n  - expect: { age: 0s }`);
    expect(failed(text('{ bo: accepts }'))).toEqual([
      'bo accepts / nothing is offered to bo, who is not ready; the contact is offered to ana',
    ]);
    expect(failed(text('{ ana: closes }'))).toEqual(['ana closes / ana has no contact open']);
    expect(failed(text('{ ana: is free }'))[0]).toContain('was not `busy`');
  });

  it('finds answers of the customer by what the centre wrote, as mail programs quote it', () => {
    const text = one(`mail: { from: Kim <kim@client.example>, subject: Hello }
agents: { ana: ready, bo: ready }
steps:
  - agent: { ana: [accepts, replies Which one?, closes Resolved] }
  - mail: { answers: true, body: The red one. }
  - expect: { presented: ana, queue_type: REPLYMAIL, event: [reopened, joined] }
  - mail: { from: kim@client.example, subject: "Re: Hello" }
  - expect: { age: 0s, presented: bo }
  - contact: 1
  - expect: { presented: ana }`);
    expect(failed(text)).toEqual([]);
    expect(failed(one('mail: {}\nsteps:\n  - mail: { answers: true }\n  - expect: { age: 0s }'))).toEqual([
      'an answer of the customer / the centre has sent nothing for this contact',
    ]);
  });

  it('begins in the middle of a day: contacts that wait, agents who are busy', () => {
    const text = one(`mail: { subject: An invoice }
waiting: { sales_sk: [{ count: 2, priority: 1, age: 10m }, { count: 1, priority: 6 }] }
agents: { ana: busy }
steps:
  - expect: { presented: nobody, queued: { sales_sk: 2, help_sk: 2 } }
  - agent: { ana: is free }
  - expect: { presented: nobody }
  - agent: { ana: [accepts, accepts] }
  - expect: { presented: nobody }`);
    expect(failed(text)).toEqual([]);
  });

  it('takes a skillset out of service and puts it back', () => {
    const text = one(`mail: {}
agents: { ana: not ready }
steps:
  - skillset: { sales_sk: { out_of_service: true } }
  - expect: { queued: help_sk, event: { queue_left: sales_sk } }
  - skillset: { sales_sk: { out_of_service: false } }
  - after: 30s
  - expect: { queued: [help_sk, sales_sk] }
  - agent: { ana: logs out }
  - skillset: { sales_sk: { out_of_service: false } }`);
    expect(failed(text)).toEqual(['sales_sk in service / nobody who holds it is logged in; let an agent log in']);
  });

  it('begins with a skillset out of service, though its agents are there', () => {
    const text = one(`mail: {}
agents: { ana: ready }
skillsets: { sales_sk: { out_of_service: true } }
expect: { queued: help_sk, presented: ana }`);
    expect(failed(text)).toEqual([]);
  });

  it('changes globals for scripts that start after, and shared variables at once', () => {
    const text = one(`mail: { subject: count }
agents: { ana: not ready }
steps:
  - variable: { count_cv: 41, hours_gv: "00:00 .. 00:01" }
  - after: 60s
  - expect: { waits_at: Day }
  - mail: { subject: count }
  - expect: { logged: "count, 42", waits_at: Night }`);
    expect(failed(text)).toEqual([]);
  });

  it('lets providers answer late, wrongly, with a fault, or never', () => {
    const text = one(`mail: { subject: ask }
agents: { ana: ready }
providers: { crm: { answers: [{ values: [gold, 7], after: 4s }, [gold, seven], { error: down }, no answer] } }
steps:
  - after: 4s
  - expect: { logged: "gold, 7" }
  - mail: { subject: ask }
  - expect: { event: { bad_answer: tries_cv } }
  - mail: { subject: ask }
  - after: 5s
  - expect: { event: { request_failed: down } }
  - mail: { subject: ask }
  - after: 5s
  - expect: { event: request_timed_out, logged: "none, 0" }
  - provider: { crm: { answers: [[silver, 1]] } }
  - mail: { subject: ask }
  - expect: { logged: "silver, 1" }`);
    expect(failed(text)).toEqual([]);
  });

  it('goes on to times of the day and to days, over a change of the clocks', () => {
    const text = one(`at: 2026-10-24 22:00
mail: {}
agents: { ana: busy }
steps:
  - at: 08:00
  - expect: { age: 11h }
  - at: 2026-10-25T09:00:00Z
  - expect: { age: 13h }`);
    expect(failed(text)).toEqual([]);
    expect(failed(one('mail: {}\nsteps:\n  - at: 2026-11-22 10:00\n  - expect: { age: 0s }'))).toEqual([
      'a time to come / 2026-11-22 10:00 is over already',
    ]);
  });
});
