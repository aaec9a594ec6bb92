/**
 * The peer of the front end: the same grammar as any Chevrotain user would write it with embedded actions. It builds the same tree, but without
 * spans, comments and recovery: phrases are tokens of the lexer, and the first fault ends it. Expressions are read flat and put together by
 * precedence, as ours are, because a rule for each level of precedence was 1.4 times slower.
 */
import { createToken, EmbeddedActionsParser, type IToken, Lexer, type TokenType } from 'chevrotain';
import { intrinsicNames, intrinsics } from '../../dsl/intrinsics.ts';
import { keywordPhrases } from '../../dsl/keywords.ts';
import { statements } from '../../dsl/statements.ts';

/** A node of the tree; which fields it has depends on its kind, as in dsl/ast.ts. */
export interface PlainNode {
  readonly kind: string;
  readonly [field: string]: unknown;
}

const WORD = /[A-Za-z][A-Za-z0-9_]*/;
const name = createToken({ name: 'Name', pattern: WORD });

/** One token for a phrase; a name that begins with it is longer. */
function phrase(words: string): TokenType {
  return createToken({
    name: words.replace(/\W+/g, '_'),
    pattern: new RegExp(`${words.split(' ').join('\\s+')}(?![A-Za-z0-9_])`, 'i'),
    longer_alt: name,
    line_breaks: words.includes(' '),
    start_chars_hint: [words.charAt(0), words.charAt(0).toLowerCase()],
  });
}

function phrases(list: readonly string[]): Record<string, TokenType> {
  return Object.fromEntries(list.map((words) => [words, phrase(words)]));
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
];
const statementPhrases = [...new Set(Object.values(statements).flatMap((row) => row.phrases))];
const t = phrases([
  ...statementPhrases,
  ...keywordPhrases.filter((words) => words !== 'CONTAINS' && words !== 'MATCHES'),
]);
const ofIntrinsic = Object.fromEntries(intrinsicNames.map((words) => [words, phrase(words)]));
const dayTokens = DAYS.map((day) => phrase(day));
const monthTokens = MONTHS.map((month) => phrase(month));

const category = (label: string): TokenType => createToken({ name: label, pattern: Lexer.NA });
const intrinsicOf = {
  none: category('Alone'),
  skillsets: category('OfSkillsets'),
  agent: category('OfAgent'),
  key: category('OfKey'),
};
for (const words of intrinsicNames) ofIntrinsic[words]!.CATEGORIES = [intrinsicOf[intrinsics[words].argument]];
const day = category('Day');
for (const token of dayTokens) token.CATEGORIES = [day];
const month = category('Month');
for (const token of monthTokens) token.CATEGORIES = [month];

const string = createToken({ name: 'String', pattern: /"(?:[^"\r\n]|"")*"/ });
const isoDate = createToken({ name: 'IsoDate', pattern: /\d{4}-\d{2}-\d{2}/ });
const time = createToken({ name: 'Time', pattern: /\d{1,2}:\d{2}/ });
const integer = createToken({ name: 'Integer', pattern: /\d+/ });
const dotDot = createToken({ name: 'DotDot', pattern: /\.\./ });
const comma = createToken({ name: 'Comma', pattern: /,/ });
const colon = createToken({ name: 'Colon', pattern: /:/ });
const open = createToken({ name: 'Open', pattern: /\(/ });
const close = createToken({ name: 'Close', pattern: /\)/ });
const plus = createToken({ name: 'Plus', pattern: /\+/ });
const minus = createToken({ name: 'Minus', pattern: /-/ });
const star = createToken({ name: 'Star', pattern: /\*/ });
const slash = createToken({ name: 'Slash', pattern: /\// });
const comparison = createToken({
  name: 'Comparison',
  pattern: /<\s*[=>]|>\s*=|[<>=]|(?:CONTAINS|MATCHES)(?![A-Za-z0-9_])/i,
  longer_alt: name,
  line_breaks: true,
});
const blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
const comment = createToken({ name: 'Comment', pattern: /\/\*[\s\S]*?\*\//, group: Lexer.SKIPPED, line_breaks: true });

const byLength = (list: readonly TokenType[]): TokenType[] =>
  [...list].sort((one, other) => String(other.PATTERN).length - String(one.PATTERN).length);
const categories = [...Object.values(intrinsicOf), day, month];
const allTokens: TokenType[] = [
  ...[blank, comment],
  ...byLength([...Object.values(t), ...Object.values(ofIntrinsic), ...dayTokens, ...monthTokens]),
  ...[comparison, name, string, isoDate, time, integer, dotDot, comma, colon, open, close, plus, minus, star, slash],
];

const lexer = new Lexer([...allTokens, ...categories], { positionTracking: 'onlyOffset', ensureOptimizations: false });

const PRECEDENCE: Readonly<Record<string, number>> = {
  ...{ OR: 1, AND: 2, '=': 4, '<>': 4, '<': 4, '>': 4, '<=': 4, '>=': 4, CONTAINS: 4, MATCHES: 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6 },
};
const NOT = 3;
const SIGN = 7;

const normal = new Map<string, string>();

/** A phrase as the tables spell it. */
function spelling(token: IToken): string {
  // While Chevrotain records the grammar, choices give no token.
  if (token.image === undefined) return '';
  let known = normal.get(token.image);
  if (known === undefined) {
    known = token.image.toUpperCase().replace(/\s+/g, ' ');
    normal.set(token.image, known);
  }
  return known;
}

class PlainParser extends EmbeddedActionsParser {
  private oneSkillset = false;

  constructor() {
    super([...allTokens, ...categories], { maxLookahead: 2, skipValidations: true });
    this.performSelfAnalysis();
  }

  readonly script = this.RULE('script', () => {
    const entry = this.SUBRULE(this.body);
    const sections: PlainNode[] = [];
    this.MANY(() => {
      this.CONSUME(t.SECTION!);
      const called = this.nameOf(this.CONSUME(name));
      sections.push({ kind: 'section', name: called, body: this.SUBRULE1(this.body) });
    });
    return { entry, sections };
  });

  private readonly body = this.RULE('body', (): PlainNode[] => {
    const list: PlainNode[] = [];
    this.MANY(() => list.push(this.SUBRULE(this.statement)));
    return list;
  });

  private choices: { ALT: () => PlainNode }[] | undefined;

  private readonly statement = this.RULE('statement', (): PlainNode => {
    this.choices ??= [
      { ALT: () => this.SUBRULE(this.if) },
      { ALT: () => this.SUBRULE(this.where) },
      { ALT: () => this.SUBRULE(this.assign) },
      { ALT: () => this.SUBRULE(this.assigned) },
      { ALT: () => this.SUBRULE(this.queue) },
      { ALT: () => this.SUBRULE(this.change) },
      { ALT: () => this.SUBRULE(this.jump) },
      { ALT: () => this.SUBRULE(this.wait) },
      { ALT: () => this.SUBRULE(this.data) },
      { ALT: () => this.SUBRULE(this.mail) },
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.voice) },
    ];
    return this.OR(this.choices);
  });

  private nameOf(token: IToken): PlainNode {
    return { kind: 'name', text: token.image };
  }

  private readonly if = this.RULE('if', (): PlainNode => {
    this.CONSUME(t.IF!);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(t.THEN!);
    const yes = this.SUBRULE(this.body);
    const no = this.OPTION(() => {
      this.CONSUME(t.ELSE!);
      return this.SUBRULE1(this.body);
    });
    this.CONSUME(t['END IF']!);
    // biome-ignore lint/suspicious/noThenProperty: statements, and nobody awaits a node
    return { kind: 'if', condition, then: yes, else: no };
  });

  private readonly where = this.RULE('where', (): PlainNode => {
    this.CONSUME(t.WHERE!);
    const subject = this.SUBRULE(this.expression);
    this.CONSUME(t.EQUALS!);
    const branches: PlainNode[] = [];
    this.AT_LEAST_ONE(() => {
      this.CONSUME(t.VALUE!);
      const items: PlainNode[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: comma, DEF: () => items.push(this.SUBRULE(this.setItem)) });
      this.CONSUME(colon);
      branches.push({ kind: 'value-branch', items, body: this.SUBRULE(this.body) });
    });
    const last = this.OPTION(() => {
      this.CONSUME(t.DEFAULT!);
      this.CONSUME1(colon);
      return { kind: 'default-branch', body: this.SUBRULE1(this.body) };
    });
    this.CONSUME(t['END WHERE']!);
    return { kind: 'where', subject, branches, default: last };
  });

  private readonly assign = this.RULE('assign', (): PlainNode => {
    this.CONSUME(t.ASSIGN!);
    const value = this.SUBRULE(this.expression);
    this.CONSUME(t.TO!);
    return { kind: 'assign', form: 'assign-to', target: this.nameOf(this.CONSUME(name)), value };
  });

  private readonly assigned = this.RULE('assigned', (): PlainNode => {
    const target = this.nameOf(this.CONSUME(name));
    this.CONSUME(t.ASSIGNED!);
    return { kind: 'assign', form: 'assigned', target, value: this.SUBRULE(this.expression) };
  });

  private readonly queue = this.RULE('queue', (): PlainNode => {
    const token = this.OR([
      { ALT: () => this.CONSUME(t['QUEUE TO SKILLSET']!) },
      { ALT: () => this.CONSUME(t['QUEUE TO NETWORK SKILLSET']!) },
      { ALT: () => this.CONSUME(t['QUEUE TO AGENT']!) },
    ]);
    const order = this.OPTION(() =>
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(t['LONGEST IDLE AGENT']!);
            return 'longest-idle-agent';
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['MOST LOGGED AGENTS']!);
            return 'most-logged-agents';
          },
        },
      ]),
    );
    const operands = this.SUBRULE(this.operands);
    const priority = this.SUBRULE(this.withPriority);
    const to = spelling(token);
    if (to === 'QUEUE TO AGENT') return { kind: 'queue-to-agent', agents: operands, priority };
    const kind = to === 'QUEUE TO SKILLSET' ? 'queue-to-skillset' : 'queue-to-network-skillset';
    return { kind, order, skillsets: operands, priority };
  });

  private readonly withPriority = this.RULE('withPriority', (): PlainNode | undefined =>
    this.OPTION(() => {
      this.CONSUME(t['WITH PRIORITY']!);
      return this.SUBRULE(this.operand);
    }),
  );

  private readonly change = this.RULE(
    'change',
    (): PlainNode =>
      this.OR([
        {
          ALT: () => {
            const queue = this.queueKind(
              this.OR1([
                { ALT: () => this.CONSUME(t['CHANGE PRIORITY IN SKILLSET']!) },
                { ALT: () => this.CONSUME(t['CHANGE PRIORITY IN AGENT']!) },
                { ALT: () => this.CONSUME(t['CHANGE PRIORITY IN NETWORK SKILLSET']!) },
              ]),
            );
            const operands = this.SUBRULE(this.operands);
            this.CONSUME(t.TO!);
            let priorityWord = false;
            this.OPTION({
              GATE: () => this.LA(1).image.toUpperCase() === 'PRIORITY',
              DEF: () => {
                this.CONSUME(name);
                priorityWord = true;
              },
            });
            return { kind: 'change-priority', queue, operands, priority: this.SUBRULE(this.operand), priorityWord };
          },
        },
        {
          ALT: () => {
            const queue = this.queueKind(
              this.OR2([
                { ALT: () => this.CONSUME(t['REMOVE FROM SKILLSET']!) },
                { ALT: () => this.CONSUME(t['REMOVE FROM AGENT']!) },
                { ALT: () => this.CONSUME(t['REMOVE FROM NETWORK SKILLSET']!) },
              ]),
            );
            return { kind: 'remove', queue, operands: this.SUBRULE1(this.operands) };
          },
        },
      ]),
  );

  private queueKind(token: IToken): string {
    const words = spelling(token);
    if (words.endsWith('NETWORK SKILLSET')) return 'network-skillset';
    return words.endsWith('AGENT') ? 'agent' : 'skillset';
  }

  private readonly jump = this.RULE(
    'jump',
    (): PlainNode =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t['EXECUTE SCRIPT']!);
            return { kind: 'execute-script', script: this.nameOf(this.CONSUME(name)) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.EXECUTE!);
            return { kind: 'execute', section: this.nameOf(this.CONSUME1(name)) };
          },
        },
        { ALT: () => this.alone(this.CONSUME(t.QUIT!), 'quit') },
        { ALT: () => this.alone(this.CONSUME(t.DISCONNECT!), 'disconnect') },
      ]),
  );

  private alone(_: IToken, kind: string): PlainNode {
    return { kind };
  }

  private readonly wait = this.RULE('wait', (): PlainNode => {
    this.CONSUME(t.WAIT!);
    return { kind: 'wait', value: this.SUBRULE(this.expression) };
  });

  private readonly values = this.RULE('values', (): PlainNode[] => {
    this.oneSkillset = true;
    const items: PlainNode[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
    this.oneSkillset = false;
    return items;
  });

  private readonly data = this.RULE(
    'data',
    (): PlainNode =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.LOG!);
            return { kind: 'log', values: this.SUBRULE(this.values) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['SEND INFO']!);
            const provider = this.SUBRULE(this.operand);
            return { kind: 'send-info', provider, values: this.SUBRULE1(this.values) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['SEND REQUEST']!);
            const provider = this.SUBRULE1(this.operand);
            return { kind: 'send-request', provider, values: this.SUBRULE2(this.values) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['GET RESPONSE']!);
            const provider = this.SUBRULE2(this.operand);
            const targets: PlainNode[] = [];
            this.AT_LEAST_ONE_SEP({ SEP: comma, DEF: () => targets.push(this.nameOf(this.CONSUME(name))) });
            const timeout = this.OPTION(() => {
              this.CONSUME(t.TIMEOUT!);
              return this.SUBRULE(this.expression);
            });
            return { kind: 'get-response', provider, targets, timeout };
          },
        },
      ]),
  );

  private readonly mail = this.RULE(
    'mail',
    (): PlainNode =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t['GIVE RESPONSE']!);
            return { kind: 'give-response', response: this.SUBRULE(this.operand) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['OFFER RESPONSE']!);
            return { kind: 'offer-response', responses: this.SUBRULE(this.operands) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['ROUTE CONTACT']!);
            return { kind: 'route-contact', address: this.SUBRULE1(this.operand) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['CLOSE CONTACT']!);
            const reason = this.OPTION(() => {
              this.CONSUME(t['WITH REASON']!);
              return this.SUBRULE2(this.operand);
            });
            return { kind: 'close-contact', reason };
          },
        },
      ]),
  );

  private readonly block = this.RULE(
    'block',
    (): PlainNode =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.READVAR!);
            const variable = this.nameOf(this.CONSUME(name));
            const body = this.SUBRULE(this.body);
            this.CONSUME(t.SAVEVAR!);
            const saved = this.OPTION({
              GATE: () => this.LA(2).tokenType !== t.ASSIGNED,
              DEF: () => this.nameOf(this.CONSUME1(name)),
            });
            return { kind: 'readvar', variable, body, saved };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['EVENT HANDLER']!);
            const events: PlainNode[] = [];
            this.MANY(() => {
              this.CONSUME(t.EVENT!);
              const event = this.nameOf(this.CONSUME2(name));
              this.CONSUME(colon);
              events.push({ kind: 'event-branch', event, body: this.SUBRULE1(this.body) });
            });
            this.CONSUME(t['END HANDLER']!);
            return { kind: 'event-handler', events };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t['OPEN VOICE SESSION']!);
            const dn = this.OPTION1({
              GATE: () => this.LA(2).tokenType !== t.ASSIGNED,
              DEF: () => this.SUBRULE(this.operand),
            });
            const body = this.SUBRULE2(this.body);
            this.CONSUME(t['END VOICE SESSION']!);
            return { kind: 'open-voice-session', dn, body };
          },
        },
      ]),
  );

  private controlled(token: IToken, kind: string): PlainNode {
    return { kind, controlled: spelling(token).endsWith('CONTROLLED') };
  }

  private voiceChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly voice = this.RULE('voice', (): PlainNode => {
    this.voiceChoices ??= [
      { ALT: () => this.alone(this.CONSUME(t['GIVE RINGBACK']!), 'give-ringback') },
      { ALT: () => this.alone(this.CONSUME(t['GIVE SILENCE']!), 'give-silence') },
      { ALT: () => this.controlled(this.CONSUME(t['GIVE BUSY']!), 'give-busy') },
      { ALT: () => this.controlled(this.CONSUME(t['GIVE BUSY CONTROLLED']!), 'give-busy') },
      { ALT: () => this.controlled(this.CONSUME(t['GIVE OVERFLOW']!), 'give-overflow') },
      { ALT: () => this.controlled(this.CONSUME(t['GIVE OVERFLOW CONTROLLED']!), 'give-overflow') },
      { ALT: () => this.alone(this.CONSUME(t['ROUTE CALL DEFAULT DN']!), 'route-call-default') },
      { ALT: () => this.ofOne(this.CONSUME(t['GIVE MUSIC']!), 'give-music', 'resource', this.SUBRULE(this.operand)) },
      { ALT: () => this.ofOne(this.CONSUME(t['GIVE RAN']!), 'give-ran', 'resource', this.SUBRULE1(this.operand)) },
      {
        ALT: () => {
          this.CONSUME(t['PLAY PROMPT']!);
          return { kind: 'play-prompt', prompts: this.SUBRULE(this.operands) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t['ROUTE CALL']!);
          const dn = this.SUBRULE2(this.operand);
          let isControlled = false;
          this.OPTION({
            GATE: () => this.LA(1).image.toUpperCase() === 'CONTROLLED',
            DEF: () => {
              this.CONSUME(name);
              isControlled = true;
            },
          });
          return { kind: 'route-call', dn, controlled: isControlled };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t['QUEUE TO NACD']!);
          const dn = this.SUBRULE3(this.operand);
          return { kind: 'queue-to-nacd', dn, priority: this.SUBRULE(this.withPriority) };
        },
      },
      {
        ALT: () =>
          this.ofOne(this.CONSUME(t['REMOVE FROM NACD']!), 'remove-from-nacd', 'dn', this.SUBRULE4(this.operand)),
      },
    ];
    return this.OR(this.voiceChoices);
  });

  private ofOne(_: IToken, kind: string, field: string, operand: PlainNode): PlainNode {
    return { kind, [field]: operand };
  }

  private readonly operands = this.RULE('operands', (): PlainNode[] => {
    const items: PlainNode[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: comma, DEF: () => items.push(this.SUBRULE(this.operand)) });
    return items;
  });

  private operandChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly operand = this.RULE('operand', (): PlainNode => {
    this.operandChoices ??= [
      { ALT: () => this.nameOf(this.CONSUME(name)) },
      { ALT: () => this.integerOf(this.CONSUME(integer)) },
      { ALT: () => this.stringOf(this.CONSUME(string)) },
      { ALT: () => this.intrinsic(this.CONSUME(intrinsicOf.none), [], false) },
      {
        ALT: () => {
          this.CONSUME(t.THE!);
          return this.intrinsic(this.CONSUME1(intrinsicOf.none), [], true);
        },
      },
    ];
    return this.OR(this.operandChoices);
  });

  private intrinsic(token: IToken, args: readonly PlainNode[], the: boolean): PlainNode {
    return { kind: 'intrinsic', name: spelling(token), args, the };
  }

  private integerOf(token: IToken): PlainNode {
    return { kind: 'integer', digits: token.image, value: Number(token.image) };
  }

  private stringOf(token: IToken): PlainNode {
    const inner = token.image.slice(1, -1);
    return { kind: 'string', value: inner.includes('"') ? inner.replaceAll('""', '"') : inner };
  }

  private literalChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly literal = this.RULE('literal', (): PlainNode => {
    this.literalChoices ??= [
      { ALT: () => this.integerOf(this.CONSUME(integer)) },
      { ALT: () => this.stringOf(this.CONSUME(string)) },
      { ALT: () => this.timeOf(this.CONSUME(time)) },
      { ALT: () => this.dateOf(this.CONSUME(isoDate)) },
      { ALT: () => this.dayOf(this.CONSUME(day)) },
      {
        ALT: () => {
          const first = this.CONSUME(month);
          const date = this.OPTION(() => {
            const of = this.CONSUME1(integer);
            const year = this.OPTION1(() => this.CONSUME2(integer));
            return { day: Number(of.image), year: year === undefined ? undefined : Number(year.image) };
          });
          const number = monthTokens.indexOf(first.tokenType) + 1;
          if (date === undefined) return { kind: 'month', month: number };
          return { kind: 'date', month: number, ...date, form: 'words' };
        },
      },
    ];
    return this.OR(this.literalChoices);
  });

  private dayOf(token: IToken): PlainNode {
    return { kind: 'day', day: dayTokens.indexOf(token.tokenType) };
  }

  private timeOf(token: IToken): PlainNode {
    const [hours = 0, minutes = 0] = token.image.split(':').map(Number);
    return { kind: 'time', minutes: hours * 60 + minutes };
  }

  private dateOf(token: IToken): PlainNode {
    const [year, of, on] = token.image.split('-').map(Number);
    return { kind: 'date', year, month: of, day: on, form: 'digits' };
  }

  private itemChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly item = this.RULE('item', (): PlainNode => {
    this.itemChoices ??= [
      {
        ALT: () => {
          this.CONSUME(minus);
          return { kind: 'unary', operator: '-', operand: this.integerOf(this.CONSUME(integer)) };
        },
      },
      { ALT: () => this.nameOf(this.CONSUME(name)) },
      { ALT: () => this.SUBRULE(this.literal) },
    ];
    return this.OR(this.itemChoices);
  });

  private readonly setItem = this.RULE('setItem', (): PlainNode => {
    const low = this.SUBRULE(this.item);
    const high = this.OPTION(() => {
      this.CONSUME(dotDot);
      return this.SUBRULE1(this.item);
    });
    return high === undefined ? low : { kind: 'range', low, high };
  });

  private operators: { ALT: () => IToken }[] | undefined;

  private readonly expression = this.RULE('expression', (): PlainNode => {
    const values: PlainNode[] = [];
    const pending: { operator: string; level: number }[] = [];
    this.SUBRULE(this.term, { ARGS: [values, pending] });
    this.MANY(() => {
      this.operators ??= [
        { ALT: () => this.CONSUME(comparison) },
        { ALT: () => this.CONSUME(plus) },
        { ALT: () => this.CONSUME1(minus) },
        { ALT: () => this.CONSUME(star) },
        { ALT: () => this.CONSUME(slash) },
        { ALT: () => this.CONSUME(t.AND!) },
        { ALT: () => this.CONSUME(t.OR!) },
      ];
      const token = this.OR(this.operators);
      const operator = token.tokenType === comparison ? spelling(token).replace(' ', '') : spelling(token);
      const level = PRECEDENCE[operator] ?? 0;
      while (pending.length > 0 && pending[pending.length - 1]!.level >= level) reduce(values, pending);
      pending.push({ operator, level });
      this.SUBRULE1(this.term, { ARGS: [values, pending] });
      if (level === 4) this.SUBRULE(this.setTail, { ARGS: [values] });
    });
    while (pending.length > 0) reduce(values, pending);
    return values[0]!;
  });

  private readonly setTail = this.RULE('setTail', (values: PlainNode[] = []): void => {
    const items: PlainNode[] = [];
    this.OPTION(() => {
      this.CONSUME(dotDot);
      const high = this.SUBRULE(this.item);
      items.push({ kind: 'range', low: values.at(-1), high });
    });
    this.MANY({
      GATE: () => this.LA(1).tokenType === comma,
      DEF: () => {
        this.CONSUME(comma);
        if (items.length === 0) items.push(values.at(-1)!);
        items.push(this.SUBRULE(this.setItem));
      },
    });
    if (items.length === 0) return;
    values.pop();
    values.push(items.length === 1 ? items[0]! : { kind: 'list', items });
  });

  private readonly term = this.RULE(
    'term',
    (values: PlainNode[] = [], pending: { operator: string; level: number }[] = []): void => {
      this.MANY(() => {
        const token = this.OR([{ ALT: () => this.CONSUME(t.NOT!) }, { ALT: () => this.CONSUME(minus) }]);
        const isSign = token.tokenType === minus;
        pending.push({ operator: isSign ? 'sign' : 'NOT', level: isSign ? SIGN : NOT });
      });
      values.push(this.SUBRULE(this.primary));
    },
  );

  private primaryChoices: { ALT: () => PlainNode }[] | undefined;

  private readonly primary = this.RULE('primary', (): PlainNode => {
    this.primaryChoices ??= [
      {
        ALT: () => {
          const before = this.oneSkillset;
          this.oneSkillset = false;
          this.CONSUME(open);
          const inner = this.SUBRULE(this.expression);
          this.CONSUME(close);
          this.oneSkillset = before;
          return { kind: 'parenthesized', inner };
        },
      },
      { ALT: () => this.nameOf(this.CONSUME(name)) },
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.ask) },
    ];
    return this.OR(this.primaryChoices);
  });

  private askChoices: { ALT: () => readonly [IToken, PlainNode[]] }[] | undefined;

  private readonly ask = this.RULE('ask', (): PlainNode => {
    const the = this.OPTION(() => this.CONSUME(t.THE!)) !== undefined;
    this.askChoices ??= [
      { ALT: () => [this.CONSUME(intrinsicOf.none), []] as const },
      { ALT: () => [this.CONSUME(intrinsicOf.skillsets), this.SUBRULE(this.skillsets)] as const },
      { ALT: () => [this.CONSUME(intrinsicOf.agent), [this.SUBRULE(this.operand)]] as const },
      { ALT: () => [this.CONSUME(intrinsicOf.key), [this.stringOf(this.CONSUME(string))]] as const },
    ];
    const asked = this.OR(this.askChoices);
    if (this.RECORDING_PHASE) return { kind: 'intrinsic' };
    const [token, args] = asked;
    return this.intrinsic(token, args, the);
  });

  private readonly skillsets = this.RULE('skillsets', (): PlainNode[] => {
    const items = [this.SUBRULE(this.operand)];
    this.MANY({
      GATE: () => !this.oneSkillset,
      DEF: () => {
        this.CONSUME(comma);
        items.push(this.SUBRULE1(this.operand));
      },
    });
    return items;
  });
}

function reduce(values: PlainNode[], pending: { operator: string; level: number }[]): void {
  const { operator } = pending.pop()!;
  const right = values.pop()!;
  if (operator === 'NOT' || operator === 'sign') {
    values.push({ kind: 'unary', operator: operator === 'sign' ? '-' : 'NOT', operand: right });
    return;
  }
  const left = values.pop()!;
  values.push({ kind: 'binary', operator, left, right });
}

const parser = new PlainParser();

/** Reads a correct script; throws at the first fault. */
export function parsePlain(text: string): { entry: PlainNode[]; sections: PlainNode[] } {
  const { tokens, errors } = lexer.tokenize(text);
  if (errors[0] !== undefined) throw new Error(errors[0].message);
  parser.input = tokens;
  const result = parser.script();
  if (parser.errors[0] !== undefined) throw parser.errors[0];
  return result;
}
