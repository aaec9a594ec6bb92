/**
 * Slabs: the records of one core's machines (record.ts), and what does not fit into them. Variables that find their place taken, and every
 * string, stand in `more`.
 *
 * INVARIANT: a variable has a value in one place at most.
 */
import type { Host, LinkedProgram, Stop } from './host.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { RECORDS_MAX, TAGS, WORDS } from './memory.ts';
import {
  ASKS,
  HAS_MORE,
  hasMore,
  holdHandler,
  PC_SHIFT,
  PLACE_MASK,
  PLACES,
  RECORD,
  RECORD_HANDLER,
  RECORD_SHIFT,
  RECORD_TAGS,
  RECORD_WORDS,
  TAGGED_MAX,
  WAITS,
} from './record.ts';
import { giveBack, noRoom, type RecordBlock, takeBlock } from './record-blocks.ts';
import type { Trace } from './trace.ts';

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

/** Blocks of slabs that are gone, with all their machines. */
const ABANDONED = /* @__PURE__ */ new FinalizationRegistry<readonly RecordBlock[]>(giveBack);

/** Records of machines. Made once per core; a machine made without one has a slab for itself. */
export class MachineSlab {
  /** Programs of the records, by index; one that no record has is replaced. */
  readonly programs: LinkedProgram[] = [];
  /**
   * What the second tier has for them with this slab, by the same index, with the trace on and off: found here by a record without knowing
   * its program.
   */
  readonly traced: (RunEntries | undefined)[] = [];
  readonly plain: (RunEntries | undefined)[] = [];
  readonly #uses: number[] = [];
  readonly #more = new Map<number, MoreVariables>();
  readonly #blocks: RecordBlock[] = [];
  /** The size of its first block. */
  readonly #first: number;
  #isSingle = false;
  /** Records for which there is room without another block. */
  #room = 0;
  /** Of the block that was taken last: its next record that was never taken, and its end. */
  #next = 0;
  #end = 0;
  /** Index of the program that was given last. */
  #last = 0;
  #free = NONE_FREE;

  /** With room for this many machines, at least one; it grows by a quarter when it is full. Throws a ProgramError NO_ROOM. */
  constructor(machines = 1) {
    const wanted = Math.max(1, Math.ceil(Number.isNaN(machines) ? 1 : machines));
    if (wanted > RECORDS_MAX) throw noRoom();
    this.#first = Math.ceil(Math.log2(wanted));
    ABANDONED.register(this, this.#blocks);
  }

  /** A slab for a single machine, which gives its record back to all when that is dropped. */
  static single(): MachineSlab {
    const slab = new MachineSlab();
    slab.#isSingle = true;
    return slab;
  }

  /** Machines for which it has room now; none before the first. */
  get room(): number {
    return this.#room;
  }

  /** A record with nothing in it, for a machine at `pc` of `program`. Throws a ProgramError NO_ROOM when the process has no more. */
  take(program: LinkedProgram, pc: number, globals: number): number {
    const record = this.#free === NONE_FREE ? this.#fresh() : this.#free;
    const base = record * RECORD_WORDS;
    if (record === this.#free) this.#free = WORDS[base]!;
    this.restart(record, pc);
    WORDS[base + RECORD.program] = this.#indexOf(program);
    WORDS[base + RECORD.globals] = globals;
    return record;
  }

  /** The record's machine stands at `pc` and has nothing, whatever stood there; values without a tag mean nothing. */
  restart(record: number, pc: number): void {
    const base = record << RECORD_SHIFT;
    if ((WORDS[(base + RECORD_HANDLER) | 0]! & HAS_MORE) !== 0) this.#more.delete(record);
    WORDS[base] = pc << PC_SHIFT;
    WORDS[(base + RECORD_HANDLER) | 0] = 0;
    // The tags.
    WORDS[(base + 4) | 0] = 0;
    WORDS[(base + 5) | 0] = 0;
    WORDS[(base + 6) | 0] = 0;
    WORDS[(base + 7) | 0] = 0;
  }

  /** The record's machine is suspended by the instruction at `pc` of its program. */
  suspendAt(record: number, pc: number): void {
    const asks = this.programOf(record).image.code[pc] === INSTRUCTIONS.GET.code;
    WORDS[record * RECORD_WORDS] = (pc << PC_SHIFT) + (asks ? ASKS : WAITS);
  }

  /** The record's machine goes on at `pc`, without a handler; its variables stay. */
  standAt(record: number, pc: number): void {
    WORDS[record * RECORD_WORDS] = pc << PC_SHIFT;
    holdHandler(record, -1);
  }

  /** Gives a record back; its number may be another machine's after that. */
  drop(record: number): void {
    const base = record * RECORD_WORDS;
    if (hasMore(record)) this.#more.delete(record);
    this.#leave(WORDS[base + RECORD.program]!);
    WORDS[base] = this.#free;
    this.#free = record;
    if (this.#isSingle) this.release();
  }

  /** Gives all records back to the process; none of its machines may be used again. What it takes later has other records. */
  release(): void {
    giveBack(this.#blocks.splice(0));
    this.#more.clear();
    this.#room = 0;
    this.#next = 0;
    this.#end = 0;
    this.#free = NONE_FREE;
  }

  /** The record's machine goes on in another program. */
  setProgram(record: number, program: LinkedProgram): void {
    const at = record * RECORD_WORDS + RECORD.program;
    const before = WORDS[at]!;
    if (this.programs[before] === program) return;
    WORDS[at] = this.#indexOf(program);
    this.#leave(before);
  }

  programOf(record: number): LinkedProgram {
    return this.programs[WORDS[record * RECORD_WORDS + RECORD.program]!]!;
  }

  /** The record's further variables; undefined when it has none. */
  more(record: number): MoreVariables | undefined {
    return hasMore(record) ? this.#more.get(record) : undefined;
  }

  /** As more(), made when there are none. */
  needMore(record: number): MoreVariables {
    const known = this.more(record);
    if (known !== undefined) return known;
    const made: MoreVariables = { ints: new Map(), strings: new Map() };
    this.#more.set(record, made);
    WORDS[record * RECORD_WORDS + RECORD.handler]! |= HAS_MORE;
    return made;
  }

  #fresh(): number {
    if (this.#next === this.#end)
      this.#extend(this.#room === 0 ? this.#first : Math.max(0, Math.floor(Math.log2(this.#room / 4))));
    return this.#next++;
  }

  #extend(size: number): void {
    const block = takeBlock(size);
    this.#blocks.push(block);
    this.#room += 1 << block.size;
    this.#next = block.first;
    this.#end = block.first + (1 << block.size);
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

/** An int variable's value; undefined when it has none, or a string. */
export function intOf(slab: MachineSlab, record: number, variable: number): number | undefined {
  const place = variable & PLACE_MASK;
  if (TAGS[record * RECORD_WORDS * 2 + RECORD_TAGS + place] === variable + 1)
    return WORDS[record * RECORD_WORDS + RECORD.values + place];
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
  const isHere = TAGS[tag] === variable + 1;
  if (isHere || (TAGS[tag] === 0 && variable < TAGGED_MAX && more?.ints.has(variable) !== true)) {
    TAGS[tag] = variable + 1;
    WORDS[record * RECORD_WORDS + RECORD.values + place] = value;
    return;
  }
  slab.needMore(record).ints.set(variable, value | 0);
}

/** Gives a call variable a string that is short enough. */
export function storeString(slab: MachineSlab, record: number, variable: number, value: string): void {
  const tag = record * RECORD_WORDS * 2 + RECORD_TAGS + (variable & PLACE_MASK);
  if (TAGS[tag] === variable + 1) TAGS[tag] = 0;
  const more = slab.needMore(record);
  more.ints.delete(variable);
  more.strings.set(variable, value);
}

/** The ids of the variables that have a value, ascending. */
export function variablesOf(slab: MachineSlab, record: number): number[] {
  const ids: number[] = [];
  const tags = record * RECORD_WORDS * 2 + RECORD_TAGS;
  for (let place = 0; place < PLACES; place++) {
    const tag = TAGS[tags + place]!;
    if (tag !== 0) ids.push(tag - 1);
  }
  const more = slab.more(record);
  if (more !== undefined) ids.push(...more.ints.keys(), ...more.strings.keys());
  return ids.sort((a, b) => a - b);
}
