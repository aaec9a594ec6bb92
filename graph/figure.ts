/** A node as it is drawn: its lines, and the size that holds them. */
import type { NodeKind, PictureNode } from './picture.ts';
import { shownLines, shownValues } from './shown-text.ts';
import { textEm } from './text-width.ts';
import { LABEL_PX, LINE_PX, TEXT_PX } from './type-sizes.ts';
import type { PassedNode } from './way.ts';

export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  /** What a contact read there. */
  readonly values: readonly string[];
}

/** Room beside and above the text, a side. */
const ROOM: Readonly<Record<NodeKind, readonly [number, number]>> = {
  start: [8, 4],
  step: [12, 8],
  decision: [26, 10],
  suspension: [26, 8],
  queue: [18, 8],
  response: [20, 8],
  jump: [18, 7],
  end: [18, 7],
  connector: [18, 7],
  missing: [14, 7],
};

/** A start without a text is a dot. */
export const DOT_PX = 14;

/** Sizes a node, with what a contact did there. */
export function figureOf(node: PictureNode, passed: PassedNode | undefined): Figure {
  const lines = shownLines(node);
  const values = shownValues(passed?.values ?? []);
  if (node.kind === 'start' && lines.length === 0) return { width: DOT_PX, height: DOT_PX, lines, values };
  const textPx = Math.max(
    0,
    ...lines.map((line) => textEm(line) * TEXT_PX),
    ...values.map((value) => textEm(value) * LABEL_PX),
  );
  const linesPx = (lines.length + values.length) * LINE_PX;
  const [beside, above] = ROOM[node.kind];
  // The corners that a decision lacks grow with its height.
  const corners = node.kind === 'decision' ? linesPx / 3 : 0;
  return {
    width: Math.ceil(textPx + 2 * (beside + corners)),
    height: Math.ceil(linesPx + 2 * above),
    lines,
    values,
  };
}
