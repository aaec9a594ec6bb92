/** Voice-only statements that an e-mail contact can get to (language §3): with CONTACT TYPE known, all other conditions both ways. */
import { statements } from '../../dsl/index.ts';
import { EMAIL_CONTACTS } from '../contact-masks.ts';
import { placeOfNode } from '../control-flow.ts';
import { kindOfCode, tableOfCodes } from '../flow-part.ts';
import { type FlowContext, report } from './context.ts';

const OF_VOICE = tableOfCodes((kind) => (kind !== 'error' && statements[kind].channel === 'voice' ? 1 : 0));

/** CCS4106, once for a run of such statements one after the other. OPEN VOICE SESSION is skipped with all that it holds. */
export function proveVoiceOnly(context: FlowContext): void {
  const { flow } = context;
  for (let node = 0; node < flow.nodeCount; node++) {
    const kind = isSkipped(context, node) ? kindOfCode(flow.codes[node]!) : undefined;
    if (kind === undefined || kind === 'error') continue;
    let last = node;
    while (isSkipped(context, last + 1) && follows(context, last)) last++;
    report(context, 'CCS4106', placeOfNode(flow, node), {
      statement: statements[kind].name,
      more: last - node,
    });
    node = last;
  }
}

/** Is it a voice-only statement that an e-mail contact gets to? */
function isSkipped({ flow, reachedAnyhow }: FlowContext, node: number): boolean {
  if (OF_VOICE[flow.codes[node]!] !== 1) return false;
  return (reachedAnyhow[node]! & EMAIL_CONTACTS) !== 0;
}

/** Does e-mail go on from a node to the next one? */
function follows({ flow }: FlowContext, node: number): boolean {
  for (let edge = flow.edgeStart[node]!; edge < flow.edgeStart[node + 1]!; edge++)
    if (flow.edgeTo[edge] === node + 1 && (flow.edgeTypes[edge]! & EMAIL_CONTACTS) !== 0) return true;
  return false;
}
