import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock, turns } from '../testing/manual-clock.ts';
import type { RequestRow } from './center/model.ts';
import { smallDirectory } from './center/testing/directory.ts';
import { createProviders, type ProviderCall, type ProviderFunction, type ProvidersOptions } from './providers.ts';
import { quietLog } from './quiet-log.ts';
import { systemClock } from './system-clock.ts';

type Answered = Parameters<ProvidersOptions['answered']>[0];
type Handler = (message: ProviderCall, request: IncomingMessage, response: ServerResponse, body: string) => void;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    handler(JSON.parse(body) as ProviderCall, request, response, body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const row = (changes: Partial<RequestRow> = {}): RequestRow => ({
  id: 7,
  contact: 3,
  provider: 1,
  kind: 'request',
  values: ['gold', 5],
  state: 'open',
  at: 1,
  ...changes,
});

function open(changes: Partial<ProvidersOptions> & { readonly url?: string; readonly timeoutMs?: number } = {}) {
  const answers: Answered[] = [];
  const waiters: (() => void)[] = [];
  const providers = createProviders({
    inProcess: {},
    secrets: async () => 's3cret',
    clock: systemClock,
    log: quietLog,
    answered: async (event) => {
      answers.push(event);
      waiters.shift()?.();
    },
    ...changes,
  });
  const entry =
    changes.url === undefined
      ? ({ name: 'crm', kind: 'in_process', timeoutMs: changes.timeoutMs ?? 5_000 } as const)
      : ({ name: 'crm', kind: 'http', url: changes.url, timeoutMs: 5_000, secret: 'file:crm' } as const);
  providers.use({ ...smallDirectory(), providers: [entry] });
  const answer = () => new Promise<void>((resolve) => waiters.push(resolve));
  return { providers, answers, answer };
}

const own = (run: ProviderFunction, clock = new ManualClock()) => ({
  clock,
  ...open({ inProcess: { crm: run }, clock }),
});

describe('an HTTP provider', () => {
  it('gets a signed message with the key of its repetitions, and answers with values', async () => {
    let seen: { headers: IncomingMessage['headers']; body: string } | undefined;
    const url = await listen((_message, { headers }, response, body) => {
      seen = { headers, body };
      response.end('{"values":[1,"two"]}');
    });
    const { providers, answers, answer } = open({ url });
    const done = answer();
    providers.release(row(), 'CRM');
    await done;
    expect(answers).toEqual([{ kind: 'provider_answered', request: 7, values: [1, 'two'] }]);
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      provider: 'crm',
      kind: 'request',
      idempotencyKey: 'request-7',
      contact: 3,
      values: ['gold', 5],
    });
    const signed = `request-7.${seen?.headers['ccmm-time']}.${seen?.body}`;
    expect(seen?.headers['ccmm-signature']).toBe(createHmac('sha256', 's3cret').update(signed).digest('hex'));
    expect(seen?.headers['idempotency-key']).toBe('request-7');
  });

  it.each([
    ['a failure', 500, 'no', 'it answered 500'],
    ['a redirection', 302, '', 'fetch failed'],
    ['no JSON', 200, '<html>', 'JSON'],
    ['no list', 200, '{"values":{"a":1}}', 'no list of numbers and strings'],
    ['other things than numbers and strings', 200, '{"values":[null]}', 'no list of numbers and strings'],
    ['too much', 200, `{"values":["${'x'.repeat(70_000)}"]}`, 'over 64 kB'],
  ])('that answers a request with %s has failed it, in words', async (_, status, body, words) => {
    const url = await listen((_message, _request, response) => {
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end(body);
    });
    const { providers, answers, answer } = open({ url });
    const done = answer();
    providers.release(row(), 'crm');
    await done;
    expect(answers).toMatchObject([{ request: 7, error: expect.stringContaining(words) }]);
  });

  it('that cannot be reached says why', async () => {
    const { providers, answers, answer } = open({ url: 'http://127.0.0.1:1/' });
    const done = answer();
    providers.release(row(), 'crm');
    await done;
    expect(answers).toMatchObject([{ error: expect.stringMatching(/fetch failed: ./) }]);
  });
});

describe('an info', () => {
  it('is sent again until it arrived, under the same key, however long the provider is away', async () => {
    const keys: string[] = [];
    let away = true;
    const { clock, providers, answers } = own(({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      if (away) throw new Error('away');
      return [];
    });
    providers.release(row({ kind: 'info' }), 'crm');
    await turns();
    await clock.advance(3_600_000);
    expect(keys.length).toBeGreaterThan(10);
    expect(answers).toEqual([]);
    away = false;
    await clock.advance(300_000);
    expect(answers).toEqual([{ kind: 'provider_answered', request: 7, values: [] }]);
    expect(new Set(keys)).toEqual(new Set(['request-7']));
  });

  it('is given up after two days, in words', async () => {
    const { clock, providers, answers } = own(() => {
      throw new Error('away');
    });
    providers.release(row({ kind: 'info' }), 'crm');
    await turns();
    await clock.advance(49 * 3_600_000);
    expect(answers).toEqual([{ kind: 'provider_answered', request: 7, error: 'away' }]);
  });

  it('waits for nothing after a stop', async () => {
    let calls = 0;
    const { clock, providers } = own(() => {
      calls += 1;
      throw new Error('away');
    });
    providers.release(row({ kind: 'info' }), 'crm');
    await turns();
    providers.stop();
    await clock.advance(60_000);
    expect(calls).toBe(1);
    expect(clock.waiting).toBe(0);
  });
});

describe('an in-process provider', () => {
  it.each([
    ['an object', { a: 1 }],
    ['nothing', undefined],
    ['a number that is none', [Number.NaN]],
    ['a list in a list', [[1]]],
  ])('that returns %s has failed the request, and the core never sees it', async (_, returned) => {
    const { providers, answers } = own(() => returned as never);
    providers.release(row(), 'crm');
    await turns();
    expect(answers).toMatchObject([{ request: 7, error: expect.stringContaining('no list') }]);
  });

  it('that never answers does not hold up those behind it for ever', async () => {
    const asked: number[] = [];
    const { clock, providers, answers } = own(({ contact }) => {
      asked.push(contact);
      return contact < 100 ? new Promise<never>(() => {}) : [contact];
    });
    for (let i = 0; i < 20; i++) providers.release(row({ id: i, contact: i }), 'crm');
    providers.release(row({ id: 100, contact: 100 }), 'crm');
    await turns();
    expect(asked).toHaveLength(16);
    await clock.advance(5_000);
    expect(answers).toContainEqual({ kind: 'provider_answered', request: 100, values: [100] });
  });

  it('is not asked beside itself when its request is released again', async () => {
    let calls = 0;
    const { providers } = own(() => {
      calls += 1;
      return new Promise<never>(() => {});
    });
    providers.release(row(), 'crm');
    providers.release(row(), 'crm');
    await turns();
    expect(calls).toBe(1);
  });

  it('is named when the program does not register it', () => {
    expect(open().providers.missing()).toEqual(['crm']);
    expect(own(() => []).providers.missing()).toEqual([]);
  });

  it('has its answer told again when the centre was too busy for it', async () => {
    const clock = new ManualClock();
    let busy = 2;
    const answers: Answered[] = [];
    const { providers } = open({
      clock,
      inProcess: { crm: () => ['yes'] },
      answered: async (event) => {
        if (busy-- > 0) throw Object.assign(new Error('too many events'), { code: 'site_busy' });
        answers.push(event);
      },
    });
    providers.release(row(), 'crm');
    await turns();
    await clock.advance(5_000);
    expect(answers).toEqual([{ kind: 'provider_answered', request: 7, values: ['yes'] }]);
  });
});
