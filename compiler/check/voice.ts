/** Statements of voice contacts: parsed and checked so that a centre's existing scripts validate; an e-mail contact skips them. */
import { limits, typeWords } from '../../dsl/index.ts';
import { report } from './context.ts';
import { checkAs } from './expressions.ts';
import type { StatementChecks } from './family.ts';
import { checkOperand, checkPriority, checkRange, checkSeconds, checkTarget } from './operands.ts';

const STORES_DIGITS: ReadonlySet<string> = new Set(['dn', 'string', 'integer']);

/** Checks of voice statements. */
export const voiceChecks: StatementChecks<
  | 'give-ringback'
  | 'give-silence'
  | 'give-music'
  | 'give-ran'
  | 'give-busy'
  | 'give-overflow'
  | 'give-ivr'
  | 'give-broadcast'
  | 'play-prompt'
  | 'collect-digits'
  | 'route-call'
  | 'route-call-default'
  | 'queue-to-nacd'
  | 'remove-from-nacd'
> = {
  'give-ringback': () => {},
  'give-silence': () => {},
  'give-music': (context, statement) => checkOperand(context, statement.resource, 'music'),
  'give-ran': (context, statement) => checkOperand(context, statement.resource, 'ran'),
  'give-busy': () => {},
  'give-overflow': () => {},
  'give-ivr': (context, statement) => {
    checkOperand(context, statement.dn, 'dn');
    checkOperand(context, statement.treatment, 'treatment');
    checkPriority(context, statement.priority, limits.priorityLowestNacd);
  },
  'give-broadcast': (context, statement) => {
    checkOperand(context, statement.dn, 'dn');
    checkOperand(context, statement.prompt, 'prompt');
  },
  'play-prompt': (context, statement) => {
    for (const prompt of statement.prompts) checkOperand(context, prompt, 'prompt');
  },
  'collect-digits': (context, statement) => {
    const count = checkAs(context, statement.count, 'integer');
    checkRange(context, statement.count, count, 'the number of digits', 1, limits.digits);
    const target = checkTarget(context, statement.target);
    if (target !== undefined && !STORES_DIGITS.has(target.type)) {
      report(context, 'CCS3001', statement.target.span, {
        found: typeWords[target.type],
        expected: `${typeWords.dn}, a string or an integer`,
      });
    }
    checkSeconds(context, statement.interdigitTimer, 'the time of INTERDIGIT TIMER');
  },
  'route-call': (context, statement) => checkOperand(context, statement.dn, 'dn'),
  'route-call-default': () => {},
  'queue-to-nacd': (context, statement) => {
    checkOperand(context, statement.dn, 'dn');
    checkPriority(context, statement.priority, limits.priorityLowestNacd);
  },
  'remove-from-nacd': (context, statement) => checkOperand(context, statement.dn, 'dn'),
};
