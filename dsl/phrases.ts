/**
 * Words to phrases. The words of a phrase follow one another with any white space and comments between, and the longest
 * phrase wins; a word that is no keyword there is a name (language §1).
 *
 * Two names side by side are correct only behind a provider (`SEND INFO crm level_cv`) and before ASSIGNED, so phrases
 * can be found without knowing what is being parsed. INVARIANT: a name followed by ASSIGNED begins a statement, so no
 * phrase ends with it.
 */
import type { IToken, TokenType } from 'chevrotain';
import { type IntrinsicName, intrinsicNames, intrinsics } from './intrinsics.ts';
import { dayNames, isReservedWord, keywordPhrases, monthNames } from './keywords.ts';
import type { PhraseRepair, PhraseRepairs } from './phrase-repair.ts';
import { statementKinds, statements } from './statements.ts';
import { endOf, intrinsicTokens, keywordTokens, marks, statementTokens, words } from './tokens.ts';

/** What a phrase becomes. */
interface Phrase {
  readonly type: TokenType;
  readonly payload: unknown;
}

/** The payload of a statement's phrase with one word left out. */
export interface IncompletePhrase {
  /** The phrase as in the table. */
  readonly phrase: string;
  readonly missing: string;
  /** Where the gap is: the end of the word before it. */
  readonly gap: number;
}

/** The payload of the first words of a statement that goes on as none does. */
export interface BrokenPhrase {
  /** The words that are still right. */
  readonly words: string;
  /** What could come next. */
  readonly expected: readonly string[];
}

/** A word in the tree of phrases. */
interface Branch {
  readonly next: Map<string, Branch>;
  phrase: Phrase | undefined;
  /** A statement's phrase that lacks one word, when only one does. */
  incomplete:
    | { readonly phrase: string; readonly missing: string; readonly index: number; readonly type: TokenType }
    | undefined;
}

function emptyBranch(): Branch {
  return { next: new Map(), phrase: undefined, incomplete: undefined };
}

function branchFor(root: Branch, phrase: string): Branch {
  let branch = root;
  for (const word of phrase.split(' ')) {
    let next = branch.next.get(word);
    if (next === undefined) {
      next = emptyBranch();
      branch.next.set(word, next);
    }
    branch = next;
  }
  return branch;
}

function addPhrase(root: Branch, phrase: string, type: TokenType, payload: unknown = phrase): void {
  branchFor(root, phrase).phrase = { type, payload };
}

function buildPhrases(): Branch {
  const root = emptyBranch();
  for (const phrase of keywordPhrases) addPhrase(root, phrase, keywordTokens[phrase]);
  for (const name of intrinsicNames) addPhrase(root, name, intrinsicTokens[intrinsics[name].argument]);
  for (const kind of statementKinds) {
    for (const phrase of statements[kind].phrases) addPhrase(root, phrase, statementTokens[kind]);
  }
  addPhrase(root, 'ASSIGNED', words.assigned);
  addPhrase(root, 'CONTAINS', marks.comparison);
  addPhrase(root, 'MATCHES', marks.comparison);
  for (const [day, name] of dayNames.entries()) addPhrase(root, name.toUpperCase(), words.day, day);
  for (const [index, name] of monthNames.entries()) addPhrase(root, name.toUpperCase(), words.month, index + 1);
  addIncomplete(root);
  return root;
}

/**
 * Statement phrases with one word left out (`QUEUE SKILLSET`), unless what is left is another phrase, begins with one
 * (`ROUTE CALL DN` is ROUTE CALL), or may be meant for two statements.
 */
function addIncomplete(root: Branch): void {
  const found = new Map<string, Branch['incomplete'] | 'several'>();
  for (const kind of statementKinds) {
    for (const phrase of statements[kind].phrases) {
      const parts = phrase.split(' ');
      for (let index = 1; index < parts.length; index += 1) {
        const rest = parts.toSpliced(index, 1).join(' ');
        const entry = { phrase, missing: parts[index] ?? '', index, type: statementTokens[kind] };
        if (!beginsWithPhrase(root, rest)) found.set(rest, found.has(rest) ? 'several' : entry);
      }
    }
  }
  for (const [rest, entry] of found) {
    if (entry !== 'several') branchFor(root, rest).incomplete = entry;
  }
}

function beginsWithPhrase(root: Branch, text: string): boolean {
  let branch: Branch | undefined = root;
  for (const word of text.split(' ')) {
    branch = branch.next.get(word);
    if (branch === undefined) return false;
    if (branch.phrase !== undefined) return true;
  }
  return false;
}

/** What a single spelling of a word can begin; `undefined` in the cache for a plain name. */
interface WordEntry {
  readonly branch: Branch | undefined;
  readonly reserved: boolean;
}

const plainName: WordEntry = { branch: undefined, reserved: false };

/** Spellings that were met, over all texts: scripts of one centre use the same words. Bounded, so that no text can fill the memory. */
const entries = new Map<string, WordEntry>();
const entriesMost = 20_000;

let phraseRoot: Branch | undefined;

/**
 * Turns the lexer's words into the grammar's tokens. Word tokens are changed in place and the array is made anew. `repairs`: words that are taken
 * for a phrase although they are written otherwise.
 */
export function joinPhrases(
  text: string,
  cutTokens: readonly IToken[],
  wordType: TokenType,
  repairs?: PhraseRepairs,
): IToken[] {
  phraseRoot ??= buildPhrases();
  const joiner = {
    text,
    tokens: cutTokens,
    wordType,
    root: phraseRoot,
    continuations: new Map<string, readonly string[]>(),
  };
  const joined: IToken[] = [];
  for (let index = 0; index < cutTokens.length; ) {
    const token = cutTokens[index] as IToken;
    if (token.tokenType !== wordType) {
      if (token.tokenType === marks.comparison) token.payload = token.image.replace(/\s+/, '');
      joined.push(token);
      index += 1;
    } else {
      const repair = repairs?.get(token.startOffset);
      index += repair === undefined ? joinAt(joiner, index) : joinRepaired(joiner, index, repair);
      joined.push(token);
    }
  }
  return joined;
}

function joinRepaired(joiner: Joiner, index: number, { phrase, words: count }: PhraseRepair): number {
  const meant = branchFor(joiner.root, phrase).phrase;
  if (meant === undefined) return joinAt(joiner, index);
  stretch(joiner, index, count);
  become(joiner.tokens[index] as IToken, meant.type, meant.payload);
  return count;
}

interface Joiner {
  readonly text: string;
  readonly tokens: readonly IToken[];
  readonly wordType: TokenType;
  readonly root: Branch;
  /** What could follow the first words of a statement. */
  readonly continuations: Map<string, readonly string[]>;
}

/** Turns the word at `index` into its token and says how many words it took. */
function joinAt(joiner: Joiner, index: number): number {
  const token = joiner.tokens[index] as IToken;
  const entry = entryOf(joiner, token.image);
  if (entry.branch === undefined) {
    become(token, entry.reserved ? words.reserved : words.name, undefined);
    return 1;
  }
  let branch: Branch | undefined = entry.branch;
  let phrase: Phrase | undefined;
  let incomplete: Branch['incomplete'];
  let taken = 0;
  let incompleteTaken = 0;
  let read = 0;
  while (branch !== undefined) {
    read += 1;
    if (
      (branch.phrase !== undefined || branch.incomplete !== undefined) &&
      !beginsAssignment(joiner, index + read - 1)
    ) {
      if (branch.phrase !== undefined) {
        phrase = branch.phrase;
        taken = read;
      } else {
        incomplete = branch.incomplete;
        incompleteTaken = read;
      }
    }
    if (branch.next.size === 0) break;
    const next: IToken | undefined = joiner.tokens[index + read];
    if (next === undefined || next.tokenType !== joiner.wordType) break;
    branch = branch.next.get(next.image.toUpperCase());
  }
  if (phrase !== undefined) {
    stretch(joiner, index, taken);
    become(token, phrase.type, phrase.payload);
    return taken;
  }
  if (incomplete !== undefined) {
    const before = joiner.tokens[index + incomplete.index - 1] as IToken;
    const gap = endOf(before);
    stretch(joiner, index, incompleteTaken);
    become(token, incomplete.type, {
      phrase: incomplete.phrase,
      missing: incomplete.missing,
      gap,
    } satisfies IncompletePhrase);
    return incompleteTaken;
  }
  if (!entry.reserved) {
    become(token, words.name, undefined);
    return 1;
  }
  return breakPhrase(joiner, index, entry.branch);
}

/** Whether the word at `index` is a variable that an ASSIGNED follows. */
function beginsAssignment(joiner: Joiner, index: number): boolean {
  const next = joiner.tokens[index + 1];
  if (next === undefined || next.tokenType !== joiner.wordType || next.image.length !== 8) return false;
  const token = joiner.tokens[index] as IToken;
  return next.image.toUpperCase() === 'ASSIGNED' && !isReservedWord(token.image);
}

/** A reserved word whose phrase is not completed: of a statement the words that are right, of others the word alone. */
function breakPhrase(joiner: Joiner, index: number, first: Branch): number {
  const token = joiner.tokens[index] as IToken;
  if (!statementFirstWords.has(token.image.toUpperCase())) {
    become(token, words.reserved, undefined);
    return 1;
  }
  let branch = first;
  let taken = 1;
  for (;;) {
    const next = joiner.tokens[index + taken];
    const deeper = next?.tokenType === joiner.wordType ? branch.next.get(next.image.toUpperCase()) : undefined;
    if (deeper === undefined || !isRight(deeper) || beginsAssignment(joiner, index + taken)) break;
    branch = deeper;
    taken += 1;
  }
  stretch(joiner, index, taken);
  const right = token.image.toUpperCase().replace(/\s+/g, ' ');
  let expected = joiner.continuations.get(right);
  if (expected === undefined) {
    expected = [...branch.next.keys()].filter((word) => beginsStatement(`${right} ${word}`));
    joiner.continuations.set(right, expected);
  }
  become(token, words.broken, { words: right, expected } satisfies BrokenPhrase);
  return taken;
}

/** Whether some statement's phrase begins with these words: ROUTE NUMBER is an intrinsic's. */
function beginsStatement(text: string): boolean {
  return statementKinds.some((kind) => statements[kind].phrases.some((phrase) => `${phrase} `.startsWith(`${text} `)));
}

/** Whether some phrase of the tables goes through here, not only ones with a word left out. */
function isRight(branch: Branch): boolean {
  return branch.phrase !== undefined || [...branch.next.values()].some(isRight);
}

const statementFirstWords: ReadonlySet<string> = new Set(
  statementKinds.flatMap((kind) => statements[kind].phrases.map((phrase) => phrase.split(' ', 1)[0] ?? phrase)),
);

function entryOf(joiner: Joiner, image: string): WordEntry {
  const known = entries.get(image);
  if (known !== undefined) return known;
  const upper = image.toUpperCase();
  const branch = joiner.root.next.get(upper);
  const reserved = isReservedWord(upper);
  const entry = branch === undefined && !reserved ? plainName : { branch, reserved };
  if (entries.size >= entriesMost) entries.clear();
  entries.set(image, entry);
  return entry;
}

/** An intrinsic whose phrase lacks a word behind the first. */
export interface IncompleteIntrinsic {
  readonly name: IntrinsicName;
  readonly missing: string;
  /** How many words stand before the gap. */
  readonly before: number;
}

/** Intrinsics' phrases with one word left out where a statement's word stands in them, as QUEUE in `POSITION QUEUE`. */
export const incompleteIntrinsics: ReadonlyMap<string, IncompleteIntrinsic> = new Map(
  intrinsicNames.flatMap((name) => {
    const parts = name.split(' ');
    return parts.flatMap((missing, before): [string, IncompleteIntrinsic][] => {
      const rest = parts.toSpliced(before, 1);
      const isApart = before > 0 && rest.slice(1).some((word) => statementFirstWords.has(word));
      return isApart ? [[rest.join(' '), { name, missing, before }]] : [];
    });
  }),
);

/** Lets the token at `index` cover `count` words. */
function stretch(joiner: Joiner, index: number, count: number): void {
  if (count < 2) return;
  const token = joiner.tokens[index] as IToken;
  token.image = joiner.text.slice(token.startOffset, endOf(joiner.tokens[index + count - 1] as IToken));
}

/** Gives a token another type. */
export function become(token: IToken, type: TokenType, payload: unknown): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? -1;
  token.payload = payload;
}
