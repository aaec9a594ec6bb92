/**
 * Providers: where SEND INFO and SEND REQUEST go, and GET RESPONSE's answers come from (language.md §3). In-process ones are
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
  readonly answered: (event: Extract<CoreEvent, { kind: 'provider_answered' }>) => void;
}

export interface Providers {
  release(request: RequestRow, provider: string): void;
  use(directory: Directory): void;
  /** Problems of the configuration, for people: in-process providers that nobody registered. */
  missing(): readonly string[];
  stop(): void;
}

/** GET RESPONSE stores at most 10 values of at most 255 characters; a body over this is no answer. */
const ANSWER_BYTES_MAX = 64 * 1024;
const INFO_ATTEMPTS = 5;
const BACKOFF_MS = { first: 500, longest: 30_000 } as const;

export function createProviders(options: ProvidersOptions): Providers {
  let entries = new Map<string, ProviderEntry>();
  const stopping = new AbortController();

  async function call(entry: ProviderEntry, request: RequestRow): Promise<readonly (number | string)[]> {
    const message: ProviderCall = {
      provider: entry.name,
      kind: request.kind,
      idempotencyKey: `request-${request.id}`,
      contact: request.contact,
      values: request.values,
    };
    const inProcess = options.inProcess[entry.name];
    if (entry.kind === 'in_process') {
      if (!inProcess) throw new Error(`no in-process provider named ${entry.name} is registered`);
      return await inProcess(message);
    }
    return await post(entry, message);
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
    return valuesOf(await limitedText(response));
  }

  /** A request's GET times out in the core; here it is tried once, an info a few times. */
  async function deliver(request: RequestRow, provider: string): Promise<void> {
    const entry = entries.get(provider.toLowerCase());
    let wait: number = BACKOFF_MS.first;
    for (let attempt = 1; ; attempt++) {
      try {
        if (!entry) throw new Error(`the present centre has no provider named ${provider}`);
        options.answered({ kind: 'provider_answered', request: request.id, values: await call(entry, request) });
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const detail = error instanceof Error ? error.message : String(error);
        options.log.warn({ provider, request: request.id, attempt, detail }, 'a provider failed');
        if (request.kind === 'request' || attempt >= INFO_ATTEMPTS) {
          options.answered({ kind: 'provider_answered', request: request.id, error: detail });
          return;
        }
        await new Promise<void>((resolve) => void options.clock.after(wait, resolve));
        wait = Math.min(BACKOFF_MS.longest, wait * 2);
      }
    }
  }

  return {
    release: (request, provider) => void deliver(request, provider),
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

/** `{"values": [1, "two"]}`: numbers and strings only. */
function valuesOf(text: string): readonly (number | string)[] {
  const answer: unknown = JSON.parse(text);
  const values = typeof answer === 'object' && answer !== null && 'values' in answer ? answer.values : undefined;
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number' || typeof value === 'string'))
    throw new Error('its answer is not {"values": [numbers and strings]}');
  return values;
}
