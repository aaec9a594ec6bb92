/** The whole centre, for supervisors and administrators. */
import Type from 'typebox';
import { toWire } from '../../runtime/presentation/index.ts';
import { needCentre, notFound } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { ContactPath } from '../schemas/requests.ts';
import { AgentSchema, QueueSchema, StatusSchema, TraceSchema } from '../schemas/views.ts';

const group = 'supervision';

export const SUPERVISION_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    url: '/status',
    operation: 'status',
    summary: 'State of the centre: contacts, ledger, outbox, queues, agents, sources, alarms.',
    group,
    access: 'supervisor',
    answer: StatusSchema,
    handle: async ({ center }) => toWire(await center.status()),
  }),
  route({
    method: 'GET',
    url: '/queues',
    operation: 'queues',
    summary: 'Every skillset: service, contacts waiting, agents.',
    group,
    access: 'supervisor',
    answer: Type.Array(QueueSchema),
    async handle({ center }) {
      await needCentre(center);
      return center.queues();
    },
  }),
  route({
    method: 'GET',
    url: '/agents',
    operation: 'agents',
    summary: 'Every agent: state, skillsets, contacts, offers.',
    group,
    access: 'supervisor',
    answer: Type.Array(AgentSchema),
    async handle({ center }) {
      await needCentre(center);
      return toWire(center.agents());
    },
  }),
  route({
    method: 'GET',
    url: '/contacts/:contact/trace',
    operation: 'trace',
    summary: 'Why a contact went where it went: each line that ran, with its values.',
    group,
    access: 'supervisor',
    params: ContactPath,
    answer: TraceSchema,
    async handle({ center }, { params }) {
      const contact = Number(params.contact);
      if (!(await center.contact(contact))) throw notFound('contact');
      return toWire(await center.trace(contact));
    },
  }),
];
