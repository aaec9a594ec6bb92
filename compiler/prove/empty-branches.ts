/** Branches without a statement (language §3). */
import type { Span, Statement } from '../../dsl/index.ts';
import type { AnalysedScript } from '../analysis.ts';
import { type ProofContext, placeIn, report } from './context.ts';

/** CCS4108 for the branches of one statement. */
export function proveBranches(context: ProofContext, script: AnalysedScript, statement: Statement): void {
  const empty = (body: readonly Statement[] | undefined, span: Span | undefined, branch: string) => {
    if (body?.length === 0 && span !== undefined) report(context, 'CCS4108', placeIn(script.file, span), { branch });
  };
  switch (statement.kind) {
    case 'if':
      empty(statement.then, statement.keyword, 'THEN');
      empty(statement.else, statement.elseKeyword, 'ELSE');
      return;
    case 'where':
      for (const { body, keyword } of statement.branches) empty(body, keyword, 'this VALUE');
      empty(statement.default?.body, statement.default?.keyword, 'DEFAULT');
      return;
    case 'event-handler':
      for (const { body, event } of statement.events) empty(body, event.span, `EVENT \`${event.text}\``);
      return;
  }
}
