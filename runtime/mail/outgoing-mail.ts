/**
 * One outgoing mail as bytes and an envelope. Header injection is impossible: every value is one line before it gets here, addresses
 * are checked, and nodemailer encodes what remains.
 */
import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailboxEntry } from '../../vm/index.ts';
import { isAddress } from './address.ts';
import type { Limits } from './limits.ts';
import { foldAddress } from './loop-guard.ts';
import type { MarkSigner } from './message-id.ts';
import { boundedLine } from './mime/bounded-text.ts';
import { messageIds } from './mime/read-headers.ts';
import type { OutgoingMail } from './ports.ts';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export interface ComposedMail {
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
  /** Recipients that were left out, with the reason in words. */
  readonly leftOut: readonly string[];
}

export interface ComposeContext {
  readonly mailbox: Pick<MailboxEntry, 'name' | 'address' | 'displayName'>;
  readonly own: ReadonlySet<string>;
  readonly signer: MarkSigner;
  readonly limits: Limits;
  /** The customer's mail itself, when it is forwarded. */
  readonly attached?: Uint8Array;
  readonly nowMs: number;
}

/** Composes a mail; undefined when nobody is left to send it to. */
export async function composeMail(mail: OutgoingMail, context: ComposeContext): Promise<ComposedMail | undefined> {
  const leftOut: string[] = [];
  const taken = new Set<string>();
  const allowed = (addresses: readonly string[]) =>
    addresses.filter((address) => {
      const key = foldAddress(address);
      const reason = !isAddress(address) ? 'no address' : context.own.has(key) ? 'our own mailbox' : undefined;
      if (reason !== undefined) leftOut.push(`${boundedLine(address, context.limits.addressCharacters)} (${reason})`);
      if (reason !== undefined || taken.has(key)) return false;
      taken.add(key);
      return true;
    });
  const [to, cc, bcc] = [allowed(mail.to), allowed(mail.cc), allowed(mail.bcc)];
  if (taken.size === 0) return undefined;
  const automatic = mail.source === 'Automated_Response';
  const composer = new MailComposer({
    from: {
      name: boundedLine(context.mailbox.displayName, context.limits.nameCharacters),
      address: context.mailbox.address,
    },
    to,
    cc,
    subject: subjectOf(mail, context),
    messageId: mail.messageId,
    date: new Date(context.nowMs),
    text: withQuote(mail),
    ...(mail.html === undefined ? {} : { html: mail.html }),
    ...threadHeaders(mail, context.limits),
    ...(automatic ? { headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } } : {}),
    ...(context.attached === undefined ? {} : { attachments: [attachedMail(context.attached)] }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // RFC 3834 §3.3 would like a null path for automatic responses; many providers refuse one from a customer of theirs. The bounce
  // of a response comes from a null path itself, so nothing answers it.
  const envelope: Envelope = {
    from: envelopeAddress(context.mailbox.address),
    to: [...to, ...cc, ...bcc].map(envelopeAddress),
  };
  return { envelope, raw: await composer.compile().build(), leftOut };
}

/** The domain in its ASCII form, which every server takes. */
function envelopeAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}

/** The subject with the contact's mark; a forward to the outside keeps it too, so that the answer joins the contact. */
function subjectOf(mail: OutgoingMail, context: ComposeContext): string {
  const bare = boundedLine(mail.subject, context.limits.subjectCharacters - 40);
  return context.signer.markSubject(bare, mail.contact, context.mailbox.name);
}

/** In-Reply-To, and References: those of the mail answered, then that mail; bounded, the first and the newest stay. */
function threadHeaders(
  mail: OutgoingMail,
  limits: Limits,
): { readonly inReplyTo?: string; readonly references?: string } {
  const answered = messageIds(mail.inReplyTo ?? '', limits)[0];
  const chain = messageIds([...mail.references, answered ?? ''].join(' '), limits).filter((id) =>
    /^[\u0021-\u007e]+$/.test(id),
  );
  const last =
    answered === undefined || !chain.includes(answered) ? chain : [...chain.filter((id) => id !== answered), answered];
  const kept =
    last.length <= limits.outgoingReferences
      ? last
      : [...last.slice(0, 1), ...last.slice(1 - limits.outgoingReferences)];
  return {
    ...(answered === undefined || !kept.includes(answered) ? {} : { inReplyTo: answered }),
    ...(kept.length === 0 ? {} : { references: kept.join(' ') }),
  };
}

function withQuote(mail: OutgoingMail): string {
  if (mail.original === undefined) return mail.text;
  const { from, at, text } = mail.original;
  const date = new Date(Math.floor(at / 1000)).toUTCString();
  const quoted = text.split(/\r?\n/).map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `${mail.text}\n\nOn ${date}, ${boundedLine(from, 320)} wrote:\n${quoted.join('\n')}\n`;
}

function attachedMail(raw: Uint8Array) {
  return {
    filename: 'message.eml',
    contentType: 'message/rfc822',
    contentDisposition: 'attachment' as const,
    content: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
  };
}
