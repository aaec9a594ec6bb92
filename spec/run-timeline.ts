/**
 * What happens in a run case: lines `HH:MM:SS who does what`, times in UTC on 2026-10-07, a Wednesday, or with a date before the time.
 *
 *     10:00:00 mail from=ann@example.org subject="A question"      also to, cc, reply_to, body, attachments, size, header.<name>, times
 *     10:00:05 mail for=1 subject="Re: A question"                 the customer answers contact 1, whatever became of it
 *     10:01:00 ana logs in · logs in ready · logs out · ready · not ready [reason]
 *     10:01:05 ana accepts · declines [reason]                     the offer that ana has
 *     10:02:00 ana closes 1 [reason] · replies 1 text · pulls 1 · postpones 1 until HH:MM:SS
 *     10:02:00 ana forwards 1 to agent bo · to skillset help_sk · outside legal@example.org
 *     10:03:00 crm answers "gold", 5 · crm fails no line           to the last request
 *     10:04:00 activate 2
 *     10:05:00 nothing                                             time passes
 */

import type { Command } from '../runtime/center/protocol.ts';
import type { ParsedMail } from '../runtime/mail/index.ts';

/** 2026-10-07 00:00 UTC in microseconds. */
export const RUN_DAY_AT = Date.UTC(2026, 9, 7) * 1000;

export type Happening =
  | {
      readonly kind: 'mail';
      readonly mail: ParsedMail;
      readonly sizeBytes: number;
      readonly times: number;
      readonly answers: number | undefined;
    }
  | { readonly kind: 'agent'; readonly agent: string; readonly command: Command }
  /** The offer's number is known only then. */
  | { readonly kind: 'offer'; readonly agent: string; readonly verb: 'accept' | 'decline'; readonly reason: string }
  | {
      readonly kind: 'provider';
      readonly provider: string;
      readonly values?: readonly (number | string)[];
      readonly error?: string;
    }
  | { readonly kind: 'activate'; readonly set: number }
  | { readonly kind: 'nothing' };

export interface Moment {
  /** Microseconds. */
  readonly at: number;
  readonly happening: Happening;
}

/** Reads a line of a timeline. Throws when it means nothing. */
export function readMoment(line: string): Moment {
  const parts = /^(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d) (.+)$/.exec(line);
  const happening = parts?.[3] === undefined ? undefined : readHappening(parts[3], parts[1]);
  if (parts?.[2] === undefined || happening === undefined) throw new Error(`this means nothing in a timeline: ${line}`);
  return { at: momentAt(parts[2], parts[1]), happening };
}

function momentAt(time: string, date: string | undefined): number {
  return Date.parse(`${date ?? '2026-10-07'}T${time}Z`) * 1000;
}

function readHappening(text: string, date: string | undefined): Happening | undefined {
  if (text === 'nothing') return { kind: 'nothing' };
  const [actor = '', verb = ''] = text.split(' ');
  if (actor === 'activate') return { kind: 'activate', set: Number(verb) };
  if (actor === 'mail') return readMail(text.slice(actor.length));
  const rest = text.slice(actor.length + 1 + verb.length).trim();
  if (verb === 'answers') return { kind: 'provider', provider: actor, values: readValues(rest) };
  if (verb === 'fails') return { kind: 'provider', provider: actor, error: rest };
  if (verb === 'accepts') return { kind: 'offer', agent: actor, verb: 'accept', reason: '' };
  if (verb === 'declines') return { kind: 'offer', agent: actor, verb: 'decline', reason: rest };
  const command = readCommand(verb, rest, date);
  return command === undefined ? undefined : { kind: 'agent', agent: actor, command };
}

function readCommand(verb: string, rest: string, date: string | undefined): Command | undefined {
  const [, number = '', after = ''] = /^(\d+) ?(.*)$/.exec(rest) ?? [];
  const contact = Number(number);
  const forwarded = /^(to agent|to skillset|outside) (.+)$/.exec(after);
  switch (verb) {
    case 'logs':
      return rest === 'out' ? { kind: 'log_out' } : { kind: 'log_in', ready: rest === 'in ready' };
    case 'ready':
      return { kind: 'ready' };
    case 'not':
      return { kind: 'not_ready', reason: rest.replace(/^ready ?/, '') };
    case 'closes':
      return { kind: 'close', contact, ...(after === '' ? {} : { reason: after }) };
    case 'replies':
      return { kind: 'reply', contact, text: after };
    case 'pulls':
      return { kind: 'pull', contact };
    case 'postpones':
      return { kind: 'postpone', contact, untilAt: momentAt(after.replace('until ', ''), date) };
    case 'forwards':
      if (forwarded?.[2] === undefined) return undefined;
      if (forwarded[1] === 'to agent') return { kind: 'forward_agent', contact, agent: forwarded[2] };
      if (forwarded[1] === 'to skillset') return { kind: 'forward_skillset', contact, skillset: forwarded[2] };
      return { kind: 'forward_outside', contact, address: forwarded[2] };
    default:
      return undefined;
  }
}

/** `"text", 5`: strings in quotes, numbers without. */
function readValues(text: string): readonly (number | string)[] {
  return [...text.matchAll(/"([^"]*)"|(-?\d+)/g)].map(([, string, number]) => string ?? Number(number));
}

/** `key=word` and `key="some words"`; addresses are parted by commas, `\n` is a line end. */
function readMail(text: string): Happening {
  const given = new Map<string, string>();
  for (const [, key = '', quoted, word] of text.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S*))/g))
    given.set(key, (quoted ?? word ?? '').replaceAll('\\n', '\n'));
  const addresses = (key: string, byDefault: string) =>
    (given.get(key) ?? byDefault).split(',').filter((one) => one !== '');
  const headers = [...given].filter(([key]) => key.startsWith('header.')).map(([key, value]) => [key.slice(7), value]);
  const replyTo = given.get('reply_to');
  const answers = given.get('for');
  const mail: ParsedMail = {
    from: { name: '', address: given.get('from') ?? 'ann@example.org' },
    ...(replyTo === undefined ? {} : { replyTo }),
    to: addresses('to', 'help@centre.example'),
    cc: addresses('cc', ''),
    subject: given.get('subject') ?? 'A question',
    messageId: '<1@example.org>',
    inReplyTo: [],
    references: [],
    text: given.get('body') ?? '',
    headers: Object.fromEntries(headers),
    attachments: Array.from({ length: Number(given.get('attachments') ?? 0) }, (_, index) => ({
      index,
      fileName: `${index}.txt`,
      contentType: 'text/plain',
      sizeBytes: 1,
      inline: false,
    })),
  };
  return {
    kind: 'mail',
    mail,
    sizeBytes: Number(given.get('size') ?? 1000),
    times: Number(given.get('times') ?? 1),
    answers: answers === undefined ? undefined : Number(answers),
  };
}
