/**
 * The token types. Two sets: what the lexer cuts (words, literals, marks) and what the grammar reads, where the words of
 * a phrase have become one token (`phrases.ts`). Every phrase comes from the tables; none is listed here again.
 */
import { createToken, type ICustomPattern, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { StatementKind } from './ast.ts';
import type { IntrinsicArgument } from './intrinsics.ts';
import { type KeywordPhrase, keywordPhrases } from './keywords.ts';
import { statementKinds } from './statements.ts';

/** What a custom pattern gives: the matched text, or nothing. */
type Match = RegExpExecArray | null;

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** Whether the string token at the end of a line lacks its closing quote is told by its payload. */
function matchString(text: string, offset: number): Match {
  if (text.charCodeAt(offset) !== quote) return null;
  for (let at = offset + 1; ; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      if (text.charCodeAt(at + 1) !== quote) return matched(text.slice(offset, at + 1), undefined);
      at += 1;
    } else if (at >= text.length || unit === lineFeed || unit === carriageReturn) {
      return matched(text.slice(offset, at), unclosed);
    }
  }
}

function matchComment(text: string, offset: number): Match {
  if (!text.startsWith('/*', offset)) return null;
  const end = text.indexOf('*/', offset + 2);
  return end === -1 ? matched(text.slice(offset), unclosed) : matched(text.slice(offset, end + 2), undefined);
}

function matched(image: string, payload: unknown): Match {
  return Object.assign([image], { payload }) as unknown as RegExpExecArray;
}

/** The payload of a string or comment that is never closed. */
export const unclosed = 'unclosed';

function custom(
  name: string,
  exec: (text: string, offset: number) => Match,
  firstChar: string,
  group?: string,
): TokenType {
  const pattern: ICustomPattern = { exec: exec as ICustomPattern['exec'] };
  const breaks = group !== undefined;
  return createToken({
    name,
    pattern,
    start_chars_hint: [firstChar],
    line_breaks: breaks,
    ...(group === undefined ? {} : { group }),
  });
}

/** Literals, marks and operators: cut by the lexer and read by the grammar as they are. */
export const marks = {
  string: custom('String', matchString, '"'),
  isoDate: createToken({ name: 'IsoDate', pattern: /\d{4}-\d{2}-\d{2}(?!\d)/ }),
  time: createToken({ name: 'Time', pattern: /\d+(?::\d+)+/ }),
  integer: createToken({ name: 'Integer', pattern: /\d+/ }),
  dotDot: createToken({ name: 'DotDot', pattern: /\.\./ }),
  comma: createToken({ name: 'Comma', pattern: /,/ }),
  colon: createToken({ name: 'Colon', pattern: /:/ }),
  open: createToken({ name: 'OpenParenthesis', pattern: /\(/ }),
  close: createToken({ name: 'CloseParenthesis', pattern: /\)/ }),
  plus: createToken({ name: 'Plus', pattern: /\+/ }),
  minus: createToken({ name: 'Minus', pattern: /-/ }),
  star: createToken({ name: 'Star', pattern: /\*/ }),
  slash: createToken({ name: 'Slash', pattern: /\// }),
  /** `=` `<>` `<` `>` `<=` `>=`, an inner blank allowed; CONTAINS and MATCHES become one of these too. */
  comparison: createToken({ name: 'Comparison', pattern: /<\s*[=>]|>\s*=|[<>=]/, line_breaks: true }),
} as const;

/** What only the lexer knows. */
export const cut = {
  blank: createToken({ name: 'Blank', pattern: /[ \t\r\n\f\v]+/, group: Lexer.SKIPPED, line_breaks: true }),
  comment: custom('Comment', matchComment, '/', 'comments'),
  word: createToken({ name: 'Word', pattern: /[A-Za-z][A-Za-z0-9_]*(?![A-Za-z0-9_\x80-\uFFFF])/ }),
  /** Quotes as word processors make them. */
  curlyString: createToken({ name: 'CurlyString', pattern: /[\u201c-\u201f][^"\r\n\u201c-\u201f]*[\u201c-\u201f]/ }),
  /** Text in single quotes, and comments to the end of a line, as other languages have them. */
  singleQuoted: createToken({ name: 'SingleQuoted', pattern: /'[^'"\r\n]*'/ }),
  lineComment: createToken({ name: 'LineComment', pattern: /\/\/(?!\*)[^\r\n]*/ }),
  badWord: createToken({ name: 'BadWord', pattern: /[A-Za-z_\x80-\uFFFF][A-Za-z0-9_\x80-\uFFFF]*/ }),
  badNumber: createToken({ name: 'BadNumber', pattern: /\d+(?:\.\d+)+|\d+[A-Za-z_][A-Za-z0-9_]*/ }),
  /** The end of a comment that was never opened, or was closed before: comments do not nest. */
  commentEnd: createToken({ name: 'CommentEnd', pattern: /\*\/(?!\*)/ }),
  unknown: createToken({ name: 'Unknown', pattern: /[\x00-\x08\x0e-\x1f!#$%&';?@[\\\]^`{|}~\x7f]+|\./ }),
} as const;

/** In the order in which the lexer tries them: the longer form first. */
export const lexerTokens: TokenType[] = [
  cut.blank,
  cut.comment,
  cut.word,
  cut.curlyString,
  cut.singleQuoted,
  cut.lineComment,
  cut.badWord,
  marks.string,
  marks.isoDate,
  marks.time,
  cut.badNumber,
  marks.integer,
  marks.dotDot,
  marks.comma,
  marks.colon,
  marks.open,
  marks.close,
  marks.plus,
  marks.minus,
  cut.commentEnd,
  marks.star,
  marks.slash,
  marks.comparison,
  cut.unknown,
];

/** A token type that no pattern makes: words turned into phrases. */
function fromWords(name: string): TokenType {
  return createToken({ name, pattern: Lexer.NA });
}

function pascalCase(phrase: string): string {
  return phrase
    .toLowerCase()
    .split(/[ -]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function tableOf<Key extends string>(keys: readonly Key[], suffix: string): Readonly<Record<Key, TokenType>> {
  return Object.fromEntries(keys.map((key) => [key, fromWords(`${pascalCase(key)}${suffix}`)])) as Record<
    Key,
    TokenType
  >;
}

/** One token type for each kind of statement; the payload is the phrase as in the table. */
export const statementTokens = tableOf(statementKinds, 'Statement') satisfies Readonly<
  Record<StatementKind, TokenType>
>;

/** One token type for each phrase inside statements. */
export const keywordTokens = tableOf(keywordPhrases, 'Keyword') satisfies Readonly<Record<KeywordPhrase, TokenType>>;

/** One token type for each way in which intrinsics take arguments; the payload is the intrinsic's name. */
export const intrinsicTokens: Readonly<Record<IntrinsicArgument, TokenType>> = {
  none: fromWords('IntrinsicAlone'),
  skillsets: fromWords('IntrinsicOfSkillsets'),
  agent: fromWords('IntrinsicOfAgent'),
  key: fromWords('IntrinsicOfKey'),
};

/** The rest of what words become. */
export const words = {
  name: fromWords('Name'),
  /** Payload: the day's number. */
  day: fromWords('Day'),
  /** Payload: the month's number. */
  month: fromWords('Month'),
  assigned: fromWords('Assigned'),
  /** No word of the language; recovery makes it of a word such as ELSEIF. */
  elseIf: fromWords('ElseIf'),
  /** The first word of a statement whose phrase does not go on as any statement does; payload: `BrokenPhrase`. */
  broken: fromWords('BrokenStatement'),
  /** A reserved word that has no place of its own. */
  reserved: fromWords('Reserved'),
} as const;

/** All that the grammar reads. */
export const grammarTokens: TokenType[] = [
  ...Object.values(marks),
  ...Object.values(statementTokens),
  ...Object.values(keywordTokens),
  ...Object.values(intrinsicTokens),
  ...Object.values(words),
];

/** The offset one past the last unit of a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
