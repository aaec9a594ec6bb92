/** What a row of the instruction table says. */
import type { IntrinsicName } from './intrinsics.ts';

/** What a word of an instruction may be. verify.ts has one check a kind, disassemble.ts one way to print a kind. */
export type OperandKind =
  /** Registers that are read. */
  | 'int'
  | 'text'
  | 'textOrCc'
  /** Registers that are written. */
  | 'intTo'
  | 'textTo'
  /** Numbers. */
  | 'number'
  | 'positive'
  | 'priority'
  | 'flag'
  /** A list's index with count 0, or the first of `count` registers. */
  | 'ids'
  | 'count'
  /** A count that is 0: the ids are a list. */
  | 'none'
  /** How many jumps stand behind a SWITCH, the last one's not counted. */
  | 'cases'
  /** Indices into the image's tables. */
  | 'target'
  | 'string'
  | 'set'
  | 'targets'
  | 'wait'
  | 'handler'
  /** Symbols: of names, and of variables by scope, class and register file. */
  | 'symbol'
  | 'response'
  /** A skillset; linked, where its cell stands in the host's cells. */
  | 'cell'
  | 'callInt'
  | 'callNumber'
  | 'callText'
  | 'globalInt'
  | 'globalText'
  | 'globalSet'
  | 'globalTextSet'
  /** Intrinsics by number. */
  | 'askInt'
  | 'askBoolean'
  | 'askOf'
  | 'askText'
  /** Intrinsics that are loads: of a skillset's cell; of the contact's facts, where linked code holds the column. */
  | 'askCell'
  | 'askFact'
  /** Words of a vocabulary, by index. */
  | 'relation'
  | 'queueKind'
  | 'queueChoice'
  | 'intType'
  | 'voice';

/** An intrinsic that an instruction reads: its number stands in an operand, or the instruction is made for it; `of` is the operand with its skillsets. */
export type Read =
  | { readonly operand: string; readonly of?: string }
  | { readonly name: IntrinsicName; readonly of?: string }
  /** CONTACT DATA of the string in this operand. */
  | { readonly key: string };

export interface InstructionRow {
  readonly code: number;
  /** In the order of the words. */
  readonly operands: Readonly<Record<string, OperandKind>>;
  /** What it does to registers, variables and control. */
  readonly picture: string;
  /** What it reads, in the order in which a trace holds the answers; each has one entry there. */
  readonly reads?: readonly Read[];
  readonly doc: string;
}
