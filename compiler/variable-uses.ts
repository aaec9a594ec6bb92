/** Which names a statement reads and assigns (language §3). */
import type { Expression, Name, SetItem, Statement } from '../dsl/index.ts';
import type { USE } from './flow-part.ts';

type Use = (name: Name, use: keyof typeof USE) => void;

/** Calls `use` for each name that a statement reads or assigns, of its own parts and not of its bodies. */
export function eachUse(statement: Statement, use: Use): void {
  switch (statement.kind) {
    case 'assign':
      read(statement.value, use);
      use(statement.target, 'assign');
      return;
    case 'readvar':
      use(statement.variable, 'assign');
      return;
    case 'collect-digits':
      read(statement.count, use);
      read(statement.interdigitTimer, use);
      use(statement.target, 'assign-call');
      return;
    case 'get-response':
      read(statement.provider, use);
      read(statement.timeout, use);
      return;
    case 'if':
      read(statement.condition, use);
      return;
    case 'where':
      read(statement.subject, use);
      return;
    case 'wait':
      read(statement.value, use);
      return;
    case 'log':
      readAll(statement.values, use);
      return;
    case 'send-info':
    case 'send-request':
      read(statement.provider, use);
      readAll(statement.values, use);
      return;
    case 'queue-to-skillset':
    case 'queue-to-network-skillset':
      readAll(statement.skillsets, use);
      read(statement.priority, use);
      return;
    case 'queue-to-agent':
      readAll(statement.agents, use);
      read(statement.priority, use);
      return;
    case 'change-priority':
      readAll(statement.operands, use);
      read(statement.priority, use);
      return;
    case 'remove':
      readAll(statement.operands, use);
      return;
    case 'give-response':
      read(statement.response, use);
      return;
    case 'offer-response':
      readAll(statement.responses, use);
      return;
    case 'route-contact':
      read(statement.address, use);
      return;
    case 'close-contact':
      read(statement.reason, use);
      return;
    case 'give-music':
    case 'give-ran':
      read(statement.resource, use);
      return;
    case 'give-ivr':
      readAll([statement.dn, statement.treatment, statement.priority], use);
      return;
    case 'give-broadcast':
      readAll([statement.dn, statement.prompt], use);
      return;
    case 'open-voice-session':
    case 'route-call':
    case 'remove-from-nacd':
      read(statement.dn, use);
      return;
    case 'queue-to-nacd':
      readAll([statement.dn, statement.priority], use);
      return;
    case 'play-prompt':
      readAll(statement.prompts, use);
      return;
    case 'execute':
    case 'execute-script':
    case 'quit':
    case 'disconnect':
    case 'event-handler':
    case 'give-ringback':
    case 'give-silence':
    case 'give-busy':
    case 'give-overflow':
    case 'route-call-default':
    case 'error':
      return;
  }
}

function readAll(all: readonly (Expression | SetItem | undefined)[], use: Use): void {
  for (const one of all) read(one, use);
}

function read(expression: Expression | undefined, use: Use): void {
  switch (expression?.kind) {
    case 'name':
      use(expression, 'read');
      return;
    case 'intrinsic':
      readAll(expression.args, use);
      return;
    case 'unary':
      read(expression.operand, use);
      return;
    case 'binary':
      read(expression.left, use);
      read(expression.right, use);
      return;
    case 'range':
      read(expression.low, use);
      read(expression.high, use);
      return;
    case 'list':
      readAll(expression.items, use);
      return;
    case 'parenthesized':
      read(expression.inner, use);
      return;
    default:
      return;
  }
}
