import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atOf, sign, webhookPresenter } from '../runtime/presentation/index.ts';
import type { RecordingDesk, Seen } from '../testing/presenter-contract.ts';
import { CONTRACT_AGENT, presenterContract } from '../testing/presenter-contract.ts';
import { ROUTES } from './routes/index.ts';
import type { ServerMessage } from './schemas/events.ts';
import { type Bench, openContact, quietLog, startBench, systemClock } from './testing/client.ts';
import { createMemoryCenter, QUARANTINED } from './testing/memory-center.ts';
import { createWebPresenter } from './web-presenter.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

describe('the day of an agent over the services', () => {
  it('logs in as not ready, becomes ready, takes an offer, replies and closes', async () => {
    const cookie = await bench.logIn('ana');
    const me = await bench.ask('GET', '/api/v1/me', { cookie });
    expect(me.json).toMatchObject({
      account: { login: 'ana', role: 'agent' },
      agent: { state: 'not_ready' },
      site: 'Acme Support',
    });

    const events = await bench.events(cookie);
    expect(await events.next()).toMatchObject({ kind: 'hello', agent: { login: 'ana' } });
    await bench.command('PUT', '/api/v1/agent/state', cookie, { state: 'ready' });
    const contact = bench.center.arrive({ subject: 'Invoice 7', text: 'It is wrong.' });
    const shown = (await events.next('offer')) as Extract<ServerMessage, { kind: 'offer' }>;
    expect(shown.offer).toMatchObject({ contact, subject: 'Invoice 7', skillset: 'EM_Billing' });
    expect(atOf(shown.offer.expiresAt)).toBeGreaterThan(atOf(shown.offer.arrivedAt) ?? 0);

    const path = `/api/v1/contacts/${contact}`;
    expect((await bench.command('POST', `/api/v1/offers/${shown.offer.id}/accept`, cookie)).json).toEqual({
      ok: true,
      contact,
    });
    expect((await bench.ask('GET', '/api/v1/me/contacts', { cookie })).json).toMatchObject({
      offers: [],
      contacts: [{ id: contact }],
    });
    const reply = { text: 'It is corrected.', cc: ['boss@customer.example'], close: { reason: 'Resolved' } };
    expect((await bench.command('POST', `${path}/reply`, cookie, reply)).status).toBe(200);
    expect((await bench.ask('GET', path, { cookie })).json).toMatchObject({
      state: 'Closed',
      reason: 'Resolved',
      actions: [
        { source: 'EMail_from_Customer' },
        { source: 'EMail_from_Agent_to_Customer', mailCc: ['boss@customer.example'] },
        {},
      ],
    });
    events.close();
  });

  it('leaves an agent who is at work elsewhere as he is', async () => {
    await bench.center.command('ana', { kind: 'log_in', ready: true }, 'the demo terminal');
    await bench.logIn('ana');
    expect(bench.center.agent('ana')?.state).toBe('ready');
  });

  it('turns every kind of work into its command', async () => {
    const { cookie, contact, path } = await openContact(bench);
    const work: [string, object, object][] = [
      ['note', { text: 'called him' }, { kind: 'note', contact, text: 'called him' }],
      [
        'forward',
        { to: { agent: 'bo' }, note: 'yours' },
        { kind: 'forward_agent', contact, agent: 'bo', note: 'yours' },
      ],
      ['forward', { to: { skillset: 'EM_Billing' } }, { kind: 'forward_skillset', contact, skillset: 'EM_Billing' }],
      ['forward', { to: { address: 'a@b.example' } }, { kind: 'forward_outside', contact, address: 'a@b.example' }],
      [
        'postpone',
        { until: '2026-12-01T09:30:00+01:00' },
        { kind: 'postpone', contact, untilAt: Date.UTC(2026, 11, 1, 8, 30) * 1000 },
      ],
      ['close', { reason: 'Spam', text: 'no' }, { kind: 'close', contact, reason: 'Spam', text: 'no' }],
      ['pull', {}, { kind: 'pull', contact }],
    ];
    for (const [verb, body, command] of work) {
      await bench.command('POST', `${path}/${verb}`, cookie, body);
      expect(bench.center.commands.at(-1)?.command).toEqual(command);
    }
  });

  it('gives the core’s refusals their own status and words', async () => {
    const { cookie, path } = await openContact(bench);
    const bo = await bench.logIn('bo');
    expect(await bench.command('POST', `${path}/note`, bo, { text: 'x' })).toMatchObject({
      status: 403,
      json: { code: 'not_yours' },
    });
    expect(await bench.command('POST', '/api/v1/offers/999/accept', cookie)).toMatchObject({
      status: 409,
      json: { code: 'offer_ended' },
    });
    expect(await bench.command('POST', `${path}/close`, cookie, { reason: 'Nope' })).toMatchObject({ status: 422 });
    expect(await bench.command('POST', `${path}/postpone`, cookie, { until: 'tomorrow' })).toMatchObject({
      status: 422,
      json: { code: 'bad_time' },
    });
    expect((await bench.ask('GET', '/api/v1/contacts/999', { cookie })).status).toBe(404);
    expect((await bench.ask('GET', '/api/v1/contacts/0x1', { cookie })).json).toMatchObject({ code: 'malformed' });
  });
});

describe('commands', () => {
  it('are carried out once: a repeat gets the first answer', async () => {
    const { cookie, path } = await openContact(bench);
    const first = await bench.command('POST', `${path}/reply`, cookie, { text: 'once' }, 'reply-0001');
    const again = await bench.command('POST', `${path}/reply`, cookie, { text: 'once' }, 'reply-0001');
    expect([again.status, again.json]).toEqual([first.status, first.json]);
    expect(bench.center.commands.filter(({ command }) => command.kind === 'reply')).toHaveLength(1);
  });

  it('of two agents under the same key are two', async () => {
    const ana = await bench.logIn('ana');
    const bo = await bench.logIn('bo');
    for (const cookie of [ana, bo])
      await bench.command('PUT', '/api/v1/agent/state', cookie, { state: 'ready' }, 'same-key-1');
    expect([bench.center.agent('ana')?.state, bench.center.agent('bo')?.state]).toEqual(['ready', 'ready']);
  });
});

describe('while the database is away', () => {
  it('answers 503 with what is going on, and goes on when it is back', async () => {
    const cookie = await bench.logIn('ana');
    bench.center.setAway(true);
    for (const [method, path] of [
      ['GET', '/api/v1/me'],
      ['GET', '/api/v1/contacts/1'],
      ['POST', '/api/v1/session'],
    ] as const) {
      const reply = await bench.ask(method, path, {
        cookie,
        ...(method === 'POST' ? { body: { login: 'ana', password: 'x' } } : {}),
      });
      expect(reply.status, path).toBe(503);
      expect(reply.json).toEqual({
        ok: false,
        code: 'waiting_for_database',
        message: 'the database does not answer since 12:00',
      });
      expect(reply.headers['retry-after']).toBe('5');
    }
    expect(await bench.ask('GET', '/healthz')).toMatchObject({ status: 503, json: { state: 'waiting_for_database' } });
    bench.center.setAway(false);
    expect((await bench.ask('GET', '/api/v1/me', { cookie })).status).toBe(200);
    expect(await bench.ask('GET', '/healthz')).toMatchObject({ status: 200, json: { state: 'running' } });
  });
});

describe('the OpenAPI document', () => {
  it('has every route of the table', async () => {
    const { json } = await bench.ask('GET', '/api/v1/openapi.json');
    const { paths } = json as { readonly paths: Record<string, Record<string, { readonly operationId: string }>> };
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(operations.sort()).toEqual(ROUTES.map(({ operation }) => operation).sort());
    expect(new Set(operations).size).toBe(operations.length);
  });
});

describe('pages over the WebSocket', () => {
  it('of one agent are one terminal: each sees the offer, either keeps it alive', async () => {
    const cookie = await bench.logIn('ana');
    const pages = [await bench.events(cookie), await bench.events(await bench.logIn('ana'))];
    await bench.command('PUT', '/api/v1/agent/state', cookie, { state: 'ready' });
    bench.center.arrive({ subject: 'Both see it' });
    for (const page of pages) expect(await page.next('offer')).toMatchObject({ offer: { subject: 'Both see it' } });
    expect(new Set(bench.center.heartbeats)).toEqual(new Set(['ana']));
    // Logging out at one desk leaves the agent at the other.
    expect((await bench.ask('DELETE', '/api/v1/session', { cookie })).status).toBe(204);
    expect(bench.center.agent('ana')?.state).toBe('ready');
    for (const page of pages) page.close();
  });

  it('see nothing of another agent’s', async () => {
    const ana = await bench.events(await bench.logIn('ana'));
    const bo = await bench.events(await bench.logIn('bo'));
    bench.center.emit({ kind: 'contact_changed', contact: 1, agent: 'bo', why: 'for bo' });
    bench.center.emit({ kind: 'contact_changed', contact: 2, agent: 'ana', why: 'for ana' });
    expect(await bo.next('contact_changed')).toMatchObject({ changed: { why: 'for bo' } });
    expect(await ana.next('contact_changed')).toMatchObject({ changed: { why: 'for ana' } });
    ana.close();
    bo.close();
  });

  it('are sent away by a message that is too large', async () => {
    const cookie = await bench.logIn('ana');
    const socket = new WebSocket(`${bench.url.replace('http', 'ws')}/api/v1/events`, {
      headers: { cookie, origin: bench.url },
    } as never);
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    socket.addEventListener('open', () => socket.send('x'.repeat(2_000)));
    expect(await closed).toBe(1009);
  });
});

describe('heartbeats', () => {
  /** A page whose socket is looked at, over a clock that is moved by hand. */
  async function page(answer: boolean) {
    const timers: { at: number; call: () => void }[] = [];
    let now = 0;
    const clock = {
      nowMs: () => now,
      after(ms: number, call: () => void) {
        const timer = { at: now + ms, call };
        timers.push(timer);
        return { cancel: () => void timers.splice(timers.indexOf(timer), 1) };
      },
    };
    const center = createMemoryCenter();
    const web = createWebPresenter(center, clock, quietLog);
    await web.presenter.start(center);
    const heard: (() => void)[] = [];
    const state = { sent: 0, closed: 0 };
    const logged = await center.accounts.logIn('ana', 'ana-password', '');
    const token = logged.ok ? logged.token : '';
    web.connect(
      {
        bufferedAmount: 0,
        send: () => {
          state.sent += 1;
          if (answer) for (const listener of heard) listener();
        },
        close: (code = 0) => {
          state.closed = code;
        },
        terminate() {},
        on: (event: string, listener: (data: never) => void) => {
          if (event === 'message') heard.push(listener as () => void);
        },
      },
      { login: 'ana', role: 'agent' },
      token,
    );
    const move = async (ms: number) => {
      now += ms;
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.call();
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    };
    return { center, state, move, token };
  }

  it('come every ten seconds, and their answers keep the agent’s terminal alive', async () => {
    const { center, move, state } = await page(true);
    const before = center.heartbeats.length;
    for (let count = 0; count < 5; count++) await move(10_000);
    expect(center.heartbeats.length - before).toBe(5);
    expect(state.closed).toBe(0);
  });

  it('end a page that does not answer, and it keeps nobody alive', async () => {
    const { center, move, state } = await page(false);
    const before = center.heartbeats.length;
    for (let count = 0; count < 3; count++) await move(10_000);
    expect(state.closed).toBe(4408);
    expect(center.heartbeats.length).toBe(before);
  });

  it('end a page whose session is over', async () => {
    const { center, move, state, token } = await page(true);
    await center.accounts.logOut(token);
    await move(10_000);
    expect(state.closed).toBe(4401);
  });

  it('keep a page while the database is away', async () => {
    const { center, move, state } = await page(true);
    center.setAway(true);
    for (let count = 0; count < 5; count++) await move(10_000);
    expect(state.closed).toBe(0);
  });
});

describe('the webhook’s way back', () => {
  const SECRET = 'a secret of the webhook';

  it('takes signed answers without session and Origin, and refuses others', async () => {
    const center = createMemoryCenter();
    const presenter = webhookPresenter({
      name: 'crm',
      url: 'http://127.0.0.1:9/',
      secret: SECRET,
      clock: systemClock,
      log: quietLog,
    });
    await presenter.start(center);
    const own = await startBench({ center, webhooks: { crm: presenter } });
    const body = JSON.stringify({ agent: 'ana', command: { kind: 'log_in', ready: true } });
    const timeS = Math.floor(Date.now() / 1000);
    const post = (headers: Record<string, string>, path = 'crm') =>
      own.ask('POST', `/api/v1/presenters/${path}`, {
        origin: false,
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect((await post({})).status).toBe(401);
    expect((await post(sign('another secret as long', 'a', timeS, body))).status).toBe(401);
    expect((await post(sign(SECRET, 'a', timeS, body), 'other')).status).toBe(404);
    expect(center.agent('ana')?.state).toBe('logged_out');
    expect((await post(sign(SECRET, 'a', timeS, body))).json).toEqual({ ok: true });
    expect(center.agent('ana')?.state).toBe('ready');
    expect((await post(sign(SECRET, 'a', timeS, body))).json).toMatchObject({ code: 'replayed' });
    await own.stop();
    await presenter.stop();
  });
});

describe('the WebSocket presenter', () => {
  const contract = presenterContract(async (desk: RecordingDesk) => {
    // The contract's desk behind a whole server: offers go in as committed effects, answers come back as HTTP commands.
    const center = createMemoryCenter();
    let listener: (effect: never) => void = () => {};
    const own = await startBench({
      center: {
        ...center,
        command: async (agent, command, id) =>
          command.kind === 'log_in' ? { ok: true } : desk.command(agent, command, id),
        agents: () => [],
        agent: desk.agent,
        subscribe: (given) => {
          listener = given as (effect: never) => void;
          return () => {};
        },
      },
    });
    const cookie = await own.logIn(CONTRACT_AGENT);
    let page: Awaited<ReturnType<Bench['events']>> | undefined;
    const emit = (effect: unknown) => listener(effect as never);
    return {
      presenter: {
        name: 'web',
        start: async () => {},
        offer: (offer) => emit({ kind: 'offer', offer }),
        offerEnded: (ended) => emit({ kind: 'offer_ended', ...ended }),
        agentState: (agent) => emit({ kind: 'agent_state', agent }),
        contactChanged: (changed) => emit({ kind: 'contact_changed', ...changed }),
        stop: () => own.stop(),
      },
      async connect() {
        page = await own.events(cookie);
        await page.next('hello');
      },
      async next() {
        const message = await page?.next();
        if (message?.kind !== 'offer') return message as Seen;
        return { kind: 'offer', offer: { ...message.offer, expiresAt: atOf(message.offer.expiresAt) ?? 0 } };
      },
      accept: async (offer) =>
        void (await own.command('POST', `/api/v1/offers/${offer}/accept`, cookie, {}, `accept-${offer}`)),
      decline: async (offer, reason) =>
        void (await own.command('POST', `/api/v1/offers/${offer}/decline`, cookie, { reason }, `decline-${offer}`)),
      breakFarSide: async () => page?.close(),
      close: async () => {},
    };
  });
  for (const { name, run } of contract) it(name, run);
});

describe('the desktop’s files', () => {
  it('say what to do when they are not built', async () => {
    const own = await startBench({ desktop: '/nowhere' });
    const reply = await own.ask('GET', '/');
    expect([reply.status, reply.text]).toEqual([503, expect.stringContaining('npm run build')]);
    await own.stop();
  });
});

describe('the table of routes', () => {
  it('is open to strangers at the log-in alone', () => {
    expect(ROUTES.filter(({ access }) => access === 'public').map(({ operation }) => operation)).toEqual(['logIn']);
  });
});

describe('commands that the server gives by itself', () => {
  it('have ids that a server started later does not give again', async () => {
    const { center } = bench;
    const first = await bench.logIn('ana');
    await bench.ask('DELETE', '/api/v1/session', { cookie: first });
    expect(center.agent('ana')?.state).toBe('logged_out');
    const later = await startBench({ center });
    await later.logIn('ana');
    expect(center.agent('ana')?.state).toBe('not_ready');
    await later.stop();
  });
});

describe('a quarantined mail', () => {
  it('goes back to intake at a supervisor’s word', async () => {
    const path = (ledger: number) => `/api/v1/quarantine/${ledger}/replay`;
    const supervisor = await bench.logIn('sue');
    expect((await bench.ask('POST', path(QUARANTINED), { cookie: supervisor, body: {} })).json).toEqual({ ok: true });
    expect((await bench.ask('POST', path(99), { cookie: supervisor, body: {} })).status).toBe(404);
    expect((await bench.ask('POST', path(QUARANTINED), { cookie: await bench.logIn('ana'), body: {} })).status).toBe(
      403,
    );
  });
});

describe('versions over the services', () => {
  const body = {
    centre: { file: 'center.yaml', text: 'center: {}' },
    scripts: [{ file: 'Master_Script.ccs', source: Buffer.from('QUIT').toString('base64') }],
    files: {},
  };
  const asCommand = (method: string, path: string, login: string, sent: unknown) =>
    bench.logIn(login).then((cookie) => bench.command(method, `/api/v1${path}`, cookie, sent));

  it('are activated by administrators, never by agents or supervisors', async () => {
    const agent = await asCommand('POST', '/versions', 'ana', body);
    expect(agent).toMatchObject({ status: 403, json: { code: 'administrators_only' } });
    expect((await asCommand('POST', '/versions/rollback', 'ana', {})).status).toBe(403);
    expect(bench.center.asked).toEqual([]);
    const done = await asCommand('POST', '/versions', 'adm', { ...body, plan: { move: true } });
    expect(done.json).toMatchObject({ ok: true, done: true, number: 2, errors: 0 });
    expect(bench.center.asked).toEqual([
      { scripts: ['Master_Script.ccs'], plan: { move: true }, by: 'adm', dryRun: false },
    ]);
    expect((await asCommand('POST', '/versions/rollback', 'adm', {})).json).toMatchObject({ ok: true, number: 3 });
  });

  it('say why one is refused, with everything that was found', async () => {
    const gone = { ...body, scripts: [{ file: 'Gone.ccs', source: '' }] };
    const refused = await asCommand('POST', '/versions', 'adm', gone);
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({ ok: false, code: 'target_gone', preview: { versions: [] } });
    expect((await asCommand('POST', '/versions', 'adm', { ...gone, dryRun: true })).json).toMatchObject({
      ok: false,
      refused: { code: 'target_gone' },
    });
    expect((await asCommand('POST', '/versions/rollback', 'adm', { to: 9 })).status).toBe(404);
    const cookie = await bench.logIn('adm');
    expect((await bench.ask('GET', '/api/v1/versions/1', { cookie })).status).toBe(410);
    expect((await bench.ask('GET', '/api/v1/versions', { cookie })).json).toMatchObject([{ number: 1, active: true }]);
  });
});
