/** Automatic responses that automatic mail gets to (language §9: none is sent to it): with AUTO SUBMITTED and CONTACT TYPE known. */
import { AUTOMATIC_CONTACTS } from '../contact-masks.ts';
import { markOf, placeOfNode } from '../control-flow.ts';
import { statementCode } from '../flow-part.ts';
import { type FlowContext, report, textAt } from './context.ts';

const GIVE_RESPONSE = statementCode('give-response');

/** CCS4110. */
export function proveAutomaticResponses(context: FlowContext): void {
  const { flow, reachedAnyhow } = context;
  for (let node = 0; node < flow.nodeCount; node++) {
    if (flow.codes[node] !== GIVE_RESPONSE || (reachedAnyhow[node]! & AUTOMATIC_CONTACTS) === 0) continue;
    report(context, 'CCS4110', placeOfNode(flow, node), { name: textAt(markOf(flow, node, 0)) });
  }
}
