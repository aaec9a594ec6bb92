/** Puts the table of routes on the server: session, role, command id, schemas, and the OpenAPI document made of them. */
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { Account } from '../runtime/index.ts';
import { bearsToken, OPERATOR } from './operator.ts';
import { Problem } from './problem.ts';
import type { Access, Route, RouteContext } from './route.ts';
import { ROUTES } from './routes/index.ts';
import { ProblemSchema } from './schemas/views.ts';
import type { Socket } from './web-presenter.ts';

export const API_PREFIX = '/api/v1';

/** A client's command id: long enough not to meet another's, safe in a log. */
const COMMAND_ID = /^[A-Za-z0-9_.:-]{8,128}$/;
const NOBODY: Account = { login: '', role: 'agent' };

export async function registerApi(app: FastifyInstance, context: RouteContext): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'ccmm web services',
        version: '1',
        description:
          'Agents, contacts and queues of a contact centre. Log in at POST /session; the session is a cookie. Every write needs ' +
          'the header Origin of the centre’s own address, and every command an Idempotency-Key: a repeat gets the first answer. ' +
          'Events come over the WebSocket /api/v1/events.',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'ccmm_session' } } },
    },
  });
  await app.register(
    async (api) => {
      for (const route of ROUTES) register(api, context, route);
      api.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
      registerEvents(api, context);
    },
    { prefix: API_PREFIX },
  );
}

function register(api: FastifyInstance, context: RouteContext, route: Route): void {
  const sessions = new WeakMap<FastifyRequest, Session>();
  api.route({
    method: route.method,
    url: route.url,
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    schema: schemaOf(route),
    // Before the body is read and checked: a stranger learns nothing of schemas, and sends nothing large.
    async onRequest(request) {
      if (route.access === 'public') return;
      sessions.set(request, await sessionOf(context, request, route.access));
    },
    async handler(request, reply) {
      const { account, token } = sessions.get(request) ?? { account: NOBODY, token: '' };
      const answer = await route.handle(context, {
        params: request.params,
        query: request.query,
        body: request.body,
        account,
        token,
        commandId: route.command ? commandIdOf(request, account) : '',
        request,
        reply,
      });
      return reply.sent || answer === reply ? reply : sendJson(reply, answer);
    },
  });
}

function sendJson(reply: FastifyReply, answer: unknown): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(answer);
}

interface Session {
  readonly account: Account;
  readonly token: string;
}

async function sessionOf(context: RouteContext, request: FastifyRequest, access: Access): Promise<Session> {
  if (bearsToken(request, context.operatorToken)) return { account: OPERATOR, token: '' };
  const token = context.cookies.token(request);
  const account = token ? await context.center.accounts.session(token) : undefined;
  if (!token || !account) throw new Problem(401, 'not_logged_in', 'log in first');
  if (access === 'supervisor' && account.role === 'agent') {
    throw new Problem(403, 'supervisors_only', 'this is for supervisors and administrators');
  }
  if (access === 'administrator' && account.role !== 'administrator') {
    throw new Problem(403, 'administrators_only', 'this is for administrators');
  }
  return { account, token };
}

function commandIdOf(request: FastifyRequest, account: Account): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !COMMAND_ID.test(key)) {
    throw new Problem(
      400,
      'idempotency_key',
      'the header Idempotency-Key is needed: 8 to 128 of A-Z a-z 0-9 _ . : -, new for each command, the same for its repeats',
    );
  }
  return `web:${account.login}:${key}`;
}

function schemaOf(route: Route): Record<string, unknown> {
  const headers = { type: 'object', properties: { 'idempotency-key': { type: 'string' } } };
  const refusals: Record<string, TSchema> = { '4xx': route.refusal ?? ProblemSchema, '5xx': ProblemSchema };
  return {
    operationId: route.operation,
    summary: route.summary,
    tags: [route.group],
    ...(route.access === 'public' ? {} : { security: [{ session: [] }] }),
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    ...(route.command ? { headers } : {}),
    response: route.answer ? { 200: route.answer, ...refusals } : refusals,
  };
}

function registerEvents(api: FastifyInstance, context: RouteContext): void {
  const sessions = new WeakMap<FastifyRequest, Session>();
  api.route({
    method: 'GET',
    url: '/events',
    schema: { hide: true },
    websocket: true,
    async onRequest(request: FastifyRequest) {
      sessions.set(request, await sessionOf(context, request, 'agent'));
    },
    handler(socket: unknown, request: FastifyRequest) {
      const session = sessions.get(request);
      if (session) context.pages.connect(socket as Socket, session.account, session.token);
    },
  });
}
