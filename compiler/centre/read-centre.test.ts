import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { positionAt } from '../../dsl/index.ts';
import { readCentre } from './read-centre.ts';
import { CenterFile } from './schema.ts';

const files: Readonly<Record<string, string>> = { 'responses/ack.txt': 'Thank you.\n', 'sub/deep.txt': 'Deep.' };
const read = (text: string) => readCentre(text, { fileName: 'center.yaml', files: (path) => files[path] });

/** `CODE line:column message | help`, one a finding. */
function findings(text: string): readonly string[] {
  return read(text).diagnostics.map(({ code, place, message, help }) => {
    const { line, column } = positionAt(place.source, place.span.start);
    return `${code} ${line}:${column} ${message}${help === undefined ? '' : ` | ${help}`}`;
  });
}

const HEAD = `center: { name: Acme, timezone: America/Toronto }
skillsets: [{ name: EM_Default_Skillset }, { name: EM_Billing, service_level: 4h 30s }]
`;

const WHOLE = `${HEAD}agents:
  - { id: 0711, login: ana, skillsets: { em_billing: 1, EM_Default_Skillset: standby }, capacity: { EMail: 3 } }
  - { id: "4712", name: Bo, login: bo, contact_types: [EMail], supervisor: true }
variables:
  - { name: hours_gv, scope: global, class: set, type: time, value: "08:00 .. 17:00, 18:30" }
  - { name: words_gv, scope: global, class: set, type: string, value: ["a, b", c] }
  - { name: days_gv, scope: global, class: set, type: date, value: [December 25, 2026-12-31] }
  - { name: tries_cv, scope: call, type: integer, default: -1 }
  - { name: who_cv, scope: call, type: agent, default: 0711 }
  - { name: none_cv, scope: call, type: agent }
  - { name: kind_gv, scope: global, type: contact_type, value: email }
  - { name: number_gv, scope: global, type: dn, value: 0601 }
responses:
  - { name: ack_response, subject: Hello, file: ./responses/ack.txt }
  - { name: text_response, subject: Hello, text: "" }
reasons: [{ name: Resolved, code: 1 }]
providers:
  - { name: crm, http: { url: "https://crm.example/ccmm", timeout: 5s, secret: "\${CRM_SECRET}" } }
  - { name: own, in_process: true }
contact_types: { EMail: { default_skillset: EM_Billing } }
presentation: { accept_within: 1m }
keyword_groups: [{ name: invoices, words: [invoice, "credit note", "refund*"] }]
sender_groups: [{ name: vip, addresses: ["*@big.example", a@b.example] }]
mailboxes:
  - name: support
    address: support@acme.example
    route_point: 6001
    source: { imap: { host: mail.acme.example, user: support, password: "\${SUPPORT_PASSWORD}", start: new } }
    outgoing: { smtp: { host: mail.acme.example } }
    rules:
      - { when: { keywords: [INVOICES], senders: vip }, then: { skillset: EM_Billing, priority: 1, response: ack_response } }
  - { name: second, address: x@acme.example, source: { smtp: true }, default_rule: { skillset: EM_Billing, priority: 5 } }
`;

describe('a centre that is right', () => {
  it('is read with its defaults', () => {
    expect(findings(WHOLE)).toEqual([]);
    const { transitions, ...directory } = read(WHOLE).directory ?? expect.unreachable();
    expect(transitions[0]).toEqual({ fromS: 631_152_000, offsetS: -18_000 });
    expect(directory).toMatchSnapshot();
  });

  it('is right by the JSON Schema too', () => {
    expect([...Value.Errors(CenterFile, parse(WHOLE))]).toEqual([]);
    expect(Value.Check(CenterFile, parse(WHOLE.replace('accept_within: 1m', 'accept_within: 1')))).toBe(false);
  });

  it('gives the same directory for the same text', () => {
    expect(JSON.stringify(read(WHOLE).directory)).toBe(JSON.stringify(read(WHOLE).directory));
  });

  it('needs only center and skillsets', () => {
    expect(findings(HEAD)).toEqual([]);
  });

  it('may begin with a byte-order mark and have Windows line ends', () => {
    expect(findings(`\uFEFF${WHOLE.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  it('says where names are defined', () => {
    const { positions } = read(WHOLE);
    expect(positions.source.text.slice(...spanOf(positions.names.get('tries_cv')))).toBe('tries_cv');
    expect(positions.source.text.slice(...spanOf(positions.names.get('em_billing')))).toBe('EM_Billing');
  });
});

function spanOf(span: { readonly start: number; readonly end: number } | undefined): [number, number] {
  return [span?.start ?? 0, span?.end ?? 0];
}

const SECRET = 'hunter2-very-secret';

/** What is wrong, the text after HEAD, what is said: the beginning of each finding. */
const faults: readonly (readonly [string, string, ...string[]])[] = [
  ['an unknown key', 'agent: []', 'CCS5003 3:1 there is no key `agent` here | did you mean `agents`?'],
  [
    'an unknown key inside',
    'agents: [{ id: 1, login: ana, skilsets: {} }]',
    'CCS5003 3:31 there is no key `skilsets` here | did you mean `skillsets`?',
  ],
  ['a duplicate key', 'agents: []\nagents: []', 'CCS5013 4:1 the key `agents` stands here a second time'],
  ['a missing key', 'agents: [{ id: 1 }]', 'CCS5004 3:10 an entry of `agents` needs `login`'],
  [
    'a misspelt required key, once',
    'agents: [{ id: 1, logn: ana }]',
    'CCS5003 3:19 there is no key `logn` here | did you mean `login`?',
  ],
  ['a list for a map', 'presentation: []', 'CCS5005 3:15 a list is no value of `presentation`'],
  [
    'a number for text',
    'responses: [{ name: a, subject: 5, text: x }]',
    'CCS5005 3:33 `5` is no value of `subject`, expected text on one line',
  ],
  ['nothing for a map', 'presentation:', 'CCS5005 3:1 nothing is no value of `presentation`'],
  [
    'a misspelt word',
    'presentation: { on_decline: not_redy }',
    'CCS5005 3:29 `not_redy` is no value of `on_decline`, expected `not_ready` or `ready` | did you mean `not_ready`?',
  ],
  [
    'an unknown contact type',
    'agents: [{ id: 1, login: ana, capacity: { Email: 1 } }]',
    'CCS5003 3:43 there is no key `Email` here | did you mean `EMail`?',
  ],
  [
    'a duration without unit',
    'presentation: { accept_within: 30 }',
    'CCS5005 3:32 `30` is no value of `accept_within`, expected a duration with its unit',
  ],
  [
    'a duration of nothing',
    'presentation: { accept_within: 0s }',
    'CCS5005 3:32 `0s` is no value of `accept_within`, expected a duration from 1s',
  ],
  ['a name that is none', 'reasons: [{ name: "9lives", code: 1 }]', 'CCS5007 3:19 `9lives` is not a name'],
  ['a name too long', `reasons: [{ name: ${'a'.repeat(31)}, code: 1 }]`, 'CCS5007 3:19'],
  ['a reserved word as a name', 'reasons: [{ name: QUIT, code: 1 }]', 'CCS5007 3:19 `QUIT` is a reserved word'],
  [
    'one name for two things',
    'reasons: [{ name: em_billing, code: 1 }]',
    'CCS5006 3:19 `em_billing` is a skillset already, it cannot be a reason too',
  ],
  [
    'one name twice',
    'reasons: [{ name: a, code: 1 }, { name: A, code: 2 }]',
    'CCS5017 3:41 there is a reason `A` already',
  ],
  [
    'a priority that is none',
    'variables: [{ name: a_gv, scope: global, type: priority, value: 7 }]',
    'CCS3005 3:65 the priority `7` is out of range, it is 1 to 6',
  ],
  [
    'one code twice',
    'reasons: [{ name: a, code: 1 }, { name: b, code: 1 }]',
    'CCS5017 3:50 there is a reason with the code `1` already',
  ],
  [
    'one agent twice',
    'agents: [{ id: 1, login: a }, { id: 1, login: b }]',
    'CCS5017 3:37 there is an agent `1` already',
  ],
  [
    'one address twice',
    'mailboxes: [{ name: a, address: x@y.z, source: smtp }, { name: b, address: X@y.z, source: smtp }]',
    'CCS5017 3:76 there is a mailbox `X@y.z` already',
  ],
  [
    'an unknown skillset of an agent',
    'agents: [{ id: 1, login: ana, skillsets: { EM_Biling: 1 } }]',
    'CCS5008 3:44 there is no skillset `EM_Biling` | did you mean `EM_Billing`?',
  ],
  [
    'a level out of range',
    'agents: [{ id: 1, login: ana, skillsets: { EM_Billing: 49 } }]',
    'CCS5005 3:56 `49` is no value of `EM_Billing`, expected a whole number from 1 to 48 or `standby`',
  ],
  [
    'text and file',
    'responses: [{ name: a, subject: b, text: c, file: responses/ack.txt }]',
    'CCS5011 3:13 the response `a` has more than one of `text`, `file`',
  ],
  [
    'neither text nor file',
    'responses: [{ name: a, subject: b }]',
    'CCS5011 3:13 the response `a` has none of `text`, `file`',
  ],
  [
    'a file that is not there',
    'responses: [{ name: a, subject: b, file: no.txt }]',
    'CCS5009 3:42 `no.txt` cannot be read',
  ],
  [
    'a file outside the folder',
    'responses: [{ name: a, subject: b, file: sub/../../x }]',
    'CCS5010 3:42 `sub/../../x` lies outside',
  ],
  ['an absolute file', 'responses: [{ name: a, subject: b, file: /etc/passwd }]', 'CCS5010 3:42'],
  ['a file of a Windows drive', "responses: [{ name: a, subject: b, file: 'C:\\x' }]", 'CCS5010 3:42'],
  ['a provider of two kinds', 'providers: [{ name: a, in_process: true, http: { url: "http://x/" } }]', 'CCS5011 3:13'],
  ['a provider of no kind', 'providers: [{ name: a }]', 'CCS5011 3:13'],
  [
    'an address that is none',
    'mailboxes: [{ name: a, address: x y, source: smtp }]',
    'CCS5005 3:33 `x y` is no value of `address`, expected an e-mail address',
  ],
  [
    'a sender that is neither',
    'sender_groups: [{ name: a, addresses: [nobody] }]',
    'CCS5005 3:40 `nobody` is no value of `addresses`',
  ],
  [
    'a source of two kinds',
    'mailboxes: [{ name: a, address: x@y.z, source: { smtp: {}, in_process: {} } }]',
    'CCS5011 3:48',
  ],
  ['a source that is not there', 'mailboxes: [{ name: a, address: x@y.z, source: { pop3: {} } }]', 'CCS5003 3:50'],
  [
    'IMAP without start',
    'mailboxes: [{ name: a, address: x@y.z, source: { imap: { host: h, user: u, password: "file:p" } } }]',
    'CCS5004 3:56 `imap` needs `start`',
  ],
  [
    'a password in the file',
    `mailboxes: [{ name: a, address: x@y.z, source: { imap: { host: h, user: u, start: new, password: ${SECRET} } } }]`,
    'CCS5014 3:98 `password` is a secret and is not written here',
  ],
  [
    'a numeric password in the file',
    'mailboxes: [{ name: a, address: x@y.z, source: { imap: { host: h, user: u, start: new, password: 123 } } }]',
    'CCS5014 3:98',
  ],
  [
    'a user without password',
    'mailboxes: [{ name: a, address: x@y.z, source: smtp, outgoing: { smtp: { host: h, user: u } } }]',
    'CCS5004 3:83 `smtp` with `user` needs `password`',
  ],
  [
    'a password in an address',
    `providers: [{ name: a, http: { url: "https://u:${SECRET}@x/" } }]`,
    'CCS5005 3:37 this is no value of `url`',
  ],
  [
    'a rule of an unknown skillset',
    'mailboxes: [{ name: a, address: x@y.z, source: smtp, rules: [{ then: { skillset: EM_Gone } }] }]',
    'CCS5008 3:82 there is no skillset `EM_Gone`',
  ],
  [
    'a rule of an unknown group',
    'mailboxes: [{ name: a, address: x@y.z, source: smtp, rules: [{ when: { keywords: [x] }, then: {} }] }]',
    'CCS5008 3:83 there is no keyword group `x`',
  ],
  [
    'a rule of four groups',
    'keyword_groups: [{ name: g, words: [w] }]\nmailboxes: [{ name: a, address: x@y.z, source: smtp, rules: [{ when: { keywords: [g, g], not_keywords: [g, g] }, then: {} }] }]',
    'CCS5016 4:70 4 keyword groups, at most 3',
  ],
  [
    'a priority out of range',
    'mailboxes: [{ name: a, address: x@y.z, source: smtp, rules: [{ then: { priority: 7 } }] }]',
    'CCS5005 3:82 `7` is no value of `priority`',
  ],
  ['an unknown default skillset', 'contact_types: { Fax: { default_skillset: EM_Gone } }', 'CCS5008 3:43'],
  ['an anchor', 'agents: &all []', 'CCS5002 3:14'],
  ['an alias', 'agents: &all []\nreasons: *all', 'CCS5002 3:14', 'CCS5002 4:10'],
  ['a tag', 'agents: !!set {}', 'CCS5002 3:15'],
  ['a tab', 'agents:\n\t- { id: 1 }', 'CCS5002 4:'],
  ['a second document', '---\nagents: []', 'CCS5002 3:'],
  ['an open quote', 'agents: "x', 'CCS5002'],
  ['an open bracket', 'agents: [', 'CCS5002'],
  [
    'a global without value',
    'variables: [{ name: a_gv, scope: global, type: integer }]',
    'CCS5004 3:21 the global variable `a_gv` needs `value`',
  ],
  [
    'a global with default',
    'variables: [{ name: a_gv, scope: global, type: integer, default: 1 }]',
    'CCS5018 3:57 the global variable `a_gv` has no `default` | write `value`',
  ],
  [
    'a call variable with value',
    'variables: [{ name: a_cv, scope: call, type: integer, value: 1 }]',
    'CCS5018 3:55 the call variable `a_cv` has no `value` | write `default`',
  ],
  [
    'a call variable of class set',
    'variables: [{ name: a_cv, scope: call, type: integer, class: set }]',
    'CCS5018 3:62',
  ],
  [
    'an unknown type',
    'variables: [{ name: a_cv, scope: call, type: intger }]',
    'CCS5005 3:46 `intger` is no value of `type`',
  ],
  [
    'a value of another type',
    'variables: [{ name: a_gv, scope: global, type: time, value: 5 }]',
    'CCS3001 3:61 this is an integer, expected a time of day',
  ],
  [
    'a value out of range',
    'variables: [{ name: a_gv, scope: global, type: integer, value: 2147483648 }]',
    'CCS3006 3:64',
  ],
  [
    'a list for an item',
    'variables: [{ name: a_gv, scope: global, type: integer, value: "1, 2" }]',
    'CCS5005 3:64 `1, 2` is no value of `value`, expected a single value',
  ],
  [
    'a set of strings in one string',
    'variables: [{ name: a_gv, scope: global, class: set, type: string, value: "a, b" }]',
    'CCS5005 3:75',
  ],
  [
    'a range upside down',
    'variables: [{ name: a_gv, scope: global, class: set, type: integer, value: "1, 9 .. 5" }]',
    'CCS3011 3:80 `9` is greater than `5`',
  ],
  [
    'an unknown name in a value',
    'variables: [{ name: a_gv, scope: global, type: skillset, value: EM_Biling }]',
    'CCS2001 3:65 there is no skillset `EM_Biling` | did you mean `EM_Billing`?',
  ],
  [
    'a string that is too long',
    `variables: [{ name: a_gv, scope: global, type: string, value: ${'x'.repeat(256)} }]`,
    'CCS5005 3:63 this is no value of `value`',
  ],
  ['two faults', 'reasons: [{ name: a, code: x }]\npresentation: { accept_within: x }', 'CCS5005 3:28', 'CCS5005 4:32'],
  [
    'an unknown skillset with nothing like it',
    'agents: [{ id: 1, login: bo, skillsets: { EM_New: 1 } }]\n',
    'CCS5008 3:43',
  ],
];

describe('a fault in center.yaml', () => {
  it.each(faults)('%s is said once, where it stands', (_what, text, ...expected) => {
    const found = findings(`${HEAD}${text}\n`);
    expect(found.length, found.join('\n')).toBe(expected.length);
    expect(found.map((finding, index) => finding.slice(0, expected[index]?.length))).toEqual(expected);
    expect(found.join()).not.toContain(SECRET);
    expect(read(`${HEAD}${text}\n`).directory).toBeUndefined();
  });

  it.each([
    ['an empty file', '', 'CCS5004 1:1 center.yaml needs `center`', 'CCS5004 1:1 center.yaml needs `skillsets`'],
    ['no map at all', '- 1', 'CCS5005 1:1 a list is no value of `center.yaml`'],
    ['no EM_Default_Skillset', 'center: { name: A, timezone: UTC }\nskillsets: [{ name: EM_Billing }]', 'CCS5019 2:1'],
    [
      'an unknown time zone',
      `center: { name: A, timezone: America/Toronot }\nskillsets: [{ name: EM_Default_Skillset }]`,
      'CCS5015 1:30 there is no time zone `America/Toronot` | did you mean `America/Toronto`?',
    ],
    [
      'a skillset that cannot be read',
      'center: { name: A, timezone: UTC }\nskillsets: [{ name: EM_Default_Skillset }, { name: 9x }]\nagents: [{ id: 1, login: a, skillsets: { x9: 1 } }]',
      'CCS5007 2:52',
    ],
    [
      'skillsets that are no list',
      'center: { name: A, timezone: UTC }\nskillsets: 5\nagents: [{ id: 1, login: a, skillsets: { x9: 1 } }]',
      'CCS5005 2:12',
    ],
  ])('%s', (_what, text, ...expected) => {
    const found = findings(text);
    expect(found.length, found.join('\n')).toBe(expected.length);
    expect(found.map((finding, index) => finding.slice(0, expected[index]?.length))).toEqual(expected);
  });

  it('is the 51st call variable, once', () => {
    const variables = Array.from(
      { length: 53 },
      (_, index) => `  - { name: v${index}_cv, scope: call, type: integer }`,
    );
    expect(findings(`${HEAD}variables:\n${variables.join('\n')}\n`)).toEqual([
      'CCS5012 54:13 `v50_cv` is one call variable too many, a centre has at most 50',
    ]);
  });

  it('is the 1001st rule', () => {
    const rules = Array.from({ length: 1001 }, () => '{ then: {} }').join(', ');
    expect(findings(`${HEAD}mailboxes: [{ name: a, address: x@y.z, source: smtp, rules: [${rules}] }]`)).toEqual([
      expect.stringMatching(/^CCS5016 3:\d+ 1001 entries of rules, at most 1000/),
    ]);
  });
});

describe('any text', () => {
  it('never makes reading throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...':-[]{},"\'&*!|>#? \n\tab') })),
        (text) => {
          expect(Array.isArray(read(text).diagnostics)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('that is the whole centre with one character replaced never makes reading throw, and faults are inside the text', () => {
    fc.assert(
      fc.property(fc.nat(WHOLE.length - 1), fc.constantFrom(...':-[]{},"\'&*!|>#? \n\t9a\0'), (at, character) => {
        const text = WHOLE.slice(0, at) + character + WHOLE.slice(at + 1);
        for (const { place } of read(text).diagnostics) expect(place.span.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 150 },
    );
  });

  it('that nests without end is refused', () => {
    expect(findings(`a: ${'['.repeat(100_000)}`)).toEqual([expect.stringMatching(/^CCS5002/)]);
    expect(findings('- '.repeat(50_000))).toHaveLength(1);
  });

  it('with twenty thousand unknown keys is read in time', () => {
    const found = findings(Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n'));
    expect(found.length).toBe(20_002);
  });
});
