import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EmbeddedActionsParser, Lexer, type TokenType } from 'chevrotain';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { ScriptParser } from '../../dsl/script-parser.ts';
import { lexerTokens, marks } from '../../dsl/tokens.ts';
import { beginningsOf, decisionsOf, readyGrammar } from './ready-grammar.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the bundle makes of the language's floor. */
interface Ready {
  readonly parse: typeof parse;
  readonly ScriptParser: typeof ScriptParser;
  readonly lexerTokens: typeof lexerTokens;
  readonly Lexer: typeof Lexer;
}

/** What a lexer works out. */
interface Analysed {
  readonly charCodeToPatternIdxToConfig: { readonly defaultMode: readonly (readonly Config[])[] };
  readonly patternIdxToConfig: { readonly defaultMode: readonly Config[] };
}

interface Config {
  readonly tokenType: TokenType;
  readonly tokenTypeIdx: number;
  readonly pattern: unknown;
}

const ENTRY = `
export { parse } from './dsl/parse.ts';
export { ScriptParser } from './dsl/script-parser.ts';
export { lexerTokens } from './dsl/tokens.ts';
export { Lexer } from 'chevrotain';
`;

let ready: Ready;
let text: string;
beforeAll(async () => {
  const entry = join(root, 'ready-entry.ts');
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [
      { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? ENTRY : null) },
      ...readyGrammar({ parser: new ScriptParser(true), lexerTokens }),
    ],
  });
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false });
  await bundle.close();
  text = output[0].code;
  const module = { exports: {} as Ready };
  new Function('exports', 'module', 'require', text)(module.exports, module, createRequire(import.meta.url));
  ready = module.exports;
});

/** A result without the texts that it points into. */
function shown(result: unknown): string {
  return JSON.stringify(result, (key, value) => (key === 'source' ? undefined : value));
}

/** Every piece of the specification's cases, and each again with every sixteenth word left out, twice there or another. */
function* mutilated(): Generator<string> {
  let turn = 0;
  for (const file of globSync('spec/cases/**/*.ccs', { cwd: root })) {
    for (const piece of readFileSync(join(root, file), 'utf8').split(/^---$/m)) {
      yield piece;
      for (const { index, 0: word } of piece.matchAll(/[\w.]+|[^\s\w]/g)) {
        turn += 1;
        if (turn % 16 !== 0) continue;
        const instead = ['', `${word} ${word}`, 'END', '5', 'queue', ','][(turn / 16) % 6]!;
        yield piece.slice(0, index) + instead + piece.slice(index + word.length);
      }
    }
  }
}

describe('a grammar in the bundle', () => {
  it('decides at each place on each token as the analysed one', () => {
    const decisions = decisionsOf(new ScriptParser(true));
    expect(decisions.length).toBeGreaterThan(40);
    expect(decisionsOf(new ready.ScriptParser(true))).toEqual(decisions);
  });

  it('begins to look for each token at the same characters', () => {
    const tables = (made: Pick<Ready, 'Lexer' | 'lexerTokens'>) => {
      const lexer = new made.Lexer(made.lexerTokens, { positionTracking: 'onlyOffset', skipValidations: true });
      const { charCodeToPatternIdxToConfig, patternIdxToConfig } = lexer as unknown as Analysed;
      return {
        byCode: charCodeToPatternIdxToConfig.defaultMode.map((found) => found.map(({ tokenType }) => tokenType.name)),
        // Token types are numbered as they are made, which the bundle does in another order.
        configs: patternIdxToConfig.defaultMode.map((config) => ({
          ...config,
          tokenType: config.tokenType.name,
          tokenTypeIdx: 0,
          pattern: String(config.pattern),
        })),
      };
    };
    expect(tables(ready)).toEqual(tables({ Lexer, lexerTokens }));
  });

  it('reads whatever is written to the same tree and the same findings', () => {
    let faulty = 0;
    for (const script of mutilated()) {
      const expected = parse(script, 'a.ccs');
      if (expected.diagnostics.length > 0) faulty += 1;
      const found = ready.parse(script, 'a.ccs');
      if (shown(found) !== shown(expected)) expect({ script, ...found }).toEqual({ script, ...expected });
    }
    expect(faulty).toBeGreaterThan(500);
  });

  it('refuses a token with the same kind of error', () => {
    const refused = (made: Pick<Ready, 'Lexer' | 'lexerTokens' | 'ScriptParser'>, rule: string) => {
      const parser = new made.ScriptParser(true);
      parser.input = new made.Lexer(made.lexerTokens, { skipValidations: true }).tokenize(', ,').tokens;
      (parser as unknown as Record<string, () => unknown>)[rule]!();
      return parser.errors.map(({ name, token, context }) => ({ name, at: token.startOffset, ...context }));
    };
    for (const [rule, error] of Object.entries({ section: 'MismatchedToken', statement: 'NoViableAlt' })) {
      const expected = refused({ Lexer, lexerTokens, ScriptParser }, rule);
      expect(expected[0]?.name).toBe(`${error}Exception`);
      expect(refused(ready, rule)).toEqual(expected);
    }
  });

  it('leaves the analysis out', () => {
    expect(text).not.toContain('topLevelRuleRecord');
    expect(text).not.toContain('lookAheadSequenceFromAlternatives');
    expect(text).not.toContain('regexp-parser');
  });
});

describe('what a table of tokens cannot say', () => {
  class Recovering extends EmbeddedActionsParser {
    constructor() {
      super([marks.comma], { maxLookahead: 1, recoveryEnabled: true });
      this.performSelfAnalysis();
    }
  }
  class Blind extends EmbeddedActionsParser {
    constructor() {
      super([marks.comma], { maxLookahead: 1 });
      this.RULE('any', () => this.OR([{ ALT: () => this.CONSUME(marks.comma) }, { ALT: () => undefined }]));
      this.performSelfAnalysis();
    }
  }

  it('stops the bundle', () => {
    expect(() => decisionsOf(new Recovering())).toThrow('options have changed');
    expect(() => decisionsOf(new Blind())).toThrow('entered whatever the token is');
    const flagged = { ...marks.comma, PATTERN: /x/i };
    expect(() => beginningsOf([flagged])).toThrow('has flags');
  });
});
