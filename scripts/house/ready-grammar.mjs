/**
 * What Chevrotain works out about a grammar at every start, as data in the bundle: for each choice of the parser which token leads where, and for
 * each pattern of the lexer the characters it begins with. Chevrotain finds the first by recording the grammar and walking it, the second by
 * parsing the patterns; together they took a fifth of a `ccmm validate` without the snapshot (bench/README.md, "start").
 *
 * Written for Chevrotain 13.2: the bundle stops where a text of it is no longer what is replaced here, or a grammar asks for more than is known
 * here. The data are taken at each bundling, by asking an analysed parser's decisions about each token, so they are never older than the grammar;
 * and only the bundle is so, from the sources Chevrotain analyses. ready-grammar.test.ts compares what both make of mutilated scripts.
 *
 * INVARIANT: the grammar looks one token ahead, recovers by means of its own (`recoveryEnabled: false`) and makes no concrete tree; parser and
 * lexer are made with `skipValidations`; nobody reads the words of Chevrotain's errors.
 */
import { readFileSync } from 'node:fs';
import { Lexer } from 'chevrotain';
import { Stop } from './console.mjs';

/** The plugins that bundle this grammar ready. `parser`: an analysed one; `lexerTokens`: the lexer's token types, in its order. */
export function readyGrammar({ parser, lexerTokens }) {
  const decisions = JSON.stringify(decisionsOf(parser));
  const beginnings = JSON.stringify(beginningsOf(lexerTokens));
  return [withoutAnalysis, tokensAlone, ...readyParser(decisions), withoutTree, ...readyLexer(beginnings)];
}

// ------------------------------------------------------------------------------------------------ what is taken

/**
 * `[rule, key, answer]` of each decision. The answer of an OPTION or MANY names the tokens that lead into it, alone or in a list, that of an OR
 * the alternative of each token.
 */
export function decisionsOf(parser) {
  const { lookAheadFuncsCache, shortRuleNameToFull, tokensMap, recoveryEnabled, outputCst, maxLookahead } = parser;
  if (recoveryEnabled || outputCst || maxLookahead !== 1)
    throw new Stop('The parser’s options have changed: scripts/house/ready-grammar.mjs does not know these.');
  const withCategory = Object.values(tokensMap).find(({ CATEGORIES }) => CATEGORIES.length > 0);
  if (withCategory !== undefined)
    throw new Stop(`${withCategory.name} has categories: scripts/house/ready-grammar.mjs knows none.`);
  return shortRuleNameToFull.flatMap((rule, short) =>
    Object.entries(lookAheadFuncsCache[short] ?? {}).map(([key, decide]) => [
      rule,
      Number(key),
      answersOf(decide, tokensMap, `${rule} ${key}`),
    ]),
  );
}

function answersOf(decide, tokens, where) {
  const ask = (tokenTypeIdx) => {
    const next = { tokenTypeIdx };
    const only = {
      tokVector: [next],
      currIdx: -1,
      LA_FAST: (ahead) => {
        if (ahead !== 1) throw new Stop(`${where} looks further ahead than one token.`);
        return next;
      },
    };
    return decide.call(only);
  };
  // No token type has this number: what is chosen without looking is nothing that a table of tokens can say.
  const blind = ask(-1);
  if (blind !== undefined && blind !== false) throw new Stop(`${where} is entered whatever the token is.`);
  const chosen = Object.entries(tokens)
    .map(([name, { tokenTypeIdx }]) => [name, ask(tokenTypeIdx)])
    .filter(([, answer]) => answer !== undefined && answer !== false);
  if (chosen.some(([, answer]) => answer !== true)) return Object.fromEntries(chosen);
  const names = chosen.map(([name]) => name);
  return names.length === 1 ? names[0] : names;
}

/**
 * By the source of each pattern: the characters it begins with, as Chevrotain numbers them, and those of its class where it is nothing but one.
 * Both as pairs, from and to.
 */
export function beginningsOf(lexerTokens) {
  const lexer = new Lexer(lexerTokens, { positionTracking: 'onlyOffset', skipValidations: true });
  const [configs] = Object.values(lexer.patternIdxToConfig);
  const [byCode] = Object.values(lexer.charCodeToPatternIdxToConfig);
  const found = {};
  for (const config of configs) {
    const { PATTERN: pattern } = config.tokenType;
    if (!(pattern instanceof RegExp)) continue;
    if (pattern.flags !== '') throw new Stop(`${pattern} has flags: scripts/house/ready-grammar.mjs knows none.`);
    const codes = [...byCode.keys()].filter((code) => byCode[code]?.includes(config));
    const ofClass = config.asciiClass && [...config.asciiClass.keys()].filter((code) => config.asciiClass[code] === 1);
    found[pattern.source] = { codes: pairs(codes), ofClass: ofClass && pairs(ofClass) };
  }
  return found;
}

function pairs(codes) {
  const found = [];
  for (const code of codes) {
    if (found.at(-1) === code - 1) found[found.length - 1] = code;
    else found.push(code, code);
  }
  return found;
}

// ------------------------------------------------------------------------------------------------ what becomes of Chevrotain

/** The module of Chevrotain with this path, however the platform writes it. */
function module(path) {
  return new RegExp(`[\\\\/]chevrotain[\\\\/]lib[\\\\/]src[\\\\/]${path.replaceAll('/', '[\\\\/]')}\\.js$`);
}

const NOT_HERE = `throw new Error('This part of Chevrotain is not in the bundle.');`;

/** What only the analysis needs: its exports are there, and say that they are not. */
const ANALYSIS = [
  module('parse/grammar/(follow|first|rest|resolver|interpreter|lookahead|checks|llk_lookahead)'),
  module('parse/grammar/gast/gast_resolver_public'),
  module('parse/cst/cst_visitor'),
  module('scan/reg_exp_parser'),
  /[\\/]@chevrotain[\\/](gast|regexp-to-ast)[\\/]lib[\\/]src[\\/]api\.js$/,
];

const withoutAnalysis = {
  name: 'without-analysis',
  load(id) {
    if (!ANALYSIS.some((path) => path.test(id))) return null;
    const text = readFileSync(id, 'utf8');
    const names = [...text.matchAll(/^export (?:function|class|const|var) (\w+)/gm)].map(([, name]) => name);
    for (const [, list] of text.matchAll(/^export \{([^}]*)\}/gm)) names.push(...list.match(/\w+/g));
    return [`function absent() { ${NOT_HERE} }`, ...names.map((name) => `export { absent as ${name} };`)].join('\n');
  },
};

/** No token type is another's category, so that there is nothing to look for in all of them each time one is made, and again for lexer and parser. */
const tokensAlone = changed('tokens-alone', module('scan/tokens'), [
  {
    from: 'export function augmentTokenTypes(tokenTypes) {',
    to: 'export function expandCategories(',
    instead: `export function augmentTokenTypes(tokenTypes) {
    for (const tokType of tokenTypes) {
        if (tokType.isParent === false) continue;
        tokenIdxToClass[tokenShortNameIdx] = tokType;
        tokType.tokenTypeIdx = tokenShortNameIdx++;
        tokType.CATEGORIES = [];
        tokType.categoryMatches = [];
        tokType.categoryMatchesMap = {};
        tokType.isParent = false;
    }
}
`,
  },
]);

/** What is called for each rule, token and repetition, without what only a concrete tree, recovery or categories need. */
const withoutTree = changed('without-tree', module('parse/parser/traits/recognizer_engine'), [
  {
    from: '            coreRuleFunction = function invokeRuleWithTryCst(',
    to: '        // wrapper to allow before/after parsing hooks',
    instead: `            coreRuleFunction = function invokeRuleWithTryCst(...args) {
                this.RULE_OCCURRENCE_STACK[++this.RULE_OCCURRENCE_STACK_IDX] = this.subruleIdx;
                this.RULE_STACK[++this.RULE_STACK_IDX] = shortName;
                this.currRuleShortName = shortName;
                this.currRuleLookaheadFuncs = this.lookAheadFuncsCache[shortName];
                try {
                    return impl.apply(this, args);
                }
                catch (e) {
                    return this.invokeRuleCatch(e, resyncEnabled, recoveryValueFunc);
                }
                finally {
                    this.ruleFinallyStateUpdate();
                }
            };
        }
`,
  },
  {
    from: '        // NOOP when cst is disabled\n        this.cstFinallyStateUpdate();\n',
    instead: '',
  },
  {
    from: '    subruleInternal(ruleToCall, idx, options) {',
    to: '    subruleInternalError(',
    instead: `    subruleInternal(ruleToCall, idx, options) {
        this.subruleIdx = idx;
        return ruleToCall.coreRule.apply(this, options !== undefined ? options.ARGS : undefined);
    }
`,
  },
  {
    from: '    consumeInternal(tokType, idx, options) {',
    to: '    consumeInternalError(',
    instead: `    consumeInternal(tokType, idx, options) {
        const nextToken = this.tokVector[this.currIdx + 1];
        if (nextToken.tokenTypeIdx !== tokType.tokenTypeIdx) this.consumeInternalError(tokType, nextToken, options);
        this.currIdx++;
        return nextToken;
    }
`,
  },
  {
    from: '        while (lookaheadFunction.call(this) === true && notStuck === true) {',
    to: '    manySepFirstInternal(',
    instead: `        while (lookaheadFunction.call(this) === true && notStuck === true) {
            notStuck = this.doSingleRepetition(action);
        }
    }
`,
  },
]);

/** The decisions are the functions that Chevrotain would have made. */
function readyParser(decisions) {
  return [
    changed('ready-decisions', module('parse/parser/parser'), [
      {
        from: 'import { toFastProperties }',
        to: 'import { computeAllProdsFollows }',
        instead: `const READY_DECISIONS = ${decisions};
function readyDecision(answers, tokens) {
    if (typeof answers === 'string') {
        const expected = tokens[answers].tokenTypeIdx;
        return function () { return this.tokVector[this.currIdx + 1].tokenTypeIdx === expected; };
    }
    if (Array.isArray(answers)) {
        const leads = [];
        for (const name of answers) leads[tokens[name].tokenTypeIdx] = true;
        return function () { return leads[this.tokVector[this.currIdx + 1].tokenTypeIdx] === true; };
    }
    const choice = {};
    for (const name in answers) choice[tokens[name].tokenTypeIdx] = answers[name];
    return function () { return choice[this.tokVector[this.currIdx + 1].tokenTypeIdx]; };
}
import { toFastProperties } from '@chevrotain/utils';
`,
      },
      {
        from: '    performSelfAnalysis() {\n        this.TRACE_INIT(',
        to: '    constructor(tokenVocabulary, config) {\n        this.definitionErrors = [];',
        instead: `    performSelfAnalysis() {
        this.selfAnalysisDone = true;
        toFastProperties(this);
        for (const [rule, key, answers] of READY_DECISIONS)
            this.setLaFuncCache(this.fullRuleNameToShort[rule], key, readyDecision(answers, this.tokensMap));
    }
`,
      },
    ]),
    // Of looking ahead only what the decisions are put into, of the recorder only its state.
    changed('without-strategy', module('parse/parser/traits/looksahead'), [
      {
        from: '            : new LLkLookaheadStrategy(',
        to: '        this.lookAheadFuncsCache',
        instead: '            : undefined;\n',
      },
      {
        from: '    preComputeLookaheadFunctions(rules) {',
        to: '    setLaFuncCache(ruleIdx, key, value) {',
        instead: '',
      },
      { from: 'class DslMethodsCollectorVisitor', to: '//# sourceMappingURL', instead: '' },
    ]),
    changed('without-recorder', module('parse/parser/traits/gast_recorder'), [
      { from: 'import { Alternation,', to: 'export class GastRecorder {', instead: '' },
      { from: '    enableRecording() {', to: '//# sourceMappingURL', instead: '}\n' },
    ]),
    // What could have stood there is known to the recorded grammar alone.
    changed('without-expected-paths', module('parse/parser/traits/error_handler'), [
      { from: '= getLookaheadPathsForOptionalProd(', to: '        const insideProdPaths', instead: '= [[]];\n' },
      { from: '= getLookaheadPathsForOr(', to: '        const actualTokens', instead: '= [];\n' },
    ]),
    changed('chained-mixins', module('parse/parser/utils/apply_mixins'), [
      {
        from: 'export function applyMixins(',
        to: '//# sourceMappingURL',
        // The nine classes that a parser is mixed of, in a row of prototypes instead of copied method by method. The later goes first either way.
        instead: `export function applyMixins(derived, bases) {
    let last = Object.prototype;
    for (const { prototype } of bases) {
        Object.setPrototypeOf(prototype, last);
        last = prototype;
    }
    Object.setPrototypeOf(derived.prototype, last);
}
`,
      },
    ]),
  ];
}

function readyLexer(beginnings) {
  return [
    changed('ready-beginnings', module('scan/reg_exp'), [
      {
        from: 'import { BaseRegExpVisitor, }',
        to: '//# sourceMappingURL',
        instead: `const READY_BEGINNINGS = ${beginnings};
function spread(pairs) {
    const codes = [];
    for (let at = 0; at < pairs.length; at += 2)
        for (let code = pairs[at]; code <= pairs[at + 1]; code++) codes.push(code);
    return codes;
}
export function getOptimizedStartCodesIndices(pattern) {
    return spread(READY_BEGINNINGS[pattern.source].codes);
}
export function readyAsciiClass(pattern) {
    const pairs = pattern instanceof RegExp ? READY_BEGINNINGS[pattern.source].ofClass : undefined;
    if (pairs === undefined) return undefined;
    const table = new Uint8Array(128);
    for (const code of spread(pairs)) table[code] = 1;
    return table;
}
export const failedOptimizationPrefixMsg = '';
export function canMatchCharCode() { ${NOT_HERE} }
`,
      },
    ]),
    changed('ready-classes', module('scan/lexer'), [
      { from: 'import { canMatchCharCode, ', instead: 'import { readyAsciiClass, canMatchCharCode, ' },
      { from: '? getAsciiClass(', instead: '? readyAsciiClass(' },
      // A table of 65,536 numbers, made at every start: computing one is as good.
      { from: ': charCodeToOptimizedIdxMap[charCode];', instead: ': 255 + ~~(charCode / 255);' },
      { from: 'initCharCodeToOptimizedIndexMap();\n', instead: '\n' },
    ]),
    changed('without-pattern-cache', module('scan/lexer_public'), [
      { from: '                clearRegExpParserCache();\n', instead: '\n' },
    ]),
  ];
}

/** Changes a module in some places, each of which must be there once: the text `from`, or what stands from it up to the text `to`. */
function changed(name, path, places) {
  return {
    name,
    transform(code, id) {
      if (!path.test(id)) return null;
      return places.reduce((text, { from, to, instead }) => {
        const start = text.indexOf(from);
        const end = to === undefined ? start + from.length : text.indexOf(to, start);
        if (start === -1 || end === -1 || text.includes(from, start + 1))
          throw new Stop(`${id} has changed: ${name} no longer fits it.`);
        return text.slice(0, start) + instead + text.slice(end);
      }, code);
    },
  };
}
