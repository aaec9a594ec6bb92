/**
 * How wide text is in a monospaced font, in ems, rather too wide than too narrow: the fonts that stand behind the word `monospace` differ,
 * and a word that leaves its box cannot be read.
 */

/** ASCII and the other letters of one column. Of the common fonts the widest has 0.602 em. */
const NARROW_EM = 0.62;
/** Two columns: ideographs, kana, hangul, emoji. */
const WIDE_EM = 1.3;

/** Ranges of code points of two columns. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x25fd, 0x27bf],
  [0x2b1b, 0x2b55],
  [0x2e80, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7ff],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1b000, 0x1b2ff],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

/** The width of one character in ems. */
export function characterEm(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x1100) return NARROW_EM;
  // Scripts that monospaced fonts borrow from others may be wider than a column.
  if (point < 0x2000) return WIDE_EM;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? WIDE_EM : NARROW_EM;
}

/** The width of a text in ems. */
export function textEm(text: string): number {
  let em = 0;
  for (const character of text) em += characterEm(character);
  return em;
}

/** How many ems so many columns are. */
export function columnsEm(columns: number): number {
  return columns * NARROW_EM;
}

const ELLIPSIS = '…';

/** A text cut to a width, with an ellipsis where something is left out. */
export function clipped(text: string, mostEm: number): string {
  if (textEm(text) <= mostEm) return text;
  let em = NARROW_EM;
  let out = '';
  for (const character of text) {
    em += characterEm(character);
    if (em > mostEm) break;
    out += character;
  }
  return out.trimEnd() + ELLIPSIS;
}

/** A text in lines of at most a width, broken at blanks where there are any; what is too much is cut. */
export function wrapped(text: string, mostEm: number, mostLines: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ');
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textEm(longer) <= mostEm) {
      line = longer;
      continue;
    }
    if (lines.length === mostLines - 1) {
      line = `${line} ${words.slice(index).join(' ')}`;
      break;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line].map((one) => clipped(one, mostEm));
}
