/** The way back of webhook presenters: signed messages, whose signature stands for session and Origin. */
import type { FastifyInstance } from 'fastify';
import type { WebhookPresenter } from '../runtime/presentation/index.ts';
import { notFound } from './problem.ts';

export async function registerWebhooks(
  app: FastifyInstance,
  webhooks: Readonly<Record<string, Pick<WebhookPresenter, 'receive'>>>,
): Promise<void> {
  await app.register(async (scope) => {
    // The signature is over the bytes as they came.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post<{ Params: { name: string } }>(
      '/api/v1/presenters/:name',
      { config: { signed: true }, bodyLimit: 2_000_000, schema: { hide: true } },
      async (request, reply) => {
        const webhook = Object.hasOwn(webhooks, request.params.name) ? webhooks[request.params.name] : undefined;
        if (!webhook) throw notFound('presenter');
        const body = typeof request.body === 'string' ? request.body : '';
        const received = await webhook.receive({ headers: request.headers, body });
        return reply.code(received.status).send(received.body);
      },
    );
  });
}
