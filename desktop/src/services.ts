/** The web services, typed by their own schemas. The page knows nothing else of the centre. */
import type {
  ChoicesDto,
  ContactDto,
  ContactSummaryDto,
  CustomerDto,
  DoneDto,
  MeDto,
  MessageDto,
  MyContactsDto,
  ProblemDto,
} from '../../server/schemas/views.ts';

const API = '/api/v1';

/** A refusal of the services, or their absence (`status` 0). */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
  /** It may go well when asked again, under the same command id. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

async function ask<T>(method: string, path: string, body?: unknown, commandId?: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${API}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(commandId === undefined ? {} : { 'idempotency-key': commandId }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Refused(0, 'unreachable', 'The centre cannot be reached.');
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const problem = answer as Partial<ProblemDto> | undefined;
  throw new Refused(response.status, problem?.code ?? 'failed', problem?.message ?? response.statusText);
}

export interface Reply {
  readonly text: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly close?: { readonly reason?: string };
}
export type Target = { readonly agent: string } | { readonly skillset: string } | { readonly address: string };

export const services = {
  logIn: (login: string, password: string) => ask<MeDto>('POST', '/session', { login, password }),
  logOut: () => ask<void>('DELETE', '/session'),
  me: () => ask<MeDto>('GET', '/me'),
  choices: () => ask<ChoicesDto>('GET', '/choices'),
  myContacts: () => ask<MyContactsDto>('GET', '/me/contacts'),
  contact: (id: number) => ask<ContactDto>('GET', `/contacts/${id}`),
  message: (contact: number, action: number) =>
    ask<MessageDto>('GET', `/contacts/${contact}/actions/${action}/message`),
  customer: (id: number) => ask<CustomerDto>('GET', `/customers/${id}`),
  history: (customer: number) => ask<readonly ContactSummaryDto[]>('GET', `/customers/${customer}/contacts`),
  htmlAddress: (contact: number, action: number, images: boolean) =>
    `${API}/contacts/${contact}/actions/${action}/html${images ? '?images=1' : ''}`,
  attachmentAddress: (contact: number, action: number, index: number) =>
    `${API}/contacts/${contact}/actions/${action}/attachments/${index}`,
};

/** Commands take an id of the page's own: a repeat of the same gets the first answer. */
export const commands = {
  setState: (id: string, state: 'ready' | 'not_ready', reason?: string) =>
    ask<DoneDto>('PUT', '/agent/state', { state, ...(reason ? { reason } : {}) }, id),
  accept: (id: string, offer: number) => ask<DoneDto>('POST', `/offers/${offer}/accept`, {}, id),
  decline: (id: string, offer: number) => ask<DoneDto>('POST', `/offers/${offer}/decline`, {}, id),
  reply: (id: string, contact: number, reply: Reply) => ask<DoneDto>('POST', `/contacts/${contact}/reply`, reply, id),
  close: (id: string, contact: number, reason: string, text: string) =>
    ask<DoneDto>(
      'POST',
      `/contacts/${contact}/close`,
      { ...(reason ? { reason } : {}), ...(text ? { text } : {}) },
      id,
    ),
  postpone: (id: string, contact: number, until: Date, note: string) =>
    ask<DoneDto>(
      'POST',
      `/contacts/${contact}/postpone`,
      { until: until.toISOString(), ...(note ? { note } : {}) },
      id,
    ),
  forward: (id: string, contact: number, to: Target, note: string) =>
    ask<DoneDto>('POST', `/contacts/${contact}/forward`, { to, ...(note ? { note } : {}) }, id),
  note: (id: string, contact: number, text: string) => ask<DoneDto>('POST', `/contacts/${contact}/note`, { text }, id),
  pull: (id: string, contact: number) => ask<DoneDto>('POST', `/contacts/${contact}/pull`, {}, id),
};
