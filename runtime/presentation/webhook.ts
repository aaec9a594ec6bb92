/**
 * The webhook presenter: offers and states go out as signed HTTP POSTs, answers come back as signed POSTs to the centre.
 *
 * Out: one message at a time for each subject (an offer, an agent, a contact); what is newer replaces what was not delivered.
 * A message is tried until a 2xx, a refusal for good, or its end: an offer's own end, five minutes for the others.
 * In: `receive` checks the signature and the time, and refuses a message that it has seen. A client that lost our answer
 * signs the same id again: the command's id is the same, so it gets the first answer.
 */
import { randomUUID } from 'node:crypto';
import type { Answer, Clock, Log, OfferView } from '../center/index.ts';
import { readCommand } from './command.ts';
import type { Desk, Presenter } from './port.ts';
import { SIGNATURE_WINDOW_S, sign, verify } from './signature.ts';
import { toWire } from './wire.ts';

export interface WebhookOptions {
  /** Part of the path that answers come back to, and of the log; letters, digits, `_` and `-`. */
  readonly name: string;
  /** Where messages are posted. */
  readonly url: string;
  /** At least 16 characters; the same for both directions. */
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<WebhookLimits>;
}

export interface WebhookLimits {
  /** Messages under way or waiting for their next attempt. */
  readonly outstandingMax: number;
  /** Connections at once. */
  readonly connectionsMax: number;
  readonly attemptTimeoutMs: number;
  readonly firstRetryMs: number;
  readonly retryMsMax: number;
  /** How long a message that is no offer is tried. */
  readonly tryForMs: number;
  /** Messages remembered against replay within the window; past it new ones are refused with 429. */
  readonly rememberedMax: number;
}

export const WEBHOOK_LIMITS: WebhookLimits = {
  outstandingMax: 1_000,
  connectionsMax: 8,
  attemptTimeoutMs: 5_000,
  firstRetryMs: 500,
  retryMsMax: 30_000,
  tryForMs: 300_000,
  rememberedMax: 50_000,
};

/** A signed message as it came: header names in lower case, the body as it was sent. */
export interface SignedMessage {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** What to answer it: an HTTP status and a JSON body. */
export interface Received {
  readonly status: number;
  readonly body:
    | Answer
    | { readonly ok: true }
    | { readonly ok: false; readonly code: string; readonly message: string };
}

export interface WebhookPresenter extends Presenter {
  /** The other direction: `{"agent":"ana","command":{"kind":"accept","offer":7}}` or `{"heartbeat":["ana"]}`. */
  receive(message: SignedMessage): Promise<Received>;
}

interface Outgoing {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  readonly endsAtMs: number;
}

export function webhookPresenter(options: WebhookOptions): WebhookPresenter {
  if (options.secret.length < 16)
    throw new WebhookMisconfigured(options.name, 'its secret needs at least 16 characters');
  if (!/^https?:$/.test(protocolOf(options.url)))
    throw new WebhookMisconfigured(options.name, 'its url is not http or https');
  const limits = { ...WEBHOOK_LIMITS, ...options.limits };
  const sender = new Sender(options, limits);
  const memory = replayMemory(limits.rememberedMax);
  let desk: Desk | undefined;

  const post = (subject: string, id: string, kind: string, payload: object, endsAtMs: number) =>
    sender.post(subject, { id, kind, body: JSON.stringify({ kind, id, ...payload }), endsAtMs });
  const soon = () => options.clock.nowMs() + limits.tryForMs;

  return {
    name: `webhook:${options.name}`,
    async start(given) {
      desk = given;
    },
    offer(offer: OfferView) {
      post(`offer-${offer.id}`, `offer-${offer.id}`, 'offer', { offer: toWire(offer) }, offer.expiresAt / 1000);
    },
    offerEnded(ended) {
      post(
        `offer-${ended.offer}`,
        `offer-${ended.offer}-${ended.state}`,
        'offer_ended',
        { ended: toWire(ended) },
        soon(),
      );
    },
    agentState(agent) {
      post(`agent-${agent.login}`, `agent-${randomUUID()}`, 'agent_state', { agent: toWire(agent) }, soon());
    },
    contactChanged(changed) {
      const subject = `contact-${changed.contact}-${changed.agent ?? ''}`;
      post(subject, `contact-${randomUUID()}`, 'contact_changed', { changed: toWire(changed) }, soon());
    },
    async stop() {
      desk = undefined;
      await sender.stop();
    },
    async receive(message) {
      const nowS = Math.floor(options.clock.nowMs() / 1000);
      const verified = verify(options.secret, message.headers, message.body, nowS);
      if (!verified.ok) return refused(401, verified.code, verified.message);
      if (!desk) return refused(503, 'stopped', 'the centre is not running; try again');
      const seen = memory.see(`${verified.id}.${verified.timeS}`, verified.timeS, nowS);
      if (seen === 'replayed')
        return refused(409, 'replayed', 'this message was received before; sign the same id anew to ask again');
      if (seen === 'full') return refused(429, 'limited', 'too many messages within five minutes');
      return obey(desk, `webhook:${options.name}:${verified.id}`, message.body);
    },
  };
}

async function obey(desk: Desk, id: string, body: string): Promise<Received> {
  const value = parse(body);
  if (Array.isArray(value?.heartbeat)) {
    for (const agent of value.heartbeat) if (typeof agent === 'string') desk.heartbeat(agent);
    return { status: 200, body: { ok: true } };
  }
  const agent = value?.agent;
  if (typeof agent !== 'string') return refused(400, 'malformed', 'agent: a log-in is expected, beside `command`');
  const read = readCommand(value?.command);
  if (!read.ok) return refused(400, 'malformed', read.message);
  const answer = await desk.command(agent, read.command, id);
  desk.heartbeat(agent);
  return { status: answer.ok ? 200 : 409, body: answer };
}

function refused(status: number, code: string, message: string): Received {
  return { status, body: { ok: false, code, message } };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function protocolOf(url: string): string {
  try {
    return new URL(url).protocol;
  } catch {
    return '';
  }
}

/** Remembers messages for as long as their signature stands. */
function replayMemory(max: number) {
  const seen = new Map<string, number>();
  return {
    see(key: string, timeS: number, nowS: number): 'new' | 'replayed' | 'full' {
      // Expired entries go first; they are in the order of arrival, which is nearly the order of their times.
      for (const [old, until] of seen) {
        if (until >= nowS) break;
        seen.delete(old);
      }
      if (seen.has(key)) return 'replayed';
      if (seen.size >= max) return 'full';
      seen.set(key, timeS + SIGNATURE_WINDOW_S);
      return 'new';
    },
  };
}

/** Messages on their way out, one for each subject. */
class Sender {
  readonly #options: WebhookOptions;
  readonly #limits: WebhookLimits;
  readonly #outstanding = new Map<string, { message: Outgoing; abort: AbortController }>();
  readonly #turns: (() => void)[] = [];
  readonly #running = new Set<Promise<void>>();
  #connections = 0;
  #stopped = false;

  constructor(options: WebhookOptions, limits: WebhookLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  /** Hands a message over and returns; throws when too many are on their way. */
  post(subject: string, message: Outgoing): void {
    if (this.#stopped) return;
    const earlier = this.#outstanding.get(subject);
    earlier?.abort.abort();
    if (!earlier && this.#outstanding.size >= this.#limits.outstandingMax) throw new WebhookBusy(this.#options.name);
    const entry = { message, abort: new AbortController() };
    this.#outstanding.set(subject, entry);
    const run = this.#deliver(message, entry.abort.signal).finally(() => {
      if (this.#outstanding.get(subject) === entry) this.#outstanding.delete(subject);
      this.#running.delete(run);
    });
    this.#running.add(run);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#outstanding.values()) abort.abort();
    await Promise.all(this.#running);
  }

  async #deliver(message: Outgoing, signal: AbortSignal): Promise<void> {
    const { clock, log, name } = this.#options;
    let waitMs = this.#limits.firstRetryMs;
    while (!signal.aborted && clock.nowMs() < message.endsAtMs) {
      const end = await this.#attempt(message, signal);
      if (end === 'delivered' || signal.aborted) return;
      if (end === 'refused') {
        log.warn({ webhook: name, kind: message.kind, id: message.id }, 'a webhook message was refused');
        return;
      }
      await this.#pause(Math.min(waitMs, message.endsAtMs - clock.nowMs()), signal);
      waitMs = Math.min(waitMs * 2, this.#limits.retryMsMax);
    }
    if (!signal.aborted)
      log.warn({ webhook: name, kind: message.kind, id: message.id }, 'a webhook message was given up');
  }

  async #attempt(message: Outgoing, signal: AbortSignal): Promise<'delivered' | 'refused' | 'failed'> {
    await this.#turn();
    try {
      if (signal.aborted) return 'failed';
      const timeS = Math.floor(this.#options.clock.nowMs() / 1000);
      const response = await fetch(this.#options.url, {
        method: 'POST',
        redirect: 'error',
        headers: { 'content-type': 'application/json', ...sign(this.#options.secret, message.id, timeS, message.body) },
        body: message.body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#limits.attemptTimeoutMs)]),
      });
      await response.body?.cancel();
      if (response.ok) return 'delivered';
      return response.status >= 500 || [408, 425, 429].includes(response.status) ? 'failed' : 'refused';
    } catch (error) {
      if (!signal.aborted)
        this.#options.log.debug(
          { webhook: this.#options.name, id: message.id, err: error },
          'a webhook attempt failed',
        );
      return 'failed';
    } finally {
      this.#connections -= 1;
      this.#turns.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#connections >= this.#limits.connectionsMax)
      await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#connections += 1;
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = this.#options.clock.after(Math.max(0, ms), resolve);
      const cancel = () => {
        timer.cancel();
        resolve();
      };
      signal.addEventListener('abort', cancel, { once: true });
    });
  }
}

export class WebhookMisconfigured extends Error {
  readonly code = 'webhook_misconfigured';
  constructor(name: string, what: string) {
    super(`webhook ${name}: ${what}`);
  }
}

export class WebhookBusy extends Error {
  readonly code = 'webhook_busy';
  constructor(name: string) {
    super(`webhook ${name}: too many messages are on their way; is its receiver slow or away?`);
  }
}
