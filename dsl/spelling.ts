/** "Did you mean …": what somebody may have meant by a word that is not known (language §7). */
import { limits } from './limits.ts';

/**
 * The known word nearest to `word`, without regard to case: within two edits, or with two neighbouring words swapped.
 * A short word needs more of it to be right: at most one edit up to four letters. `undefined` when nothing is near.
 */
export function suggestion(word: string, known: Iterable<string>): string | undefined {
  return suggested(word, known).suggestion;
}

/** What somebody may have meant, and whether that is certain. */
export interface Suggested {
  readonly suggestion: string | undefined;
  /** Nothing else is as near, and no number differs: `team1_sk` for `team2_sk` is no slip of the finger. */
  readonly clear: boolean;
}

/** As `suggestion`, and whether it may be put in without asking. */
export function suggested(word: string, known: Iterable<string>): Suggested {
  const wanted = word.toLowerCase();
  const most = wanted.length <= 4 ? 1 : limits.suggestionEdits;
  let best: string | undefined;
  let bestDistance = most + 1;
  let rivals = 0;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    const distance = isSwapped(wanted, lower) ? 1 : editDistance(wanted, lower, Math.min(most, bestDistance));
    if (distance === bestDistance && lower !== best?.toLowerCase()) rivals += 1;
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
    rivals = 0;
  }
  return { suggestion: best, clear: best !== undefined && rivals === 0 && digitsOf(best) === digitsOf(wanted) };
}

function digitsOf(text: string): string {
  return text.replace(/\D+/g, ' ').trim();
}

/** Whether two words are the same words in another order, one pair of them swapped. */
function isSwapped(first: string, second: string): boolean {
  if (first === second || first.length !== second.length) return false;
  const left = first.split(/[_\s]+/);
  const right = second.split(/[_\s]+/);
  if (left.length !== right.length || left.length < 2) return false;
  const different = left.flatMap((part, index) => (part === right[index] ? [] : [index]));
  const [one = 0, other = 0] = different;
  return different.length === 2 && left[one] === right[other] && left[other] === right[one];
}

/** How many letters must be changed, added, left out or exchanged with a neighbour; `most + 1` when it is more than `most`. */
export function editDistance(first: string, second: string, most: number): number {
  if (Math.abs(first.length - second.length) > most) return most + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let row = 1; row <= first.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= second.length; column += 1) {
      const same = first[row - 1] === second[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1]) {
        cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[second.length] ?? 0, most + 1);
}
