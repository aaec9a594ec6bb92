/** `/healthz`, for whoever watches the process: 200 when the centre runs, 503 with its state when it does not. */
import type { FastifyInstance } from 'fastify';
import type { ContactCenter } from '../runtime/index.ts';
import { codeOf } from './problem.ts';

export function registerHealth(app: FastifyInstance, center: ContactCenter): void {
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    const state = await center.status().then(
      (status) => status.state,
      (error: unknown) => (codeOf(error) === '' ? 'failed' : 'waiting_for_database'),
    );
    return reply.code(state === 'running' ? 200 : 503).send({ state });
  });
}
