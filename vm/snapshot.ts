/**
 * A machine as bytes: version, flags, the image hash's first 16 bytes, then varints: pc (or wait point), globals, handler, and per
 * variable that has a value the distance to the one before, and the value; 0 at the end. 20 to 30 bytes, and the variables. Queues are
 * the core's: a contact's row has them beside this.
 *
 * Snapshots are written at every suspension and read by the thousand when a core starts, so both ways go through one buffer and one
 * cursor, and make nothing but their result.
 */
import type { LinkedProgram } from './host.ts';
import { intOf, MachineSlab, storeInt, storeString, textOf, variablesOf } from './machine-slab.ts';
import { Machine } from './machine-state.ts';
import { TAGS, WORDS } from './memory.ts';
import { type ProgramError, programError } from './program.ts';
import {
  ASKED,
  HANDLER_SHIFT,
  HAS_MORE,
  holdHandler,
  PLACE_MASK,
  PLACES,
  pcOf,
  RECORD,
  RECORD_TAGS,
  RECORD_WORDS,
  SUSPENDED,
  TAGGED_MAX,
} from './record.ts';
import { spanAt } from './trace-lines.ts';
import { EMPTY } from './values.ts';

const SNAPSHOT_VERSION = 1;
const HASH_BYTES = 16;
const HEAD_BYTES = 2 + HASH_BYTES;
/** Flags. */
const IS_SUSPENDED = 1;
const HAS_HANDLER = 2;
/** Most bytes of a varint, and of a snapshot without strings but for its variables. */
const VARINT_BYTES = 5;
const PLAIN_BYTES = HEAD_BYTES + 4 * VARINT_BYTES;

/** The part of a program's hash that a snapshot carries: 32 hex digits. */
export function snapshotHash(hash: string): string {
  return hash.slice(0, HASH_BYTES * 2);
}

let buffer = new Uint8Array(1024);
/** The program whose hash stands in the buffer already: snapshots of one image are written one after the other. */
let writtenHash: LinkedProgram | undefined;

function room(bytes: number): void {
  if (buffer.length >= bytes) return;
  buffer = new Uint8Array(bytes * 2);
  writtenHash = undefined;
}

/** Writes a varint into `out`; answers where the next byte goes. */
function putUnsigned(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  let to = at;
  while (rest > 127 || rest < 0) {
    out[to++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  out[to++] = rest;
  return to;
}

/** A machine's state as bytes; the same state gives the same bytes. */
export function encodeMachine(machine: Machine): Uint8Array {
  // The length first: writing may put a larger buffer in its place.
  const length = encodeInto(machine);
  return buffer.slice(0, length);
}

/** As encodeMachine, into a buffer of its own that the next call writes again. */
export function encodeInShared(machine: Machine): Uint8Array {
  const length = encodeInto(machine);
  return buffer.subarray(0, length);
}

/** Writes the state into the buffer; answers how many bytes that took. */
function encodeInto({ slab, record }: Machine): number {
  const base = record * RECORD_WORDS;
  const program = slab.programs[WORDS[base + RECORD.program]!]!;
  const state = WORDS[base]!;
  const pc = pcOf(state);
  const suspended = (state & SUSPENDED) !== 0;
  const held = WORDS[base + RECORD.handler]!;
  const handler = held >> HANDLER_SHIFT;
  room(PLAIN_BYTES + PLACES * 2 * VARINT_BYTES);
  const out = buffer;
  out[0] = SNAPSHOT_VERSION;
  out[1] = (suspended ? IS_SUSPENDED : 0) | (handler > 0 ? HAS_HANDLER : 0);
  if (program !== writtenHash) out.set(program.hashBytes, 2);
  writtenHash = program;
  let at = putUnsigned(out, HEAD_BYTES, suspended ? waitPointAt(program, pc, state) : pc);
  at = putUnsigned(out, at, WORDS[base + RECORD.globals]!);
  if (handler > 0) at = putUnsigned(out, at, handler - 1);
  if ((held & HAS_MORE) !== 0) return encodeVariables(slab, record, at);
  const firstTag = base * 2 + RECORD_TAGS;
  let before = 0;
  for (let place = 0; place < PLACES; place++) {
    const tag = TAGS[firstTag + place]!;
    if (tag === 0) continue;
    // Places are in the order of ids unless the ids go over a multiple of eight.
    if (tag <= before) return encodeVariables(slab, record, afterHead(out, handler > 0));
    const value = WORDS[base + RECORD.values + place]!;
    at = putUnsigned(out, at, (tag - before) * 2);
    at = putUnsigned(out, at, (value << 1) ^ (value >> 31));
    before = tag;
  }
  out[at] = 0;
  return at + 1;
}

/** Where the variables begin in the buffer. */
function afterHead(out: Uint8Array, hasHandler: boolean): number {
  let at = HEAD_BYTES;
  for (let left = hasHandler ? 3 : 2; left > 0; at++) if (out[at]! < 128) left--;
  return at;
}

/** The variables of any machine, in the order of their ids, and the end; answers the length of all. */
function encodeVariables(slab: MachineSlab, record: number, from: number): number {
  const ids = variablesOf(slab, record);
  const texts = ids.map((id) => textOf(slab, record, id));
  const head = buffer.slice(0, from);
  room(from + 1 + ids.length * 2 * VARINT_BYTES + texts.reduce((sum, text) => sum + (text?.length ?? 0) * 3, 0));
  const out = buffer;
  out.set(head);
  let at = from;
  let before = -1;
  for (const [i, id] of ids.entries()) {
    const text = texts[i];
    at = putUnsigned(out, at, (id - before) * 2 + (text === undefined ? 0 : 1));
    before = id;
    if (text === undefined) {
      const value = intOf(slab, record, id)!;
      at = putUnsigned(out, at, (value << 1) ^ (value >> 31));
      continue;
    }
    at = putUnsigned(out, at, text.length);
    for (let unit = 0; unit < text.length; unit++) at = putUnsigned(out, at, text.charCodeAt(unit));
  }
  out[at] = 0;
  return at + 1;
}

/** The index of the wait point at `pc`: the last operand of each instruction that suspends. */
function waitPointAt({ image }: LinkedProgram, pc: number, state: number): number {
  return image.code[(state & ASKED) !== 0 ? pc + 4 : pc + 2]!;
}

/** Whether a run may begin here: at a script or a statement, where no register is alive. */
function isStart({ image, scripts }: LinkedProgram, pc: number): boolean {
  return spanAt(image, pc)?.statement === true || scripts.some((script) => script.pc === pc);
}

/** Highest variable id that a snapshot may hold: a bound on what a damaged one can make us allocate. */
const VARIABLE_MAX = 1 << 20;

/** Where the reader stands. */
let cursor = 0;

function bad(what: string): ProgramError {
  return programError('BAD_SNAPSHOT', what);
}

function getUnsigned(bytes: Uint8Array): number {
  let value = 0;
  for (let shift = 0; shift <= 28; shift += 7) {
    if (cursor >= bytes.length) throw bad('it ends too early');
    const next = bytes[cursor++]!;
    if (shift === 28 && next > 15) break;
    value |= (next & 127) << shift;
    if (next < 128) return value >>> 0;
  }
  throw bad('a number is too long');
}

function getText(bytes: Uint8Array): string {
  const length = getUnsigned(bytes);
  if (length > bytes.length - cursor) throw bad('it ends too early');
  let value = '';
  for (let i = 0; i < length; i++) value += String.fromCharCode(getUnsigned(bytes) & 0xffff);
  return value;
}

/** The hash that was read last, as bytes and as digits: snapshots of one image come one after the other. */
const lastHash = new Uint8Array(HASH_BYTES);
let lastDigits = '00'.repeat(HASH_BYTES);

function getHash(bytes: Uint8Array): string {
  let differs = 0;
  for (let i = 0; i < HASH_BYTES; i += 4)
    differs |=
      (bytes[2 + i]! ^ lastHash[i]!) |
      (bytes[3 + i]! ^ lastHash[i + 1]!) |
      (bytes[4 + i]! ^ lastHash[i + 2]!) |
      (bytes[5 + i]! ^ lastHash[i + 3]!);
  if (differs === 0) return lastDigits;
  lastHash.set(bytes.subarray(2, HEAD_BYTES));
  lastDigits = Array.from(lastHash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return lastDigits;
}

/**
 * A machine out of its snapshot, in a slab of its own where none is given. `programOf` gives the linked program for the 32 hex digits of
 * snapshotHash(). Throws a ProgramError BAD_SNAPSHOT when the bytes are none, or belong to a program that is not there.
 */
export function decodeMachine(
  bytes: Uint8Array,
  programOf: (hash: string) => LinkedProgram | undefined,
  slab: MachineSlab = MachineSlab.single(),
): Machine {
  if (bytes.length < HEAD_BYTES) throw bad('it ends too early');
  if (bytes[0] !== SNAPSHOT_VERSION) throw bad('unknown version; it was written by another release');
  const flags = bytes[1]!;
  const hash = getHash(bytes);
  const program = programOf(hash);
  if (program === undefined) throw bad(`its program ${hash} is not there`);
  cursor = HEAD_BYTES;
  const suspended = (flags & IS_SUSPENDED) !== 0;
  const position = getUnsigned(bytes);
  const pc = suspended ? program.image.waitPoints[position]?.pc : position;
  if (pc === undefined || (!suspended && !isStart(program, pc))) throw bad('unknown position');
  const globals = getUnsigned(bytes);
  const handler = (flags & HAS_HANDLER) !== 0 ? getUnsigned(bytes) : EMPTY;
  if (handler >= program.image.handlers.length) throw bad('unknown event handler');
  const record = slab.take(program, pc, globals);
  holdHandler(record, handler);
  if (suspended) slab.suspendAt(record, pc);
  const id = decodePlainVariables(record, bytes);
  if (id === ALL_READ) return new Machine(slab, record);
  try {
    decodeVariables(slab, record, bytes, id);
  } catch (error) {
    slab.drop(record);
    throw error;
  }
  return new Machine(slab, record);
}

/** Below all ids. */
const ALL_READ = -2;

/**
 * The variables as far as they are ints of one or two bytes that stand at their places: nearly always all of them. Answers ALL_READ, or the
 * last one's id, and decodeVariables() goes on at the cursor.
 */
function decodePlainVariables(record: number, bytes: Uint8Array): number {
  const base = record * RECORD_WORDS;
  const firstTag = base * 2 + RECORD_TAGS;
  let at = cursor;
  let id = -1;
  for (;;) {
    const mark = bytes[at]!;
    if (mark === 0 && at + 1 === bytes.length) return ALL_READ;
    const variable = id + (mark >> 1);
    const place = variable & PLACE_MASK;
    const isPlain = mark > 1 && mark < 128 && (mark & 1) === 0 && variable < TAGGED_MAX && TAGS[firstTag + place] === 0;
    // A value goes on in at most one byte more; the end is behind it.
    if (!isPlain || at + 3 >= bytes.length) break;
    let value = bytes[at + 1]!;
    let next = at + 2;
    if (value > 127) {
      const more = bytes[next++]!;
      if (more > 127) break;
      value = (value & 127) | (more << 7);
    }
    TAGS[firstTag + place] = variable + 1;
    WORDS[base + RECORD.values + place] = (value >>> 1) ^ -(value & 1);
    at = next;
    id = variable;
  }
  cursor = at;
  return id;
}

/** The variables behind that with the id `last`, and the end. */
function decodeVariables(slab: MachineSlab, record: number, bytes: Uint8Array, last: number): void {
  let id = last;
  for (let mark = getUnsigned(bytes); mark !== 0; mark = getUnsigned(bytes)) {
    id += mark >>> 1;
    if (mark < 2 || id > VARIABLE_MAX) throw bad('unknown variable');
    if ((mark & 1) === 1) {
      storeString(slab, record, id, getText(bytes));
      continue;
    }
    const value = getUnsigned(bytes);
    storeInt(slab, record, id, (value >>> 1) ^ -(value & 1));
  }
  if (cursor !== bytes.length) throw bad('bytes after its end');
}
