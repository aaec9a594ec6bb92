/** The session's cookie: HttpOnly, SameSite=Strict, Secure with TLS; no script and no other site can use it. */
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Cookies {
  token(request: FastifyRequest): string | undefined;
  set(request: FastifyRequest, reply: FastifyReply, token: string): void;
  clear(request: FastifyRequest, reply: FastifyReply): void;
}

/** `secure`: pages come over TLS, ours or the proxy's. */
export function sessionCookies(secure: boolean): Cookies {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  // Cookies do not know ports: two centres on one loopback need two names.
  const nameFor = (request: FastifyRequest) =>
    secure ? '__Host-ccmm_session' : `ccmm_session_${request.socket.localPort ?? 0}`;
  return {
    token: (request) => request.cookies[nameFor(request)],
    set: (request, reply, token) => void reply.setCookie(nameFor(request), token, options),
    clear: (request, reply) => void reply.clearCookie(nameFor(request), options),
  };
}
