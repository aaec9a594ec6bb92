/** Answers that say no. */
import type { Answer, AnswerCode } from './protocol.ts';

export type Refusal = Extract<Answer, { ok: false }>;

/** What was wrong and what to do, in a sentence. */
export function refused(code: AnswerCode, message: string): Refusal {
  return { ok: false, code, message };
}
