/**
 * The WebSocket adapter of the agent-presentation port: the pages of agents who are logged in. All pages of one agent are one
 * terminal (design decision 9): each sees everything, any of them keeps it alive.
 *
 * A page must answer each heartbeat; it comes from the server, because browsers slow the timers of hidden pages but not their
 * messages. INVARIANT: a page that does not read, does not answer, or lost its session is closed; nothing waits for it.
 */

import { type Clock, type Log, nowAt } from '../runtime/center/index.ts';
import type { Account, ContactCenter } from '../runtime/index.ts';
import { type Desk, isoOf, type Presenter, toWire } from '../runtime/presentation/index.ts';
import { CLOSE_CODES, type ServerMessage } from './schemas/events.ts';

export const PAGE_LIMITS = {
  heartbeatMs: 10_000,
  /** Heartbeats in a row without an answer. */
  unansweredMax: 2,
  /** Bytes that wait to be read by a page. */
  unreadBytesMax: 1_000_000,
  pagesOfOneSession: 20,
} as const;

/** What is used of a socket of the package `ws`. */
export interface Socket {
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: Buffer) => void): void;
  on(event: 'close' | 'error', listener: () => void): void;
}

export interface WebPresenter {
  readonly presenter: Presenter;
  connect(socket: Socket, account: Account, token: string): void;
  /** Pages of this agent in other sessions. */
  hasOtherSession(login: string, token: string): boolean;
  /** Ends the pages of a session that is logged out. */
  endSession(token: string): void;
  readonly pageCount: number;
}

interface Page {
  readonly socket: Socket;
  readonly account: Account;
  readonly token: string;
  unanswered: number;
}

export function createWebPresenter(center: ContactCenter, clock: Clock, log: Log): WebPresenter {
  const pages = new Set<Page>();
  let desk: Desk = center;
  let timer: { cancel(): void } | undefined;
  let running = false;

  function send(page: Page, message: ServerMessage): void {
    if (page.socket.bufferedAmount > PAGE_LIMITS.unreadBytesMax) end(page, CLOSE_CODES.tooSlow, 'does not read');
    else page.socket.send(JSON.stringify(message));
  }

  function end(page: Page, code: number, reason: string): void {
    if (!pages.delete(page)) return;
    page.socket.close(code, reason);
    // A page that does not answer the closing handshake would hold its socket for half a minute.
    clock.after(1_000, () => page.socket.terminate());
  }

  /** To the agent's pages, and to supervisors when they may know. */
  function show(agent: string | undefined, message: ServerMessage, toSupervisors: boolean): void {
    if (!running) return;
    for (const page of pages) {
      if (isSame(page.account.login, agent) || (toSupervisors && page.account.role !== 'agent')) send(page, message);
    }
  }

  function beat(): void {
    for (const page of pages) {
      if (page.unanswered >= PAGE_LIMITS.unansweredMax) end(page, CLOSE_CODES.tooSlow, 'does not answer');
      else {
        page.unanswered += 1;
        send(page, { kind: 'heartbeat', at: isoOf(nowAt(clock)) });
        void checkSession(page);
      }
    }
    timer = clock.after(PAGE_LIMITS.heartbeatMs, beat);
  }

  async function checkSession(page: Page): Promise<void> {
    try {
      if (!(await center.accounts.session(page.token))) end(page, CLOSE_CODES.loggedOut, 'logged out');
    } catch (error) {
      // The database is away: the page stays, the next heartbeat asks again.
      log.debug({ login: page.account.login, err: error }, 'a session could not be checked');
    }
  }

  function alive(page: Page): void {
    page.unanswered = 0;
    if (agentOf(page)) desk.heartbeat(page.account.login);
  }

  function agentOf(page: Page) {
    try {
      return desk.agent(page.account.login);
    } catch {
      return undefined;
    }
  }

  function greet(page: Page): void {
    const agent = agentOf(page);
    send(page, {
      kind: 'hello',
      at: isoOf(nowAt(clock)),
      account: page.account,
      ...(agent ? { agent: toWire(agent) } : {}),
    });
  }

  const presenter: Presenter = {
    name: 'web',
    async start(given) {
      desk = given;
      running = true;
      timer = clock.after(PAGE_LIMITS.heartbeatMs, beat);
    },
    offer: (offer) => show(offer.agent, { kind: 'offer', offer: toWire(offer) }, false),
    offerEnded: (ended) => show(ended.agent, { kind: 'offer_ended', ended }, false),
    agentState: (agent) => show(agent.login, { kind: 'agent_state', agent: toWire(agent) }, true),
    contactChanged: (changed) => show(changed.agent, { kind: 'contact_changed', changed }, true),
    async stop() {
      running = false;
      timer?.cancel();
      for (const page of [...pages]) end(page, 1001, 'the centre stops');
    },
  };

  return {
    presenter,
    connect(socket, account, token) {
      const page: Page = { socket, account, token, unanswered: 0 };
      const ofSession = [...pages].filter((other) => other.token === token);
      if (ofSession.length >= PAGE_LIMITS.pagesOfOneSession && ofSession[0]) end(ofSession[0], 1008, 'too many pages');
      pages.add(page);
      socket.on('message', () => alive(page));
      socket.on('close', () => void pages.delete(page));
      socket.on('error', () => socket.terminate());
      alive(page);
      greet(page);
    },
    hasOtherSession: (login, token) =>
      [...pages].some((page) => isSame(page.account.login, login) && page.token !== token),
    endSession(token) {
      for (const page of [...pages]) if (page.token === token) end(page, CLOSE_CODES.loggedOut, 'logged out');
    },
    get pageCount() {
      return pages.size;
    },
  };
}

/** Log-ins know no case. */
function isSame(login: string, other: string | undefined): boolean {
  return login.toLowerCase() === other?.toLowerCase();
}
