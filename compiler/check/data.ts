/** Statements that store, tell and ask: ASSIGN, LOG, SEND and GET. */
import { type Expression, limits, type Operand, typeWords } from '../../dsl/index.ts';
import { findName, typeOfReference } from '../names.ts';
import { type CheckContext, report } from './context.ts';
import { check, checkAs } from './expressions.ts';
import type { StatementChecks } from './family.ts';
import { checkLimit } from './limits.ts';
import { checkRange, checkSeconds, checkTarget, checkValues } from './operands.ts';

/** Checks of statements that store, tell and ask. */
export const dataChecks: StatementChecks<'assign' | 'log' | 'send-info' | 'send-request' | 'get-response'> = {
  assign: (context, { target, value }) => {
    const variable = checkTarget(context, target);
    if (variable === undefined) {
      // What the value must be is unknown; a bare word may be a contact type.
      if (value.kind !== 'name') check(context, value);
      return;
    }
    const info = checkAs(context, value, variable.type);
    // 0 is the priority of a contact that is not queued.
    if (variable.type === 'priority' && info?.constant?.kind === 'number' && info.constant.value !== 0) {
      checkRange(context, value, info, 'the priority', limits.priorityHighest, limits.priorityLowest);
    }
  },
  log: (context, statement) => checkValues(context, statement.values),
  'send-info': (context, statement) => {
    checkProvider(context, statement.provider, isMissing(statement.values[0]));
    checkLimit(context, statement.values, 'values', limits.valuesSent);
    checkValues(context, statement.values);
  },
  'send-request': (context, statement) => {
    checkProvider(context, statement.provider, isMissing(statement.values[0]));
    checkLimit(context, statement.values, 'values', limits.valuesSent);
    checkValues(context, statement.values);
  },
  'get-response': (context, statement) => {
    checkProvider(context, statement.provider, statement.targets[0]?.text === '');
    checkLimit(context, statement.targets, 'variables', limits.variablesReceived);
    for (const target of statement.targets) checkTarget(context, target);
    checkSeconds(context, statement.timeout, 'the time of TIMEOUT');
  },
};

function isMissing(value: Expression | undefined): boolean {
  return value?.kind === 'error' && value.span.start === value.span.end;
}

/** `onlyOne`: nothing follows it, which was reported. Then another thing's name is what should follow, and the provider is what is missing. */
function checkProvider(context: CheckContext, provider: Operand, onlyOne: boolean): void {
  if (onlyOne && provider.kind === 'name') {
    const reference = findName(context.names, provider.text);
    if (reference !== undefined && typeOfReference(reference) !== 'provider') return;
  }
  // Digits are no provider, whatever the grammar lets stand here.
  if (provider.kind === 'integer')
    report(context, 'CCS3001', provider.span, { found: typeWords.integer, expected: typeWords.provider });
  else checkAs(context, provider, 'provider');
}
