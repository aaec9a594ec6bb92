/** How the core answers an intrinsic: one shape for each way the machine asks. */
import type { Contact, State } from '../state.ts';

export type IntrinsicAnswer =
  /** An integer-like answer about the contact or the centre. */
  | { readonly kind: 'int'; readonly ask: (state: State, contact: Contact) => number }
  /** An integer-like answer about skillsets, or about one agent. */
  | { readonly kind: 'of'; readonly ask: (state: State, contact: Contact, ids: readonly number[]) => number }
  | { readonly kind: 'text'; readonly ask: (state: State, contact: Contact) => string }
  /** CONTACT DATA: asked through its own call. */
  | { readonly kind: 'key' };

export const int = (ask: (state: State, contact: Contact) => number): IntrinsicAnswer => ({ kind: 'int', ask });
export const of = (ask: (state: State, contact: Contact, ids: readonly number[]) => number): IntrinsicAnswer => ({
  kind: 'of',
  ask,
});
export const text = (ask: (state: State, contact: Contact) => string): IntrinsicAnswer => ({ kind: 'text', ask });
/** A fact of voice contacts: nothing is known of it here. */
export const noNumber: IntrinsicAnswer = int(() => 0);
export const noText: IntrinsicAnswer = text(() => '');
