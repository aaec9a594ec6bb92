/** Branches without a statement (language §3). */
import type { Span, Statement } from '../../dsl/index.ts';
import type { AnalysedScript } from '../analysis.ts';
import { type ProofContext, placeIn, report } from './context.ts';

/** CCS4108 for the branches of one statement. */
export function proveBranches(context: ProofContext, script: AnalysedScript, statement: Statement): void {
  switch (statement.kind) {
    case 'if':
      if (statement.then.length === 0) tell(context, script, statement.keyword, 'THEN');
      if (statement.else?.length === 0) tell(context, script, statement.elseKeyword, 'ELSE');
      return;
    case 'where':
      for (const { body, keyword } of statement.branches)
        if (body.length === 0) tell(context, script, keyword, 'this VALUE');
      if (statement.default?.body.length === 0) tell(context, script, statement.default.keyword, 'DEFAULT');
      return;
    case 'event-handler':
      for (const { body, event } of statement.events)
        if (body.length === 0) tell(context, script, event.span, `EVENT \`${event.text}\``);
      return;
  }
}

function tell(context: ProofContext, script: AnalysedScript, span: Span | undefined, branch: string): void {
  if (span !== undefined) report(context, 'CCS4108', placeIn(script.file, span), { branch });
}
