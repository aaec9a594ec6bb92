/**
 * The second tier: scripts that run often become JavaScript. It and the machine count the same places (a suspended script is its pc, whoever
 * ran it), write the same trace and stop at the same step, so a contact may go on in either at every suspension.
 *
 * A script is entered here at its start, behind a suspension and at the body of an event; where this tier has none, the machine runs it. An
 * entry whose steps might not fit into what is left of the budget is the machine's, so this tier never runs out of steps.
 *
 * A text is made for the slab, host and cells of one centre. When they are others (cells that grew), its scripts are the machine's again
 * until they have run there as often as at first.
 */
import { compare } from '../comparisons.ts';
import { arithmetic, fault } from '../faults.ts';
import type { Host, LinkedProgram, Stop } from '../host.ts';
import { INSTRUCTIONS } from '../instructions.ts';
import { execute } from '../machine.ts';
import { type MachineSlab, type RunEntries, type RunEntry, storeInt } from '../machine-slab.ts';
import { readInt, readText, storeText } from '../machine-state.ts';
import { TAGS, TRACE_WORDS, WORDS } from '../memory.ts';
import { idsOf, secondsOf } from '../operands.ts';
import { holdHandler, PC_SHIFT, RECORD, RECORD_PROGRAM, RECORD_SHIFT, RECORD_WORDS, SUSPENDED } from '../record.ts';
import { INTS, TEXTS } from '../registers.ts';
import { isVoice, perform, skipVoice } from '../statements.ts';
import { CLOSED, DISCONNECT, ENDED, HANDLED, QUIT, ROUTED, waitOf } from '../stops.ts';
import { clearTrace, TRACE_OFF, type Trace, traceBegin, traceRoom, traceText } from '../trace.ts';
import { inSet } from '../values.ts';
import { functionOf, whyForbidden } from './compile-text.ts';
import { flowFrom, flowOf, rangeOf, type ScriptFlow } from './control-flow.ts';
import { ENTRY_PARAMETERS, entryText } from './entry-text.ts';

/** Activations after which a script is worth its translation (some 3 ms, against 30 to 45 ns gained in each). */
export const PROMOTE_AFTER = 100_000;

/** Scripts that may stand in this tier at once: beyond some hundred, the processor's caches take back what is gained. */
export const PROMOTED_MAX = 64;

/** Instructions that the entries of one script may come to in all: those that many entries reach are written for each of them. */
const INSTRUCTIONS_WRITTEN_MAX = 20_000;

/** Scripts of one activation that may go on in each other here. */
const DEPTH_MAX = 100;

export interface SecondTierOptions {
  readonly promoteAfter?: number;
  readonly promotedMax?: number;
}

/** What people are told of the tier. */
export type SecondTierStatus =
  | { readonly kind: 'on'; readonly promoted: number; readonly promotedMax: number }
  /** No code may be made of text here (`--disallow-code-generation-from-strings`, a content security policy): the machine runs all. */
  | { readonly kind: 'forbidden'; readonly reason: string };

/** What is known of one script. */
interface Candidate {
  /** On the machine, since it last came here. */
  activations: number;
  /** Undefined before it was laid out, `'never'` when it stays with the machine. */
  flow: ScriptFlow | 'never' | undefined;
}

/** What texts are bound to. */
interface Bound {
  readonly slab: MachineSlab;
  readonly host: Host;
  readonly cells: Int32Array;
  readonly facts: Int32Array;
  readonly trace: Trace;
}

/** A program's texts with the trace on, or with it off. */
interface Variant {
  /** By pc: what runs from there. The slab of `bound` has it too. */
  entries: RunEntries;
  /** Undefined while there are none. */
  bound: Bound | undefined;
  /** Activations of other slabs and hosts since. */
  foreign: number;
  /** By script: 1 where it stands here, and instructions that were written for it. */
  readonly stands: Uint8Array;
  readonly written: Int32Array;
}

/** What is known of one program's scripts. */
interface Candidates {
  readonly program: LinkedProgram | undefined;
  readonly scripts: readonly Candidate[];
  /** The script by pc. */
  readonly scriptAt: Int16Array;
  readonly traced: Variant;
  readonly plain: Variant;
}

const NO_CANDIDATES: Candidates = {
  program: undefined,
  scripts: [],
  scriptAt: new Int16Array(0),
  traced: newVariant(0, 0),
  plain: newVariant(0, 0),
};

/** Keeps count of scripts, and runs them here or on the machine. Made once a core. */
export class SecondTier {
  readonly #promoteAfter: number;
  readonly #promotedMax: number;
  readonly #forbidden = whyForbidden();
  /** Scripts that went on in others, in the present activation. */
  #depth = 0;
  readonly #known = new WeakMap<LinkedProgram, Candidates>();
  /** Programs in the tier, one entry for each script; a program that nobody has any more gives its room back. */
  #promoted: WeakRef<LinkedProgram>[] = [];
  /** The program that ran last: nearly always the next one's too. */
  #last: Candidates = NO_CANDIDATES;

  constructor(options: SecondTierOptions = {}) {
    this.#promoteAfter = options.promoteAfter ?? PROMOTE_AFTER;
    this.#promotedMax = options.promotedMax ?? PROMOTED_MAX;
  }

  get status(): SecondTierStatus {
    if (this.#forbidden !== undefined) return { kind: 'forbidden', reason: this.#forbidden };
    return { kind: 'on', promoted: this.#promoted.length, promotedMax: this.#promotedMax };
  }

  /** As the machine's execute(), which it may be for the whole way or a part. Small, so that it is inlined where it is called. */
  readonly execute = (slab: MachineSlab, record: number, host: Host, trace: Trace, budget: number): Stop => {
    const base = record << RECORD_SHIFT;
    const entries = (trace === TRACE_OFF ? slab.plain : slab.traced)[WORDS[(base + RECORD_PROGRAM) | 0]!];
    if (entries !== undefined) {
      const run = entries[WORDS[base]! >> PC_SHIFT];
      // Two calls, so that the one that starts contacts, nearly all at the same script, is to the same function each time.
      if (run !== undefined && (WORDS[base]! & SUSPENDED) === 0) return run(record, host, trace, budget);
      if (run !== undefined) return run(record, host, trace, budget);
    }
    return this.#otherwise(slab, record, host, trace, budget);
  };

  /** What has no entry yet, or none that its slab knows of. */
  #otherwise(slab: MachineSlab, record: number, host: Host, trace: Trace, steps: number): Stop {
    const from = WORDS[record << RECORD_SHIFT]! >> PC_SHIFT;
    const program = slab.programOf(record);
    const known = program === this.#last.program ? this.#last : this.#candidates(program);
    const variant = variantOf(known, trace);
    if (this.#isForeign(variant, slab, host, trace)) return execute(slab, record, host, trace, steps);
    const run = variant.entries[from] ?? this.#count(program, known, from, { slab, host, trace });
    const entries = variant.bound === undefined ? undefined : variant.entries;
    (trace.on ? slab.traced : slab.plain)[WORDS[record * RECORD_WORDS + RECORD.program]!] = entries;
    return run === undefined ? execute(slab, record, host, trace, steps) : run(record, host, trace, steps);
  }

  /** A text declined: host or cells are others, or the steps might not fit. The machine runs this activation; the next is looked at anew. */
  readonly #declined: typeof execute = (slab, record, host, trace, steps) => {
    (trace.on ? slab.traced : slab.plain)[WORDS[record * RECORD_WORDS + RECORD.program]!] = undefined;
    return execute(slab, record, host, trace, steps);
  };

  /**
   * Whether a run is of another slab or host than the texts, which stay: both may take turns, and the machine runs the other. When their
   * host's cells are no longer what they were, or others have run as often as makes a script worth its text, texts are made anew.
   */
  #isForeign(variant: Variant, slab: MachineSlab, host: Host, trace: Trace): boolean {
    const { bound } = variant;
    if (bound === undefined || isBoundTo(bound, slab, host, trace)) return false;
    if (isBoundTo(bound, bound.slab, bound.host, bound.trace) && variant.foreign++ < this.#promoteAfter) return true;
    forget(variant);
    return false;
  }

  /** EXECUTE SCRIPT, as the machine does it. */
  readonly #goOn = (
    slab: MachineSlab,
    record: number,
    { program, entry }: { readonly program: LinkedProgram; readonly entry: number },
    host: Host,
    trace: Trace,
    steps: number,
  ): Stop => {
    slab.setProgram(record, program);
    const base = record * RECORD_WORDS;
    WORDS[base + RECORD.globals] = host.newestGlobals();
    slab.standAt(record, program.scripts[entry]!.pc);
    // Each script that goes on in another is a call in a call; the machine has no such limit.
    if (this.#depth >= DEPTH_MAX) return execute(slab, record, host, trace, steps);
    this.#depth++;
    try {
      return this.execute(slab, record, host, trace, steps);
    } finally {
      this.#depth--;
    }
  };

  #candidates(program: LinkedProgram): Candidates {
    const known = this.#known.get(program) ?? candidatesOf(program);
    this.#known.set(program, known);
    this.#last = known;
    return known;
  }

  /** Counts an activation on the machine; what runs it when that was its last one there. */
  #count(program: LinkedProgram, known: Candidates, pc: number, centre: Centre): RunEntry | undefined {
    const script = known.scriptAt[pc]!;
    const candidate = known.scripts[script]!;
    const variant = variantOf(known, centre.trace);
    if (variant.stands[script] === 0) {
      candidate.activations++;
      if (candidate.activations < this.#promoteAfter || candidate.flow === 'never' || this.#forbidden !== undefined)
        return undefined;
      // Each variant has a count of its own: what runs with the trace need not have been without.
      candidate.activations = 0;
      if (!this.#promote(program, candidate, script)) return undefined;
      variant.stands[script] = 1;
    }
    const { flow } = candidate;
    if (flow === undefined || flow === 'never' || !flow.entries.includes(pc)) return undefined;
    if (variant.written[script]! >= INSTRUCTIONS_WRITTEN_MAX) return undefined;
    const entry = flowFrom(flow, pc);
    variant.written[script]! += entry.instructions;
    variant.bound ??= boundTo(centre);
    const text = entryText(program, entry, centre.trace.on);
    const names = { ...namesOf(program, variant.bound), declined: this.#declined, goOn: this.#goOn };
    const run = functionOf<RunEntry>(ENTRY_PARAMETERS, text, names);
    variant.entries[pc] = run;
    return run;
  }

  /** Gives a script its place here, if there is one. */
  #promote(program: LinkedProgram, candidate: Candidate, script: number): boolean {
    if (candidate.flow === undefined) {
      if (this.#promoted.length >= this.#promotedMax)
        this.#promoted = this.#promoted.filter((each) => each.deref() !== undefined);
      if (this.#promoted.length >= this.#promotedMax) return false;
      candidate.flow = flowOf(program, script) ?? 'never';
      if (candidate.flow !== 'never') this.#promoted.push(new WeakRef(program));
    }
    return candidate.flow !== 'never';
  }
}

type Centre = Pick<Bound, 'slab' | 'host' | 'trace'>;

function boundTo({ slab, host, trace }: Centre): Bound {
  return { slab, host, cells: host.cells, facts: host.facts, trace };
}

function isBoundTo(bound: Bound, slab: MachineSlab, host: Host, trace: Trace): boolean {
  const { cells, facts } = bound;
  if (bound.slab !== slab || bound.host !== host || bound.trace !== trace) return false;
  return host.cells === cells && host.facts === facts;
}

function variantOf(known: Candidates, trace: Trace): Variant {
  return trace.on === true ? known.traced : known.plain;
}

/** The slab, host or cells are others: texts are made anew, after as many activations. */
function forget(variant: Variant): void {
  // Another slab may still know the texts that were made for it.
  variant.entries = new Array<RunEntry | undefined>(variant.entries.length).fill(undefined);
  variant.bound = undefined;
  variant.foreign = 0;
  variant.stands.fill(0);
  variant.written.fill(0);
}

function candidatesOf(program: LinkedProgram): Candidates {
  const scriptAt = new Int16Array(program.code.length);
  program.scripts.forEach((_, script) => {
    scriptAt.fill(script, ...rangeOf(program, script));
  });
  return {
    program,
    scripts: program.scripts.map(() => ({ activations: 0, flow: undefined })),
    scriptAt,
    traced: newVariant(program.code.length, program.scripts.length),
    plain: newVariant(program.code.length, program.scripts.length),
  };
}

function newVariant(words: number, scripts: number): Variant {
  return {
    entries: new Array<RunEntry | undefined>(words).fill(undefined),
    bound: undefined,
    foreign: 0,
    stands: new Uint8Array(scripts),
    written: new Int32Array(scripts),
  };
}

// ------------------------------------------------------------------------------------------- what the text may call

const goneScript = (name: string): Stop => ({ kind: 'gone', what: `script ${name}` });

function goneName(program: LinkedProgram, pc: number): Stop {
  const symbol = program.image.symbols[program.code[pc + 1]!]!;
  return { kind: 'gone', what: `${symbol.kind} ${symbol.name}` };
}

/** The overflow of ADD_TO and JCELLS; `value` is the operand that is no constant. */
function overflow(program: LinkedProgram, pc: number, value: number, host: Host): void {
  const { code } = program;
  const sum = code[pc] === INSTRUCTIONS.ADD_TO.code ? `${value} + ${code[pc + 2]}` : `${code[pc + 3]} * ${value}`;
  fault(program, pc, 'overflow', `${sum} is outside the integers`, host);
}

function lacksYear(program: LinkedProgram, pc: number, host: Host): void {
  fault(program, pc, 'date_without_year', 'an ordering of a date without a year', host);
}

/** All that a text may name. */
function namesOf(program: LinkedProgram, bound: Bound): Readonly<Record<string, unknown>> {
  const { lists, sets, strings } = program;
  const { slab, host, cells, facts, trace } = bound;
  return { program, lists, sets, strings, slab, host, cells, facts, trace, ...MEMORY, ...FUNCTIONS };
}

const MEMORY = { w: WORDS, tags: TAGS, m: TRACE_WORDS };

const FUNCTIONS = {
  INTS,
  TEXTS,
  CLOSED,
  DISCONNECT,
  ENDED,
  HANDLED,
  QUIT,
  ROUTED,
  arithmetic,
  clearTrace,
  compare,
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
  traceBegin,
  traceRoom,
  traceText,
  waitOf,
};
