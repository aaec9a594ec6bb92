/**
 * The live connection: one WebSocket, made again by itself. The server greets each new one with the agent's state, so nothing
 * that happened meanwhile is missed. The server's heartbeats show that the line is alive; silence means that it is not.
 */
import type { ServerMessage } from '../../server/schemas/events.ts';
import { Refused, services } from './services.ts';

export type Line =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** Next attempt at `retryAtMs`; `why` in words when the centre said it. */
  | { readonly kind: 'lost'; readonly retryAtMs: number; readonly why: string };

const SILENCE_MS = 25_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** The server's: the session is over. */
const LOGGED_OUT = 4401;

export interface LiveOptions {
  readonly onMessage: (message: ServerMessage) => void;
  readonly onLine: (line: Line) => void;
  readonly onLoggedOut: () => void;
}

export interface Live {
  /** Tries at once instead of waiting. */
  tryNow(): void;
  stop(): void;
}

export function openLive(options: LiveOptions): Live {
  let socket: WebSocket | undefined;
  let retry: number | undefined;
  let silence: number | undefined;
  let failures = 0;
  let stopped = false;

  function connect(): void {
    if (stopped) return;
    clearTimeout(retry);
    const own = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/events`);
    socket = own;
    own.onopen = () => {
      failures = 0;
      listen();
      options.onLine({ kind: 'connected' });
    };
    own.onmessage = ({ data }) => {
      listen();
      const message = JSON.parse(String(data)) as ServerMessage;
      if (message.kind === 'heartbeat') own.send('{"kind":"heartbeat"}');
      options.onMessage(message);
    };
    own.onclose = ({ code }) => {
      if (socket !== own || stopped) return;
      clearTimeout(silence);
      if (code === LOGGED_OUT) options.onLoggedOut();
      else void lost();
    };
  }

  function listen(): void {
    clearTimeout(silence);
    silence = window.setTimeout(() => drop(), SILENCE_MS);
  }

  /** Closing takes its time on a dead line; the socket is forgotten instead. */
  function drop(): void {
    const old = socket;
    socket = undefined;
    old?.close();
    void lost();
  }

  /** A refused upgrade tells no reason to a page: the services are asked for it. */
  async function lost(): Promise<void> {
    const waitMs = (RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0) * (0.8 + Math.random() * 0.4);
    failures += 1;
    clearTimeout(retry);
    retry = window.setTimeout(connect, waitMs);
    const retryAtMs = Date.now() + waitMs;
    options.onLine({ kind: 'lost', retryAtMs, why: '' });
    try {
      await services.me();
    } catch (error) {
      if (stopped || !(error instanceof Refused)) return;
      if (error.status === 401) options.onLoggedOut();
      else if (error.status === 503 && socket?.readyState !== WebSocket.OPEN) {
        options.onLine({ kind: 'lost', retryAtMs, why: error.message });
      }
    }
  }

  const wake = () => {
    if (document.visibilityState === 'visible' && socket?.readyState !== WebSocket.OPEN) connect();
  };
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  connect();
  return {
    tryNow: connect,
    stop() {
      stopped = true;
      clearTimeout(retry);
      clearTimeout(silence);
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      socket?.close();
    },
  };
}
