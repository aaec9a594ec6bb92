/**
 * A machine: one run of a contact's script, as a handle on its record in a slab (machine-slab.ts). Registers are no part of it: none
 * is alive over a suspension.
 *
 * Call variables stand by their id in the directory, so that they go with the contact from script to script and image to image.
 */
import type { Host, LinkedProgram } from './host.ts';
import { intOf, MachineSlab, storeInt, storeString, textOf } from './machine-slab.ts';
import { TAGS, WORDS } from './memory.ts';
import { programError } from './program.ts';
import {
  ASKED,
  handlerOf,
  hasMore,
  PLACE_MASK,
  PLACES,
  pcOf,
  RECORD,
  RECORD_TAGS,
  RECORD_WORDS,
  SUSPENDED,
  TAGGED_MAX,
} from './record.ts';
import { forgetArguments } from './registers.ts';
import { cutString, STRING_CHARACTERS_MAX } from './values.ts';

/** One run of a contact. Made by newMachine() or decodeMachine(); changed only by run(), answer(), deliver() and restartMachine(). */
export class Machine {
  readonly slab: MachineSlab;
  readonly record: number;

  constructor(slab: MachineSlab, record: number) {
    this.slab = slab;
    this.record = record;
  }

  get program(): LinkedProgram {
    return this.slab.programOf(this.record);
  }

  /** The same program, linked anew. */
  set program(program: LinkedProgram) {
    this.slab.setProgram(this.record, program);
  }

  /** Where it goes on: while `suspended`, the pc of the WAIT or GET RESPONSE itself. */
  get pc(): number {
    return pcOf(this.#place);
  }

  get suspended(): boolean {
    return (this.#place & SUSPENDED) !== 0;
  }

  /** Number of the snapshot of globals that the present script sees. */
  get globals(): number {
    return WORDS[this.record * RECORD_WORDS + RECORD.globals]!;
  }

  /** Index of the event handler that holds; -1 for none. */
  get handler(): number {
    return handlerOf(this.record);
  }

  get #place(): number {
    return WORDS[this.record * RECORD_WORDS]!;
  }
}

/** A machine at the beginning of a script, with the newest globals; in a slab of its own where none is given. */
export function newMachine(
  program: LinkedProgram,
  entry: number,
  host: Pick<Host, 'newestGlobals'>,
  slab: MachineSlab = MachineSlab.single(),
): Machine {
  forgetArguments();
  return new Machine(slab, slab.take(program, startOf(program, entry), host.newestGlobals()));
}

function startOf(program: LinkedProgram, entry: number): number {
  const script = program.scripts[entry];
  if (script === undefined)
    throw programError('BAD_CODE', `no script ${entry}; the program has ${program.scripts.length}`);
  return script.pc;
}

/** Gives the machine's record back to its slab; the machine must not be used again. */
export function dropMachine(machine: Machine): void {
  machine.slab.drop(machine.record);
}

/**
 * Starts a machine again at the top of a script (DISCONNECT's resubmission, a transfer): its variables stay, globals are fresh.
 */
export function restartMachine(
  machine: Machine,
  program: LinkedProgram,
  entry: number,
  host: Pick<Host, 'newestGlobals'>,
): void {
  const { slab, record } = machine;
  const pc = startOf(program, entry);
  slab.setProgram(record, program);
  const base = record * RECORD_WORDS;
  slab.standAt(record, pc);
  WORDS[base + RECORD.globals] = host.newestGlobals();
}

/** A call variable's value, if the run has used or set it: for people and reports. */
export function callVariable(machine: Machine, variable: number): number | string | undefined {
  return intOf(machine.slab, machine.record, variable) ?? textOf(machine.slab, machine.record, variable);
}

/** Gives a call variable a value, as ASSIGN does: for whoever sets a scene by hand. */
export function setCallVariable({ slab, record }: Machine, variable: number, value: number | string): void {
  if (typeof value === 'string') storeString(slab, record, variable, cutString(value));
  else storeInt(slab, record, variable, value | 0);
}

/** What a machine holds beside its position: a change of it must be written at once. */
export interface MachineMemory {
  readonly program: LinkedProgram;
  readonly words: Int32Array;
  readonly ints: ReadonlyMap<number, number> | undefined;
  readonly strings: ReadonlyMap<number, string> | undefined;
}

/** A copy of what a machine holds now. */
export function memoryOf({ slab, record }: Machine): MachineMemory {
  const base = record * RECORD_WORDS;
  const more = slab.more(record);
  return {
    program: slab.programOf(record),
    words: WORDS.slice(base, base + RECORD_WORDS),
    ints: more === undefined ? undefined : new Map(more.ints),
    strings: more === undefined ? undefined : new Map(more.strings),
  };
}

/** Whether a machine still holds what it held then. */
export function sameMemory(before: MachineMemory, { slab, record }: Machine): boolean {
  const base = record * RECORD_WORDS;
  if (slab.programOf(record) !== before.program) return false;
  if (((WORDS[base]! ^ before.words[RECORD.place]!) & ASKED) !== 0) return false;
  if (WORDS[base + RECORD.globals] !== before.words[RECORD.globals]) return false;
  for (let i = RECORD.handler; i < RECORD.values; i++) if (WORDS[base + i] !== before.words[i]) return false;
  // A value without a tag means nothing; it is what another machine left there.
  for (let place = 0; place < PLACES; place++)
    if (
      TAGS[base * 2 + RECORD_TAGS + place] !== 0 &&
      WORDS[base + RECORD.values + place] !== before.words[RECORD.values + place]
    )
      return false;
  const more = slab.more(record);
  return sameEntries(before.ints, more?.ints) && sameEntries(before.strings, more?.strings);
}

function sameEntries<T>(a: ReadonlyMap<number, T> | undefined, b: ReadonlyMap<number, T> | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}

/** Gives a call variable a string, cut to what a variable holds with an event (language §5). */
export function storeText(
  slab: MachineSlab,
  record: number,
  variable: number,
  value: string,
  host: Host,
  pc: number,
): void {
  const cut = cutString(value);
  if (cut !== value)
    host.event('string_cut', pc, `a string of ${value.length} units cut to ${STRING_CHARACTERS_MAX} characters`);
  storeString(slab, record, variable, cut);
}

/** An int variable's value; its first use takes the default. A default of another type, as a changed directory may hold, counts as 0. */
export function readInt(slab: MachineSlab, record: number, variable: number, host: Host): number {
  const base = record * RECORD_WORDS;
  const place = variable & PLACE_MASK;
  const tag = base * 2 + RECORD_TAGS + place;
  if (TAGS[tag] !== 0 || variable >= TAGGED_MAX || hasMore(record)) return readElsewhere(slab, record, variable, host);
  const value = host.callDefault(variable);
  const taken = typeof value === 'number' ? value | 0 : 0;
  TAGS[tag] = variable + 1;
  WORDS[base + RECORD.values + place] = taken;
  return taken;
}

/** As readInt, where the variable's place is taken, or some variables stand outside the record. */
function readElsewhere(slab: MachineSlab, record: number, variable: number, host: Host): number {
  const known = intOf(slab, record, variable);
  if (known !== undefined) return known;
  const value = host.callDefault(variable);
  const taken = typeof value === 'number' ? value | 0 : 0;
  storeInt(slab, record, variable, taken);
  return taken;
}

/** As readInt, of a string variable. */
export function readText(slab: MachineSlab, record: number, variable: number, host: Host): string {
  const known = textOf(slab, record, variable);
  if (known !== undefined) return known;
  const value = host.callDefault(variable);
  const taken = typeof value === 'string' ? cutString(value) : '';
  storeString(slab, record, variable, taken);
  return taken;
}
