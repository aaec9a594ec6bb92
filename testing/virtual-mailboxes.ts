/**
 * What the E-mail Manager does with a parsed mail before the core hears of it, without database: the mailbox it is for, its
 * customer, the contact that it answers, the mailbox's rules and the loop guard, all by the E-mail Manager's own functions.
 */
import type { ActionRow, ContactRow } from '../runtime/center/model.ts';
import type { MailEvent, ThreadEvidence } from '../runtime/center/protocol.ts';
import {
  budgetSinceAt,
  createMailboxRules,
  createMarkSigner,
  decideThread,
  factsOf,
  foldAddress,
  gatherEvidence,
  guardRule,
  type MailboxRules,
  type OutgoingReference,
  ownAddresses,
  type ThreadContact,
} from '../runtime/mail/index.ts';
import type { Directory, MailboxEntry } from '../vm/index.ts';
import type { VirtualMail } from './virtual-centre.ts';

/** The centre takes no such mail; the message says why. */
export class MailNotTaken extends Error {
  readonly code = 'mail_not_taken';
}

/** A key of no worth: what a virtual centre signs never leaves it. */
const signer = createMarkSigner(new TextEncoder().encode('virtual centre'));

export class VirtualMailboxes {
  readonly #customers = new Map<string, { readonly id: number; contacts: number }>();
  readonly #sent = new Map<number, ActionRow>();
  readonly #responses = new Map<string, number[]>();
  #directory: Directory;
  #rules = new Map<MailboxEntry, MailboxRules>();
  #own: ReadonlySet<string>;

  constructor(directory: Directory) {
    this.#directory = directory;
    this.#own = ownAddresses(directory);
  }

  activate(directory: Directory): void {
    if (directory === this.#directory) return;
    this.#directory = directory;
    this.#own = ownAddresses(directory);
    this.#rules = new Map();
  }

  /** An outgoing mail was queued: answers to it are known by its Message-ID. */
  sent(action: ActionRow): void {
    this.#sent.set(action.id, action);
  }

  /** The Message-ID of an outgoing mail. */
  messageId(action: ActionRow, mailbox: string): string {
    return signer.messageId(action.contact, action.id, mailbox, 'virtual.example');
  }

  /** Who writes; `contacts` counts those that this customer began. */
  customer(address: string): { readonly id: number; contacts: number } {
    const key = foldAddress(address);
    const known = this.#customers.get(key) ?? { id: this.#customers.size + 1, contacts: 0 };
    this.#customers.set(key, known);
    return known;
  }

  /** The contact that a mail belongs to, by what it carries of ours. */
  threadOf(
    delivery: VirtualMail,
    contactOf: (contact: number) => ContactRow | undefined,
  ): { readonly contact: number; readonly evidence: ThreadEvidence } | undefined {
    const { mail } = delivery;
    if (this.#sent.size === 0 && !mail.subject.includes('[#')) return undefined;
    const mailbox = this.mailboxFor(delivery).name;
    const hints = gatherEvidence(
      { mailbox, subject: mail.subject, inReplyTo: mail.inReplyTo, references: mail.references },
      signer,
    );
    const references = new Map<string, OutgoingReference>();
    const contacts = new Map<number, ThreadContact>();
    for (const hint of hints) {
      const named =
        hint.by === 'subject_mark' ? hint : this.#sent.get(signer.readMessageId(hint.value, mailbox)?.action ?? 0);
      const row = named === undefined ? undefined : contactOf(named.contact);
      if (named === undefined || row === undefined) continue;
      const { id: contact, customer, mailbox: from } = row;
      contacts.set(contact, { contact, customer, mailbox: from, closed: row.state === 'Closed' });
      if ('id' in named)
        references.set(hint.value, {
          messageId: hint.value,
          contact,
          mailbox: from,
          automatic: named.source === 'Automated_Response',
        });
    }
    const found = decideThread(mailbox, hints, { references, contacts });
    return found === undefined ? undefined : { contact: found.contact.contact, evidence: found.evidence };
  }

  /** The mail's event for the core. */
  event(delivery: VirtualMail, ledger: number, at: number): MailEvent {
    const { mail, sizeBytes } = delivery;
    const mailbox = this.mailboxFor(delivery);
    const read = factsOf({ row: { ledger, mailbox: mailbox.name }, sizeBytes, mail }, mailbox.address, this.#own);
    const customer = this.customer(read.from);
    const decided = this.#rulesOf(mailbox).decide(read);
    // The core itself keeps responses from automatic mail, and says so in the contact's history.
    const { facts, rule } = read.automatic
      ? { facts: read, rule: decided }
      : guardRule(read, decided, (address) => this.#mayRespond(address, at));
    return {
      ledger,
      mailbox: mailbox.name,
      facts,
      text: mail.text,
      ...(mail.html === undefined ? {} : { html: mail.html }),
      customer: customer.id,
      customerContactCount: customer.contacts,
      rule,
    };
  }

  /** The mailbox a mail is for: the one that is named, else the one among its recipients, else the first. */
  mailboxFor({ mail, mailbox }: VirtualMail): MailboxEntry {
    const { mailboxes } = this.#directory;
    const recipients = new Set([...mail.to, ...mail.cc].map(foldAddress));
    const found =
      mailbox === undefined
        ? (mailboxes.find(({ address }) => recipients.has(foldAddress(address))) ?? mailboxes[0])
        : mailboxes.find(({ name }) => name.toLowerCase() === mailbox.toLowerCase());
    if (!found)
      throw new MailNotTaken(
        mailbox === undefined
          ? 'the centre has no mailbox; add one to center.yaml'
          : `the centre has no mailbox named ${mailbox}`,
      );
    return found;
  }

  #rulesOf(mailbox: MailboxEntry): MailboxRules {
    const known = this.#rules.get(mailbox) ?? createMailboxRules(this.#directory, mailbox);
    this.#rules.set(mailbox, known);
    return known;
  }

  /** The sender's budget of automatic responses for a day (language §9). */
  #mayRespond(address: string, at: number): boolean {
    const key = foldAddress(address);
    const recent = (this.#responses.get(key) ?? []).filter((given) => given > budgetSinceAt(at));
    if (recent.length >= this.#directory.automaticResponsesPerDay) return false;
    this.#responses.set(key, [...recent, at]);
    return true;
  }
}
