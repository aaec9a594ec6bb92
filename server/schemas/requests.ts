/** What clients send. Bodies know no other fields: a misspelt one is refused, not passed over. */
import Type, { type Static } from 'typebox';
import { COMMAND_TEXT_MAX } from '../../runtime/presentation/index.ts';

const closed = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Address = Type.String({ minLength: 3, maxLength: 320 });
const Addresses = Type.Array(Address, { maxItems: 100 });
const Letter = Type.String({ maxLength: COMMAND_TEXT_MAX });
const Note = Type.String({ maxLength: 20_000 });

/** Path and query values come as texts. */
export const IdText = Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'a positive integer' });
export const IndexText = Type.String({ pattern: '^[0-9]{1,4}$', description: 'from 0' });

export const ContactPath = Type.Object({ contact: IdText });
export const ActionPath = Type.Object({ contact: IdText, action: IdText });
export const AttachmentPath = Type.Object({ contact: IdText, action: IdText, index: IndexText });
export const OfferPath = Type.Object({ offer: IdText });
export const CustomerPath = Type.Object({ customer: IdText });

export const ContactsQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Union([Type.Literal('New'), Type.Literal('Open'), Type.Literal('Waiting'), Type.Literal('Closed')]),
    ),
    agent: Type.Optional(Name),
    skillset: Type.Optional(Name),
    customer: Type.Optional(IdText),
    before: Type.Optional(IdText),
    limit: Type.Optional(Type.String({ pattern: '^(1?[0-9]{1,2}|200)$', description: '1 to 200; 50 when absent' })),
  },
  closed,
);
export const HtmlQuery = Type.Object({ images: Type.Optional(Type.Literal('1')) }, closed);

export const LogInBody = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 200 }), password: Type.String({ minLength: 1, maxLength: 1_024 }) },
  closed,
);
export const AgentStateBody = Type.Object(
  {
    state: Type.Union([Type.Literal('ready'), Type.Literal('not_ready')]),
    reason: Type.Optional(Name),
  },
  closed,
);
export const DeclineBody = Type.Object({ reason: Type.Optional(Name) }, closed);
export const ReplyBody = Type.Object(
  {
    text: Letter,
    to: Type.Optional(Addresses),
    cc: Type.Optional(Addresses),
    bcc: Type.Optional(Addresses),
    subject: Type.Optional(Type.String({ maxLength: 998 })),
    close: Type.Optional(Type.Object({ reason: Type.Optional(Name), text: Type.Optional(Note) }, closed)),
  },
  closed,
);
export const CloseBody = Type.Object({ reason: Type.Optional(Name), text: Type.Optional(Note) }, closed);
export const PostponeBody = Type.Object(
  { until: Type.String({ description: 'ISO 8601 with its zone' }), note: Type.Optional(Note) },
  closed,
);
export const ForwardBody = Type.Object(
  {
    to: Type.Union([
      Type.Object({ agent: Name }, closed),
      Type.Object({ skillset: Name }, closed),
      Type.Object({ address: Address }, closed),
    ]),
    note: Type.Optional(Note),
  },
  closed,
);
export const NoteBody = Type.Object({ text: Type.String({ minLength: 1, maxLength: 20_000 }) }, closed);
export const EmptyBody = Type.Object({}, closed);

export type ReplyDto = Static<typeof ReplyBody>;
export type ForwardDto = Static<typeof ForwardBody>;
