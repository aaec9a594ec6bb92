/**
 * How contacts spread over the graph: for each node the types that get there, or that get from there to something. Masks only grow, and
 * each node is looked at again at most once for each bit, so the work is linear in the graph.
 */
import type { ContactMask } from '../contact-masks.ts';
import type { ControlFlow } from '../control-flow.ts';

/** Nodes still to be looked at: each at most once at a time. */
class Waiting {
  private readonly stack: Int32Array;
  private readonly isThere: Uint8Array;
  private count = 0;

  constructor(nodeCount: number) {
    this.stack = new Int32Array(nodeCount);
    this.isThere = new Uint8Array(nodeCount);
  }

  add(node: number): void {
    if (this.isThere[node] === 1) return;
    this.isThere[node] = 1;
    this.stack[this.count++] = node;
  }

  take(): number {
    if (this.count === 0) return -1;
    const node = this.stack[--this.count]!;
    this.isThere[node] = 0;
    return node;
  }
}

/** How contacts go. */
export interface Spreading {
  /** The kinds of edges that are taken: bits of EDGE. */
  readonly kinds: number;
  /** The types that pass each node; without it all pass all nodes. */
  readonly passes?: Int32Array;
  /** They are in no queue. */
  readonly unqueued?: boolean;
  /** The bits stand for something else than contact types, and every edge can be taken. */
  readonly untyped?: boolean;
}

/** The types that get to each node. `at`: where they begin, which is added to and given back. A node that is not passed is got to. */
export function spreadForward(
  flow: ControlFlow,
  at: Int32Array,
  { kinds, passes, unqueued, untyped }: Spreading,
): Int32Array {
  const { edgeStart, edgeTo, edgeKinds } = flow;
  const edgeTypes = unqueued ? flow.edgeTypesUnqueued : flow.edgeTypes;
  const waiting = new Waiting(flow.nodeCount);
  for (let node = flow.nodeCount - 1; node >= 0; node--) if (at[node] !== 0) waiting.add(node);
  for (let node = waiting.take(); node >= 0; node = waiting.take()) {
    const here: ContactMask = passes === undefined ? at[node]! : at[node]! & passes[node]!;
    if (here === 0) continue;
    // The first edge is taken last from the stack's top, so that the walk follows the text.
    for (let edge = edgeStart[node + 1]! - 1; edge >= edgeStart[node]!; edge--) {
      if ((edgeKinds[edge]! & kinds) === 0) continue;
      const to = edgeTo[edge]!;
      const more = (untyped ? here : here & edgeTypes[edge]!) & ~at[to]!;
      if (more === 0) continue;
      at[to]! |= more;
      waiting.add(to);
    }
  }
  return at;
}

/** The types that can get from each node to where `at` begins, which is added to and given back. */
export function spreadBackward(
  flow: ControlFlow,
  at: Int32Array,
  { kinds, passes, unqueued, untyped }: Spreading,
): Int32Array {
  const { incomingStart, incoming, edgeFrom, edgeKinds } = flow;
  const edgeTypes = unqueued ? flow.edgeTypesUnqueued : flow.edgeTypes;
  const waiting = new Waiting(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) if (at[node] !== 0) waiting.add(node);
  for (let node = waiting.take(); node >= 0; node = waiting.take()) {
    const here: ContactMask = at[node]!;
    for (let index = incomingStart[node]!; index < incomingStart[node + 1]!; index++) {
      const edge = incoming[index]!;
      if ((edgeKinds[edge]! & kinds) === 0) continue;
      const from = edgeFrom[edge]!;
      let more = (untyped ? here : here & edgeTypes[edge]!) & ~at[from]!;
      if (passes !== undefined) more &= passes[from]!;
      if (more === 0) continue;
      at[from]! |= more;
      waiting.add(from);
    }
  }
  return at;
}
