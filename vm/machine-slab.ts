/**
 * The memory of suspended scripts: a record of 16 words, one cache line, for each machine, all in one Int32Array.
 *
 *   word 0       pc where it goes on, × 8 (of a free record: the next free one); bit 0 suspended, bit 1 has more variables than stand here,
 *                bit 2 waits for an answer: all that a run reads when it begins and writes when it stops
 *   word 1       the program's index in `programs`
 *   word 2       number of the snapshot of globals that the present script sees
 *   word 3       the event handler that holds, plus 1
 *   words 4..7   eight tags of 16 bits: the id, plus 1, of the int call variable whose value stands at this place; 0 for none
 *   words 8..15  its value
 *
 * A variable that was used or set stands at place `id & 7`, so that one compare tells both that it is there and that it has a value.
 * What finds its place taken, and every string, stands in `more`.
 *
 * INVARIANT: a variable has a value in one place at most. Arrays are replaced when the slab grows, which no run does: only take().
 */
import type { Host, LinkedProgram, Stop } from './host.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Trace } from './trace.ts';

/** Words of a record, and where its fields stand. */
export const RECORD_WORDS = 16;
export const RECORD = { place: 0, program: 1, globals: 2, handler: 3, values: 8 } as const;
/** As RECORD.program: a number of its own is a constant wherever it is named, a field of an object only where its code runs once. */
export const RECORD_PROGRAM = 1 satisfies typeof RECORD.program;
/** Where a record's tags begin, counted in halves of words from its beginning. */
export const RECORD_TAGS = 8;
/** Places for variables; a variable's is `id & PLACE_MASK`. */
export const PLACES = 8;
export const PLACE_MASK = PLACES - 1;

/** Bits of the place word; the pc stands above them. */
export const SUSPENDED = 1;
export const HAS_MORE = 2;
/** Suspended by GET RESPONSE: that instruction is longer than a WAIT. */
export const ASKED = 4;
export const PC_SHIFT = 3;

/** Words of the instructions that suspend. */
export const WAIT_WORDS = 3;
export const GET_WORDS = 5;

/** Ids below it fit a tag. */
export const TAGGED_MAX = 0xfffe;

/** Variables that have no place in the record. */
export interface MoreVariables {
  readonly ints: Map<number, number>;
  readonly strings: Map<number, string>;
}

/** Runs a record of one slab from one place, as the second tier writes it. `steps` are what is left of the activation's budget. */
export type RunEntry = (record: number, ofHost: Host, ofTrace: Trace, steps: number) => Stop;

/** What runs a program from a pc, by that pc. */
export type RunEntries = (RunEntry | undefined)[];

const NONE_FREE = -1;

/** Records of machines. Made once per core; a machine made without one has a slab for itself. */
export class MachineSlab {
  words: Int32Array;
  /** The same bytes as halves of words. */
  tags: Uint16Array;
  /** Programs of the records, by index; one that no record has is replaced. */
  readonly programs: LinkedProgram[] = [];
  /**
   * What the second tier has for them and for the arrays of this slab, by the same index, with the trace on and off: found here by a record
   * without knowing its program.
   */
  readonly traced: (RunEntries | undefined)[] = [];
  readonly plain: (RunEntries | undefined)[] = [];
  readonly #uses: number[] = [];
  readonly #more = new Map<number, MoreVariables>();
  #taken = 0;
  /** Index of the program that was given last. */
  #last = 0;
  #free = NONE_FREE;

  /** With room for this many machines; it grows by a quarter when it is full. */
  constructor(machines = 1) {
    this.words = new Int32Array(machines * RECORD_WORDS);
    this.tags = new Uint16Array(this.words.buffer);
  }

  /** A record with nothing in it, for a machine at `pc` of `program`. */
  take(program: LinkedProgram, pc: number, globals: number): number {
    const record = this.#free === NONE_FREE ? this.#next() : this.#free;
    const base = record * RECORD_WORDS;
    if (record === this.#free) {
      this.#free = this.words[base]!;
      // The number was no place, nor are its bits.
      this.words[base] = 0;
    }
    this.restart(record, pc);
    this.words[base + RECORD.program] = this.#indexOf(program);
    this.words[base + RECORD.globals] = globals;
    return record;
  }

  /** The record's machine stands at `pc` and has nothing, as take() makes it; values without a tag mean nothing. */
  restart(record: number, pc: number): void {
    const base = (record * RECORD_WORDS) | 0;
    const { words } = this;
    if ((words[base]! & HAS_MORE) !== 0) this.#more.delete(record);
    words[base] = pc << PC_SHIFT;
    words[(base + RECORD.handler) | 0] = 0;
    // The tags.
    words[(base + 4) | 0] = 0;
    words[(base + 5) | 0] = 0;
    words[(base + 6) | 0] = 0;
    words[(base + 7) | 0] = 0;
  }

  /** The record's machine is suspended by the instruction at `pc` of its program. */
  suspendAt(record: number, pc: number): void {
    const at = record * RECORD_WORDS;
    const asks = this.programOf(record).image.code[pc] === INSTRUCTIONS.GET.code;
    const place = asks
      ? ((pc + GET_WORDS) << PC_SHIFT) | SUSPENDED | ASKED
      : ((pc + WAIT_WORDS) << PC_SHIFT) | SUSPENDED;
    this.words[at] = place | (this.words[at]! & HAS_MORE);
  }

  /** The record's machine goes on at `pc`, without a handler; its variables stay. */
  standAt(record: number, pc: number): void {
    const at = record * RECORD_WORDS;
    this.words[at] = (pc << PC_SHIFT) | (this.words[at]! & HAS_MORE);
    this.words[at + RECORD.handler] = 0;
  }

  /** Gives a record back; its number may be another machine's after that. */
  drop(record: number): void {
    const base = record * RECORD_WORDS;
    if ((this.words[base]! & HAS_MORE) !== 0) this.#more.delete(record);
    this.#leave(this.words[base + RECORD.program]!);
    this.words[base] = this.#free;
    this.#free = record;
  }

  /** The record's machine goes on in another program. */
  setProgram(record: number, program: LinkedProgram): void {
    const at = record * RECORD_WORDS + RECORD.program;
    const before = this.words[at]!;
    if (this.programs[before] === program) return;
    this.words[at] = this.#indexOf(program);
    this.#leave(before);
  }

  programOf(record: number): LinkedProgram {
    return this.programs[this.words[record * RECORD_WORDS + RECORD.program]!]!;
  }

  /** The record's further variables; undefined when it has none. */
  more(record: number): MoreVariables | undefined {
    return (this.words[record * RECORD_WORDS]! & HAS_MORE) === 0 ? undefined : this.#more.get(record);
  }

  /** As more(), made when there are none. */
  needMore(record: number): MoreVariables {
    const known = this.more(record);
    if (known !== undefined) return known;
    const made: MoreVariables = { ints: new Map(), strings: new Map() };
    this.#more.set(record, made);
    this.words[record * RECORD_WORDS]! |= HAS_MORE;
    return made;
  }

  #next(): number {
    const room = this.words.length / RECORD_WORDS;
    if (this.#taken === room) {
      const words = new Int32Array(Math.ceil(room * 1.25 + 1) * RECORD_WORDS);
      words.set(this.words);
      this.words = words;
      this.tags = new Uint16Array(words.buffer);
      // What was written for the arrays before is not for these.
      this.traced.fill(undefined);
      this.plain.fill(undefined);
    }
    return this.#taken++;
  }

  #indexOf(program: LinkedProgram): number {
    let index = this.programs[this.#last] === program ? this.#last : this.programs.indexOf(program);
    if (index < 0) index = this.#uses.indexOf(0);
    if (index < 0) index = this.programs.length;
    if (this.programs[index] !== program) {
      this.programs[index] = program;
      this.traced[index] = undefined;
      this.plain[index] = undefined;
    }
    this.#last = index;
    this.#uses[index] = (this.#uses[index] ?? 0) + 1;
    return index;
  }

  #leave(index: number): void {
    this.#uses[index] = this.#uses[index]! - 1;
  }
}

/** Where a machine stands, by its place word: while suspended the pc of the WAIT or GET RESPONSE itself. */
export function pcOf(place: number): number {
  const pc = place >> PC_SHIFT;
  if ((place & SUSPENDED) === 0) return pc;
  return pc - ((place & ASKED) === 0 ? WAIT_WORDS : GET_WORDS);
}

/** An int variable's value; undefined when it has none, or a string. */
export function intOf(slab: MachineSlab, record: number, variable: number): number | undefined {
  const place = variable & PLACE_MASK;
  if (slab.tags[record * RECORD_WORDS * 2 + RECORD_TAGS + place] === variable + 1)
    return slab.words[record * RECORD_WORDS + RECORD.values + place];
  return slab.more(record)?.ints.get(variable);
}

/** A string variable's value; undefined when it has none, or an int. */
export function textOf(slab: MachineSlab, record: number, variable: number): string | undefined {
  return slab.more(record)?.strings.get(variable);
}

/** Gives a call variable an int. */
export function storeInt(slab: MachineSlab, record: number, variable: number, value: number): void {
  const place = variable & PLACE_MASK;
  const tag = record * RECORD_WORDS * 2 + RECORD_TAGS + place;
  const more = slab.more(record);
  more?.strings.delete(variable);
  const isHere = slab.tags[tag] === variable + 1;
  if (isHere || (slab.tags[tag] === 0 && variable < TAGGED_MAX && more?.ints.has(variable) !== true)) {
    slab.tags[tag] = variable + 1;
    slab.words[record * RECORD_WORDS + RECORD.values + place] = value;
    return;
  }
  slab.needMore(record).ints.set(variable, value | 0);
}

/** Gives a call variable a string that is short enough. */
export function storeString(slab: MachineSlab, record: number, variable: number, value: string): void {
  const tag = record * RECORD_WORDS * 2 + RECORD_TAGS + (variable & PLACE_MASK);
  if (slab.tags[tag] === variable + 1) slab.tags[tag] = 0;
  const more = slab.needMore(record);
  more.ints.delete(variable);
  more.strings.set(variable, value);
}

/** The ids of the variables that have a value, ascending. */
export function variablesOf(slab: MachineSlab, record: number): number[] {
  const ids: number[] = [];
  const tags = record * RECORD_WORDS * 2 + RECORD_TAGS;
  for (let place = 0; place < PLACES; place++) {
    const tag = slab.tags[tags + place]!;
    if (tag !== 0) ids.push(tag - 1);
  }
  const more = slab.more(record);
  if (more !== undefined) ids.push(...more.ints.keys(), ...more.strings.keys());
  return ids.sort((a, b) => a - b);
}
