/**
 * The pool of parsing children. A job waits in the queue, goes to a child with others, and ends with an outcome, always: when its
 * child dies, the first job without an answer is to blame and ends `failed`; the jobs behind it go back to the head of the queue.
 *
 * INVARIANT: no promise of the pool rejects because of a mail.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../center/ports.ts';
import type { Limits } from '../limits.ts';
import {
  type FromChild,
  type Job,
  type JobResult,
  MEMORY_SIGNAL,
  type Misbehaviour,
  type ToChild,
} from './child-protocol.ts';
import type { AttachmentOutcome, ParseOutcome } from './parsed-mail.ts';

export interface MimePool {
  /** Starts the children; resolves when all can take mails. */
  start(): Promise<void>;
  parse(raw: Uint8Array): Promise<ParseOutcome>;
  attachment(raw: Uint8Array, index: number): Promise<AttachmentOutcome>;
  /** Children that are alive, jobs waiting or under way, children lost so far. */
  status(): { readonly children: number; readonly jobs: number; readonly lost: number };
  /** Ends the children; jobs that have no answer end `failed`. */
  stop(): Promise<void>;
}

export interface MimePoolOptions {
  readonly size: number;
  readonly limits: Limits;
  readonly log: Log;
  /** Tests only: lets `misbehave` reach the children. */
  readonly misbehave?: boolean;
}

/** The pool with the hook that hostile tests use. */
export interface TestableMimePool extends MimePool {
  misbehave(how: Misbehaviour): Promise<ParseOutcome>;
  /** Process ids of the children. */
  pids(): readonly number[];
}

/** Jobs that may be on their way to one child: hides the latency of the pipe for small mails. */
const JOBS_AHEAD = 16;
const BYTES_AHEAD = 1024 * 1024;
/** A child that cannot even start is tried again after this long, doubled each time up to a minute. */
const RESTART_FIRST_MS = 100;
const RESTART_MAX_MS = 60_000;

type Pending = Job & {
  readonly end: (outcome: JobResult | { readonly kind: 'failed'; readonly reason: string }) => void;
  /** Had its second child already. */
  triedAgain: boolean;
};
type Outcome = Parameters<Pending['end']>[0];

type JobFields = Job extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

/** Makes a pool; children start with `start()`. */
export function createMimePool(options: MimePoolOptions): TestableMimePool {
  return new Pool(options);
}

class Pool implements TestableMimePool {
  readonly #options: MimePoolOptions;
  readonly #queue: Pending[] = [];
  readonly #children = new Set<Child>();
  #lastId = 0;
  #lost = 0;
  #restartMs = RESTART_FIRST_MS;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: MimePoolOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#stopping = false;
    this.#fill();
    await Promise.all([...this.#children].map((child) => child.started));
  }

  parse(raw: Uint8Array): Promise<ParseOutcome> {
    return this.#add({ kind: 'parse', raw }).then(parseOutcome);
  }

  misbehave(how: Misbehaviour): Promise<ParseOutcome> {
    return this.#add({ kind: 'misbehave', raw: new Uint8Array(), how }).then(parseOutcome);
  }

  pids(): readonly number[] {
    return [...this.#children].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  async attachment(raw: Uint8Array, index: number): Promise<AttachmentOutcome> {
    const outcome = await this.#add({ kind: 'attachment', raw, index });
    if (outcome.kind === 'attachment') return { ok: true, attachment: outcome.attachment, content: outcome.content };
    return { ok: false, reason: outcome.kind === 'parsed' ? 'a wrong answer' : outcome.reason };
  }

  status() {
    let jobs = this.#queue.length;
    for (const child of this.#children) jobs += child.jobs;
    return { children: this.#children.size, jobs, lost: this.#lost };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#restart = undefined;
    const children = [...this.#children];
    await Promise.all(children.map((child) => child.end()));
    for (const job of this.#queue.splice(0)) job.end({ kind: 'failed', reason: 'the parser is stopped' });
  }

  #add(fields: JobFields): Promise<Outcome> {
    return new Promise((end) => {
      if (this.#stopping) return end({ kind: 'failed', reason: 'the parser is stopped' });
      this.#lastId += 1;
      this.#queue.push({ ...fields, id: this.#lastId, end, triedAgain: false });
      this.#dispatch();
    });
  }

  #fill(): void {
    while (!this.#stopping && this.#restart === undefined && this.#children.size < this.#options.size) {
      const child: Child = new Child(this.#options, {
        free: () => {
          this.#restartMs = RESTART_FIRST_MS;
          this.#dispatch();
        },
        ended: (unanswered, reason) => this.#ended(child, unanswered, reason),
      });
      this.#children.add(child);
    }
  }

  /** Gives waiting jobs to the children, the least busy first. */
  #dispatch(): void {
    while (this.#queue.length > 0) {
      let best: Child | undefined;
      for (const child of this.#children)
        if (child.takes && (best === undefined || child.jobs < best.jobs)) best = child;
      if (best === undefined) return;
      best.give(this.#queue);
    }
  }

  #ended(child: Child, unanswered: readonly Pending[], reason: string | undefined): void {
    this.#children.delete(child);
    if (reason !== undefined && !this.#stopping) {
      this.#lost += 1;
      this.#options.log.warn({ reason, jobs: unanswered.length }, 'a mail parser ended');
    }
    // What a child still held of the mails before may be what this one died of: it has one more try, in another child.
    const [first] = unanswered;
    const unfair = child.ranOutOfMemory && child.answered > 0 && first?.triedAgain === false;
    if (unfair) first.triedAgain = true;
    const blamed = reason === undefined || unfair ? 0 : 1;
    this.#queue.unshift(...unanswered.slice(blamed));
    for (const job of unanswered.slice(0, blamed)) job.end({ kind: 'failed', reason: reason ?? '' });
    if (this.#stopping) return;
    if (child.wasReady) this.#fill();
    else this.#restartLater();
    this.#dispatch();
  }

  #restartLater(): void {
    if (this.#restart !== undefined) return;
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.#fill();
    }, this.#restartMs);
    this.#restart.unref();
    this.#restartMs = Math.min(2 * this.#restartMs, RESTART_MAX_MS);
  }
}

function parseOutcome(outcome: Outcome): ParseOutcome {
  if (outcome.kind === 'parsed') return { ok: true, mail: outcome.mail };
  if (outcome.kind === 'attachment') return { ok: false, kind: 'refused', reason: 'a wrong answer' };
  return { ok: false, kind: outcome.kind, reason: outcome.reason };
}

interface ChildEvents {
  /** It can take jobs (again). */
  free(): void;
  /** It is gone; `reason` when the first unanswered job is to blame. */
  ended(unanswered: readonly Pending[], reason: string | undefined): void;
}

/** One child process and the jobs it has. */
class Child {
  readonly started: Promise<void>;
  readonly #process: ChildProcess;
  readonly #limits: Limits;
  readonly #events: ChildEvents;
  readonly #jobs: Pending[] = [];
  readonly #gone: Promise<void>;
  #bytes = 0;
  #answers = 0;
  #outOfMemory = false;
  #ready = false;
  #worn = false;
  #killed: string | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(options: MimePoolOptions, events: ChildEvents) {
    this.#limits = options.limits;
    this.#events = events;
    this.#process = fork(entry(), [], {
      env: {},
      execArgv: [`--max-old-space-size=${options.limits.childHeapMb}`, '--no-warnings'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let started = () => {};
    this.started = new Promise((resolve) => {
      started = resolve;
    });
    this.#gone = new Promise((resolve) => {
      let over = false;
      const ended = (code: number | null, signal: string | null) => {
        if (over) return;
        over = true;
        clearTimeout(this.#deadline);
        started();
        events.ended(this.#jobs.splice(0), this.#reason(code, signal));
        resolve();
      };
      this.#process.on('exit', ended);
      this.#process.on('error', () => {
        if (this.#process.pid === undefined) ended(null, null);
      });
    });
    this.#process.on('message', (message: FromChild) => {
      if ('ready' in message) {
        this.#ready = true;
        started();
        events.free();
      } else this.#answered(message.id, message.result, message.worn);
    });
    this.#send({ settings: { limits: options.limits, misbehave: options.misbehave ?? false } });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get jobs(): number {
    return this.#jobs.length;
  }

  get ranOutOfMemory(): boolean {
    return this.#outOfMemory;
  }

  /** Jobs it has answered. */
  get answered(): number {
    return this.#answers;
  }

  get wasReady(): boolean {
    return this.#ready;
  }

  get takes(): boolean {
    if (!this.#ready || this.#worn || this.#killed !== undefined) return false;
    return this.#jobs.length === 0 || (this.#jobs.length < JOBS_AHEAD && this.#bytes < BYTES_AHEAD);
  }

  /** Takes jobs off the head of a queue, as many as it may have. */
  give(queue: Pending[]): void {
    const jobs: Job[] = [];
    const idle = this.#jobs.length === 0;
    while (queue.length > 0 && this.takes) {
      const pending = queue.shift() as Pending;
      const { end: _end, triedAgain: _triedAgain, ...job } = pending;
      this.#jobs.push(pending);
      this.#bytes += job.raw.length;
      jobs.push(job);
    }
    if (idle) this.#arm();
    this.#send({ jobs });
  }

  /** Ends the process; resolves when it is gone. */
  async end(): Promise<void> {
    this.#killed ??= 'the parser is stopped';
    this.#process.kill('SIGKILL');
    await this.#gone;
  }

  #answered(id: number, result: JobResult, worn: boolean): void {
    const job = this.#jobs[0];
    if (job === undefined || job.id !== id) return;
    this.#jobs.shift();
    this.#answers += 1;
    this.#bytes -= job.raw.length;
    if (this.#jobs.length > 0) this.#deadline?.refresh();
    else clearTimeout(this.#deadline);
    job.end(result);
    this.#worn ||= worn;
    if (!this.#worn) this.#events.free();
    else if (this.#jobs.length === 0 && this.#process.connected) this.#process.disconnect();
  }

  #arm(): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#killed = `the mail took more than ${this.#limits.parseMs / 1000} s`;
      this.#process.kill('SIGKILL');
    }, this.#limits.parseMs);
  }

  /** Why the first job is to blame; undefined when no job is. */
  #reason(code: number | null, signal: string | null): string | undefined {
    if (this.#killed !== undefined) return this.#killed;
    if (this.#worn && code === 0) return undefined;
    const megabytes = Math.round(this.#limits.parseBytes / 1024 / 1024);
    this.#outOfMemory = signal === MEMORY_SIGNAL || signal === 'SIGABRT' || code === 134;
    if (this.#outOfMemory) return `the mail took more than ${megabytes} MB of memory`;
    return `the parser ended (${signal ?? code ?? 'it could not be started'})`;
  }

  #send(message: ToChild): void {
    // A child that is going has its end told by 'exit'; the error of a message to it says nothing more.
    if (this.#process.connected) this.#process.send(message, () => {});
  }
}

function entry(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url));
}
