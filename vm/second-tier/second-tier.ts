/**
 * The second tier: scripts that run often become JavaScript. It and the machine count the same places (a suspended script is its pc, whoever
 * ran it), write the same trace and stop at the same step, so a contact may go on in either at every suspension.
 *
 * A script is entered here at its start, behind a suspension and at the body of an event; where this tier has none, the machine runs it. A
 * script whose steps might not fit into what is left of the budget is the machine's, so this tier never runs out of steps.
 */
import { compare } from '../comparisons.ts';
import { arithmetic, fault } from '../faults.ts';
import type { Host, LinkedProgram, Stop } from '../host.ts';
import { shapeOf } from '../instruction-shape.ts';
import { INSTRUCTIONS } from '../instructions.ts';
import { execute, STEPS_MAX } from '../machine.ts';
import { ASKED, HANDLER_SHIFT, type MachineSlab, RECORD, RECORD_WORDS, SUSPENDED, storeInt } from '../machine-slab.ts';
import { readInt, readText, storeText } from '../machine-state.ts';
import { idsOf, secondsOf } from '../operands.ts';
import { forgetArguments, INTS, TEXTS } from '../registers.ts';
import { isVoice, perform, skipVoice } from '../statements.ts';
import { CLOSED, DISCONNECT, ENDED, HANDLED, QUIT, ROUTED, waitOf } from '../stops.ts';
import { clearTrace, type Trace, traceBegin, traceRoom, traceText } from '../trace.ts';
import { inSet } from '../values.ts';
import { compileText, type RunScript, whyForbidden } from './compile-text.ts';
import { flowOf, rangeOf, type ScriptFlow } from './control-flow.ts';
import { scriptText } from './script-text.ts';

/** Activations after which a script is worth its translation (some 3 ms, against 30 to 45 ns gained in each). */
export const PROMOTE_AFTER = 100_000;

/** Scripts that may stand in this tier at once: beyond some hundred, the processor's caches take back what is gained. */
export const PROMOTED_MAX = 64;

export interface SecondTierOptions {
  readonly promoteAfter?: number;
  readonly promotedMax?: number;
}

/** What people are told of the tier. */
export type SecondTierStatus =
  | { readonly kind: 'on'; readonly promoted: number; readonly promotedMax: number }
  /** No code may be made of text here (`--disallow-code-generation-from-strings`, a content security policy): the machine runs all. */
  | { readonly kind: 'forbidden'; readonly reason: string };

/** A run ended its part here and goes on in another script: see `passage`. */
const GOES_ON: Stop = { kind: 'ended' };

/** Where it goes on, and with how many steps. */
const passage = { from: 0, steps: 0 };

/** What is known of one script. */
interface Candidate {
  activations: number;
  /** Undefined before it was laid out, `'never'` when it stays with the machine. */
  flow: ScriptFlow | 'never' | undefined;
}

/** A place where a run may begin here. */
interface Entry {
  readonly run: RunScript;
  /** Its place among the script's entries. */
  readonly place: number;
  /** Steps that must be left: no activation takes more. */
  readonly steps: number;
}

type Entries = (Entry | undefined)[];

/** What is known of one program's scripts. */
interface Candidates {
  readonly scripts: readonly Candidate[];
  /** The script by pc. */
  readonly scriptAt: Int16Array;
  /** By pc: what runs with the trace on, and what runs with it off. */
  readonly traced: Entries;
  readonly plain: Entries;
}

/** Keeps count of scripts, and runs them here or on the machine. Made once a core. */
export class SecondTier {
  readonly #promoteAfter: number;
  readonly #promotedMax: number;
  readonly #forbidden = whyForbidden();
  readonly #known = new WeakMap<LinkedProgram, Candidates>();
  /** Programs in the tier, one entry for each script; a program that nobody has any more gives its room back. */
  #promoted: WeakRef<LinkedProgram>[] = [];
  /** The program that ran last: nearly always the next one's too. */
  #last: LinkedProgram | undefined;
  #lastKnown: Candidates | undefined;

  constructor(options: SecondTierOptions = {}) {
    this.#promoteAfter = options.promoteAfter ?? PROMOTE_AFTER;
    this.#promotedMax = options.promotedMax ?? PROMOTED_MAX;
  }

  get status(): SecondTierStatus {
    if (this.#forbidden !== undefined) return { kind: 'forbidden', reason: this.#forbidden };
    return { kind: 'on', promoted: this.#promoted.length, promotedMax: this.#promotedMax };
  }

  /** As the machine's execute(), which it may be for the whole way or a part. */
  readonly execute = (
    slab: MachineSlab,
    record: number,
    from: number,
    host: Host,
    trace: Trace,
    budget: number,
  ): Stop => {
    let pc = from >= 0 ? from : standsAt(slab, record);
    let steps = budget < STEPS_MAX ? budget : STEPS_MAX;
    for (;;) {
      const program = slab.programOf(record);
      const known = program === this.#last ? this.#lastKnown! : this.#candidates(program);
      const entry = (trace.on ? known.traced : known.plain)[pc] ?? this.#count(program, known, pc, trace.on);
      if (entry === undefined || steps < entry.steps) return execute(slab, record, pc, host, trace, steps);
      if (trace.on) {
        if (traceRoom(trace) < (steps + 8) << 3) clearTrace(trace);
        trace.at = traceBegin(trace, trace.at, program, pc);
      }
      const stop = entry.run(slab, record, entry.place, host, trace, steps);
      if (stop !== GOES_ON) return stop;
      pc = passage.from;
      steps = passage.steps;
    }
  };

  #candidates(program: LinkedProgram): Candidates {
    const known = this.#known.get(program) ?? candidatesOf(program);
    this.#known.set(program, known);
    this.#last = program;
    this.#lastKnown = known;
    return known;
  }

  /** Counts an activation on the machine; where it begins here when that was its last one there. */
  #count(program: LinkedProgram, known: Candidates, pc: number, traced: boolean): Entry | undefined {
    const candidate = known.scripts[known.scriptAt[pc]!]!;
    candidate.activations++;
    if (candidate.activations < this.#promoteAfter || candidate.flow === 'never' || this.#forbidden !== undefined)
      return undefined;
    // Each variant has a count of its own: what runs with the trace need not have been without.
    candidate.activations = 0;
    this.#promote(program, known, candidate, traced);
    return (traced ? known.traced : known.plain)[pc];
  }

  #promote(program: LinkedProgram, known: Candidates, candidate: Candidate, traced: boolean): void {
    if (candidate.flow === undefined) {
      if (this.#promoted.length >= this.#promotedMax)
        this.#promoted = this.#promoted.filter((each) => each.deref() !== undefined);
      if (this.#promoted.length >= this.#promotedMax) return;
      candidate.flow = flowOf(program, known.scripts.indexOf(candidate)) ?? 'never';
      if (candidate.flow !== 'never') this.#promoted.push(new WeakRef(program));
    }
    const { flow } = candidate;
    if (flow === 'never') return;
    const { lists, sets, strings } = program;
    const run = compileText(scriptText(program, flow, traced), { program, lists, sets, strings, ...NAMES });
    flow.entries.forEach((pc, place) => {
      (traced ? known.traced : known.plain)[pc] = { run, place, steps: flow.instructions };
    });
  }
}

/** Lengths of the instructions that suspend. */
const GET_WORDS = shapeOf(INSTRUCTIONS.GET.code)!.words;
const WAIT_WORDS = shapeOf(INSTRUCTIONS.WAIT.code)!.words;

/** Where a record's machine goes on. */
function standsAt({ words }: MachineSlab, record: number): number {
  const base = record * RECORD_WORDS;
  const state = words[base + RECORD.state]!;
  const pc = words[base + RECORD.pc]!;
  if ((state & SUSPENDED) === 0) return pc;
  return pc + ((state & ASKED) === 0 ? WAIT_WORDS : GET_WORDS);
}

function candidatesOf(program: LinkedProgram): Candidates {
  const scriptAt = new Int16Array(program.code.length);
  program.scripts.forEach((_, script) => {
    scriptAt.fill(script, ...rangeOf(program, script));
  });
  const none = (): Entries => new Array<Entry | undefined>(program.code.length).fill(undefined);
  return {
    scripts: program.scripts.map(() => ({ activations: 0, flow: undefined })),
    scriptAt,
    traced: none(),
    plain: none(),
  };
}

// ------------------------------------------------------------------------------------------- what the text may call

/** EXECUTE SCRIPT, as the machine does it, up to where the other script begins. */
function enterScript(
  slab: MachineSlab,
  record: number,
  found: { readonly program: LinkedProgram; readonly entry: number },
  host: Host,
  steps: number,
): Stop {
  const base = record * RECORD_WORDS;
  slab.setProgram(record, found.program);
  slab.words[base + RECORD.globals] = host.newestGlobals();
  slab.words[base + RECORD.state]! &= (1 << HANDLER_SHIFT) - 1;
  passage.from = found.program.scripts[found.entry]!.pc;
  passage.steps = steps;
  return GOES_ON;
}

function holdHandler(slab: MachineSlab, record: number, handler: number): void {
  const state = record * RECORD_WORDS + RECORD.state;
  slab.words[state] = (slab.words[state]! & ((1 << HANDLER_SHIFT) - 1)) | ((handler + 1) << HANDLER_SHIFT);
}

const goneScript = (name: string): Stop => ({ kind: 'gone', what: `script ${name}` });

function goneName(program: LinkedProgram, pc: number): Stop {
  const symbol = program.image.symbols[program.code[pc + 1]!]!;
  return { kind: 'gone', what: `${symbol.kind} ${symbol.name}` };
}

/** The overflow of ADD_TO and JCELLS; `value` is the operand that is no constant. */
function overflow(program: LinkedProgram, pc: number, value: number, host: Host): void {
  const { code } = program;
  forgetArguments();
  const sum = code[pc] === INSTRUCTIONS.ADD_TO.code ? `${value} + ${code[pc + 2]}` : `${code[pc + 3]} * ${value}`;
  fault(program, pc, 'overflow', `${sum} is outside the integers`, host);
}

function lacksYear(program: LinkedProgram, pc: number, host: Host): void {
  forgetArguments();
  fault(program, pc, 'date_without_year', 'an ordering of a date without a year', host);
}

const NAMES = {
  INTS,
  TEXTS,
  CLOSED,
  DISCONNECT,
  ENDED,
  HANDLED,
  QUIT,
  ROUTED,
  arithmetic,
  compare,
  enterScript,
  forgetArguments,
  goneName,
  goneScript,
  holdHandler,
  idsOf,
  inSet,
  isVoice,
  lacksYear,
  overflow,
  perform,
  readInt,
  readText,
  secondsOf,
  skipVoice,
  storeInt,
  storeText,
  traceText,
  waitOf,
};
