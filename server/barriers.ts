/**
 * What every request passes first (design decision 10). Each barrier is a function of its own with a test that is refused.
 *
 * Host: a page of another site that made its own name point to us (DNS rebinding) sends that name here.
 * Origin: browsers name the page that asks on every write and WebSocket upgrade, and no page can change it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}

export interface DoorOptions {
  /** Where the server listens. */
  readonly host: string;
  /** Names that people reach it by, e.g. `desk.acme.example`; loopback's own are added on loopback. */
  readonly names: readonly string[];
  /** Pages come over TLS, ours or the proxy's. */
  readonly secure: boolean;
}

/** The names of this centre in lower case, without ports. */
export function namesOf(door: DoorOptions): ReadonlySet<string> {
  const any = door.host === '0.0.0.0' || door.host === '::' || door.host === '[::]';
  const own = any ? [] : [door.host.includes(':') && !door.host.startsWith('[') ? `[${door.host}]` : door.host];
  const loopback = isLoopback(door.host) ? LOOPBACK_NAMES : [];
  return new Set([...own, ...loopback, ...door.names].map((name) => name.toLowerCase()));
}

/** Refuses a request for a name that is not ours. The port is not looked at: a tunnel or a proxy may have another. */
export function checkHost(names: ReadonlySet<string>, request: FastifyRequest): void {
  const name = nameIn(request.headers.host ?? '');
  if (name === undefined || !names.has(name)) {
    throw new Problem(421, 'wrong_host', 'this centre is not known by that name; add it with --listen-name');
  }
}

function nameIn(host: string): string | undefined {
  return /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}

/** Refuses a write or an upgrade that no page of ours asked for. */
export function checkOrigin(secure: boolean, request: FastifyRequest): void {
  const upgrade = request.headers.upgrade !== undefined;
  if (!upgrade && (request.method === 'GET' || request.method === 'HEAD')) return;
  const expected = `${secure ? 'https' : 'http'}://${request.headers.host}`.toLowerCase();
  if (request.headers.origin?.toLowerCase() !== expected) {
    throw new Problem(
      403,
      'wrong_origin',
      `the header Origin must be ${expected}, the address of this centre's own pages`,
    );
  }
}

const EVERYWHERE: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  // Not no-referrer: forms would send the Origin `null`.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Pages: own scripts and styles only, nothing inline, nobody's frame. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; " +
  "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answers of the services are data: they load and run nothing, wherever they are shown. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Mail as a document of its own; `images` lets it fetch pictures over https. Scripts and forms never. */
export function mailPolicy(images: boolean): string {
  const sources = images ? 'data: https:' : 'data:';
  return (
    `default-src 'none'; img-src ${sources}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; ` +
    "frame-ancestors 'self'; sandbox allow-popups"
  );
}

export function setHeaders(secure: boolean, reply: FastifyReply): void {
  reply.headers(EVERYWHERE);
  reply.header('content-security-policy', DATA_POLICY);
  reply.header('cache-control', 'no-store');
  if (secure) reply.header('strict-transport-security', 'max-age=31536000');
}
