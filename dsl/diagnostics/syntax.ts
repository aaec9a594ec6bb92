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
    explanation:
      'Scripts are UTF-8, with or without a byte-order mark. A byte that cannot stand in UTF-8 most often comes from an editor that saved the file in an older character set, where `é` is one byte. The offset counts the bytes of the file from 0. Save the file as UTF-8; nothing else in it has to change.',
  }),
  CCS1002: row<NoArgs>({
    level: 'error',
    title: 'file too large',
    message: () => `the file is larger than ${limits.fileBytes / 1024 / 1024} MB`,
    explanation:
      'A script is read into memory whole, as text and as words, so its size has a bound. Scripts that people write have some kilobytes; a file this large is most likely something else that was given the ending `.ccs`.',
  }),
  CCS1003: row<NoArgs>({
    level: 'error',
    title: 'unclosed comment',
    message: () => 'this comment is never closed',
    help: () => 'close it with `*/`; comments do not nest',
    explanation:
      'A comment runs from `/*` to the next `*/`, over as many lines as it takes, and comments do not nest: the first `*/` ends it. Without one, all the rest of the file is comment, and none of it would run. The error stands where the comment begins, because that is where you can see how far it was meant to go.',
  }),
  CCS1004: row<NoArgs>({
    level: 'error',
    title: 'unclosed string',
    message: () => 'this string is never closed',
    help: () => 'a string ends on its line; write `""` for a quote inside it',
    mend: (_a, place) => closingQuote(place),
    explanation:
      'A string begins and ends on one line, so that a forgotten quote spoils one line and not the rest of the file. Everything up to the line’s end was taken for text here. A quote inside a string is written twice: `"say ""yes"""`.',
  }),
  CCS1005: row<{ text: string }>({
    level: 'error',
    title: 'unknown character',
    message: (a) => `\`${a.text}\` means nothing in a script`,
    help: (a) => {
      if (a.text === '*/') return 'no comment is open here; comments do not nest';
      if (a.text === '//') return 'a comment stands between /* and */';
      if (a.text.startsWith(';')) return 'statements need no mark at their end';
      if (/\w@\w/.test(a.text)) return 'an address stands in quotes, as text does';
      const meant = operatorMeant(a.text);
      if (meant !== undefined) return `did you mean ${meant}?`;
      return /^['\u201c-\u201f]/.test(a.text) ? 'strings stand in straight double quotes: "text"' : undefined;
    },
    mend: (a, place) => strayCharacters(a.text, place),
    explanation:
      'A script is made of words, numbers, strings, times, dates and the operators + - * / = <> < > <= >= .. , : ( ). This character is none of these. Statements need no mark at their end, “is not” is written <>, conditions are joined with the words AND, OR and NOT, and text, addresses included, stands in straight quotes.',
  }),
  CCS1006: row<{ text: string }>({
    level: 'error',
    title: 'not a number',
    message: (a) => `\`${a.text}\` is neither a number nor a name`,
    help: () => 'numbers are whole; a name begins with a letter',
    explanation:
      'Numbers are whole: digits alone, without a point, a unit or letters. A name begins with a letter. Times are written with a colon, as 8:30, and waiting is counted in seconds.',
  }),
  CCS1007: row<{ name: string }>({
    level: 'error',
    title: 'name too long',
    message: (a) => `\`${a.name}\` has ${a.name.length} characters, a name has at most ${limits.nameLength}`,
    explanation:
      'Names of sections, scripts and whatever center.yaml defines have at most thirty characters, as they always had in this language. A shorter name fits every list and report.',
  }),
  CCS1008: row<{ name: string }>({
    level: 'error',
    title: 'not a name',
    message: (a) => `\`${a.name}\` is not a name`,
    help: () => 'a name is a letter A to Z, then letters, digits and `_`',
    explanation:
      'A name is a letter A to Z, then letters, digits and `_`. Letters with accents, dashes and blanks are none of these; write them otherwise, as `Buero` for `Büro`. Inside strings, comments and the texts of responses all characters may stand.',
  }),
  CCS1009: row<{ text: string }>({
    level: 'error',
    title: 'not a time',
    message: (a) => `\`${a.text}\` is not a time`,
    help: () => 'times run from 0:00 to 23:59',
    explanation:
      'A time is hours and minutes, 0:00 to 23:59. There is no 24:00. A range of times includes the whole of its last minute, so `18:00 .. 23:59` lasts to the end of the day, and `22:00 .. 6:00` goes on over midnight.',
  }),
  CCS1010: row<{ text: string }>({
    level: 'error',
    title: 'not a date',
    message: (a) => `there is no day \`${a.text}\``,
    explanation:
      'A date must exist: 30 February is in no year, and 29 February of a certain year only in a leap year. Without a year a date is the day in every year that has it. A year has four digits.',
  }),
  CCS1011: row<{ shown: number }>({
    level: 'error',
    title: 'too many findings',
    message: (a) => `more than ${a.shown} findings, the rest of the file is not reported`,
    explanation:
      'A file with so many faults is most likely not a script, and a longer list would help nobody. Mend the first ones and look again: often one of them explains the rest.',
  }),
  CCS1101: row<{ found: string; expected: string; suggestion?: string | undefined }>({
    level: 'error',
    title: 'unexpected',
    message: (a) => `unexpected ${a.found}, expected ${a.expected}`,
    help: (a) => didYouMean({ suggestion: a.suggestion }),
    explanation:
      'Something stands where the language has no place for it. The message says what could have stood there instead. Look at what comes right before it, too: a word may be missing there, or be misspelt, so that this one no longer fits.',
  }),
  CCS1102: row<{ missing: string; context: string }>({
    level: 'error',
    title: 'missing',
    message: (a) => `missing ${a.missing}${a.context === '' ? '' : ` ${a.context}`}`,
    mend: (a, place) => missingWords(a.missing, place),
    explanation:
      'A word or a value is left out. The caret stands behind the last thing before the gap, which may be on an earlier line than what follows. A word of the language is taken as written, so that the rest of the script is checked as usual.',
  }),
  CCS1103: row<{ opener: string; end: string }>({
    level: 'error',
    title: 'missing end',
    message: (a) => `this ${a.opener} has no ${a.end}`,
    help: (a) => `write ${a.end} where it ends`,
    explanation:
      'Every IF, WHERE, READVAR, EVENT HANDLER and OPEN VOICE SESSION has an end of its own; an IF inside an ELSE too. The end is missing from this one. Where several blocks are open, the indentation of the lines is asked which of them was meant to end. The error stands where the block begins, because only you know where it should end.',
  }),
  CCS1104: row<{ found: string; meant: string }>({
    level: 'error',
    title: 'misspelt word',
    message: (a) => `\`${a.found}\` is not a word of the language`,
    help: (a) => `did you mean ${a.meant}?`,
    mend: (a, place) => replacing(place, likeWritten(a.found, a.meant)),
    explanation:
      'The word is not one of the language, but it is so near to one that the rest of the script was read as if it had been written. Names may be chosen freely; the words of the language are spelt as they are, in capitals or small letters.',
  }),
  CCS1105: row<{ found: string }>({
    level: 'error',
    title: 'no ELSEIF',
    message: (a) => `there is no \`${a.found}\``,
    help: () => 'write ELSE IF … END IF: an IF inside ELSE has its own END IF',
    explanation:
      'The language has no ELSEIF: another IF is written inside the ELSE, with an END IF of its own. Here the word was read as a further branch of the same IF, so that the rest of the script could be checked. Where one value decides among many, WHERE is shorter than a chain of IFs.',
  }),
  CCS1106: row<{ name: string; opener: string }>({
    level: 'error',
    title: 'SECTION inside a block',
    message: (a) => `SECTION ${a.name === '' ? '' : `\`${a.name}\` `}stands inside ${a.opener}`,
    help: () => 'a section begins outside every block',
    explanation:
      'SECTION marks a place in the script that EXECUTE can go to. It is no block and has no end: it runs on to the next SECTION. So it never stands inside an IF, a WHERE or another block, of which half would lie in the one section and half in the other.',
  }),
  CCS1107: row<{ found: string; opener: string }>({
    level: 'error',
    title: 'nothing to end',
    message: (a) => `${a.found} without ${a.opener}`,
    explanation:
      'An end or a branch belongs to a block that is open, and none of its kind is open here. Perhaps its opening was deleted, or it was ended twice. A section has no end: it runs on to the next one.',
  }),
  CCS1108: row<{ found: string; suggestion: string | undefined }>({
    level: 'error',
    title: 'unknown statement',
    message: (a) => `no statement begins with \`${a.found}\``,
    help: didYouMean,
    explanation:
      'A statement begins with one of the statement words, such as ASSIGN, IF, QUEUE or WAIT, or with a call variable and ASSIGNED. What stands here begins with something else. What follows is skipped up to the next statement.',
  }),
  CCS1109: row<{ what: 'blocks' | 'parentheses' }>({
    level: 'error',
    title: 'nested too deep',
    message: (a) =>
      `${a.what === 'blocks' ? 'blocks' : 'parentheses, NOT and signs'} nest at most ${limits.nesting} deep`,
    explanation:
      'Blocks, and parentheses with NOT and signs, nest at most a hundred deep. No script that people read comes near that; the bound keeps every later step safe from texts made to break it. Move the inner part to a SECTION of its own.',
  }),
  CCS1110: row<{ word: string; expected: string }>({
    level: 'error',
    title: 'reserved word',
    message: (a) => `\`${a.word}\` is a reserved word, expected ${a.expected}`,
    help: () => 'choose another name',
    explanation:
      'The words of the language are nobody’s names: a section called Wait could not be told from the statement. This holds for the first words of statements, the words between their parts, days, months and the intrinsics of one word. Choose another name, or put a prefix before it.',
  }),
  CCS1111: row<{ operator: string }>({
    level: 'error',
    title: 'chained comparison',
    message: (a) => `unexpected \`${a.operator}\`, a comparison does not go on with another`,
    help: () => 'join two comparisons with AND',
    explanation:
      'A comparison gives yes or no, and nothing is compared with that. `1 < x < 5` is two questions: write `x > 1 AND x < 5`, or, where both ends belong to it, `x = 2 .. 4`.',
  }),
  CCS1112: row<{ operator: string }>({
    level: 'error',
    title: 'condition for a value',
    message: (a) => `unexpected \`${a.operator}\`, a value holds no comparison, NOT, AND or OR`,
    help: () => 'put the condition in parentheses',
    explanation:
      'Where a value stands, as in ASSIGN, LOG, WAIT and SEND, commas part the values and the next statement may follow without any mark, so a bare condition would be ambiguous. In parentheses it is one value, yes or no.',
  }),
  CCS1113: row<{ after: string }>({
    level: 'error',
    title: 'list not allowed here',
    message: (a) => `unexpected \`,\`, a list follows =, <> and CONTAINS, not ${a.after}`,
    explanation:
      'A list asks whether something is in it, and only = (is in), <> (is not in) and CONTAINS ask that. For an order, compare with one value.',
  }),
  CCS1114: row<NoArgs>({
    level: 'error',
    title: 'VALUE after DEFAULT',
    message: () => 'VALUE after DEFAULT',
    help: () => 'DEFAULT comes last',
    explanation:
      'DEFAULT runs when no VALUE matched, so it is the last branch of a WHERE, and what stands behind it could never run. Move the VALUE up.',
  }),
  CCS1115: row<{ word: 'ELSE' | 'DEFAULT' }>({
    level: 'error',
    title: 'second ELSE or DEFAULT',
    message: (a) => `a second ${a.word}`,
    explanation:
      'An IF has one ELSE and a WHERE has one DEFAULT: a second one could never run. Often the END IF of a block inside the first branch is missing, so that the second ELSE was meant for a block further out.',
  }),
  CCS1116: row<{ block: 'WHERE' | 'EVENT HANDLER' }>({
    level: 'error',
    title: 'block without branches',
    message: (a) => (a.block === 'WHERE' ? 'this WHERE has no VALUE' : 'this EVENT HANDLER has no EVENT'),
    explanation:
      'A WHERE without a VALUE and an EVENT HANDLER without an EVENT decide nothing. Write the branches, or only the statements themselves.',
  }),
  CCS1117: row<NoArgs>({
    level: 'error',
    title: 'expression too long',
    message: () => `more than ${limits.operatorsInExpression} operators in one expression`,
    explanation:
      'One expression holds at most a thousand operators. No script that people read comes near that; the bound keeps every later step safe. Store parts of it in call variables.',
  }),
  CCS1118: row<NoArgs>({
    level: 'error',
    title: 'THE without an intrinsic',
    message: () => 'THE stands before an intrinsic only',
    explanation:
      'THE is a word for the ear: it may stand before an intrinsic, as in `THE QUEUED COUNT a_sk`, and means nothing. It does not stand before names and literals. Leave it out.',
  }),
  CCS1119: row<NoArgs>({
    level: 'error',
    title: 'not an item',
    message: () => 'only literals, names and ranges of these stand in a list, a range or VALUE',
    help: () => 'assign it to a call variable first, or compare one by one',
    explanation:
      'The items of a list, a range and a VALUE are literals (with a sign where they are numbers), names, and ranges of two of these. Calculations and intrinsics are none: compare them one by one with OR, or store them in a call variable first.',
  }),
};

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Words of the language that are missing can be put in. A name, one word of several, or where a parenthesis closes only the author knows. */
function missingWords(missing: string, place: Place): Mend | undefined {
  const words = /^[A-Z][A-Z ]*$/.test(missing) ? missing : /^`([,:])`$/.exec(missing)?.[1];
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
  if (text === '//' && !written.includes('*/')) return replacing(place, `/* ${written.slice(2).trim()} */`);
  const quoted = /^['\u201c-\u201f](.*)['\u201c-\u201f]$/.exec(written)?.[1];
  return quoted === undefined ? undefined : replacing(place, `"${quoted}"`);
}
