/** CONTAINS and MATCHES (language §4), by the book: fold, then try every place and every way. */

/** Characters whose full case folding is not their small letter. */
const FOLDED: Readonly<Record<string, string>> = { ß: 'ss', ẞ: 'ss', ς: 'σ', ı: 'ı' };

/** NFKC and case-folded, as characters. */
function fold(text: string): string[] {
  const folded = [...text.normalize('NFKC')].map((character) => FOLDED[character] ?? character.toLowerCase()).join('');
  return [...folded.normalize('NFKC')];
}

function withSingleBlanks(characters: readonly string[]): string[] {
  return [...characters.join('').replace(/\s+/gu, ' ')];
}

/** `text CONTAINS pattern`: whole words, or with a wildcard any stretch. */
export function contains(text: string, pattern: string): boolean {
  const subject = withSingleBlanks(fold(text));
  const wanted = [...withSingleBlanks(fold(pattern)).join('').trim()];
  if (subject.length === 0 || wanted.length === 0) return false;
  if (wanted.includes('*') || wanted.includes('?')) return fits(subject, ['*', ...wanted, '*']);
  return subject.some((_, at) => {
    const end = at + wanted.length;
    const stands = wanted.every((character, i) => subject[at + i] === character);
    return stands && isEdge(subject[at - 1], subject[at]) && isEdge(subject[end - 1], subject[end]);
  });
}

/** `text MATCHES pattern`: the whole string. */
export function matches(text: string, pattern: string): boolean {
  const subject = fold(text);
  return subject.length > 0 && fits(subject, fold(pattern));
}

/** `*` is any run, `?` any one character: which lengths of the subject can the pattern so far have used up? */
function fits(subject: readonly string[], pattern: readonly string[]): boolean {
  let reached = subject.map(() => false);
  reached = [true, ...reached];
  for (const wanted of pattern) {
    const next = reached.map(() => false);
    for (let used = 0; used <= subject.length; used++) {
      if (wanted === '*') next[used] = reached[used] === true || (used > 0 && next[used - 1] === true);
      else next[used] = used > 0 && reached[used - 1] === true && (wanted === '?' || subject[used - 1] === wanted);
    }
    reached = next;
  }
  return reached[subject.length] === true;
}

/** May a word begin or end here? Not between two of its characters, unless one of them is of a script that parts no words. */
function isEdge(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return true;
  return !isOfWord(left) || !isOfWord(right) || isUnparted(left) || isUnparted(right);
}

function isOfWord(character: string): boolean {
  return /^[\p{Letter}\p{Mark}\p{Decimal_Number}_]$/u.test(character);
}

function isUnparted(character: string): boolean {
  return /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]$/u.test(character);
}
