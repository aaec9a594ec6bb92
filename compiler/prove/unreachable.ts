/**
 * What control never gets to (language §2, §7): sections, scripts, statements. Every condition goes both ways. What can be got to only from
 * something unreached is no finding of its own: it is named beside its cause.
 */
import type { RelatedPlace } from '../../dsl/index.ts';
import { type ControlFlow, nameOfStart, placeOfNode } from '../control-flow.ts';
import { NODE } from '../flow-part.ts';
import { type FlowContext, placeIn, report } from './context.ts';

/** Sections named beside the one that they are reached from, at most. */
const RELATED_MAX = 10;

/** CCS2102 for scripts, CCS2101 for sections, CCS4103 for statements. */
export function proveReachability(context: FlowContext): void {
  const { flow } = context;
  const isReached = new Uint8Array(flow.nodeCount);
  reach(flow, [flow.entries[0]!], isReached);
  flow.scripts.forEach((script, index) => {
    if (isReached[flow.entries[index]!] === 1) return;
    report(context, 'CCS2102', placeIn(script, { start: 0, end: 0 }), { name: script.name });
  });
  // What stands in an unused script is judged from that script's entry.
  reach(flow, flow.entries, isReached);
  for (const root of rootsOf(flow, isReached)) {
    const covered = reach(flow, [root], isReached);
    if (flow.kinds[root] === NODE.section) reportSection(context, root, covered);
    else if (flow.kinds[root] === NODE.statement) reportStatement(context, root);
  }
}

/** Marks all that can be got to from some nodes; gives what was not marked before. */
function reach(flow: ControlFlow, from: ArrayLike<number>, isReached: Uint8Array): readonly number[] {
  const found: number[] = [];
  const add = (node: number) => {
    if (isReached[node] === 1) return;
    isReached[node] = 1;
    found.push(node);
  };
  for (let at = 0; at < from.length; at++) add(from[at]!);
  for (let at = 0; at < found.length; at++) {
    const node = found[at]!;
    for (let edge = flow.edgeStart[node]!; edge < flow.edgeStart[node + 1]!; edge++) add(flow.edgeTo[edge]!);
  }
  return found;
}

/**
 * Unreached nodes from which all others are reached, no more than are needed: a walk that finishes last begins at one that no other leads to
 * (or in a ring of them), so the nodes are taken in the reverse order of a first walk's finish.
 */
function* rootsOf(flow: ControlFlow, isReached: Uint8Array): Generator<number> {
  const seen = isReached.slice();
  const finished: number[] = [];
  for (let root = 0; root < flow.nodeCount; root++) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    const stack = [{ node: root, edge: flow.edgeStart[root]! }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.edge === flow.edgeStart[top.node + 1]!) {
        finished.push(top.node);
        stack.pop();
        continue;
      }
      const to = flow.edgeTo[top.edge++]!;
      if (seen[to] === 1) continue;
      seen[to] = 1;
      stack.push({ node: to, edge: flow.edgeStart[to]! });
    }
  }
  for (let at = finished.length - 1; at >= 0; at--) if (isReached[finished[at]!] === 0) yield finished[at]!;
}

function reportSection(context: FlowContext, root: number, covered: readonly number[]): void {
  const { flow } = context;
  const related = covered.flatMap((node): readonly RelatedPlace[] => {
    if (node === root || flow.kinds[node] !== NODE.section) return [];
    return [{ place: placeOfNode(flow, node), message: `\`${nameOfStart(flow, node)}\` is reached from it only` }];
  });
  report(context, 'CCS2101', placeOfNode(flow, root), { name: nameOfStart(flow, root) }, related.slice(0, RELATED_MAX));
}

/** The statement before it in the text is where the way ends, or the last of the ways. */
function reportStatement(context: FlowContext, root: number): void {
  const { flow } = context;
  const before = root - 1;
  const related =
    before >= 0 && flow.kinds[before] === NODE.statement
      ? [{ place: placeOfNode(flow, before), message: 'the way ends here' }]
      : [];
  report(context, 'CCS4103', placeOfNode(flow, root), {}, related);
}
