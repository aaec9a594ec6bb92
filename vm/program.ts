/**
 * The program image: one for a whole script set, the same bytes for the same input. It names things (symbols); link() puts a
 * directory's ids in their place. Everything here is plain data; instructions.ts says what the words of `code` mean,
 * image.ts how the bytes are laid out, verify.ts what must hold before a program may run.
 *
 * Terminology. *entry*: a script's index in `scripts`. *wait point*: an instruction that suspends (WAIT, GET RESPONSE), with a
 * name that outlives edits elsewhere: `Script/section#n`, `Script#n` before the first section. *fault range*: where to go on when
 * an instruction in it faults (language §4).
 */

import type { NameKind } from './directory.ts';
import type { LineTable } from './line-table.ts';
import type { ValueType } from './values.ts';

/** A name that a program uses; link() turns it into an id. */
export type ProgramSymbol =
  | { readonly kind: Exclude<NameKind, 'variable'>; readonly name: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly scope: 'global' | 'call';
      readonly class: 'item' | 'set';
      readonly type: ValueType;
    };

/** A constant set; ids of symbols join `ranges` when the program is linked. */
export interface ProgramSet {
  /** Pairs low, high. */
  readonly ranges: readonly number[];
  readonly strings: readonly string[];
  readonly dnRanges: readonly { readonly low: string; readonly high: string }[];
  /** Indices into the symbols. */
  readonly symbols: readonly number[];
}

export interface ProgramScript {
  readonly name: string;
  readonly pc: number;
  readonly sections: readonly { readonly name: string; readonly pc: number }[];
}

export interface WaitPoint {
  readonly name: string;
  readonly pc: number;
}

/** Events that an EVENT HANDLER can hold, in the order of their numbers. Append only. */
export const HANDLER_EVENTS = ['NOT_QUEUED', 'RETURNED_TO_QUEUE', 'POSTPONED_RETURN'] as const;
export type HandlerEvent = (typeof HANDLER_EVENTS)[number];

/** One EVENT HANDLER statement: where each event's body begins, by event number; -1 for none. */
export interface Handler {
  readonly pcs: readonly number[];
}

export interface FaultRange {
  /** First and one past the last instruction's pc. */
  readonly from: number;
  readonly to: number;
  readonly target: number;
}

/** Where an instruction comes from. Lines and columns from 1, columns in UTF-16 units, `endColumn` one past the end. */
export interface Span {
  readonly pc: number;
  /** Index of the script. */
  readonly script: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** True on the first instruction of a statement: a line of a trace. */
  readonly statement: boolean;
}

/** Ways that an IF or a WHERE can go, in the order of their numbers. Append only. */
export const ARM_KINDS = ['then', 'else', 'value', 'default', 'none', 'fault'] as const;
/**
 * `none`: no branch runs, there is no ELSE or DEFAULT. `fault`: a WHERE with a DEFAULT whose value or test faulted, so that no branch
 * runs; a faulting condition of an IF is false (language §4), so it has none.
 */
export type ArmKind = (typeof ARM_KINDS)[number];

export interface Arm {
  readonly kind: ArmKind;
  /** The first instruction of its body; of `none` and `fault` the first behind the statement. */
  readonly pc: number;
}

/**
 * An IF or a WHERE. The arm that was taken is the one whose pc the run reaches first after the statement's own.
 *
 * INVARIANT: a run that comes to `pc` reaches an arm's pc, or stops. The arms' pcs are all different and ascend: then, else or none;
 * the VALUEs as written, default or none, fault.
 */
export interface Branch {
  /** The statement's first instruction. */
  readonly pc: number;
  readonly kind: 'if' | 'where';
  readonly arms: readonly Arm[];
}

export interface Program {
  /** Version of the compiler that wrote it. */
  readonly compiler: string;
  /** SHA-256 of the image's body, in hex; of a program that was just compiled it is worked out when it is first asked for. */
  readonly hash: string;
  readonly code: Int32Array;
  readonly strings: readonly string[];
  readonly symbols: readonly ProgramSymbol[];
  readonly sets: readonly ProgramSet[];
  /** Operand lists: indices into the symbols, each list of one kind. */
  readonly lists: readonly (readonly number[])[];
  readonly scripts: readonly ProgramScript[];
  readonly waitPoints: readonly WaitPoint[];
  readonly handlers: readonly Handler[];
  /** Ascending, not overlapping. */
  readonly faults: readonly FaultRange[];
  /** One per IF and WHERE, ascending by pc. */
  readonly branches: readonly Branch[];
  /** One per instruction, ascending by pc. */
  readonly spans: LineTable;
}

/** What a program is before it has a hash. */
export type ProgramBody = Omit<Program, 'hash'>;

/** A program or image that cannot be used. `code` is one of PROGRAM_ERRORS' keys. */
export class ProgramError extends Error {
  readonly code: ProgramErrorCode;

  constructor(code: ProgramErrorCode, detail: string) {
    super(`${PROGRAM_ERRORS[code]}: ${detail}`);
    this.name = 'ProgramError';
    this.code = code;
  }
}

/** What can be wrong with an image or a machine's snapshot; NO_ROOM is nobody's fault. */
export const PROGRAM_ERRORS = {
  NOT_A_PROGRAM: 'not a compiled script set',
  NEWER_FORMAT: 'written by a newer compiler; compile it again or update ccmm',
  OLDER_FORMAT: 'written in a format that is no longer read; compile it again',
  TRUNCATED: 'the image ends too early; copy or compile it again',
  HASH_MISMATCH: 'the image was changed after it was written; copy or compile it again',
  MALFORMED: 'the image is not well formed; compile it again',
  BAD_CODE: 'the image holds instructions that may not run; compile it again',
  BAD_SNAPSHOT: 'the state of a suspended script cannot be read',
  TOO_LARGE: 'the script set has more code than a machine holds; split it',
  NO_ROOM: 'no room for another machine in this process',
} as const;
export type ProgramErrorCode = keyof typeof PROGRAM_ERRORS;

/** A bug in the caller or a damaged image never shows as another kind of error. */
export function programError(code: ProgramErrorCode, detail: string): ProgramError {
  return new ProgramError(code, detail);
}
