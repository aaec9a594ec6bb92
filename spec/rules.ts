/** The rules of the language, one table, in the order of their numbers. rules.md is made of it. */
import { centreRules } from './rules/centre.ts';
import { expressionRules } from './rules/expressions.ts';
import { intrinsicRules } from './rules/intrinsics.ts';
import type { Rule } from './rules/rule.ts';
import { statementRules } from './rules/statements.ts';
import { textRules } from './rules/text.ts';

export type { Rule } from './rules/rule.ts';

export const rules: readonly Rule[] = [
  ...textRules,
  ...statementRules,
  ...expressionRules,
  ...intrinsicRules,
  ...centreRules,
];

/** What each section is about. */
export const sections: Readonly<Record<string, string>> = {
  '1': 'The text of a script',
  '2': 'Scripts and sections',
  '3': 'Statements',
  '4': 'Expressions',
  '5': 'Variables',
  '6': 'Intrinsics',
  '7': 'What is said of faults',
  '8': 'center.yaml',
  '9': 'From mailbox to script',
  '10': 'Which agent gets a contact',
};
