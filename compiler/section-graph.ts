/**
 * Where control goes between sections, drawn from the graph of statements.
 *
 * A *node* is the start of a section or of a script: a jump lands nowhere else. An *edge* is an EXECUTE or a fall through a SECTION line; it is
 * *free* when it can be reached from its node's start without WAIT or GET RESPONSE (only these suspend, language §3). Bodies of an EVENT HANDLER
 * run during a suspension, so their jumps are edges of the entry that are never free. A statement that could not be read counts as one that
 * suspends, and an EXECUTE of an unknown name as one that ends: no follow-up errors. Conditions are not weighed.
 */
import type { ControlFlow } from './control-flow.ts';
import { EDGE, NODE, statementCode, tableOfCodes } from './flow-part.ts';

/** The start of a script or of a section. */
export interface SectionNode {
  /** In the order of the texts. */
  readonly index: number;
  /** Its node in the graph of statements. */
  readonly start: number;
  readonly isScript: boolean;
  /** In the order of the text; a fall comes last. */
  readonly edges: readonly SectionEdge[];
}

export interface SectionEdge {
  readonly from: SectionNode;
  readonly to: SectionNode;
  /** The EXECUTE, or the SECTION line fallen through. */
  readonly at: number;
  readonly kind: 'execute' | 'fall';
  readonly free: boolean;
}

/** Whether control gets to a statement from its section's start, and whether without a suspension. */
const NEVER = 0;
const SUSPENDED = 1;
const FREE = 2;

const SUSPENDS = tableOfCodes((kind) => (kind === 'wait' || kind === 'get-response' || kind === 'error' ? 1 : 0));
const EXECUTE = statementCode('execute');
const EXECUTE_SCRIPT = statementCode('execute-script');

/** The nodes of a set, script by script in the order of the texts. */
export function drawSections(flow: ControlFlow): readonly SectionNode[] {
  const nodes: (SectionNode & { readonly edges: SectionEdge[] })[] = [];
  const byStart = new Int32Array(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) {
    const kind = flow.kinds[node];
    if (kind !== NODE.entry && kind !== NODE.section) continue;
    byStart[node] = nodes.length;
    nodes.push({ index: nodes.length, start: node, isScript: kind === NODE.entry, edges: [] });
  }
  const reach = new Uint8Array(flow.nodeCount);
  for (const from of nodes) {
    const next = nodes[from.index + 1];
    const end = next?.start ?? flow.nodeCount;
    const add = (to: number, at: number, kind: SectionEdge['kind'], free: boolean) => {
      from.edges.push({ from, to: nodes[byStart[to]!]!, at, kind, free });
    };
    const fall = walkSection(flow, from.start, end, reach, add);
    if (fall !== NEVER && next !== undefined && !next.isScript) add(end, end, 'fall', fall === FREE);
  }
  return nodes;
}

/**
 * Goes through the statements of a section once, since within it control only goes on (a loop takes an EXECUTE, and the way back from an event's body
 * says nothing new); tells of each EXECUTE, and how control gets to the section's end.
 */
function walkSection(
  flow: ControlFlow,
  start: number,
  end: number,
  reach: Uint8Array,
  add: (to: number, at: number, kind: 'execute', free: boolean) => void,
): number {
  let fall: number = NEVER;
  reach[start] = FREE;
  for (let node = start; node < end; node++) {
    const here = reach[node]!;
    if (here === NEVER) continue;
    const code = flow.codes[node]!;
    const isJump = code === EXECUTE || code === EXECUTE_SCRIPT;
    const after = SUSPENDS[code] === 1 ? SUSPENDED : here;
    for (let edge = flow.edgeStart[node]!; edge < flow.edgeStart[node + 1]!; edge++) {
      const to = flow.edgeTo[edge]!;
      const kind = flow.edgeKinds[edge]!;
      if (isJump) add(to, node, 'execute', here === FREE);
      else if (to <= node || (kind !== EDGE.flow && kind !== EDGE.handler)) continue;
      else {
        const more = kind === EDGE.handler ? SUSPENDED : after;
        if (to >= end) fall = Math.max(fall, more);
        else if (reach[to]! < more) reach[to] = more;
      }
    }
  }
  return fall;
}
