/**
 * Where control goes, statement by statement, over a whole script set: the one graph on which every proof about ways runs.
 *
 * A *node* is a statement (of a block its head: the test of IF, the subject of WHERE), the entry of a script, a SECTION line, the end of a script's
 * text, or one of the two places of an EVENT HANDLER (its events come; it resumes). Nodes are numbers in the order of the texts, script by script,
 * and everything about them stands in flat arrays, so that a million of them are walked in moments.
 *
 * An *edge* carries the contact types that can take it: a test of CONTACT TYPE decides it for each type, every other condition goes both ways.
 * The edges of one node stand together in the order of the text: of IF first THEN then ELSE, of WHERE its VALUEs and last DEFAULT or going on.
 * A statement that could not be read goes on; an EXECUTE of an unknown name ends.
 */
import { nameKey, type Place, type SourceText } from '../dsl/index.ts';
import { COLUMNS, type Column, columnOf, type FlowPart, NODE, rowCount } from './flow-part.ts';

/** One script of the graph. */
export interface FlowScript {
  readonly name: string;
  readonly source: SourceText;
  readonly flow: FlowPart;
}

/** The graph; see the head of this file. */
export interface ControlFlow {
  readonly scripts: readonly FlowScript[];
  readonly nodeCount: number;
  /** One of NODE for each node. */
  readonly kinds: Uint8Array;
  /** What kind of statement a node is, by its number in `statementCode`; 0 for a node that is none. */
  readonly codes: Uint8Array;
  /** The place of each node: a statement's phrase, a SECTION line's name, the last word of a text. */
  readonly spanStart: Int32Array;
  readonly spanEnd: Int32Array;
  /** The number of each node's script in `scripts`. */
  readonly scriptOf: Int32Array;
  /** By script: its entry, which is its first node, and its end of text. */
  readonly entries: Int32Array;
  readonly ends: Int32Array;
  /** The edges out of node n are numbered `edgeStart[n]` up to and without `edgeStart[n + 1]`. */
  readonly edgeStart: Int32Array;
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  readonly edgeTypes: Int32Array;
  /** The types that can take it while they are in no queue, where QUEUED is false. */
  readonly edgeTypesUnqueued: Int32Array;
  /** One of EDGE for each edge. */
  readonly edgeKinds: Int32Array;
  /** The edges into node n are `incoming[incomingStart[n]]` and on, up to and without `incomingStart[n + 1]`. */
  readonly incomingStart: Int32Array;
  readonly incoming: Int32Array;
}

/** Joins the parts of a set: a jump to another script leads to the first one of that name. */
export function joinFlow(scripts: readonly FlowScript[]): ControlFlow {
  let nodeCount = 0;
  let edgeCount = 0;
  for (const { flow } of scripts) {
    nodeCount += rowCount(flow, 'nodes');
    edgeCount += rowCount(flow, 'edges');
  }
  const nodes = {
    kinds: new Uint8Array(nodeCount),
    codes: new Uint8Array(nodeCount),
    spanStart: new Int32Array(nodeCount),
    spanEnd: new Int32Array(nodeCount),
    scriptOf: new Int32Array(nodeCount),
    entries: new Int32Array(scripts.length),
    ends: new Int32Array(scripts.length),
  };
  let node = 0;
  scripts.forEach(({ flow }, script) => {
    nodes.entries[script] = node;
    const rows = columnOf(flow, 'nodes');
    for (let at = 0; at < rows.length; at += COLUMNS.nodes, node++) {
      const kind = rows[at]! & 7;
      nodes.kinds[node] = kind;
      nodes.codes[node] = rows[at]! >> 3;
      nodes.spanStart[node] = rows[at + 1]!;
      nodes.spanEnd[node] = rows[at + 2]!;
      nodes.scriptOf[node] = script;
      if (kind === NODE.end) nodes.ends[script] = node;
    }
  });
  return { scripts, nodeCount, ...nodes, ...joinEdges(scripts, nodes.entries, nodeCount, edgeCount) };
}

function joinEdges(scripts: readonly FlowScript[], entries: Int32Array, nodeCount: number, edgeCount: number) {
  const entryOf = new Map<string, number>();
  scripts.forEach(({ name }, script) => {
    const key = nameKey(name);
    if (!entryOf.has(key)) entryOf.set(key, entries[script]!);
  });
  const edgeStart = new Int32Array(nodeCount + 1);
  const edges = {
    edgeStart,
    edgeFrom: new Int32Array(edgeCount),
    edgeTo: new Int32Array(edgeCount),
    edgeTypes: new Int32Array(edgeCount),
    edgeTypesUnqueued: new Int32Array(edgeCount),
    edgeKinds: new Int32Array(edgeCount),
  };
  for (const [script, { flow }] of scripts.entries()) {
    const rows = columnOf(flow, 'edges');
    for (let at = 0; at < rows.length; at += COLUMNS.edges) edgeStart[entries[script]! + rows[at]! + 1]!++;
  }
  for (let node = 0; node < nodeCount; node++) edgeStart[node + 1]! += edgeStart[node]!;
  const next = edgeStart.slice();
  scripts.forEach(({ flow }, script) => {
    const first = entries[script]!;
    const rows = columnOf(flow, 'edges');
    const jumps = columnOf(flow, 'jumps');
    let jump = 0;
    for (let at = 0, row = 0; at < rows.length; at += COLUMNS.edges, row++) {
      const edge = next[first + rows[at]!]!++;
      edges.edgeFrom[edge] = first + rows[at]!;
      edges.edgeKinds[edge] = rows[at + 2]!;
      edges.edgeTypes[edge] = rows[at + 3]!;
      edges.edgeTypesUnqueued[edge] = rows[at + 4]!;
      if (jumps[jump] === row) {
        edges.edgeTo[edge] = entryOf.get(flow.names[jumps[jump + 1]!]!) ?? entries[0]!;
        jump += COLUMNS.jumps;
      } else edges.edgeTo[edge] = first + rows[at + 1]!;
    }
  });
  return { ...edges, ...incomingOf(edges.edgeTo, nodeCount) };
}

/** Numbers of edges, sorted by where they lead and otherwise as they were; where each node's begin. */
function incomingOf(edgeTo: Int32Array, nodeCount: number): Pick<ControlFlow, 'incoming' | 'incomingStart'> {
  const incomingStart = new Int32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeTo.length; edge++) incomingStart[edgeTo[edge]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) incomingStart[node + 1]! += incomingStart[node]!;
  const next = incomingStart.slice();
  const incoming = new Int32Array(edgeTo.length);
  for (let edge = 0; edge < edgeTo.length; edge++) incoming[next[edgeTo[edge]!]!++] = edge;
  return { incomingStart, incoming };
}

/** The rows of a column, script by script: each with the first node of its script, which the numbers of nodes in it count from. */
export function* rowsOf(
  { scripts, entries }: Pick<ControlFlow, 'scripts' | 'entries'>,
  column: Column,
): Generator<{ readonly names: readonly string[]; readonly first: number; readonly row: Int32Array }> {
  const length = COLUMNS[column];
  for (const [script, { flow }] of scripts.entries()) {
    const rows = columnOf(flow, column);
    for (let at = 0; at < rows.length; ) {
      const end = at + (length === 'own' ? rows[at]! : length);
      yield { names: flow.names, first: entries[script]!, row: rows.subarray(length === 'own' ? at + 1 : at, end) };
      at = end;
    }
  }
}

/** The place of a node. */
export function placeOfNode(flow: ControlFlow, node: number): Place {
  return placeIn(flow, node, flow.spanStart[node]!, flow.spanEnd[node]!);
}

/** A place in the script of a node. */
export function placeIn({ scripts, scriptOf }: ControlFlow, node: number, start: number, end: number): Place {
  return { source: scripts[scriptOf[node]!]!.source, span: { start, end } };
}

/** One of the further places of a node (column `marks`); its own where it has none. */
export function markOf(flow: ControlFlow, node: number, which: number): Place {
  const script = flow.scriptOf[node]!;
  const local = node - flow.entries[script]!;
  const marks = columnOf(flow.scripts[script]!.flow, 'marks');
  let low = 0;
  let high = marks.length / COLUMNS.marks;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * COLUMNS.marks;
    if (marks[at]! < local || (marks[at] === local && marks[at + 1]! < which)) low = middle + 1;
    else high = middle;
  }
  const at = low * COLUMNS.marks;
  return marks[at] === local && marks[at + 1] === which
    ? placeIn(flow, node, marks[at + 2]!, marks[at + 3]!)
    : placeOfNode(flow, node);
}

/** The name of a script's entry or of a SECTION line. */
export function nameOfStart(flow: ControlFlow, node: number): string {
  const { name, source } = flow.scripts[flow.scriptOf[node]!]!;
  return flow.kinds[node] === NODE.section ? source.text.slice(flow.spanStart[node], flow.spanEnd[node]) : name;
}
