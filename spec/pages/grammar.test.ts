/** The grammar as it is published, held against real scripts: it takes what the compiler takes, and does not take what has lost a piece. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { intrinsicNames, sourceText, statementKinds, statements } from '../../dsl/index.ts';
import { tokenize } from '../../dsl/lexer.ts';
import { caseFiles, chunksOf } from '../chunks.ts';
import { pageText } from '../language-page.ts';
import { grammarRules, type Piece, rulesIn } from './grammar-page.ts';

const rules = grammarRules();
const pieces = new Map(rules.map(({ name, piece }) => [name, piece]));

interface Word {
  readonly type: string;
  readonly text: string;
}

function wordsOf(text: string): readonly Word[] {
  return tokenize(sourceText('Script.ccs', text.replace(/^\ufeff/, ''))).tokens.map(
    ({ tokenType, image, payload }) => ({
      type: tokenType.name,
      text: (typeof payload === 'string' ? payload : image).toUpperCase(),
    }),
  );
}

/** Whether the rule `script` takes all of a text: from each place, all places to which a rule can lead. */
function isTaken(text: string): boolean {
  const words = wordsOf(text);
  const known = new Map<string, ReadonlySet<number>>();
  const ends = (piece: Piece, from: ReadonlySet<number>): ReadonlySet<number> => {
    if (from.size === 0) return from;
    switch (piece.kind) {
      case 'word':
        return new Set([...from].filter((at) => words[at]?.text === piece.text).map((at) => at + 1));
      case 'rule': {
        const own = pieces.get(piece.name);
        if (own === undefined)
          return new Set([...from].filter((at) => words[at]?.type === piece.name).map((at) => at + 1));
        return new Set([...from].flatMap((at) => [...fromPlace(piece.name, own, at)]));
      }
      case 'row':
        return piece.parts.reduce((places, part) => ends(part, places), from);
      case 'choice':
        return new Set(piece.parts.flatMap((part) => [...ends(part, from)]));
      case 'maybe':
        return new Set([...from, ...ends(piece.part, from)]);
      case 'many': {
        const all = new Set(from);
        let last = from;
        while (last.size > 0) {
          last = new Set([...ends(piece.part, last)].filter((at) => !all.has(at)));
          for (const at of last) all.add(at);
        }
        return all;
      }
    }
  };
  const fromPlace = (name: string, piece: Piece, at: number) => {
    const key = `${name} ${at}`;
    const result = known.get(key) ?? ends(piece, new Set([at]));
    known.set(key, result);
    return result;
  };
  return ends({ kind: 'rule', name: 'script' }, new Set([0])).has(words.length);
}

const examples = new URL('../../examples/', import.meta.url);

/** Faults that a grammar can see, wherever they stand. */
const BROKEN = ['CCS1102', 'CCS1103', 'CCS1107', 'CCS1114', 'CCS1115', 'CCS1116'];

describe('the grammar', () => {
  it('has each rule that it names, and all phrases of the tables', () => {
    const page = pageText('./grammar.md');
    const defined = new Set([...page.matchAll(/^(\w+) =/gm)].map(([, name]) => name));
    expect(rules.flatMap(({ piece }) => rulesIn(piece)).filter((name) => !defined.has(name))).toEqual([]);
    const phrases = [...statementKinds.flatMap((kind) => statements[kind].phrases), ...intrinsicNames];
    expect(phrases.filter((phrase) => !page.includes(`"${phrase}"`))).toEqual([]);
  });

  it('takes the scripts of the examples, and every case of form that has no error', () => {
    const scripts = readdirSync(examples, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ccs'))
      .map((file) => readFileSync(new URL(file, examples), 'utf8'));
    const cases = caseFiles
      .filter((file) => /^(form|syntax|types)\//.test(file))
      .flatMap(chunksOf)
      .filter(({ expected }) => expected.length === 0)
      .flatMap(({ scripts: own }) => Object.values(own).map((text) => Buffer.from(text).toString()));
    // Long ones say nothing new.
    const texts = [...scripts, ...cases].filter((text) => text.length < 20_000);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => !isTaken(text))).toEqual([]);
  });

  it('does not take a text that has lost a piece', () => {
    const broken = caseFiles
      .filter((file) => /^(form|syntax)\//.test(file))
      .flatMap(chunksOf)
      .filter(({ expected }) => expected.length > 0 && expected.every(({ code }) => BROKEN.includes(code)))
      .map(({ scripts }) => Buffer.from(Object.values(scripts)[0] ?? '').toString());
    expect(broken.length).toBeGreaterThan(10);
    expect(broken.filter(isTaken)).toEqual([]);
  });
});
