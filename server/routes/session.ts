/** Log-in, log-out, and who one is. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../../runtime/index.ts';
import { toWire } from '../../runtime/presentation/index.ts';
import { codeOf, Problem } from '../problem.ts';
import { type Route, type RouteContext, route } from '../route.ts';
import { LogInBody } from '../schemas/requests.ts';
import { MeSchema } from '../schemas/views.ts';

const group = 'session';

export const SESSION_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    url: '/session',
    operation: 'logIn',
    summary: 'Logs in. An agent who is logged out becomes not ready; one who is at work elsewhere stays as he is.',
    group,
    access: 'public',
    body: LogInBody,
    bodyBytesMax: 8_192,
    answer: MeSchema,
    async handle(context, { body, request, reply }) {
      const result = await context.logIns.check(request.ip, () =>
        context.center.accounts.logIn(body.login, body.password, request.ip),
      );
      if (!result.ok) {
        if (result.code === 'limited') {
          const waitS = result.retryAfterS ?? 60;
          throw new Problem(429, 'limited', `too many wrong log-ins: try again in ${waitS} s`, waitS);
        }
        throw new Problem(401, 'wrong', 'log-in or password is wrong');
      }
      context.cookies.set(request, reply, result.token);
      const { account } = result;
      if (context.center.agent(account.login)?.state === 'logged_out') {
        await context.center.command(account.login, { kind: 'log_in' }, `web:${account.login}:log-in:${randomUUID()}`);
      }
      return me(context, account);
    },
  }),
  route({
    method: 'DELETE',
    url: '/session',
    operation: 'logOut',
    summary: 'Ends the session. The agent is logged out of the centre, unless another session of his is open.',
    group,
    access: 'agent',
    async handle(context, { account, token, request, reply }) {
      if (context.center.agent(account.login) && !context.pages.hasOtherSession(account.login, token)) {
        // Refused (contacts are open, say): the session ends all the same, and the agent becomes not ready by silence.
        await context.center.command(
          account.login,
          { kind: 'log_out' },
          `web:${account.login}:log-out:${randomUUID()}`,
        );
      }
      await context.center.accounts.logOut(token);
      context.pages.endSession(token);
      context.cookies.clear(request, reply);
      return reply.code(204).send();
    },
  }),
  route({
    method: 'GET',
    url: '/me',
    operation: 'me',
    summary: 'The account, and the agent it belongs to with state and open offers.',
    group,
    access: 'agent',
    answer: MeSchema,
    handle: (context, { account }) => me(context, account),
  }),
];

async function me({ center, log }: RouteContext, account: Account) {
  const agent = center.agent(account.login);
  const site = await center.status().then(
    (status) => status.site,
    (error: unknown) => {
      log.debug({ code: codeOf(error) }, 'the status could not be read');
      return '';
    },
  );
  return { account, site, ...(agent ? { agent: toWire(agent) } : {}) };
}
