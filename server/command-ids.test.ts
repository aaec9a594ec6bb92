import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from './routes/index.ts';
import { type Bench, startBench } from './testing/client.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('the id of a command', () => {
  /** A body that each command takes, so that only the id is missing. */
  const BODIES: Readonly<Record<string, object>> = {
    setAgentState: { state: 'ready' },
    setStateOfAgent: { kind: 'log_out' },
    reply: { text: 'x' },
    note: { text: 'x' },
    forward: { to: { agent: 'bo' } },
    activateVersion: { centre: { file: 'center.yaml', text: '' }, scripts: [], files: {} },
    postpone: { until: '2026-12-01T09:30:00Z' },
  };
  it.each(ROUTES.filter(({ command }) => command).map((row) => [row.method, row.url, row] as const))(
    '%s %s is refused without an id',
    async (method, url, { operation, access }) => {
      const cookie = await bench.logIn(access === 'agent' ? 'ana' : 'adm');
      for (const id of ['', 'short', 'with space']) {
        const body = BODIES[operation] ?? {};
        const reply = await bench.command(method, `/api/v1${url.replace(/:\w+/g, '1')}`, cookie, body, id);
        expect(reply).toMatchObject({ status: 400, json: { code: 'idempotency_key' } });
      }
    },
  );
});
