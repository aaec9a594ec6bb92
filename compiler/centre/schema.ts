/**
 * The shape of center.yaml (language §8), once: validation walks it (shape.ts), the types of the rest of this folder are
 * derived from it, and the published JSON Schema is it (center.schema.json).
 *
 * Keywords of our own ride along for the validator and are dropped from what is published: `expected`, what to say when the form is
 * wrong; `asWritten`, a scalar is taken as its text stands (`0601` stays four digits); `isName`, a name by language §1; `secret`, a
 * reference to a secret; `hidden`, a value that is never repeated in a message.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { limits } from '../../dsl/index.ts';
import { CONTACT_TYPES, type ContactType, VARIABLE_TYPES, type VariableType } from '../../vm/index.ts';

/** Keywords of ours in a schema node. */
export interface HouseKeywords {
  readonly expected?: string;
  readonly asWritten?: boolean;
  readonly isName?: boolean;
  readonly secret?: boolean;
  readonly hidden?: boolean;
}

const line = (max: number, description: string, min = 1) =>
  Type.String({
    description,
    minLength: min,
    maxLength: max,
    pattern: '^[^\\r\\n\\u0000]*$',
    expected: 'text on one line',
  });

const name = (description: string) =>
  Type.String({
    description,
    pattern: '^[A-Za-z][A-Za-z0-9_]*$',
    minLength: 1,
    maxLength: limits.nameLength,
    isName: true,
  });
/** A reference: what it names is looked up later, so its form is left to that. */
const reference = (description: string) => Type.String({ description, minLength: 1 });
const label = (description: string) =>
  Type.String({
    description,
    pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$',
    minLength: 1,
    maxLength: 60,
    expected: 'a letter or digit, then letters, digits, `_`, `-` or `.`',
  });
const digits = (description: string) =>
  Type.Unsafe<string>({
    type: ['string', 'integer'],
    description,
    pattern: '^[0-9]{1,32}$',
    expected: 'up to 32 digits',
    asWritten: true,
  });
const duration = (description: string, byDefault?: string) =>
  Type.String({
    description,
    pattern: '^[0-9]{1,9}[dhms]( ?[0-9]{1,9}[dhms])*$',
    expected: 'a duration with its unit, such as `30s` or `4h 30s`',
    ...(byDefault === undefined ? {} : { default: byDefault }),
  });
const secret = (description: string) =>
  Type.String({
    description,
    pattern: '^(\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}|file:[^\\r\\n\\u0000]+)$',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shown so
    expected: 'a reference to a secret, `${NAME}` or `file:path`, never the secret itself',
    secret: true,
  });
const MAIL_ADDRESS =
  "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$";
const HOST = '^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?|\\[?[0-9A-Fa-f:.]+\\]?)$';
const host = (description: string) =>
  Type.String({ description, pattern: HOST, minLength: 1, maxLength: 253, expected: 'a host name or an IP address' });
const port = (description: string) => Type.Integer({ description, minimum: 1, maximum: 65_535 });
const security = (byDefault: string) =>
  Type.Union([Type.Literal('tls'), Type.Literal('starttls'), Type.Literal('none')], {
    description: 'How the connection is protected.',
    default: byDefault,
  });
const shape = <P extends Record<string, TSchema>>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });

/** A value of a variable, as in a script (language §8). */
const scriptValue = Type.Unsafe<string>({
  type: ['string', 'integer', 'boolean'],
  asWritten: true,
  expected: 'a value as in a script',
});

const byContactType = <S extends TSchema>(schema: S, description: string) => {
  const properties = {} as Record<ContactType, ReturnType<typeof Type.Optional<S>>>;
  for (const type of CONTACT_TYPES) properties[type] = Type.Optional(schema);
  return Type.Object(properties, { additionalProperties: false, description });
};

const Level = Type.Union([Type.Integer({ minimum: 1, maximum: 48 }), Type.Literal('standby')]);

const Skillset = shape({
  name: name('Its name in scripts.'),
  service_level: Type.Optional(duration('Answered within this time counts as in time.', '4h')),
  acknowledge: Type.Optional(reference('Response given as a receipt when no rule gave one.')),
});

const Agent = shape({
  id: digits("The agent's number."),
  name: Type.Optional(line(200, 'Name for people; the log-in name when absent.')),
  login: name('Log-in name; the name that scripts use.'),
  skillsets: Type.Optional(
    Type.Record(Type.String(), Level, { description: 'Level for each skillset: 1 (best) to 48, or standby.' }),
  ),
  contact_types: Type.Optional(
    Type.Array(Type.Unsafe<ContactType>(Type.Union(CONTACT_TYPES.map((type) => Type.Literal(type)))), {
      description: 'Contact types that are offered; all when absent.',
    }),
  ),
  capacity: Type.Optional(
    byContactType(Type.Integer({ minimum: 0, maximum: 1000 }), 'How many contacts of a type at once; 1 when absent.'),
  ),
  supervisor: Type.Optional(Type.Boolean({ default: false })),
});

const Variable = shape({
  name: name('Its name in scripts.'),
  scope: Type.Union([Type.Literal('global'), Type.Literal('call')], {
    description: 'global: read-only in scripts; call: one value for each contact.',
  }),
  class: Type.Optional(Type.Union([Type.Literal('item'), Type.Literal('set')], { default: 'item' })),
  type: Type.Unsafe<VariableType>(Type.Union(VARIABLE_TYPES.map((type) => Type.Literal(type)))),
  value: Type.Optional(
    Type.Union([scriptValue, Type.Array(scriptValue)], {
      description: 'Value of a global, as in a script; a set as one list or a YAML list.',
    }),
  ),
  default: Type.Optional(
    Type.Unsafe<string>({ ...scriptValue, description: 'Default of a call variable, as in a script.' }),
  ),
});

const Response = shape({
  name: name('Its name in scripts.'),
  subject: line(1000, 'Subject of the mail.'),
  text: Type.Optional(
    Type.String({ description: 'Text of the mail; exactly one of text and file.', maxLength: 1_000_000 }),
  ),
  file: Type.Optional(line(500, "File with the text, inside the centre's folder.")),
});

const Reason = shape({
  name: name('Its name in scripts.'),
  code: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
});

const Provider = shape({
  name: name('Its name in scripts.'),
  http: Type.Optional(
    shape({
      url: Type.String({
        pattern: '^https?://[^\\s/?#@]+([/?#][^\\s]*)?$',
        maxLength: 2000,
        expected: 'an http or https address without user or password',
        hidden: true,
      }),
      timeout: Type.Optional(duration('How long an answer may take.', '10s')),
      secret: Type.Optional(secret('Signs requests and answers.')),
    }),
  ),
  in_process: Type.Optional(
    Type.Literal(true, { description: 'Registered by the embedding program under this name.' }),
  ),
});

const Webhook = shape({
  name: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,40}$',
    expected: 'up to 40 letters, digits, `_` or `-`',
    description: 'Part of the address that answers come back to, /api/v1/presenters/<name>.',
  }),
  url: Type.String({
    pattern: '^https?://[^\\s/?#@]+([/?#][^\\s]*)?$',
    maxLength: 2000,
    expected: 'an http or https address without user or password',
    hidden: true,
  }),
  secret: secret('Signs both directions; at least 16 characters.'),
});

const KeywordGroup = shape({
  name: label('Its name in rules.'),
  words: Type.Array(line(255, 'A word, a phrase, or one with `*` or `?`.'), { minItems: 1, maxItems: 10_000 }),
});

const SenderGroup = shape({
  name: label('Its name in rules.'),
  addresses: Type.Array(
    Type.String({
      pattern: '^[^\\s]+$',
      minLength: 1,
      maxLength: 254,
      expected: 'an address or a pattern such as `*@example.com`',
    }),
    { minItems: 1, maxItems: 100_000 },
  ),
});

const Imap = shape({
  host: host('Name or address of the server.'),
  port: Type.Optional(port('993 with tls, else 143.')),
  security: Type.Optional(security('tls')),
  user: line(200, 'User name at the server.'),
  password: secret('Password at the server.'),
  folder: Type.Optional(Type.String({ ...line(500, 'Folder that is read.'), default: 'INBOX' })),
  start: Type.Union([Type.Literal('new'), Type.Literal('all')], {
    description: 'What happens to the mail that is there at first: new leaves it alone, all takes it.',
  }),
  poll: Type.Optional(duration('Asked at least this often, IDLE or not.', '60s')),
});

const empty = (description: string) => Type.Union([Type.Literal(true), shape({})], { description });

const Source = Type.Union([
  Type.Literal('smtp'),
  Type.Literal('in_process'),
  shape({
    imap: Type.Optional(Imap),
    smtp: Type.Optional(empty('Mail comes to the SMTP listener of ccmm.')),
    in_process: Type.Optional(empty('Mail is handed over by the embedding program.')),
  }),
]);

const Outgoing = shape({
  smtp: shape({
    host: host('Name or address of the server.'),
    port: Type.Optional(port('587 with starttls, 465 with tls, 25 with none.')),
    security: Type.Optional(security('starttls')),
    user: Type.Optional(line(200, 'User name at the server.')),
    password: Type.Optional(secret('Password at the server.')),
  }),
});

const group = Type.String({ minLength: 1 });

const Rule = shape({
  name: Type.Optional(line(100, 'Name for people; `rule 1` and so on when absent.')),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  when: Type.Optional(
    shape({
      keywords: Type.Optional(Type.Array(group, { description: 'Keyword groups that must all match.' })),
      not_keywords: Type.Optional(Type.Array(group, { description: 'Keyword groups of which none may match.' })),
      senders: Type.Optional(reference('Sender group that must match.')),
    }),
  ),
  // biome-ignore lint/suspicious/noThenProperty: it is a key of the file
  then: shape({
    skillset: Type.Optional(reference('Skillset of the contact.')),
    priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 6, description: '1 (highest) to 6.' })),
    response: Type.Optional(reference('Automatic response.')),
    close: Type.Optional(Type.Boolean({ default: false })),
  }),
});

const Mailbox = shape({
  name: label('Its name for people and commands.'),
  address: Type.String({
    pattern: MAIL_ADDRESS,
    maxLength: 254,
    expected: 'an e-mail address such as `help@example.com`',
  }),
  display_name: Type.Optional(
    line(200, "Name beside the address in mail that is sent; the centre's name when absent."),
  ),
  route_point: Type.Optional(digits("The route point's number: CDN in scripts.")),
  source: Source,
  outgoing: Type.Optional(Outgoing),
  rules: Type.Optional(Type.Array(Rule, { maxItems: 1000 })),
  default_rule: Type.Optional(
    shape(
      {
        skillset: Type.Optional(reference('EM_Default_Skillset when absent.')),
        priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 6, default: 3 })),
      },
      'The rule that always comes last.',
    ),
  ),
});

/** center.yaml. */
export const CenterFile = Type.Object(
  {
    center: shape({
      name: line(200, 'Name of the contact centre.'),
      timezone: Type.String({ description: 'IANA name, such as Europe/Berlin.', minLength: 1, maxLength: 100 }),
      dialect: Type.Optional(
        Type.Union([Type.Literal('ccmm'), Type.Literal('ccm6')], {
          default: 'ccmm',
          description: 'ccm6: extensions are errors.',
        }),
      ),
    }),
    skillsets: Type.Array(Skillset),
    agents: Type.Optional(Type.Array(Agent)),
    variables: Type.Optional(Type.Array(Variable)),
    responses: Type.Optional(Type.Array(Response)),
    reasons: Type.Optional(Type.Array(Reason)),
    providers: Type.Optional(Type.Array(Provider)),
    contact_types: Type.Optional(
      byContactType(
        shape({ default_skillset: Type.Optional(reference('EM_Default_Skillset when absent.')) }),
        'Settings of contact types.',
      ),
    ),
    presentation: Type.Optional(
      shape({
        accept_within: Type.Optional(duration('How long an offer stands.', '30s')),
        on_decline: Type.Optional(
          Type.Union([Type.Literal('not_ready'), Type.Literal('ready')], { default: 'not_ready' }),
        ),
        order: Type.Optional(
          Type.Union([Type.Literal('contact_first'), Type.Literal('skillset_first')], {
            default: 'contact_first',
            description: 'What picks a contact for an agent first: its priority or the level of the skillset.',
          }),
        ),
        webhooks: Type.Optional(
          Type.Array(Webhook, {
            maxItems: 20,
            description: 'Other desks that get offers and answer them by signed HTTP.',
          }),
        ),
      }),
    ),
    keyword_groups: Type.Optional(Type.Array(KeywordGroup)),
    sender_groups: Type.Optional(Type.Array(SenderGroup)),
    automatic_responses_per_day: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1000,
        default: 5,
        description: 'Automatic responses to one sender in one day, at most.',
      }),
    ),
    mailboxes: Type.Optional(Type.Array(Mailbox)),
  },
  { additionalProperties: false, title: 'ccmm contact centre', description: 'A contact centre of ccmm: center.yaml.' },
);

/** What center.yaml holds when its shape is right. */
export type CenterFile = Static<typeof CenterFile>;
