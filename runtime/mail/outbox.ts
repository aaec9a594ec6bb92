/**
 * The outbox: mails that the core queued are taken (their rows become EMail_Send_In_Progress, committed), sent, and their end is recorded.
 *
 * INVARIANT: what was taken and has no recorded end is never sent again by itself: it is EMail_Uncertain, at the latest at the next start.
 */
import type { Directory, MailboxEntry } from '../../vm/index.ts';
import { type Clock, type Log, nowAt } from '../center/ports.ts';
import { failpoint } from './failpoints.ts';
import type { Limits } from './limits.ts';
import { budgetSinceAt, foldAddress, ownAddresses } from './loop-guard.ts';
import type { MarkSigner } from './message-id.ts';
import { type ComposedMail, composeMail } from './outgoing-mail.ts';
import type { MailEnded, MailSink, MailStore, OutgoingEnd, OutgoingMail } from './ports.ts';
import { createSmtpSender, type SendResult, type SmtpSender } from './smtp-sender.ts';
import { createWorkLoop, messageOf } from './work-loop.ts';

export interface Outbox {
  /** Marks what a killed process left as uncertain, then sends. */
  start(): Promise<void>;
  wake(): void;
  /** Takes no more; mails under way get up to `graceMs` to end. */
  stop(graceMs?: number): Promise<void>;
  /** Another directory: mailboxes and outgoing servers of it from now on. */
  reload(): void;
  status(): OutboxStatus;
}

export interface OutboxStatus {
  readonly inProgress: number;
  readonly sent: number;
  readonly retried: number;
  readonly undeliverable: number;
  readonly uncertain: number;
  readonly failures: number;
}

export interface OutboxOptions {
  readonly directory: () => Directory;
  readonly store: MailStore;
  readonly sink: MailSink;
  readonly signer: MarkSigner;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
  /** A secret by its reference (`${NAME}` or `file:path`). */
  readonly secret: (reference: string) => Promise<string>;
}

/** A stopped outbox. */
export function createOutbox(options: OutboxOptions): Outbox {
  return new MailOutbox(options);
}

type Counter = 'sent' | 'retried' | 'undeliverable' | 'uncertain';

class MailOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #senders = new Map<string, SmtpSender>();
  readonly #underWay = new Map<number, Promise<void>>();
  /** Automatic responses to one address go one after the other, so that each sees the count of those before. */
  readonly #chains = new Map<string, Promise<void>>();
  readonly #counts: Record<Counter, number> = { sent: 0, retried: 0, undeliverable: 0, uncertain: 0 };
  /** Ends that could not be recorded yet: the database was away. */
  readonly #unrecorded = new Map<number, { readonly mail: OutgoingMail; readonly end: OutgoingEnd }>();
  /** Ends that are in the store and that the core has not heard of yet. */
  readonly #untold = new Set<MailEnded>();
  #marked = false;
  readonly #loop;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { clock, log, limits } = options;
    this.#loop = createWorkLoop({
      name: 'outbox',
      round: () => this.#round(),
      pollMs: limits.outgoingPollMs,
      backoffFirstMs: limits.backoffFirstMs,
      backoffMaxMs: limits.backoffMaxMs,
      clock,
      log,
    });
  }

  async start(): Promise<void> {
    this.#marked = false;
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  async stop(graceMs = 1_500): Promise<void> {
    await this.#loop.stop();
    const over = new Promise<void>((resolve) => this.#options.clock.after(graceMs, resolve));
    await Promise.race([Promise.all(this.#underWay.values()), over]);
    this.reload();
  }

  reload(): void {
    for (const sender of this.#senders.values()) sender.close();
    this.#senders.clear();
  }

  status(): OutboxStatus {
    return { inProgress: this.#underWay.size, ...this.#counts, failures: this.#loop.failures };
  }

  async #round(): Promise<boolean> {
    const { store, signer, clock, limits } = this.#options;
    if (!this.#marked) await this.#markUncertain();
    for (const { mail, end } of [...this.#unrecorded.values()]) await this.#record(mail, end);
    await Promise.all([...this.#untold].map((ended) => this.#tell(ended)));
    const room = limits.outgoingTake - this.#underWay.size;
    if (room <= 0) return false;
    const mails = await store.takeOutgoing(room, nowAt(clock), (contact, action, mailbox) =>
      signer.messageId(contact, action, mailbox, domainOf(this.#mailbox(mailbox)?.address)),
    );
    failpoint('mail.outbox.after-take');
    for (const mail of mails) {
      const work = this.#send(mail).finally(() => {
        this.#underWay.delete(mail.action);
        this.#loop.wake();
      });
      this.#underWay.set(mail.action, work);
    }
    return mails.length === room;
  }

  async #markUncertain(): Promise<void> {
    const found = await this.#options.store.markUncertain();
    this.#marked = true;
    this.#counts.uncertain += found.length;
    const detail = 'the centre was stopped while it was being sent';
    const ends = found.map(
      ({ contact, action }): MailEnded => ({ kind: 'mail_ended', contact, action, state: 'EMail_Uncertain', detail }),
    );
    await Promise.all(ends.map((ended) => this.#tell(ended)));
  }

  /** Sends one mail and records its end; never rejects. */
  async #send(mail: OutgoingMail): Promise<void> {
    const recipient = mail.source === 'Automated_Response' ? foldAddress(mail.to[0] ?? '') : undefined;
    if (recipient === undefined) return this.#sendNow(mail);
    const before = this.#chains.get(recipient) ?? Promise.resolve();
    const turn = before.then(() => this.#sendNow(mail));
    this.#chains.set(recipient, turn);
    await turn;
    if (this.#chains.get(recipient) === turn) this.#chains.delete(recipient);
  }

  async #sendNow(mail: OutgoingMail): Promise<void> {
    let end: OutgoingEnd;
    try {
      end = await this.#attempt(mail);
    } catch (error) {
      // Nothing was sent: composing, a secret or a look-up failed.
      end = this.#later(mail, messageOf(error));
    }
    try {
      await this.#record(mail, end);
    } catch (error) {
      this.#unrecorded.set(mail.action, { mail, end });
      this.#options.log.warn(
        { action: mail.action, error: messageOf(error) },
        'the end of an outgoing mail is not recorded yet',
      );
    }
  }

  async #attempt(mail: OutgoingMail): Promise<OutgoingEnd> {
    const { store, signer, limits, clock, directory } = this.#options;
    const mailbox = this.#mailbox(mail.mailbox);
    if (mailbox === undefined) return { state: 'EMail_Not_Sent', detail: `the centre has no mailbox ${mail.mailbox}` };
    if (mailbox.outgoing === undefined)
      return { state: 'EMail_Not_Sent', detail: `mailbox ${mailbox.name} has no outgoing server` };
    const budget = await this.#overBudget(mail);
    if (budget !== undefined) return { state: 'EMail_Not_Sent', detail: budget };
    const attached = mail.attachLedger === undefined ? undefined : await store.rawMail(mail.attachLedger);
    const composed = await composeMail(mail, {
      mailbox,
      own: ownAddresses(directory()),
      signer,
      limits,
      nowMs: clock.nowMs(),
      ...(attached === undefined ? {} : { attached }),
    });
    if (composed === undefined) return { state: 'EMail_Undeliverable', detail: 'no address that mail can be sent to' };
    return this.#endOf(mail, composed, await this.#sender(mailbox).send(composed));
  }

  #endOf(mail: OutgoingMail, composed: ComposedMail, result: SendResult): OutgoingEnd {
    if (result.kind === 'later') return this.#later(mail, result.reason);
    if (result.kind === 'refused') return { state: 'EMail_Undeliverable', detail: result.reason };
    if (result.kind === 'unknown') return { state: 'EMail_Uncertain', detail: result.reason };
    const notes = [
      ...composed.leftOut.map((who) => `not sent to ${who}`),
      ...result.refused.map((who) => `refused: ${who}`),
    ];
    return { state: 'EMail_Sent', detail: [result.response, ...notes].join('; ').slice(0, 1_000) };
  }

  /** Back to the queue with a growing wait; given up after two days, counted by the waits that were taken. */
  #later(mail: OutgoingMail, reason: string): OutgoingEnd {
    const { limits, clock } = this.#options;
    const waitMs = retryWaitMs(mail.attempts);
    let waitedMs = 0;
    for (let attempt = 1; attempt <= mail.attempts && waitedMs <= limits.outgoingRetryMs; attempt += 1)
      waitedMs += retryWaitMs(attempt);
    if (waitedMs > limits.outgoingRetryMs) return { state: 'EMail_Not_Sent', detail: `given up: ${reason}` };
    return { state: 'EMail_In_Queue', detail: reason, retryAt: nowAt(clock) + waitMs * 1000 };
  }

  /** The last word of the loop guard: also for responses that scripts gave. */
  async #overBudget(mail: OutgoingMail): Promise<string | undefined> {
    if (mail.source !== 'Automated_Response') return undefined;
    const { store, clock, directory } = this.#options;
    const limit = directory().automaticResponsesPerDay;
    const given = await store.automaticResponsesTo(foldAddress(mail.to[0] ?? ''), budgetSinceAt(nowAt(clock)));
    return given < limit
      ? undefined
      : `the sender had ${given} automatic responses in a day; at most ${limit} are given`;
  }

  async #record(mail: OutgoingMail, end: OutgoingEnd): Promise<void> {
    const { store, log } = this.#options;
    await store.endOutgoing(mail.action, end);
    this.#unrecorded.delete(mail.action);
    failpoint('mail.outbox.after-end');
    this.#counts[COUNTERS[end.state]] += 1;
    if (end.state === 'EMail_In_Queue') {
      log.info(
        { action: mail.action, contact: mail.contact, reason: end.detail },
        'an outgoing mail is tried again later',
      );
      const waitMs = Math.max(0, end.retryAt / 1000 - this.#options.clock.nowMs());
      if (waitMs < this.#options.limits.outgoingPollMs) this.#options.clock.after(waitMs, () => this.#loop.wake());
      return;
    }
    const ended: MailEnded = {
      kind: 'mail_ended',
      contact: mail.contact,
      action: mail.action,
      state: end.state,
      detail: end.detail,
    };
    if (end.state !== 'EMail_Sent')
      log.warn(
        { action: mail.action, contact: mail.contact, state: end.state, reason: end.detail },
        'an outgoing mail is not sent',
      );
    await this.#tell(ended);
  }

  /** The end is in the store; the line in the contact's history and the alarm are the core's, which is told until it heard. */
  async #tell(ended: MailEnded): Promise<void> {
    try {
      await this.#options.sink.ended([ended]);
      this.#untold.delete(ended);
    } catch (error) {
      this.#untold.add(ended);
      this.#options.log.debug(
        { action: ended.action, error: messageOf(error) },
        'the core has not heard of the end of an outgoing mail yet',
      );
    }
  }

  #mailbox(name: string): MailboxEntry | undefined {
    return this.#options.directory().mailboxes.find((mailbox) => mailbox.name.toLowerCase() === name.toLowerCase());
  }

  #sender(mailbox: MailboxEntry): SmtpSender {
    const server = mailbox.outgoing;
    if (server === undefined)
      throw Object.assign(new Error(`mailbox ${mailbox.name} has no outgoing server`), { code: 'MAIL_OUTGOING' });
    const key = JSON.stringify(server);
    let sender = this.#senders.get(key);
    if (sender === undefined) {
      const { limits, secret } = this.#options;
      const password = async () => (server.password === undefined ? undefined : await secret(server.password));
      sender = createSmtpSender({ server, password, limits, name: domainOf(mailbox.address) });
      this.#senders.set(key, sender);
    }
    return sender;
  }
}

const COUNTERS: Readonly<Record<OutgoingEnd['state'], Counter>> = {
  EMail_Sent: 'sent',
  EMail_In_Queue: 'retried',
  EMail_Undeliverable: 'undeliverable',
  EMail_Not_Sent: 'undeliverable',
  EMail_Uncertain: 'uncertain',
};

/** Wait after the n-th attempt (from 1): 30 s, 1 min, 2 min … at most 2 h. */
export function retryWaitMs(attempts: number): number {
  return Math.min(30_000 * 2 ** Math.min(Math.max(attempts, 1) - 1, 20), 2 * 3600_000);
}

function domainOf(address: string | undefined): string {
  const domain = address?.slice(address.lastIndexOf('@') + 1) ?? '';
  return /^[A-Za-z0-9.-]+$/.test(domain) ? domain.toLowerCase() : 'ccmm.invalid';
}
