/** A server over the in-memory centre, and a client that can send any header. */
import { type IncomingHttpHeaders, request } from 'node:http';
import type { Clock, Log } from '../../runtime/center/index.ts';
import { createServer, type Server, type ServerOptions } from '../create-server.ts';
import type { ServerMessage } from '../schemas/events.ts';
import { createMemoryCenter, type MemoryCenter } from './memory-center.ts';

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** What the text says as JSON; undefined where it is none. */
  readonly json: unknown;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON; a text as it is. */
  readonly body?: unknown;
  readonly cookie?: string;
  /** Leave the header Origin out, or give another. */
  readonly origin?: string | false;
}

export interface Bench {
  readonly server: Server;
  readonly center: MemoryCenter;
  readonly url: string;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
  /** A command with a new id. */
  command(method: string, path: string, cookie: string, body?: unknown, id?: string): Promise<Reply>;
  /** Logs in; gives the cookie. */
  logIn(login: string): Promise<string>;
  events(cookie: string): Promise<Events>;
  stop(): Promise<void>;
}

export interface Events {
  /** The next message; heartbeats are answered and passed over unless asked for. */
  next(kind?: ServerMessage['kind']): Promise<ServerMessage>;
  readonly closed: Promise<number>;
  close(): void;
}

let ids = 0;

export async function startBench(
  options: Partial<ServerOptions> & { readonly center?: MemoryCenter } = {},
): Promise<Bench> {
  const center = options.center ?? createMemoryCenter();
  const server = createServer({
    clock: systemClock,
    log: quietLog,
    listen: { host: '127.0.0.1', port: 0 },
    ...options,
    center,
  });
  await server.start();
  const { url } = server;

  const ask = (method: string, path: string, { headers = {}, body, cookie, origin }: Ask = {}) =>
    new Promise<Reply>((resolve, reject) => {
      const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const all: Record<string, string> = {
        ...(sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(sent)) }),
        ...(origin === false ? {} : { origin: origin ?? url }),
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      };
      const asked = request(`${url}${path}`, { method, headers: all, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        });
      });
      asked.on('error', reject);
      asked.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: {}, text: '', json: undefined });
      });
      asked.end(sent);
    });

  return {
    server,
    center,
    url,
    ask,
    command: (method, path, cookie, body = {}, id = `command-${++ids}`) =>
      ask(method, path, { cookie, body, headers: { 'idempotency-key': id } }),
    async logIn(login) {
      const reply = await ask('POST', '/api/v1/session', { body: { login, password: `${login}-password` } });
      if (reply.status !== 200) throw new Error(`log-in: ${reply.status} ${reply.text}`);
      return reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    events: (cookie) => openEvents(url, cookie),
    stop: () => server.stop(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function openEvents(url: string, cookie: string): Promise<Events> {
  const headers = { cookie, origin: url };
  // Node's WebSocket takes headers, which the browser's does not.
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events`, { headers } as never);
  const waiting: ServerMessage[] = [];
  const takers: (() => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.kind === 'heartbeat') socket.send('{"kind":"heartbeat"}');
    else waiting.push(message);
    for (const taker of takers.splice(0)) taker();
  });
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the WebSocket was refused')));
  });
  return {
    async next(kind) {
      for (;;) {
        const message = waiting.shift();
        if (message && (kind === undefined || message.kind === kind)) return message;
        if (!message) await new Promise<void>((resolve) => takers.push(resolve));
      }
    },
    closed,
    close: () => socket.close(),
  };
}

/** Ana is ready and has a contact open. */
export async function openContact(
  bench: Bench,
  mail: Parameters<MemoryCenter['arrive']>[0] = { subject: 'Invoice 7' },
) {
  const cookie = await bench.logIn('ana');
  await bench.command('PUT', '/api/v1/agent/state', cookie, { state: 'ready' });
  const contact = bench.center.arrive(mail);
  const offer = bench.center.agent('ana')?.offers[0]?.id;
  const { status } = await bench.command('POST', `/api/v1/offers/${offer}/accept`, cookie);
  if (status !== 200) throw new Error(`the offer was not accepted: ${status}`);
  return { cookie, contact, path: `/api/v1/contacts/${contact}` };
}
