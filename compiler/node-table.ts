/**
 * Side tables of one script, keyed by the nodes of its tree.
 *
 * A map from objects to rows costs more than the checking itself when a set has hundreds of thousands of nodes: every object needs a hash, and
 * the map is copied over and over while it grows. Nodes have places instead, and hardly two of them the same one: each is numbered by where it stands
 * in the text, and a table is an array by those numbers. What shares its place with another node (a range and its low end) is kept in a map.
 */
import type { BinaryExpression, Expression, Name, SourceText } from '../dsl/index.ts';
import type { ComparisonInfo, ExpressionInfo, Reference, ScriptTables } from './analysis.ts';

/** The part of a map that side tables need. */
export interface NodeTable<Node, Row> {
  get(node: Node): Row | undefined;
  has(node: Node): boolean;
  set(node: Node, row: Row): unknown;
}

/** Empty tables for the tree of a text. */
export function tablesFor(source: SourceText): ScriptTables {
  const nodes = new NumberedNodes(source.text.length);
  return {
    references: new NumberedTable<Name, Reference>(nodes, nodes.details),
    expressions: new NumberedTable<Expression, ExpressionInfo>(nodes, nodes.infos),
    comparisons: new NumberedTable<BinaryExpression, ComparisonInfo>(nodes, nodes.details),
    sets: new Map(),
    wheres: new Map(),
    variables: new Set(),
  };
}

/** A table for nodes of several texts, whose places say nothing. */
export function mapTable<Node, Row>(): NodeTable<Node, Row> {
  const rows = new Map<Node, Row>();
  return {
    get: (node) => rows.get(node),
    has: (node) => rows.has(node),
    set: (node, row) => rows.set(node, row),
  };
}

/** The nodes of one tree, numbered from 1 in the order in which they are met, with their rows by these numbers. */
class NumberedNodes {
  /** By offset in the text: the number of the node that stands there. */
  private readonly byPlace: Uint16Array | Uint32Array;
  private readonly nodes: (Expression | undefined)[] = [undefined];
  readonly infos: (ExpressionInfo | undefined)[] = [undefined];
  /** What is known of a name or a comparison besides: no node is both. */
  readonly details: (Reference | ComparisonInfo | undefined)[] = [undefined];
  private others: Map<Expression, number> | undefined;

  constructor(length: number) {
    // Two or three nodes share a place at most, so that these numbers hold them all.
    this.byPlace = length < 0x3fff ? new Uint16Array(length + 1) : new Uint32Array(length + 1);
  }

  /** The number of a node; 0 for one that has none. */
  of(node: Expression): number {
    const number = this.byPlace[placeOf(node)] ?? 0;
    return number === 0 || this.nodes[number] === node ? number : (this.others?.get(node) ?? 0);
  }

  /** The number of a node, which gets one. */
  give(node: Expression): number {
    const place = placeOf(node);
    const there = this.byPlace[place] ?? 0;
    if (there !== 0 && this.nodes[there] === node) return there;
    const known = there === 0 ? undefined : this.others?.get(node);
    if (known !== undefined) return known;
    const number = this.nodes.push(node) - 1;
    this.infos.push(undefined);
    this.details.push(undefined);
    if (there === 0) this.byPlace[place] = number;
    else {
      this.others ??= new Map();
      this.others.set(node, number);
    }
    return number;
  }
}

/** An operation stands where its operator does: its left operand begins where it does itself. */
function placeOf(node: Expression): number {
  return node.kind === 'binary' ? node.operatorSpan.start : node.span.start;
}

class NumberedTable<Node extends Expression, Row> implements NodeTable<Node, Row> {
  private readonly nodes: NumberedNodes;
  private readonly rows: unknown[];

  constructor(nodes: NumberedNodes, rows: unknown[]) {
    this.nodes = nodes;
    this.rows = rows;
  }

  get(node: Node): Row | undefined {
    return this.rows[this.nodes.of(node)] as Row | undefined;
  }

  has(node: Node): boolean {
    return this.get(node) !== undefined;
  }

  set(node: Node, row: Row): void {
    this.rows[this.nodes.give(node)] = row;
  }
}
