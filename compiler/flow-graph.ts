/**
 * Where control goes between sections.
 *
 * A *node* is the start of a section or of a script: a jump lands nowhere else. An *edge* is an EXECUTE or a fall through a SECTION line; it is
 * *free* when it can be reached from its node's start without WAIT or GET RESPONSE (only these suspend, language §3). Bodies of an EVENT HANDLER
 * run during a suspension, so their jumps are edges of the entry that are never free. A statement that could not be read counts as one that
 * suspends, and an EXECUTE of an unknown name as one that ends: no follow-up errors. Conditions are not weighed.
 */
import type { Name, Section, Span, Statement, WhereStatement } from '../dsl/index.ts';
import type { AnalysedScript } from './analysis.ts';

/** The start of a script (no section) or of a section. */
export interface FlowNode {
  readonly index: number;
  readonly script: AnalysedScript;
  readonly section: Section | undefined;
  /** In the order of the text; a fall comes last. */
  readonly edges: readonly FlowEdge[];
}

export interface FlowEdge {
  readonly from: FlowNode;
  readonly to: FlowNode;
  /** The EXECUTE's span, or the SECTION line fallen through. */
  readonly span: Span;
  readonly kind: 'execute' | 'fall';
  readonly free: boolean;
}

/** The nodes of a set, script by script in the order of the texts. */
export function buildFlowGraph(scripts: readonly AnalysedScript[]): readonly FlowNode[] {
  const nodes: GrowingNode[] = [];
  const starts = new Map<Section | AnalysedScript, GrowingNode>();
  const blocks: { node: GrowingNode; body: readonly Statement[]; next: Section | undefined }[] = [];
  for (const script of scripts) {
    const { entry, sections } = script.file;
    const add = (
      start: Section | AnalysedScript,
      section: Section | undefined,
      body: readonly Statement[],
      next: Section | undefined,
    ) => {
      const node: GrowingNode = { index: nodes.length, script, section, edges: [] };
      nodes.push(node);
      starts.set(start, node);
      blocks.push({ node, body, next });
    };
    add(script, undefined, entry, sections[0]);
    sections.forEach((section, at) => {
      add(section, section, section.body, sections[at + 1]);
    });
  }
  for (const { node, body, next } of blocks) {
    const walk: BlockWalk = { node, starts };
    const end = walkStatements(walk, body, FREE);
    const fallsTo = next === undefined ? undefined : starts.get(next);
    if (end !== NEVER && next !== undefined && fallsTo !== undefined) {
      node.edges.push({ from: node, to: fallsTo, span: next.keyword, kind: 'fall', free: end === FREE });
    }
  }
  return nodes;
}

interface GrowingNode extends FlowNode {
  readonly edges: FlowEdge[];
}

interface BlockWalk {
  readonly node: GrowingNode;
  readonly starts: ReadonlyMap<Section | AnalysedScript, GrowingNode>;
}

/** Whether control gets to a place from the node's start, and whether without a suspension. */
type Reach = typeof NEVER | typeof SUSPENDED | typeof FREE;

const NEVER = 0;
const SUSPENDED = 1;
const FREE = 2;

function either(a: Reach, b: Reach): Reach {
  return a > b ? a : b;
}

function walkStatements(walk: BlockWalk, statements: readonly Statement[], from: Reach): Reach {
  let reach = from;
  for (const statement of statements) {
    if (reach === NEVER) break;
    reach = walkStatement(walk, statement, reach);
  }
  return reach;
}

function walkStatement(walk: BlockWalk, statement: Statement, from: Reach): Reach {
  switch (statement.kind) {
    case 'wait':
    case 'get-response':
    case 'error':
      return SUSPENDED;
    case 'quit':
    case 'disconnect':
    case 'close-contact':
    case 'route-contact':
      return NEVER;
    case 'execute':
      return jump(walk, statement, statement.section, from);
    case 'execute-script':
      return jump(walk, statement, statement.script, from);
    case 'if':
      return either(walkStatements(walk, statement.then, from), walkStatements(walk, statement.else ?? [], from));
    case 'where':
      return walkWhere(walk, statement, from);
    case 'readvar':
      return walkStatements(walk, statement.body, from);
    case 'open-voice-session':
      // An e-mail contact skips the block.
      return either(from, walkStatements(walk, statement.body, from));
    case 'event-handler':
      for (const event of statement.events) walkStatements(walk, event.body, SUSPENDED);
      return from;
    default:
      return from;
  }
}

function walkWhere(walk: BlockWalk, statement: WhereStatement, from: Reach): Reach {
  let reach = statement.default === undefined ? from : walkStatements(walk, statement.default.body, from);
  for (const branch of statement.branches) reach = either(reach, walkStatements(walk, branch.body, from));
  return reach;
}

function jump(walk: BlockWalk, statement: Statement, target: Name, from: Reach): Reach {
  const reference = walk.node.script.tables.references.get(target);
  const to =
    reference?.kind === 'section'
      ? walk.starts.get(reference.section)
      : reference?.kind === 'script'
        ? walk.starts.get(reference.script)
        : undefined;
  if (to !== undefined)
    walk.node.edges.push({ from: walk.node, to, span: statement.span, kind: 'execute', free: from === FREE });
  return NEVER;
}
