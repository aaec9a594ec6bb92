/** What a decision is: what the script did, in order, and why it stopped. Plain objects. */
import type { QueueChoice, QueueKind, RunEvent, Stop, Value } from '../host.ts';

/** One thing that a script did. Names are names. It may be frozen, and the same object in other decisions. */
export type Action =
  | {
      readonly kind: 'queue';
      readonly queue: QueueKind;
      readonly to: readonly string[];
      readonly priority: number;
      readonly choice: QueueChoice;
    }
  | {
      readonly kind: 'change_priority';
      readonly queue: QueueKind;
      readonly in: readonly string[];
      readonly priority: number;
    }
  | { readonly kind: 'remove'; readonly queue: QueueKind; readonly from: readonly string[] }
  | { readonly kind: 'respond'; readonly response: string }
  | { readonly kind: 'offer'; readonly responses: readonly string[] }
  | { readonly kind: 'log'; readonly values: readonly Value[] }
  | { readonly kind: 'send_info' | 'send_request'; readonly provider: string; readonly values: readonly Value[] }
  | { readonly kind: 'route'; readonly address: string }
  | { readonly kind: 'close'; readonly reason: string | undefined }
  | { readonly kind: 'save'; readonly variable: string; readonly value: number }
  /** A fault that is an event in the contact's history (language §4). */
  | { readonly kind: 'event'; readonly event: RunEvent; readonly detail: string };

/** The object and its lists are the caller's own. */
export interface Decision {
  readonly actions: readonly Action[];
  /** Seconds of each wait, those that were passed over first. */
  readonly waits: readonly number[];
  /** `wait` and `response` are suspensions, the others ends. */
  readonly stop: Exclude<Stop['kind'], 'stands'>;
  /** Whom a GET RESPONSE asks. */
  readonly provider: string | undefined;
  /** What is gone. */
  readonly gone: string | undefined;
  /** The suspended script, for resume(); only with the option `resumable`. */
  readonly state: Uint8Array | undefined;
}
