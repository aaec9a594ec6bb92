/**
 * From YAML nodes to plain data of the schema's shape, with the place of every part.
 *
 * The schema is walked beside the nodes instead of validating a plain value afterwards, so that each fault has its own place, is said once, and
 * nothing below a faulty part is reported again. What has a fault is left out of the value; in a list `undefined` stands in its place.
 *
 * INVARIANT: a value whose schema says `secret` or `hidden` never reaches a message.
 */
import type { TSchema } from 'typebox';
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { nameFault, type Span, suggested, suggestion } from '../../dsl/index.ts';
import { type Faults, fileWords, relatedPlace, report } from './faults.ts';
import type { HouseKeywords } from './schema.ts';

/** The data and where its parts stand. */
export interface Shaped {
  readonly value: unknown;
  /** By path: `/agents/0/login`; a key's own place under `/agents/0/login#key`. */
  readonly places: ReadonlyMap<string, Span>;
  /** Paths of the parts that had a fault and are left out. */
  readonly broken: ReadonlySet<string>;
  /** Paths of maps that have a key that means nothing: what they lack may be what it was meant to be. */
  readonly puzzling: ReadonlySet<string>;
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

interface Walker {
  readonly faults: Faults;
  readonly places: Map<string, Span>;
  readonly broken: Set<string>;
  readonly puzzling: Set<string>;
}

/** Stands for a part that had a fault. */
const FAULTY = Symbol('faulty');

/** Reads a document by a schema. The root's missing or faulty keys do not take the others with them. */
export function readShape(root: Node | null, schema: TSchema, faults: Faults): Shaped {
  const walker: Walker = { faults, places: new Map(), broken: new Set(), puzzling: new Set() };
  const whole = { start: 0, end: Math.min(1, faults.source.text.length) };
  const top = schema as unknown as SchemaNode;
  let value: unknown = FAULTY;
  if (root !== null && !(isScalar(root) && root.value === null)) value = readNode(walker, root, top, '', whole);
  else for (const key of top.required ?? []) report(faults, 'CCS5004', whole, { key, where: fileWords(faults) });
  return {
    value: value === FAULTY ? undefined : value,
    places: walker.places,
    broken: walker.broken,
    puzzling: walker.puzzling,
  };
}

function broken(walker: Walker, path: string): typeof FAULTY {
  walker.broken.add(path);
  return FAULTY;
}

function spanOf(node: Node | null | undefined, otherwise: Span): Span {
  const range = node?.range;
  return range ? { start: range[0], end: Math.max(range[0], range[1]) } : otherwise;
}

function readNode(walker: Walker, node: Node, schema: SchemaNode, path: string, parent: Span): unknown {
  const at = spanOf(node, parent);
  walker.places.set(path, at);
  if (isSpecial(node)) return refuseSpecial(walker, at, path);
  const alternatives = schema.anyOf ?? [schema];
  if (isMap(node)) {
    const one = alternatives.find((alternative) => alternative.type === 'object');
    if (one !== undefined) return readMap(walker, node.items, one, path, at);
  } else if (isSeq(node)) {
    const one = alternatives.find((alternative) => alternative.type === 'array');
    if (one !== undefined) return readList(walker, node.items, one, path, at);
  } else if (isScalar(node)) {
    const text = textOfScalar(node);
    for (const alternative of alternatives) {
      const value = readScalar(node.value, text, alternative);
      if (value === undefined) continue;
      const fault = schema.isName ? nameFault(text) : undefined;
      if (fault === undefined) return value;
      report(walker.faults, 'CCS5007', at, { name: text, fault });
      return broken(walker, path);
    }
  }
  return wrongForm(walker, node, schema, path, at);
}

/** Aliases could make a small file a huge one, and tags other things of a text: neither is needed here. */
function isSpecial(node: Node): boolean {
  return (
    isAlias(node) || ('anchor' in node && node.anchor !== undefined) || (node as { tag?: string }).tag !== undefined
  );
}

function refuseSpecial(walker: Walker, at: Span, path: string): typeof FAULTY {
  report(walker.faults, 'CCS5002', at, {
    text: `anchors (&), aliases (*) and tags (!) have no place in ${fileWords(walker.faults)}`,
  });
  return broken(walker, path);
}

function wrongForm(walker: Walker, node: Node | null, schema: SchemaNode, path: string, at: Span): typeof FAULTY {
  const key = keyOf(path, walker.faults);
  if (schema.secret) report(walker.faults, 'CCS5014', at, { key });
  else {
    const word = isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
    report(walker.faults, 'CCS5005', at, {
      key,
      value: schema.hidden ? 'this' : describeNode(node),
      expected: expectation(schema),
      ...(word === undefined || schema.hidden ? { suggestion: undefined } : suggested(word, literalsOf(schema))),
    });
  }
  return broken(walker, path);
}

/** The last key of a path; members of a list go by their list's. */
function keyOf(path: string, faults: Faults): string {
  const keys = path.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
  return keys.at(-1) ?? fileWords(faults);
}

/** What a map is called in a message. */
function describePath(path: string, faults: Faults): string {
  if (path === '') return fileWords(faults);
  const key = keyOf(path, faults);
  return /\/\d+$/.test(path) ? `an entry of \`${key}\`` : `\`${key}\``;
}

function readMap(walker: Walker, pairs: readonly unknown[], schema: SchemaNode, path: string, at: Span): unknown {
  const value: Record<string, unknown> = Object.create(null);
  const seen = new Map<string, Span>();
  let whole = true;
  for (const item of pairs) {
    if (!isPair(item)) continue;
    const { key: keyNode, value: child } = item as Pair<Node, Node | null>;
    const keyAt = spanOf(keyNode, at);
    const key = isScalar(keyNode) && !isSpecial(keyNode) ? textOfScalar(keyNode) : undefined;
    if (key === undefined) {
      refuseSpecial(walker, keyAt, path);
      continue;
    }
    const first = seen.get(key);
    if (first !== undefined) {
      report(walker.faults, 'CCS5013', keyAt, { key }, [relatedPlace(walker.faults, first, 'it stands here first')]);
      continue;
    }
    seen.set(key, keyAt);
    const member = readMember(walker, key, keyAt, child, schema, path);
    if (member === FAULTY) whole &&= schema.required?.includes(key) !== true;
    else value[key] = member;
  }
  if (!reportMissing(walker, schema, seen, path, at)) whole = false;
  return whole || path === '' ? value : broken(walker, path);
}

function readMember(
  walker: Walker,
  key: string,
  keyAt: Span,
  child: Node | null,
  schema: SchemaNode,
  path: string,
): unknown {
  const properties = schema.properties ?? {};
  const any = schema.patternProperties === undefined ? undefined : Object.values(schema.patternProperties)[0];
  const member = Object.hasOwn(properties, key) ? properties[key] : any;
  if (member === undefined) {
    const known = Object.keys(properties);
    walker.puzzling.add(path);
    const glued = known.find((one) => key.startsWith(one) && /^\s*:?\s*[{[]/.test(key.slice(one.length)));
    if (glued !== undefined) {
      report(walker.faults, 'CCS5002', keyAt, { text: `behind \`${glued}\` stand a colon and a blank` });
      return FAULTY;
    }
    report(walker.faults, 'CCS5003', keyAt, { key: shorten(key), ...suggested(key, known) });
    return FAULTY;
  }
  const childPath = `${path}/${key}`;
  walker.places.set(`${childPath}#key`, keyAt);
  if (child !== null && !(isScalar(child) && child.value === null && !isSpecial(child))) {
    return readNode(walker, child, member, childPath, keyAt);
  }
  // A key without a value, `agents:`, is an empty list where one may be empty.
  if (member.type === 'array' && member.minItems === undefined) return [];
  return wrongForm(walker, null, member, childPath, keyAt);
}

/** Whether a key that means nothing was meant to be another: misspelt, or grown together with its value. */
function isMeantFor(written: string, key: string, known: readonly string[]): boolean {
  return suggestion(written, known) === key || (written.startsWith(key) && /^\W/.test(written.slice(key.length)));
}

/** Reports required keys that are not there; a misspelt one was reported already. True when none is missing. */
function reportMissing(
  walker: Walker,
  schema: SchemaNode,
  seen: ReadonlyMap<string, Span>,
  path: string,
  at: Span,
): boolean {
  const known = Object.keys(schema.properties ?? {});
  const missing = (schema.required ?? []).filter((key) => !seen.has(key));
  for (const key of missing) {
    if ([...seen.keys()].some((other) => !known.includes(other) && isMeantFor(other, key, known))) continue;
    report(
      walker.faults,
      'CCS5004',
      { start: at.start, end: Math.min(at.end, at.start + 1) },
      { key, where: describePath(path, walker.faults) },
    );
  }
  return missing.length === 0;
}

function readList(walker: Walker, items: readonly unknown[], schema: SchemaNode, path: string, at: Span): unknown {
  const most = schema.maxItems ?? Number.POSITIVE_INFINITY;
  if (items.length > most) {
    const over = items[most] as Node | null;
    report(walker.faults, 'CCS5016', spanOf(over, at), {
      what: `entries of ${keyOf(path, walker.faults)}`,
      found: items.length,
      most,
    });
    return broken(walker, path);
  }
  if (items.length < (schema.minItems ?? 0)) return wrongForm(walker, null, schema, path, at);
  const members = schema.items ?? {};
  return items.map((item, index) => {
    const child = readNode(walker, item as Node, members, `${path}/${index}`, at);
    return child === FAULTY ? undefined : child;
  });
}

/** The text of a scalar as it stands: `0601` and `4711` stay digits, quotes and escapes are read. */
function textOfScalar(node: { readonly value: unknown; readonly source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** The scalar by its schema; undefined when it does not fit. */
function readScalar(value: unknown, text: string, schema: SchemaNode): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.const !== undefined) return value === schema.const ? value : undefined;
  if (schema.asWritten) return fitsText(text, schema) ? text : undefined;
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' && fitsText(value, schema) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return typeof value === 'number' && fitsInteger(value, schema) ? value : undefined;
    default:
      return undefined;
  }
}

function fitsInteger(value: number, schema: SchemaNode): boolean {
  return Number.isInteger(value) && value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value);
}

const patterns = new Map<string, RegExp>();

function fitsText(text: string, schema: SchemaNode): boolean {
  if (!text.isWellFormed() || text.includes('\0')) return false;
  // What is wrong with a name is said by the rules for names.
  if (schema.isName) return true;
  if (text.length < (schema.minLength ?? 0) || text.length > (schema.maxLength ?? text.length)) return false;
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
  if (schema.expected !== undefined) return withLength(schema.expected, schema);
  if (schema.anyOf !== undefined) {
    const parts = [...new Set(schema.anyOf.map(expectation))];
    return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}` : (parts[0] ?? 'something else');
  }
  if (schema.const !== undefined) return `\`${schema.const}\``;
  switch (schema.type) {
    case 'object':
      return schema.properties === undefined
        ? 'keys with values'
        : `keys such as \`${Object.keys(schema.properties)[0] ?? ''}\``;
    case 'array':
      return schema.minItems === undefined ? 'a list' : 'a list that is not empty';
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `a whole number from ${schema.minimum ?? 0} to ${schema.maximum ?? 0}`;
    default:
      return withLength('text (in quotes, where it looks like a number)', schema);
  }
}

function withLength(expected: string, schema: SchemaNode): string {
  return schema.maxLength !== undefined && schema.maxLength <= 1000
    ? `${expected}, at most ${schema.maxLength} characters`
    : expected;
}

function describeNode(node: Node | null): string {
  if (node === null) return 'nothing';
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node)) return 'this';
  const text = textOfScalar(node);
  return node.value === null || text === '' ? 'an empty value' : `\`${shorten(text)}\``;
}

/** Text that fits into a message. */
function shorten(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return short.toWellFormed().replace(/[\s\0]+/g, ' ');
}
