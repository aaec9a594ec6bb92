/** grammar.svg: every rule of the grammar as a railroad picture. Whoever can ride along the rails from the left to the right has written it right. */
import { type GrammarRule, grammarRules, type Piece } from './grammar-page.ts';

/** A part of a picture: it is entered at (x, y) and left at (x + width, y). */
interface Drawing {
  readonly width: number;
  /** Room above and below the rail. */
  readonly up: number;
  readonly down: number;
  readonly draw: (x: number, y: number) => string;
}

const LETTER = 7.2;
const HALF = 11;
const GAP = 10;
const BEND = 14;
const BETWEEN = 8;

const line = (x: number, y: number, to: number) => (to > x ? `<path d="M${at(x)} ${at(y)}H${at(to)}"/>` : '');

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function drawingOf(piece: Piece): Drawing {
  switch (piece.kind) {
    case 'word':
      return boxOf(piece.text, 'word');
    case 'rule':
      return boxOf(piece.name, 'rule');
    case 'row':
      return rowOf(piece.parts.map(drawingOf));
    case 'choice':
      return choiceOf(piece.parts.map(drawingOf));
    case 'maybe':
      return passedBy(drawingOf(piece.part));
    case 'many':
      return passedBy(repeated(drawingOf(piece.part)));
  }
}

function boxOf(text: string, kind: 'word' | 'rule'): Drawing {
  const width = text.length * LETTER + 16;
  const shown = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return {
    width,
    up: HALF,
    down: HALF,
    draw: (x, y) =>
      `<rect class="${kind}" x="${at(x)}" y="${at(y - HALF)}" width="${at(width)}" height="${2 * HALF}" rx="${kind === 'word' ? HALF : 2}"/>` +
      `<text x="${at(x + width / 2)}" y="${at(y + 4)}">${shown}</text>`,
  };
}

function rowOf(parts: readonly Drawing[]): Drawing {
  return {
    width: parts.reduce((sum, part) => sum + part.width, 0) + GAP * (parts.length - 1),
    up: Math.max(...parts.map((part) => part.up)),
    down: Math.max(...parts.map((part) => part.down)),
    draw: (x, y) => {
      let from = x;
      return parts
        .map((part, index) => {
          const rail = index === 0 ? '' : line(from - GAP, y, from);
          const drawn = rail + part.draw(from, y);
          from += part.width + GAP;
          return drawn;
        })
        .join('');
    },
  };
}

/** The first way on the rail, the others below it. */
function choiceOf(parts: readonly Drawing[]): Drawing {
  const inner = Math.max(...parts.map((part) => part.width));
  const depths: number[] = [];
  let depth = 0;
  parts.forEach((part, index) => {
    depth += index === 0 ? 0 : (parts[index - 1] as Drawing).down + BETWEEN + part.up;
    depths.push(depth);
  });
  return {
    width: inner + 4 * BEND,
    up: (parts[0] as Drawing).up,
    down: depth + (parts.at(-1) as Drawing).down,
    draw: (x, y) =>
      parts
        .map((part, index) => {
          const level = y + (depths[index] as number);
          const left = x + 2 * BEND;
          const ends = line(x, y, index === 0 ? left : x) + part.draw(left, level);
          const right =
            line(left + part.width, level, left + inner) +
            (index === 0 ? line(left + inner, y, x + inner + 4 * BEND) : '');
          return (
            ends +
            right +
            (index === 0 ? '' : bend(x, y, left, level) + bend(x + inner + 4 * BEND, y, left + inner, level))
          );
        })
        .join(''),
  };
}

/** A rail from (x, y) over a bend to (to, level). */
function bend(x: number, y: number, to: number, level: number): string {
  const middle = (x + to) / 2;
  const r = (to > x ? 1 : -1) * Math.min(BEND / 2, Math.abs(level - y) / 2);
  const v = Math.abs(r) * (level > y ? 1 : -1);
  return `<path d="M${at(x)} ${at(y)}H${at(middle - r)}q${at(r)} 0 ${at(r)} ${at(v)}V${at(level - v)}q0 ${at(v)} ${at(r)} ${at(v)}H${at(to)}"/>`;
}

/** With a rail above that passes it by. */
function passedBy(part: Drawing): Drawing {
  const rise = part.up + BETWEEN;
  const width = part.width + 4 * BEND;
  return {
    width,
    up: rise + 2,
    down: part.down,
    draw: (x, y) =>
      line(x, y, x + 2 * BEND) +
      part.draw(x + 2 * BEND, y) +
      line(x + width - 2 * BEND, y, x + width) +
      bend(x, y, x + 2 * BEND, y - rise) +
      line(x + 2 * BEND, y - rise, x + width - 2 * BEND) +
      bend(x + width, y, x + width - 2 * BEND, y - rise),
  };
}

/** With a rail below that leads back. */
function repeated(part: Drawing): Drawing {
  const fall = part.down + BETWEEN;
  const width = part.width + 2 * BEND;
  return {
    width,
    up: part.up,
    down: fall + 2,
    draw: (x, y) => {
      const [left, right] = [x + BEND, x + width - BEND];
      const r = BEND / 2;
      const back =
        `M${at(right)} ${at(y)}q${r} 0 ${r} ${r}V${at(y + fall - r)}q0 ${r} -${r} ${r}` +
        `H${at(left)}q-${r} 0 -${r} -${r}V${at(y + r)}q0 -${r} ${r} -${r}`;
      return `${line(x, y, left)}${part.draw(left, y)}${line(right, y, x + width)}<path d="${back}"/>`;
    },
  };
}

/** The text of grammar.svg. */
export function railroadPage(): string {
  let top = 20;
  let widest = 0;
  const drawn = grammarRules().map(({ name, piece }: GrammarRule) => {
    const drawing = drawingOf(piece);
    const y = top + 26 + drawing.up;
    widest = Math.max(widest, drawing.width);
    const right = 40 + drawing.width;
    const text =
      `<g id="${name}"><text class="name" x="20" y="${top + 12}">${name}</text>` +
      `<path d="M20 ${at(y - 6)}v12M20 ${at(y)}h20M${at(right)} ${at(y)}h20m0 -6v12"/>${drawing.draw(40, y)}</g>`;
    top = Math.ceil(y + drawing.down + 24);
    return text;
  });
  const width = Math.ceil(widest + 80);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" role="img" aria-label="The grammar of .ccs scripts">
<style>
path { fill: none; stroke: #445; stroke-width: 1.5 }
rect { stroke: #445; stroke-width: 1.2 }
.word { fill: #fff3d6 }
.rule { fill: #e2ecfa }
text { font: 12px ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; fill: #112 }
.name { font-weight: bold; text-anchor: start }
</style>
<rect width="${width}" height="${top}" style="fill: #fff; stroke: none"/>
${drawn.join('\n')}
</svg>
`;
}
