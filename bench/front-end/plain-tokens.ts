/** The tokens of the peer: phrases cut by the lexer, comments dropped. Words come from the same tables as ours. */
import { createToken, Lexer, type TokenType } from 'chevrotain';
import { intrinsicNames, intrinsics } from '../../dsl/intrinsics.ts';
import { keywordPhrases } from '../../dsl/keywords.ts';
import { statements } from '../../dsl/statements.ts';

const WORD = /[A-Za-z][A-Za-z0-9_]*/;
export const name = createToken({ name: 'Name', pattern: WORD });

/** One token for a phrase; a name that begins with it is longer. */
function phrase(words: string): TokenType {
  return createToken({
    name: words.replace(/\W+/g, '_'),
    pattern: new RegExp(`${words.split(' ').join('\\s+')}(?![A-Za-z0-9_])`, 'i'),
    longer_alt: name,
    line_breaks: words.includes(' '),
    start_chars_hint: [words.charAt(0), words.charAt(0).toLowerCase()],
  });
}

function phrases(list: readonly string[]): Record<string, TokenType> {
  return Object.fromEntries(list.map((words) => [words, phrase(words)]));
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
];
const statementPhrases = [...new Set(Object.values(statements).flatMap((row) => row.phrases))];
export const t = phrases([
  ...statementPhrases,
  ...keywordPhrases.filter((words) => words !== 'CONTAINS' && words !== 'MATCHES'),
]);
const ofIntrinsic = Object.fromEntries(intrinsicNames.map((words) => [words, phrase(words)]));
export const dayTokens = DAYS.map((day) => phrase(day));
export const monthTokens = MONTHS.map((month) => phrase(month));

const category = (label: string): TokenType => createToken({ name: label, pattern: Lexer.NA });
export const intrinsicOf = {
  none: category('Alone'),
  skillsets: category('OfSkillsets'),
  agent: category('OfAgent'),
  key: category('OfKey'),
};
for (const words of intrinsicNames) ofIntrinsic[words]!.CATEGORIES = [intrinsicOf[intrinsics[words].argument]];
export const day = category('Day');
for (const token of dayTokens) token.CATEGORIES = [day];
export const month = category('Month');
for (const token of monthTokens) token.CATEGORIES = [month];

export const string = createToken({ name: 'String', pattern: /"(?:[^"\r\n]|"")*"/ });
export const isoDate = createToken({ name: 'IsoDate', pattern: /\d{4}-\d{2}-\d{2}/ });
export const time = createToken({ name: 'Time', pattern: /\d{1,2}:\d{2}/ });
export const integer = createToken({ name: 'Integer', pattern: /\d+/ });
export const dotDot = createToken({ name: 'DotDot', pattern: /\.\./ });
export const comma = createToken({ name: 'Comma', pattern: /,/ });
export const colon = createToken({ name: 'Colon', pattern: /:/ });
export const open = createToken({ name: 'Open', pattern: /\(/ });
export const close = createToken({ name: 'Close', pattern: /\)/ });
export const plus = createToken({ name: 'Plus', pattern: /\+/ });
export const minus = createToken({ name: 'Minus', pattern: /-/ });
export const star = createToken({ name: 'Star', pattern: /\*/ });
export const slash = createToken({ name: 'Slash', pattern: /\// });
export const comparison = createToken({
  name: 'Comparison',
  pattern: /<\s*[=>]|>\s*=|[<>=]|(?:CONTAINS|MATCHES)(?![A-Za-z0-9_])/i,
  longer_alt: name,
  line_breaks: true,
});
const blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
const comment = createToken({ name: 'Comment', pattern: /\/\*[\s\S]*?\*\//, group: Lexer.SKIPPED, line_breaks: true });

const byLength = (list: readonly TokenType[]): TokenType[] =>
  [...list].sort((one, other) => String(other.PATTERN).length - String(one.PATTERN).length);
export const categories = [...Object.values(intrinsicOf), day, month];
export const allTokens: TokenType[] = [
  ...[blank, comment],
  ...byLength([...Object.values(t), ...Object.values(ofIntrinsic), ...dayTokens, ...monthTokens]),
  ...[comparison, name, string, isoDate, time, integer, dotDot, comma, colon, open, close, plus, minus, star, slash],
];

export const lexer = new Lexer([...allTokens, ...categories], {
  positionTracking: 'onlyOffset',
  ensureOptimizations: false,
});
