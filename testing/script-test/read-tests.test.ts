import { describe, expect, it } from 'vitest';
import { positionAt } from '../../dsl/index.ts';
import { read } from './testing/bench.ts';

/** Findings as `line:column message (help)`. */
function findings(text: string): readonly string[] {
  return read(text).diagnostics.map(({ place, message, help }) => {
    const { line, column } = positionAt(place.source, place.span.start);
    return `${line}:${column} ${message}${help === undefined ? '' : ` (${help})`}`;
  });
}

/** A test with these keys beside a mail and an expectation. */
const test = (keys: string) => `tests:\n  - name: t\n    mail: {}\n    expect: { age: 0s }\n    ${keys}\n`;

describe('a file of script tests', () => {
  it('says which key means nothing, at its place, with the one that was meant', () => {
    expect(findings(test('agnets: { ana: ready }'))).toEqual([
      '5:5 there is no key `agnets` here (did you mean `agents`?)',
    ]);
    expect(findings(test('steps: [{ afer: 3m }]'))).toEqual([
      '5:15 there is no key `afer` here (did you mean `after`?)',
    ]);
    expect(findings('tests:\n  - name: t\n    mail: {}\n    expect: { quued: x }\n')).toEqual([
      '4:15 there is no key `quued` here (did you mean `queued`?)',
    ]);
  });

  it('says which name the centre does not have, once for a name of the defaults', () => {
    const text =
      'defaults: { agents: { anna: ready } }\ntests:\n  - { name: a, mail: {}, expect: { age: 0s } }\n  - { name: b, mail: {}, expect: { age: 0s } }\n';
    expect(findings(text)).toEqual(['1:23 there is no agent `anna` (did you mean `ana`?)']);
    expect(
      findings(test('steps: [{ expect: { queued: { sale_sk: 1 }, closed: Resolvd, event: laped, waits_at: Dai } }]')),
    ).toEqual([
      '5:35 there is no skillset or agent `sale_sk` (did you mean `sales_sk`?)',
      '5:57 there is no reason `Resolvd` (did you mean `Resolved`?)',
      '5:73 there is no kind of event `laped` (did you mean `lapsed`?)',
      '5:90 there is no script `Dai` (did you mean `Day`?)',
    ]);
    expect(findings(test('steps: [{ mail: { mailbox: suport } }, { mail: mails/none.eml }]'))).toEqual([
      '5:32 there is no mailbox `suport` (did you mean `support`?)',
      '5:52 `mails/none.eml` cannot be read: there is no such file',
    ]);
  });

  it('reads values of variables as center.yaml does', () => {
    expect(findings(test('variables: { tries_cv: many }'))).toEqual(['5:28 there is no name `many`']);
    expect(findings(test('variables: { hours_gv: "10:00 .. 12:00", plan_cv: 12 }'))).toEqual([]);
    expect(findings(test('steps: [{ variable: { tries_cv: 3 } }]'))[0]).toMatch(
      /^5:27 `variable` of a step has no `tries_cv`/,
    );
    expect(findings(test('steps: [{ variable: { count_cv: 3 } }]'))).toEqual([]);
  });

  it('says what an agent can do', () => {
    const [found] = findings(test('steps: [{ agent: { ana: acepts } }]'));
    expect(found).toMatch(/^5:29 `acepts` is no value of `ana`.*\(did you mean `accepts`\?\)$/);
    expect(findings(test('steps: [{ agent: { ana: postpones } }]'))[0]).toContain('such as `postpones 2h`');
    expect(
      findings(
        test('steps: [{ agent: { ana: [accepts, closes with Resolved, transfers to bo, goes not ready for Lunch] } }]'),
      ),
    ).toEqual([]);
    expect(findings(test('steps: [{ agent: { ana: { closes: Resolved, replies: true } } }]'))).toEqual([]);
  });

  it('refuses a test that would always pass, and one without a mail', () => {
    expect(findings('tests:\n  - name: t\n    mail: {}\n')).toEqual(['2:5 the test `t` needs `expect`']);
    expect(findings('tests:\n  - name: t\n    expect: { age: 0s }\n')).toEqual(['2:5 the test `t` needs `mail`']);
    expect(findings(test('steps: [{ expect: {} }]'))).toEqual([
      '5:23 nothing is no value of `expect`, expected something that must be so',
    ]);
  });

  it('refuses a name that another test of the file has', () => {
    const named = (name: string) => `  - name: ${name}\n    mail: {}\n    expect: { age: 0s }\n`;
    expect(findings(`tests:\n${named('Spam')}${named('Night')}${named('spam')}`)).toEqual([
      '8:11 there is a test `spam` already',
    ]);
  });

  it('refuses times that there are not', () => {
    expect(findings(test('at: 2026-02-30 10:00'))[0]).toContain('5:9 `2026-02-30 10:00` is no value of `at`');
    expect(findings(test('at: tomorrow'))[0]).toContain('5:9 `tomorrow` is no value of `at`');
    expect(findings(test('steps: [{ at: "25:00" }]'))[0]).toContain('`25:00` is no value of `at`');
    expect(findings(test('steps: [{ after: 3 }]'))[0]).toContain('expected a duration with its unit');
  });

  it('takes maps of the defaults and of a test together, and the test’s own values before them', () => {
    const { tests } = read(
      'defaults: { at: 2026-11-23 08:00, agents: { ana: ready }, variables: { tries_cv: 1 }, mail: { from: a@b.example, subject: x } }\ntests:\n  - { name: t, agents: { bo: busy }, variables: { tries_cv: 2 }, mail: { subject: y }, expect: { age: 0s } }\n  - { name: u, agents: nobody, mail: mails/x.eml, expect: { age: 0s } }\n',
    );
    expect(tests).toEqual([]);
    const merged = read(
      'defaults: { at: 2026-11-23 08:00, agents: { ana: ready }, variables: { tries_cv: 1 }, mail: { from: a@b.example, subject: x } }\ntests:\n  - { name: t, agents: { bo: busy }, variables: { tries_cv: 2 }, mail: { subject: y }, expect: { age: 0s } }\n  - { name: u, agents: nobody, expect: { age: 0s } }\n',
    ).tests.map(({ test }) => test);
    expect(merged[0]).toMatchObject({
      at: '2026-11-23 08:00',
      agents: { ana: 'ready', bo: 'busy' },
      variables: { tries_cv: '2' },
      mail: { from: 'a@b.example', subject: 'y' },
    });
    expect(merged[1]).toMatchObject({ agents: 'nobody', mail: { subject: 'x' } });
  });

  it.each(['', 'tests: []', 'tests:\n- a: [', 'tests: {', '- 1', 'tests: [{}]', '\0', 'tests: &a [*a]'])(
    'has a finding for %j and does not throw',
    (text) => {
      expect(findings(text).length).toBeGreaterThan(0);
    },
  );
});
