/** One route of the web services: its schema, who may call it, and what it does. The table is `routes/index.ts`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Clock, Log } from '../runtime/center/index.ts';
import type { Account, ContactCenter } from '../runtime/index.ts';
import type { Cookies } from './cookies.ts';
import type { LogInGuard } from './log-in-guard.ts';
import type { WebPresenter } from './web-presenter.ts';

/** `supervisor` includes administrators. */
export type Access = 'public' | 'agent' | 'supervisor' | 'administrator';

/** What routes stand on. */
export interface RouteContext {
  readonly center: ContactCenter;
  readonly clock: Clock;
  readonly log: Log;
  readonly pages: WebPresenter;
  readonly logIns: LogInGuard;
  readonly cookies: Cookies;
  /** See operator.ts. */
  readonly operatorToken: string | undefined;
}

export interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Who asks; an empty log-in on a public route. */
  readonly account: Account;
  /** The session's token; empty on a public route. */
  readonly token: string;
  /** The command's id from Idempotency-Key, made the account's own; empty on a route without a command. */
  readonly commandId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface RouteParts<Params extends TSchema, Query extends TSchema, Body extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  /** Name in the OpenAPI document. */
  readonly operation: string;
  readonly summary: string;
  readonly group: string;
  readonly access: Access;
  /** Takes a client's command id in Idempotency-Key. */
  readonly command?: boolean;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly bodyBytesMax?: number;
  /** JSON answer with 200; without it the route answers by itself. */
  readonly answer?: TSchema;
  /** Refusals that say more than a code and words: a schema that holds those of ProblemSchema too. */
  readonly refusal?: TSchema;
  handle(context: RouteContext, input: RouteInput<Static<Params>, Static<Query>, Static<Body>>): Promise<unknown>;
}

export type Route = RouteParts<TSchema, TSchema, TSchema>;

/** A route with its types joined to its schemas. */
export function route<Params extends TSchema, Query extends TSchema, Body extends TSchema>(
  parts: RouteParts<Params, Query, Body>,
): Route {
  return parts as unknown as Route;
}
