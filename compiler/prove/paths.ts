/**
 * Ways on which nothing takes care of a contact (language §7): it falls to its type's default skillset where its script ends, or waits
 * round and round.
 *
 * A contact that was never queued is known not to be QUEUED; CONTACT TYPE is known; every other condition goes both ways.
 */
import { TYPE_CONTACTS } from '../contact-masks.ts';
import { placeOfNode } from '../control-flow.ts';
import { EDGE, NODE, statementCode } from '../flow-part.ts';
import { type FlowContext, report } from './context.ts';
import { careByNode } from './outcomes.ts';
import { spreadBackward, spreadForward } from './spread.ts';
import { UncaredWays } from './ways.ts';
import { defaultSkillsets, shownType, whoIs } from './who.ts';

const QUIT = statementCode('quit');
const WAIT = statementCode('wait');
const GET_RESPONSE = statementCode('get-response');

/** CCS4101 at each QUIT and end of text that contacts nobody took care of get to, CCS4102 at each loop that they never leave. */
export function provePaths(context: FlowContext): void {
  const { flow, directory } = context;
  const care = careByNode(flow);
  const passes = new Int32Array(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) passes[node] = TYPE_CONTACTS & ~care[node]!;
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = TYPE_CONTACTS;
  const uncared = spreadForward(flow, start, { kinds: EDGE.flow, passes, unqueued: true });
  const ways = new UncaredWays(flow, care);
  const goals = new Int32Array(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) {
    const isEnd = flow.kinds[node] === NODE.end || flow.codes[node] === QUIT;
    goals[node] = isEnd ? TYPE_CONTACTS : care[node]!;
    const here = isEnd ? uncared[node]! : 0;
    if (here === 0) continue;
    const facts = { who: whoIs(here), skillset: defaultSkillsets(directory, here) };
    report(context, 'CCS4101', placeOfNode(flow, node), facts, ways.to(node, shownType(here)));
  }
  const leaving = spreadBackward(flow, goals, { kinds: EDGE.flow, unqueued: true });
  let isStuck = false;
  const stuck = new Int32Array(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) {
    stuck[node] = uncared[node]! & passes[node]! & ~leaving[node]!;
    isStuck ||= stuck[node] !== 0;
  }
  for (const loop of isStuck ? waitingLoops(context, stuck) : []) {
    const here = stuck[loop]!;
    report(context, 'CCS4102', placeOfNode(flow, loop), { who: whoIs(here) }, ways.to(loop, shownType(here)));
  }
}

/** The first suspension of each way round among the nodes that contacts are stuck in (Tarjan, without recursion). */
function waitingLoops({ flow }: FlowContext, stuck: Int32Array): readonly number[] {
  const { edgeStart, edgeTo, edgeKinds, edgeTypesUnqueued } = flow;
  const loops: number[] = [];
  const index = new Int32Array(flow.nodeCount).fill(-1);
  const low = new Int32Array(flow.nodeCount);
  const isOpen = new Uint8Array(flow.nodeCount);
  const open: number[] = [];
  let count = 0;
  const goes = (node: number, edge: number) =>
    edgeKinds[edge] === EDGE.flow && (edgeTypesUnqueued[edge]! & stuck[node]! & stuck[edgeTo[edge]!]!) !== 0;
  for (let root = 0; root < flow.nodeCount; root++) {
    if (stuck[root] === 0 || index[root] !== -1) continue;
    const stack: { readonly node: number; edge: number }[] = [];
    const visit = (node: number) => {
      index[node] = low[node] = count++;
      isOpen[node] = 1;
      open.push(node);
      stack.push({ node, edge: edgeStart[node]! });
    };
    visit(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { node } = top;
      if (top.edge < edgeStart[node + 1]!) {
        const edge = top.edge++;
        const to = edgeTo[edge]!;
        if (!goes(node, edge)) continue;
        if (index[to] === -1) visit(to);
        else if (isOpen[to] === 1) low[node] = Math.min(low[node]!, index[to]!);
        continue;
      }
      stack.pop();
      const parent = stack.at(-1)?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== index[node]) continue;
      const knot = open.splice(open.lastIndexOf(node));
      for (const one of knot) isOpen[one] = 0;
      if (knot.length === 1) continue;
      const waits = knot.filter((one) => flow.codes[one] === WAIT || flow.codes[one] === GET_RESPONSE);
      if (waits.length > 0) loops.push(waits.reduce((first, one) => Math.min(first, one)));
    }
  }
  return loops;
}
