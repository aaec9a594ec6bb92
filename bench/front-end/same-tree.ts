/** Two trees are the same when what the peer does not build is left out of ours. */
import { deepStrictEqual } from 'node:assert/strict';
import { parse } from '../../dsl/index.ts';
import { parsePlain } from './plain-parser.ts';

const NOT_BUILT = new Set(['span', 'keyword', 'operatorSpan', 'elseKeyword', 'unclosed']);

/** Throws when ours and the peer's tree of a text differ. */
export function checkSameTree(file: string, text: string): void {
  const { entry, sections } = parse(text, file).file;
  deepStrictEqual(plain(parsePlain(text)), plain({ entry, sections }), file);
}

function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node;
  const fields = Object.entries(node).filter(([key, value]) => !NOT_BUILT.has(key) && value !== undefined);
  return Object.fromEntries(fields.map(([key, value]) => [key, plain(value)]));
}
