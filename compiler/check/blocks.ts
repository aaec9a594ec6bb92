/** Statements with bodies: IF, WHERE, READVAR, EVENT HANDLER, OPEN VOICE SESSION. */
import {
  type EventHandlerStatement,
  nameKey,
  type ReadvarStatement,
  type Span,
  suggested,
  typeWords,
  type WhereStatement,
} from '../../dsl/index.ts';
import { HANDLER_EVENTS } from '../../vm/index.ts';
import type { SetMember } from '../analysis.ts';
import { addressSides } from './comparisons.ts';
import { type CheckContext, relatedHere, report, textOf } from './context.ts';
import { check, checkCondition, isBareCondition, record } from './expressions.ts';
import type { StatementChecks } from './family.ts';
import { checkOperand, checkTarget } from './operands.ts';
import { checkMember, memberKey } from './sets.ts';

/** Checks of statements with bodies. */
export const blockChecks: StatementChecks<'if' | 'where' | 'readvar' | 'event-handler' | 'open-voice-session'> = {
  if: (context, statement, around, checkBody) => {
    checkCondition(context, statement.condition);
    checkBody(context, statement.then, around);
    if (statement.else !== undefined) checkBody(context, statement.else, around);
  },
  where: (context, statement, around, checkBody) => {
    checkSubject(context, statement);
    for (const branch of statement.branches) checkBody(context, branch.body, around);
    if (statement.default !== undefined) checkBody(context, statement.default.body, around);
  },
  readvar: (context, statement, around, checkBody) => {
    checkShared(context, statement);
    checkBody(context, statement.body, { ...around, readvar: statement.unclosed !== true });
  },
  'event-handler': (context, statement, _around, checkBody) => {
    context.met.handler = true;
    checkEvents(context, statement);
    const event = statement.unclosed !== true;
    for (const { body } of statement.events) checkBody(context, body, { readvar: false, event });
  },
  'open-voice-session': (context, statement, around, checkBody) => {
    checkOperand(context, statement.dn, 'dn');
    checkBody(context, statement.body, around);
  },
};

/** The subject and the VALUEs, which must be of its type; without a type of the subject, nothing is said of the VALUEs. */
function checkSubject(context: CheckContext, statement: WhereStatement): void {
  const subject = check(context, statement.subject);
  if (subject === undefined) return;
  if (subject.type === 'boolean') {
    if (isBareCondition(statement.subject)) return;
    report(context, 'CCS3001', statement.subject.span, { found: typeWords.boolean, expected: 'a value' });
    return;
  }
  const { type } = subject;
  context.tables.wheres.set(statement, { type, ...addressSides(statement.subject, undefined) });
  const seen = new Map<string | number, Span>();
  for (const branch of statement.branches) {
    const members: SetMember[] = [];
    for (const item of branch.items) {
      const member = checkMember(context, item, type, 'value');
      if (member === undefined) continue;
      members.push(member);
      checkRepeated(context, member, seen);
    }
    if (members.length === branch.items.length) context.tables.sets.set(branch, { type, members });
  }
}

/** An item written a second time is a fault; one that merely overlaps another is not. */
function checkRepeated(context: CheckContext, member: SetMember, seen: Map<string | number, Span>): void {
  const key = memberKey(context, member);
  if (key === undefined) return;
  const { span } = member.node;
  const first = seen.get(key);
  if (first === undefined) seen.set(key, span);
  else
    report(context, 'CCS3015', span, { value: textOf(context, span) }, [
      relatedHere(context, first, 'it stands here first'),
    ]);
}

function checkShared(context: CheckContext, statement: ReadvarStatement): void {
  const variable = checkTarget(context, statement.variable);
  if (variable !== undefined && variable.type !== 'integer') {
    report(context, 'CCS3019', statement.variable.span, {
      name: statement.variable.text,
      type: typeWords[variable.type],
    });
  }
  const { saved } = statement;
  if (saved === undefined || saved.text === '' || !context.tables.references.has(statement.variable)) return;
  if (nameKey(saved.text) !== nameKey(statement.variable.text)) {
    report(context, 'CCS4007', saved.span, { readvar: statement.variable.text, savevar: saved.text });
    return;
  }
  const reference = context.tables.references.get(statement.variable);
  if (reference !== undefined) context.tables.references.set(saved, reference);
  if (variable !== undefined) record(context, saved, { type: variable.type, variable });
}

function checkEvents(context: CheckContext, statement: EventHandlerStatement): void {
  const seen = new Map<string, Span>();
  for (const { event } of statement.events) {
    if (event.text === '') continue;
    const name = HANDLER_EVENTS.find((known) => nameKey(known) === nameKey(event.text));
    const first = seen.get(nameKey(event.text));
    if (name === undefined) {
      report(context, 'CCS2011', event.span, { name: event.text, ...suggested(event.text, HANDLER_EVENTS) });
    } else if (first !== undefined) {
      report(context, 'CCS2012', event.span, { name: event.text }, [
        relatedHere(context, first, 'it stands here first'),
      ]);
    } else {
      seen.set(nameKey(event.text), event.span);
      context.tables.references.set(event, { kind: 'event', name });
    }
  }
}
