/** Statements, one function a kind; the table at the end demands one for every kind of the grammar. */
import type {
  ErrorStatement,
  Expression,
  Operand,
  QueueOrder,
  Span,
  Statement,
  StatementKind,
} from '../../dsl/index.ts';
import {
  HANDLER_EVENTS,
  QUEUE_CHOICES,
  QUEUE_KINDS,
  registerOf,
  VALUE_TYPES,
  type VariableEntry,
  VOICE_STATEMENTS,
  type VoiceStatement,
} from '../../vm/index.ts';
import type { Label } from '../assemble.ts';
import { lowerBranch } from './conditions.ts';
import { addedNumber, constantNumber, lowerIds, lowerInt, lowerValue } from './expressions.ts';
import {
  bare,
  infoOf,
  type Lowering,
  LoweringError,
  release,
  thingOf,
  thingSymbol,
  variableOf,
  variableSymbol,
} from './lowering.ts';
import { lowerWhere } from './where.ts';

/** A statement of one kind. */
export type StatementOf<K extends StatementKind> = Extract<Statement, { kind: K }>;

/** Statements one after the other. */
export function lowerStatements(lowering: Lowering, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (statement.kind === 'error')
      throw new LoweringError(`a script with errors was to be lowered: ${lowering.script.name}`);
    lowering.out.beginStatement(headOf(statement));
    const { ints, texts } = lowering;
    lowerOne(lowering, statement);
    release(lowering, ints, texts);
  }
}

function lowerOne(lowering: Lowering, statement: Exclude<Statement, ErrorStatement>): void {
  // Each row takes the statements of its own kind, which the type of the table says and an index by a union forgets.
  const row = STATEMENTS[statement.kind] as (lowering: Lowering, statement: Statement) => void;
  row(lowering, statement);
}

/** The line of a statement: of a block only its head. */
function headOf(statement: Statement): Span {
  switch (statement.kind) {
    case 'if':
      return { start: statement.span.start, end: statement.condition.span.end };
    case 'where':
      return { start: statement.span.start, end: statement.subject.span.end };
    case 'readvar':
      return { start: statement.span.start, end: statement.variable.span.end };
    case 'event-handler':
    case 'open-voice-session':
      return statement.keyword;
    default:
      return statement.span;
  }
}

function lowerAssign(lowering: Lowering, statement: StatementOf<'assign'>): void {
  const { out } = lowering;
  const variable = variableOf(lowering, statement.target);
  if (variable === undefined)
    throw new LoweringError(`no variable ${statement.target.text} in ${lowering.script.name}`);
  const symbol = variableSymbol(lowering, variable);
  const next = out.label();
  const from = out.noteFaults();
  lowerStore(lowering, statement, variable, symbol);
  out.faultsTo(next, from);
  out.mark(next);
}

function lowerStore(
  lowering: Lowering,
  statement: StatementOf<'assign'>,
  variable: VariableEntry,
  symbol: number,
): void {
  const { out } = lowering;
  const value = bare(statement.value);
  const { constant } = infoOf(lowering, value);
  const added =
    value.kind === 'binary' && constant === undefined
      ? addedNumber(lowering, value.left, value.operator, value.right)
      : undefined;
  if (added !== undefined && variableOf(lowering, bare(added.to)) === variable) {
    out.emit('ADD_TO', { variable: symbol, value: added.value });
    return;
  }
  const number = thingOf(constant) === undefined ? constantNumber(constant) : undefined;
  if (number !== undefined && registerOf(variable.type) === 'int') {
    out.emit('STORE_NUMBER', { variable: symbol, value: number });
    return;
  }
  const { register } = lowerValue(lowering, statement.value);
  out.from(statement.span);
  out.emit(registerOf(variable.type) === 'string' ? 'STORE_TEXT' : 'STORE', { variable: symbol, from: register });
}

function lowerIf(lowering: Lowering, statement: StatementOf<'if'>): void {
  const { out } = lowering;
  const { condition, then, else: other } = statement;
  const otherwise = out.label();
  const end = out.label();
  const branch = out.branch('if');
  const from = out.noteFaults();
  lowerBranch(lowering, condition, false, otherwise);
  out.faultsTo(otherwise, from);
  const first = out.arm('then', out.here());
  lowerStatements(lowering, then);
  // An empty branch has an instruction too: it tells which way the IF went.
  if (then.length === 0 || (other !== undefined && !out.ended)) {
    out.from(statement.span);
    out.emit('JUMP', { target: end });
  }
  out.mark(otherwise);
  branch.arms = [first, out.arm(other === undefined ? 'none' : 'else', otherwise)];
  if (other !== undefined) lowerStatements(lowering, other);
  if (other?.length === 0) {
    out.from(statement.elseKeyword ?? statement.span);
    out.emit('JUMP', { target: end });
  }
  out.mark(end);
}

function lowerExecute(lowering: Lowering, statement: StatementOf<'execute'>): void {
  const reference = lowering.script.tables.references.get(statement.section);
  if (reference?.kind !== 'section') throw new LoweringError(`no section ${statement.section.text}`);
  lowering.out.emit('JUMP', { target: lowering.sections[reference.index]! });
}

function lowerExecuteScript(lowering: Lowering, statement: StatementOf<'execute-script'>): void {
  const reference = lowering.script.tables.references.get(statement.script);
  const name = reference?.kind === 'script' ? reference.name : statement.script.text;
  lowering.out.emit('EXECUTE_SCRIPT', { script: lowering.out.string(name) });
}

const CHOICES = { 'longest-idle-agent': 'longest_idle', 'most-logged-agents': 'most_logged' } as const;
const QUEUES = { skillset: 'skillset', agent: 'agent', 'network-skillset': 'network' } as const;
/** Where WITH PRIORITY is absent (language §3). */
const LOWEST_PRIORITY = 6;

function lowerQueue(
  lowering: Lowering,
  kind: (typeof QUEUES)[keyof typeof QUEUES],
  order: QueueOrder | undefined,
  operands: readonly Operand[],
  priority: Operand | undefined,
): void {
  const { out } = lowering;
  const queue = QUEUE_KINDS.indexOf(kind);
  const choice = QUEUE_CHOICES.indexOf(order === undefined ? 'each' : CHOICES[order]);
  const constant = priority === undefined ? LOWEST_PRIORITY : constantNumber(infoOf(lowering, priority).constant);
  if (constant !== undefined) {
    const ids = lowerIds(lowering, operands);
    out.emit('QUEUE_AT', { queue, choice, priority: constant, ...ids });
    return;
  }
  const register = lowerInt(lowering, priority!);
  const ids = lowerIds(lowering, operands);
  out.emit('QUEUE', { queue, choice, priority: register, ...ids });
}

function lowerChangePriority(lowering: Lowering, statement: StatementOf<'change-priority'>): void {
  const queue = QUEUE_KINDS.indexOf(QUEUES[statement.queue]);
  const constant = constantNumber(infoOf(lowering, statement.priority).constant);
  if (constant !== undefined && constant >= 1 && constant <= LOWEST_PRIORITY) {
    const ids = lowerIds(lowering, statement.operands);
    lowering.out.emit('CHANGE_PRIORITY_TO', { queue, priority: constant, ...ids });
    return;
  }
  const priority = lowerInt(lowering, statement.priority);
  const ids = lowerIds(lowering, statement.operands);
  lowering.out.emit('CHANGE_PRIORITY', { queue, priority, ...ids });
}

function lowerRemove(lowering: Lowering, statement: StatementOf<'remove'>): void {
  const ids = lowerIds(lowering, statement.operands);
  lowering.out.emit('REMOVE', { queue: QUEUE_KINDS.indexOf(QUEUES[statement.queue]), ...ids });
}

/** The present place's next wait point: `Script/section#n`. */
function nextWaitPoint(lowering: Lowering): number {
  lowering.waits++;
  return lowering.out.waitPoint(`${lowering.place}#${lowering.waits}`);
}

/** Seconds in a register; a value that faults counts as 0 seconds do: 1, and the fault's event is the one (language §3). */
function lowerSeconds(lowering: Lowering, value: Expression): number {
  const { out } = lowering;
  const faulted = out.label();
  const ready = out.label();
  const register = lowering.ints;
  const from = out.noteFaults();
  lowerInt(lowering, value);
  if (out.faultsTo(faulted, from)) {
    out.emit('JUMP', { target: ready });
    out.mark(faulted);
    out.emit('INT', { to: register, value: 1 });
  }
  out.mark(ready);
  return register;
}

function lowerWait(lowering: Lowering, statement: StatementOf<'wait'>): void {
  const constant = constantNumber(infoOf(lowering, statement.value).constant);
  if (constant !== undefined && constant > 0) {
    lowering.out.emit('WAIT_NUMBER', { seconds: constant, wait: nextWaitPoint(lowering) });
    return;
  }
  const seconds = lowerSeconds(lowering, statement.value);
  lowering.out.emit('WAIT', { seconds, wait: nextWaitPoint(lowering) });
}

/** Time-out of GET RESPONSE without TIMEOUT, in seconds (language §3). */
const DEFAULT_TIMEOUT_S = 10;

function lowerGetResponse(lowering: Lowering, statement: StatementOf<'get-response'>): void {
  const { out } = lowering;
  let seconds = lowering.ints;
  if (statement.timeout === undefined) {
    seconds = lowering.ints++;
    out.emit('INT', { to: seconds, value: DEFAULT_TIMEOUT_S });
  } else {
    lowerSeconds(lowering, statement.timeout);
  }
  const provider = lowerInt(lowering, statement.provider);
  const targets = out.list(statement.targets.map((target) => variableSymbol(lowering, variableOf(lowering, target)!)));
  out.emit('GET', { provider, seconds, targets, wait: nextWaitPoint(lowering) });
}

/** LOG and SEND: the values become arguments, and a fault in one skips the statement. */
function lowerArguments(lowering: Lowering, values: readonly Expression[], statement: Span, send: () => void): void {
  const { out } = lowering;
  const next = out.label();
  const from = out.noteFaults();
  for (const value of values) {
    const { ints, texts } = lowering;
    const { file, register, type } = lowerValue(lowering, value);
    if (file === 'string') out.emit('ARGUMENT_TEXT', { from: register });
    else out.emit('ARGUMENT', { from: register, type: VALUE_TYPES.indexOf(type) });
    release(lowering, ints, texts);
  }
  out.from(statement);
  send();
  out.faultsTo(next, from);
  out.mark(next);
}

function lowerReadvar(lowering: Lowering, statement: StatementOf<'readvar'>): void {
  const variable = variableSymbol(lowering, variableOf(lowering, statement.variable)!);
  lowering.out.emit('READ_SHARED', { variable });
  lowerStatements(lowering, statement.body);
  lowering.out.from(statement.span);
  lowering.out.emit('SAVE_SHARED', { variable });
}

function lowerEventHandler(lowering: Lowering, statement: StatementOf<'event-handler'>): void {
  const { out } = lowering;
  const bodies: (Label | undefined)[] = HANDLER_EVENTS.map(() => undefined);
  for (const branch of statement.events) {
    const reference = lowering.script.tables.references.get(branch.event);
    if (reference?.kind !== 'event') throw new LoweringError(`no event ${branch.event.text}`);
    const label = out.label();
    bodies[HANDLER_EVENTS.indexOf(reference.name)] = label;
    lowering.behind.push(() => {
      out.mark(label);
      lowerStatements(lowering, branch.body);
      out.from(branch.keyword);
      out.emit('RESUME', {});
    });
  }
  out.emit('HANDLER', { handler: out.handler(bodies) });
}

function lowerVoice(lowering: Lowering, name: VoiceStatement, ends = false): void {
  lowering.out.emit('VOICE', { statement: VOICE_STATEMENTS.indexOf(name), ends: ends ? 1 : 0 });
}

function lowerVoiceSession(lowering: Lowering, statement: StatementOf<'open-voice-session'>): void {
  const end = lowering.out.label();
  lowering.out.emit('VOICE_BLOCK', { statement: VOICE_STATEMENTS.indexOf('OPEN VOICE SESSION'), target: end });
  lowerStatements(lowering, statement.body);
  lowering.out.mark(end);
}

function lowerRouteContact(lowering: Lowering, statement: StatementOf<'route-contact'>): void {
  const { register } = lowerValue(lowering, statement.address);
  lowering.out.emit('ROUTE_CONTACT', { address: register });
}

function lowerGiveResponse(lowering: Lowering, statement: StatementOf<'give-response'>): void {
  const thing = thingOf(infoOf(lowering, statement.response).constant);
  if (thing?.of === 'response') {
    lowering.out.emit('GIVE_RESPONSE_NAMED', { response: thingSymbol(lowering, thing.of, thing.name) });
    return;
  }
  lowering.out.emit('GIVE_RESPONSE', { response: lowerInt(lowering, statement.response) });
}

function lowerCloseContact(lowering: Lowering, statement: StatementOf<'close-contact'>): void {
  const { out } = lowering;
  let reason = lowering.ints;
  if (statement.reason === undefined) out.emit('INT', { to: reason, value: -1 });
  else reason = lowerInt(lowering, statement.reason);
  out.emit('CLOSE_CONTACT', { reason });
}

/** How each kind of statement is lowered. */
const STATEMENTS: { readonly [K in StatementKind]: (lowering: Lowering, statement: StatementOf<K>) => void } = {
  assign: lowerAssign,
  if: lowerIf,
  where: lowerWhere,
  execute: lowerExecute,
  'execute-script': lowerExecuteScript,
  'queue-to-skillset': (l, s) => lowerQueue(l, 'skillset', s.order, s.skillsets, s.priority),
  'queue-to-agent': (l, s) => lowerQueue(l, 'agent', undefined, s.agents, s.priority),
  'queue-to-network-skillset': (l, s) => lowerQueue(l, 'network', s.order, s.skillsets, s.priority),
  'change-priority': lowerChangePriority,
  remove: lowerRemove,
  wait: lowerWait,
  quit: (l) => l.out.emit('QUIT', {}),
  disconnect: (l) => l.out.emit('DISCONNECT', {}),
  log: (l, s) => lowerArguments(l, s.values, s.span, () => l.out.emit('LOG', {})),
  'send-info': (l, s) =>
    lowerArguments(l, s.values, s.span, () => l.out.emit('SEND_INFO', { provider: lowerInt(l, s.provider) })),
  'send-request': (l, s) =>
    lowerArguments(l, s.values, s.span, () => l.out.emit('SEND_REQUEST', { provider: lowerInt(l, s.provider) })),
  'get-response': lowerGetResponse,
  readvar: lowerReadvar,
  'event-handler': lowerEventHandler,
  'give-ringback': (l) => lowerVoice(l, 'GIVE RINGBACK'),
  'give-silence': (l) => lowerVoice(l, 'GIVE SILENCE'),
  'give-music': (l) => lowerVoice(l, 'GIVE MUSIC'),
  'give-ran': (l) => lowerVoice(l, 'GIVE RAN'),
  'give-busy': (l, s) => lowerVoice(l, 'GIVE BUSY', !s.controlled),
  'give-overflow': (l, s) => lowerVoice(l, 'GIVE OVERFLOW', !s.controlled),
  'give-ivr': (l) => lowerVoice(l, 'GIVE IVR'),
  'give-broadcast': (l) => lowerVoice(l, 'GIVE CONTROLLED BROADCAST ANNOUNCEMENT'),
  'open-voice-session': lowerVoiceSession,
  'play-prompt': (l) => lowerVoice(l, 'PLAY PROMPT'),
  'collect-digits': (l) => lowerVoice(l, 'COLLECT DIGITS'),
  'route-call': (l, s) => lowerVoice(l, 'ROUTE CALL', !s.controlled),
  'route-call-default': (l) => lowerVoice(l, 'ROUTE CALL', true),
  'queue-to-nacd': (l) => lowerVoice(l, 'QUEUE TO NACD'),
  'remove-from-nacd': (l) => lowerVoice(l, 'REMOVE FROM NACD'),
  'give-response': lowerGiveResponse,
  'route-contact': lowerRouteContact,
  'close-contact': lowerCloseContact,
  'offer-response': (l, s) => l.out.emit('OFFER_RESPONSE', lowerIds(l, s.responses)),
};
