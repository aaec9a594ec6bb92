/** Commands from outside: one table of their fields, so that a signed message is checked before the core sees it. */
import type { Command } from '../center/index.ts';
import { atOf } from './wire.ts';

type FieldType = 'id' | 'text' | 'texts' | 'flag' | 'time' | 'closing';
type Field = FieldType | `${FieldType}?`;

type Fields<C> = { readonly [Key in Exclude<keyof C, 'kind'>]-?: Field };

/** Fields by command; `?` marks one that may be left out. A time is ISO 8601 and becomes microseconds. */
export const COMMAND_FIELDS: { readonly [Kind in Command['kind']]: Fields<Extract<Command, { kind: Kind }>> } = {
  log_in: { ready: 'flag?' },
  log_out: {},
  ready: {},
  not_ready: { reason: 'text?' },
  accept: { offer: 'id' },
  decline: { offer: 'id', reason: 'text?' },
  reply: {
    contact: 'id',
    text: 'text',
    to: 'texts?',
    cc: 'texts?',
    bcc: 'texts?',
    subject: 'text?',
    close: 'closing?',
  },
  close: { contact: 'id', reason: 'text?', text: 'text?' },
  postpone: { contact: 'id', untilAt: 'time', note: 'text?' },
  forward_agent: { contact: 'id', agent: 'text', note: 'text?' },
  forward_skillset: { contact: 'id', skillset: 'text', note: 'text?' },
  forward_outside: { contact: 'id', address: 'text', note: 'text?' },
  note: { contact: 'id', text: 'text' },
  pull: { contact: 'id' },
};

/** Characters of one text field: a long letter. */
export const COMMAND_TEXT_MAX = 500_000;

/** The command in a value from outside, or what is wrong with it, in words. */
export function readCommand(
  value: unknown,
): { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly message: string } {
  if (!isRecord(value)) return { ok: false, message: 'command: an object with `kind` is expected' };
  const kind = value.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(COMMAND_FIELDS, kind)) {
    return { ok: false, message: `command.kind: one of ${Object.keys(COMMAND_FIELDS).join(', ')} is expected` };
  }
  const fields: Readonly<Record<string, Field>> = COMMAND_FIELDS[kind as Command['kind']];
  const command: Record<string, unknown> = { kind };
  for (const key of Object.keys(value)) {
    if (key !== 'kind' && !Object.hasOwn(fields, key)) return { ok: false, message: `command.${key}: not known` };
  }
  for (const [key, field] of Object.entries(fields)) {
    const given = value[key];
    if (given === undefined && field.endsWith('?')) continue;
    const read = READERS[field.replace('?', '') as FieldType](given);
    if (read === undefined)
      return { ok: false, message: `command.${key}: ${EXPECTED[field.replace('?', '') as FieldType]}` };
    command[key] = read;
  }
  return { ok: true, command: command as Command };
}

const EXPECTED: { readonly [Type in FieldType]: string } = {
  id: 'a positive integer is expected',
  text: `a text of at most ${COMMAND_TEXT_MAX} characters is expected`,
  texts: 'a list of at most 100 texts is expected',
  flag: 'true or false is expected',
  time: 'an ISO 8601 time with its zone is expected',
  closing: 'an object with `reason` and `text` is expected',
};

const READERS: { readonly [Type in FieldType]: (value: unknown) => unknown } = {
  id: (value) => (Number.isSafeInteger(value) && (value as number) > 0 ? value : undefined),
  text: readText,
  texts: (value) =>
    Array.isArray(value) && value.length <= 100 && value.every((item) => readText(item) !== undefined)
      ? value
      : undefined,
  flag: (value) => (typeof value === 'boolean' ? value : undefined),
  time: (value) => (typeof value === 'string' ? atOf(value) : undefined),
  closing: (value) => {
    if (!isRecord(value)) return undefined;
    const { reason, text, ...others } = value;
    if (Object.keys(others).length > 0) return undefined;
    const wellFormed = [reason, text].every((item) => item === undefined || readText(item) !== undefined);
    return wellFormed
      ? { ...(reason === undefined ? {} : { reason }), ...(text === undefined ? {} : { text }) }
      : undefined;
  },
};

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= COMMAND_TEXT_MAX ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
