/**
 * The web services (design decision 10): the only door to the data. HTTP and a WebSocket over `ContactCenter`, nothing else.
 *
 * INVARIANT: every request passes the Host barrier; every write and upgrade the Origin barrier, except signed webhook messages,
 * which no page can make.
 * INVARIANT: beyond loopback there is TLS, ours or a proxy's, and the names the centre is reached by are given.
 */
import type { AddressInfo } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import type { Clock, Log } from '../runtime/center/index.ts';
import type { ContactCenter } from '../runtime/index.ts';
import { createPresenterHub, type WebhookPresenter } from '../runtime/presentation/index.ts';
import { registerApi } from './api.ts';
import { checkHost, checkOrigin, isLoopback, namesOf, setHeaders } from './barriers.ts';
import { sessionCookies } from './cookies.ts';
import type { DemoMailbox } from './demo/mailbox.ts';
import { registerDemo } from './demo/pages.ts';
import { writeProblems } from './error-handler.ts';
import { registerHealth } from './health.ts';
import { createLogInGuard } from './log-in-guard.ts';
import { registerMetrics } from './metrics.ts';
import { desktopFolder, registerDesktop } from './static-files.ts';
import { createWebPresenter } from './web-presenter.ts';
import { registerWebhooks } from './webhooks.ts';

export interface ServerOptions {
  readonly center: ContactCenter;
  readonly clock: Clock;
  readonly log: Log;
  /** Port 0: the system gives one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Names the centre is reached by, without port; needed beyond loopback. */
  readonly names?: readonly string[];
  /** A proxy before us does TLS and sets Host and X-Forwarded-For. */
  readonly behindProxy?: boolean;
  /** PEM texts. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Signed answers of webhook presenters come to `/api/v1/presenters/<name>`. */
  readonly webhooks?: Readonly<Record<string, Pick<WebhookPresenter, 'receive'>>>;
  /** Lets the commands of the user who runs the centre in (operator.ts). */
  readonly operatorToken?: string;
  /** The demo's customers' mailbox; on loopback only. */
  readonly demo?: DemoMailbox;
  /** The built desktop; `dist/desktop` when absent. */
  readonly desktop?: string;
}

export interface Server {
  /** Listens; the url is known then. Rejects when the port is taken. */
  start(): Promise<void>;
  /** Ends pages and connections. */
  stop(): Promise<void>;
  /** `http://127.0.0.1:8025`; empty before the start. */
  readonly url: string;
}

/** What the server will not do, before it listens. `code` is one of `listen_insecure`, `names_missing`, `demo_not_loopback`. */
export class ServerRefused extends Error {
  readonly code: 'listen_insecure' | 'names_missing' | 'demo_not_loopback';
  constructor(code: ServerRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Makes the server; throws ServerRefused for an unsafe combination. */
export function createServer(options: ServerOptions): Server {
  const secure = options.tls !== undefined || options.behindProxy === true;
  const door = { host: options.listen.host, names: options.names ?? [], secure };
  checkDoor(options, secure);
  const names = namesOf(door);
  const app = makeApp(options);
  const pages = createWebPresenter(options.center, options.clock, options.log);
  const hub = createPresenterHub({
    presenters: [pages.presenter],
    desk: options.center,
    clock: options.clock,
    log: options.log,
  });
  const context = {
    center: options.center,
    clock: options.clock,
    log: options.log,
    pages,
    logIns: createLogInGuard(options.clock),
    cookies: sessionCookies(secure),
    operatorToken: options.operatorToken,
  };
  let unsubscribe = () => {};
  let url = '';

  async function assemble(): Promise<void> {
    await app.register(fastifyCookie);
    // Before the barriers: it closes the sockets of upgrades that they refuse.
    await app.register(fastifyWebsocket, { options: { maxPayload: 1_024 } });
    app.addHook('onRequest', async (request, reply) => {
      setHeaders(secure, reply);
      checkHost(names, request);
      if (!request.routeOptions.config.signed) checkOrigin(secure, request);
    });
    writeProblems(app, options.center, options.log);
    registerMetrics(app, options.center, pages, options.log);
    registerHealth(app, options.center);
    await registerApi(app, context);
    await registerWebhooks(app, options.webhooks ?? {});
    if (options.demo) await registerDemo(app, options.demo);
    await registerDesktop(app, options.desktop ?? desktopFolder());
  }

  return {
    async start() {
      await assemble();
      unsubscribe = options.center.subscribe((effect) => hub.release(effect));
      await app.listen({ host: options.listen.host.replace(/^\[|\]$/g, ''), port: options.listen.port });
      // Pages are told of everything when they connect; there is none yet.
      await hub.start();
      url = urlOf(options, (app.server.address() as AddressInfo).port);
      options.log.info({ url }, 'the web services listen');
    },
    async stop() {
      unsubscribe();
      await hub.stop();
      await app.close();
    },
    get url() {
      return url;
    },
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The message's own signature stands for session and Origin. */
    signed?: boolean;
  }
}

function checkDoor(options: ServerOptions, secure: boolean): void {
  const { host } = options.listen;
  const loopback = isLoopback(host);
  if (!loopback && !secure) {
    throw new ServerRefused(
      'listen_insecure',
      `listening on ${host} needs TLS (--tls-key, --tls-cert) or --behind-proxy: passwords and customers' mail would be readable`,
    );
  }
  if (!loopback && (options.names ?? []).length === 0 && /^(0\.0\.0\.0|\[?::\]?)$/.test(host)) {
    throw new ServerRefused('names_missing', `listening on ${host} needs the names the centre is reached by`);
  }
  if (options.demo && (!loopback || options.behindProxy)) {
    throw new ServerRefused('demo_not_loopback', 'the demo runs on loopback only: its mailbox knows no log-in');
  }
}

function makeApp(options: ServerOptions): FastifyInstance {
  return fastify({
    logger: false,
    trustProxy: options.behindProxy === true ? (_address, hop) => hop === 0 : false,
    bodyLimit: 64_000,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    ...(options.tls ? { https: { key: options.tls.key, cert: options.tls.cert, minVersion: 'TLSv1.2' as const } } : {}),
  }) as unknown as FastifyInstance;
}

function urlOf(options: ServerOptions, port: number): string {
  const { host } = options.listen;
  const shown = /^(0\.0\.0\.0|\[?::\]?)$/.test(host) ? (options.names?.[0] ?? 'localhost') : host;
  const bracketed = shown.includes(':') && !shown.startsWith('[') ? `[${shown}]` : shown;
  return `${options.tls ? 'https' : 'http'}://${bracketed}:${port}`;
}
