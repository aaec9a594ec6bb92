/** Refusals in one form: an HTTP status, a code for programs, words for people. */
import type { Answer, AnswerCode } from '../runtime/center/index.ts';
import type { ContactCenter } from '../runtime/index.ts';

/** Thrown by a barrier or a route; the error handler writes it. */
export class Problem extends Error {
  readonly statusCode: number;
  readonly code: string;
  readonly retryAfterS: number | undefined;
  constructor(statusCode: number, code: string, message: string, retryAfterS?: number) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** The HTTP status of each refusal of the core. */
const STATUS_OF_ANSWER: { readonly [Code in AnswerCode]: number } = {
  unknown_agent: 404,
  not_logged_in: 409,
  unknown_offer: 404,
  offer_ended: 409,
  not_yours: 403,
  unknown_contact: 404,
  wrong_state: 409,
  not_activated: 409,
  bad_image: 422,
  target_gone: 409,
  wait_point_gone: 409,
  bad_mapping: 422,
  unknown_skillset: 422,
  unknown_reason: 422,
  bad_address: 422,
  no_address: 422,
  bad_time: 422,
  bad_value: 422,
  at_capacity: 409,
};

/** The HTTP status of a refusal's code. */
export function statusOfAnswer(code: string): number {
  return Object.hasOwn(STATUS_OF_ANSWER, code) ? STATUS_OF_ANSWER[code as AnswerCode] : 409;
}

/** The answer when it is a good one; throws the refusal as a Problem. */
export function done(answer: Answer): Extract<Answer, { ok: true }> {
  if (answer.ok) return answer;
  throw new Problem(STATUS_OF_ANSWER[answer.code], answer.code, answer.message);
}

export function notFound(what: string): Problem {
  return new Problem(404, 'not_found', `there is no such ${what}`);
}

/** Codes of errors that pass by themselves: the database is away, the centre starts, stops, or is another node's. */
const UNAVAILABLE = new Set([
  'database_away',
  'site_busy',
  'site_stopped',
  'site_fenced',
  'starting',
  'stopping',
  'busy',
]);

/** Throws while the centre has no agents yet, and so nothing to show or to find: what is going on is told then (503). */
export async function needCentre(center: Pick<ContactCenter, 'agents' | 'status'>): Promise<void> {
  if (center.agents().length > 0) return;
  const { state, detail } = await center.status();
  if (state !== 'running') throw Object.assign(new Error(detail), { code: 'starting' });
}

export function isUnavailable(error: unknown): boolean {
  return UNAVAILABLE.has(codeOf(error));
}

export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}
