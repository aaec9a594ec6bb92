/**
 * grammar.md: the grammar as EBNF, from what the parser itself says of its rules (Chevrotain's recorded productions), with the phrases of the
 * tables in the place of its tokens.
 *
 * The parser reads more than is right, so that a fault is one error and not many: a comma left out of a list, an ELSEIF, the first words of
 * a statement that does not go on. Such ways are left out here by what they are made of (RECOVERY) and by rule (`tightened`).
 */
import { intrinsicNames, intrinsics, statementKinds, statements } from '../../dsl/index.ts';
import { keywordPhrases } from '../../dsl/keywords.ts';
import { ScriptParser } from '../../dsl/script-parser.ts';
import { intrinsicTokens, keywordTokens, marks, statementTokens, words } from '../../dsl/tokens.ts';

/** A piece of a rule as the parser has recorded it. */
interface RecordedPiece {
  readonly type: string;
  /** Of a rule, a token, or a rule's use. */
  readonly name?: string;
  readonly definition?: readonly RecordedPiece[];
}

/** A piece of grammar. */
export type Piece =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'row'; readonly parts: readonly Piece[] }
  | { readonly kind: 'choice'; readonly parts: readonly Piece[] }
  | { readonly kind: 'maybe' | 'many'; readonly part: Piece };

export interface GrammarRule {
  readonly name: string;
  readonly piece: Piece;
}

const word = (text: string): Piece => ({ kind: 'word', text });
const rule = (name: string): Piece => ({ kind: 'rule', name });
const row = (...parts: readonly Piece[]): Piece => (parts.length === 1 ? (parts[0] as Piece) : { kind: 'row', parts });
const choice = (...parts: readonly Piece[]): Piece =>
  parts.length === 1 ? (parts[0] as Piece) : { kind: 'choice', parts };
const maybe = (part: Piece): Piece => ({ kind: 'maybe', part });
const many = (part: Piece): Piece => ({ kind: 'many', part });

/** Tokens that stand for faults. */
const RECOVERY: ReadonlySet<string> = new Set([words.elseIf, words.broken, words.reserved].map(({ name }) => name));

/** What each token of the grammar looks like in a text. */
const TOKENS: ReadonlyMap<string, Piece> = new Map([
  ...statementKinds.map((kind): [string, Piece] => [
    statementTokens[kind].name,
    choice(...statements[kind].phrases.filter((phrase) => phrase !== 'ASSIGNED').map(word)),
  ]),
  ...keywordPhrases.map((phrase): [string, Piece] => [keywordTokens[phrase].name, word(phrase)]),
  ...Object.values(intrinsicTokens).map(({ name }): [string, Piece] => [name, rule(name)]),
  [words.name.name, rule('Name')],
  [words.day.name, rule('Day')],
  [words.month.name, rule('Month')],
  [words.assigned.name, word('ASSIGNED')],
  [marks.string.name, rule('String')],
  [marks.isoDate.name, rule('IsoDate')],
  [marks.time.name, rule('Time')],
  [marks.integer.name, rule('Integer')],
  [marks.comparison.name, rule('Comparison')],
  ...(
    [
      ['dotDot', '..'],
      ['comma', ','],
      ['colon', ':'],
      ['open', '('],
      ['close', ')'],
      ['plus', '+'],
      ['minus', '-'],
      ['star', '*'],
      ['slash', '/'],
    ] as const
  ).map(([mark, text]): [string, Piece] => [marks[mark].name, word(text)]),
]);

/** The rules, those that read a script first. */
export function grammarRules(): readonly GrammarRule[] {
  const recorded = new ScriptParser(true).getSerializedGastProductions() as readonly RecordedPiece[];
  const rules = recorded
    .filter(({ name }) => name !== 'broken')
    .map(({ name = '', definition = [] }): GrammarRule => ({ name, piece: tightened(name, pieceOf(definition)) }));
  const named = new Map(rules.map((one) => [one.name, one]));
  const order = new Set<string>();
  for (const start of ['script', 'itemsAlone']) reach(start, named, order);
  return [...order].map((name) => named.get(name) as GrammarRule);
}

function reach(name: string, rules: ReadonlyMap<string, GrammarRule>, seen: Set<string>): void {
  const found = rules.get(name);
  if (found === undefined || seen.has(name)) return;
  seen.add(name);
  const own = rulesIn(found.piece);
  for (const next of own) reach(next, rules, seen);
}

/** The names of the rules that a piece names, in order. */
export function rulesIn(piece: Piece): readonly string[] {
  if (piece.kind === 'rule') return [piece.name];
  if (piece.kind === 'word') return [];
  return ('parts' in piece ? piece.parts : [piece.part]).flatMap(rulesIn);
}

function pieceOf(definition: readonly RecordedPiece[]): Piece {
  return row(...definition.flatMap(partsOf));
}

function partsOf(one: RecordedPiece): readonly Piece[] {
  const { type, name = '', definition = [] } = one;
  switch (type) {
    case 'Terminal': {
      const piece = TOKENS.get(name);
      if (piece === undefined && !RECOVERY.has(name))
        throw new Error(`the token ${name} has no text in the grammar page`);
      return piece === undefined ? [] : [piece];
    }
    case 'NonTerminal':
      return [rule(name)];
    case 'Option':
      return [maybe(pieceOf(definition))];
    case 'Repetition':
      return [many(pieceOf(definition))];
    case 'Alternation':
      return [choice(...definition.filter((way) => !isFault(way)).map((way) => pieceOf([way])))];
    default:
      return definition.flatMap(partsOf);
  }
}

function isFault(way: RecordedPiece): boolean {
  const name = way.definition?.[0]?.name ?? '';
  return RECOVERY.has(name) || name === 'broken';
}

/** A list whose commas the parser would do without; words that it reads as names; branches that it counts itself. */
function tightened(name: string, piece: Piece): Piece {
  switch (name) {
    case 'operands':
    case 'values':
    case 'getResponse':
      return replaced(piece, (one) =>
        one.kind === 'maybe' && one.part.kind === 'word' && one.part.text === ',' ? one.part : undefined,
      );
    case 'changePriority':
      return replaced(piece, (one) => (one.kind === 'maybe' ? maybe(word('PRIORITY')) : undefined));
    case 'routeCall':
      return replaced(piece, (one) => (one.kind === 'maybe' ? maybe(word('CONTROLLED')) : undefined));
    case 'if':
      return replaced(piece, (one) => (one.kind === 'many' ? maybe(one.part) : undefined));
    case 'where':
      return replaced(piece, (one) =>
        one.kind === 'many'
          ? row(rule('valueBranch'), many(rule('valueBranch')), maybe(rule('defaultBranch')))
          : undefined,
      );
    case 'eventHandler':
      return replaced(piece, (one) => (one.kind === 'many' ? row(rule('eventBranch'), one) : undefined));
    default:
      return piece;
  }
}

/** The piece with some of its parts replaced. Throws when there is nothing to replace: then the parser has changed. */
function replaced(piece: Piece, other: (one: Piece) => Piece | undefined): Piece {
  let count = 0;
  const walk = (one: Piece): Piece => {
    const instead = other(one);
    if (instead !== undefined) {
      count += 1;
      return instead;
    }
    if (one.kind === 'row')
      return row(...one.parts.map(walk).flatMap((part) => (part.kind === 'row' ? part.parts : [part])));
    if (one.kind === 'choice') return choice(...one.parts.map(walk));
    if (one.kind === 'maybe' || one.kind === 'many') return { kind: one.kind, part: walk(one.part) };
    return one;
  };
  const result = walk(piece);
  if (count === 0) throw new Error('a rule that the grammar page writes in its own way is no longer as it was');
  return result;
}

/** A piece as EBNF. */
export function ebnf(piece: Piece, isAlone = true): string {
  switch (piece.kind) {
    case 'word':
      return `"${piece.text}"`;
    case 'rule':
      return piece.name;
    case 'row':
      return piece.parts.map((part) => ebnf(part, false)).join(' ');
    case 'choice': {
      const ways = piece.parts.map((part) => ebnf(part));
      return isAlone ? ways.join(' | ') : `( ${ways.join(' | ')} )`;
    }
    case 'maybe':
      return `[ ${ebnf(piece.part)} ]`;
    case 'many':
      return `{ ${ebnf(piece.part)} }`;
  }
}

const WIDTH = 110;

/** A rule on its line, or with one way on each line where it would be long. */
function ruleText({ name, piece }: GrammarRule): string {
  const line = `${name} = ${ebnf(piece)} ;`;
  if (line.length <= WIDTH || piece.kind !== 'choice') return line;
  return `${name} =\n    ${piece.parts.map((part) => ebnf(part)).join('\n  | ')} ;`;
}

/** The phrases of the intrinsics that take such an argument. */
function phrasesOf(argument: string): string {
  return intrinsicNames
    .filter((name) => intrinsics[name].argument === argument)
    .map((name) => `"${name}"`)
    .join('\n  | ');
}

/** grammar.md. */
export function grammarPage(): string {
  const rules = grammarRules();
  return `# Grammar

${rules.length} rules, made from the parser’s own by \`npm run spec\`; [pictures of them](grammar.svg). \`{ }\` is any number, none included, \`[ ]\` one or none. Words are without case; between any two words or marks there
may be blanks, line ends and comments. A statement ends where it cannot go on; a name with ASSIGNED behind it always begins one. What cannot be said in
such rules stands in [language.md](language.md): where values hold no comparison, where lists may stand, what binds tighter (§4), what blocks may hold (§3).

\`\`\`ebnf
${rules.map(ruleText).join('\n')}
\`\`\`

\`script\` reads a file, \`itemsAlone\` the value of a variable in center.yaml.

## Operators

From what binds least to what binds most: \`OR\`, \`AND\`, \`NOT\`, the comparisons, \`+ -\`, \`* /\`, the sign \`-\`. Equal ones go from left to right; a comparison of a comparison is an error.

\`\`\`ebnf
Comparison = "=" | "<>" | "<" | ">" | "<=" | ">=" | "CONTAINS" | "MATCHES" ;
\`\`\`

## Intrinsics

\`\`\`ebnf
${Object.entries(intrinsicTokens)
  .map(([argument, { name }]) => `${name} =\n    ${phrasesOf(argument)} ;`)
  .join('\n')}
\`\`\`

## Words

\`\`\`ebnf
Name = letter { letter | digit | "_" } ;
Integer = digit { digit } ;
String = '"' { character | '""' } '"' ;
Time = digit [ digit ] ":" digit digit ;
IsoDate = digit digit digit digit "-" digit digit "-" digit digit ;
Day = "SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" ;
Month = "JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE"
  | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER" ;
\`\`\`

\`letter\` is A to Z or a to z, \`digit\` 0 to 9, \`character\` anything but a quote and a line end. A \`Name\` is no [reserved word](reserved-words.md).
`;
}
