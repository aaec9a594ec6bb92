/**
 * Facts as the places of a plan. A list says which are read, and a switch reads each by its own name, so that it is one load: that is
 * twice as fast as asking for each fact there is whether it is read. Each is read once a decision.
 */
import { INTRINSICS, type IntrinsicName } from '../intrinsics.ts';
import type { IdOf } from '../values.ts';
import { count, type Facts, inService, intOfFact, type Plain, type SkillsetFacts } from './facts.ts';

/** What may be told of a skillset. What of the first three is no number is one; the others are looked at where they are asked for. */
export const SKILLSET_COLUMNS = [
  'LOGGED AGENT COUNT',
  'IDLE AGENT COUNT',
  'QUEUED COUNT',
  'EXPECTED WAIT TIME',
  'AVERAGE SPEED ANSWER',
  'POSITION IN QUEUE',
  'PRIORITY IN QUEUE',
  'PRIORITY IN NETWORK QUEUE',
  'OLDEST',
  'SERVICE LEVEL',
] as const satisfies readonly (keyof SkillsetFacts)[];

const LOGGED = 0;
const COUNTS = 3;

/** The column of an intrinsic of skillsets; -1 when it has none. */
export function skillsetColumn(intrinsic: number): number {
  return SKILLSET_COLUMNS.findIndex((name) => INTRINSICS[name].number === intrinsic);
}

function toldOfSkillset(facts: SkillsetFacts, column: number): Plain | undefined {
  switch (column) {
    case 0:
      return facts['LOGGED AGENT COUNT'];
    case 1:
      return facts['IDLE AGENT COUNT'];
    case 2:
      return facts['QUEUED COUNT'];
    case 3:
      return facts['EXPECTED WAIT TIME'];
    case 4:
      return facts['AVERAGE SPEED ANSWER'];
    case 5:
      return facts['POSITION IN QUEUE'];
    case 6:
      return facts['PRIORITY IN QUEUE'];
    case 7:
      return facts['PRIORITY IN NETWORK QUEUE'];
    case 8:
      return facts.OLDEST;
    default:
      return facts['SERVICE LEVEL'];
  }
}

/** What is told of skillsets. */
export type ToldSkillsets = Readonly<Record<string, SkillsetFacts>> | undefined;

/** Reads of one skillset: a place and the column that goes there, one after the other. */
export const READ_WORDS = 2;

/**
 * What puts facts of the skillsets with these names at their places, by the reads of each. Its answer is false when the machine must
 * decide: something is told by a word that may be none, and only the machine knows whether it comes there.
 */
export function skillsetsPut(
  names: readonly string[],
  reads: readonly Int32Array[],
  places: Int32Array,
): (told: ToldSkillsets) => boolean {
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = names;
  const [ofFirst, ofSecond, ofThird, ofFourth, ofFifth, ofSixth, ...ofRest] = reads;
  // Each of these reads one name only, which makes it a load; in a loop it is a search.
  return (told) => {
    if (ofFirst === undefined) return true;
    if (!putSkillset(places, ofFirst, told?.[first])) return false;
    if (ofSecond === undefined) return true;
    if (!putSkillset(places, ofSecond, told?.[second])) return false;
    if (ofThird === undefined) return true;
    if (!putSkillset(places, ofThird, told?.[third])) return false;
    if (ofFourth === undefined) return true;
    if (!putSkillset(places, ofFourth, told?.[fourth])) return false;
    if (ofFifth === undefined) return true;
    if (!putSkillset(places, ofFifth, told?.[fifth])) return false;
    if (ofSixth === undefined) return true;
    if (!putSkillset(places, ofSixth, told?.[sixth])) return false;
    return ofRest.every((each, nth) => putSkillset(places, each, told?.[names[6 + nth]!]));
  };
}

function putSkillset(places: Int32Array, reads: Int32Array, facts: SkillsetFacts | undefined): boolean {
  if (facts === undefined) {
    for (let i = 0; i < reads.length; i += READ_WORDS) places[reads[i]!] = 0;
    return true;
  }
  for (let i = 0; i < reads.length; i += READ_WORDS) {
    const value = toldOfSkillset(facts, reads[i + 1]!);
    if (typeof value === 'number') places[reads[i]!] = value | 0;
    else if (!putOther(places, reads[i]!, reads[i + 1]!, value, facts)) return false;
  }
  return true;
}

/** Puts what is no number; false as above. */
export function putOther(
  places: Int32Array,
  place: number,
  column: number,
  value: Exclude<Plain, number> | undefined,
  facts: SkillsetFacts,
): boolean {
  if (column >= COUNTS) return putAsked(places, place, SKILLSET_COLUMNS[column]!, value);
  places[place] = column === LOGGED && value === undefined ? inService(facts) : count(value);
  return true;
}

const noName = (): number => -1;

/** As above, of an intrinsic that is asked for on some ways only. */
export function putAsked(places: Int32Array, place: number, name: IntrinsicName, value: Plain | undefined): boolean {
  if (value !== undefined && typeof value !== 'boolean' && typeof value !== 'number') return false;
  places[place] = intOfFact(name, value, noName);
  return true;
}

/** Intrinsics that are columns of facts (typed-state.ts), by column. */
export const FACT_COLUMNS: readonly IntrinsicName[] = (() => {
  const names: IntrinsicName[] = [];
  for (const [name, row] of Object.entries(INTRINSICS)) if ('fact' in row) names[row.fact] = name as IntrinsicName;
  return names;
})();

function toldOf(facts: Facts, column: number): Plain | undefined {
  switch (column) {
    case 0:
      return facts['TIME OF DAY'];
    case 1:
      return facts['DAY OF WEEK'];
    case 2:
      return facts['DAY OF MONTH'];
    case 3:
      return facts['MONTH OF YEAR'];
    case 4:
      return facts.DATE;
    case 5:
      return facts['CONTACT PRIORITY'];
    case 6:
      return facts['CONTACT TYPE'];
    case 7:
      return facts['AGE OF CALL'];
    case 8:
      return facts.QUEUETYPE;
    case 9:
      return facts['CONTACT SKILLSET'];
    case 10:
      return facts.AGENTID;
    case 11:
      return facts['ATTACHMENT COUNT'];
    case 12:
      return facts['MESSAGE SIZE'];
    case 13:
      return facts['AUTO SUBMITTED'];
    case 14:
      return facts['SPAM SCORE'];
    default:
      return facts['AGE OF CONTACT'];
  }
}

/** Puts the facts whose columns are listed at the places of these numbers. Throws a FactError for one that cannot be so. */
export function putFacts(places: Int32Array, columns: Int32Array, facts: Facts, idOf: IdOf): void {
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const value = toldOf(facts, column);
    places[column] = typeof value === 'number' ? value | 0 : intOfFact(FACT_COLUMNS[column]!, value, idOf);
  }
}
