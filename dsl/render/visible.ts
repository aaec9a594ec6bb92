/** Text from outside on a terminal: what it may hold, and how wide it is. */

/** A longer line is cut around its mark. */
export const widestLine = 160;

/** Text from outside cannot steer the terminal: tabs become one blank, other control characters a mark. */
export function visible(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Columns on a terminal, near enough: pairs of surrogates count as two, marks that combine as none, wide letters as two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    columns +=
      character.length > 1 ||
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character)
        ? 2
        : 1;
  }
  return columns;
}
