/** Clients of the web services: an agent with a session, and the operator with the token of the home. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CenterStatus, ContactSummary } from '../../runtime/index.ts';
import type { ContactView, Wire } from '../../runtime/presentation/index.ts';
import type { MyContactsDto } from '../../server/schemas/views.ts';

export interface WebAnswer<T = unknown> {
  readonly status: number;
  readonly body: T;
}

export interface WebClient {
  /** Asks once; rejects when nobody answers. */
  ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, key?: string): Promise<WebAnswer<T>>;
  /** The body of a good answer; throws another one. */
  get<T>(path: string): Promise<T>;
  /** A command whose answer is good; throws another one. `key` makes a repeat the same command. */
  post<T>(path: string, body?: unknown, key?: string): Promise<T>;
}

export type Status = Wire<CenterStatus>;
export type Contact = Wire<ContactView>;
export type Summary = Wire<ContactSummary>;
export type Mine = MyContactsDto;

function clientOf(url: () => string, headers: () => Readonly<Record<string, string>>): WebClient {
  const client: WebClient = {
    async ask<T>(method: string, path: string, body?: unknown, key: string = randomUUID()) {
      const response = await fetch(`${url()}/api/v1${path}`, {
        method,
        headers: {
          ...headers(),
          connection: 'close',
          ...(method === 'GET' ? {} : { origin: url(), 'idempotency-key': key, 'content-type': 'application/json' }),
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      });
      return { status: response.status, body: (await response.json()) as T };
    },
    async get<T>(path: string) {
      return good<T>(path, await client.ask('GET', path));
    },
    async post<T>(path: string, body?: unknown, key?: string) {
      return good<T>(path, await client.ask('POST', path, body, key));
    },
  };
  return client;
}

function good<T>(path: string, answer: WebAnswer): T {
  if (answer.status >= 300) throw new Error(`${path} is answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** Logs in; the session outlives the centre's process. `url` is asked for each request: the next process may have another. */
export async function logIn(url: string | (() => string), login: string, password: string): Promise<WebClient> {
  const present = typeof url === 'string' ? () => url : url;
  const response = await fetch(`${present()}/api/v1/session`, {
    method: 'POST',
    headers: { origin: present(), 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ login, password }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  const body = await response.text();
  if (response.status !== 200 || cookie === undefined)
    throw new Error(`no log-in for ${login}: ${response.status} ${body}`);
  return clientOf(present, () => ({ cookie }));
}

/** What a running centre leaves in its home for its user's commands; throws while none runs. */
function noteOf(home: string): { readonly url: string; readonly token: string } {
  return JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
}

/** With the rights of the user who runs the centre. Each start has another token. */
export function operatorOf(home: string): WebClient {
  return clientOf(
    () => noteOf(home).url,
    () => ({ authorization: `Bearer ${noteOf(home).token}` }),
  );
}

/** Gives an agent a password and logs in. */
export async function agentOf(home: string, login: string): Promise<WebClient> {
  const password = randomUUID();
  await operatorOf(home).post(`/agents/${login}/password`, { password });
  return await logIn(() => noteOf(home).url, login, password);
}
