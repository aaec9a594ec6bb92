/**
 * From parsed mails to events for the core: facts, then the contact they belong to, then the rules and the loop guard. The lookups of
 * a whole batch are four queries; what decides is pure.
 */
import type { MailFacts } from '../center/model.ts';
import type { RuleOutcome } from '../center/protocol.ts';
import { failpoint } from './failpoints.ts';
import { type AutomaticSigns, foldAddress, isAutomatic, isAutoSubmitted } from './loop-guard.ts';
import type { MarkSigner } from './message-id.ts';
import type { ParsedMail } from './mime/parsed-mail.ts';
import type { CustomerRecord, MailStore, MailToParse, RoutedMail } from './ports.ts';
import type { ResponseBudget } from './response-budget.ts';
import type { MailboxRules } from './rules.ts';
import { decideThread, gatherEvidence, type Hint, type ThreadLookups } from './threading.ts';

/** A mailbox as intake needs it. */
export interface IntakeMailbox {
  readonly name: string;
  readonly address: string;
  readonly rules: MailboxRules;
}

/** What an activation of the directory gives intake. */
export interface IntakeDirectory {
  /** By folded name. */
  readonly mailboxes: ReadonlyMap<string, IntakeMailbox>;
  readonly ownAddresses: ReadonlySet<string>;
  readonly automaticResponsesPerDay: number;
}

export interface MailInHand {
  readonly row: Pick<MailToParse, 'ledger' | 'mailbox' | 'envelopeFrom'>;
  readonly sizeBytes: number;
  readonly mail: ParsedMail;
}

/** A mail that became an event, or the reason why it is no contact. */
export type Routing =
  | { readonly kind: 'routed'; readonly event: RoutedMail }
  | { readonly kind: 'refused'; readonly ledger: number; readonly reason: string };

/** Routes a batch. Rejects only when the store does. */
export async function routeMails(
  batch: readonly MailInHand[],
  directory: IntakeDirectory,
  store: Pick<MailStore, 'customers' | 'outgoingByMessageId' | 'threadContacts'>,
  signer: MarkSigner,
  budget: ResponseBudget,
  nowAt: number,
): Promise<readonly Routing[]> {
  const refused: Routing[] = [];
  const work: Work[] = [];
  for (const hand of batch) {
    const mailbox = directory.mailboxes.get(hand.row.mailbox.toLowerCase());
    const reason =
      mailbox === undefined
        ? `the centre has no mailbox ${hand.row.mailbox}`
        : ownCopy(hand, mailbox, directory, signer);
    if (mailbox === undefined || reason !== undefined)
      refused.push({ kind: 'refused', ledger: hand.row.ledger, reason: reason ?? '' });
    else work.push(begin(hand, mailbox, directory, signer));
  }
  const customers = await store.customers(
    work.map(({ facts }) => ({ address: foldAddress(facts.from), name: facts.fromName })),
  );
  failpoint('mail.intake.after-customers');
  const lookups = await lookUp(work, store);
  const mayRespond = (address: string, ledger: number) =>
    budget.take(address, ledger, directory.automaticResponsesPerDay, nowAt);
  const routed: Routing[] = [];
  for (const [index, item] of work.entries()) {
    const customer = customers[index];
    if (customer === undefined)
      throw Object.assign(new Error('the store gave fewer customers than asked'), { code: 'MAIL_STORE' });
    routed.push({ kind: 'routed', event: await toEvent(item, customer, lookups, mayRespond) });
  }
  return [...refused, ...routed];
}

interface Work {
  readonly hand: MailInHand;
  readonly mailbox: IntakeMailbox;
  readonly facts: MailFacts;
  readonly hints: readonly Hint[];
}

function begin(hand: MailInHand, mailbox: IntakeMailbox, directory: IntakeDirectory, signer: MarkSigner): Work {
  const { mail } = hand;
  const facts = factsOf(hand, mailbox.address, directory.ownAddresses);
  const hints = gatherEvidence(
    { mailbox: mailbox.name, subject: mail.subject, inReplyTo: mail.inReplyTo, references: mail.references },
    signer,
  );
  return { hand, mailbox, facts, hints };
}

/** A mail of ours that came back (a list, a forwarding rule): it carries our own signed Message-ID and is no customer's. */
function ownCopy(
  hand: MailInHand,
  mailbox: IntakeMailbox,
  directory: IntakeDirectory,
  signer: MarkSigner,
): string | undefined {
  if (!directory.ownAddresses.has(foldAddress(hand.mail.from.address))) return undefined;
  for (const { name } of [mailbox, ...directory.mailboxes.values()])
    if (signer.readMessageId(hand.mail.messageId, name) !== undefined)
      return 'a mail that this centre sent came back to it';
  return undefined;
}

/** Facts of a mail (runtime/center/model.ts) from what the child read. */
export function factsOf(hand: MailInHand, recipient: string, own: ReadonlySet<string>): MailFacts {
  const { mail, row } = hand;
  const header = (name: string) => (Object.hasOwn(mail.headers, name) ? mail.headers[name] : undefined);
  const returnPath = row.envelopeFrom ?? returnPathOf(header('return-path'));
  const from = mail.from.address === '' ? (returnPath ?? '') : mail.from.address;
  const autoSubmitted = header('auto-submitted');
  const signs: AutomaticSigns = {
    from,
    list: header('list-id') !== undefined || header('list-post') !== undefined,
    ...defined('autoSubmitted', autoSubmitted),
    ...defined('precedence', header('precedence')),
    ...defined('suppress', header('x-auto-response-suppress')),
    ...defined('returnPath', returnPath),
  };
  const replyTo = returnPath === '' ? '' : (mail.replyTo ?? from);
  return {
    from,
    fromName: mail.from.name,
    replyTo: own.has(foldAddress(replyTo)) ? '' : replyTo,
    to: mail.to,
    cc: mail.cc,
    recipient,
    subject: mail.subject,
    messageId: mail.messageId,
    references: [...mail.references, ...mail.inReplyTo.filter((id) => !mail.references.includes(id))],
    body: mail.text,
    headers: mail.headers,
    attachmentCount: mail.attachments.length,
    sizeBytes: hand.sizeBytes,
    automatic: isAutomatic(signs) || own.has(foldAddress(from)) || own.has(foldAddress(replyTo)),
    autoSubmitted: isAutoSubmitted(autoSubmitted),
    spamScore: spamScore(header('x-spam-score'), header('x-spam-status')),
    language: /^[A-Za-z0-9-]{1,35}/.exec(header('content-language') ?? '')?.[0] ?? '',
  };
}

function defined<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: string });
}

/** Return-Path as the delivering server wrote it; `<>` is the null path. */
function returnPathOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const found = /<([^<>]*)>/.exec(value)?.[1] ?? value;
  return found.trim();
}

/** Whole points of a spam filter's header: X-Spam-Score, else `score=` of X-Spam-Status; 0 when there is none. */
function spamScore(score: string | undefined, status: string | undefined): number {
  const text = score ?? /\bscore=(-?[0-9.]+)/.exec(status ?? '')?.[1] ?? '';
  const points = Math.round(Number(/^\s*(-?[0-9]{1,6}(\.[0-9]{1,6})?)/.exec(text)?.[1] ?? 0));
  return Number.isFinite(points) ? points + 0 : 0;
}

async function lookUp(
  work: readonly Work[],
  store: Pick<MailStore, 'outgoingByMessageId' | 'threadContacts'>,
): Promise<ThreadLookups> {
  const hints = work.flatMap((item) => item.hints);
  const ids = [...new Set(hints.filter(({ by }) => by !== 'subject_mark').map(({ value }) => value))];
  const references = ids.length === 0 ? [] : await store.outgoingByMessageId(ids);
  const contacts = new Set(references.map(({ contact }) => contact));
  for (const hint of hints) if (hint.by === 'subject_mark') contacts.add(hint.contact);
  const found = contacts.size === 0 ? [] : await store.threadContacts([...contacts]);
  return {
    references: new Map(references.map((reference) => [reference.messageId, reference])),
    contacts: new Map(found.map((contact) => [contact.contact, contact])),
  };
}

type MayRespond = (address: string, ledger: number) => Promise<boolean>;

async function toEvent(
  work: Work,
  customer: CustomerRecord,
  lookups: ThreadLookups,
  mayRespond: MayRespond,
): Promise<RoutedMail> {
  const { hand, mailbox } = work;
  const decided = mailbox.rules.decide(work.facts);
  // Nobody is asked whose mail gets no response anyway: what is granted counts as given.
  const asked = decided.response !== undefined && !work.facts.automatic;
  const granted = asked && (await mayRespond(work.facts.replyTo, hand.row.ledger));
  const { facts, rule } = guardRule(work.facts, decided, () => granted);
  const thread = decideThread(mailbox.name, work.hints, lookups);
  const event = {
    ledger: hand.row.ledger,
    mailbox: mailbox.name,
    facts,
    text: hand.mail.text,
    ...(hand.mail.html === undefined ? {} : { html: hand.mail.html }),
    customer: customer.customer,
    customerContactCount: customer.contacts,
    rule,
  };
  if (thread === undefined) return { kind: 'contact_arrived', ...event };
  return {
    kind: 'customer_answered',
    contact: thread.contact.contact,
    ...(thread.contact.repliedBy === undefined ? {} : { repliedBy: thread.contact.repliedBy }),
    evidence: thread.evidence,
    ...event,
  };
}

/**
 * The loop guard on a rule's outcome. A sender beyond the day's budget counts as automatic, so that scripts give no response either,
 * and a rule that would have closed after responding does not close: an agent sees the mail.
 */
export function guardRule(
  facts: MailFacts,
  rule: RuleOutcome,
  mayRespond: (address: string) => boolean,
): { readonly facts: MailFacts; readonly rule: RuleOutcome } {
  if (rule.response === undefined) return { facts, rule };
  const { response: _, ...quiet } = rule;
  if (facts.automatic) return { facts, rule: quiet };
  if (mayRespond(facts.replyTo)) return { facts, rule };
  return { facts: { ...facts, automatic: true }, rule: { ...quiet, close: false } };
}
