/**
 * YAML as center.yaml files are mostly written, read in one pass: block maps and lists, flow collections within a line, plain scalars within a line,
 * quoted ones without escapes. For a short file the yaml package's lexer, parser and composer take a fifth of a `ccmm validate`.
 *
 * INVARIANT: gives what the yaml package gives (plain-yaml.laws.test.ts), or nothing. Whatever is not certain, faults above all, is left to that package,
 * which also knows what is wrong.
 */
import { type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** What is not in here may be a line's end, an invisible sign or a fault. */
const PLAIN_TEXT = /^[\n\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff]*$/;

/** Thrown and caught here: the text is for the yaml package. */
const NOT_PLAIN = Symbol('not plain');

interface Reader {
  readonly text: string;
  /** Where the present line's content begins; the text's length behind the last line. */
  at: number;
  /** Blanks before it; -1 behind the last line. */
  indent: number;
}

/** The top node of a text in which nothing is unusual; undefined for any other. */
export function readPlainYaml(text: string): Node | undefined {
  if (!PLAIN_TEXT.test(text)) return undefined;
  const reader: Reader = { text, at: 0, indent: 0 };
  try {
    toContent(reader, 0);
    return reader.indent === 0 && !isItem(reader) ? readToEnd(reader) : undefined;
  } catch (error) {
    // The stack bounds the depth.
    if (error === NOT_PLAIN || error instanceof RangeError) return undefined;
    throw error;
  }
}

function readToEnd(reader: Reader): Node | undefined {
  const root = readBlockMap(reader, 0);
  return reader.indent === -1 ? root : undefined;
}

function notPlain(): never {
  throw NOT_PLAIN;
}

const BLANK = 0x20;
const LINE_FEED = 0x0a;
const HASH = 0x23;
const COLON = 0x3a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** A letter, digit or `_` of ASCII. */
function isWord(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || isDigit(unit) || unit === 0x5f;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BLANK) at += 1;
  return at;
}

/** Goes to the first content in the lines from `lineStart` on. */
function toContent(reader: Reader, lineStart: number): void {
  const { text } = reader;
  for (let start = lineStart; start < text.length; ) {
    const at = skipBlanks(text, start);
    const unit = text.charCodeAt(at);
    if (unit === HASH || unit === LINE_FEED) {
      const end = text.indexOf('\n', at);
      if (end === -1) break;
      start = end + 1;
      continue;
    }
    if (at >= text.length) break;
    reader.at = at;
    reader.indent = at - start;
    return;
  }
  reader.at = text.length;
  reader.indent = -1;
}

/** Goes on behind a value that ends at `end`: only blanks and a comment may follow in its line. */
function endLine(reader: Reader, end: number): void {
  const { text } = reader;
  const at = skipBlanks(text, end);
  const unit = text.charCodeAt(at);
  if (at < text.length && unit !== LINE_FEED && !(unit === HASH && at > end)) notPlain();
  toNextLine(reader, at);
}

function toNextLine(reader: Reader, at: number): void {
  const lineEnd = reader.text.indexOf('\n', at);
  toContent(reader, lineEnd === -1 ? reader.text.length : lineEnd + 1);
}

function isItem({ text, at }: Reader): boolean {
  return text.charCodeAt(at) === MINUS && text.charCodeAt(at + 1) === BLANK;
}

function readBlockMap(reader: Reader, indent: number): YAMLMap {
  const map = new YAMLMap();
  const start = reader.at;
  let end = start;
  do {
    const key = readKey(reader.text, reader.at);
    const at = skipBlanks(reader.text, key.range![1] + 1);
    const value = readBlockValue(reader, at, indent);
    map.items.push(new Pair(key, value));
    end = value.range![1];
    // What stands further in goes on with a scalar, or belongs nowhere.
    if (reader.indent > indent) notPlain();
  } while (reader.indent === indent && !isItem(reader));
  map.range = [start, end, end];
  return map;
}

function readBlockList(reader: Reader, indent: number): YAMLSeq {
  const list = new YAMLSeq();
  const start = reader.at;
  let end = start;
  do {
    const at = skipBlanks(reader.text, reader.at + 1);
    const item = readItem(reader, at, indent + at - reader.at);
    list.items.push(item);
    end = item.range![1];
    if (reader.indent > indent) notPlain();
  } while (reader.indent === indent && isItem(reader));
  list.range = [start, end, end];
  return list;
}

/** An entry of a list that begins at `at`, in the column `indent`. */
function readItem(reader: Reader, at: number, indent: number): Node {
  if (keyEnd(reader.text, at) === undefined) return readLineValue(reader, at);
  reader.at = at;
  reader.indent = indent;
  return readBlockMap(reader, indent);
}

function readBlockValue(reader: Reader, at: number, indent: number): Node {
  const unit = reader.text.charCodeAt(at);
  if (at < reader.text.length && unit !== LINE_FEED && unit !== HASH) return readLineValue(reader, at);
  toNextLine(reader, at);
  if (isItem(reader) && reader.indent >= indent) return readBlockList(reader, reader.indent);
  return reader.indent > indent ? readBlockMap(reader, reader.indent) : notPlain();
}

/** A value that ends in the line in which it begins. */
function readLineValue(reader: Reader, at: number): Node {
  const { text } = reader;
  const unit = text.charCodeAt(at);
  const isPlain = unit !== OPEN_MAP && unit !== OPEN_LIST && unit !== QUOTE && unit !== APOSTROPHE;
  const value = isPlain ? readPlain(text, at, endOfBlockPlain(text, at)) : readDelimited(text, at, unit);
  endLine(reader, value.range![1]);
  return value;
}

function readDelimited(text: string, at: number, unit: number): Node & { range?: [number, number, number] | null } {
  if (unit === OPEN_MAP) return readFlowMap(text, at);
  return unit === OPEN_LIST ? readFlowList(text, at) : readQuoted(text, at, unit);
}

/** YAML bounds keys, at more. */
const KEY_LENGTH_MOST = 100;

/** Where a key ends, before its colon; undefined when none begins here. */
function keyEnd(text: string, from: number): number | undefined {
  let at = from;
  while (isWord(text.charCodeAt(at))) at += 1;
  if (at === from || at - from > KEY_LENGTH_MOST || text.charCodeAt(at) !== COLON) return undefined;
  const next = text.charCodeAt(at + 1);
  return next === BLANK || next === LINE_FEED || at + 1 === text.length ? at : undefined;
}

function readKey(text: string, at: number): Scalar {
  return readPlain(text, at, keyEnd(text, at) ?? notPlain());
}

function readQuoted(text: string, at: number, quote: number): Scalar {
  const end = text.indexOf(quote === QUOTE ? '"' : "'", at + 1);
  const value = text.slice(at + 1, end);
  if (end === -1 || value.includes('\n') || value.includes('\\')) notPlain();
  if (text.charCodeAt(end + 1) === quote) notPlain();
  return scalar(value, value, at, end + 1);
}

/** Where a plain scalar outside flow collections ends: at the line's end or a comment. */
function endOfBlockPlain(text: string, at: number): number {
  const lineEnd = text.indexOf('\n', at);
  const line = text.slice(at, lineEnd === -1 ? text.length : lineEnd);
  const comment = line.indexOf(' #');
  const content = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
  if (content.includes(': ') || content.endsWith(':')) notPlain();
  return at + content.length;
}

/** Signs that mean nothing within a plain scalar. */
const MARKS = '-./@*+';

/** Where a plain scalar within a flow collection ends: at `,` `]` `}`. */
function endOfFlowPlain(text: string, from: number): number {
  let end = from;
  for (let at = from; ; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === COMMA || unit === CLOSE_LIST || unit === CLOSE_MAP) return end;
    if (unit === BLANK) continue;
    if (at === text.length) notPlain();
    const isInside = isWord(unit) || unit >= 0x80 || MARKS.includes(text[at]!);
    if (!isInside && !(unit === COLON && isWord(text.charCodeAt(at + 1)))) notPlain();
    end = at + 1;
  }
}

/** A scalar without quotes, its value by YAML's core schema. */
function readPlain(text: string, at: number, end: number): Scalar {
  const first = text.charCodeAt(at);
  const source = text.slice(at, end);
  if (isDigit(first) || first === MINUS || first === PLUS) return scalar(numberOrText(source), source, at, end);
  if (!isWord(first) && first < 0x80) notPlain();
  return scalar(WORDS.has(source) ? WORDS.get(source) : source, source, at, end);
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

/** Decimal integers; a text where something stands in it that is in no number. Other numbers are not usual. */
function numberOrText(source: string): number | string {
  let isDecimal = true;
  for (let at = 0; at < source.length; at += 1) {
    const unit = source.charCodeAt(at);
    if (isDigit(unit)) continue;
    if (at === 0 || (at === 1 && isWord(unit) && source.startsWith('0'))) notPlain();
    if (!NUMBER_SIGNS.includes(source[at]!)) return source;
    isDecimal = false;
  }
  return isDecimal ? Number.parseInt(source, 10) : notPlain();
}

/** What may stand in a fraction or an exponent. */
const NUMBER_SIGNS = '.eE+-';

function readFlowMap(text: string, start: number): YAMLMap {
  const map = new YAMLMap();
  const end = readFlowItems(text, start, CLOSE_MAP, (at) => {
    const key = readKey(text, at);
    const value = readFlowValue(text, skipBlanks(text, key.range![1] + 1));
    map.items.push(new Pair(key, value));
    return value.range![1];
  });
  map.range = [start, end, end];
  return map;
}

function readFlowList(text: string, start: number): YAMLSeq {
  const list = new YAMLSeq();
  const end = readFlowItems(text, start, CLOSE_LIST, (at) => {
    const item = readFlowValue(text, at);
    list.items.push(item);
    return item.range![1];
  });
  list.range = [start, end, end];
  return list;
}

/** What stands between commas, up to `close`; `readItem` answers where its item ends, this where all ends. */
function readFlowItems(text: string, start: number, close: number, readItem: (at: number) => number): number {
  let at = skipBlanks(text, start + 1);
  // A comma has something behind it.
  for (let isFirst = true; !isFirst || text.charCodeAt(at) !== close; isFirst = false) {
    at = skipBlanks(text, readItem(at));
    const unit = text.charCodeAt(at);
    if (unit === close) break;
    if (unit !== COMMA) notPlain();
    at = skipBlanks(text, at + 1);
  }
  return at + 1;
}

function readFlowValue(text: string, at: number): Node {
  const unit = text.charCodeAt(at);
  if (unit === OPEN_MAP || unit === OPEN_LIST || unit === QUOTE || unit === APOSTROPHE)
    return readDelimited(text, at, unit);
  const end = endOfFlowPlain(text, at);
  // `{a: b: c}` and `[a: b]` are pairs.
  return keyEnd(text, at) === undefined && end > at ? readPlain(text, at, end) : notPlain();
}

function scalar(value: unknown, source: string, start: number, end: number): Scalar {
  const made = new Scalar(value);
  made.source = source;
  made.range = [start, end, end];
  return made;
}
