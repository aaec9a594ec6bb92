/** Automatic responses that automatic mail gets to (language §9: none is sent to it): with AUTO SUBMITTED and CONTACT TYPE known. */
import { AUTOMATIC_CONTACTS } from '../contact-masks.ts';
import { statementCode } from '../control-flow.ts';
import { type FlowContext, placeOfNode, report, textIn } from './context.ts';

const GIVE_RESPONSE = statementCode('give-response');

/** CCS4110. */
export function proveAutomaticResponses(context: FlowContext): void {
  const { flow, reachedAnyhow } = context;
  if (!flow.codes.includes(GIVE_RESPONSE)) return;
  for (let node = 0; node < flow.nodeCount; node++) {
    if (flow.codes[node] !== GIVE_RESPONSE || (reachedAnyhow[node]! & AUTOMATIC_CONTACTS) === 0) continue;
    const statement = flow.statements[node];
    if (statement?.kind !== 'give-response') continue;
    const name = textIn(flow.scripts[flow.scriptOf[node]!]!, statement.response.span);
    report(context, 'CCS4110', placeOfNode(context, node), { name });
  }
}
