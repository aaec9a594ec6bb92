/** Automatic responses that automatic mail gets to (language §9: none is sent to it): with AUTO SUBMITTED and CONTACT TYPE known. */
import { AUTOMATIC_CONTACTS } from '../contact-masks.ts';
import { type FlowContext, placeOfNode, report, textIn } from './context.ts';

/** CCS4110. */
export function proveAutomaticResponses(context: FlowContext): void {
  const { flow, reachedAnyhow } = context;
  flow.statements.forEach((statement, node) => {
    if (statement?.kind !== 'give-response' || (reachedAnyhow[node]! & AUTOMATIC_CONTACTS) === 0) return;
    const name = textIn(flow.scripts[flow.scriptOf[node]!]!, statement.response.span);
    report(context, 'CCS4110', placeOfNode(context, node), { name });
  });
}
