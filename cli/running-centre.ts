/**
 * How a command reaches a running centre: through its web services, like everybody (decision 10), with the operator's token
 * that `serve` leaves in `$CCMM_HOME/run.json`, readable by its owner alone.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveHome } from '../runtime/index.ts';
import { Failure } from './outcome.ts';

/** What `serve` writes and these commands read. */
export interface RunFile {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
  readonly smtp?: { readonly host: string; readonly port: number };
  readonly centre: string;
  readonly startedAt: string;
}

export const RUN_FILE = 'run.json';

export async function readRunFile(home: string): Promise<RunFile | undefined> {
  const text = await readFile(join(home, RUN_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES')
      throw new Failure(
        'not_permitted',
        `${join(home, RUN_FILE)} belongs to another user; run this as the user who runs the centre`,
      );
    return undefined;
  });
  return text === undefined ? undefined : (JSON.parse(text) as RunFile);
}

export interface RunningCentre {
  /** The folder it was started with. */
  readonly folder: string;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** As post, for services whose refusals are a whole answer: one with `refused` or `diagnostics` is given back, not thrown. */
  send(method: 'POST', path: string, body: unknown): Promise<unknown>;
}

/** Finds the centre of `home` (default `$CCMM_HOME`), or fails with what to do. */
export async function runningCentre(home?: string): Promise<RunningCentre> {
  const folder = home ?? resolveHome(process.env);
  const run = await readRunFile(folder);
  if (!run)
    throw new Failure(
      'not_running',
      `no centre runs here (${join(folder, RUN_FILE)} is not there); start one with: ccmm serve <dir>`,
    );
  const ask = async (method: string, path: string, body?: unknown, whole = false) => {
    const response = await fetch(`${run.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${run.token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID(), origin: run.url }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Failure(
        'not_running',
        `the centre at ${run.url} does not answer; it may have stopped. Start it with: ccmm serve ${run.centre}`,
        1,
        { cause },
      );
    });
    const answer = (await response.json().catch(() => ({}))) as { code?: string; message?: string; error?: string };
    if (!response.ok && !(whole && 'preview' in answer))
      throw new Failure(
        answer.code ?? `http_${response.status}`,
        answer.message ?? `the centre answered ${response.status}`,
      );
    return answer as unknown;
  };
  return {
    folder: run.centre,
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    send: (method, path, body) => ask(method, path, body, true),
  };
}
