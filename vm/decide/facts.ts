/**
 * What a decision is told: intrinsics by their names as plain values. A time may be '17:30' or minutes after midnight, a day 'Monday' or
 * 1 (Sunday is 0), a month 'March' or 3, a date '2026-12-24'; names are names, yes and no are true and false.
 *
 * What is not told is 0, false or empty.
 */

import { INTRINSICS, type IntrinsicName, type IntrinsicRow } from '../intrinsics.ts';
import { CELL_WORDS, CELLS } from '../typed-state.ts';
import { canBeEmpty, EMPTY, type IdOf, parseValue } from '../values.ts';

/** A value as a program has it. */
export type Plain = number | string | boolean;

/** Answers about one skillset. */
export type SkillsetFacts = { readonly [N in SkillsetIntrinsic]?: Plain };
type SkillsetIntrinsic =
  | 'OUT OF SERVICE'
  | 'QUEUED COUNT'
  | 'LOGGED AGENT COUNT'
  | 'IDLE AGENT COUNT'
  | 'EXPECTED WAIT TIME'
  | 'AVERAGE SPEED ANSWER'
  | 'POSITION IN QUEUE'
  | 'PRIORITY IN QUEUE'
  | 'PRIORITY IN NETWORK QUEUE'
  | 'OLDEST'
  | 'SERVICE LEVEL';

/** Answers about one agent. */
export type AgentFacts = { readonly [N in AgentIntrinsic]?: Plain };
type AgentIntrinsic = 'LOGGED AGENT' | 'IDLE AGENT';

/** Everything a decision may be told. */
export type Facts = {
  readonly [N in Exclude<IntrinsicName, SkillsetIntrinsic | AgentIntrinsic | 'CONTACT DATA' | 'CCADDRESS'>]?: Plain;
} & {
  /** The copies' addresses. */
  readonly CCADDRESS?: readonly string[];
  /** By the names of skillsets and the log-in names of agents. */
  readonly skillsets?: Readonly<Record<string, SkillsetFacts>>;
  readonly agents?: Readonly<Record<string, AgentFacts>>;
  /** CONTACT DATA by key. */
  readonly data?: Readonly<Record<string, string>>;
  /** Call variables that have a value before the script starts; the others have their default. */
  readonly variables?: Readonly<Record<string, Plain>>;
  /** What READVAR reads. */
  readonly shared?: Readonly<Record<string, number>>;
};

/** A fact that cannot be so. */
export class FactError extends Error {
  readonly code = 'BAD_FACT';
}

/** A told value as a register holds it. Throws a FactError when the type has no such value. */
export function intOfFact(name: IntrinsicName, value: Plain | undefined, idOf: IdOf): number {
  if (typeof value === 'number') return value | 0;
  const { type }: IntrinsicRow = INTRINSICS[name];
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === undefined) return canBeEmpty(type) ? EMPTY : 0;
  const parsed = parseValue(type, value, idOf);
  if (typeof parsed !== 'number')
    throw new FactError(`${name}: '${value}' is no ${type}; give a number or a name that the centre has`);
  return parsed;
}

/** Writes those of a skillset's cells whose columns have their bit in `used`. OUT OF SERVICE alone says that somebody or nobody is logged in. */
export function writeCells(cells: Int32Array, skillset: number, facts: SkillsetFacts | undefined, used: number): void {
  const at = skillset * CELL_WORDS;
  if ((used & (1 << CELLS.loggedAgents)) !== 0) {
    const logged = facts?.['LOGGED AGENT COUNT'];
    cells[at + CELLS.loggedAgents] = logged === undefined ? inService(facts) : count(logged);
  }
  if ((used & (1 << CELLS.idleAgents)) !== 0) cells[at + CELLS.idleAgents] = count(facts?.['IDLE AGENT COUNT']);
  if ((used & (1 << CELLS.queued)) !== 0) cells[at + CELLS.queued] = count(facts?.['QUEUED COUNT']);
}

/** A count as a cell holds it; what is no number is 0. */
export function count(value: Plain | undefined): number {
  return typeof value === 'number' ? value | 0 : Number(value ?? 0) | 0;
}

/** Where nothing says how many are logged in: one, unless nothing is told of the skillset or it is out of service. */
export function inService(facts: SkillsetFacts | undefined): number {
  return facts === undefined || Number(facts['OUT OF SERVICE'] ?? 0) !== 0 ? 0 : 1;
}

const EXPECTED_WAIT_TIME = INTRINSICS['EXPECTED WAIT TIME'].number;
const AVERAGE_SPEED_ANSWER = INTRINSICS['AVERAGE SPEED ANSWER'].number;
const POSITION_IN_QUEUE = INTRINSICS['POSITION IN QUEUE'].number;
const PRIORITY_IN_QUEUE = INTRINSICS['PRIORITY IN QUEUE'].number;
const OLDEST = INTRINSICS.OLDEST.number;
const SERVICE_LEVEL = INTRINSICS['SERVICE LEVEL'].number;

/** What is told of a skillset for an intrinsic that is asked for by a call; the properties are named for the same reason as above. */
export function askedOf(facts: SkillsetFacts, intrinsic: number): Plain | undefined {
  switch (intrinsic) {
    case EXPECTED_WAIT_TIME:
      return facts['EXPECTED WAIT TIME'];
    case AVERAGE_SPEED_ANSWER:
      return facts['AVERAGE SPEED ANSWER'];
    case POSITION_IN_QUEUE:
      return facts['POSITION IN QUEUE'];
    case PRIORITY_IN_QUEUE:
      return facts['PRIORITY IN QUEUE'];
    case OLDEST:
      return facts.OLDEST;
    case SERVICE_LEVEL:
      return facts['SERVICE LEVEL'];
    default:
      return undefined;
  }
}
