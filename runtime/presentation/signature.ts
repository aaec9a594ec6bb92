/**
 * Signed messages of the webhook presenter, the same in both directions: HMAC-SHA256 over `<id>.<time>.<body>`, the time in
 * whole seconds. An id has no full stop, so the three parts can be told apart in only one way.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the two clocks may be apart, and how old a message may be: five minutes. */
export const SIGNATURE_WINDOW_S = 300;

export const SIGNATURE_HEADERS = { id: 'ccmm-id', time: 'ccmm-time', signature: 'ccmm-signature' } as const;

const ID = /^[A-Za-z0-9_:-]{1,128}$/;

/** The headers of a message. `id` has letters, digits and `_:-` only. */
export function sign(secret: string, id: string, timeS: number, body: string): Record<string, string> {
  return {
    [SIGNATURE_HEADERS.id]: id,
    [SIGNATURE_HEADERS.time]: String(timeS),
    [SIGNATURE_HEADERS.signature]: `v1=${digest(secret, id, String(timeS), body)}`,
  };
}

export type Verified =
  | { readonly ok: true; readonly id: string; readonly timeS: number }
  | { readonly ok: false; readonly code: 'unsigned' | 'stale' | 'forged'; readonly message: string };

/** Checks a message against the secret and the present time; the signature before the time, so that a stranger learns nothing. */
export function verify(
  secret: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string,
  nowS: number,
): Verified {
  const id = headers[SIGNATURE_HEADERS.id];
  const time = headers[SIGNATURE_HEADERS.time];
  const signature = headers[SIGNATURE_HEADERS.signature];
  if (typeof id !== 'string' || typeof time !== 'string' || typeof signature !== 'string') {
    return {
      ok: false,
      code: 'unsigned',
      message: `the headers ${Object.values(SIGNATURE_HEADERS).join(', ')} are needed`,
    };
  }
  if (!ID.test(id) || !/^\d{1,12}$/.test(time)) {
    return {
      ok: false,
      code: 'unsigned',
      message: 'ccmm-id is 1 to 128 of A-Z a-z 0-9 _ : -, ccmm-time whole seconds',
    };
  }
  const expected = Buffer.from(`v1=${digest(secret, id, time, body)}`);
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { ok: false, code: 'forged', message: 'the signature does not fit id, time and body' };
  }
  if (Math.abs(nowS - Number(time)) > SIGNATURE_WINDOW_S) {
    return {
      ok: false,
      code: 'stale',
      message: `ccmm-time is over ${SIGNATURE_WINDOW_S} s from ours: check the clock, sign again`,
    };
  }
  return { ok: true, id, timeS: Number(time) };
}

function digest(secret: string, id: string, time: string, body: string): string {
  return createHmac('sha256', secret).update(`${id}.${time}.${body}`).digest('hex');
}
