/** What was meant by words that the grammar cannot read (language §7). */
import { intrinsicNames } from './intrinsics.ts';
import { suggestion } from './spelling.ts';

const joining = ['AND', 'OR', 'CONTAINS', 'MATCHES'];

/** The word among what was expected that is nearest to the one found. */
export function likelyWord(found: string, expected: string): string | undefined {
  const words = expected.match(/[A-Z]{2,}/g) ?? [];
  // Where a condition can end it can go on, too.
  return suggestion(found, expected === 'THEN' || expected === '`)`' ? [...words, ...joining] : words);
}

/** The intrinsic that some first words of `words` are, misspelt or with two of them swapped; the longest first. */
export function likelyIntrinsic(words: readonly string[]): string | undefined {
  for (let count = words.length; count > 1; count -= 1) {
    const found = words.slice(0, count).join(' ');
    const meant = suggestion(
      found,
      intrinsicNames.filter((name) => name.split(' ').length === count),
    );
    if (meant !== undefined) return meant;
  }
  return undefined;
}
