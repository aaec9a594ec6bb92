/**
 * The journal's form of a batch's events: JSON in UTF-8, with bytes as text.
 *
 * A string that begins with NUL is an escape: `\0b` + base64 stands for bytes, `\0s` + the string for a string that begins with
 * NUL itself. So any event survives, whatever its members are called.
 */
import type { CoreEvent } from '../center/index.ts';

const BYTES = '\0b';
const STRING = '\0s';

/** The events as the journal keeps them. */
export function encodeEvents(events: readonly CoreEvent[]): Uint8Array {
  return Buffer.from(JSON.stringify(events, escaped), 'utf8');
}

/** The events of a journal row; throws SyntaxError for bytes that `encodeEvents` did not make. */
export function decodeEvents(bytes: Uint8Array): readonly CoreEvent[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return JSON.parse(text, restored) as CoreEvent[];
}

/** `this` is asked for the value, because a Buffer has already become an object of numbers in `value`. */
function escaped(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('\0') ? STRING + value : value;
  const original = this[key];
  if (original instanceof Uint8Array) {
    return BYTES + Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString('base64');
  }
  return value;
}

function restored(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('\0')) return value;
  if (value.startsWith(BYTES)) return new Uint8Array(Buffer.from(value.slice(BYTES.length), 'base64'));
  return value.slice(STRING.length);
}
