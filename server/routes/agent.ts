/** The agent's own: state, offers, contacts at hand, choice lists. */
import { toWire } from '../../runtime/presentation/index.ts';
import { done, Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { AgentStateBody, DeclineBody, EmptyBody, OfferPath } from '../schemas/requests.ts';
import { ChoicesSchema, DoneSchema, MyContactsSchema } from '../schemas/views.ts';

const group = 'agent';

export const AGENT_ROUTES: readonly Route[] = [
  route({
    method: 'PUT',
    url: '/agent/state',
    operation: 'setAgentState',
    summary: 'Ready, or not ready with a reason.',
    group,
    access: 'agent',
    command: true,
    body: AgentStateBody,
    answer: DoneSchema,
    async handle({ center }, { account, body, commandId }) {
      if (center.agent(account.login)?.state === 'logged_out') {
        done(await center.command(account.login, { kind: 'log_in' }, `${commandId}:log-in`));
      }
      if (body.state === 'ready') return done(await center.command(account.login, { kind: 'ready' }, commandId));
      const reason = body.reason === undefined ? {} : { reason: body.reason };
      return done(await center.command(account.login, { kind: 'not_ready', ...reason }, commandId));
    },
  }),
  route({
    method: 'POST',
    url: '/offers/:offer/accept',
    operation: 'acceptOffer',
    summary: 'Takes the offered contact.',
    group,
    access: 'agent',
    command: true,
    params: OfferPath,
    body: EmptyBody,
    answer: DoneSchema,
    handle: async ({ center }, { account, params, commandId }) =>
      done(await center.command(account.login, { kind: 'accept', offer: Number(params.offer) }, commandId)),
  }),
  route({
    method: 'POST',
    url: '/offers/:offer/decline',
    operation: 'declineOffer',
    summary: 'Gives the offered contact back to its queue.',
    group,
    access: 'agent',
    command: true,
    params: OfferPath,
    body: DeclineBody,
    answer: DoneSchema,
    handle: async ({ center }, { account, params, body, commandId }) =>
      done(await center.command(account.login, { kind: 'decline', offer: Number(params.offer), ...body }, commandId)),
  }),
  route({
    method: 'GET',
    url: '/me/contacts',
    operation: 'myContacts',
    summary: 'Offers to me and contacts that I have open, oldest first.',
    group,
    access: 'agent',
    answer: MyContactsSchema,
    async handle({ center }, { account }) {
      const agent = center.agent(account.login);
      if (!agent) throw new Problem(404, 'unknown_agent', 'this account is no agent of the centre');
      const contacts = await center.contacts({ agent: agent.login, state: 'Open', limit: 200 });
      return { offers: toWire(agent.offers), contacts: toWire(contacts).sort((a, b) => a.id - b.id) };
    },
  }),
  route({
    method: 'GET',
    url: '/choices',
    operation: 'choices',
    summary: 'Names to choose from: closed reasons, skillsets, agents, not-ready reasons.',
    group,
    access: 'agent',
    answer: ChoicesSchema,
    handle: async ({ center }) => center.choices(),
  }),
];
