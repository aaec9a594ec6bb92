import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, ServerRefused } from './create-server.ts';
import { createDemoMailbox } from './demo/mailbox.ts';
import { LOG_IN_LIMITS } from './log-in-guard.ts';
import { ROUTES } from './routes/index.ts';
import { type Bench, quietLog, startBench, systemClock } from './testing/client.ts';
import { createMemoryCenter } from './testing/memory-center.ts';

let bench: Bench;
let ana: string;
beforeAll(async () => {
  bench = await startBench();
  ana = await bench.logIn('ana');
});
afterAll(() => bench.stop());

const pathOf = (url: string) => `/api/v1${url.replace(/:index/g, '0').replace(/:\w+/g, '1')}`;
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};
const writes = ROUTES.filter(({ method }) => method !== 'GET');

describe('the barrier Host', () => {
  it.each(['/', '/healthz', '/metrics', '/api/v1/me', '/api/v1/openapi.json', '/nowhere'])(
    'refuses %s under a name that is not ours',
    async (path) => {
      for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost@evil.example']) {
        expect((await bench.ask('GET', path, { headers: { host }, cookie: ana })).status, host).toBe(421);
      }
    },
  );

  it('refuses a WebSocket under a name that is not ours, although its Origin says the same', async () => {
    const reply = await bench.ask('GET', '/api/v1/events', {
      headers: { ...UPGRADE, host: 'evil.example' },
      origin: 'http://evil.example',
      cookie: ana,
    });
    expect(reply.status).toBe(421);
  });

  it('knows the names of loopback at any port, for tunnels', async () => {
    for (const host of ['localhost:9999', 'LOCALHOST', '127.0.0.1', '[::1]:1']) {
      expect((await bench.ask('GET', '/healthz', { headers: { host } })).status, host).toBe(200);
    }
  });
});

describe('the barrier Origin', () => {
  it.each(writes.map(({ method, url }) => [method, url] as const))(
    'refuses %s %s from another page',
    async (method, url) => {
      const port = new URL(bench.url).port;
      for (const origin of [
        'https://evil.example',
        'null',
        `http://localhost:${port}`,
        `https://127.0.0.1:${port}`,
        false,
      ] as const) {
        const reply = await bench.ask(method, pathOf(url), {
          origin,
          cookie: ana,
          body: {},
          headers: { 'idempotency-key': 'a-new-command' },
        });
        expect(reply, String(origin)).toMatchObject({ status: 403, json: { code: 'wrong_origin' } });
      }
      expect(bench.center.commands.filter(({ id }) => id.includes('a-new-command'))).toEqual([]);
    },
  );

  it.each(['http://evil.example', false] as const)('refuses a WebSocket from %s', async (origin) => {
    const reply = await bench.ask('GET', '/api/v1/events', { headers: UPGRADE, origin, cookie: ana });
    expect(reply.status).toBe(403);
  });

  it('lets the WebSocket of our own page in', async () => {
    expect((await bench.ask('GET', '/api/v1/events', { headers: UPGRADE, cookie: ana })).status).toBe(101);
  });
});

describe('the barrier session', () => {
  const inner = ROUTES.filter(({ access }) => access !== 'public');
  it.each(inner.map(({ method, url }) => [method, url] as const))(
    'refuses %s %s without a session',
    async (method, url) => {
      for (const cookie of ['', `${ana.split('=')[0]}=guessed`]) {
        const reply = await bench.ask(method, pathOf(url), { cookie, ...(method === 'GET' ? {} : { body: {} }) });
        expect(reply.status).toBe(401);
      }
    },
  );

  it('refuses a WebSocket without a session', async () => {
    expect((await bench.ask('GET', '/api/v1/events', { headers: UPGRADE })).status).toBe(401);
  });

  const RANKS = { agent: ['ana', 'sue', 'adm'], supervisor: ['sue', 'adm'], administrator: ['adm'] } as const;
  it.each(inner.map((row) => [row.access, row.method, row.url] as const))(
    'keeps for role %s and above: %s %s',
    async (access, method, url) => {
      const may: readonly string[] = access === 'public' ? [] : RANKS[access];
      for (const login of RANKS.agent) {
        if (url === '/session') continue;
        const cookie = await bench.logIn(login);
        // Without what the route needs: whoever passes the barrier gets another refusal, or the answer.
        const reply = await bench.ask(method, pathOf(url), { cookie, ...(method === 'GET' ? {} : { body: {} }) });
        expect([login, reply.status === 403], reply.text.slice(0, 200)).toEqual([login, !may.includes(login)]);
      }
    },
  );

  it('knows the operator by the whole token alone', async () => {
    const own = await startBench({ operatorToken: 'the-operators-token-of-this-run' });
    const status = (token: string, to = own) =>
      to.ask('GET', '/api/v1/status', { headers: { authorization: `Bearer ${token}` } }).then((reply) => reply.status);
    expect(await status('the-operators-token-of-this-run')).toBe(200);
    for (const token of [
      '',
      'the-operators-token-of-this-ru',
      'the-operators-token-of-this-run2',
      'undefined-undefined',
    ]) {
      expect(await status(token), token).toBe(401);
    }
    // A server without one knows no operator.
    expect(await status('the-operators-token-of-this-run', bench)).toBe(401);
    await own.stop();
  });

  it('gives a cookie that no script and no other site can use', async () => {
    const reply = await bench.ask('POST', '/api/v1/session', { body: { login: 'bo', password: 'bo-password' } });
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      /^ccmm_session_\d+=[0-9a-f]+; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('gives a cookie for TLS alone behind a proxy', async () => {
    const proxied = await startBench({ behindProxy: true, names: ['desk.acme.example'] });
    const headers = { host: 'desk.acme.example' };
    const body = { login: 'bo', password: 'bo-password' };
    const reply = await proxied.ask('POST', '/api/v1/session', { headers, body, origin: 'https://desk.acme.example' });
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      /^__Host-ccmm_session=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(reply.headers['strict-transport-security']).toBeDefined();
    expect(
      (await proxied.ask('POST', '/api/v1/session', { headers, body, origin: 'http://desk.acme.example' })).status,
    ).toBe(403);
    await proxied.stop();
  });

  it('ends with the log-out, its pages too', async () => {
    const cookie = await bench.logIn('bo');
    const page = await bench.events(cookie);
    expect((await bench.ask('DELETE', '/api/v1/session', { cookie })).status).toBe(204);
    expect(await page.closed).toBe(4401);
    expect((await bench.ask('GET', '/api/v1/me', { cookie })).status).toBe(401);
    expect(bench.center.agent('bo')?.state).toBe('logged_out');
  });
});

describe('the barrier log-in', () => {
  it('says the same of a wrong password and of an unknown log-in', async () => {
    const replies = [];
    for (const login of ['ana', 'nobody']) {
      replies.push(await bench.ask('POST', '/api/v1/session', { body: { login, password: 'wrong' } }));
    }
    expect(replies.map(({ status, text }) => [status, text])).toEqual([
      [401, replies[0]?.text],
      [401, replies[0]?.text],
    ]);
  });

  it('refuses an address after too many failures, even with the right password', async () => {
    const own = await startBench();
    for (let tries = 0; tries < LOG_IN_LIMITS.failuresMax; tries++) {
      const { status } = await own.ask('POST', '/api/v1/session', {
        body: { login: 'ana', password: `guess ${tries}` },
      });
      expect(status).toBe(401);
    }
    const reply = await own.ask('POST', '/api/v1/session', { body: { login: 'ana', password: 'ana-password' } });
    expect(reply.status).toBe(429);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    await own.stop();
  });

  it('checks only a few passwords at once', async () => {
    const center = createMemoryCenter();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { logIn } = center.accounts;
    const slow = {
      ...center,
      accounts: {
        ...center.accounts,
        logIn: (...given: Parameters<typeof logIn>) => held.then(() => logIn(...given)),
      },
    };
    const own = await startBench({ center: slow });
    let refused = 0;
    const all = Array.from({ length: 5 }, async () => {
      const { status } = await own.ask('POST', '/api/v1/session', { body: { login: 'ana', password: 'ana-password' } });
      if (status === 429 && ++refused === 3) release();
      return status;
    });
    expect((await Promise.all(all)).sort()).toEqual([200, 200, 429, 429, 429]);
    await own.stop();
  });
});

describe('the barrier size', () => {
  it('refuses a body that is larger than its route takes', async () => {
    const body = { text: 'x'.repeat(70_000) };
    expect((await bench.command('POST', '/api/v1/contacts/1/note', ana, body)).status).toBe(413);
    expect((await bench.command('PUT', '/api/v1/agent/state', ana, { state: 'ready', ...body })).status).toBe(413);
    expect((await bench.command('POST', '/api/v1/contacts/1/reply', ana, { text: 'x'.repeat(2_100_000) })).status).toBe(
      413,
    );
  });

  it('refuses forms and unknown fields', async () => {
    const form = await bench.ask('POST', '/api/v1/session', {
      body: 'login=ana&password=ana-password',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.status).toBe(415);
    const reply = await bench.command('PUT', '/api/v1/agent/state', ana, { state: 'ready', raeson: 'Lunch' });
    expect(reply.json).toMatchObject({ code: 'malformed' });
  });
});

describe('the barrier listen', () => {
  const common = { center: createMemoryCenter(), clock: systemClock, log: quietLog };
  const codeOf = (options: object) => {
    try {
      createServer({ ...common, listen: { host: '127.0.0.1', port: 0 }, ...options });
      return 'none';
    } catch (error) {
      return error instanceof ServerRefused ? error.code : error;
    }
  };

  it.each(['0.0.0.0', '::', '192.0.2.1', 'desk.acme.example'])('refuses %s without TLS or a proxy', (host) => {
    expect(codeOf({ listen: { host, port: 0 } })).toBe('listen_insecure');
    expect(codeOf({ listen: { host, port: 0 }, behindProxy: true, names: ['desk.acme.example'] })).toBe('none');
  });

  it('refuses every address without the names it is reached by', () => {
    expect(codeOf({ listen: { host: '0.0.0.0', port: 0 }, behindProxy: true })).toBe('names_missing');
  });

  it('refuses the demo beyond loopback and behind a proxy', () => {
    const demo = createDemoMailbox({
      home: '/nowhere',
      log: quietLog,
      addresses: [],
      centreSmtp: () => ({ host: '', port: 0 }),
    });
    expect(codeOf({ demo, listen: { host: '0.0.0.0', port: 0 }, behindProxy: true, names: ['x'] })).toBe(
      'demo_not_loopback',
    );
    expect(codeOf({ demo, behindProxy: true })).toBe('demo_not_loopback');
    expect(codeOf({ demo })).toBe('none');
  });
});

describe('the barrier metrics', () => {
  it('gives metrics on this machine and refuses what a proxy brings', async () => {
    const reply = await bench.ask('GET', '/metrics');
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('ccmm_up 1');
    expect((await bench.ask('GET', '/metrics', { headers: { 'x-forwarded-for': '192.0.2.1' } })).status).toBe(403);
  });
});

describe('the headers', () => {
  it('forbid inline script and frames on every answer', async () => {
    for (const path of ['/', '/healthz', '/api/v1/me', '/nowhere']) {
      const { headers } = await bench.ask('GET', path);
      const policy = String(headers['content-security-policy']);
      expect(policy, path).toMatch(/^default-src 'none'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});
