/**
 * The one place where the parts are wired: store, lease, core's shell, E-mail Manager, presenters, providers, accounts.
 *
 * A centre's life: the mail port and the desk exist from the first moment and answer "not yet"; `start` waits for the database,
 * takes the site's lease, makes the core from its rows, activates the compiled centre when it is another one, and opens intake.
 * A centre that loses its lease goes back to waiting for it (design decision 3).
 */
import { hostname } from 'node:os';
import { type Directory, encodeProgram, type Program } from '../vm/index.ts';
import { createAccounts } from './accounts.ts';
import { createAlarms } from './alarms.ts';
import type { CenterStatus, ContactCenter } from './api.ts';
import { type Clock, type Log, nowAt } from './center/ports.ts';
import type { Answer, Command, CoreEvent, Effect } from './center/protocol.ts';
import { LeaseHolder } from './lease-holder.ts';
import {
  createEmailManager,
  type EmailManager,
  type EmailManagerOptions,
  failpoint,
  type MailSink,
} from './mail/index.ts';
import { createPresenterHub, type Presenter } from './presentation/index.ts';
import { createProviders, type ProviderFunction } from './providers.ts';
import { secretsFrom } from './secrets.ts';
import { isAway, Site, SiteError } from './site.ts';
import { readStatus } from './status.ts';
import { JOURNAL_KEPT_US, type Store } from './store/index.ts';
import { createTerminals } from './terminals.ts';
import { createViews } from './views.ts';

export interface CenterOptions {
  /** The compiled centre: it is activated at the start when it is another one than the present. */
  readonly program: Program;
  readonly directory: Directory;
  /** The centre's folder, where `file:` references to secrets begin. */
  readonly folder: string;
  readonly store: Store;
  /** We started the database, so whoever held the site before is dead: its lease need not be waited for. */
  readonly ownsDatabase?: boolean;
  /** Brings the schema to this version at the start. */
  readonly migrate?: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Where mailboxes with the source smtp listen. Port 0: the system gives one. Beyond loopback it needs `tls` or `allow`. */
  readonly smtp?: NonNullable<EmailManagerOptions['smtp']>;
  readonly presenters?: readonly Presenter[];
  /** In-process providers by name. */
  readonly providers?: Readonly<Record<string, ProviderFunction>>;
  /** Where `${NAME}` references are looked up; process.env when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A centre of this process, with what only the process that runs it needs. */
export interface OwnedContactCenter extends ContactCenter {
  /** Where mail is taken by SMTP, once it listens. */
  smtpAddress(): { readonly host: string; readonly port: number } | undefined;
}

/** A full shell is asked again after this long. */
const BUSY_WAIT_MS = 200;
const RETRY_MS = { first: 250, longest: 5_000 } as const;
/** Old journal rows and sessions are removed this often. */
const UPKEEP_MS = 3_600_000;

/** Makes a centre; nothing runs before `start`. */
export function createContactCenter(options: CenterOptions): OwnedContactCenter {
  return new Center(options);
}

class Center implements OwnedContactCenter {
  readonly accounts;
  readonly #options: CenterOptions;
  readonly #site: Site;
  readonly #lease: LeaseHolder;
  readonly #mail: EmailManager;
  readonly #providers;
  readonly #hub;
  readonly #terminals;
  readonly #views;
  readonly #alarms;
  readonly #listeners = new Set<(effect: Effect) => void>();
  #directory: Directory;
  /** Resolves while this node holds the site: intake and outbox are for the holder alone. */
  #held = Promise.withResolvers<void>();
  #state: CenterStatus['state'] = 'starting';
  #detail = 'the centre is starting';
  #stopped = false;
  #starting: Promise<void> | undefined;
  #started = false;
  #resuming = false;
  #upkeep: { cancel(): void } | undefined;
  #wakeRetry: (() => void) | undefined;

  constructor(options: CenterOptions) {
    const { store, clock, log, directory } = options;
    this.#options = options;
    this.#directory = directory;
    this.#site = new Site({
      journal: {
        load: () => store.loadSnapshot(),
        commit: (batch) => store.commit(batch),
        contact: (id) => store.loadContact(id),
      },
      clock,
      log,
      release: (effects, at) => this.#release(effects, at),
      onAway: (away, detail) => this.#say(away ? 'waiting_for_database' : 'running', detail),
      onFenced: () => void this.#resumeElsewhere(),
    });
    this.#lease = new LeaseHolder({
      lease: {
        acquire: (holder, takeOver) => store.acquireLease(holder, { takeOver: takeOver === true }),
        renew: () => store.renewLease(),
        release: () => store.releaseLease(),
      },
      holder: `${hostname()}:${process.pid}`,
      clock,
      log,
      onWaiting: (holder) =>
        this.#say('starting', `another node (${holder}) runs this site; this one takes over when it ends`),
      onLost: () => void this.#resumeElsewhere(),
      onSkew: (skewMs) =>
        this.#alarms.raise(
          'clock_skew',
          `this machine's clock differs from the database's by ${Math.round(skewMs)} ms; set it`,
        ),
    });
    const secrets = secretsFrom(options.environment ?? process.env, options.folder);
    this.#mail = createEmailManager({
      directory,
      store: store.mail,
      sink: this.#sink(),
      held: () => this.#held.promise,
      clock,
      log,
      secrets,
      ...(options.smtp ? { options: { smtp: options.smtp } } : {}),
    });
    this.#providers = createProviders({
      inProcess: options.providers ?? {},
      secrets,
      clock,
      log,
      answered: (event) =>
        void this.#site.submit(event).catch((error: unknown) => log.warn({ error }, "a provider's answer waits")),
    });
    this.#hub = createPresenterHub({ presenters: options.presenters ?? [], desk: this, clock, log });
    this.#terminals = createTerminals({
      clock,
      readyAgents: () =>
        (this.#state === 'running' ? this.agents().filter((agent) => agent.state === 'ready') : []).map(
          (agent) => agent.login,
        ),
      silent: (agent) => void this.#site.submit({ kind: 'terminal_silent', agent }).catch(() => {}),
    });
    this.#views = createViews(
      store,
      () => this.#site.core,
      () => this.#directory,
      (ledger) => this.#mail.attachments(ledger),
    );
    this.#alarms = createAlarms(store.queries, clock, log);
    this.accounts = createAccounts(store.queries, clock);
  }

  async start(): Promise<void> {
    this.#starting = this.#start();
    await this.#starting;
  }

  async #start(): Promise<void> {
    // The mail port answers 451 until the database is there; a sender then tries again, and nothing is lost.
    await this.#mail.start();
    await this.#whenThere(() => this.#prepareSchema());
    if (this.#stopped) return;
    await this.#takeSite(this.#options.ownsDatabase === true);
    if (this.#stopped) return;
    await this.#hub.start();
    this.#terminals.start();
    this.#upkeepLater(0);
    this.#started = true;
  }

  async stop(): Promise<void> {
    this.#say('stopping', 'the centre is stopping');
    this.#stopped = true;
    this.#wakeRetry?.();
    this.#upkeep?.cancel();
    this.#terminals.stop();
    await this.#mail.stop();
    if (!this.#started) {
      // A start under way comes to its end first: it would open what is closed below.
      await this.#lease.stop();
      await this.#site.stop();
      await this.#starting?.catch(() => {});
    }
    this.#providers.stop();
    await this.#hub.stop();
    if (this.#site.loaded) await this.#site.submit({ kind: 'stopping' }).catch(() => {});
    await this.#site.stop();
    await this.#lease.stop();
    this.#say('stopped', 'the centre has stopped');
  }

  /** Lease, rows, activation, timers, intake: what a node does when the site becomes its own. */
  async #takeSite(takeOver: boolean): Promise<void> {
    const epoch = await this.#whenThere(() => this.#lease.acquire(takeOver));
    if (epoch === undefined) return;
    await this.#whenThere(() => this.#site.load());
    this.#site.resume();
    await this.#site.submit({ kind: 'restarted' });
    await this.#activateIfNew(encodeProgram(this.#options.program), JSON.stringify(this.#options.directory));
    this.#providers.use(this.#directory);
    for (const name of this.#providers.missing())
      this.#alarms.raise(
        'provider_missing',
        `center.yaml names the in-process provider ${name}, and this program registers none of that name`,
      );
    this.#held.resolve();
    this.#say('running', 'mail is taken, contacts are routed');
  }

  /** The lease is another's: nothing of this core counts any more. */
  async #resumeElsewhere(): Promise<void> {
    // Both the fence of a commit and the lease's renewal tell of the same loss.
    if (this.#stopped || this.#resuming) return;
    this.#resuming = true;
    this.#say('starting', 'another node took this site over; this one waits for it');
    this.#options.log.warn({}, 'the site was taken over by another node');
    this.#held = Promise.withResolvers();
    await this.#mail.stop();
    await this.#mail.start();
    await this.#takeSite(false).catch((error: unknown) =>
      this.#options.log.error({ error }, 'the site could not be taken again'),
    );
    this.#resuming = false;
  }

  async #prepareSchema(): Promise<void> {
    if (this.#options.migrate) await this.#options.store.migrate();
    else await this.#options.store.checkSchema();
  }

  /** Repeats a step while the database is away; other errors go through. */
  async #whenThere<T>(step: () => Promise<T>): Promise<T> {
    let waitMs: number = RETRY_MS.first;
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (!isAway(error) || this.#stopped) throw error;
        this.#say(
          'waiting_for_database',
          `the database does not answer (${this.#options.store.database}); it is tried again`,
        );
        await new Promise<void>((resolve) => {
          const timer = this.#options.clock.after(waitMs, resolve);
          this.#wakeRetry = () => {
            timer.cancel();
            resolve();
          };
        });
        waitMs = Math.min(RETRY_MS.longest, waitMs * 2);
      }
    }
  }

  async #activateIfNew(image: Uint8Array, directory: string): Promise<void> {
    const { present } = this.#site.core;
    if (present?.image === this.#options.program.hash && JSON.stringify(present.directory) === directory) return;
    const answer = await this.#site.submit({ kind: 'activate', image, directory });
    if (!answer.ok) throw Object.assign(new Error(answer.message), { code: answer.code });
  }

  async activate(program: Program, directory: Directory): Promise<{ readonly number: number }> {
    const answer = await this.#site.submit({
      kind: 'activate',
      image: encodeProgram(program),
      directory: JSON.stringify(directory),
    });
    if (!answer.ok) throw Object.assign(new Error(answer.message), { code: answer.code });
    this.#directory = directory;
    this.#providers.use(directory);
    this.#mail.reload(directory);
    return { number: this.#site.core.present?.number ?? 0 };
  }

  #sink(): MailSink {
    return {
      submit: async (mails) =>
        await Promise.all(
          mails.map(async (mail) => {
            const answer = await this.#submitInTime(mail);
            return answer.ok
              ? { ok: true as const, contact: answer.contact as number }
              : { ok: false as const, reason: answer.message };
          }),
        ),
      ended: async (mails) => void (await Promise.all(mails.map((mail) => this.#submitInTime(mail)))),
    };
  }

  /** Back-pressure: mail waits while the shell is full, each event for itself, because others of the same batch may be committed. */
  async #submitInTime(event: CoreEvent): Promise<Answer> {
    for (;;) {
      try {
        return await this.#site.submit(event);
      } catch (error) {
        if (!(error instanceof SiteError && error.code === 'site_busy')) throw error;
        await new Promise<void>((resolve) => void this.#options.clock.after(BUSY_WAIT_MS, resolve));
      }
    }
  }

  /** Effects of a committed batch, each to whom it concerns. */
  #release(effects: readonly Effect[], at: number): void {
    for (const effect of effects) {
      this.#hub.release(effect);
      switch (effect.kind) {
        case 'mail_queued':
          this.#mail.wakeOutbox();
          break;
        case 'request':
          this.#providers.release(effect.request, effect.provider);
          break;
        case 'alarm':
          this.#alarms.raise(effect.code, effect.detail, effect.contact);
          break;
        case 'log':
          this.#options.log.info({ contact: effect.contact, values: effect.values, at }, 'LOG');
          break;
        default:
      }
      for (const listener of this.#listeners) listener(effect);
    }
    failpoint('center.effects.after-release');
  }

  #say(state: CenterStatus['state'], detail: string): void {
    if (this.#stopped && state === 'running') return;
    if (this.#state !== state) this.#options.log.info({ state }, detail);
    this.#state = state;
    this.#detail = detail;
  }

  #upkeepLater(waitMs: number): void {
    this.#upkeep = this.#options.clock.after(waitMs, () => {
      this.#alarms
        .upkeep()
        .then(() => this.#prune())
        .catch((error: unknown) => this.#options.log.warn({ error }, 'upkeep waits'))
        .finally(() => {
          if (!this.#stopped) this.#upkeepLater(UPKEEP_MS);
        });
    });
  }

  async #prune(): Promise<void> {
    const now = nowAt(this.#options.clock);
    while (!this.#stopped && (await this.#options.store.pruneJournal(now - JOURNAL_KEPT_US)) > 0);
    await this.#options.store.queries.deleteExpiredSessions(now);
  }

  async command(agent: string, command: Command, id: string): Promise<Answer> {
    this.#needRunning();
    return await this.#site.submit({ kind: 'command', id, agent, command });
  }

  #needRunning(): void {
    if (this.#state !== 'running') throw new SiteError('database_away', this.#detail);
  }

  agent = (login: string) => (this.#site.loaded ? this.#site.core.agent(login) : undefined);
  agents = () => (this.#site.loaded ? this.#site.core.agents() : []);
  queues = () => (this.#site.loaded ? this.#site.core.queues() : []);
  heartbeat = (agent: string) => this.#terminals.heartbeat(agent);

  contacts: ContactCenter['contacts'] = async (filter) => {
    this.#needRunning();
    return await this.#views.contacts(filter);
  };

  contact: ContactCenter['contact'] = async (id) => {
    this.#needRunning();
    return await this.#views.contact(id);
  };

  customer: ContactCenter['customer'] = (id) => this.#views.customer(id);
  message: ContactCenter['message'] = (contact, action) => this.#views.message(contact, action);
  trace: ContactCenter['trace'] = async (contact) =>
    (await this.#options.store.queries.contactTraces(contact, 0, 1000)).traces;
  replayMail: ContactCenter['replayMail'] = (ledger) => this.#mail.replay(ledger);
  smtpAddress = () => this.#mail.smtpAddress;

  async attachment(contact: number, action: number, index: number) {
    const message = await this.#options.store.queries.actionMessage(contact, action);
    if (!message?.mail) return undefined;
    const found = await this.#mail.attachment(message.mail.ledger, index);
    return found.ok
      ? { name: found.attachment.fileName, type: found.attachment.contentType, content: found.content }
      : undefined;
  }

  choices() {
    const { reasons, skillsets, agents } = this.#directory;
    return {
      reasons: reasons.map((reason) => reason.name),
      skillsets: skillsets.map((skillset) => skillset.name),
      agents: agents.map((agent) => agent.login),
      notReadyReasons: ['Break', 'Lunch', 'Meeting', 'Training'],
    };
  }

  subscribe(listener: (effect: Effect) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async deliver(mailbox: string, raw: Uint8Array, key?: string): Promise<void> {
    await this.#mail.deliver(raw, mailbox, key);
  }

  async status(): Promise<CenterStatus> {
    return await readStatus({
      state: this.#state,
      detail: this.#detail,
      store: this.#options.store,
      core: this.#site.loaded ? this.#site.core : undefined,
      sources: sourcesOf(this.#directory, this.#mail),
    });
  }
}

/** Where mail comes from, with the state of each source in words. */
function sourcesOf(directory: Directory, mail: EmailManager): CenterStatus['sources'] {
  const { imap, smtp } = mail.status();
  return directory.mailboxes.map(({ name, source }) => {
    if (source.kind !== 'imap')
      return {
        mailbox: name,
        kind: source.kind,
        state: source.kind === 'smtp' && smtp === undefined ? 'not listening' : 'open',
      };
    const found = imap.find((one) => one.mailbox === name);
    return {
      mailbox: name,
      kind: source.kind,
      state: found === undefined ? 'not open' : found.connected ? 'open' : (found.error ?? 'connecting'),
      ...(found?.lastContactMs === undefined ? {} : { lastContactAt: Math.floor(found.lastContactMs * 1000) }),
      ...(found === undefined ? {} : { behind: found.notTaken }),
    };
  });
}
