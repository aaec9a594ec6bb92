/**
 * Side tables of one script, keyed by the nodes of its tree.
 *
 * A map from objects to rows costs more than the checking itself when a set has hundreds of thousands of nodes: every object needs a hash, and
 * the map is copied over and over while it grows. Nodes have places instead, and hardly two of them the same one: each is numbered by where it stands
 * in the text, and a table is an array by those numbers. What shares its place with another node (a range and its low end) is kept in a map.
 */
import type { Expression, SourceText } from '../dsl/index.ts';
import type { ScriptTables } from './analysis.ts';

/** The part of a map that side tables need. */
export interface NodeTable<Node, Row> {
  get(node: Node): Row | undefined;
  has(node: Node): boolean;
  set(node: Node, row: Row): unknown;
  /** Calls `see` with each row. */
  each(see: (row: Row) => void): void;
}

/** Empty tables for the tree of a text. */
export function tablesFor(source: SourceText): ScriptTables {
  const numbers = new NodeNumbers(source.text.length);
  return {
    references: new NumberedTable(numbers),
    expressions: new NumberedTable(numbers),
    comparisons: new NumberedTable(numbers),
    sets: new Map(),
    wheres: new Map(),
  };
}

/** A table for nodes of several texts, whose places say nothing. */
export function mapTable<Node, Row>(): NodeTable<Node, Row> {
  const rows = new Map<Node, Row>();
  return {
    get: (node) => rows.get(node),
    has: (node) => rows.has(node),
    set: (node, row) => rows.set(node, row),
    each: (see) => rows.forEach(see),
  };
}

/** Numbers the nodes of one tree from 1 in the order in which they are met. */
class NodeNumbers {
  /** By offset in the text: the number of the node that stands there. */
  private readonly byPlace: Uint16Array | Uint32Array;
  private readonly nodes: (Expression | undefined)[] = [undefined];
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
    const known = this.of(node);
    if (known !== 0) return known;
    const number = this.nodes.push(node) - 1;
    const place = placeOf(node);
    if (this.byPlace[place] === 0) this.byPlace[place] = number;
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
  private readonly numbers: NodeNumbers;
  private readonly rows: (Row | undefined)[] = [];

  constructor(numbers: NodeNumbers) {
    this.numbers = numbers;
  }

  get(node: Node): Row | undefined {
    return this.rows[this.numbers.of(node)];
  }

  has(node: Node): boolean {
    return this.get(node) !== undefined;
  }

  set(node: Node, row: Row): void {
    const { rows } = this;
    const number = this.numbers.give(node);
    if (number === rows.length) rows.push(row);
    else {
      while (rows.length < number) rows.push(undefined);
      rows[number] = row;
    }
  }

  each(see: (row: Row) => void): void {
    for (const row of this.rows) if (row !== undefined) see(row);
  }
}
