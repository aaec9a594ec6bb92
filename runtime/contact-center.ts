/**
 * The one place where the parts are wired: store, lease, core's shell, E-mail Manager, presenters, providers, accounts.
 *
 * A centre's life: the mail port and the desk exist from the first moment and answer "not yet"; `start` waits for the database,
 * takes the site's lease, makes the core from its rows, activates the compiled centre when it is another one, and opens intake.
 * A centre that loses its lease goes back to waiting for it (design decision 3).
 */
import { hostname } from 'node:os';
import type { ScriptText } from '../compiler/index.ts';
import { type Directory, type Program, SecondTier } from '../vm/index.ts';
import { createAccounts } from './accounts.ts';
import { createAlarms } from './alarms.ts';
import type { CenterStatus, ContactCenter } from './api.ts';
import { type Clock, type Log, nowAt } from './center/ports.ts';
import type { Answer, Command, CoreEvent, Effect } from './center/protocol.ts';
import { createIntakeWatch } from './intake-watch.ts';
import { LeaseHolder } from './lease-holder.ts';
import {
  createEmailManager,
  type EmailManager,
  type EmailManagerOptions,
  failpoint,
  type MailSink,
} from './mail/index.ts';
import { sourcesOf } from './mail-sources.ts';
import { createPresenterHub, type Presenter } from './presentation/index.ts';
import { createProviders, type ProviderFunction } from './providers.ts';
import { packSources, readableSnapshot } from './script-sources.ts';
import { secretsFrom } from './secrets.ts';
import { isAway, Site, SiteError } from './site.ts';
import { type StartNote, versionAtStart } from './start-version.ts';
import { readStatus } from './status.ts';
import { JOURNAL_KEPT_US, type Store } from './store/index.ts';
import { createTerminals } from './terminals.ts';
import { createVersions, type Versions } from './versions.ts';
import { createViews } from './views.ts';

export interface CenterOptions {
  /** The compiled centre: it is activated at the start when it is new (spec/versions.md). */
  readonly program: Program;
  readonly directory: Directory;
  /** What it was compiled from: kept with it, so that a later release reads it. */
  readonly scripts?: readonly ScriptText[];
  /** Changes of a directory that this process demands, for every one that it goes by; throws a VersionError for one it does not run. */
  readonly adapt?: (directory: Directory) => Directory;
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
  /** Scripts that run often are made into JavaScript. Changes no result; off where code may not be made of text, which the log says. */
  readonly secondTier?: boolean;
}

/** A centre of this process, with what only the process that runs it needs. */
export interface OwnedContactCenter extends ContactCenter {
  /** Where mail is taken by SMTP, once it listens. */
  smtpAddress(): { readonly host: string; readonly port: number } | undefined;
  /** After the start: the centre that was given is not the active version, and why. */
  readonly startNote: StartNote | undefined;
}

/** A full shell is asked again after this long. */
const BUSY_WAIT_MS = 200;
const RETRY_MS = { first: 250, longest: 5_000 } as const;
/** What is in hand at a stop is finished within this time, or is as after a crash. */
const FINISH_MS = 2_000;
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
  readonly #watch;
  readonly #listeners = new Set<(effect: Effect) => void>();
  /** The directory that everything outside of the core goes by: the active version's, before the start our own. */
  #directory: Directory;
  readonly #versions: Versions;
  /** Another node had the site when this one asked for it, or since. */
  #waited = false;
  startNote: StartNote | undefined;
  /** Resolves while this node holds the site: intake and outbox are for the holder alone. */
  #held = Promise.withResolvers<void>();
  #state: CenterStatus['state'] = 'starting';
  #detail = 'the centre is starting';
  #stopped = false;
  #hasTables = false;
  #starting: Promise<void> | undefined;
  #started = false;
  /** The site is being taken again. */
  #resuming: Promise<void> | undefined;
  /** Commands that wait for a commit; called when the database goes away, with why. */
  readonly #undecided = new Set<(error: Error) => void>();
  /** The site is this node's, loaded and activated. */
  #holding = false;
  #unreachable = false;
  #upkeep: { cancel(): void } | undefined;
  #wakeRetry: (() => void) | undefined;

  constructor(options: CenterOptions) {
    const { store, clock, log, directory } = options;
    this.#options = options;
    this.#directory = directory;
    this.#site = new Site({
      journal: {
        load: async () => readableSnapshot(await store.loadSnapshot(), log),
        commit: (batch) => store.commit(batch),
        contact: (id) => store.loadContact(id),
      },
      clock,
      log,
      release: (effects, at) => this.#release(effects, at),
      onAway: (away, detail) => this.#away(away, detail),
      onFenced: () => this.#resumeElsewhere(),
      ...(options.secondTier === true ? { secondTier: openSecondTier(log) } : {}),
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
      onWaiting: (holder) => {
        this.#waited = true;
        this.#say('starting', `another node (${holder}) runs this site; this one takes over when it ends`);
      },
      onLost: () => this.#resumeElsewhere(),
      onSkew: (skewMs, held) => this.#skewed(skewMs, held),
      onAway: (away) =>
        this.#away(away, away ? 'the database does not answer; contacts wait until it does' : 'the database is back'),
    });
    this.#versions = createVersions({
      site: this.#site,
      store,
      adapt: options.adapt ?? ((given) => given),
      adopt: (now) => this.#adopt(now),
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
      answered: (event) => this.#site.submit(event),
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
    this.#watch = createIntakeWatch({
      clock,
      sources: () => sourcesOf(this.#directory, this.#mail),
      alarms: this.#alarms,
    });
    this.accounts = createAccounts(store.queries, clock, () => {
      if (!this.#hasTables) throw new SiteError('database_away', this.#detail);
    });
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
    if (this.#stopped) return;
    this.#upkeepLater(0);
    this.#started = true;
  }

  async stop(): Promise<void> {
    this.#say('stopping', 'the centre is stopping');
    this.#stopped = true;
    this.#wakeRetry?.();
    this.#upkeep?.cancel();
    this.#terminals.stop();
    this.#watch.stop();
    // With the database away, what is in hand cannot be finished: mail waits for the site, so the site ends first.
    const late = this.#options.clock.after(this.#unreachable ? 0 : FINISH_MS, () => void this.#site.stop());
    await this.#mail.stop();
    late.cancel();
    if (!this.#started) {
      // A start under way comes to its end first: it would open what is closed below.
      await this.#lease.stop();
      await this.#site.stop();
      await this.#starting?.catch(() => {});
    }
    this.#providers.stop();
    await this.#hub.stop();
    if (this.#site.loaded && !this.#unreachable) await this.#site.submit({ kind: 'stopping' }).catch(() => {});
    await this.#site.stop();
    await this.#lease.stop();
    await this.#resuming;
    this.#say('stopped', 'the centre has stopped');
  }

  /** Lease, rows, activation, timers, intake: what a node does when the site becomes its own. */
  async #takeSite(takeOver: boolean): Promise<void> {
    for (let first = true; !this.#stopped; first = false) {
      try {
        return await this.#takeSiteOnce(takeOver && first);
      } catch (error) {
        // Lost again before it was whole: the next turn waits for the lease anew.
        if (codeOf(error) !== 'site_fenced') throw error;
        this.#options.log.warn({}, 'the site was lost while it was being taken');
        await this.#site.fence();
      }
    }
  }

  async #takeSiteOnce(takeOver: boolean): Promise<void> {
    const epoch = await this.#whenThere(() => this.#lease.acquire(takeOver));
    if (epoch === undefined) return;
    await this.#whenThere(() => this.#site.load());
    // Requests that are open go out with the first batch.
    this.#providers.use(this.#directory);
    this.#site.resume();
    await this.#site.submit({ kind: 'restarted' });
    await this.#startVersion();
    if (this.#stopped) return;
    this.#terminals.start();
    this.#watch.start();
    this.#holding = true;
    this.#held.resolve();
    this.#say('running', 'mail is taken, contacts are routed');
    this.#alarms.upkeep().catch(() => {});
  }

  #tellMissingProviders(): void {
    const missing = this.#providers.missing();
    if (missing.length === 0) this.#alarms.clear('provider_missing');
    for (const name of missing)
      this.#alarms.raise(
        'provider_missing',
        `center.yaml names the in-process provider ${name}, and this program registers none of that name`,
      );
  }

  /** The lease is another's: nothing of this core counts any more. Both the fence of a commit and the lease's renewal tell of a loss. */
  #resumeElsewhere(): void {
    // While the site is taken, whoever takes it notices the loss himself.
    if (this.#stopped || !this.#holding) return;
    this.#holding = false;
    this.#waited = true;
    this.#watch.stop();
    this.#held = Promise.withResolvers();
    this.#say('starting', 'another node took this site over; this one waits for it');
    this.#options.log.warn({}, 'the site was taken over by another node');
    this.#resuming = this.#resume();
  }

  async #resume(): Promise<void> {
    try {
      await this.#site.fence();
      await this.#mail.standBy();
      await this.#takeSite(false);
      // Others changed what presenters were told last.
      if (this.#holding)
        this.#release(
          this.agents().map((agent) => ({ kind: 'agent_state', agent })),
          this.#site.lastAt,
        );
    } catch (error) {
      if (this.#stopped) return;
      this.#say(
        'starting',
        'the site could not be taken again; the log says why, and a start of the process tries anew',
      );
      this.#options.log.error({ error }, 'the site could not be taken again');
    }
  }

  /** The database went away, or is back. */
  #away(away: boolean, detail: string): void {
    this.#unreachable = away;
    if (away) {
      this.#say('waiting_for_database', detail);
      for (const giveUp of [...this.#undecided]) giveUp(new SiteError('database_away', detail));
    } else {
      if (this.#holding) this.#say('running', detail);
      this.#alarms.upkeep().catch(() => {});
    }
  }

  #skewed(skewMs: number, held: boolean): void {
    if (skewMs === 0) {
      this.#alarms.clear('clock_skew');
      return;
    }
    const detail = `this machine's clock differs from the database's by ${Math.round(skewMs)} ms; set it`;
    this.#alarms.raise('clock_skew', detail);
    if (!held) this.#say('starting', `${detail}; until then this node may not run the centre`);
  }

  async #prepareSchema(): Promise<void> {
    if (this.#options.migrate) await this.#options.store.migrate();
    else await this.#options.store.checkSchema();
    this.#hasTables = true;
  }

  /** Repeats a step while the database is away; other errors go through. */
  async #whenThere<T>(step: () => Promise<T>): Promise<T> {
    let waitMs: number = RETRY_MS.first;
    for (;;) {
      try {
        const result = await step();
        this.#unreachable = false;
        return result;
      } catch (error) {
        if (!isAway(error) || this.#stopped) throw error;
        this.#unreachable = true;
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

  /** The version that this node goes on with: its own files are activated when they are new, what was activated since is not undone. */
  async #startVersion(): Promise<void> {
    const { program, directory, store, scripts } = this.#options;
    const sources = scripts === undefined ? undefined : packSources(scripts);
    const tookOver = this.#waited;
    const found = await versionAtStart({ site: this.#site, store, program, directory, sources, tookOver });
    this.startNote = found.note;
    if (found.note?.code === 'activation_refused') this.#alarms.raise(found.note.code, found.note.message);
    else this.#alarms.clear('activation_refused');
    if (found.note?.code === 'folder_not_active') this.#options.log.warn({}, found.note.message);
    // What another process left active may be without the changes of this one.
    this.#adopt(this.#options.adapt?.(found.directory) ?? found.directory);
  }

  #adopt(directory: Directory): void {
    this.#directory = directory;
    this.#providers.use(directory);
    this.#tellMissingProviders();
    this.#mail.reload(directory);
  }

  activate: ContactCenter['activate'] = (version, options) =>
    this.#running(() => this.#versions.activate(version, options));
  rollback: ContactCenter['rollback'] = (options) => this.#running(() => this.#versions.rollback(options));
  versions: ContactCenter['versions'] = () => this.#running(() => this.#versions.list());
  version: ContactCenter['version'] = (name) => this.#running(() => this.#versions.version(name));
  diff: ContactCenter['diff'] = (before, after) => this.#running(() => this.#versions.diff(before, after));

  async #running<T>(step: () => Promise<T>): Promise<T> {
    this.#needRunning();
    return await step();
  }

  #sink(): MailSink {
    return {
      submit: async (mails) =>
        await Promise.all(
          mails.map(async (mail) => {
            try {
              const answer = await this.#site.submit(mail);
              return answer.ok
                ? { ok: true as const, contact: answer.contact as number }
                : { ok: false as const, reason: answer.message };
            } catch (error) {
              // Too many events wait, or the site is lost: its row is still `received`.
              this.#options.log.debug({ ledger: mail.ledger, code: codeOf(error) }, 'a mail waits for the core');
              return 'later';
            }
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
      for (const listener of this.#listeners) this.#tellListener(listener, effect);
    }
    failpoint('center.effects.after-release');
  }

  /** A listener is somebody else's code: what it throws costs nobody anything. */
  #tellListener(listener: (effect: Effect) => void, effect: Effect): void {
    try {
      listener(effect);
    } catch (error) {
      this.#options.log.error({ error, effect: effect.kind }, 'a listener failed');
    }
  }

  #say(state: CenterStatus['state'], detail: string): void {
    if (this.#stopped && state !== 'stopping' && state !== 'stopped') return;
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
    await this.#options.store.pruneImages();
  }

  async command(agent: string, command: Command, id: string): Promise<Answer> {
    this.#needRunning();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    // The command stays in hand while the database is away; a repeat of its id gets its answer then.
    this.#undecided.add(reject);
    this.#site
      .submit({ kind: 'command', id, agent, command })
      .then(resolve, reject)
      .finally(() => this.#undecided.delete(reject));
    return await promise;
  }

  #needRunning(): void {
    if (this.#state !== 'running') throw new SiteError('database_away', this.#detail);
  }

  agent = (login: string) =>
    this.#site.shown?.agents.find((agent) => agent.login.toLowerCase() === login.toLowerCase());
  agents = () => this.#site.shown?.agents ?? [];
  queues = () => this.#site.shown?.queues ?? [];
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
      shown: this.#site.shown,
      sources: sourcesOf(this.#directory, this.#mail),
    });
  }
}

/** Where code may not be made of text the machine runs all, and the log says so. */
function openSecondTier(log: Log): SecondTier {
  const tier = new SecondTier();
  if (tier.status.kind === 'forbidden')
    log.warn(
      { reason: tier.status.reason },
      'no second tier: code may not be made of text here; the machine runs every script',
    );
  return tier;
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code;
}
