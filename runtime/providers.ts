/**
 * Providers: where SEND INFO and SEND REQUEST go, and GET RESPONSE's answers come from (language §3). In-process ones are
 * functions of the embedding program; HTTP ones get a signed POST. An effect's id goes along as the idempotency key: a request is
 * sent again after a restart while its GET has not timed out, under the same key (design decision 2).
 */
import { createHmac } from 'node:crypto';
import type { Directory, ProviderEntry } from '../vm/index.ts';
import type { RequestRow } from './center/model.ts';
import type { Clock, Log } from './center/ports.ts';
import type { CoreEvent } from './center/protocol.ts';
import type { Secrets } from './secrets.ts';

export interface ProviderCall {
  readonly provider: string;
  readonly kind: 'info' | 'request';
  /** The same for every repetition of this call. */
  readonly idempotencyKey: string;
  readonly contact: number;
  readonly values: readonly (number | string)[];
}

/** Answers a request with its values; what it returns for an info is not looked at. */
export type ProviderFunction = (
  call: ProviderCall,
) => Promise<readonly (number | string)[]> | readonly (number | string)[];

export interface ProvidersOptions {
  readonly inProcess: Readonly<Record<string, ProviderFunction>>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when the answer is committed; one that the centre is too busy for is told again. */
  readonly answered: (event: Extract<CoreEvent, { kind: 'provider_answered' }>) => Promise<unknown>;
}

export interface Providers {
  /** Sends a request or info. One that is under way already is not sent beside itself. */
  release(request: RequestRow, provider: string): void;
  use(directory: Directory): void;
  /** Problems of the configuration, for people: in-process providers that nobody registered. */
  missing(): readonly string[];
  stop(): void;
}

/** GET RESPONSE stores at most 10 values of at most 255 characters; a body over this is no answer. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** An info is sent until it arrived once, or until so much time has gone by (as long as mail is tried). */
const INFO_TRIED_MS = 48 * 3_600_000;
const BACKOFF_MS = { first: 500, longest: 300_000 } as const;
const BUSY_MS = 1_000;
/** Calls of one provider at once; a slow one does not hold up the others. */
const AT_ONCE = 16;

export function createProviders(options: ProvidersOptions): Providers {
  const { clock, log } = options;
  let entries = new Map<string, ProviderEntry>();
  const stopping = new AbortController();
  const underWay = new Set<number>();
  const doors = new Map<string, ReturnType<typeof createDoor>>();

  /** Ends early when the providers are stopped. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        timer.cancel();
        stopping.signal.removeEventListener('abort', over);
        resolve();
      };
      const timer = clock.after(ms, over);
      stopping.signal.addEventListener('abort', over);
    });
  }

  async function call(entry: ProviderEntry, request: RequestRow): Promise<readonly (number | string)[]> {
    const message: ProviderCall = {
      provider: entry.name,
      kind: request.kind,
      idempotencyKey: `request-${request.id}`,
      contact: request.contact,
      values: request.values,
    };
    if (entry.kind === 'http') return await post(entry, message);
    const inProcess = options.inProcess[entry.name];
    if (!inProcess) throw new Error(`no in-process provider named ${entry.name} is registered`);
    const values = await withinTime(entry, async () => await inProcess(message));
    return request.kind === 'info' ? [] : valuesOf(values);
  }

  async function withinTime<T>({ timeoutMs }: ProviderEntry, run: () => Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = clock.after(timeoutMs, () => late.reject(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      return await Promise.race([run(), late.promise]);
    } finally {
      timer.cancel();
    }
  }

  async function post(entry: ProviderEntry, message: ProviderCall): Promise<readonly (number | string)[]> {
    const body = JSON.stringify(message);
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'idempotency-key': message.idempotencyKey,
    };
    if (entry.secret !== undefined) {
      const time = String(Math.floor(options.clock.nowMs() / 1000));
      headers['ccmm-time'] = time;
      headers['ccmm-signature'] = createHmac('sha256', await options.secrets(entry.secret))
        .update(`${message.idempotencyKey}.${time}.${body}`)
        .digest('hex');
    }
    const response = await fetch(entry.url as string, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(entry.timeoutMs), stopping.signal]),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    if (message.kind === 'info') {
      await response.body?.cancel();
      return [];
    }
    const answer: unknown = JSON.parse(await limitedText(response));
    return valuesOf(typeof answer === 'object' && answer !== null && 'values' in answer ? answer.values : undefined);
  }

  /** One try; undefined when the providers are stopped. */
  async function attempt(request: RequestRow, provider: string): Promise<readonly (number | string)[] | undefined> {
    const key = provider.toLowerCase();
    const door = doors.get(key) ?? createDoor(AT_ONCE);
    doors.set(key, door);
    return await door(async () => {
      if (stopping.signal.aborted) return undefined;
      const entry = entries.get(key);
      if (!entry) throw new Error(`the present centre has no provider named ${provider}`);
      return await call(entry, request);
    });
  }

  /** A request's GET times out in the core; here it is tried once, an info until it arrived. */
  async function deliver(request: RequestRow, provider: string): Promise<void> {
    const untilMs = clock.nowMs() + INFO_TRIED_MS;
    let waitMs: number = BACKOFF_MS.first;
    for (let number = 1; !stopping.signal.aborted; number++) {
      try {
        const values = await attempt(request, provider);
        if (values !== undefined) await tell({ kind: 'provider_answered', request: request.id, values });
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const detail = detailOf(error);
        // Once per power of two: a provider that is away for a day must not fill the log.
        if ((number & (number - 1)) === 0)
          log.warn({ provider, request: request.id, attempt: number, detail }, 'a provider failed');
        if (request.kind === 'request' || clock.nowMs() >= untilMs)
          return await tell({ kind: 'provider_answered', request: request.id, error: detail });
      }
      await pause(waitMs);
      waitMs = Math.min(BACKOFF_MS.longest, waitMs * 2);
    }
  }

  /** An answer that the site is too busy for waits here; a site that is lost or stopped has the request open in its rows. */
  async function tell(event: Extract<CoreEvent, { kind: 'provider_answered' }>): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await options.answered(event);
        return;
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'site_busy') {
          log.debug({ error, request: event.request }, "a provider's answer was not taken; its request is sent again");
          return;
        }
      }
      await pause(BUSY_MS);
    }
  }

  return {
    release(request, provider) {
      if (underWay.has(request.id)) return;
      underWay.add(request.id);
      void deliver(request, provider).finally(() => underWay.delete(request.id));
    },
    use(directory) {
      entries = new Map(directory.providers.map((entry) => [entry.name.toLowerCase(), entry]));
    },
    missing: () =>
      [...entries.values()]
        .filter((entry) => entry.kind === 'in_process' && !options.inProcess[entry.name])
        .map((entry) => entry.name),
    stop: () => stopping.abort(),
  };
}

/** Lets `most` pieces of work run at once; the others wait in order. */
function createDoor(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Error('its answer is over 64 kB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Nothing but numbers and strings gets to the core, whoever gave it. */
function valuesOf(values: unknown): readonly (number | string)[] {
  if (!Array.isArray(values) || !values.every((value) => Number.isFinite(value) || typeof value === 'string'))
    throw new Error('its answer is no list of numbers and strings');
  return values;
}

/** What an error says for the history; a failed connection says its reason only inside. */
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const inner = cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : '';
  return inner === '' ? error.message : `${error.message}: ${inner}`;
}
