/**
 * The state of one script run: what is left when it suspends. Registers are not part of it: none is alive over a suspension.
 *
 * Call variables stand by their id in the directory, so that they go with the contact from script to script and image to image.
 */
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Host, LinkedProgram } from './host.ts';
import { programError } from './program.ts';
import { cutString, STRING_CHARACTERS_MAX } from './values.ts';

/** One run of a contact. Made by newMachine() or decodeMachine(); changed only by run(), answer() and deliver(). */
export interface Machine {
  program: LinkedProgram;
  /** Where it goes on: while `suspended`, the pc of the WAIT or GET RESPONSE itself. */
  pc: number;
  suspended: boolean;
  /** Number of the snapshot of globals that the present script sees. */
  globals: number;
  /** Index of the event handler that holds; -1 for none. */
  handler: number;
  /**
   * Call variables by id; `assigned` tells which were used or set, the others take their default at first use. Plain arrays: with two
   * typed arrays of a few elements a contact is 570 bytes instead of 184, and many contacts are bound by memory.
   * INVARIANT: `ints` holds int32 only.
   */
  ints: number[];
  strings: string[];
  assigned: number[];
}

/** A machine at the beginning of a script, with the newest globals. */
export function newMachine(program: LinkedProgram, entry: number, host: Pick<Host, 'newestGlobals'>): Machine {
  const script = program.scripts[entry];
  if (script === undefined)
    throw programError('BAD_CODE', `no script ${entry}; the program has ${program.scripts.length}`);
  return {
    program,
    pc: script.pc,
    suspended: false,
    globals: host.newestGlobals(),
    handler: -1,
    ints: zeros(program.variables),
    strings: [],
    assigned: zeros(program.variables),
  };
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
  const fresh = newMachine(program, entry, host);
  machine.program = program;
  machine.pc = fresh.pc;
  machine.suspended = false;
  machine.globals = fresh.globals;
  machine.handler = -1;
  makeRoom(machine, program.variables);
}

/** Room for variables 0 .. count-1. */
export function makeRoom(machine: Machine, count: number): void {
  while (machine.assigned.length < count) {
    machine.ints.push(0);
    machine.assigned.push(UNASSIGNED);
  }
}

/** Copied rather than filled: a copy has exactly the room it needs, an array that grows by `push` has 17 elements at once. */
const ZEROS: readonly number[] = Array.from({ length: 64 }, () => 0);

function zeros(count: number): number[] {
  return count <= ZEROS.length ? ZEROS.slice(0, count) : Array.from({ length: count }, () => 0);
}

/** A call variable's value, if the run has used or set it: for people and reports. */
export function callVariable(machine: Machine, variable: number): number | string | undefined {
  const kind = machine.assigned[variable];
  if (kind === undefined || kind === UNASSIGNED) return undefined;
  return kind === ASSIGNED_TEXT ? machine.strings[variable] : machine.ints[variable];
}

/** What `assigned` holds. */
export const UNASSIGNED = 0;
export const ASSIGNED_INT = 1;
export const ASSIGNED_TEXT = 2;

/**
 * Snapshot of a machine: version, flags, the image hash's first 16 bytes, then varints: pc (or wait point), globals, handler, and per
 * assigned variable the distance to the one before, and its value. 20 to 30 bytes, and the variables.
 */
const SNAPSHOT_VERSION = 1;
const HASH_BYTES = 16;
const SUSPENDED = 1;
const HAS_HANDLER = 2;

/** The part of a program's hash that a snapshot carries: 32 hex digits. */
export function snapshotHash(hash: string): string {
  return hash.slice(0, HASH_BYTES * 2);
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Worked out once a program: snapshots are written at every suspension. */
const HASHES = new WeakMap<LinkedProgram, Uint8Array>();

function hashBytes(program: LinkedProgram): Uint8Array {
  const known = HASHES.get(program);
  if (known !== undefined) return known;
  const digits = snapshotHash(program.hash);
  const bytes = Uint8Array.from({ length: HASH_BYTES }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
  HASHES.set(program, bytes);
  return bytes;
}

/** The index of the wait point at `pc`; wait points stand in the order of their pcs. */
function waitPointAt(program: LinkedProgram, pc: number): number {
  const { waitPoints } = program.image;
  let low = 0;
  let high = waitPoints.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (waitPoints[middle]!.pc < pc) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A machine's state as bytes; the same state gives the same bytes. */
export function encodeMachine(machine: Machine): Uint8Array {
  const { program, assigned } = machine;
  const out = new ByteWriter();
  out.byte(SNAPSHOT_VERSION);
  out.byte((machine.suspended ? SUSPENDED : 0) | (machine.handler >= 0 ? HAS_HANDLER : 0));
  out.bytes(hashBytes(program));
  out.unsigned(machine.suspended ? waitPointAt(program, machine.pc) : machine.pc);
  out.unsigned(machine.globals);
  if (machine.handler >= 0) out.unsigned(machine.handler);
  let before = -1;
  for (let id = 0; id < assigned.length; id++) {
    const kind = assigned[id];
    if (kind === UNASSIGNED) continue;
    out.unsigned((id - before) * 2 + (kind === ASSIGNED_TEXT ? 1 : 0));
    before = id;
    if (kind === ASSIGNED_TEXT) out.text(machine.strings[id] ?? '');
    else out.signed(machine.ints[id]!);
  }
  out.unsigned(0);
  return out.take();
}

/** Highest variable id that a snapshot may hold: a bound on what a damaged one can make us allocate. */
const VARIABLE_MAX = 1 << 20;

/**
 * A machine out of its snapshot. `programOf` gives the linked program for the 32 hex digits of snapshotHash(). Throws a
 * ProgramError BAD_SNAPSHOT when the bytes are none, or belong to a program that is not there.
 */
export function decodeMachine(bytes: Uint8Array, programOf: (hash: string) => LinkedProgram | undefined): Machine {
  const bad = (what: string) => programError('BAD_SNAPSHOT', what);
  const input = new ByteReader(bytes, bad);
  if (input.byte() !== SNAPSHOT_VERSION) throw bad('unknown version; it was written by another release');
  const flags = input.byte();
  let hash = '';
  for (let i = 0; i < HASH_BYTES; i++) hash += HEX[input.byte()]!;
  const program = programOf(hash);
  if (program === undefined) throw bad(`its program ${hash} is not there`);
  const suspended = (flags & SUSPENDED) !== 0;
  const position = input.unsigned();
  const pc = suspended ? program.image.waitPoints[position]?.pc : position;
  if (pc === undefined || (!suspended && !program.scripts.some((script) => script.pc === pc)))
    throw bad('unknown position');
  const globals = input.unsigned();
  const handler = (flags & HAS_HANDLER) !== 0 ? input.unsigned() : -1;
  if (handler >= program.image.handlers.length) throw bad('unknown event handler');
  const machine: Machine = {
    program,
    pc,
    suspended,
    globals,
    handler,
    ints: zeros(program.variables),
    strings: [],
    assigned: zeros(program.variables),
  };
  let id = -1;
  for (let mark = input.unsigned(); mark !== 0; mark = input.unsigned()) {
    id += mark >>> 1;
    if (mark < 2 || id > VARIABLE_MAX) throw bad('unknown variable');
    makeRoom(machine, id + 1);
    if ((mark & 1) === 1) {
      machine.strings[id] = input.text();
      machine.assigned[id] = ASSIGNED_TEXT;
    } else {
      machine.ints[id] = input.signed();
      machine.assigned[id] = ASSIGNED_INT;
    }
  }
  if (!input.atEnd()) throw bad('bytes after its end');
  return machine;
}

/** Gives a call variable an int. */
export function storeInt(machine: Machine, variable: number, value: number): void {
  machine.ints[variable] = value | 0;
  machine.assigned[variable] = ASSIGNED_INT;
}

/** Gives a call variable a string, cut to what a variable holds with an event (language §5). */
export function storeText(machine: Machine, variable: number, value: string, host: Host, pc: number): void {
  const cut = cutString(value);
  if (cut !== value)
    host.event('string_cut', pc, `a string of ${value.length} units cut to ${STRING_CHARACTERS_MAX} characters`);
  machine.strings[variable] = cut;
  machine.assigned[variable] = ASSIGNED_TEXT;
}

/** First use of an int variable. A default of another type, as a changed directory may hold, counts as 0. */
export function takeDefault(machine: Machine, variable: number, host: Host): void {
  const value = host.callDefault(variable);
  storeInt(machine, variable, typeof value === 'number' ? value : 0);
}

/** First use of a string variable. */
export function takeTextDefault(machine: Machine, variable: number, host: Host): void {
  const value = host.callDefault(variable);
  machine.strings[variable] = typeof value === 'string' ? cutString(value) : '';
  machine.assigned[variable] = ASSIGNED_TEXT;
}
