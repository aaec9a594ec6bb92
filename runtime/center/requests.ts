/** SEND INFO, SEND REQUEST and GET RESPONSE: rows that the provider adapter answers (design decision 2). */
import { effect, note, putRequest } from './batch.ts';
import { cleanText, cleanValues, TEXT_LIMITS } from './clean.ts';
import type { RequestRow } from './model.ts';
import type { Contact, State } from './state.ts';

/** Sends values to a provider. A request takes the place of one to the same provider that is still open. */
export function sendToProvider(
  state: State,
  contact: Contact,
  kind: RequestRow['kind'],
  provider: number,
  values: readonly (number | string)[],
): void {
  const mine = (state.requestsOf.get(contact.id) ?? []).filter((id) => state.requests.has(id));
  if (kind === 'request') {
    const earlier = lastRequest(state, contact, provider);
    if (earlier !== undefined) putRequest(state, { ...earlier, state: 'done' });
  }
  const row: RequestRow = {
    id: ++state.last.request,
    contact: contact.id,
    provider,
    kind,
    values: cleanValues(values),
    state: 'open',
    at: state.at,
  };
  state.requestsOf.set(contact.id, [...mine, row.id]);
  putRequest(state, row);
  const name = state.names.nameOf('provider', provider);
  note(state, contact.id, kind === 'request' ? 'request_sent' : 'info_sent', name);
  effect(state, { kind: 'request', request: row, provider: name });
}

/** The contact's newest request to a provider that is open or has an answer nobody took. */
export function lastRequest(state: State, contact: Contact, provider: number): RequestRow | undefined {
  const ids = state.requestsOf.get(contact.id) ?? [];
  for (let i = ids.length - 1; i >= 0; i--) {
    const request = state.requests.get(ids[i] as number);
    if (request?.kind === 'request' && request.provider === provider) return request;
  }
  return undefined;
}

/** What a provider answered becomes the request's reply; tells the request when a script may wait for it. */
export function takeAnswer(
  state: State,
  request: RequestRow,
  values: readonly (number | string)[] | undefined,
  error: string | undefined,
): RequestRow | undefined {
  const name = state.names.nameOf('provider', request.provider);
  if (error !== undefined) {
    putRequest(state, { ...request, state: 'failed' });
    note(state, request.contact, 'request_failed', `${name}: ${cleanText(error, TEXT_LIMITS.detail)}`);
    return undefined;
  }
  if (request.kind === 'info') {
    putRequest(state, { ...request, state: 'done' });
    return undefined;
  }
  const answered: RequestRow = { ...request, state: 'answered', reply: cleanValues(values ?? []) };
  putRequest(state, answered);
  note(state, request.contact, 'request_answered', name);
  return answered;
}
