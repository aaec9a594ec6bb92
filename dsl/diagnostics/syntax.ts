/** Diagnostics of the text: characters and literals (CCS10xx), form (CCS11xx). */
import { limits } from '../limits.ts';
import { edit, inserting, type Mend, removing, replacing } from '../mend.ts';
import type { Place } from '../source.ts';
import { didYouMean, type NoArgs, row } from './row.ts';

export const syntaxDiagnostics = {
  CCS1001: row<{ offset: number; byte: number }>({
    level: 'error',
    title: 'not UTF-8',
    message: (a) => `the byte ${hex(a.byte)} at offset ${a.offset} is not UTF-8`,
    help: () => 'save the file as UTF-8',
    explanation: 'Scripts are UTF-8, with or without a byte-order mark. The offset counts bytes from 0.',
  }),
  CCS1002: row<NoArgs>({
    level: 'error',
    title: 'file too large',
    message: () => `the file is larger than ${limits.fileBytes / 1024 / 1024} MB`,
    explanation: 'A script is read into memory whole.',
  }),
  CCS1003: row<NoArgs>({
    level: 'error',
    title: 'unclosed comment',
    message: () => 'this comment is never closed',
    help: () => 'close it with `*/`; comments do not nest',
    explanation: 'A comment runs from `/*` to the next `*/`; without one it swallows the rest of the text.',
  }),
  CCS1004: row<NoArgs>({
    level: 'error',
    title: 'unclosed string',
    message: () => 'this string is never closed',
    help: () => 'a string ends on its line; write `""` for a quote inside it',
    mend: (_a, place) => closingQuote(place),
    explanation: 'A string begins and ends on one line.',
  }),
  CCS1005: row<{ text: string }>({
    level: 'error',
    title: 'unknown character',
    message: (a) => `\`${a.text}\` means nothing in a script`,
    help: (a) => {
      if (a.text === '*/') return 'no comment is open here; comments do not nest';
      if (a.text.startsWith(';')) return 'statements need no mark at their end';
      if (/\w@\w/.test(a.text)) return 'an address stands in quotes, as text does';
      const meant = operatorMeant(a.text);
      if (meant !== undefined) return `did you mean ${meant}?`;
      return /^[\u201c-\u201f]/.test(a.text) ? 'strings stand in straight quotes: "text"' : undefined;
    },
    mend: (a, place) => strayCharacters(a.text, place),
    explanation:
      'A script is made of words, numbers, strings, times, dates and the operators + - * / = <> < > <= >= .. , : ( ).',
  }),
  CCS1006: row<{ text: string }>({
    level: 'error',
    title: 'not a number',
    message: (a) => `\`${a.text}\` is neither a number nor a name`,
    help: () => 'numbers are whole; a name begins with a letter',
    explanation: 'Integers are digits alone, and a name begins with a letter.',
  }),
  CCS1007: row<{ name: string }>({
    level: 'error',
    title: 'name too long',
    message: (a) => `\`${a.name}\` has ${a.name.length} characters, a name has at most ${limits.nameLength}`,
    explanation: `A name has at most ${limits.nameLength} characters.`,
  }),
  CCS1008: row<{ name: string }>({
    level: 'error',
    title: 'not a name',
    message: (a) => `\`${a.name}\` is not a name`,
    help: () => 'a name is a letter A to Z, then letters, digits and `_`',
    explanation: 'Names are made of the letters A to Z, digits and `_`, and begin with a letter.',
  }),
  CCS1009: row<{ text: string }>({
    level: 'error',
    title: 'not a time',
    message: (a) => `\`${a.text}\` is not a time`,
    help: () => 'times run from 0:00 to 23:59',
    explanation: 'A time is hours and minutes, 0:00 to 23:59.',
  }),
  CCS1010: row<{ text: string }>({
    level: 'error',
    title: 'not a date',
    message: (a) => `there is no day \`${a.text}\``,
    explanation: 'A date must exist: 30 February is in no year, 29 February not in every one. A year has four digits.',
  }),
  CCS1011: row<{ shown: number }>({
    level: 'error',
    title: 'too many findings',
    message: (a) => `more than ${a.shown} findings, the rest of the file is not reported`,
    explanation: 'A file with so many faults is most likely not a script.',
  }),
  CCS1101: row<{ found: string; expected: string; suggestion?: string | undefined }>({
    level: 'error',
    title: 'unexpected',
    message: (a) => `unexpected ${a.found}, expected ${a.expected}`,
    help: (a) => didYouMean({ suggestion: a.suggestion }),
    explanation: 'Something stands where the language has no place for it.',
  }),
  CCS1102: row<{ missing: string; context: string }>({
    level: 'error',
    title: 'missing',
    message: (a) => `missing ${a.missing}${a.context === '' ? '' : ` ${a.context}`}`,
    mend: (a, place) => missingWords(a.missing, place),
    explanation: 'A word or a value is left out; the caret stands after the last thing before the gap.',
  }),
  CCS1103: row<{ opener: string; end: string }>({
    level: 'error',
    title: 'missing end',
    message: (a) => `this ${a.opener} has no ${a.end}`,
    help: (a) => `write ${a.end} where it ends`,
    explanation: 'Every IF, WHERE, READVAR, EVENT HANDLER and OPEN VOICE SESSION has its own end.',
  }),
  CCS1104: row<{ found: string; meant: string }>({
    level: 'error',
    title: 'misspelt word',
    message: (a) => `\`${a.found}\` is not a word of the language`,
    help: (a) => `did you mean ${a.meant}?`,
    mend: (a, place) => replacing(place, likeWritten(a.found, a.meant)),
    explanation: 'The word is read as the one that it resembles, so that the rest of the script can be checked.',
  }),
  CCS1105: row<{ found: string }>({
    level: 'error',
    title: 'no ELSEIF',
    message: (a) => `there is no \`${a.found}\``,
    help: () => 'write ELSE IF … END IF: an IF inside ELSE has its own END IF',
    explanation: 'The language has no ELSEIF. It is read as a further branch of the same IF, to check the rest.',
  }),
  CCS1106: row<{ name: string; opener: string }>({
    level: 'error',
    title: 'SECTION inside a block',
    message: (a) => `SECTION ${a.name === '' ? '' : `\`${a.name}\` `}stands inside ${a.opener}`,
    help: () => 'a section begins outside every block',
    explanation: 'SECTION marks a place in the script; it never stands inside a block.',
  }),
  CCS1107: row<{ found: string; opener: string }>({
    level: 'error',
    title: 'nothing to end',
    message: (a) => `${a.found} without ${a.opener}`,
    explanation: 'An end or a branch belongs to a block that is open.',
  }),
  CCS1108: row<{ found: string; suggestion: string | undefined }>({
    level: 'error',
    title: 'unknown statement',
    message: (a) => `no statement begins with \`${a.found}\``,
    help: didYouMean,
    explanation: 'A statement begins with one of the statement words, or with a call variable and ASSIGNED.',
  }),
  CCS1109: row<{ what: 'blocks' | 'parentheses' }>({
    level: 'error',
    title: 'nested too deep',
    message: (a) =>
      `${a.what === 'blocks' ? 'blocks' : 'parentheses, NOT and signs'} nest at most ${limits.nesting} deep`,
    explanation: 'A bound that no readable script meets keeps every later step safe.',
  }),
  CCS1110: row<{ word: string; expected: string }>({
    level: 'error',
    title: 'reserved word',
    message: (a) => `\`${a.word}\` is a reserved word, expected ${a.expected}`,
    help: () => 'choose another name',
    explanation: 'The words of the language are nobody’s names.',
  }),
  CCS1111: row<{ operator: string }>({
    level: 'error',
    title: 'chained comparison',
    message: (a) => `unexpected \`${a.operator}\`, a comparison does not go on with another`,
    help: () => 'join two comparisons with AND',
    explanation: 'A comparison gives yes or no, which nothing is compared with.',
  }),
  CCS1112: row<{ operator: string }>({
    level: 'error',
    title: 'condition for a value',
    message: (a) => `unexpected \`${a.operator}\`, a value holds no comparison, NOT, AND or OR`,
    help: () => 'put the condition in parentheses',
    explanation: 'Where a value stands, commas and following words would make a bare condition ambiguous.',
  }),
  CCS1113: row<{ after: string }>({
    level: 'error',
    title: 'list not allowed here',
    message: (a) => `unexpected \`,\`, a list follows =, <> and CONTAINS, not ${a.after}`,
    explanation: 'Only membership is asked of a list.',
  }),
  CCS1114: row<NoArgs>({
    level: 'error',
    title: 'VALUE after DEFAULT',
    message: () => 'VALUE after DEFAULT',
    help: () => 'DEFAULT comes last',
    explanation: 'DEFAULT is the last branch of a WHERE.',
  }),
  CCS1115: row<{ word: 'ELSE' | 'DEFAULT' }>({
    level: 'error',
    title: 'second ELSE or DEFAULT',
    message: (a) => `a second ${a.word}`,
    explanation: 'An IF has one ELSE, a WHERE one DEFAULT.',
  }),
  CCS1116: row<{ block: 'WHERE' | 'EVENT HANDLER' }>({
    level: 'error',
    title: 'block without branches',
    message: (a) => (a.block === 'WHERE' ? 'this WHERE has no VALUE' : 'this EVENT HANDLER has no EVENT'),
    explanation: 'A WHERE has at least one VALUE, an EVENT HANDLER at least one EVENT.',
  }),
  CCS1117: row<NoArgs>({
    level: 'error',
    title: 'expression too long',
    message: () => `more than ${limits.operatorsInExpression} operators in one expression`,
    explanation: 'A bound that no readable script meets keeps every later step safe.',
  }),
  CCS1118: row<NoArgs>({
    level: 'error',
    title: 'THE without an intrinsic',
    message: () => 'THE stands before an intrinsic only',
    explanation: 'THE is a noise word before an intrinsic such as QUEUED COUNT.',
  }),
  CCS1119: row<NoArgs>({
    level: 'error',
    title: 'not an item',
    message: () => 'only literals, names and ranges of these stand in a list, a range or VALUE',
    help: () => 'assign it to a call variable first, or compare one by one',
    explanation: 'The items of lists, ranges and VALUEs are literals (with a sign), names and ranges of these.',
  }),
};

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Words of the language that are missing can be put in; a name or a value, or one word of several, only the author knows. */
function missingWords(missing: string, place: Place): Mend | undefined {
  const words = /^[A-Z][A-Z ]*$/.test(missing) ? missing : /^`([,:)])`$/.exec(missing)?.[1];
  return words === undefined ? undefined : inserting(place, words);
}

/** A word of the language in the letter case of the word that it stands for. */
export function likeWritten(found: string, meant: string): string {
  return /[a-z]/.test(found) && found === found.toLowerCase() ? meant.toLowerCase() : meant;
}

/** Words that may have been meant to stand behind the string. */
const wordsOfScripts = /\b(THEN|EQUALS|TO|AND|OR|END|ELSE|VALUE|WITH|TIMEOUT)\b|[,:)/]/i;

/** The quote at the end of the line, or before the THEN there; nowhere when the string has swallowed more of the script. */
function closingQuote({ source, span }: Place): Mend | undefined {
  const written = source.text.slice(span.start + 1, span.end);
  const [inside = ''] = /^.*?(?=\s+THEN\s*$|\s*$)/i.exec(written) ?? [];
  if (inside === '' || wordsOfScripts.test(inside)) return undefined;
  const at = span.start + 1 + inside.length;
  return edit('close the string with `"`', source, { start: at, end: at }, '"');
}

/** What was most likely meant by characters that other languages have. */
function operatorMeant(text: string): string | undefined {
  return (
    { '&': 'AND', '&&': 'AND', '|': 'OR', '||': 'OR', '!': 'NOT', '!=': '<>', '. .': '..' } as Record<string, string>
  )[text];
}

function strayCharacters(text: string, place: Place): Mend | undefined {
  const { source, span } = place;
  if (/\w@\w/.test(text)) return replacing(place, `"${text}"`);
  if (/^;+$/.test(text) || text === '*/') return removing(place);
  const meant = text === '!' ? undefined : operatorMeant(text);
  if (meant !== undefined) return replacing(place, meant);
  const written = source.text.slice(span.start, span.end);
  const quoted = /^[\u201c-\u201f](.*)[\u201c-\u201f]$/.exec(written)?.[1];
  return quoted === undefined ? undefined : replacing(place, `"${quoted}"`);
}
