/**
 * Ways round on which nothing suspends (language §3, Loops): such a script would spin.
 *
 * The walk goes depth first from Master_Script in the order of the text, then from the entry of each script that was not reached. Each way round of
 * free edges has one node that the walk met first, its *head*; the last EXECUTE before control is back at the head is the error. With the head
 * taken away, what is left of its knot is looked at again, so that every such EXECUTE is found once.
 */
import { type Diagnostic, diagnostic, type Place } from '../dsl/index.ts';
import { type ControlFlow, markOf, nameOfStart, placeOfNode } from './control-flow.ts';
import { drawSections, type SectionEdge, type SectionNode } from './section-graph.ts';

/** A way round without a suspension. */
export interface SpinningLoop {
  /** The last EXECUTE on the way round. */
  readonly closing: SectionEdge;
  /** The other edges on the way, from the head on; the first ones of a long way. */
  readonly others: readonly SectionEdge[];
}

/**
 * Nodes looked at in knots, at most. Taking heads away one by one is quadratic in how deep loops nest: a thousand sections inside one another stay
 * below this, and whoever has more of them mends the first thousand first.
 */
const WORK_MAX = 1_000_000;

/** Other places that are told of one way round, at most: who reads them follows the way from the head. */
const OTHERS_MAX = 20;

/** CCS4005, one for each EXECUTE that closes a way round. */
export function spinningFaults(flow: ControlFlow): readonly Diagnostic[] {
  return spinningLoops(drawSections(flow)).map(({ closing, others }) => {
    const related = others.map((edge) => {
      const how = edge.kind === 'fall' ? 'falls through' : 'goes on';
      return {
        place: placeOfEdge(flow, edge),
        message: `the way ${how} to \`${nameOfStart(flow, edge.to.start)}\` here`,
      };
    });
    return diagnostic('CCS4005', placeOfEdge(flow, closing), { target: nameOfStart(flow, closing.to.start) }, related);
  });
}

/** All of an EXECUTE, or the word SECTION that is fallen through. */
function placeOfEdge(flow: ControlFlow, { kind, at }: SectionEdge): Place {
  const { source, span } = placeOfNode(flow, at);
  const mark = markOf(flow, at, 0);
  return kind === 'fall' ? mark : { source, span: { start: span.start, end: mark.span.end } };
}

/** All of them, one for each EXECUTE that closes one, in the order of the nodes. */
function spinningLoops(nodes: readonly SectionNode[]): readonly SpinningLoop[] {
  if (!hasWayRound(nodes)) return [];
  const met = walkOrder(nodes);
  const found = new Map<SectionEdge, SpinningLoop>();
  let knots = knotsOf(nodes.filter((node) => met[node.index] !== undefined));
  let work = 0;
  while (knots.length > 0) {
    const rest: SectionNode[][] = [];
    for (const knot of knots) {
      work += knot.length;
      if (work > WORK_MAX && found.size > 0) return [...found.values()];
      const head = knot.reduce((first, node) => (met[node.index]! < met[first.index]! ? node : first));
      const inside = new Set(knot);
      for (const loop of loopsThrough(head, inside)) if (!found.has(loop.closing)) found.set(loop.closing, loop);
      rest.push(...knotsOf(knot.filter((node) => node !== head)));
    }
    knots = rest;
  }
  return [...found.values()];
}

/**
 * Whether there is a way round of free edges at all, reached or not: takes away nodes that no such edge leads to until none is left. A sound
 * set is done here, without looking for knots.
 */
function hasWayRound(nodes: readonly SectionNode[]): boolean {
  const into = new Int32Array(nodes.length);
  for (const { edges } of nodes) for (const edge of edges) if (edge.free) into[edge.to.index]!++;
  const open = nodes.filter((node) => into[node.index] === 0);
  let left = nodes.length;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    left--;
    for (const { free, to } of node.edges) if (free && --into[to.index]! === 0) open.push(to);
  }
  return left > 0;
}

/** When the walk meets each node; a node that control never gets to has none. */
function walkOrder(nodes: readonly SectionNode[]): readonly (number | undefined)[] {
  const met: (number | undefined)[] = new Array<number | undefined>(nodes.length).fill(undefined);
  let count = 0;
  for (const root of nodes) {
    // The first root is Master_Script's entry: the scripts of an analysis are in that order.
    if (!root.isScript || met[root.index] !== undefined) continue;
    const stack: { readonly node: SectionNode; next: number }[] = [{ node: root, next: 0 }];
    met[root.index] = count++;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = top.node.edges[top.next++];
      if (edge === undefined) stack.pop();
      else if (met[edge.to.index] === undefined) {
        met[edge.to.index] = count++;
        stack.push({ node: edge.to, next: 0 });
      }
    }
  }
  return met;
}

/** The strongly connected parts of the free edges among `nodes` that hold a way round (Tarjan, without recursion). */
function knotsOf(nodes: readonly SectionNode[]): SectionNode[][] {
  const among = new Set(nodes);
  const index = new Map<SectionNode, number>();
  const low = new Map<SectionNode, number>();
  const open: SectionNode[] = [];
  const isOpen = new Set<SectionNode>();
  const knots: SectionNode[][] = [];
  const visit = (node: SectionNode) => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    open.push(node);
    isOpen.add(node);
    return { node, next: 0 };
  };
  for (const root of nodes) {
    if (index.has(root)) continue;
    const stack = [visit(root)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = top.node.edges[top.next++];
      if (edge === undefined) {
        stack.pop();
        const parent = stack.at(-1);
        if (parent !== undefined) low.set(parent.node, Math.min(low.get(parent.node)!, low.get(top.node)!));
        if (low.get(top.node) === index.get(top.node)) {
          const knot = open.splice(open.lastIndexOf(top.node));
          for (const node of knot) isOpen.delete(node);
          if (knot.length > 1 || top.node.edges.some((one) => one.free && one.to === top.node)) knots.push(knot);
        }
      } else if (edge.free && among.has(edge.to)) {
        if (!index.has(edge.to)) stack.push(visit(edge.to));
        else if (isOpen.has(edge.to)) low.set(top.node, Math.min(low.get(top.node)!, index.get(edge.to)!));
      }
    }
  }
  return knots;
}

/** The ways round through `head` inside its knot: one for each EXECUTE after which control only falls until it is back. */
function loopsThrough(head: SectionNode, inside: ReadonlySet<SectionNode>): SpinningLoop[] {
  // Nodes from which control gets to the head by falls alone, with the first of them.
  const falls = new Map<SectionNode, SectionEdge | undefined>([[head, undefined]]);
  const intoNode = new Map<SectionNode, SectionEdge[]>();
  for (const node of inside) {
    for (const edge of node.edges) {
      if (!edge.free || !inside.has(edge.to)) continue;
      const into = intoNode.get(edge.to);
      if (into === undefined) intoNode.set(edge.to, [edge]);
      else into.push(edge);
    }
  }
  const waiting = [head];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const edge of intoNode.get(node) ?? []) {
      // A fall out of the head itself is the beginning of the way, not its end.
      if (edge.kind !== 'fall' || edge.from === head || falls.has(edge.from)) continue;
      falls.set(edge.from, edge);
      waiting.push(edge.from);
    }
  }
  const ways = waysFrom(head, inside);
  const loops: SpinningLoop[] = [];
  for (const node of falls.keys()) {
    for (const edge of intoNode.get(node) ?? []) {
      const way = ways.get(edge.from);
      if (edge.kind === 'execute' && way !== undefined) {
        const tail: SectionEdge[] = [];
        for (let fall = falls.get(node); fall !== undefined && tail.length < OTHERS_MAX; fall = falls.get(fall.to))
          tail.push(fall);
        loops.push({ closing: edge, others: [...way(), ...tail].slice(0, OTHERS_MAX) });
      }
    }
  }
  return loops;
}

/** The shortest way from the head to each node of its knot, made when asked for. */
function waysFrom(head: SectionNode, inside: ReadonlySet<SectionNode>): ReadonlyMap<SectionNode, () => SectionEdge[]> {
  const into = new Map<SectionNode, SectionEdge | undefined>([[head, undefined]]);
  // A map is walked in the order of insertion, also of what is inserted on the way.
  for (const [node] of into) {
    for (const edge of node.edges) {
      if (edge.free && inside.has(edge.to) && !into.has(edge.to)) into.set(edge.to, edge);
    }
  }
  const ways = new Map<SectionNode, () => SectionEdge[]>();
  for (const [node] of into) {
    ways.set(node, () => {
      const way: SectionEdge[] = [];
      for (let edge = into.get(node); edge !== undefined; edge = into.get(edge.from)) way.push(edge);
      return way.reverse();
    });
  }
  return ways;
}
