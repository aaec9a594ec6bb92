/**
 * Intake behind T1: rows `received` are taken (their attempt counted), parsed in children, routed, and handed to the core; what cannot
 * be is quarantined with its reason.
 *
 * Mails flow through on their own: a slow or deadly mail keeps its child busy and nothing else; whatever is parsed goes on in batches.
 * An attempt is counted before it begins, so a process that is killed counts one for every mail in its hands. Therefore intake begins
 * with one mail and doubles with each commit, and takes a mail that was tried before alone: what kills the process again and again
 * is found and quarantined, and its neighbours are not.
 * INVARIANT: a row leaves `received` only by the core's commit or by `quarantine`; what this process forgets is taken again.
 */
import { type Clock, type Log, nowAt } from '../center/ports.ts';
import { failpoint } from './failpoints.ts';
import type { Limits } from './limits.ts';
import { type IntakeDirectory, type MailInHand, type Routing, routeMails } from './mail-routing.ts';
import type { MarkSigner } from './message-id.ts';
import type { MimePool } from './mime/mime-pool.ts';
import type { MailSink, MailStore, MailToParse, RoutedMail, SubmitResult } from './ports.ts';
import { createResponseBudget } from './response-budget.ts';
import { createWorkLoop } from './work-loop.ts';

export interface Pipeline {
  start(): void;
  /** Rows were received, or replayed. */
  wake(): void;
  /** Takes no more rows; what is in hand is committed or left to the next start. */
  stop(): Promise<void>;
  status(): PipelineStatus;
}

export interface PipelineStatus {
  /** Taken and not yet committed. */
  readonly inHand: number;
  readonly routed: number;
  readonly quarantined: number;
  /** Failed rounds since the last good one: the database is away. */
  readonly failures: number;
}

export interface PipelineOptions {
  /** The present directory; asked for each batch. */
  readonly directory: () => IntakeDirectory;
  readonly store: MailStore;
  readonly sink: MailSink;
  readonly pool: MimePool;
  readonly signer: MarkSigner;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
}

/** A stopped pipeline. */
export function createPipeline(options: PipelineOptions): Pipeline {
  return new IntakePipeline(options);
}

/** While intake is careful, the mails in hand keep others waiting no longer than this. */
const PATIENCE_MS = 2_000;
/** What is in hand at a stop is committed within this time, or left to the next start. */
const DRAIN_MS = 1_000;

interface Refused {
  readonly ledger: number;
  readonly reason: string;
}

class IntakePipeline implements Pipeline {
  readonly #options: PipelineOptions;
  /** Ledger numbers taken and not yet ended, with their sizes. */
  readonly #inHand = new Map<number, number>();
  #bytesInHand = 0;
  #parsed: MailInHand[] = [];
  #refused: Refused[] = [];
  /** Mails whose child failed in this process: known not to hurt the process itself. */
  readonly #childFailed = new Set<number>();
  /** Mails in hand at once while intake begins; from takeMails on the limits alone hold. */
  #step = 1;
  /** Among the mails in hand is one that was tried before. */
  #suspect = false;
  /** Until when (milliseconds) the mails in hand keep others waiting while intake is careful. */
  #patientUntilMs = 0;
  #drained: (() => void) | undefined;
  #routed = 0;
  #quarantined = 0;
  readonly #budget;
  readonly #take;
  readonly #commit;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#budget = createResponseBudget(options.store);
    const { clock, log, limits } = options;
    const timing = {
      pollMs: limits.intakePollMs,
      backoffFirstMs: limits.backoffFirstMs,
      backoffMaxMs: limits.backoffMaxMs,
      clock,
      log,
    };
    this.#take = createWorkLoop({ name: 'mail intake', round: () => this.#takeRound(), ...timing });
    this.#commit = createWorkLoop({ name: 'mail commit', round: () => this.#commitRound(), ...timing });
  }

  start(): void {
    this.#take.start();
    this.#commit.start();
  }

  wake(): void {
    this.#take.wake();
  }

  async stop(): Promise<void> {
    await this.#take.stop();
    if (this.#inHand.size > 0) await this.#drain();
    await this.#commit.stop();
  }

  status(): PipelineStatus {
    return {
      inHand: this.#inHand.size,
      routed: this.#routed,
      quarantined: this.#quarantined,
      failures: Math.max(this.#take.failures, this.#commit.failures),
    };
  }

  /** Resolves when nothing is in hand, or after DRAIN_MS. */
  #drain(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(DRAIN_MS, resolve);
      this.#drained = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  /** Takes rows while there is room for them; false or the time to wait when there are none or no room. */
  async #takeRound(): Promise<boolean | number> {
    const { store, limits, clock } = this.#options;
    const waitMs = this.#inHand.size === 0 ? 0 : this.#patientUntilMs - clock.nowMs();
    const careful = this.#step < limits.takeMails;
    // What takes its time is a slow mail and no deadly one: others go on beside it.
    if (careful && this.#inHand.size >= this.#step && waitMs <= 0) this.#step *= 2;
    if (this.#suspect && waitMs > 0) return waitMs;
    const most = this.#step < limits.takeMails ? this.#step : limits.mailsInHand;
    const room = Math.min(limits.takeMails, most - this.#inHand.size);
    if (room <= 0 || this.#bytesInHand >= limits.bytesInHand) return careful && waitMs > 0 ? waitMs : false;
    const rows = await store.takeForParse(room, new Set(this.#inHand.keys()));
    if (rows.some(({ ledger, attempts }) => attempts > 1 && !this.#childFailed.has(ledger))) {
      this.#step = 1;
      this.#suspect = true;
    }
    if (this.#step < limits.takeMails && rows.length > 0) this.#patientUntilMs = clock.nowMs() + PATIENCE_MS;
    failpoint('mail.intake.after-take');
    for (const row of rows) {
      this.#inHand.set(row.ledger, row.raw.length);
      this.#bytesInHand += row.raw.length;
      void this.#parse(row);
    }
    return rows.length > 0;
  }

  async #parse(row: MailToParse): Promise<void> {
    const { pool, limits } = this.#options;
    const outcome = await pool.parse(row.raw);
    if (outcome.ok) {
      const { ledger, mailbox, envelopeFrom } = row;
      this.#parsed.push({
        row: { ledger, mailbox, ...(envelopeFrom === undefined ? {} : { envelopeFrom }) },
        sizeBytes: row.raw.length,
        mail: outcome.mail,
      });
    } else if (outcome.kind === 'refused' || row.attempts >= limits.parseAttempts) {
      this.#refused.push({ ledger: row.ledger, reason: outcome.reason });
    } else {
      // The row is still `received` with its attempt counted: it is taken again.
      this.#childFailed.add(row.ledger);
      this.#end(row.ledger);
      this.#take.wake();
      return;
    }
    this.#commit.wake();
  }

  /** Commits what is parsed, at most one transaction's worth, and quarantines what was refused. */
  async #commitRound(): Promise<boolean> {
    const { limits } = this.#options;
    while (this.#refused.length > 0) {
      const refused = this.#refused[0] as Refused;
      await this.#quarantine(refused);
      this.#refused.shift();
      this.#take.wake();
    }
    if (this.#parsed.length === 0) return false;
    // Oldest first: a customer's two mails reach the core in the order in which they came, if both are parsed.
    this.#parsed.sort((a, b) => a.row.ledger - b.row.ledger);
    const batch = this.#parsed.slice(0, limits.takeMails);
    failpoint('mail.intake.after-parse');
    await this.#route(batch);
    return this.#parsed.length > 0 || this.#refused.length > 0;
  }

  async #route(batch: readonly MailInHand[]): Promise<void> {
    const { directory, store, sink, signer, clock } = this.#options;
    const routings = await routeMails(batch, directory(), store, signer, this.#budget, nowAt(clock));
    const events = routings.flatMap((routing) => (routing.kind === 'routed' ? [routing.event] : []));
    failpoint('mail.intake.before-submit');
    const results = events.length === 0 ? [] : await sink.submit(events);
    failpoint('mail.intake.after-submit');
    if (!this.#suspect) this.#step = Math.min(2 * this.#step, this.#options.limits.takeMails);
    this.#suspect = false;
    const later = new Set(events.filter((_, index) => results[index] === 'later').map(({ ledger }) => ledger));
    const done = new Set(batch.map(({ row }) => row.ledger).filter((ledger) => !later.has(ledger)));
    this.#parsed = this.#parsed.filter(({ row }) => !done.has(row.ledger));
    this.#refused.push(...refusals(routings, events, results));
    for (const [index, event] of events.entries()) {
      const result = results[index];
      if (result === 'later' || result?.ok !== true) continue;
      this.#routed += 1;
      this.#childFailed.delete(event.ledger);
      this.#end(event.ledger);
    }
    this.#take.wake();
    if (later.size > 0)
      throw Object.assign(new Error(`the centre takes no more now; ${later.size} mails wait`), { code: 'MAIL_BUSY' });
  }

  async #quarantine({ ledger, reason }: Refused): Promise<void> {
    failpoint('mail.intake.before-quarantine');
    await this.#options.store.quarantine(ledger, reason);
    this.#quarantined += 1;
    this.#childFailed.delete(ledger);
    this.#options.log.warn({ ledger, reason }, 'a mail is quarantined');
    this.#end(ledger);
  }

  #end(ledger: number): void {
    this.#bytesInHand -= this.#inHand.get(ledger) ?? 0;
    this.#inHand.delete(ledger);
    if (this.#inHand.size === 0) this.#drained?.();
  }
}

function refusals(
  routings: readonly Routing[],
  events: readonly RoutedMail[],
  results: readonly (SubmitResult | undefined)[],
): readonly Refused[] {
  const refused: Refused[] = [];
  for (const routing of routings)
    if (routing.kind === 'refused') refused.push({ ledger: routing.ledger, reason: routing.reason });
  for (const [index, event] of events.entries()) {
    const result = results[index];
    if (result === 'later') continue;
    if (result === undefined) refused.push({ ledger: event.ledger, reason: 'the core gave no answer for it' });
    else if (!result.ok) refused.push({ ledger: event.ledger, reason: result.reason });
  }
  return refused;
}
