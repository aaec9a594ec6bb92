/**
 * A trace walked again with what its runs began with: the lines that ran, each value that a line read or stored, variables included,
 * and which way each IF and WHERE went, with what would have sent it another way to another end.
 *
 * Made when somebody wants to know, never while a script runs.
 */
import { BothEnds } from './both-ends.ts';
import { type Evaluated, type Flip, flipsTo, readable } from './branch-flips.ts';
import { type Test, testAt } from './branch-tests.ts';
import type { NameKind } from './directory.ts';
import type { SourceOf } from './disassemble.ts';
import type { GlobalValues, LinkedProgram, Value, ValueSet } from './host.ts';
import { canFault, type InstructionShape } from './instruction-shape.ts';
import { callVariable, type Machine } from './machine-state.ts';
import type { ArmKind, Branch } from './program.ts';
import { type Known, type Observer, ReplayRegisters } from './replay-registers.ts';
import { endsFrom, type RouteEnd } from './route-ends.ts';
import { armAt } from './run-marks.ts';
import { TRACE_JUMP, TRACE_MARK, TRACE_TEXT } from './trace.ts';
import { spanAt } from './trace-lines.ts';
import { type TracePath, type TraceVisitor, walkTrace } from './trace-walk.ts';
import { formatValue, registerOf, type ValueType } from './values.ts';

/** Lines that a trace keeps at its beginning and at its end (design decision 6). */
export const TRACE_LINES_KEPT = 200;

/**
 * Values that a line keeps of those which it read first and last, and as many of those which it stored. A line that people wrote has
 * a handful; a condition over hundreds of names is still told by where it began and by what decided it. Behind the first of them a value
 * that the line read before is not kept again, unless it was left out since. Code that goes round within one statement, as no compiler writes it, may read 100,000.
 */
export const TRACE_VALUES_KEPT = 32;

export interface TracedValue {
  readonly name: string;
  /** Numbers as numbers, true and false, the rest as people read it. */
  readonly value: number | string | boolean;
  /** Of a variable; absent for what an intrinsic answered. */
  readonly variable?: 'call' | 'global';
}

/** Which way an IF or a WHERE went. */
export interface TracedBranch {
  readonly kind: Branch['kind'];
  readonly taken: ArmKind;
  /** Of a WHERE: the number of the VALUE, from 1. */
  readonly number?: number;
  /** Other ways that lead to an end which the way taken does not lead to. */
  readonly others?: readonly TracedWay[];
}

/** A way that was not taken. */
export interface TracedWay {
  readonly arm: ArmKind;
  readonly number?: number;
  /** The values that would have sent the run there; empty when it went its way because of a fault. */
  readonly flips: readonly Flip[];
  readonly ends: readonly RouteEnd[];
}

/** One statement that ran. `text` is its line's, where the source is at hand. */
export interface TracedLine {
  readonly script: string;
  readonly line: number;
  readonly text?: string;
  /** What it read, intrinsics and variables, in that order in which it did. */
  readonly values?: readonly TracedValue[];
  /** What it put into variables. */
  readonly stored?: readonly TracedValue[];
  /** Where there were more values than are kept: how many were left out in the middle of `values`, and of `stored`. */
  readonly valuesFolded?: number;
  readonly storedFolded?: number;
  readonly branch?: TracedBranch;
}

/** The lines of a trace, first and last; `folded` says how many between them were left out. */
export interface TracedRun {
  readonly lines: readonly TracedLine[];
  readonly folded: number;
}

/** What the runs of a trace began with, and saw besides the answers that stand in it. Without it variables have no values. */
export interface ReplayStart {
  /** The machine as it stood when each run began, the first one first. */
  readonly machines: readonly Machine[];
  globals(number: number): GlobalValues | undefined;
  callDefault(variable: number): Value;
  /** What READVAR found when the first run began. */
  shared(variable: number): Value | undefined;
  /** The snapshot of globals that EXECUTE SCRIPT takes. */
  readonly newestGlobals: number;
}

type NameOf = (kind: NameKind, id: number) => string;

/** Reads what runs wrote since the trace was cleared. */
export function readTrace(
  trace: TracePath,
  nameOf: NameOf,
  sourceOf: SourceOf = () => undefined,
  start?: ReplayStart,
): TracedRun {
  const replay = new Replay(trace, nameOf, start);
  walkTrace(trace, replay);
  return replay.finish(sourceOf);
}

interface OpenLine {
  readonly program: LinkedProgram;
  readonly script: string;
  readonly line: number;
  readonly values: BothEnds<TracedValue>;
  readonly stored: BothEnds<TracedValue>;
  branch: OpenBranch | undefined;
}

interface OpenBranch extends Evaluated {
  readonly branch: Branch;
  readonly tests: Map<number, Test>;
  readonly nexts: Map<number, number>;
  taken: number;
}

class Replay implements TraceVisitor, Observer {
  readonly #trace: TracePath;
  readonly #nameOf: NameOf;
  readonly #start: ReplayStart | undefined;
  readonly #lines = new BothEnds<OpenLine>(TRACE_LINES_KEPT);
  #program: LinkedProgram | undefined;
  #registers = new ReplayRegisters();
  #line: OpenLine | undefined;
  /** What the line has read, once it is more than a line keeps of its beginning, and as which of its values. */
  #seen: Map<string, number> | undefined;
  #looks = 0;
  /** The IF or WHERE that has not reached an arm yet. */
  #open: OpenBranch | undefined;
  #runs = 0;
  /** EXECUTE SCRIPT ran last: what begins now goes on in another script. */
  #goesOn = false;

  constructor(trace: TracePath, nameOf: NameOf, start: ReplayStart | undefined) {
    this.#trace = trace;
    this.#nameOf = nameOf;
    // Of a trace that was full only the last runs are left.
    this.#runs = Math.max(0, (start?.machines.length ?? 0) - runsIn(trace));
    this.#start = start;
  }

  begins(program: LinkedProgram): void {
    this.#program = program;
    this.#line = undefined;
    this.#open = undefined;
    const start = this.#start;
    if (this.#goesOn) {
      const { world } = this.#registers;
      if (world !== undefined) world.globals = start?.globals(start.newestGlobals);
    } else {
      const machine = start?.machines[this.#runs++];
      this.#registers =
        start === undefined || machine === undefined
          ? new ReplayRegisters()
          : new ReplayRegisters({
              variable: (id) => callVariable(machine, id),
              callDefault: (id) => start.callDefault(id),
              shared: (id) => start.shared(id),
              globals: start.globals(machine.globals),
            });
    }
    this.#goesOn = false;
  }

  ran(pc: number, shape: InstructionShape, from: number, to: number, next: number): void {
    const program = this.#program;
    if (program === undefined) return;
    this.#reach(program, pc);
    const answers = this.#answers(from, to);
    const open = this.#open;
    if (open !== undefined) {
      const test = testAt(program, pc, shape, this.#registers, answers);
      if (test !== undefined) open.tests.set(pc, test);
      open.nexts.set(pc, next);
    }
    // An instruction that does not jump by itself and jumped has faulted: it put nothing anywhere.
    const { words, at } = this.#trace;
    const jumped = to < at && words[to] === pc * 4 + TRACE_JUMP;
    const faulted = jumped && canFault(shape.name) && !shape.operands.some(({ kind }) => kind === 'target');
    if (!faulted) this.#registers.apply(program, pc, shape, answers, this);
    this.#readSets(program, pc, shape);
    this.#goesOn = shape.name === 'EXECUTE_SCRIPT';
  }

  /** Set variables, as a centre file writes them. */
  #readSets({ image, code }: LinkedProgram, pc: number, { operands }: InstructionShape): void {
    operands.forEach(({ kind }, i) => {
      if (kind !== 'globalSet' && kind !== 'globalTextSet') return;
      const symbol = image.symbols[image.code[pc + 1 + i]!];
      const set = this.#registers.world?.globals?.sets[code[pc + 1 + i]!];
      if (symbol?.kind !== 'variable' || set === undefined) return;
      this.#keepRead({ name: symbol.name, value: setText(symbol.type, set, this.#nameOf), variable: 'global' });
    });
  }

  read(known: Known): void {
    const value = this.#readable(known);
    if (value === undefined || known.constant === true) return;
    const { name, variable } = known;
    this.#keepRead(variable === undefined ? { name, value } : { name, value, variable });
  }

  #keepRead(read: TracedValue): void {
    const values = this.#line?.values;
    if (values === undefined) return;
    if (values.count >= TRACE_VALUES_KEPT && this.#looks < LOOKS_MAX) {
      this.#looks++;
      this.#seen ??= new Map(values.items.map((item, i) => [keyOfValue(item), i]));
      const key = keyOfValue(read);
      const at = this.#seen.get(key);
      // One that was left out since may be the one that decides.
      if (at !== undefined && (at < TRACE_VALUES_KEPT || at >= values.count - TRACE_VALUES_KEPT)) return;
      this.#seen.set(key, values.count);
    }
    values.push(read);
  }

  stored(known: Known): void {
    const value = this.#readable(known);
    if (value !== undefined) this.#line?.stored.push({ name: known.name, value });
  }

  finish(sourceOf: SourceOf): TracedRun {
    const { items, left } = this.#lines;
    const sources = new Map<string, readonly string[] | undefined>();
    const textOf = (script: string, line: number): string | undefined => {
      if (!sources.has(script)) sources.set(script, sourceOf(script)?.split(/\r\n|\r|\n/));
      return sources.get(script)?.[line - 1]?.trim();
    };
    return { lines: items.map((line) => this.#close(line, textOf(line.script, line.line))), folded: left };
  }

  /** A statement or an arm may begin here. */
  #reach(program: LinkedProgram, pc: number): void {
    if (this.#open !== undefined) {
      const arm = armAt(this.#open.branch, pc);
      if (arm >= 0) {
        this.#open.taken = arm;
        this.#open = undefined;
      }
    }
    const { image } = program;
    const span = spanAt(image, pc);
    if (span?.statement !== true) return;
    const script = image.scripts[span.script]?.name ?? '';
    const values = new BothEnds<TracedValue>(TRACE_VALUES_KEPT);
    const stored = new BothEnds<TracedValue>(TRACE_VALUES_KEPT);
    const line: OpenLine = { program, script, line: span.line, values, stored, branch: undefined };
    this.#line = line;
    this.#seen = undefined;
    this.#looks = 0;
    this.#lines.push(line);
    const branch = branchAt(image.branches, pc);
    if (branch === undefined) return;
    this.#open = { branch, tests: new Map(), nexts: new Map(), taken: -1 };
    line.branch = this.#open;
  }

  #answers(from: number, to: number): Value[] {
    const { words, texts } = this.#trace;
    const answers: Value[] = [];
    for (let i = from; i < to; i += 2)
      answers.push((words[i]! & 3) === TRACE_TEXT ? (texts[words[i + 1]!] ?? '') : words[i + 1]!);
    return answers;
  }

  #readable({ type, value }: Known): TracedValue['value'] | undefined {
    if (value === undefined) return undefined;
    // An answer that is text is shown as it is, whatever it is of.
    return typeof value === 'string' || registerOf(type) === 'string'
      ? String(value)
      : readable(type, value, this.#nameOf);
  }

  #close({ program, script, line, values, stored, branch }: OpenLine, text: string | undefined): TracedLine {
    return {
      script,
      line,
      ...(text === undefined ? {} : { text }),
      ...(values.items.length === 0 ? {} : { values: values.items }),
      ...(values.left === 0 ? {} : { valuesFolded: values.left }),
      ...(stored.items.length === 0 ? {} : { stored: stored.items }),
      ...(stored.left === 0 ? {} : { storedFolded: stored.left }),
      ...(branch === undefined || branch.taken < 0 ? {} : { branch: this.#closeBranch(program, branch) }),
    };
  }

  #closeBranch(program: LinkedProgram, open: OpenBranch): TracedBranch {
    const { branch, taken } = open;
    const { kind, pc } = branch.arms[taken]!;
    const own = new Set(endsFrom(program, pc).map(keyOf));
    const others: TracedWay[] = [];
    for (const [i, arm] of branch.arms.entries()) {
      if (others.length === WAYS_KEPT) break;
      if (i === taken || arm.kind === 'fault') continue;
      const ends = endsFrom(program, arm.pc);
      if (ends.every((end) => own.has(keyOf(end)))) continue;
      const flips = flipsTo(program, branch, i, open, this.#nameOf);
      // No values lead there.
      if (flips === undefined) continue;
      others.push({ arm: arm.kind, ...numberOf(arm.kind, i), flips, ends: ends.slice(0, ENDS_KEPT) });
    }
    return {
      kind: branch.kind,
      taken: kind,
      ...numberOf(kind, taken),
      ...(others.length === 0 ? {} : { others }),
    };
  }
}

/** Values of one line that are looked for among those it read before, at most: more has no line that people wrote. */
const LOOKS_MAX = 1_000;

const keyOfValue = ({ name, value }: TracedValue): string => `${name} = ${value}`;

/** How many runs stopped in a trace. */
function runsIn({ words, at }: TracePath): number {
  let runs = 0;
  for (let i = 0; i < at; i += 2) if ((words[i]! & 3) === TRACE_MARK && words[i + 1] === 0) runs++;
  return runs;
}

/** Items of a set variable that a line shows, at most. */
const ITEMS_SHOWN = 10;

function setText(type: ValueType, { ranges, strings, dnRanges }: ValueSet, nameOf: NameOf): string {
  const items: string[] = [];
  // Written as often as it is read, and it may have thousands of items.
  for (let i = 0; i < ranges.length && i < 2 * ITEMS_SHOWN; i += 2) {
    const [low, high] = [ranges[i]!, ranges[i + 1]!].map((value) => formatValue(type, value, nameOf));
    items.push(low === high ? `${low}` : `${low} .. ${high}`);
  }
  items.push(...strings.slice(0, ITEMS_SHOWN));
  items.push(...dnRanges.slice(0, ITEMS_SHOWN).map(({ low, high }) => `${low} .. ${high}`));
  const count = ranges.length / 2 + strings.length + dnRanges.length;
  const shown = items.slice(0, ITEMS_SHOWN).join(', ');
  return count > ITEMS_SHOWN ? `${shown} and ${count - ITEMS_SHOWN} more` : shown;
}

/** Other ways of one branch, and ends of one way, that a line names, at most. */
const WAYS_KEPT = 8;
const ENDS_KEPT = 8;

const numberOf = (kind: ArmKind, arm: number): { readonly number?: number } =>
  kind === 'value' ? { number: arm + 1 } : {};

const keyOf = ({ kind, name }: RouteEnd): string => `${kind} ${name}`;

/** The branch that begins at `pc`. */
function branchAt(branches: readonly Branch[], pc: number): Branch | undefined {
  let low = 0;
  let high = branches.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const branch = branches[middle]!;
    if (branch.pc === pc) return branch;
    if (branch.pc < pc) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
