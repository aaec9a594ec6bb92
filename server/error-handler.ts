/** Every failure in one form, and the database's absence in words (503). */
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Log } from '../runtime/center/index.ts';
import type { ContactCenter } from '../runtime/index.ts';
import { codeOf, isUnavailable, Problem } from './problem.ts';

/** How long a client should wait before it asks again. */
const RETRY_AFTER_S = 5;

export function writeProblems(app: FastifyInstance, center: ContactCenter, log: Log): void {
  app.setErrorHandler(async (error: FastifyError | Problem | Error, request, reply) => {
    if (isUnavailable(error)) {
      const { state, detail } = await whatGoesOn(center);
      return reply
        .code(503)
        .header('retry-after', RETRY_AFTER_S)
        .send({ ok: false, code: state, message: detail || error.message });
    }
    if (error instanceof Problem) {
      if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS);
      return reply.code(error.statusCode).send({ ok: false, code: error.code, message: error.message });
    }
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status < 500) {
      const code = 'validation' in error && error.validation ? 'malformed' : (REFUSALS[status] ?? 'refused');
      return reply.code(status).send({ ok: false, code, message: error.message });
    }
    log.error({ method: request.method, route: request.routeOptions.url, err: error }, 'a request failed');
    return reply.code(500).send({ ok: false, code: 'internal', message: 'this went wrong here; the log says why' });
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ ok: false, code: 'not_found', message: 'there is nothing at this address' }),
  );
}

const REFUSALS: Readonly<Record<number, string>> = { 400: 'malformed', 413: 'too_large', 415: 'wrong_type' };

/** The centre's state for people, also when even that cannot be asked. */
export async function whatGoesOn(center: ContactCenter): Promise<{ readonly state: string; readonly detail: string }> {
  try {
    const { state, detail } = await center.status();
    // The database may be back by now; the request that failed is still to be repeated.
    return state === 'running'
      ? { state: 'waiting_for_database', detail: 'the database was away: try again' }
      : { state, detail };
  } catch (error) {
    const code = codeOf(error);
    return {
      state: code === '' || code === 'database_away' ? 'waiting_for_database' : code,
      detail: error instanceof Error ? error.message : '',
    };
  }
}
