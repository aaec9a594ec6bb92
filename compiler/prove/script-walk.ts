/** One walk over a script for all that can be said of it by itself: each statement, condition, WHERE, row of operators and range, once. */
import type { Diagnostic, Expression, SetItem, Statement } from '../../dsl/index.ts';
import type { AnalysedScript } from '../analysis.ts';
import { proveCondition } from './constant-conditions.ts';
import type { ProofContext } from './context.ts';
import { proveBranches } from './empty-branches.ts';
import { proveGrouping } from './mixed-logic.ts';
import { proveValues } from './where-values.ts';
import { proveRange } from './wrapping-ranges.ts';

/** Proves what needs no other script: CCS3101 to CCS3105 and CCS4108. */
export function proveScript(script: AnalysedScript): readonly Diagnostic[] {
  const context: ProofContext = { diagnostics: [] };
  walkBody(context, script, script.file.entry);
  for (const section of script.file.sections) walkBody(context, script, section.body);
  return context.diagnostics;
}

function walkBody(context: ProofContext, script: AnalysedScript, body: readonly Statement[]): void {
  for (const statement of body) walkStatement(context, script, statement);
}

function walkStatement(context: ProofContext, script: AnalysedScript, statement: Statement): void {
  switch (statement.kind) {
    case 'if':
      proveBranches(context, script, statement);
      proveCondition(context, script, statement);
      walk(context, script, statement.condition);
      walkBody(context, script, statement.then);
      if (statement.else !== undefined) walkBody(context, script, statement.else);
      return;
    case 'where':
      proveBranches(context, script, statement);
      proveValues(context, script, statement);
      walk(context, script, statement.subject);
      for (const branch of statement.branches) {
        for (const item of branch.items) walk(context, script, item);
        walkBody(context, script, branch.body);
      }
      if (statement.default !== undefined) walkBody(context, script, statement.default.body);
      return;
    case 'event-handler':
      proveBranches(context, script, statement);
      for (const event of statement.events) walkBody(context, script, event.body);
      return;
    case 'readvar':
    case 'open-voice-session':
      walkBody(context, script, statement.body);
      return;
    case 'assign':
    case 'wait':
      walk(context, script, statement.value);
      return;
    case 'log':
    case 'send-info':
    case 'send-request':
      for (const value of statement.values) walk(context, script, value);
      return;
    case 'get-response':
      if (statement.timeout !== undefined) walk(context, script, statement.timeout);
      return;
  }
}

/** `within`: the row of ORs that the node goes on. */
function walk(context: ProofContext, script: AnalysedScript, node: Expression | SetItem, within?: 'OR'): void {
  switch (node.kind) {
    case 'parenthesized':
      walk(context, script, node.inner);
      return;
    case 'unary':
      walk(context, script, node.operand);
      return;
    case 'binary':
      if (node.operator === 'OR' && within === undefined) proveGrouping(context, script, node);
      walk(context, script, node.left, node.operator === 'OR' ? 'OR' : undefined);
      walk(context, script, node.right);
      return;
    case 'list':
      for (const item of node.items) walk(context, script, item);
      return;
    case 'range':
      proveRange(context, script, node);
      return;
  }
}
