/**
 * The intrinsics of language §6 as the machine knows them: number, result type, what they take, and the cell that holds the
 * answer when there is one. Numbers stand in images and traces, so they are append-only; a retired one stays listed.
 * The words that spell an intrinsic are the dsl's; the compiler ties the two tables by a mapped type over IntrinsicName.
 */
import type { CellName } from './typed-state.ts';
import type { ValueType } from './values.ts';

/** What stands behind an intrinsic: nothing, a list of skillsets, one agent, or a key. */
export type IntrinsicOperand = 'none' | 'skillsets' | 'agent' | 'key';

export interface IntrinsicRow {
  readonly number: number;
  readonly type: ValueType;
  readonly operand: IntrinsicOperand;
  /** Set where one skillset's answer is a load: the cell, and whether the answer is "the cell is 0". */
  readonly cell?: { readonly name: CellName; readonly isZero: boolean };
  /** Set where the answer is a fact (typed-state.ts): its column. */
  readonly fact?: number;
}

const none = (number: number, type: ValueType): IntrinsicRow => ({ number, type, operand: 'none' });
const fact = (number: number, type: ValueType, column: number): IntrinsicRow => ({
  number,
  type,
  operand: 'none',
  fact: column,
});
const skillsets = (number: number, type: ValueType): IntrinsicRow => ({ number, type, operand: 'skillsets' });
const cell = (number: number, type: ValueType, name: CellName, isZero = false): IntrinsicRow => ({
  number,
  type,
  operand: 'skillsets',
  cell: { name, isZero },
});

/** One row an intrinsic; the key is its phrase. */
export const INTRINSICS = {
  'OUT OF SERVICE': cell(1, 'boolean', 'loggedAgents', true),
  QUEUED: none(2, 'boolean'),
  'QUEUED COUNT': cell(3, 'integer', 'queued'),
  'LOGGED AGENT COUNT': cell(4, 'integer', 'loggedAgents'),
  'IDLE AGENT COUNT': cell(5, 'integer', 'idleAgents'),
  'LOGGED AGENT': { number: 6, type: 'boolean', operand: 'agent' },
  'IDLE AGENT': { number: 7, type: 'boolean', operand: 'agent' },
  'EXPECTED WAIT TIME': skillsets(8, 'seconds'),
  'AVERAGE SPEED ANSWER': skillsets(9, 'seconds'),
  'POSITION IN QUEUE': skillsets(10, 'integer'),
  'PRIORITY IN QUEUE': skillsets(11, 'priority'),
  'PRIORITY IN NETWORK QUEUE': skillsets(12, 'priority'),
  OLDEST: skillsets(13, 'seconds'),
  'SERVICE LEVEL': skillsets(14, 'integer'),
  'CALL RATE': none(15, 'integer'),
  'TOTAL ACTIVE CALLS': none(16, 'integer'),
  'AGE OF CALL': fact(17, 'seconds', 7),
  'AGE OF CONTACT': fact(18, 'seconds', 15),
  'TIME OF DAY': fact(19, 'time', 0),
  'DAY OF WEEK': fact(20, 'day', 1),
  'DAY OF MONTH': fact(21, 'integer', 2),
  'MONTH OF YEAR': fact(22, 'month', 3),
  DATE: fact(23, 'date', 4),
  'CONTACT TYPE': fact(24, 'contact_type', 6),
  CDN: none(25, 'dn'),
  DNIS: none(26, 'dn'),
  CLID: none(27, 'dn'),
  'DIALED DN': none(28, 'dn'),
  LOC: none(29, 'integer'),
  NPA: none(30, 'integer'),
  NXX: none(31, 'integer'),
  NPANXX: none(32, 'integer'),
  'ROUTE NUMBER': none(33, 'integer'),
  'NETWORK CALL': none(34, 'boolean'),
  TRANSFERRED: none(35, 'boolean'),
  CONFERENCED: none(36, 'boolean'),
  'INTERNATIONAL CALL': none(37, 'boolean'),
  'VOICE CALL': none(38, 'boolean'),
  'DATA CALL': none(39, 'boolean'),
  'DIRECT CALL': none(40, 'boolean'),
  'CALL FORWARD': none(41, 'boolean'),
  'CALL FORWARD BUSY': none(42, 'boolean'),
  'CALL FORWARD NO ANSWER': none(43, 'boolean'),
  'CALL FORWARD DO NOT DISTURB': none(44, 'boolean'),
  QUEUETYPE: fact(45, 'queue_type', 8),
  AGENTID: fact(46, 'agent', 10),
  'CONTACT SKILLSET': fact(47, 'skillset', 9),
  'CONTACT PRIORITY': fact(48, 'priority', 5),
  FROMADDRESS: none(49, 'string'),
  TOADDRESS: none(50, 'string'),
  CCADDRESS: none(51, 'string'),
  SUBJECT: none(52, 'string'),
  URI: none(53, 'string'),
  CONTACTID: none(54, 'string'),
  CUSTOMERID: none(55, 'string'),
  CONTACTSUBTYPE: none(56, 'string'),
  LANGUAGE: none(57, 'string'),
  'CONTACT DATA': { number: 58, type: 'string', operand: 'key' },
  BODY: none(59, 'string'),
  'ATTACHMENT COUNT': fact(60, 'integer', 11),
  'MESSAGE SIZE': fact(61, 'integer', 12),
  'AUTO SUBMITTED': fact(62, 'boolean', 13),
  'SPAM SCORE': fact(63, 'integer', 14),
  'CUSTOMER CONTACT COUNT': none(64, 'integer'),
} as const satisfies Record<string, IntrinsicRow>;

/** An intrinsic's phrase, single blanks between its words. */
export type IntrinsicName = keyof typeof INTRINSICS;

const BY_NUMBER: ReadonlyMap<number, { readonly name: IntrinsicName; readonly row: IntrinsicRow }> = new Map(
  Object.entries(INTRINSICS).map(([name, row]) => [row.number, { name: name as IntrinsicName, row }]),
);

/** The row with this number; undefined when there is none. */
export function intrinsicByNumber(
  number: number,
): { readonly name: IntrinsicName; readonly row: IntrinsicRow } | undefined {
  return BY_NUMBER.get(number);
}
