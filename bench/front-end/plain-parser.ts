/**
 * The peer of the front end: the same grammar as any Chevrotain user would write it with embedded actions. It builds the same tree, but without
 * spans, comments and recovery: phrases are tokens of the lexer, and the first fault ends it. Expressions are read flat and put together by
 * precedence, as ours are, because a rule for each level of precedence was 1.4 times slower.
 */
import type { IToken } from 'chevrotain';
import { PlainExpressions, type PlainNode, spelling } from './plain-expressions.ts';
import { allTokens, categories, colon, comma, lexer, name, t } from './plain-tokens.ts';

class PlainParser extends PlainExpressions {
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
