/** Metrics for Prometheus: the services' own and the centre's state, read when asked. Loopback only. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from '../runtime/center/index.ts';
import type { CenterStatus, ContactCenter } from '../runtime/index.ts';
import { isLoopback } from './barriers.ts';
import { codeOf, Problem } from './problem.ts';
import type { WebPresenter } from './web-presenter.ts';

interface GaugeRow {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  read(status: CenterStatus): readonly (readonly [label: string, value: number])[];
}

/** One row a gauge. */
const GAUGES: readonly GaugeRow[] = [
  {
    name: 'ccmm_contacts',
    help: 'Contacts that are not closed, by state',
    label: 'state',
    read: ({ contacts }) => Object.entries(contacts),
  },
  {
    name: 'ccmm_ledger_mails',
    help: 'Mails of the ledger, by state',
    label: 'state',
    read: ({ ledger }) => Object.entries(ledger),
  },
  {
    name: 'ccmm_outbox_mails',
    help: 'Outgoing mails, by state',
    label: 'state',
    read: ({ outbox }) => Object.entries(outbox),
  },
  {
    name: 'ccmm_queue_contacts',
    help: 'Contacts that wait in a skillset',
    label: 'skillset',
    read: ({ queues }) => queues.map((queue) => [queue.skillset, queue.waiting]),
  },
  {
    name: 'ccmm_queue_oldest_seconds',
    help: 'Age of the oldest contact of a skillset',
    label: 'skillset',
    read: ({ queues }) => queues.map((queue) => [queue.skillset, queue.oldestS]),
  },
  {
    name: 'ccmm_agents',
    help: 'Agents, by state',
    label: 'state',
    read: ({ agents }) =>
      (['ready', 'not_ready', 'logged_out'] as const).map((state) => [
        state,
        agents.filter((agent) => agent.state === state).length,
      ]),
  },
  { name: 'ccmm_alarms', help: 'Alarms that stand', read: ({ alarms }) => [['', alarms.length]] },
  { name: 'ccmm_up', help: '1 when the centre runs', read: ({ state }) => [['', state === 'running' ? 1 : 0]] },
];

/** Registers `/metrics` and counts every request. */
export function registerMetrics(app: FastifyInstance, center: ContactCenter, pages: WebPresenter, log: Log): void {
  const registry = new Registry();
  const seconds = new Histogram({
    name: 'ccmm_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const open = new Gauge({ name: 'ccmm_pages', help: 'Open pages of agents', registers: [registry] });
  const gauges = GAUGES.map(
    (row) =>
      [
        row,
        new Gauge({ name: row.name, help: row.help, labelNames: row.label ? [row.label] : [], registers: [registry] }),
      ] as const,
  );

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isFromThisMachine(request)) throw new Problem(403, 'loopback_only', 'metrics are given on this machine only');
    open.set(pages.pageCount);
    try {
      const status = await center.status();
      for (const [row, gauge] of gauges) {
        gauge.reset();
        for (const [label, value] of row.read(status)) gauge.set(row.label ? { [row.label]: label } : {}, value);
      }
    } catch (error) {
      log.debug({ code: codeOf(error) }, 'the status could not be read');
      for (const [row, gauge] of gauges) if (row.name === 'ccmm_up') gauge.set(0);
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** The connection itself, not what a proxy says of it; what a proxy brings is not from this machine. */
function isFromThisMachine(request: FastifyRequest): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  return forwarded === undefined && isLoopback(request.socket.remoteAddress ?? '');
}
