/** What was meant by words that the grammar cannot read (language §7). */
import type { StatementKind } from './ast.ts';
import { intrinsicNames } from './intrinsics.ts';
import { type Suggested, suggested } from './spelling.ts';
import { statementKinds, statements } from './statements.ts';

const joining = ['AND', 'OR', 'CONTAINS', 'MATCHES'];

/** First words that other languages have, and what does the same here. */
const otherLanguages: Readonly<Record<string, string>> = {
  SET: 'ASSIGN',
  LET: 'ASSIGN',
  GOTO: 'EXECUTE',
  JUMP: 'EXECUTE',
  CALL: 'EXECUTE',
  RUN: 'EXECUTE',
  STOP: 'QUIT',
  EXIT: 'QUIT',
  RETURN: 'QUIT',
  SLEEP: 'WAIT',
  PAUSE: 'WAIT',
  PRINT: 'LOG',
  SWITCH: 'WHERE',
  SELECT: 'WHERE',
  HANGUP: 'DISCONNECT',
  REPLY: 'GIVE RESPONSE',
  RESPOND: 'GIVE RESPONSE',
  FORWARD: 'ROUTE CONTACT',
};

/** The statement that somebody means who writes this first word of another language. */
export function knownElsewhere(word: string): string | undefined {
  return otherLanguages[word.toUpperCase()];
}

/** What a statement's first words are meant to go on as when a name follows them at once. */
const withName: Readonly<Record<string, string>> = {
  QUEUE: 'QUEUE TO SKILLSET',
  'QUEUE TO': 'QUEUE TO SKILLSET',
  REMOVE: 'REMOVE FROM SKILLSET',
  'REMOVE FROM': 'REMOVE FROM SKILLSET',
};

/** The statement meant by its first words and the one behind them: `QUEUE EM_Sales`, `SEND RESPONSE`. */
export function likelyStatement(first: string, next: string, isName: boolean): string | undefined {
  if (first === 'SEND' && next.toUpperCase() === 'RESPONSE') return 'GIVE RESPONSE';
  return isName ? withName[first] : undefined;
}

/** The word among what was expected that is nearest to the one found. */
export function likelyWord(found: string, expected: string): Suggested {
  const words = expected.match(/[A-Z]{2,}/g) ?? [];
  // Where a condition can end it can go on, too.
  return suggested(found, expected === 'THEN' || expected === '`)`' ? [...words, ...joining] : words);
}

/** The intrinsic that some first words of `words` are, misspelt or with two of them swapped; the longest first. */
export function likelyIntrinsic(words: readonly string[]): (Suggested & { readonly count: number }) | undefined {
  for (let count = words.length; count > 1; count -= 1) {
    const found = words.slice(0, count).join(' ');
    // Rightly written: what comes behind it is wrong.
    if (intrinsicNames.some((name) => name === found.toUpperCase())) return undefined;
    const meant = suggested(
      found,
      intrinsicNames.filter((name) => name.split(' ').length === count),
    );
    if (meant.suggestion !== undefined) return { ...meant, count };
  }
  return undefined;
}

/** A statement's phrase whose first word is left out. */
export interface HeadlessPhrase {
  readonly kind: StatementKind;
  readonly first: string;
  readonly rest: readonly string[];
}

let headless: readonly HeadlessPhrase[] | undefined;

/** The statement whose words but for the first `words` begin with; of several the longest, and none where two are as long. */
export function headlessPhrase(words: readonly string[]): HeadlessPhrase | undefined {
  headless ??= statementKinds.flatMap((kind) =>
    statements[kind].phrases.flatMap((phrase) => {
      const [first = '', ...rest] = phrase.split(' ');
      return rest.length === 0 ? [] : [{ kind, first, rest }];
    }),
  );
  const found = headless.filter(({ rest }) => rest.every((word, index) => words[index]?.toUpperCase() === word));
  const most = Math.max(...found.map(({ rest }) => rest.length));
  const longest = found.filter(({ rest }) => rest.length === most);
  return longest.length === 1 ? longest[0] : undefined;
}
