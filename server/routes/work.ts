/** What an agent does with a contact that he has open. Each is a command of the core; the core decides who may. */

import type { Static, TSchema } from 'typebox';
import type { Command } from '../../runtime/center/index.ts';
import { atOf } from '../../runtime/presentation/index.ts';
import { done, Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import {
  CloseBody,
  ContactPath,
  EmptyBody,
  ForwardBody,
  type ForwardDto,
  NoteBody,
  PostponeBody,
  ReplyBody,
} from '../schemas/requests.ts';
import { DoneSchema } from '../schemas/views.ts';

/** A letter of the longest text in UTF-8 with its addresses. */
const LETTER_BYTES_MAX = 2_000_000;

function work<Body extends TSchema>(
  verb: string,
  operation: string,
  summary: string,
  body: Body,
  command: (contact: number, body: Static<Body>) => Command,
  bodyBytesMax = 64_000,
): Route {
  return route({
    method: 'POST',
    url: `/contacts/:contact/${verb}`,
    operation,
    summary,
    group: 'work',
    access: 'agent',
    command: true,
    params: ContactPath,
    body,
    bodyBytesMax,
    answer: DoneSchema,
    handle: async ({ center }, { account, params, body: given, commandId }) =>
      done(await center.command(account.login, command(Number(params.contact), given), commandId)),
  });
}

export const WORK_ROUTES: readonly Route[] = [
  work(
    'reply',
    'reply',
    'Sends a reply; with `close`, closes the contact too.',
    ReplyBody,
    (contact, body) => ({ kind: 'reply', contact, ...body }),
    LETTER_BYTES_MAX,
  ),
  work('close', 'close', 'Closes the contact, with a reason if there is one.', CloseBody, (contact, body) => ({
    kind: 'close',
    contact,
    ...body,
  })),
  work(
    'postpone',
    'postpone',
    'Puts the contact aside until a time; then it comes back to this agent.',
    PostponeBody,
    (contact, body) => ({
      kind: 'postpone',
      contact,
      untilAt: timeOf(body.until),
      ...(body.note === undefined ? {} : { note: body.note }),
    }),
  ),
  work('forward', 'forward', 'Hands the contact to an agent, a skillset, or an address outside.', ForwardBody, forward),
  work('note', 'note', 'Adds a note that the customer never sees.', NoteBody, (contact, body) => ({
    kind: 'note',
    contact,
    ...body,
  })),
  work('pull', 'pull', 'Opens a contact that nobody has open.', EmptyBody, (contact) => ({ kind: 'pull', contact })),
];

function forward(contact: number, { to, note }: ForwardDto): Command {
  const noted = note === undefined ? {} : { note };
  if ('agent' in to) return { kind: 'forward_agent', contact, agent: to.agent, ...noted };
  if ('skillset' in to) return { kind: 'forward_skillset', contact, skillset: to.skillset, ...noted };
  return { kind: 'forward_outside', contact, address: to.address, ...noted };
}

function timeOf(text: string): number {
  const at = atOf(text);
  if (at === undefined)
    throw new Problem(422, 'bad_time', `${text.slice(0, 40)}: an ISO 8601 time with its zone is expected`);
  return at;
}
