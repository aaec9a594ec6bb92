/**
 * Where everything of a picture stands: ELK's layered algorithm, scripts and lanes as nodes that hold nodes. It is loaded when a
 * picture is arranged, and runs here, without a worker. The same picture gives the same places.
 */
import type { ElkExtendedEdge, ElkNode, ElkPoint, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { type Figure, figureOf } from './figure.ts';
import { type Lane, type NodeKind, nodesOf, type Picture, type PictureEdge } from './picture.ts';
import { shownLabel } from './shown-text.ts';
import { textEm } from './text-width.ts';
import { LABEL_PX, TITLE_PX } from './type-sizes.ts';
import type { Way } from './way.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ArrangedEdge {
  readonly edge: PictureEdge;
  readonly points: readonly ElkPoint[];
  readonly label: Box | undefined;
}

export interface Arrangement {
  readonly width: number;
  readonly height: number;
  /** Of scripts, lanes and nodes, by id. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly figures: ReadonlyMap<string, Figure>;
  readonly edges: readonly ArrangedEdge[];
  /** Whether scripts are arranged by themselves, without lines between them. */
  readonly isApart: boolean;
}

const COMMON: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.componentComponent': '40',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
};

/** Nodes that are arranged together; a larger set has each script by itself. */
const NODES_TOGETHER = 400;
/** Between scripts that stand by themselves. */
const GAP_PX = 20;
/** How much wider than high such a set becomes. */
const ASPECT = 1.6;

/**
 * Arranges a picture, with what a way adds to its nodes. A large set would be one row of scripts a hundred screens wide: there each script is
 * arranged by itself and stands in rows, and a jump from one to another has no line (the drawing makes it a link).
 */
export async function arrange(picture: Picture, way: Way | undefined): Promise<Arrangement> {
  const nodes = nodesOf(picture);
  const figures = new Map(nodes.map((node) => [node.id, figureOf(node, way?.nodes.get(node.id))]));
  const isApart = nodes.length > NODES_TOGETHER && picture.scripts.length > 1;
  const parts: Part[] = [];
  for (const part of isApart ? apart(picture) : [picture]) parts.push(await arrangePart(part, figures));
  const [only] = parts;
  const packed = isApart || only === undefined ? inRows(parts) : only;
  const drawn = new Map(packed.edges.map((one) => [one.edge.id, one]));
  const edges = picture.edges.map((edge) => drawn.get(edge.id) ?? { edge, points: [], label: undefined });
  return { ...packed, figures, edges, isApart };
}

/** What one run of ELK arranges. */
type Part = Omit<Arrangement, 'figures' | 'isApart'>;

/** Each script as a picture of its own, with what stands in no script beside the first that goes there. */
function apart({ scripts, outside, edges, warnings }: Picture): readonly Picture[] {
  const placed = new Set<string>();
  return scripts.map((script) => {
    const own = new Set(script.lanes.flatMap(({ nodes }) => nodes.map(({ id }) => id)));
    const beside = outside.filter(
      ({ id }) => !placed.has(id) && edges.some(({ from, to }) => to === id && own.has(from)),
    );
    for (const { id } of beside) {
      placed.add(id);
      own.add(id);
    }
    return {
      scripts: [script],
      outside: beside,
      edges: edges.filter(({ from, to }) => own.has(from) && own.has(to)),
      warnings,
    };
  });
}

/** Parts in rows, in their order. */
function inRows(parts: readonly Part[]): Part {
  const area = parts.reduce((sum, { width, height }) => sum + width * height, 0);
  const most = Math.max(Math.sqrt(area * ASPECT), ...parts.map(({ width }) => width));
  const boxes = new Map<string, Box>();
  const edges: ArrangedEdge[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > most) {
      y += rowHeight + GAP_PX;
      [x, rowHeight] = [0, 0];
    }
    const [dx, dy] = [x, y];
    const moved = <Place extends { readonly x: number; readonly y: number }>(place: Place): Place => ({
      ...place,
      x: place.x + dx,
      y: place.y + dy,
    });
    for (const [id, box] of part.boxes) boxes.set(id, moved(box));
    for (const { edge, points, label } of part.edges)
      edges.push({ edge, points: points.map(moved), label: label === undefined ? undefined : moved(label) });
    x += part.width;
    width = Math.max(width, x);
    rowHeight = Math.max(rowHeight, part.height);
  }
  return { width, height: y + rowHeight, boxes, edges };
}

async function arrangePart(picture: Picture, figures: ReadonlyMap<string, Figure>): Promise<Part> {
  // The types describe the module of CommonJS, whose `default` is the class.
  const { default: loaded } = await import('elkjs/lib/elk.bundled.js');
  const back = backEdges(picture);
  const laid = await new loaded.default().layout(elkGraph(picture, figures, back));
  const boxes = new Map<string, Box>();
  const places = new Map<string, ElkExtendedEdge>();
  const collect = ({ id, x = 0, y = 0, width = 0, height = 0, children = [], edges = [] }: ElkNode): void => {
    boxes.set(id, { x, y, width, height });
    for (const edge of edges) places.set(edge.id, edge as ElkExtendedEdge);
    children.forEach(collect);
  };
  collect(laid);
  const edges = picture.edges.map((edge) => arrangedEdge(edge, places.get(edge.id), back.has(edge.id)));
  return { width: laid.width ?? 0, height: laid.height ?? 0, boxes, edges };
}

function elkGraph(picture: Picture, figures: ReadonlyMap<string, Figure>, back: ReadonlySet<string>): ElkNode {
  const gates = new Set(nodesOf(picture).flatMap(({ id, kind }) => (isGate(kind) ? [id] : [])));
  const leaf = (id: string): ElkNode => {
    const { width, height } = figures.get(id) as Figure;
    if (!gates.has(id)) return { id, width, height };
    // All that comes here comes in by one gate: many jumps to one section are one line at its end.
    const gate = { id: `${id}in`, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'NORTH' } };
    return { id, width, height, ports: [gate], layoutOptions: { 'elk.portConstraints': 'FIXED_SIDE' } };
  };
  const titled = (id: string, title: string, top: number, children: ElkNode[]): ElkNode => ({
    id,
    children,
    layoutOptions: {
      ...padding(top),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${titlePx(title)}, 60)`,
    },
  });
  const lane = ({ id, title, nodes }: Lane): ElkNode =>
    titled(
      id,
      title,
      34,
      nodes.map((node) => leaf(node.id)),
    );
  return {
    id: 'picture',
    layoutOptions: { ...COMMON, ...padding(20) },
    children: [
      ...picture.scripts.map(({ id, name, lanes }) => titled(id, name, 40, lanes.map(lane))),
      ...picture.outside.map(({ id }) => leaf(id)),
    ],
    edges: picture.edges.map((edge) => elkEdge(edge, gates, back.has(edge.id))),
  };
}

function padding(top: number): LayoutOptions {
  return { 'elk.padding': `[top=${top},left=16,bottom=16,right=16]` };
}

function titlePx(title: string): number {
  return Math.ceil(textEm(title) * TITLE_PX) + 32;
}

/** Whether a node is one that is jumped to. */
function isGate(kind: NodeKind): boolean {
  return kind === 'start' || kind === 'connector' || kind === 'missing';
}

function elkEdge(edge: PictureEdge, gates: ReadonlySet<string>, isBack: boolean): ElkExtendedEdge {
  const { id } = edge;
  const gate = gates.has(edge.to) ? `${edge.to}in` : edge.to;
  const [from, to] = isBack ? [gate, edge.from] : [edge.from, gate];
  const text = shownLabel(edge);
  const labels =
    text === undefined
      ? []
      : [{ id: `${id}t`, text, width: Math.ceil(textEm(text) * LABEL_PX) + 8, height: LABEL_PX + 6 }];
  return { id, sources: [from], targets: [to], labels };
}

function arrangedEdge(edge: PictureEdge, place: ElkExtendedEdge | undefined, isBack: boolean): ArrangedEdge {
  const along = (place?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const points = isBack ? along.reverse() : along;
  const [label] = place?.labels ?? [];
  const { x = 0, y = 0, width = 0, height = 0 } = label ?? {};
  return { edge, points, label: label === undefined ? undefined : { x, y, width, height } };
}

/**
 * Edges that close a cycle, found by going through the picture in the order of the text. They are given to ELK the other way round,
 * so that every lane begins with its start; ELK itself would turn any edge of the cycle.
 */
function backEdges(picture: Picture): ReadonlySet<string> {
  const out = new Map<string, PictureEdge[]>();
  for (const edge of picture.edges) {
    const edges = out.get(edge.from);
    if (edges === undefined) out.set(edge.from, [edge]);
    else edges.push(edge);
  }
  const back = new Set<string>();
  const state = new Map<string, 'open' | 'done'>();
  for (const { id } of nodesOf(picture)) {
    if (state.has(id)) continue;
    state.set(id, 'open');
    const path = [{ id, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = out.get(top.id)?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(edge.to) === 'open') back.add(edge.id);
      else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        path.push({ id: edge.to, next: 0 });
      }
    }
  }
  return back;
}
