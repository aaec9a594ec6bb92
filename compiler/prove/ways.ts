/** The way on which a contact of some type gets somewhere, as related places: the turns that it takes. */
import type { RelatedPlace } from '../../dsl/index.ts';
import type { ContactMask } from '../contact-masks.ts';
import { type ControlFlow, markOf, placeOfNode } from '../control-flow.ts';
import { EDGE, kindOfCode } from '../flow-part.ts';
import { textAt } from './context.ts';

/** Turns of a way that are told, at most: the first and the last ones of a long way. */
const TURNS_MAX = 20;

/** Edges walked back for all ways together, at most: whoever has more findings than that mends the first ones first. */
const WORK_MAX = 1_000_000;

/** Shortest ways from Master_Script for contacts that nothing on the way takes care of; worked out for each type once, when asked for. */
export class UncaredWays {
  private readonly flow: ControlFlow;
  private readonly care: Int32Array;
  /** By type: the edge over which the shortest way comes to each node, or -1. */
  private readonly into = new Map<ContactMask, Int32Array>();
  private work = 0;

  constructor(flow: ControlFlow, care: Int32Array) {
    this.flow = flow;
    this.care = care;
  }

  /** The turns on the way to a node; none when too many ways were asked for already. */
  to(node: number, type: ContactMask): readonly RelatedPlace[] {
    const { edgeFrom } = this.flow;
    if (this.work > WORK_MAX) return [];
    const into = this.waysOf(type);
    const edges: number[] = [];
    for (let edge = into[node]!; edge >= 0; edge = into[edgeFrom[edge]!]!) edges.push(edge);
    this.work += edges.length;
    const turns = edges.reverse().flatMap((edge) => this.turn(edge) ?? []);
    if (turns.length <= TURNS_MAX) return turns;
    return [...turns.slice(0, TURNS_MAX / 2), ...turns.slice(-TURNS_MAX / 2)];
  }

  private waysOf(type: ContactMask): Int32Array {
    const known = this.into.get(type);
    if (known !== undefined) return known;
    const { flow } = this;
    const into = new Int32Array(flow.nodeCount).fill(-1);
    this.into.set(type, into);
    const start = flow.entries[0]!;
    const queue = [start];
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!;
      if ((this.care[node]! & type) !== 0) continue;
      for (let edge = flow.edgeStart[node]!; edge < flow.edgeStart[node + 1]!; edge++) {
        const to = flow.edgeTo[edge]!;
        if (flow.edgeKinds[edge] !== EDGE.flow || (flow.edgeTypesUnqueued[edge]! & type) === 0) continue;
        if (to === start || into[to] !== -1) continue;
        into[to] = edge;
        queue.push(to);
      }
    }
    return into;
  }

  /** What is to be told of an edge, where control could have gone elsewhere. */
  private turn(edge: number): RelatedPlace | undefined {
    const { flow } = this;
    const node = flow.edgeFrom[edge]!;
    const which = edge - flow.edgeStart[node]!;
    switch (kindOfCode(flow.codes[node]!)) {
      case 'if':
        return { place: placeOfNode(flow, node), message: which === 0 ? 'if this is so' : 'if this is not so' };
      case 'where': {
        const isLast = edge + 1 === flow.edgeStart[node + 1];
        return { place: markOf(flow, node, which), message: isLast ? 'if no VALUE matches' : 'if this VALUE matches' };
      }
      case 'execute':
      case 'execute-script': {
        const place = markOf(flow, node, 0);
        return { place, message: `the way goes on to \`${textAt(place)}\`` };
      }
      default:
        return undefined;
    }
  }
}
