/**
 * One contact's way through a picture: which nodes it passed, in what order, by which edges, and what it read there.
 *
 * A trace names lines. Between one and the next the way is the shortest along the edges that passes no other statement; where
 * there is none (an event's body ran, or another version of the scripts) it goes on at the line without an edge.
 */
import { nameKey } from '../dsl/index.ts';
import { type Arm, nodesOf, type Picture, type PictureEdge, type PictureNode } from './picture.ts';

/** A statement that ran. */
export interface TracedStep {
  readonly script: string;
  /** From 1; 0 for what is no statement, which is passed over. */
  readonly line: number;
  readonly values: readonly { readonly name: string; readonly value: string | number | boolean }[];
  /** How often it ran in a row of equal activations. */
  readonly times: number;
  /** Of IF and WHERE which way it went, where the trace says so. */
  readonly arm?: Arm;
}

/** What a contact did at a node. */
export interface PassedNode {
  /** From 1, by its first visit; 0 where there is nothing to number. */
  readonly order: number;
  readonly times: number;
  /** What its statements read, at the last visit: `NAME = value`. */
  readonly values: readonly string[];
}

export interface Way {
  readonly nodes: ReadonlyMap<string, PassedNode>;
  /** How often each edge was taken, by its id. */
  readonly edges: ReadonlyMap<string, number>;
  /** Statements of the trace that the scripts do not have. */
  readonly unknown: number;
}

/** Lays a trace over a picture. */
export function wayThrough(picture: Picture, steps: readonly TracedStep[]): Way {
  const map = mapOf(picture);
  const nodes = new Map<string, { order: number; times: number; values: Map<string, string> }>();
  const edges = new Map<string, number>();
  let unknown = 0;
  let at: (Place & { readonly arm?: Arm }) | undefined;
  let order = 0;
  const visit = (node: PictureNode, times: number) => {
    let seen = nodes.get(node.id);
    if (seen === undefined) {
      if (node.lines.length > 0) order += 1;
      seen = { order: node.lines.length > 0 ? order : 0, times: 0, values: new Map() };
      nodes.set(node.id, seen);
    }
    seen.times += times;
    return seen;
  };
  for (const { script, line, values, times, arm } of steps) {
    if (line === 0) continue;
    const candidates = map.byLine.get(`${nameKey(script)}:${line}`) ?? [];
    const found = nextPlace(map, at, candidates);
    if (found === undefined) {
      if (map.scripts.has(nameKey(script))) unknown += 1;
      // Into a script that is left out: as far as its connector.
      const leaving = at?.node.kind === 'jump' ? map.out.get(at.node.id)?.[0] : undefined;
      const connector = leaving === undefined ? undefined : map.nodes.get(leaving.to);
      if (leaving !== undefined && connector?.kind === 'connector') {
        edges.set(leaving.id, (edges.get(leaving.id) ?? 0) + times);
        visit(connector, times);
      }
      at = undefined;
      continue;
    }
    const isSameVisit = found.edges.length === 0 && at?.node === found.place.node && found.place.index > at.index;
    const [first] = found.edges;
    const start = first === undefined ? undefined : map.nodes.get(first.edge.from);
    if (at === undefined && start !== undefined) visit(start, times);
    for (const { edge, through } of found.edges) {
      edges.set(edge.id, (edges.get(edge.id) ?? 0) + times);
      if (through !== undefined) visit(through, times);
    }
    const passed = isSameVisit ? nodes.get(found.place.node.id) : visit(found.place.node, times);
    for (const { name, value } of values) passed?.values.set(name, `${name} = ${valueText(value)}`);
    at = arm === undefined ? found.place : { ...found.place, arm };
  }
  return {
    nodes: new Map(
      [...nodes].map(([id, { order, times, values }]) => [id, { order, times, values: [...values.values()] }]),
    ),
    edges,
    unknown,
  };
}

function valueText(value: string | number | boolean): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** A statement's place. */
interface Place {
  readonly node: PictureNode;
  readonly index: number;
}

interface PictureMap {
  readonly byLine: ReadonlyMap<string, readonly Place[]>;
  readonly out: ReadonlyMap<string, readonly PictureEdge[]>;
  readonly nodes: ReadonlyMap<string, PictureNode>;
  readonly scripts: ReadonlySet<string>;
}

function mapOf(picture: Picture): PictureMap {
  const byLine = new Map<string, Place[]>();
  const out = new Map<string, PictureEdge[]>();
  const nodes = nodesOf(picture);
  for (const node of nodes)
    node.statements.forEach(({ script, line }, index) => {
      const key = `${nameKey(script)}:${line}`;
      byLine.set(key, [...(byLine.get(key) ?? []), { node, index }]);
    });
  for (const edge of picture.edges) out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  return {
    byLine,
    out,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    scripts: new Set(picture.scripts.map(({ name }) => nameKey(name))),
  };
}

/** An edge of a way, and the node behind it that holds no statement. */
interface Passage {
  readonly edge: PictureEdge;
  readonly through: PictureNode | undefined;
}

/** Which of the statements on a line ran, and how control came there. */
function nextPlace(
  map: PictureMap,
  at: (Place & { readonly arm?: Arm }) | undefined,
  candidates: readonly Place[],
): { readonly place: Place; readonly edges: readonly Passage[] } | undefined {
  const [first] = candidates;
  if (first === undefined) return undefined;
  if (at === undefined) return { place: first, edges: startOf(map, first) };
  const next = candidates.find(({ node, index }) => node === at.node && index === at.index + 1);
  if (next !== undefined) return { place: next, edges: [] };
  const reached = passages(map, at.node, candidates, at.arm) ?? passages(map, at.node, candidates);
  if (reached !== undefined) return reached;
  const same = candidates.find(({ node, index }) => node === at.node && index > at.index);
  return { place: same ?? first, edges: [] };
}

/** The edge from a lane's start to the first statement of a way, where it begins there. */
function startOf(map: PictureMap, { node, index }: Place): readonly Passage[] {
  if (index > 0) return [];
  for (const [from, edges] of map.out) {
    const edge = edges.find(({ to }) => to === node.id);
    const start = map.nodes.get(from);
    if (edge !== undefined && start?.kind === 'start') return [{ edge, through: undefined }];
  }
  return [];
}

/** The shortest way from a node to the first statement of one of the candidates' nodes, through nodes without statements. */
function passages(
  map: PictureMap,
  from: PictureNode,
  candidates: readonly Place[],
  arm?: Arm,
): { readonly place: Place; readonly edges: readonly Passage[] } | undefined {
  const wanted = new Map(candidates.filter(({ index }) => index === 0).map((place) => [place.node.id, place]));
  const seen = new Set<string>();
  const waiting: { readonly id: string; readonly edges: readonly Passage[] }[] = [{ id: from.id, edges: [] }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const edge of map.out.get(next.id) ?? []) {
      if (arm !== undefined && next.id === from.id && edge.arm !== arm) continue;
      const place = wanted.get(edge.to);
      if (place !== undefined) return { place, edges: [...next.edges, { edge, through: undefined }] };
      const node = map.nodes.get(edge.to);
      if (node === undefined || node.statements.length > 0 || seen.has(edge.to)) continue;
      seen.add(edge.to);
      waiting.push({ id: edge.to, edges: [...next.edges, { edge, through: node }] });
    }
  }
  return undefined;
}
