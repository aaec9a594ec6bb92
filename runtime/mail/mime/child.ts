/**
 * The parsing child: an empty environment, no secrets, no database, one mail at a time. It is killed by the pool when a mail takes too
 * long, and by its own watchdog thread when a mail takes too much memory or the parent is gone; both work while this thread spins.
 */
import { Worker } from 'node:worker_threads';
import { LIMITS, type Limits, limitsWith } from '../limits.ts';
import { type FromChild, type Job, type JobResult, MEMORY_SIGNAL, type ToChild } from './child-protocol.ts';
import { MailRefused, parseMail, readAttachment } from './parse-mail.ts';

/** Runs in the watchdog thread; plain JavaScript, because a thread made of text cannot be TypeScript. */
const WATCHDOG = `
const { workerData } = require('node:worker_threads');
const state = new Int32Array(workerData.state);
for (;;) {
  const busy = Atomics.load(state, 0);
  Atomics.wait(state, 0, busy, busy ? workerData.checkMs : 1000);
  if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
  if (busy && process.memoryUsage.rss() > Atomics.load(state, 1) * 1048576) process.kill(process.pid, workerData.signal);
}`;

const MEGABYTE = 1024 * 1024;
/** A child is looked at for wear after this many bytes of mails. */
const WEAR_CHECK_BYTES = 8 * MEGABYTE;

// [0]: 1 while a mail is being parsed. [1]: resident megabytes that end the child.
const state = new Int32Array(new SharedArrayBuffer(8));
const queue: Job[] = [];
let limits: Limits = limitsWith();
let misbehaviour = false;
let running = false;
let idleRss = 0;
let bytesSinceCheck = 0;

function start(): void {
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C and a service manager's stop go to every process of the group; a mail that is being parsed is not to blame.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  process.on('message', (message: ToChild) => {
    if ('settings' in message) settle(message.settings.limits, message.settings.misbehave);
    else {
      queue.push(...message.jobs);
      if (!running) void run();
    }
  });
}

function settle(given: Limits, misbehave: boolean): void {
  limits = given;
  misbehaviour = misbehave;
  const watchdog = new Worker(WATCHDOG, {
    eval: true,
    env: {},
    workerData: { state: state.buffer, parent: process.ppid, checkMs: given.rssCheckMs, signal: MEMORY_SIGNAL },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  watchdog.unref();
  watchdog.once('online', () => {
    idleRss = process.memoryUsage.rss();
    Atomics.store(state, 1, Math.ceil((idleRss + given.parseBytes) / MEGABYTE));
    void send({ ready: true });
  });
  watchdog.once('error', () => process.exit(1));
}

async function run(): Promise<void> {
  running = true;
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    const result = await perform(job);
    // The answer is out before the next mail begins: the pool blames the first mail without one.
    await send({ id: job.id, result, worn: isWorn(job.raw.length) });
  }
  Atomics.store(state, 0, 0);
  running = false;
}

async function perform(job: Job): Promise<JobResult> {
  try {
    if (job.kind === 'parse') return { kind: 'parsed', mail: await parseMail(job.raw, limits) };
    if (job.kind === 'misbehave') return await misbehave(job.how);
    const found = await readAttachment(job.raw, job.index, limits);
    return found === undefined
      ? { kind: 'refused', reason: `the mail has no attachment ${job.index}` }
      : { kind: 'attachment', ...found };
  } catch (error) {
    if (error instanceof MailRefused) return { kind: 'refused', reason: error.message };
    return {
      kind: 'refused',
      reason: `the mail cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`,
    };
  }
}

/** True when what mails left behind would soon be counted against the next one. */
function isWorn(bytes: number): boolean {
  bytesSinceCheck += bytes;
  if (bytesSinceCheck < WEAR_CHECK_BYTES) return false;
  bytesSinceCheck = 0;
  return process.memoryUsage.rss() > idleRss + limits.parseBytes / 2;
}

function send(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) process.exit(0);
    process.send(message, undefined, {}, () => resolve());
  });
}

async function misbehave(how: string): Promise<JobResult> {
  const kept: unknown[] = [];
  if (!misbehaviour) return { kind: 'refused', reason: 'this child does not misbehave' };
  if (how === 'exit') process.exit(3);
  if (how === 'throw')
    setImmediate(() => {
      throw new Error('thrown outside of any promise');
    });
  if (how === 'reject') void Promise.reject(new Error('rejected outside of any promise'));
  while (how === 'loop' || how === 'heap' || how === 'buffers') {
    if (how === 'heap') kept.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
    if (how === 'buffers') kept.push(Buffer.alloc(4 * MEGABYTE, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, LIMITS.parseMs.value));
  return { kind: 'refused', reason: 'misbehaved' };
}

start();
