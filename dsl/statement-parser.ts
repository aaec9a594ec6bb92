/** The grammar of the statements that hold no other statements (language §3), in the order of the table. */
import type { IToken } from 'chevrotain';
import type {
  Expression,
  Name,
  Operand,
  QueueKind,
  QueueOrder,
  Statement,
  StatementBase,
  StatementKind,
} from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { removing } from './mend.ts';
import { aValue, ofPlace } from './operand-forms.ts';
import { become, type IncompletePhrase } from './phrases.ts';
import { abandoned } from './recovering-parser.ts';
import { suggestion } from './spelling.ts';
import { statements } from './statements.ts';
import { endOf, keywordTokens, marks, statementTokens, words } from './tokens.ts';

/** A statement without what every statement has. */
type Parts<Node extends Statement> = Node extends Statement ? Omit<Node, keyof StatementBase> : never;

const t = statementTokens;

/** Rules for simple statements. */
export abstract class StatementParser extends ExpressionParser {
  // ------------------------------------------------------------------------------------------------ the frame

  /** Consumes a statement's phrase; one with a word left out is reported. */
  protected phrase(idx: number, kind: StatementKind): IToken {
    const token = this.consume(idx, statementTokens[kind]);
    if (typeof token.payload === 'object' && token.payload !== null) {
      const { missing, gap, phrase } = token.payload as IncompletePhrase;
      const next = this.LA(1);
      if (next.image?.toUpperCase() === missing) {
        // `QUEUE SKILLSET TO a_sk`: two words swapped.
        const span = { start: token.startOffset, end: endOf(next) };
        this.reportAlways('CCS1104', span, { found: this.source.text.slice(span.start, span.end), meant: phrase });
        this.SKIP_TOKEN();
      } else if (gap === this.gap().start) this.reportMissing(missing);
      else this.reportAlways('CCS1102', { start: gap, end: gap }, { missing, context: '' });
      token.payload = phrase;
    }
    return token;
  }

  /** A statement from its phrase to the last token. */
  protected finish(keyword: IToken, parts: Parts<Statement>): Statement {
    // The parts are a fresh object of the caller's; copying it costs more than all else here.
    const node = parts as { -readonly [Field in keyof StatementBase]?: StatementBase[Field] };
    node.span = this.spanFrom(keyword.startOffset);
    node.keyword = this.spanOf(keyword);
    return node as Statement;
  }

  /** The last word of a phrase tells which queue is meant. */
  private queueKindOf(keyword: IToken): QueueKind {
    const phrase = String(keyword.payload);
    if (phrase.endsWith('NETWORK SKILLSET')) return 'network-skillset';
    return phrase.endsWith('AGENT') ? 'agent' : 'skillset';
  }

  private hasWord(keyword: IToken, word: string): boolean {
    return String(keyword.payload).endsWith(word);
  }

  /** Passes over a name that is a word misspelt which may stand here. */
  private skipMisspelt(word: string, phrase = word): void {
    const token = this.LA(1);
    if (token.image.toUpperCase() === word || suggestion(token.image, [word]) === undefined) return;
    this.SKIP_TOKEN();
    this.reportMisspelt(token, word, phrase);
  }

  // ------------------------------------------------------------------------------------------------ assignment

  protected readonly assignTo = this.RULE('assignTo', (): Statement => {
    const keyword = this.phrase(0, 'assign');
    const before = this.findings.length;
    const value = this.SUBRULE(this.expression, aValue);
    // ASSIGN x_cv = 5: one fault.
    if (!this.RECORDING_PHASE && !this.at(keywordTokens.TO) && this.findings[before]?.code === 'CCS1112')
      throw abandoned;
    this.expect(1, keywordTokens.TO, 'TO', () => this.atOperandName(), false);
    const target = this.expectName(2, 'a call variable');
    return this.finish(keyword, { kind: 'assign', form: 'assign-to', target, value });
  });

  protected readonly assigned = this.RULE('assigned', (): Statement => {
    const name = this.CONSUME(words.name);
    const keyword = this.CONSUME(words.assigned);
    const value = this.SUBRULE(this.expression, aValue);
    const target = this.nameOf(name);
    const base = { span: this.spanFrom(name.startOffset), keyword: this.spanOf(keyword) };
    return { kind: 'assign', form: 'assigned', target, value, ...base };
  });

  // ------------------------------------------------------------------------------------------------ jumps and queues

  protected readonly execute = this.RULE('execute', (): Statement => {
    const keyword = this.phrase(0, 'execute');
    const next = this.LA(1);
    if (this.at(words.name) && this.LA(2).tokenType === words.name && !this.isBoundary(2) && !this.beginsLine(2)) {
      if (suggestion(next.image, ['SCRIPT']) !== undefined) {
        this.SKIP_TOKEN();
        this.reportMisspelt(next, 'SCRIPT', 'EXECUTE SCRIPT');
        return this.finish(keyword, { kind: 'execute-script', script: this.nameOf(this.consume(2, words.name)) });
      }
    }
    this.settleSection();
    return this.finish(keyword, { kind: 'execute', section: this.expectName(1, 'a section’s name', 'after EXECUTE') });
  });

  /** `EXECUTE SECTION a`: a section is named without the word. */
  private settleSection(): void {
    if (this.RECORDING_PHASE || !this.at(keywordTokens.SECTION) || this.beginsLine(1)) return;
    if (this.LA(2).tokenType !== words.name) return;
    const span = { start: this.LA(1).startOffset, end: this.LA(2).startOffset };
    const mend = removing({ source: this.source, span });
    const args = { found: this.show(this.LA(1)), expected: 'a section’s name alone' };
    this.report('CCS1101', this.spanOf(this.LA(1)), args, [], mend);
    this.SKIP_TOKEN();
  }

  protected readonly executeScript = this.RULE('executeScript', (): Statement => {
    const keyword = this.phrase(0, 'execute-script');
    const script = this.expectName(1, 'a script’s name', 'after EXECUTE SCRIPT');
    return this.finish(keyword, { kind: 'execute-script', script });
  });

  protected readonly queueToSkillset = this.RULE('queueToSkillset', (): Statement => {
    const keyword = this.phrase(0, 'queue-to-skillset');
    const order = this.SUBRULE(this.queueOrder);
    const skillsets = this.SUBRULE1(this.operands, ofPlace.skillset);
    const priority = this.SUBRULE2(this.withPriority);
    return this.finish(keyword, { kind: 'queue-to-skillset', order, skillsets, priority });
  });

  protected readonly queueToNetworkSkillset = this.RULE('queueToNetworkSkillset', (): Statement => {
    const keyword = this.phrase(0, 'queue-to-network-skillset');
    const order = this.SUBRULE(this.queueOrder);
    const skillsets = this.SUBRULE1(this.operands, ofPlace.skillset);
    const priority = this.SUBRULE2(this.withPriority);
    return this.finish(keyword, { kind: 'queue-to-network-skillset', order, skillsets, priority });
  });

  protected readonly queueToAgent = this.RULE('queueToAgent', (): Statement => {
    const keyword = this.phrase(0, 'queue-to-agent');
    const agents = this.SUBRULE(this.operands, ofPlace.agent);
    const priority = this.SUBRULE1(this.withPriority);
    return this.finish(keyword, { kind: 'queue-to-agent', agents, priority });
  });

  private readonly queueOrder = this.RULE('queueOrder', (): QueueOrder | undefined => {
    let order = this.settleOrder();
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keywordTokens['LONGEST IDLE AGENT']);
            order = 'longest-idle-agent';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keywordTokens['MOST LOGGED AGENTS']);
            order = 'most-logged-agents';
          },
        },
      ]);
    });
    return order;
  });

  /** `LONGEST AGENT`, `MOST LOGGED`: an order with words left out. */
  private settleOrder(): QueueOrder | undefined {
    const first = this.LA(1).image?.toUpperCase();
    const phrase = first === 'LONGEST' ? 'LONGEST IDLE AGENT' : first === 'MOST' ? 'MOST LOGGED AGENTS' : undefined;
    if (phrase === undefined || !this.at(words.name) || this.LA(2).tokenType !== words.name) return undefined;
    for (const word of phrase.split(' ')) {
      if (this.LA(1).image.toUpperCase() === word) this.SKIP_TOKEN();
      else this.reportMissing(word);
    }
    return first === 'LONGEST' ? 'longest-idle-agent' : 'most-logged-agents';
  }

  private readonly withPriority = this.RULE('withPriority', (): Operand | undefined => {
    this.settleWith('PRIORITY');
    return this.OPTION(() => {
      this.CONSUME(keywordTokens['WITH PRIORITY']);
      return this.SUBRULE(this.operand, ofPlace.priority);
    });
  });

  /** `PRIORITY 3` without WITH, `WITH 3`, `WITH PRIORTY 3`: reported and taken for the whole phrase. */
  private settleWith(word: 'PRIORITY' | 'TREATMENT' | 'REASON'): void {
    const token = this.LA(1);
    const type = keywordTokens[`WITH ${word}`];
    const next = this.LA(2);
    const nextIsName = next.tokenType === words.name && this.LA(3).tokenType !== words.assigned;
    const operandFollows = nextIsName || next.tokenType === marks.integer || next.tokenType === marks.string;
    if (token.tokenType === words.name && operandFollows && token.image.toUpperCase() === word) {
      this.reportMissing('WITH');
      become(token, type, undefined);
    } else if (token.tokenType === words.reserved && token.image.toUpperCase() === 'WITH') {
      const last = this.LA(3);
      const isReplaced = operandFollows && (last.tokenType === words.name || last.tokenType === marks.integer);
      if (nextIsName && suggestion(next.image, [word]) !== undefined) {
        this.SKIP_TOKEN();
        this.reportMisspelt(next, word, `WITH ${word}`);
        become(next, type, undefined);
      } else if (isReplaced && !this.isBoundary(3) && !this.beginsLine(3)) {
        this.SKIP_TOKEN();
        this.reportUnexpected(word);
        become(next, type, undefined);
      } else if (operandFollows) {
        const gap = endOf(token);
        this.report('CCS1102', { start: gap, end: gap }, { missing: word, context: 'after WITH' });
        become(token, type, undefined);
      }
    }
  }

  protected readonly changePriority = this.RULE('changePriority', (): Statement => {
    const keyword = this.phrase(0, 'change-priority');
    const queue = this.queueKindOf(keyword);
    const operands = this.SUBRULE(this.operands, { ARGS: [queue === 'agent' ? 'agent' : 'skillset', false] });
    this.expect(1, keywordTokens.TO, 'TO', () => this.atPriority(), false);
    if (this.at(words.name) && this.priorityFollows()) this.skipMisspelt('PRIORITY', 'TO PRIORITY');
    let priorityWord = false;
    this.OPTION({
      GATE: () => this.LA(1).image.toUpperCase() === 'PRIORITY' && this.priorityFollows(),
      DEF: () => {
        this.CONSUME2(words.name);
        priorityWord = true;
      },
    });
    const priority = this.SUBRULE1(this.operand, ofPlace.priority);
    return this.finish(keyword, { kind: 'change-priority', queue, operands, priority, priorityWord });
  });

  private atPriority(): boolean {
    return (
      this.atOperandName() ||
      this.at(marks.integer) ||
      this.LA(1).payload === 'CONTACT PRIORITY' ||
      this.at(keywordTokens.THE)
    );
  }

  /** Whether a priority follows the word here, so that the word is PRIORITY and no variable of that name. */
  private priorityFollows(): boolean {
    const next = this.LA(2);
    if (next.tokenType === words.name) return this.LA(3).tokenType !== words.assigned;
    return (
      next.tokenType === marks.integer || next.tokenType === keywordTokens.THE || next.payload === 'CONTACT PRIORITY'
    );
  }

  protected readonly remove = this.RULE('remove', (): Statement => {
    const keyword = this.phrase(0, 'remove');
    const queue = this.queueKindOf(keyword);
    const operands = this.SUBRULE(this.operands, { ARGS: [queue === 'agent' ? 'agent' : 'skillset'] });
    return this.finish(keyword, { kind: 'remove', queue, operands });
  });

  // ------------------------------------------------------------------------------------------------ the run

  protected readonly wait = this.RULE('wait', (): Statement => {
    const keyword = this.phrase(0, 'wait');
    return this.finish(keyword, { kind: 'wait', value: this.SUBRULE(this.expression, aValue) });
  });

  /** The statements that are only their phrase. */
  protected readonly bare = this.RULE(
    'bare',
    (): Statement =>
      this.OR([
        { ALT: () => this.finish(this.phrase(0, 'quit'), { kind: 'quit' }) },
        { ALT: () => this.finish(this.phrase(1, 'disconnect'), { kind: 'disconnect' }) },
        { ALT: () => this.finish(this.phrase(2, 'give-ringback'), { kind: 'give-ringback' }) },
        { ALT: () => this.finish(this.phrase(3, 'give-silence'), { kind: 'give-silence' }) },
        { ALT: () => this.finish(this.phrase(4, 'route-call-default'), { kind: 'route-call-default' }) },
        { ALT: () => this.controlled(this.phrase(5, 'give-busy'), 'give-busy') },
        { ALT: () => this.controlled(this.phrase(6, 'give-overflow'), 'give-overflow') },
      ]),
  );

  private controlled(keyword: IToken, kind: 'give-busy' | 'give-overflow'): Statement {
    return this.finish(keyword, { kind, controlled: this.hasWord(keyword, 'CONTROLLED') });
  }

  protected readonly log = this.RULE('log', (): Statement => {
    const keyword = this.phrase(0, 'log');
    return this.finish(keyword, { kind: 'log', values: this.SUBRULE(this.values) });
  });

  // ------------------------------------------------------------------------------------------------ providers

  protected readonly sendInfo = this.RULE('sendInfo', (): Statement => {
    const keyword = this.phrase(0, 'send-info');
    const provider = this.SUBRULE(this.operand, ofPlace.provider);
    return this.finish(keyword, { kind: 'send-info', provider, values: this.SUBRULE1(this.values) });
  });

  protected readonly sendRequest = this.RULE('sendRequest', (): Statement => {
    const keyword = this.phrase(0, 'send-request');
    const provider = this.SUBRULE(this.operand, ofPlace.provider);
    return this.finish(keyword, { kind: 'send-request', provider, values: this.SUBRULE1(this.values) });
  });

  protected readonly getResponse = this.RULE('getResponse', (): Statement => {
    const keyword = this.phrase(0, 'get-response');
    const provider = this.SUBRULE(this.operand, ofPlace.provider);
    const targets: Name[] = [this.expectName(1, 'a call variable')];
    this.MANY({
      GATE: () => this.listGoesOn(() => this.atOperandName()),
      DEF: () => {
        this.OPTION(() => this.CONSUME(marks.comma));
        targets.push(this.expectName(2, 'a call variable'));
      },
    });
    let timeout: Expression | undefined;
    this.OPTION1(() => {
      this.CONSUME(keywordTokens.TIMEOUT);
      timeout = this.SUBRULE(this.expression, aValue);
    });
    return this.finish(keyword, { kind: 'get-response', provider, targets, timeout });
  });

  // ------------------------------------------------------------------------------------------------ voice

  protected readonly giveMusic = this.RULE('giveMusic', (): Statement => {
    const keyword = this.phrase(0, 'give-music');
    return this.finish(keyword, { kind: 'give-music', resource: this.SUBRULE(this.operand, ofPlace.resource) });
  });

  protected readonly giveRan = this.RULE('giveRan', (): Statement => {
    const keyword = this.phrase(0, 'give-ran');
    return this.finish(keyword, { kind: 'give-ran', resource: this.SUBRULE(this.operand, ofPlace.resource) });
  });

  protected readonly giveIvr = this.RULE('giveIvr', (): Statement => {
    const keyword = this.phrase(0, 'give-ivr');
    const dn = this.SUBRULE(this.operand, ofPlace.dn);
    this.settleWith('TREATMENT');
    const treatment = this.OPTION(() => {
      this.CONSUME1(keywordTokens['WITH TREATMENT']);
      return this.SUBRULE1(this.operand, ofPlace.resource);
    });
    const priority = this.SUBRULE2(this.withPriority);
    const interruptible = this.hasWord(keyword, 'INTERRUPTIBLE');
    return this.finish(keyword, { kind: 'give-ivr', interruptible, dn, treatment, priority });
  });

  protected readonly giveBroadcast = this.RULE('giveBroadcast', (): Statement => {
    const keyword = this.phrase(0, 'give-broadcast');
    const dn = this.SUBRULE(this.operand, ofPlace.dn);
    this.expect(1, t['play-prompt'], 'PLAY PROMPT', () => this.atOperandName() || this.at(marks.integer), false);
    const prompt = this.SUBRULE1(this.operand, ofPlace.resource);
    return this.finish(keyword, { kind: 'give-broadcast', dn, prompt });
  });

  protected readonly playPrompt = this.RULE('playPrompt', (): Statement => {
    const keyword = this.phrase(0, 'play-prompt');
    return this.finish(keyword, { kind: 'play-prompt', prompts: this.SUBRULE(this.operands, ofPlace.resource) });
  });

  protected readonly collectDigits = this.RULE('collectDigits', (): Statement => {
    const keyword = this.phrase(0, 'collect-digits');
    const count = this.SUBRULE(this.operand, ofPlace.count);
    this.settleDigitsInto();
    this.expect(1, keywordTokens['DIGITS INTO'], 'DIGITS INTO', () => this.atOperandName(), false);
    const target = this.expectName(2, 'a call variable');
    let interdigitTimer: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(keywordTokens['INTERDIGIT TIMER']);
      interdigitTimer = this.SUBRULE(this.expression, aValue);
    });
    return this.finish(keyword, { kind: 'collect-digits', count, target, interdigitTimer });
  });

  /** `COLLECT 4 INTO x`, `COLLECT 4 DIGITS x`: the one word is there, the other is missing. */
  private settleDigitsInto(): void {
    const token = this.LA(1);
    const word = token.image?.toUpperCase();
    if (token.tokenType !== words.name || (word !== 'DIGITS' && word !== 'INTO') || this.LA(2).tokenType !== words.name)
      return;
    if (word === 'INTO') this.reportMissing('DIGITS');
    else this.report('CCS1102', { start: endOf(token), end: endOf(token) }, { missing: 'INTO', context: '' });
    become(token, keywordTokens['DIGITS INTO'], undefined);
  }

  protected readonly routeCall = this.RULE('routeCall', (): Statement => {
    const keyword = this.phrase(0, 'route-call');
    if (this.at(keywordTokens.DEFAULT) && this.LA(2).tokenType !== marks.colon) {
      this.SKIP_TOKEN();
      this.reportMissing('DN', 'after DEFAULT');
      return this.finish(keyword, { kind: 'route-call-default' });
    }
    const dn = this.SUBRULE(this.operand, ofPlace.dn);
    let controlled = false;
    if (this.at(words.name) && this.LA(2).tokenType !== words.assigned) this.skipMisspelt('CONTROLLED');
    this.OPTION({
      GATE: () => this.atOperandName() && this.LA(1).image.toUpperCase() === 'CONTROLLED',
      DEF: () => {
        this.CONSUME(words.name);
        controlled = true;
      },
    });
    return this.finish(keyword, { kind: 'route-call', dn, controlled });
  });

  protected readonly queueToNacd = this.RULE('queueToNacd', (): Statement => {
    const keyword = this.phrase(0, 'queue-to-nacd');
    const dn = this.SUBRULE(this.operand, ofPlace.dn);
    return this.finish(keyword, { kind: 'queue-to-nacd', dn, priority: this.SUBRULE1(this.withPriority) });
  });

  protected readonly removeFromNacd = this.RULE('removeFromNacd', (): Statement => {
    const keyword = this.phrase(0, 'remove-from-nacd');
    return this.finish(keyword, { kind: 'remove-from-nacd', dn: this.SUBRULE(this.operand, ofPlace.dn) });
  });

  // ------------------------------------------------------------------------------------------------ extensions

  protected readonly giveResponse = this.RULE('giveResponse', (): Statement => {
    const keyword = this.phrase(0, 'give-response');
    return this.finish(keyword, {
      kind: 'give-response',
      response: this.SUBRULE(this.operand, ofPlace.response),
    });
  });

  protected readonly routeContact = this.RULE('routeContact', (): Statement => {
    const keyword = this.phrase(0, 'route-contact');
    return this.finish(keyword, { kind: 'route-contact', address: this.SUBRULE(this.operand, ofPlace.address) });
  });

  protected readonly closeContact = this.RULE('closeContact', (): Statement => {
    const keyword = this.phrase(0, 'close-contact');
    this.settleWith('REASON');
    const reason = this.OPTION(() => {
      this.CONSUME1(keywordTokens['WITH REASON']);
      return this.SUBRULE(this.operand, ofPlace.reason);
    });
    return this.finish(keyword, { kind: 'close-contact', reason });
  });

  protected readonly offerResponse = this.RULE('offerResponse', (): Statement => {
    const keyword = this.phrase(0, 'offer-response');
    const responses = this.SUBRULE(this.operands, ofPlace.response);
    return this.finish(keyword, { kind: 'offer-response', responses });
  });

  /** The first words of every statement, for what may be a misspelt one. */
  protected static readonly firstWords: readonly string[] = [
    ...new Set(
      Object.values(statements).flatMap((row) => row.phrases.map((phrase) => phrase.split(' ', 1)[0] ?? phrase)),
    ),
  ];
}
