/**
 * The operator: commands of the user who runs the centre's process, told by a token that `ccmm serve` keeps in its home, readable by
 * its owner alone. It has an administrator's rights and no session; a browser never has it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Account } from '../runtime/index.ts';

export const OPERATOR: Account = { login: 'operator', role: 'administrator' };

const digest = (text: string) => createHash('sha256').update(text).digest();

/** True when the request bears this token. */
export function bearsToken(request: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer ([\w-]{16,256})$/.exec(request.headers.authorization ?? '')?.[1];
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token));
}
