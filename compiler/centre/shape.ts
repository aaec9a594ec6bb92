/**
 * From YAML nodes to plain data of the schema's shape, with the place of every part.
 *
 * The schema is walked beside the nodes instead of validating a plain value afterwards, so that each fault has its own place, is said once, and
 * nothing below a faulty part is reported again. What has a fault is left out of the value.
 *
 * INVARIANT: a value whose schema says `secret` never reaches a message.
 */
import type { TSchema } from 'typebox';
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { didYouMean } from '../../dsl/index.ts';
import type { HouseKeywords } from './schema.ts';

/** Offsets in the text, the end one past. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What a fault of form is called; the words are in the table of diagnostics. */
export type ShapeFault =
  | {
      readonly kind: 'unknownKey';
      readonly key: string;
      readonly known: readonly string[];
      readonly suggestion: string | undefined;
    }
  | { readonly kind: 'duplicateKey'; readonly key: string; readonly first: TextRange }
  | { readonly kind: 'missingKey'; readonly key: string }
  | {
      readonly kind: 'wrongForm';
      readonly expected: string;
      readonly found: string | undefined;
      readonly suggestion: string | undefined;
    }
  | { readonly kind: 'alias' };

/** The data, and where its parts stand, by path: `/agents/0/login`; a key's own place under `/agents/0/login#key`. */
export interface Shaped {
  readonly value: unknown;
  readonly places: ReadonlyMap<string, TextRange>;
}

/** The JSON Schema keywords that this walker understands; schema.ts uses no others. */
interface SchemaNode extends HouseKeywords {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly const?: string | boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

type Report = (at: TextRange, fault: ShapeFault) => void;

/** Stands for a part that had a fault. */
const FAULTY = Symbol('faulty');

/** Reads a node by a schema; faults go to `report`. */
export function readShape(root: Node | null, schema: TSchema, textEnd: number, report: Report): Shaped {
  const places = new Map<string, TextRange>();
  const walker: Walker = { places, report };
  const whole: TextRange = { start: 0, end: Math.min(textEnd, 1) };
  const value =
    root === null
      ? missingAll(schema as SchemaNode, whole, report)
      : readNode(walker, root, schema as SchemaNode, '', whole);
  return { value: value === FAULTY ? undefined : value, places };
}

interface Walker {
  readonly places: Map<string, TextRange>;
  readonly report: Report;
}

function missingAll(schema: SchemaNode, at: TextRange, report: Report): typeof FAULTY {
  for (const key of schema.required ?? []) report(at, { kind: 'missingKey', key });
  return FAULTY;
}

function rangeOf(node: Node | null | undefined, otherwise: TextRange): TextRange {
  const range = node?.range;
  return range ? { start: range[0], end: Math.max(range[1], range[0]) } : otherwise;
}

function readNode(walker: Walker, node: Node, schema: SchemaNode, path: string, parent: TextRange): unknown {
  const at = rangeOf(node, parent);
  walker.places.set(path, at);
  if (isAlias(node) || ('anchor' in node && node.anchor !== undefined) || node.tag?.startsWith('!')) {
    walker.report(at, { kind: 'alias' });
    return FAULTY;
  }
  if (schema.anyOf !== undefined) return readAlternative(walker, node, schema, schema.anyOf, path, at);
  if (isMap(node)) {
    if (schema.type === 'object') return readMap(walker, node.items, schema, path, at);
  } else if (isSeq(node)) {
    if (schema.type === 'array') return readList(walker, node.items, schema, path, at);
  } else if (isScalar(node)) {
    const value = readScalar(node.value, sourceOf(node), schema);
    if (value !== undefined) return value;
  }
  return wrongForm(walker, node, schema, at);
}

function wrongForm(walker: Walker, node: Node, schema: SchemaNode, at: TextRange): typeof FAULTY {
  const found = schema.secret ? undefined : describeNode(node);
  const word = isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
  const choices = literalsOf(schema);
  const suggestion = word === undefined || schema.secret ? undefined : didYouMean(word, choices);
  walker.report(at, { kind: 'wrongForm', expected: expectation(schema), found, suggestion });
  return FAULTY;
}

/** Picks the alternative whose kind the node has: literals together, then a map, a list or a scalar. */
function readAlternative(
  walker: Walker,
  node: Node,
  schema: SchemaNode,
  all: readonly SchemaNode[],
  path: string,
  at: TextRange,
): unknown {
  if (isMap(node) || isSeq(node)) {
    const wanted = isMap(node) ? 'object' : 'array';
    const one = all.find((alternative) => alternative.type === wanted);
    if (one !== undefined) return readNode(walker, node, one, path, at);
  } else if (isScalar(node)) {
    for (const alternative of all) {
      const value = readScalar(node.value, sourceOf(node), alternative);
      if (value !== undefined) return value;
    }
  }
  return wrongForm(walker, node, schema, at);
}

function readMap(walker: Walker, pairs: readonly unknown[], schema: SchemaNode, path: string, at: TextRange): unknown {
  const value: Record<string, unknown> = Object.create(null);
  const seen = new Map<string, TextRange>();
  const properties = schema.properties ?? {};
  const known = Object.keys(properties);
  const any = schema.patternProperties === undefined ? undefined : Object.values(schema.patternProperties)[0];
  let faulty = false;
  for (const item of pairs) {
    if (!isPair(item)) continue;
    const pair = item as Pair<Node, Node | null>;
    const keyAt = rangeOf(pair.key, at);
    const key = isScalar(pair.key) ? sourceOf(pair.key) : undefined;
    if (key === undefined || (isScalar(pair.key) && (pair.key.anchor !== undefined || pair.key.tag?.startsWith('!')))) {
      walker.report(keyAt, { kind: 'alias' });
      continue;
    }
    const first = seen.get(key);
    if (first !== undefined) {
      walker.report(keyAt, { kind: 'duplicateKey', key, first });
      continue;
    }
    seen.set(key, keyAt);
    const member = Object.hasOwn(properties, key) ? properties[key] : any;
    if (member === undefined) {
      walker.report(keyAt, { kind: 'unknownKey', key, known, suggestion: didYouMean(key, known) });
      continue;
    }
    const childPath = `${path}/${key}`;
    walker.places.set(`${childPath}#key`, keyAt);
    const child =
      pair.value === null ? wrongEmpty(walker, member, keyAt) : readNode(walker, pair.value, member, childPath, keyAt);
    if (child === FAULTY) faulty ||= (schema.required ?? []).includes(key);
    else value[key] = child;
  }
  for (const key of schema.required ?? []) {
    if (seen.has(key)) continue;
    // A misspelt key is one fault, not also a missing one.
    faulty = true;
    const misspelt = [...seen.keys()].some(
      (other) => !Object.hasOwn(properties, other) && didYouMean(other, known) === key,
    );
    if (!misspelt) walker.report(missingAt(at), { kind: 'missingKey', key });
  }
  return faulty ? FAULTY : value;
}

/** A key without a value, `agents:`, is an empty list or map where one stands, and a missing value elsewhere. */
function wrongEmpty(walker: Walker, schema: SchemaNode, at: TextRange): unknown {
  if (schema.type === 'array' && schema.minItems === undefined) return [];
  walker.report(at, { kind: 'wrongForm', expected: expectation(schema), found: 'nothing', suggestion: undefined });
  return FAULTY;
}

function missingAt(at: TextRange): TextRange {
  return { start: at.start, end: Math.min(at.end, at.start + 1) };
}

function readList(walker: Walker, items: readonly unknown[], schema: SchemaNode, path: string, at: TextRange): unknown {
  const value: unknown[] = [];
  const members = schema.items ?? {};
  if (items.length < (schema.minItems ?? 0) || items.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) {
    const over = items[schema.maxItems ?? 0] as Node | undefined;
    walker.report(items.length > 0 ? rangeOf(over, at) : at, {
      kind: 'wrongForm',
      expected: expectation(schema),
      found: `${items.length} items`,
      suggestion: undefined,
    });
    return FAULTY;
  }
  items.forEach((item, index) => {
    // Faulty members keep their index, so that the places of the others stay right.
    const child = readNode(walker, item as Node, members, `${path}/${index}`, at);
    value.push(child === FAULTY ? undefined : child);
  });
  return value;
}

/** The text of a scalar as it stands: `0601` and `4711` stay digits, quotes and escapes are read. */
function sourceOf(node: { readonly value: unknown; readonly source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** The scalar by its schema; undefined when it does not fit. */
function readScalar(value: unknown, source: string, schema: SchemaNode): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.const !== undefined) return value === schema.const ? value : undefined;
  if (schema.asWritten) return fitsText(source, schema) ? source : undefined;
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' && fitsText(value, schema) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
        value <= (schema.maximum ?? Number.POSITIVE_INFINITY)
        ? value
        : undefined;
    default:
      return undefined;
  }
}

const patterns = new Map<string, RegExp>();

function fitsText(text: string, schema: SchemaNode): boolean {
  if (!text.isWellFormed() || text.includes('\0')) return false;
  if (text.length < (schema.minLength ?? 0) || text.length > (schema.maxLength ?? Number.POSITIVE_INFINITY))
    return false;
  if (schema.pattern === undefined) return true;
  let pattern = patterns.get(schema.pattern);
  if (pattern === undefined) {
    pattern = new RegExp(schema.pattern, 'u');
    patterns.set(schema.pattern, pattern);
  }
  return pattern.test(text);
}

function literalsOf(schema: SchemaNode): readonly string[] {
  return (schema.anyOf ?? []).flatMap((one) => (typeof one.const === 'string' ? [one.const] : []));
}

/** What should stand there, in the reader's words. */
function expectation(schema: SchemaNode): string {
  if (schema.expected !== undefined) return lengthened(schema.expected, schema);
  if (schema.anyOf !== undefined) {
    const parts = [...new Set(schema.anyOf.map(expectation))];
    return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}` : (parts[0] ?? 'something else');
  }
  if (schema.const !== undefined) return `\`${schema.const}\``;
  switch (schema.type) {
    case 'object':
      return schema.properties === undefined
        ? 'keys with values'
        : `a part with the keys ${Object.keys(schema.properties).slice(0, 6).join(', ')}`;
    case 'array':
      return schema.maxItems === undefined ? 'a list' : `a list of ${schema.minItems ?? 0} to ${schema.maxItems} items`;
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `a whole number from ${schema.minimum ?? 0} to ${schema.maximum ?? 'any'}`;
    default:
      return lengthened('text', schema);
  }
}

function lengthened(expected: string, schema: SchemaNode): string {
  return schema.maxLength !== undefined && schema.maxLength <= 1000
    ? `${expected}, at most ${schema.maxLength} characters`
    : expected;
}

function describeNode(node: Node): string {
  if (isMap(node)) return 'keys with values';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node)) return 'something else';
  if (node.value === null) return 'nothing';
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  const shown = text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text.toWellFormed();
  return `\`${shown.replace(/\s+/g, ' ').replaceAll('\0', '')}\``;
}
