/** What the web services show. Each schema is held to the runtime's view by the type checker (`views.check.ts`). */
import Type, { type Static } from 'typebox';

const Id = Type.Integer({ minimum: 1 });
/** ISO 8601 in UTC with microseconds. */
const Time = Type.String({ format: 'date-time' });
const Texts = Type.Array(Type.String());

export const AccountSchema = Type.Object({
  login: Type.String(),
  role: Type.Union([Type.Literal('agent'), Type.Literal('supervisor'), Type.Literal('administrator')]),
});

export const OfferSchema = Type.Object({
  id: Id,
  contact: Id,
  agent: Type.String(),
  skillset: Type.Optional(Type.String()),
  expiresAt: Time,
  subject: Type.String(),
  from: Type.String(),
  priority: Type.Integer({ minimum: 1, maximum: 6 }),
  queueType: Type.String(),
  arrivedAt: Time,
  suggestions: Texts,
});

export const PresenceSchema = Type.Union([
  Type.Literal('logged_out'),
  Type.Literal('not_ready'),
  Type.Literal('ready'),
]);

export const AgentSchema = Type.Object({
  login: Type.String(),
  name: Type.String(),
  id: Type.String(),
  state: PresenceSchema,
  reason: Type.Optional(Type.String()),
  sinceAt: Time,
  skillsets: Type.Array(
    Type.Object({ name: Type.String(), level: Type.Union([Type.Integer(), Type.Literal('standby')]) }),
  ),
  /** Contacts open or offered, oldest first. */
  open: Type.Array(Id),
  offers: Type.Array(OfferSchema),
});

export const QueueSchema = Type.Object({
  skillset: Type.String(),
  inService: Type.Boolean(),
  waiting: Type.Integer(),
  oldestS: Type.Number(),
  loggedAgents: Type.Integer(),
  idleAgents: Type.Integer(),
  serviceLevel: Type.Number(),
  averageSpeedAnswerS: Type.Number(),
});

export const ContactSummarySchema = Type.Object({
  id: Id,
  state: Type.String(),
  subject: Type.String(),
  from: Type.String(),
  mailbox: Type.String(),
  skillset: Type.String(),
  priority: Type.Integer(),
  agent: Type.Optional(Type.String()),
  arrivedAt: Time,
  closedAt: Type.Optional(Time),
  reason: Type.Optional(Type.String()),
});

export const ActionSchema = Type.Object({
  id: Id,
  at: Time,
  source: Type.String(),
  state: Type.String(),
  agent: Type.Optional(Type.String()),
  subject: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  hasHtml: Type.Boolean(),
  mailTo: Texts,
  mailCc: Texts,
  comment: Type.Optional(Type.String()),
  attachments: Type.Array(
    Type.Object({ index: Type.Integer(), name: Type.String(), type: Type.String(), sizeBytes: Type.Integer() }),
  ),
});

export const ContactSchema = Type.Object({
  id: Id,
  state: Type.String(),
  type: Type.String(),
  subject: Type.String(),
  from: Type.String(),
  fromName: Type.String(),
  replyTo: Type.String(),
  to: Texts,
  cc: Texts,
  mailbox: Type.String(),
  skillset: Type.String(),
  priority: Type.Integer(),
  queueType: Type.String(),
  agent: Type.Optional(Type.String()),
  customer: Type.Integer(),
  arrivedAt: Time,
  openedAt: Type.Optional(Time),
  closedAt: Type.Optional(Time),
  callbackAt: Type.Optional(Time),
  reason: Type.Optional(Type.String()),
  closeText: Type.Optional(Type.String()),
  suggestions: Type.Array(Type.Object({ name: Type.String(), subject: Type.String(), text: Type.String() })),
  queues: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('skillset'), Type.Literal('agent')]),
      name: Type.String(),
      priority: Type.Integer(),
      sinceAt: Time,
    }),
  ),
  actions: Type.Array(ActionSchema),
  events: Type.Array(Type.Object({ at: Time, kind: Type.String(), detail: Type.String() })),
});

export const CustomerSchema = Type.Object({ id: Id, name: Type.String(), addresses: Texts });

export const ChoicesSchema = Type.Object({
  reasons: Texts,
  skillsets: Texts,
  agents: Texts,
  notReadyReasons: Texts,
});

export const MessageSchema = Type.Object({ text: Type.String(), hasHtml: Type.Boolean() });

export const MeSchema = Type.Object({
  account: AccountSchema,
  /** The agent of that log-in; absent when the account is none, e.g. an administrator. */
  agent: Type.Optional(AgentSchema),
  /** What the centre is called. */
  site: Type.String(),
});

export const MyContactsSchema = Type.Object({
  offers: Type.Array(OfferSchema),
  contacts: Type.Array(ContactSummarySchema),
});

const AlarmSchema = Type.Object({
  code: Type.String(),
  detail: Type.String(),
  at: Time,
  contact: Type.Optional(Type.Integer()),
});

export const StateSchema = Type.Union([
  Type.Literal('starting'),
  Type.Literal('running'),
  Type.Literal('waiting_for_database'),
  Type.Literal('stopping'),
  Type.Literal('stopped'),
]);

export const StatusSchema = Type.Object({
  state: StateSchema,
  detail: Type.String(),
  site: Type.String(),
  contacts: Type.Object({ waiting: Type.Integer(), open: Type.Integer(), postponed: Type.Integer() }),
  ledger: Type.Object({ received: Type.Integer(), quarantined: Type.Integer(), contacts: Type.Integer() }),
  outbox: Type.Object({ queued: Type.Integer(), uncertain: Type.Integer(), failed: Type.Integer() }),
  quarantined: Type.Array(
    Type.Object({
      ledger: Id,
      mailbox: Type.String(),
      at: Time,
      sizeBytes: Type.Integer(),
      reason: Type.String(),
    }),
  ),
  uncertain: Type.Array(Type.Object({ action: Id, contact: Id, to: Texts })),
  queues: Type.Array(QueueSchema),
  agents: Type.Array(AgentSchema),
  sources: Type.Array(
    Type.Object({
      mailbox: Type.String(),
      kind: Type.String(),
      state: Type.String(),
      lastContactAt: Type.Optional(Time),
      behind: Type.Optional(Type.Integer()),
    }),
  ),
  alarms: Type.Array(AlarmSchema),
  activation: Type.Optional(Type.Object({ number: Type.Integer(), image: Type.String() })),
});

const PlainValue = Type.Union([Type.Number(), Type.String(), Type.Boolean()]);

/** What a line read or stored; `variable` tells a variable's value from an intrinsic's answer. */
const TracedValueSchema = Type.Object({
  name: Type.String(),
  value: PlainValue,
  variable: Type.Optional(Type.Union([Type.Literal('call'), Type.Literal('global')])),
});

const ArmSchema = Type.Union([
  Type.Literal('then'),
  Type.Literal('else'),
  Type.Literal('value'),
  Type.Literal('default'),
  Type.Literal('none'),
  Type.Literal('fault'),
]);

const EndSchema = Type.Object({
  kind: Type.Union([
    Type.Literal('queue'),
    Type.Literal('close'),
    Type.Literal('forward'),
    Type.Literal('disconnect'),
    Type.Literal('response'),
    Type.Literal('end'),
  ]),
  name: Type.String(),
  read: Type.Optional(Type.Literal(true)),
  script: Type.String(),
  line: Type.Integer(),
});

/** Which way an IF or a WHERE went, and its other ways that lead elsewhere, with the values that would have sent it there. */
const TracedBranchSchema = Type.Object({
  kind: Type.Union([Type.Literal('if'), Type.Literal('where')]),
  taken: ArmSchema,
  number: Type.Optional(Type.Integer()),
  others: Type.Optional(
    Type.Array(
      Type.Object({
        arm: ArmSchema,
        number: Type.Optional(Type.Integer()),
        flips: Type.Array(Type.Object({ name: Type.String(), was: Type.Optional(PlainValue), with: Type.String() })),
        ends: Type.Array(EndSchema),
      }),
    ),
  ),
});

export const TraceSchema = Type.Array(
  Type.Object({
    contact: Id,
    number: Type.Integer(),
    firstAt: Time,
    lastAt: Time,
    count: Type.Integer(),
    image: Type.String(),
    lines: Type.Array(
      Type.Object({
        script: Type.String(),
        line: Type.Integer(),
        text: Type.Optional(Type.String()),
        values: Type.Optional(Type.Array(TracedValueSchema)),
        valuesFolded: Type.Optional(Type.Integer()),
        stored: Type.Optional(Type.Array(TracedValueSchema)),
        storedFolded: Type.Optional(Type.Integer()),
        branch: Type.Optional(TracedBranchSchema),
        candidates: Type.Optional(Type.Array(Type.Object({ agent: Type.String(), lost: Type.String() }))),
      }),
    ),
    folded: Type.Integer(),
  }),
);

export const OfferEndedSchema = Type.Object({
  offer: Id,
  contact: Id,
  agent: Type.String(),
  state: Type.Union([
    Type.Literal('accepted'),
    Type.Literal('declined'),
    Type.Literal('lapsed'),
    Type.Literal('cancelled'),
  ]),
});

export const ContactChangedSchema = Type.Object({
  contact: Id,
  agent: Type.Optional(Type.String()),
  why: Type.String(),
});

/** What a command came to. */
export const DoneSchema = Type.Object({
  ok: Type.Literal(true),
  contact: Type.Optional(Type.Integer()),
  action: Type.Optional(Type.Integer()),
});

/** Every refusal and failure. */
export const ProblemSchema = Type.Object({ ok: Type.Literal(false), code: Type.String(), message: Type.String() });

export type AccountDto = Static<typeof AccountSchema>;
export type OfferDto = Static<typeof OfferSchema>;
export type AgentDto = Static<typeof AgentSchema>;
export type QueueDto = Static<typeof QueueSchema>;
export type ContactSummaryDto = Static<typeof ContactSummarySchema>;
export type ActionDto = Static<typeof ActionSchema>;
export type ContactDto = Static<typeof ContactSchema>;
export type CustomerDto = Static<typeof CustomerSchema>;
export type ChoicesDto = Static<typeof ChoicesSchema>;
export type MessageDto = Static<typeof MessageSchema>;
export type MeDto = Static<typeof MeSchema>;
export type MyContactsDto = Static<typeof MyContactsSchema>;
export type StatusDto = Static<typeof StatusSchema>;
export type DoneDto = Static<typeof DoneSchema>;
export type ProblemDto = Static<typeof ProblemSchema>;
export type OfferEndedDto = Static<typeof OfferEndedSchema>;
export type ContactChangedDto = Static<typeof ContactChangedSchema>;
export type TraceDto = Static<typeof TraceSchema>;
