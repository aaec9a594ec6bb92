/** What administrators and supervisors do from outside: passwords and states of agents, quarantined mail back to intake. */
import Type from 'typebox';
import { needCentre, notFound, Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { IdText } from '../schemas/requests.ts';

const group = 'administration';

const AgentPath = Type.Object({ login: Type.String({ minLength: 1, maxLength: 64 }) });
const Password = Type.Object({
  password: Type.String({ minLength: 10, maxLength: 256 }),
  role: Type.Optional(Type.Union([Type.Literal('agent'), Type.Literal('supervisor'), Type.Literal('administrator')])),
});
const State = Type.Object({
  kind: Type.Union([Type.Literal('not_ready'), Type.Literal('log_out')]),
  reason: Type.Optional(Type.String({ maxLength: 80 })),
});

export const ADMINISTRATION_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    url: '/agents/:login/password',
    operation: 'setPassword',
    summary: 'A new password for an agent; the agent’s sessions end.',
    group,
    access: 'administrator',
    params: AgentPath,
    body: Password,
    async handle({ center }, { params, body }) {
      await needCentre(center);
      if (!center.agent(params.login)) throw notFound('agent');
      await center.accounts.setPassword(params.login, body.password, body.role);
      return { ok: true };
    },
  }),
  route({
    method: 'POST',
    url: '/agents/:login/state',
    operation: 'setStateOfAgent',
    summary: 'Makes an agent not ready, or logs the agent out.',
    group,
    access: 'administrator',
    command: true,
    params: AgentPath,
    body: State,
    async handle({ center }, { params, body, commandId }) {
      await needCentre(center);
      if (!center.agent(params.login)) throw notFound('agent');
      const command =
        body.kind === 'log_out'
          ? ({ kind: 'log_out' } as const)
          : ({ kind: 'not_ready', ...(body.reason === undefined ? {} : { reason: body.reason }) } as const);
      const answer = await center.command(params.login, command, commandId);
      if (!answer.ok) throw new Problem(409, answer.code, answer.message);
      return { ok: true };
    },
  }),
  route({
    method: 'POST',
    url: '/quarantine/:ledger/replay',
    operation: 'replayMail',
    summary: 'A quarantined mail goes back to intake, with all its attempts; by its number in the status.',
    group,
    access: 'supervisor',
    params: Type.Object({ ledger: IdText }),
    async handle({ center }, { params }) {
      if (!(await center.replayMail(Number(params.ledger)))) throw notFound('quarantined mail');
      return { ok: true };
    },
  }),
];
