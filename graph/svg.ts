/**
 * A picture as one SVG file: no script, no font, no image from elsewhere; light or dark as the reader's screen is. Every box, edge and
 * lane has its whole text and its place as a tool-tip.
 */
import { type ArrangedEdge, type Arrangement, arrange, type Box } from './arrange.ts';
import { DOT_PX, type Figure } from './figure.ts';
import { type Lane, type NodeKind, nodesOf, type Picture, type PictureNode, type ScriptPicture } from './picture.ts';
import { printable, shownLabel, wholeText } from './shown-text.ts';
import { STYLE } from './svg-style.ts';
import { clipped, textEm } from './text-width.ts';
import { LABEL_PX, LINE_PX, TEXT_PX, TITLE_PX } from './type-sizes.ts';
import type { Way } from './way.ts';

export interface SvgOptions {
  /** What the picture is of. */
  readonly title: string;
  readonly way?: Way;
}

/** Draws a picture. The same input gives the same bytes. */
export async function drawSvg(picture: Picture, { title, way }: SvgOptions): Promise<string> {
  const arrangement = await arrange(picture, way);
  const kinds = new Map(nodesOf(picture).map(({ id, kind }) => [id, kind]));
  const jumps = new Map(picture.edges.flatMap(({ kind, from, to }) => (kind === 'jump' ? [[from, to] as const] : [])));
  const legend = legendOf(picture, way);
  const width = Math.ceil(Math.max(arrangement.width, legend.width, textEm(title) * HEAD_PX + 2 * MARGIN));
  const height = Math.ceil(arrangement.height + HEAD_ROOM + legend.height);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs>',
    ...['flow', 'jump', 'fall', 'taken'].map(arrowHead),
    '</defs>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="head" x="${MARGIN}" y="30">${escaped(title)}</text>`,
    legend.svg,
    `<g${way === undefined ? '' : ' class="traced"'} transform="translate(0 ${HEAD_ROOM + legend.height})">`,
    ...picture.scripts.map((script) =>
      scriptSvg(script, arrangement, arrangement.isApart ? comesFrom(picture, script) : []),
    ),
    ...arrangement.edges.map((edge) => edgeSvg(edge, outlined(edge, arrangement, kinds), way)),
    ...picture.scripts.flatMap(({ lanes }) =>
      lanes.flatMap(({ nodes }) => nodes.map((node) => linked(node, jumps, nodeSvg(node, arrangement, way)))),
    ),
    ...picture.outside.map((node) => nodeSvg(node, arrangement, way)),
    ...arrangement.edges.map((edge) => edgeLabelSvg(edge, way)),
    '</g>',
    '</svg>',
    '',
  ];
  return out
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}

const MARGIN = 20;
const HEAD_PX = 16;
const SCRIPT_PX = 14;
const HEAD_ROOM = 44;

/** Text as it may stand between tags and in quoted attributes. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Coordinates to a tenth of a pixel. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function arrowHead(kind: string): string {
  return `<marker id="arrow-${kind}" class="arrow ${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1L10 5L0 9Z"/></marker>`;
}

// -------------------------------------------------------------------------------------------------------- containers

/** The scripts that jump to one, where no lines say so. */
function comesFrom({ scripts, edges }: Picture, script: ScriptPicture): readonly string[] {
  const scriptOf = new Map(
    scripts.flatMap((one) => one.lanes.flatMap(({ nodes }) => nodes.map(({ id }) => [id, one] as const))),
  );
  const names = edges.flatMap(({ from, to }) => {
    const source = scriptOf.get(from);
    return source !== undefined && source !== script && scriptOf.get(to) === script ? [source.name] : [];
  });
  return [...new Set(names)];
}

function scriptSvg(script: ScriptPicture, { boxes }: Arrangement, from: readonly string[]): string {
  const box = boxes.get(script.id) as Box;
  const nameEm = textEm(script.name) * SCRIPT_PX;
  const sources = clipped(`from ${from.join(', ')}`, (box.width - nameEm - 44) / TEXT_PX);
  return [
    '<g class="script">',
    `<title>${escaped(script.file)}</title>`,
    rectangle(box, 10),
    `<text class="script-title" x="${at(box.x + 14)}" y="${at(box.y + 24)}">${escaped(script.name)}</text>`,
    from.length === 0
      ? ''
      : `<text class="lane-title" x="${at(box.x + 30 + nameEm)}" y="${at(box.y + 24)}">${escaped(sources)}</text>`,
    '</g>',
    ...script.lanes.map((lane) => laneSvg(lane, boxes.get(lane.id) as Box)),
  ].join('\n');
}

function laneSvg(lane: Lane, box: Box): string {
  return [
    `<g class="lane ${lane.kind}">`,
    `<title>${escaped(`${lane.place}\n${lane.title}`)}</title>`,
    rectangle(box, 6),
    `<text class="lane-title" x="${at(box.x + 12)}" y="${at(box.y + 20)}">${escaped(clipped(lane.title, (box.width - 20) / TITLE_PX))}</text>`,
    '</g>',
  ].join('\n');
}

function rectangle({ x, y, width, height }: Box, radius: number, name = ''): string {
  const own = name === '' ? '' : ` class="${name}"`;
  return `<rect${own} x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="${radius}"/>`;
}

// ------------------------------------------------------------------------------------------------------------- nodes

/** A jump is a link to where it goes, which may be far. */
function linked({ id }: PictureNode, jumps: ReadonlyMap<string, string>, svg: string): string {
  const to = jumps.get(id);
  return to === undefined ? svg : `<a href="#${to}">\n${svg}\n</a>`;
}

function nodeSvg(node: PictureNode, { boxes, figures }: Arrangement, way: Way | undefined): string {
  const box = boxes.get(node.id) as Box;
  const figure = figures.get(node.id) as Figure;
  const passed = way?.nodes.get(node.id);
  return [
    `<g id="${node.id}" class="node ${node.kind}${passed === undefined ? '' : ' passed'}">`,
    `<title>${escaped(wholeText(node, way))}</title>`,
    shape(node.kind, box, figure),
    textSvg(node.kind, box, figure),
    passed === undefined || figure.lines.length === 0 ? '' : badgeSvg(box, passed.order, passed.times),
    '</g>',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function polygon(points: readonly (readonly [number, number])[], name = 'body'): string {
  return `<polygon class="${name}" points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(' ')}"/>`;
}

function shape(kind: NodeKind, box: Box, figure: Figure): string {
  const { x, y, width, height } = box;
  const [right, bottom, middle] = [x + width, y + height, y + height / 2];
  switch (kind) {
    case 'start':
      if (figure.lines.length === 0)
        return `<circle class="body" cx="${at(x + DOT_PX / 2)}" cy="${at(y + DOT_PX / 2)}" r="${DOT_PX / 2 - 1}"/>`;
      return rectangle(box, height / 2, 'body');
    case 'decision': {
      const slant = slantOf(box);
      return polygon([
        [x, middle],
        [x + slant, y],
        [right - slant, y],
        [right, middle],
        [right - slant, bottom],
        [x + slant, bottom],
      ]);
    }
    case 'suspension':
      return [
        rectangle(box, height / 2, 'body'),
        rectangle({ x: x + 12, y: middle - 6, width: 3, height: 12 }, 1, 'mark'),
        rectangle({ x: x + 18, y: middle - 6, width: 3, height: 12 }, 1, 'mark'),
      ].join('');
    case 'queue':
      return [
        rectangle(box, 3, 'body'),
        ...[5, 9].map((offset) => rectangle({ x: x + offset, y: y + 4, width: 2, height: height - 8 }, 1, 'mark')),
      ].join('');
    case 'response':
      return [
        polygon([
          [x, y],
          [right - 12, y],
          [right, y + 12],
          [right, bottom],
          [x, bottom],
        ]),
        polygon(
          [
            [right - 12, y],
            [right - 12, y + 12],
            [right, y + 12],
          ],
          'mark',
        ),
      ].join('');
    case 'jump':
      return polygon([
        [x, y],
        [right - 12, y],
        [right, middle],
        [right - 12, bottom],
        [x, bottom],
      ]);
    case 'end':
      return rectangle(box, height / 2, 'body');
    case 'step':
    case 'connector':
    case 'missing':
      return rectangle(box, 3, 'body');
  }
}

/** How far the text is from the left edge, of figures whose mark stands there; others have it in the middle. */
const TEXT_LEFT: Readonly<Partial<Record<NodeKind, number>>> = { step: 12, queue: 18, suspension: 30 };

function textSvg(kind: NodeKind, box: Box, { lines, values }: Figure): string {
  if (lines.length === 0) return '';
  const left = TEXT_LEFT[kind];
  const x = left === undefined ? box.x + (box.width - (kind === 'jump' ? 8 : 0)) / 2 : box.x + left;
  const first = box.y + (box.height - (lines.length + values.length) * LINE_PX) / 2 + LINE_PX * 0.75;
  const anchor = left === undefined ? ' text-anchor="middle"' : '';
  const line = (text: string, index: number, name: string) =>
    `<text class="${name}" x="${at(x)}" y="${at(first + index * LINE_PX)}"${anchor} xml:space="preserve">${escaped(text)}</text>`;
  return [
    ...lines.map((text, index) => line(text, index, 'text')),
    ...values.map((text, index) => line(text, lines.length + index, 'value')),
  ].join('');
}

function badgeSvg(box: Box, order: number, times: number): string {
  const text = times > 1 ? `${order} ×${times}` : String(order);
  const width = Math.ceil(textEm(text) * LABEL_PX) + 10;
  const place = { x: box.x - 6, y: box.y - 9, width, height: 16 };
  return `${rectangle(place, 8, 'badge')}<text class="badge-text" x="${at(place.x + width / 2)}" y="${at(place.y + 12)}" text-anchor="middle">${text}</text>`;
}

// ------------------------------------------------------------------------------------------------------------- edges

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How wide the points of a decision are. */
function slantOf({ width, height }: Box): number {
  return Math.min(height / 2, width / 4);
}

/** How far a figure's outline lies inside its box, above or below a place. */
function inset(kind: NodeKind | undefined, box: Box, x: number): number {
  const half = box.height / 2;
  const fromLeft = x - box.x;
  const fromSide = Math.min(fromLeft, box.width - fromLeft);
  switch (kind) {
    case 'decision': {
      const slant = slantOf(box);
      return fromSide < slant ? (half * (slant - fromSide)) / slant : 0;
    }
    case 'suspension':
    case 'end':
      return fromSide < half ? half - Math.sqrt(half * half - (half - fromSide) ** 2) : 0;
    case 'jump':
      return fromLeft > box.width - 12 ? (half * (fromLeft - box.width + 12)) / 12 : 0;
    default:
      return 0;
  }
}

/** An edge's points with its ends on the outlines of the figures, where ELK has them on their boxes. */
function outlined(
  { edge, points }: ArrangedEdge,
  { boxes }: Arrangement,
  kinds: ReadonlyMap<string, NodeKind>,
): readonly Point[] {
  const moved = [...points];
  for (const [id, index] of [
    [edge.from, 0],
    [edge.to, points.length - 1],
  ] as const) {
    const [point, box] = [points[index], boxes.get(id)];
    if (point === undefined || box === undefined) continue;
    const by = inset(kinds.get(id), box, point.x);
    if (Math.abs(point.y - box.y) < 1) moved[index] = { x: point.x, y: point.y + by };
    else if (Math.abs(point.y - box.y - box.height) < 1) moved[index] = { x: point.x, y: point.y - by };
  }
  return moved;
}

function edgeSvg({ edge }: ArrangedEdge, points: readonly Point[], way: Way | undefined): string {
  if (points.length < 2) return '';
  const isTaken = way?.edges.has(edge.id) === true;
  const name = `edge ${edge.kind}${isTaken ? ' taken' : ''}`;
  const note = edge.note === undefined ? '' : `<title>${escaped(edge.note)}</title>`;
  return `<g class="${name}">${note}<path d="${rounded(points)}" marker-end="url(#arrow-${isTaken ? 'taken' : edge.kind})"/></g>`;
}

/** A line through the points with its corners taken off. */
function rounded(points: readonly Point[]): string {
  const [first] = points;
  let path = `M${at(first?.x ?? 0)} ${at(first?.y ?? 0)}`;
  for (let index = 1; index < points.length; index += 1) {
    const point = points[index] as Point;
    const before = points[index - 1] as Point;
    const after = points[index + 1];
    if (after === undefined) {
      path += `L${at(point.x)} ${at(point.y)}`;
      break;
    }
    const lengthIn = Math.hypot(point.x - before.x, point.y - before.y);
    const lengthOut = Math.hypot(after.x - point.x, after.y - point.y);
    const radius = Math.min(6, lengthIn / 2, lengthOut / 2);
    const near = (other: Point, length: number) =>
      length === 0
        ? `${at(point.x)} ${at(point.y)}`
        : `${at(point.x + ((other.x - point.x) * radius) / length)} ${at(point.y + ((other.y - point.y) * radius) / length)}`;
    path += `L${near(before, lengthIn)}Q${at(point.x)} ${at(point.y)} ${near(after, lengthOut)}`;
  }
  return path;
}

function edgeLabelSvg({ edge, label }: ArrangedEdge, way: Way | undefined): string {
  const text = shownLabel(edge);
  if (label === undefined || text === undefined) return '';
  const isTaken = way?.edges.has(edge.id) === true;
  const whole = text === edge.label ? '' : `<title>${escaped(edge.label ?? '')}</title>`;
  return `<g class="edge-label${isTaken ? ' taken' : ''}">${whole}${rectangle(label, 3)}<text x="${at(label.x + label.width / 2)}" y="${at(label.y + label.height - 5)}" text-anchor="middle">${escaped(text)}</text></g>`;
}

// ------------------------------------------------------------------------------------------------------------ legend

const LEGEND: readonly (readonly [NodeKind, string])[] = [
  ['step', 'statements'],
  ['decision', 'IF, WHERE'],
  ['suspension', 'waits here'],
  ['queue', 'queues'],
  ['response', 'answers the customer'],
  ['end', 'ends the run'],
  ['jump', 'goes on elsewhere'],
  ['connector', 'a script not drawn'],
  ['missing', 'there is no such name'],
];

/** The kinds that the picture has, in a row that stays short. */
function legendOf(
  picture: Picture,
  way: Way | undefined,
): { readonly svg: string; readonly width: number; readonly height: number } {
  const used = new Set(
    [...picture.scripts.flatMap(({ lanes }) => lanes.flatMap(({ nodes }) => nodes)), ...picture.outside].map(
      ({ kind }) => kind,
    ),
  );
  let x = MARGIN;
  const height = 30;
  const parts = LEGEND.filter(([kind]) => used.has(kind)).map(([kind, text]) => {
    const box = { x, y: HEAD_ROOM, width: Math.ceil(textEm(text) * TEXT_PX) + 52, height: 24 };
    x += box.width + 12;
    const figure: Figure = { width: box.width, height: box.height, lines: [text], values: [] };
    return `<g class="node ${kind}">${shape(kind, box, figure)}${textSvg(kind, box, figure)}</g>`;
  });
  if (way !== undefined) {
    const text = 'the contact’s way, numbered';
    parts.push(
      `<g class="edge taken"><path d="M${x} ${HEAD_ROOM + 12}H${x + 36}" marker-end="url(#arrow-taken)"/></g><text class="text" x="${x + 46}" y="${HEAD_ROOM + 16}">${text}</text>`,
    );
    x += Math.ceil(textEm(text) * TEXT_PX) + 60;
  }
  return { svg: `<g class="legend">${parts.join('\n')}</g>`, width: x + MARGIN, height };
}
