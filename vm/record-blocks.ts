/**
 * Who has which records of the process (memory.ts): slabs take blocks of them, each of as many as a power of two, and blocks of slabs that
 * nobody has any more come back. A bigger block is halved where no fitting one is left.
 */
import { RECORDS_MAX } from './memory.ts';
import { type ProgramError, programError } from './program.ts';

/** Records one behind the other. */
export interface RecordBlock {
  readonly first: number;
  /** 1 << size of them. */
  readonly size: number;
}

/** Blocks that nobody has, by size. */
const FREE: number[][] = Array.from({ length: Math.log2(RECORDS_MAX) + 1 }, () => []);
/** Records that were given at some time. */
let given = 0;

/** A block of 1 << size records, or a smaller one where there is no such block. Throws a ProgramError NO_ROOM when all are taken. */
export function takeBlock(size: number): RecordBlock {
  const known = FREE[size]?.pop();
  if (known !== undefined) return { first: known, size };
  const part = halved(size);
  if (part !== undefined) return part;
  if (given + (1 << size) > RECORDS_MAX) return smaller(size);
  given += 1 << size;
  return { first: given - (1 << size), size };
}

/** A part of the smallest block that is bigger. */
function halved(size: number): RecordBlock | undefined {
  const from = FREE.findIndex((blocks, each) => each > size && blocks.length > 0);
  const first = FREE[from]?.pop();
  if (first === undefined) return undefined;
  for (let each = size; each < from; each++) FREE[each]!.push(first + (1 << each));
  return { first, size };
}

function smaller(size: number): RecordBlock {
  if (size > 0) return takeBlock(size - 1);
  throw noRoom();
}

/** All records are taken. */
export function noRoom(): ProgramError {
  return programError('NO_ROOM', `${RECORDS_MAX} are there; dropMachine() gives one back that is no longer needed`);
}

/** Nobody has these records any more. */
export function giveBack(blocks: readonly RecordBlock[]): void {
  for (const { first, size } of blocks) FREE[size]!.push(first);
}
