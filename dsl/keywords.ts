/** Reserved words, and the phrases inside statements (language §1). */
import { intrinsicNames } from './intrinsics.ts';
import { statements } from './statements.ts';

/** Day names; the index is the day's number. */
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Month names; the index is the month's number less one. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The phrases that part, join and end what stands inside statements, spelt as in the text. */
export const keywordPhrases = [
  'SECTION',
  'THEN',
  'ELSE',
  'END IF',
  'END WHERE',
  'END HANDLER',
  'END VOICE SESSION',
  'END',
  'VALUE',
  'DEFAULT',
  'EQUALS',
  'SAVEVAR',
  'EVENT',
  'TO',
  'WITH PRIORITY',
  'WITH REASON',
  'WITH TREATMENT',
  'TIMEOUT',
  'LONGEST IDLE AGENT',
  'MOST LOGGED AGENTS',
  'DIGITS INTO',
  'INTERDIGIT TIMER',
  'THE',
  'AND',
  'OR',
  'NOT',
  'CONTAINS',
  'MATCHES',
] as const;

/** A phrase of `keywordPhrases`. */
export type KeywordPhrase = (typeof keywordPhrases)[number];

/** The reserved words that language §1 lists one by one. */
const listedWords = [
  ...['SECTION', 'THEN', 'ELSE', 'END', 'VALUE', 'DEFAULT', 'EQUALS', 'ASSIGNED', 'SAVEVAR', 'EVENT', 'SCRIPT'],
  ...['TO', 'WITH', 'IN', 'FROM', 'TIMEOUT', 'THE', 'AND', 'OR', 'NOT', 'CONTAINS', 'MATCHES'],
] as const;

/** Every reserved word, in capitals: none is a name anywhere. */
export const reservedWords: ReadonlySet<string> = new Set([
  ...Object.values(statements).flatMap((row) => row.phrases.map((phrase) => firstWord(phrase))),
  ...listedWords,
  ...intrinsicNames.filter((name) => !name.includes(' ')),
  ...[...dayNames, ...monthNames].map((name) => name.toUpperCase()),
]);

/** Whether a word is reserved, without regard to case. */
export function isReservedWord(word: string): boolean {
  return reservedWords.has(word.toUpperCase());
}

/** The first word of a phrase. */
function firstWord(phrase: string): string {
  return phrase.split(' ', 1)[0] ?? phrase;
}
