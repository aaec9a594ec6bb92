/**
 * The shape of a script test, once: reading walks it, the types here are derived from it, and the published JSON Schema
 * (script-test.schema.json) and the page spec/script-tests.md are made of it. Each key has a sentence and an example.
 */
import Type, { type Static, type TObjectOptions, type TSchema, type TSchemaOptions } from 'typebox';
import { AGENT_VERBS } from './agent-verbs.ts';
import { CLOCK, DURATION, MOMENT } from './words.ts';

/** When a test begins that says nothing of its time: a working Monday in the middle of the morning. */
export const DEFAULT_AT = '2026-11-23 10:00';

const shape = <P extends Record<string, TSchema>>(properties: P, about: TObjectOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...about });

const text = (description: string, ...examples: readonly unknown[]) => Type.String({ description, examples });

const duration = (description: string, ...examples: readonly string[]) =>
  Type.String({
    description,
    examples,
    pattern: `^${DURATION}$`,
    expected: 'a duration with its unit, such as `90s` or `1h 30m`',
  });

/** Reading gives the text as it stands; a program may write numbers. */
const scalar = Type.Unsafe<string | number | boolean>({
  type: ['string', 'integer', 'boolean'],
  asWritten: true,
  expected: 'a value as in a script',
});

const byName = <S extends TSchema>(values: S, about: TSchemaOptions) => Type.Record(Type.String(), values, about);

const someOrOne = (about: TSchemaOptions) => Type.Union([Type.String(), Type.Array(Type.String())], about);

/** How an agent can stand at the beginning. */
export const PRESENCE = ['ready', 'not ready', 'logged out', 'busy'] as const;

const Presence = Type.Unsafe<(typeof PRESENCE)[number]>(Type.Union(PRESENCE.map((state) => Type.Literal(state))));

const Mail = shape({
  file: Type.Optional(
    text(
      'An `.eml` file, from the folder of `center.yaml`; the other keys here replace what it says.',
      'mails/invoice.eml',
    ),
  ),
  mailbox: Type.Optional(
    text(
      'The mailbox it is for, by its name in `center.yaml`; else the one among its recipients, else the first.',
      'support',
    ),
  ),
  from: Type.Optional(
    text('Who writes it: an address, with a name before it if it matters.', 'Ann Lee <ann@client.example>'),
  ),
  to: Type.Optional(
    someOrOne({ description: 'Its recipients; the mailbox when absent.', examples: ['help@desk.example'] }),
  ),
  cc: Type.Optional(
    someOrOne({ description: 'Who else gets it.', examples: [['bo@client.example', 'cy@client.example']] }),
  ),
  subject: Type.Optional(text('Its subject.', 'Where is my order?')),
  body: Type.Optional(text('Its text.', 'I ordered three lamps.')),
  headers: Type.Optional(
    byName(scalar, {
      description: 'Further header fields, which scripts read with `CONTACT DATA "header:<name>"`.',
      examples: [{ 'X-Order-Number': '778', 'Auto-Submitted': 'auto-replied' }],
    }),
  ),
  attachments: Type.Optional(
    Type.Array(Type.String(), { description: 'Names of the files that hang on it.', examples: [['invoice.pdf']] }),
  ),
  size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      description: 'Its size in bytes (`MESSAGE SIZE`); what such a mail has when absent.',
      examples: [48_000],
    }),
  ),
  answers: Type.Optional(
    Type.Literal(true, {
      description:
        'It is the customer’s answer to the last mail that the centre sent for the contact, with `In-Reply-To` as mail programs write it.',
      examples: [true],
    }),
  ),
});

const mail = (description: string) =>
  Type.Union([Type.String(), Mail], {
    description,
    examples: ['mails/invoice.eml', { from: 'ann@client.example', subject: 'Hello', body: 'Is anybody there?' }],
  });

const WaitingGroup = shape({
  count: Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many contacts wait.', examples: [5] }),
  priority: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 6,
      default: 6,
      description: 'Their priority there, 1 (highest) to 6.',
      examples: [2],
    }),
  ),
  age: Type.Optional(duration('How long they have been waiting; 0 seconds when absent.', '10m')),
});

const ProviderAnswer = Type.Union([
  Type.Literal('no answer'),
  Type.Array(Type.Union([Type.Integer(), Type.String()])),
  shape({
    values: Type.Optional(
      Type.Array(Type.Union([Type.Integer(), Type.String()]), {
        description: 'The values, in the order of the variables of `GET RESPONSE`.',
        examples: [['late', 2]],
      }),
    ),
    error: Type.Optional(text('The provider fails with these words.', 'the database is down')),
    after: Type.Optional(duration('How long it takes; at once when absent.', '3s')),
  }),
]);

const Provider = shape({
  answers: Type.Array(ProviderAnswer, {
    minItems: 1,
    description:
      'One for each request, in order; the last one is given to all further requests. A list of values (numbers and texts; another type or count than the script expects is a wrong answer, as in life), `no answer`, or a map.',
    examples: [[['late', 2], 'no answer', { values: ['late', 2], after: '3s' }, { error: 'the database is down' }]],
  }),
});

const providers = (description: string) =>
  byName(Provider, { description, examples: [{ crm: { answers: [['gold', 5]] } }] });

const variables = (description: string) =>
  byName(Type.Union([scalar, Type.Array(scalar)]), {
    description,
    examples: [{ office_hours_gv: '00:00 .. 23:59', tries_cv: 3 }],
  });

const skillsets = (description: string) =>
  byName(
    shape({
      out_of_service: Type.Boolean({
        description: 'true: it is taken from everybody who holds it; false: they have it again.',
        examples: [true],
      }),
    }),
    { description, examples: [{ EM_Billing: { out_of_service: true } }] },
  );

/** What a test and the defaults of its file both have. */
const setting = {
  at: Type.Optional(
    Type.String({
      pattern: `^${MOMENT}$`,
      expected: 'a time such as `2026-11-23 10:00` (the centre’s own) or `2026-11-23T15:00Z`',
      description: 'The time at which the mail arrives: the centre’s local time, or with an offset from UTC.',
      default: DEFAULT_AT,
      examples: ['2026-11-23 10:00', '2026-11-23T15:00Z', '2026-11-23 10:00-05:00'],
    }),
  ),
  agents: Type.Optional(
    Type.Union([Type.Literal('everybody'), Type.Literal('nobody'), byName(Presence, {})], {
      description:
        'How the agents stand, by their log-ins; who is not named is logged out. `everybody` (all are ready) when absent, `nobody` when all are logged out. `busy`: ready, with as many contacts as the agent can have. They log in in the order in which they stand here.',
      examples: [{ ana: 'ready', bo: 'not ready', cy: 'busy' }, 'nobody'],
    }),
  ),
  skillsets: Type.Optional(
    skillsets('Skillsets that are out of service, whoever is logged in; the others are as their agents are.'),
  ),
  waiting: Type.Optional(
    byName(Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), WaitingGroup, Type.Array(WaitingGroup)]), {
      description:
        'Contacts that wait already, by skillset: how many, or groups with priority and age. Agents who are ready get these first.',
      examples: [{ EM_Billing: 5 }, { EM_Billing: { count: 5, priority: 2, age: '10m' } }],
    }),
  ),
  variables: Type.Optional(
    variables(
      'Values of variables, written as in `center.yaml`: of globals, and the start of call variables (also what `READVAR` reads first).',
    ),
  ),
  providers: Type.Optional(providers('What providers answer to `SEND REQUEST`; one that is not named never answers.')),
  mail: Type.Optional(mail('The mail that arrives first: an `.eml` file or a map with what it says.')),
};

const AgentStep = Type.Union([
  Type.String(),
  Type.Array(Type.String()),
  shape(
    Object.fromEntries(
      Object.entries(AGENT_VERBS).map(([verb, row]) => [
        verb,
        Type.Optional(
          Type.Union([Type.String(), Type.Literal(true)], { description: row.about, examples: [row.example] }),
        ),
      ]),
    ) as Record<string, TSchema>,
  ),
]);

/** What can be expected; each key is checked by its row in expectations.ts. */
const expected = {
  queued: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String()), byName(Type.Integer({ minimum: 1, maximum: 6 }), {})], {
      description:
        'Where it waits, all of it: skillsets and agents, with their priorities if they matter, or `nowhere`. An offered contact is still in its queues.',
      examples: ['EM_Billing', ['EM_Billing', 'EM_Overflow'], { EM_Billing: 1 }, 'nowhere'],
    }),
  ),
  presented: Type.Optional(text('The agent it is offered to just now, or `nobody`.', 'ana', 'nobody')),
  open: Type.Optional(text('The agent who has it open, or `nobody`.', 'ana')),
  postponed: Type.Optional(
    Type.Boolean({
      description: 'Whether it waits for a later time, or for an answer from outside.',
      examples: [true],
    }),
  ),
  closed: Type.Optional(
    Type.Union([Type.Boolean(), Type.String()], {
      description: 'Whether it is closed, or the reason it is closed with.',
      examples: [true, 'Resolved', false],
    }),
  ),
  forwarded: Type.Optional(
    text('The address outside the centre it was forwarded to, or `nowhere`.', 'legal@partner.example'),
  ),
  response: Type.Optional(
    text('The prepared response that the customer got automatically, or `none`.', 'received_response', 'none'),
  ),
  offered_responses: Type.Optional(
    Type.Array(Type.String(), {
      description: 'The prepared responses that are suggested to the agent, all of them.',
      examples: [['password_response']],
    }),
  ),
  sent: Type.Optional(
    text('Words of the subject or the text of the last mail to the customer, or `nothing`.', 'It is on its way'),
  ),
  logged: Type.Optional(
    someOrOne({
      description: 'Words that stand in one of the events that `LOG` wrote, for each text given.',
      examples: ['urgent after an hour', ['late order', '778']],
    }),
  ),
  event: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String()), byName(Type.String(), {})], {
      description:
        'Kinds of events in its history, as `ccmm explain` names them, with words of their detail if they matter.',
      examples: ['lapsed', ['declined', 'returned'], { bad_answer: 'days_late_cv' }],
    }),
  ),
  variable: Type.Optional(
    byName(scalar, {
      description:
        'Values of call variables, and of shared ones that `SAVEVAR` stored. A closed or accepted contact has its last values.',
      examples: [{ tries_cv: 3 }],
    }),
  ),
  age: Type.Optional(
    Type.String({
      pattern: `^(<=|>=|<|>)? ?${DURATION}$`,
      expected: 'a duration such as `3m`, or a comparison such as `> 3m`',
      description: 'How long it has been in the centre, to the second.',
      examples: ['3m', '>= 1h'],
    }),
  ),
  waits_at: Type.Optional(
    text(
      'Where its script waits: a script, a section of it, or a line.',
      'Office_Mail',
      'Office_Mail/Look',
      'Office_Mail:21',
    ),
  ),
  rule: Type.Optional(text('The rule of the mailbox that matched, by its name; `default` for the last one.', 'sales')),
  skillset: Type.Optional(text('`CONTACT SKILLSET`: what the rule chose.', 'EM_Sales')),
  priority: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 6, description: '`CONTACT PRIORITY`: what the rule chose.', examples: [2] }),
  ),
  queue_type: Type.Optional(text('`QUEUETYPE`.', 'REPLYMAIL')),
  application: Type.Optional(text('The primary script it is counted under.', 'Office_Mail')),
  asked: Type.Optional(
    byName(Type.Array(Type.Union([Type.Integer(), Type.String()])), {
      description: 'The values that a provider was sent last.',
      examples: [{ crm: ['778', 'ann@client.example'] }],
    }),
  ),
  agents: Type.Optional(
    byName(
      Type.Unsafe<'ready' | 'not ready' | 'logged out'>(
        Type.Union(['ready', 'not ready', 'logged out'].map((state) => Type.Literal(state))),
      ),
      {
        description: 'How agents stand now.',
        examples: [{ ana: 'not ready' }],
      },
    ),
  ),
};

const Expect = shape(
  {
    ...expected,
    not: Type.Optional(
      shape(expected, {
        description: 'What must not be so: none of what stands here may hold.',
        examples: [{ queued: 'EM_Billing' }],
      }),
    ),
  },
  {
    description: 'What must be so at this moment, about the contact.',
    examples: [{ queued: { EM_Billing: 2 }, response: 'received_response' }],
  },
);

const Step = shape({
  after: Type.Optional(duration('Time goes on by this much; what is due meanwhile happens.', '3m')),
  at: Type.Optional(
    Type.String({
      pattern: `^(${MOMENT}|${CLOCK})$`,
      expected: 'a time of the day such as `17:30`, or a time such as `2026-11-23 17:30`',
      description: 'Time goes on to this moment: the next time that clocks show it, or a day and a time.',
      examples: ['17:30', '2026-11-24 08:00'],
    }),
  ),
  mail: Type.Optional(mail('Another mail arrives; what follows is about its contact.')),
  agent: Type.Optional(
    byName(AgentStep, {
      description:
        'What agents do, by log-in: words, several in a list, or a map of verbs. Without more said it is about the contact of the test.',
      examples: [
        { ana: 'accepts' },
        { ana: ['accepts', 'closes Resolved'] },
        { ana: { replies: 'Here it is.', closes: 'Resolved' } },
      ],
    }),
  ),
  skillset: Type.Optional(skillsets('Takes skillsets out of service, and puts them back.')),
  provider: Type.Optional(providers('From now on providers answer this.')),
  variable: Type.Optional(
    variables(
      'New values: of globals, which contacts see from their next `EXECUTE SCRIPT` on; of shared variables, as if another contact had stored them.',
    ),
  ),
  contact: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description:
        'Which contact the rest is about: 1 is that of the first mail. The one of the last mail when nobody says so.',
      examples: [1],
    }),
  ),
  expect: Type.Optional(Expect),
});

const Test = shape({
  name: Type.String({
    minLength: 1,
    maxLength: 300,
    description: 'What should be so, in a sentence.',
    examples: ['An invoice goes to billing'],
  }),
  ...setting,
  expect: Type.Optional({ ...Expect, description: 'What must be so when the mail has arrived.' } as typeof Expect),
  steps: Type.Optional(
    Type.Array(Step, {
      description: 'What happens then, in order; the keys of a step are done in the order in which they stand.',
      examples: [[{ after: '3m' }, { agent: { ana: 'accepts' } }, { expect: { open: 'ana' } }]],
    }),
  ),
});

/** A file of script tests. */
export const ScriptTestFile = Type.Object(
  {
    defaults: Type.Optional(
      shape(setting, {
        description: 'What each test of the file has that does not say otherwise; maps are taken together, key by key.',
        examples: [{ at: '2026-11-23 10:00', agents: { ana: 'ready' } }],
      }),
    ),
    tests: Type.Array(Test, {
      minItems: 1,
      description: 'The tests; each has a centre of its own, in which nothing has happened yet.',
    }),
  },
  {
    additionalProperties: false,
    title: 'ccmm script tests',
    description: 'Tests of scripts: a *.test.yaml below the folder of a centre.',
  },
);

export type ScriptTestFile = Static<typeof ScriptTestFile>;
/** One test, as its file writes it; `openCentre().test()` takes the same from a program. */
export type ScriptTest = Static<typeof Test>;
/** What stands before the first step. */
export type Setting = Pick<ScriptTest, keyof typeof setting>;
export type ScriptStep = Static<typeof Step>;
export type WrittenMail = Static<typeof Mail>;
export type Expectations = Static<typeof Expect>;
export type ExpectationKey = keyof typeof expected;
export type WrittenProvider = Static<typeof Provider>;
