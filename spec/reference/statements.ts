/** Statements (language §3), one function a kind. */
import {
  type Expression,
  type Operand,
  type ScriptFile,
  type Statement,
  type StatementKind,
  statements as statementRows,
} from '../../dsl/index.ts';
import { Fault, type RunEvent, type Stop } from './centre.ts';
import { matchesValue, subjectOf } from './comparisons.ts';
import { doFirst, enterScript, enterSection } from './contact.ts';
import { evaluate, holds, namesIn, numberIn, type Scope } from './expressions.ts';
import { namesOf } from './names.ts';
import type { Value } from './values.ts';
import { written } from './written.ts';

/** The script goes on with what is to be done next. */
export const STATEMENT_GOES_ON = undefined;

type StatementOf<K extends StatementKind> = Extract<Statement, { kind: K }>;
type Outcome = Stop | typeof STATEMENT_GOES_ON;

/** Does what a statement says. A fault skips it with one event, unless it says otherwise itself (language §4). */
export function performStatement(scope: Scope, statement: Statement): Outcome {
  if (statement.kind === 'error') throw new Error('a script with errors does not run');
  const perform = STATEMENTS[statement.kind] as (scope: Scope, statement: Statement) => Outcome;
  return unlessFault(scope, statement, () => perform(scope, statement), STATEMENT_GOES_ON);
}

function unlessFault<T>(scope: Scope, statement: Statement, work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    tell(scope, statement, fault.kind);
    return otherwise;
  }
}

function tell({ contact, centre }: Scope, statement: Statement, kind: RunEvent): void {
  centre.event(kind, contact.script.name, lineOf(contact.script, statement));
}

/** The line on which a statement begins, from 1. */
export function lineOf(script: ScriptFile, statement: Statement): number {
  return script.source.text.slice(0, statement.span.start).split('\n').length;
}

const STRING_CHARACTERS_MAX = 255;

/** Puts a value into a call variable; a string has at most 255 characters there, a longer one is cut with an event (language §5). */
export function store({ contact }: Scope, variable: string, value: Value, event: (kind: RunEvent) => void): void {
  let stored = value;
  if ('text' in value) {
    const characters = [...value.text];
    if (characters.length > STRING_CHARACTERS_MAX) {
      event('string_cut');
      stored = { ...value, text: characters.slice(0, STRING_CHARACTERS_MAX).join('') };
    }
  }
  contact.variables.set(variable.toLowerCase(), stored);
}

function assign(scope: Scope, statement: StatementOf<'assign'>): Outcome {
  const named = namesOf(scope.centre.directory(scope.contact.globals)).byName.get(statement.target.text.toLowerCase());
  if (named?.kind !== 'variable') throw new Error(`no variable ${statement.target.text}`);
  const value = evaluate(scope, statement.value, named.variable.type);
  store(scope, statement.target.text, value, (kind) => tell(scope, statement, kind));
  return STATEMENT_GOES_ON;
}

function branchOn(scope: Scope, statement: StatementOf<'if'>): Outcome {
  const taken = unlessFault(scope, statement, () => holds(scope, statement.condition), false);
  doFirst(scope.contact, taken ? statement.then : (statement.else ?? []));
  return STATEMENT_GOES_ON;
}

function where(scope: Scope, statement: StatementOf<'where'>): Outcome {
  const subject = subjectOf(scope, statement.subject);
  const branch = statement.branches.find(({ items }) => matchesValue(scope, subject, items)) ?? statement.default;
  if (branch !== undefined) doFirst(scope.contact, branch.body);
  return STATEMENT_GOES_ON;
}

function executeScript(scope: Scope, statement: StatementOf<'execute-script'>): Outcome {
  const file = scope.centre.script(statement.script.text);
  if (file === undefined) return { kind: 'gone', what: `script ${statement.script.text}` };
  enterScript(scope.contact, file, scope.centre);
  return STATEMENT_GOES_ON;
}

/** A priority at run time: a value outside 1 to 6 counts as the nearest one, with an event. */
function priorityOf(scope: Scope, statement: Statement, operand: Operand | undefined): number {
  if (operand === undefined) return 6;
  const priority = numberIn(evaluate(scope, operand, 'priority'));
  if (priority >= 1 && priority <= 6) return priority;
  tell(scope, statement, 'priority_out_of_range');
  return priority < 1 ? 1 : 6;
}

const CHOICES = { 'longest-idle-agent': 'longest_idle', 'most-logged-agents': 'most_logged' } as const;

function queueTo(
  scope: Scope,
  statement: StatementOf<'queue-to-skillset' | 'queue-to-agent'>,
  kind: 'skillset' | 'agent',
): Outcome {
  const operands = statement.kind === 'queue-to-agent' ? statement.agents : statement.skillsets;
  const order = statement.kind === 'queue-to-agent' ? undefined : statement.order;
  const names = namesIn(scope, operands, kind);
  const priority = priorityOf(scope, statement, statement.priority);
  if (names.length > 0) scope.centre.queue(kind, names, priority, order === undefined ? 'each' : CHOICES[order]);
  return STATEMENT_GOES_ON;
}

function changePriority(scope: Scope, statement: StatementOf<'change-priority'>): Outcome {
  const kind = withoutNetwork(statement.queue);
  const names = namesIn(scope, statement.operands, kind);
  const priority = priorityOf(scope, statement, statement.priority);
  if (names.length > 0) scope.centre.changePriority(kind, names, priority);
  return STATEMENT_GOES_ON;
}

function removeFrom(scope: Scope, statement: StatementOf<'remove'>): Outcome {
  const kind = withoutNetwork(statement.queue);
  const names = namesIn(scope, statement.operands, kind);
  if (names.length > 0) scope.centre.remove(kind, names);
  return STATEMENT_GOES_ON;
}

function withoutNetwork(queue: 'skillset' | 'agent' | 'network-skillset'): 'skillset' | 'agent' {
  if (queue === 'network-skillset') throw new Error('without sites a statement about network skillsets is an error');
  return queue;
}

/** Whole seconds; 0 or less, or a value that faults, is 1 second and an event. */
function secondsOf(
  scope: Scope,
  statement: Statement,
  value: Expression,
  kind: 'wait_out_of_range' | 'timeout_out_of_range',
): number {
  const seconds = unlessFault(scope, statement, () => numberIn(evaluate(scope, value, 'seconds')), undefined);
  if (seconds === undefined) return 1;
  if (seconds > 0) return seconds;
  tell(scope, statement, kind);
  return 1;
}

function getResponse(scope: Scope, statement: StatementOf<'get-response'>): Outcome {
  const seconds =
    statement.timeout === undefined ? 10 : secondsOf(scope, statement, statement.timeout, 'timeout_out_of_range');
  scope.contact.waitsAt = statement;
  const [provider] = namesIn(scope, [statement.provider], 'provider');
  return { kind: 'response', provider, seconds, targets: statement.targets.map(({ text }) => text) };
}

function valuesOf(scope: Scope, values: readonly Expression[]) {
  return values.map((value) => written(evaluate(scope, value)));
}

/** What is for voice contacts is told with one event; without CONTROLLED, what ends a call ends a voice contact's run. */
function voiceOnly(scope: Scope, statement: Statement, endsCall = false): Outcome {
  tell(scope, statement, 'voice_only');
  return endsCall && isVoice(scope) ? { kind: 'ended' } : STATEMENT_GOES_ON;
}

function isVoice(scope: Scope): boolean {
  const type = scope.centre.ask('CONTACT TYPE', []);
  return 'name' in type && type.name === 'Voice';
}

function openVoiceSession(scope: Scope, statement: StatementOf<'open-voice-session'>): Outcome {
  if (isVoice(scope)) doFirst(scope.contact, statement.body);
  else tell(scope, statement, 'voice_only');
  return STATEMENT_GOES_ON;
}

const STATEMENTS: { readonly [K in StatementKind]: (scope: Scope, statement: StatementOf<K>) => Outcome } = {
  assign,
  if: branchOn,
  where,
  execute: ({ contact }, { section }) => {
    enterSection(contact, section.text);
  },
  'execute-script': executeScript,
  'queue-to-skillset': (scope, statement) => queueTo(scope, statement, 'skillset'),
  'queue-to-agent': (scope, statement) => queueTo(scope, statement, 'agent'),
  'queue-to-network-skillset': (_scope, statement) => {
    throw new Error(`${statementRows[statement.kind].name}: without sites an error`);
  },
  'change-priority': changePriority,
  remove: removeFrom,
  wait: (scope, statement) => {
    const seconds = secondsOf(scope, statement, statement.value, 'wait_out_of_range');
    scope.contact.waitsAt = statement;
    return { kind: 'wait', seconds };
  },
  quit: () => ({ kind: 'quit' }),
  disconnect: () => ({ kind: 'disconnect' }),
  log: (scope, { values }) => {
    scope.centre.log(valuesOf(scope, values));
  },
  'send-info': (scope, { provider, values }) => {
    const sent = valuesOf(scope, values);
    const [name] = namesIn(scope, [provider], 'provider');
    if (name !== undefined) scope.centre.sendInfo(name, sent);
  },
  'send-request': (scope, { provider, values }) => {
    const sent = valuesOf(scope, values);
    const [name] = namesIn(scope, [provider], 'provider');
    if (name !== undefined) scope.centre.sendRequest(name, sent);
  },
  'get-response': getResponse,
  readvar: ({ contact, centre }, { variable, body }) => {
    const number = centre.readShared(variable.text);
    contact.variables.set(variable.text.toLowerCase(), { type: 'integer', number });
    contact.todo.push({ kind: 'savevar', variable });
    doFirst(contact, body);
  },
  'event-handler': ({ contact }, statement) => {
    contact.handler = statement;
  },
  'give-ringback': voiceOnly,
  'give-silence': voiceOnly,
  'give-music': (scope, statement) => voiceOnly(scope, statement),
  'give-ran': (scope, statement) => voiceOnly(scope, statement),
  'give-busy': (scope, statement) => voiceOnly(scope, statement, !statement.controlled),
  'give-overflow': (scope, statement) => voiceOnly(scope, statement, !statement.controlled),
  'give-ivr': (scope, statement) => voiceOnly(scope, statement),
  'give-broadcast': (scope, statement) => voiceOnly(scope, statement),
  'open-voice-session': openVoiceSession,
  'play-prompt': (scope, statement) => voiceOnly(scope, statement),
  'collect-digits': (scope, statement) => voiceOnly(scope, statement),
  'route-call': (scope, statement) => voiceOnly(scope, statement, !statement.controlled),
  'route-call-default': (scope, statement) => voiceOnly(scope, statement, true),
  'queue-to-nacd': (scope, statement) => voiceOnly(scope, statement),
  'remove-from-nacd': (scope, statement) => voiceOnly(scope, statement),
  'give-response': (scope, { response }) => {
    const [name] = namesIn(scope, [response], 'response');
    if (name !== undefined) scope.centre.giveResponse(name);
  },
  'route-contact': (scope, { address }) => {
    const value = evaluate(scope, address, 'string');
    scope.centre.routeContact('text' in value ? value.text : '');
    return { kind: 'routed' };
  },
  'close-contact': (scope, { reason }) => {
    const [name] = reason === undefined ? [] : namesIn(scope, [reason], 'reason');
    scope.centre.closeContact(name);
    return { kind: 'closed' };
  },
  'offer-response': (scope, { responses }) => {
    const names = namesIn(scope, responses, 'response');
    if (names.length > 0) scope.centre.offerResponses(names);
  },
};
