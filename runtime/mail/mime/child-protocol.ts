/** Messages between the pool and a child. Several jobs may be on their way to a child; it does them one after the other. */
import type { Limits } from '../limits.ts';
import type { Attachment, ParsedMail } from './parsed-mail.ts';

export type Job =
  | { readonly id: number; readonly kind: 'parse'; readonly raw: Uint8Array }
  | { readonly id: number; readonly kind: 'attachment'; readonly raw: Uint8Array; readonly index: number }
  /** Tests only: makes the child misbehave. A child obeys it only when its settings say so. */
  | { readonly id: number; readonly kind: 'misbehave'; readonly raw: Uint8Array; readonly how: Misbehaviour };

export type Misbehaviour = 'loop' | 'heap' | 'buffers' | 'exit' | 'throw' | 'reject';

/** First message to a child. */
export interface ChildSettings {
  readonly limits: Limits;
  readonly misbehave: boolean;
}

export type ToChild = { readonly settings: ChildSettings } | { readonly jobs: readonly Job[] };

export type JobResult =
  | { readonly kind: 'parsed'; readonly mail: ParsedMail }
  | { readonly kind: 'attachment'; readonly attachment: Attachment; readonly content: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: string };

export type FromChild =
  | { readonly ready: true }
  /** `worn`: the child holds much memory after this job and is to be replaced. */
  | { readonly id: number; readonly result: JobResult; readonly worn: boolean };

/** The signal with which a child ends itself when a mail takes more memory than it may. */
export const MEMORY_SIGNAL = 'SIGUSR2';
