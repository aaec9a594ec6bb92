/**
 * A QUEUE TO SKILLSET that nothing re-checks (language §7): it neither stands under NOT OUT OF SERVICE of one of its skillsets, nor is it followed
 * on every way by a test of QUEUED.
 *
 * The test comes on a way unless the way gets to a QUIT, an end of text, or a loop that no test can be reached from; one that closes, forwards or
 * disconnects the contact needs none. A loop that can be left counts as left. It stands under the condition when every way to it from Master_Script
 * takes a branch that the condition opened, be it in another section.
 */
import { type Expression, nameKey, type Operand } from '../../dsl/index.ts';
import { ALL_CONTACTS, TYPE_CONTACTS } from '../contact-masks.ts';
import { EDGE, NODE, statementCode } from '../control-flow.ts';
import { type FlowContext, placeOfNode, report, textIn } from './context.ts';
import { spreadBackward } from './spread.ts';

/** Nodes walked back over in all, at most; a set that needs more has thousands of such QUEUEs, and is told of the rest unseen. */
const WORK_MAX = 5_000_000;

const QUEUE = statementCode('queue-to-skillset');
const QUIT = statementCode('quit');
const CLOSE = statementCode('close-contact');
const ROUTE = statementCode('route-contact');
const DISCONNECT = statementCode('disconnect');

/** CCS4104. */
export function proveQueuesRechecked(context: FlowContext): void {
  const { flow, reached, reachedAnyhow } = context;
  const queues: number[] = [];
  for (let node = 0; node < flow.nodeCount; node++) {
    if (flow.codes[node] === QUEUE && reachedAnyhow[node] !== 0) queues.push(node);
  }
  if (queues.length === 0) return;
  const untested = waysWithoutTest(context);
  const guards = new Guards(context);
  for (const node of queues) {
    const statement = flow.statements[node];
    if (statement?.kind !== 'queue-to-skillset') continue;
    const here = reached[node]! === 0 ? TYPE_CONTACTS : reached[node]!;
    if ((untested[node]! & here & TYPE_CONTACTS) === 0) continue;
    const keys = new Set(statement.skillsets.map(skillsetKey));
    if (guards.stands(node, keys)) continue;
    const script = flow.scripts[flow.scriptOf[node]!]!;
    const skillsets = statement.skillsets.map(({ span }) => textIn(script, span));
    const shown = skillsets.slice(0, 3).join(', ') + (skillsets.length > 3 ? ', …' : '');
    report(context, 'CCS4104', placeOfNode(context, node), { skillsets: shown, several: skillsets.length > 1 });
  }
}

/** By node, the contacts that can go from it to an end, or round for ever, past no test of QUEUED; the node itself is no such test. */
function waysWithoutTest({ flow }: FlowContext): Int32Array {
  const kinds = EDGE.flow | EDGE.resume;
  const passes = new Int32Array(flow.nodeCount).fill(ALL_CONTACTS);
  const left = new Int32Array(flow.nodeCount);
  const ends = new Int32Array(flow.nodeCount);
  for (const node of flow.testsQueued) {
    passes[node] = 0;
    left[node] = ALL_CONTACTS;
  }
  for (let node = 0; node < flow.nodeCount; node++) {
    const code = flow.codes[node]!;
    if (flow.kinds[node] === NODE.end || code === QUIT) ends[node] = ALL_CONTACTS;
    else if (code === CLOSE || code === ROUTE || code === DISCONNECT) left[node] = ALL_CONTACTS;
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
  /** By edge out of an IF that was asked for: lists of skillsets of each of which at least one is in service there. */
  private readonly byEdge = new Map<number, readonly ReadonlySet<string>[]>();
  private readonly seen: Int32Array;
  private round = 0;
  private work = 0;

  constructor(context: FlowContext) {
    this.context = context;
    this.seen = new Int32Array(context.flow.nodeCount);
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
        if (this.opened(edge, from).some((list) => isWithin(list, keys))) continue;
        this.seen[from] = this.round;
        stack.push(from);
      }
    }
    return true;
  }

  private opened(edge: number, from: number): readonly ReadonlySet<string>[] {
    const { flow } = this.context;
    const statement = flow.statements[from];
    if (statement?.kind !== 'if') return [];
    const known = this.byEdge.get(edge) ?? inService(statement.condition, edge === flow.edgeStart[from]);
    this.byEdge.set(edge, known);
    return known;
  }
}

function isWithin(list: ReadonlySet<string>, keys: ReadonlySet<string>): boolean {
  for (const key of list) if (!keys.has(key)) return false;
  return true;
}

/** Lists of skillsets of which at least one is in service when a condition is true, or false. */
function inService(node: Expression, truth: boolean): readonly ReadonlySet<string>[] {
  switch (node.kind) {
    case 'parenthesized':
      return inService(node.inner, truth);
    case 'unary':
      return node.operator === 'NOT' ? inService(node.operand, !truth) : [];
    case 'binary':
      if (node.operator !== (truth ? 'AND' : 'OR')) return [];
      return [...inService(node.left, truth), ...inService(node.right, truth)];
    case 'intrinsic':
      return node.name === 'OUT OF SERVICE' && !truth ? [new Set(node.args.map(skillsetKey))] : [];
    default:
      return [];
  }
}

function skillsetKey(operand: Operand): string {
  return operand.kind === 'name' ? nameKey(operand.text) : operand.kind === 'intrinsic' ? ` ${operand.name}` : '?';
}
