/**
 * Which contact a mail belongs to (language §9): by our Message-IDs in In-Reply-To, then in References (newest first), then by
 * the signed mark in the subject. A mail in a mailbox joins only contacts that were written to from that mailbox.
 *
 * It is a pure decision in two steps, so that a batch of mails needs two queries: `gatherEvidence` says what to look up,
 * `decideThread` decides with what was found.
 */
import type { ThreadEvidence } from '../center/protocol.ts';
import type { MarkSigner } from './message-id.ts';
import type { OutgoingReference, ThreadContact } from './ports.ts';

export interface ThreadFacts {
  readonly mailbox: string;
  readonly subject: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
}

/** One hint, strongest first in a list. A Message-ID still has to be looked up: only mails that were sent count. */
export type Hint =
  | { readonly by: 'in_reply_to' | 'references'; readonly value: string }
  | { readonly by: 'subject_mark'; readonly value: string; readonly contact: number };

/** What a mail says about its contact, strongest first; signatures are checked here. */
export function gatherEvidence(facts: ThreadFacts, signer: MarkSigner): readonly Hint[] {
  const hints: Hint[] = [];
  const seen = new Set<string>();
  const addIds = (by: 'in_reply_to' | 'references', ids: readonly string[]) => {
    for (const value of ids) {
      if (seen.has(value) || signer.readMessageId(value, facts.mailbox) === undefined) continue;
      seen.add(value);
      hints.push({ by, value });
    }
  };
  addIds('in_reply_to', facts.inReplyTo);
  addIds('references', [...facts.references].reverse());
  for (const contact of signer.readMarks(facts.subject, facts.mailbox))
    hints.push({ by: 'subject_mark', value: signer.mark(contact, facts.mailbox), contact });
  return hints;
}

export interface ThreadLookups {
  /** By Message-ID. */
  readonly references: ReadonlyMap<string, OutgoingReference>;
  /** By contact. */
  readonly contacts: ReadonlyMap<number, ThreadContact>;
}

export interface ThreadDecision {
  readonly contact: ThreadContact;
  readonly evidence: ThreadEvidence;
}

/** The first hint that holds; undefined: a new contact. */
export function decideThread(
  mailbox: string,
  hints: readonly Hint[],
  found: ThreadLookups,
): ThreadDecision | undefined {
  for (const hint of hints) {
    const contact = found.contacts.get(contactOf(mailbox, hint, found) ?? -1);
    if (contact !== undefined && sameMailbox(contact.mailbox, mailbox))
      return { contact, evidence: { by: hint.by, value: hint.value } };
  }
  return undefined;
}

function contactOf(mailbox: string, hint: Hint, found: ThreadLookups): number | undefined {
  if (hint.by === 'subject_mark') return hint.contact;
  const sent = found.references.get(hint.value);
  return sent !== undefined && sameMailbox(sent.mailbox, mailbox) ? sent.contact : undefined;
}

function sameMailbox(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
