/** Statements that move a contact: queues, jumps, waiting, the ends of a run, and the e-mail statements. */
import { limits, nameFault, nameKey, type Operand, type QueueKind, statements, suggested } from '../../dsl/index.ts';
import { type CheckContext, report } from './context.ts';
import type { StatementChecks } from './family.ts';
import { checkLimit } from './limits.ts';
import { checkOperand, checkPriority, checkQueues, checkReason, checkSeconds } from './operands.ts';

/** Checks of statements that move a contact. */
export const routingChecks: StatementChecks<
  | 'execute'
  | 'execute-script'
  | 'queue-to-skillset'
  | 'queue-to-agent'
  | 'queue-to-network-skillset'
  | 'change-priority'
  | 'remove'
  | 'wait'
  | 'quit'
  | 'disconnect'
  | 'give-response'
  | 'route-contact'
  | 'close-contact'
  | 'offer-response'
> = {
  execute: (context, { section }) => {
    if (section.text === '') return;
    const target = context.script.sections.get(nameKey(section.text));
    if (target !== undefined) {
      context.tables.references.set(section, target);
      return;
    }
    if (mayBeUnread(context, section.text)) return;
    const known = [...context.script.sections.values()].map(({ name }) => name);
    const args = { name: section.text, script: context.script.name, ...suggested(section.text, known) };
    report(context, 'CCS2002', section.span, args);
  },
  'execute-script': (context, { script }) => {
    if (script.text === '') return;
    const target = context.scripts.get(nameKey(script.text));
    if (target !== undefined) {
      context.tables.references.set(script, { kind: 'script', name: target });
      return;
    }
    const known = [...context.scripts.values()].filter((name) => nameFault(name) === undefined);
    report(context, 'CCS2003', script.span, { name: script.text, ...suggested(script.text, known) });
  },
  'queue-to-skillset': (context, statement) => {
    checkQueues(context, 'skillset', statement.skillsets);
    checkPriority(context, statement.priority);
  },
  'queue-to-agent': (context, statement) => {
    checkQueues(context, 'agent', statement.agents);
    checkPriority(context, statement.priority);
  },
  'queue-to-network-skillset': (context, statement) => {
    report(context, 'CCS4006', statement.keyword, { statement: statements[statement.kind].name });
    checkQueues(context, 'skillset', statement.skillsets);
    checkPriority(context, statement.priority);
  },
  'change-priority': (context, statement) => {
    if (statement.queue === 'network-skillset')
      report(context, 'CCS4006', statement.keyword, { statement: 'CHANGE PRIORITY IN NETWORK SKILLSET' });
    checkQueueOperands(context, statement.queue, statement.operands);
    checkPriority(context, statement.priority);
  },
  remove: (context, statement) => {
    if (statement.queue === 'network-skillset')
      report(context, 'CCS4006', statement.keyword, { statement: 'REMOVE FROM NETWORK SKILLSET' });
    checkQueueOperands(context, statement.queue, statement.operands);
  },
  wait: (context, statement) => checkSeconds(context, statement.value, 'the time of WAIT'),
  quit: () => {},
  disconnect: () => {},
  'give-response': (context, statement) => checkOperand(context, statement.response, 'response'),
  'route-contact': (context, statement) => checkOperand(context, statement.address, 'string'),
  'close-contact': (context, statement) => {
    if (statement.reason !== undefined) checkReason(context, statement.reason);
  },
  'offer-response': (context, statement) => {
    for (const response of statement.responses) checkOperand(context, response, 'response');
    checkLimit(context, statement.responses, 'responses', limits.responsesOffered);
  },
};

function checkQueueOperands(context: CheckContext, queue: QueueKind, operands: readonly Operand[]): void {
  checkQueues(context, queue === 'agent' ? 'agent' : 'skillset', operands);
}

/** Is there a section whose name could not be read, or this name where a statement could not: `SECTION` left out? */
function mayBeUnread(context: CheckContext, name: string): boolean {
  const { entry, sections, source } = context.script.file;
  if (sections.some((section) => section.name.text === '')) return true;
  return [entry, ...sections.map((section) => section.body)].some((body) =>
    body.some(({ kind, span }) => {
      const word = kind === 'error' ? source.text.slice(span.start, span.start + name.length) : '';
      return nameKey(word) === nameKey(name);
    }),
  );
}
