/**
 * A QUEUE TO SKILLSET that nothing re-checks (language §7): it neither stands under NOT OUT OF SERVICE of one of its skillsets, nor is it followed
 * on every way by a test of QUEUED.
 *
 * The test comes on a way unless the way gets to its end first, be it one that closes, forwards or disconnects the contact, or to a loop that no
 * test can be reached from. A loop that can be left counts as left. It stands under the condition when every way to it from Master_Script takes a
 * branch that the condition opened, be it in another section.
 */
import { ALL_CONTACTS, TYPE_CONTACTS } from '../contact-masks.ts';
import { placeIn, placeOfNode, rowsOf } from '../control-flow.ts';
import { EDGE, NODE, statementCode } from '../flow-part.ts';
import { type FlowContext, report, textAt } from './context.ts';
import { spreadBackward } from './spread.ts';

/** Nodes walked back over in all, at most; a set that needs more has thousands of such QUEUEs, and is told of the rest unseen. */
const WORK_MAX = 5_000_000;

/** Statements that never go on. */
const LAST = new Set(
  (['quit', 'close-contact', 'route-contact', 'disconnect'] as const).map((kind) => statementCode(kind)),
);

/** CCS4104. */
export function proveQueuesRechecked(context: FlowContext): void {
  const { flow, reached, reachedAnyhow } = context;
  let untested: Int32Array | undefined;
  let guards: Guards | undefined;
  for (const { names, first, row } of rowsOf(flow, 'queues')) {
    const node = first + row[0]!;
    if (reachedAnyhow[node] === 0) continue;
    untested ??= waysWithoutTest(context);
    const here = reached[node]! === 0 ? TYPE_CONTACTS : reached[node]!;
    if ((untested[node]! & here & TYPE_CONTACTS) === 0) continue;
    const keys = new Set<string>();
    const skillsets: string[] = [];
    for (let at = 1; at < row.length; at += 3) {
      keys.add(names[row[at]!]!);
      skillsets.push(textAt(placeIn(flow, node, row[at + 1]!, row[at + 2]!)));
    }
    guards ??= new Guards(context);
    if (guards.stands(node, keys)) continue;
    const shown = skillsets.slice(0, 3).join(', ') + (skillsets.length > 3 ? ', …' : '');
    report(context, 'CCS4104', placeOfNode(flow, node), { skillsets: shown, several: skillsets.length > 1 });
  }
}

/** By node, the contacts that can go from it to an end, or round for ever, past no test of QUEUED; the node itself is no such test. */
function waysWithoutTest({ flow }: FlowContext): Int32Array {
  const kinds = EDGE.flow | EDGE.resume;
  const passes = new Int32Array(flow.nodeCount).fill(ALL_CONTACTS);
  const left = new Int32Array(flow.nodeCount);
  const ends = new Int32Array(flow.nodeCount);
  for (const { first, row } of rowsOf(flow, 'queueTests')) {
    passes[first + row[0]!] = 0;
    left[first + row[0]!] = ALL_CONTACTS;
  }
  for (let node = 0; node < flow.nodeCount; node++) {
    if (flow.kinds[node] === NODE.end || LAST.has(flow.codes[node]!)) ends[node] = ALL_CONTACTS;
  }
  for (let node = 0; node < flow.nodeCount; node++) left[node]! |= ends[node]!;
  const leaving = spreadBackward(flow, left, { kinds });
  const bad = ends;
  for (let node = 0; node < flow.nodeCount; node++) bad[node]! |= ALL_CONTACTS & ~leaving[node]!;
  return spreadBackward(flow, bad, { kinds, passes });
}

/** Which branches stand under NOT OUT OF SERVICE of what. */
class Guards {
  private readonly context: FlowContext;
  /** By edge out of an IF: lists of skillsets of each of which at least one is in service there. */
  private readonly byEdge = new Map<number, (readonly string[])[]>();
  private readonly seen: Int32Array;
  private round = 0;
  private work = 0;

  constructor(context: FlowContext) {
    const { flow } = context;
    this.context = context;
    this.seen = new Int32Array(flow.nodeCount);
    for (const { names, first, row } of rowsOf(flow, 'guards')) {
      const edge = flow.edgeStart[first + row[0]!]! + (row[1] === 1 ? 0 : 1);
      const list = Array.from(row.subarray(2), (name) => names[name]!);
      const lists = this.byEdge.get(edge);
      if (lists === undefined) this.byEdge.set(edge, [list]);
      else lists.push(list);
    }
  }

  /** Does every way to a QUEUE pass a branch where one of its skillsets is in service? */
  stands(queue: number, keys: ReadonlySet<string>): boolean {
    const { flow, reachedAnyhow } = this.context;
    this.round++;
    const stack = [queue];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (++this.work > WORK_MAX || flow.kinds[node] === NODE.events || node === flow.entries[0]) return false;
      for (let at = flow.incomingStart[node]!; at < flow.incomingStart[node + 1]!; at++) {
        const edge = flow.incoming[at]!;
        const from = flow.edgeFrom[edge]!;
        if (flow.edgeKinds[edge] !== EDGE.flow || this.seen[from] === this.round || reachedAnyhow[from] === 0) continue;
        if (this.byEdge.get(edge)?.some((list) => list.every((key) => keys.has(key)))) continue;
        this.seen[from] = this.round;
        stack.push(from);
      }
    }
    return true;
  }
}
