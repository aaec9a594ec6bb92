/** Runs one test, step by step, up to the first surprise. */
import type { Trace } from '../../vm/index.ts';
import type { PreparedCentre, VirtualMail } from '../virtual-centre.ts';
import { type AgentAct, type AgentVerb, readAct } from './agent-verbs.ts';
import { surprisesOf } from './expectations.ts';
import { placeWords, type ReadTest } from './read-tests.ts';
import type { Expectations, ScriptStep, ScriptTest, WrittenMail } from './schema.ts';
import { ScriptRun } from './script-run.ts';
import { Surprise } from './surprise.ts';
import { type SourceLine, type TraceStep, traceSteps, traceText } from './trace-steps.ts';
import { clockWords } from './words.ts';

/** What tests of a centre run with. */
export interface TestBench {
  readonly prepared: PreparedCentre;
  readonly sourceLine: SourceLine;
  /** A file that tests name, parsed. */
  readonly file: (path: string) => VirtualMail | undefined;
  /** Hears of each activation of a script, for coverage. */
  readonly ran?: (trace: Trace) => void;
}

/** One thing that was not as the test says. */
export interface Failure {
  /** Where it stands, `file:line:column`. */
  readonly place: string;
  readonly expected: string;
  readonly found: string;
}

export interface TestResult {
  readonly name: string;
  readonly file: string;
  /** `file:line:column` of the test. */
  readonly place: string;
  /** Empty when the test passed. */
  readonly failures: readonly Failure[];
  /** The centre's local time of the surprise; absent when the test passed. */
  readonly at?: string;
  /** What the contact's scripts did up to the surprise; empty when the test passed. */
  readonly trace: readonly TraceStep[];
  /** The same as lines of text. */
  readonly traceLines: readonly string[];
  /** Wall time, milliseconds. */
  readonly ms: number;
}

/** Runs a test. Its files must be loaded. */
export function runTest(read: ReadTest, bench: TestBench): TestResult {
  const began = performance.now();
  const progress: Progress = { run: undefined, path: read.path };
  const surprises = play(read.test, read.path, bench, progress);
  const place = placeWords(read.placeOf(`${read.path}/name`));
  const result = { name: read.name, file: read.source.fileName, place };
  if (surprises.length === 0)
    return { ...result, failures: [], trace: [], traceLines: [], ms: performance.now() - began };
  const failures = surprises.map(({ key, expected, found }) => ({
    place: placeWords(read.placeOf(nearest(read, progress.path, key))),
    expected,
    found,
  }));
  return { ...result, failures, ...wayOf(progress.run, bench), ms: performance.now() - began };
}

interface Progress {
  run: ScriptRun | undefined;
  /** Path of what is being done. */
  path: string;
}

/** The path of a key, or of the nearest that the file has: what comes from the defaults stands elsewhere. */
function nearest(read: ReadTest, path: string, key: string): string {
  for (const candidate of [`${path}/${key}`, path, `${read.path}/name`])
    if (read.placeOf(candidate).span.end > 0) return candidate;
  return read.path;
}

/** Does everything that a test says; answers what was otherwise than expected. */
function play(test: ScriptTest, path: string, bench: TestBench, progress: Progress): readonly Surprise[] {
  try {
    progress.path = path;
    const run = new ScriptRun({
      prepared: bench.prepared,
      setting: test,
      file: bench.file,
      keepVariables: expectsVariable(test),
      ...(bench.ran === undefined ? {} : { ran: bench.ran }),
    });
    progress.run = run;
    progress.path = `${path}/expect`;
    const first = test.expect === undefined ? [] : surprisesOf(run, test.expect);
    if (first.length > 0) return first;
    for (const [index, step] of (test.steps ?? []).entries()) {
      progress.path = `${path}/steps/${index}`;
      const found = playStep(run, step, progress);
      if (found.length > 0) return found;
    }
    return [];
  } catch (error) {
    if (error instanceof Surprise) return [error];
    throw error;
  }
}

/** Does what a step says, key by key in the order in which they stand. */
function playStep(run: ScriptRun, step: ScriptStep, progress: Progress): readonly Surprise[] {
  const { path } = progress;
  for (const [key, value] of Object.entries(step)) {
    if (key === 'expect') {
      progress.path = `${path}/expect`;
      const surprises = surprisesOf(run, value as Expectations);
      if (surprises.length > 0) return surprises;
      progress.path = path;
    } else STEPS[key as keyof typeof STEPS](run, value as never);
  }
  return [];
}

type Steps = {
  readonly [K in Exclude<keyof ScriptStep, 'expect'>]-?: (run: ScriptRun, written: NonNullable<ScriptStep[K]>) => void;
};

/** What the keys of a step do; a missing one does not compile. */
const STEPS: Steps = {
  after: (run, duration) => run.after(duration),
  at: (run, time) => run.until(time),
  mail: (run, mail) => void run.arrive(mail as string | WrittenMail),
  agent: (run, agents) => {
    for (const [login, does] of Object.entries(agents)) for (const act of actsOf(does)) run.act(login, act);
  },
  skillset: (run, skillsets) => {
    for (const [name, { out_of_service: out }] of Object.entries(skillsets)) run.outOfService(name, out);
  },
  provider: (run, providers) => run.provider(providers),
  variable: (run, variables) => run.variables(variables),
  contact: (run, nth) => run.choose(nth),
};

/** What an agent does in a step, in order. */
export function actsOf(does: string | readonly string[] | Readonly<Record<string, unknown>>): readonly AgentAct[] {
  if (typeof does === 'string') return [readAct(does) as AgentAct];
  if (Array.isArray(does)) return does.map((phrase: string) => readAct(phrase) as AgentAct);
  return Object.entries(does).map(([verb, argument]) => ({
    verb: verb as AgentVerb,
    ...(argument === true ? {} : { argument: String(argument) }),
  }));
}

function expectsVariable(test: ScriptTest): boolean {
  const expects = [test.expect, ...(test.steps ?? []).map(({ expect }) => expect)];
  return expects.some(
    (expect) => expect?.variable !== undefined || (expect?.not as Expectations | undefined)?.variable !== undefined,
  );
}

/** The way of the contact up to now, and the time on the centre's clocks. */
export function wayOf(
  run: ScriptRun | undefined,
  bench: Pick<TestBench, 'sourceLine'>,
): Pick<TestResult, 'at' | 'trace' | 'traceLines'> {
  if (run === undefined) return { trace: [], traceLines: [] };
  const at = clockWords(run.centre.at, run.offsetAt);
  if (run.contact === undefined) return { at, trace: [], traceLines: [] };
  run.centre.settle();
  const trace = traceSteps(run.centre.trace(run.contact), bench.sourceLine);
  const events = run.centre.events.filter(({ contact }) => contact === run.contact);
  return { at, trace, traceLines: traceText(trace, events, run.offsetAt) };
}

/** Lines of the way that a failure shows, at most: the last ones tell most. */
const WAY_SHOWN = 40;

/** A failed test in words: what was expected where, what is so instead, and the way up to there. */
export function failureText({ failures, at, traceLines }: TestResult): string {
  const lines = failures.flatMap(({ place, expected, found }) => [
    `expected  ${expected}   (${place})`,
    `found     ${found}`,
  ]);
  const left = Math.max(0, traceLines.length - WAY_SHOWN);
  const shown = left === 0 ? traceLines : [`… ${left} lines before`, ...traceLines.slice(left)];
  return [
    ...lines,
    '',
    `The contact's way up to ${at ?? 'there'}:`,
    ...(shown.length === 0 ? ['  no script has run'] : shown.map((line) => `  ${line}`)),
  ].join('\n');
}
