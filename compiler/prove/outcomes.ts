/** What statements do for a contact's whereabouts. */
import type { Statement } from '../../dsl/index.ts';
import { ALL_CONTACTS, type ContactMask, VOICE_CONTACTS } from '../contact-masks.ts';
import type { ControlFlow } from '../control-flow.ts';
import { tableOfCodes } from '../flow-part.ts';

/** The contacts that a statement queues, closes, forwards or disconnects. */
function takenCareOf(kind: Statement['kind']): ContactMask {
  switch (kind) {
    case 'queue-to-skillset':
    case 'queue-to-agent':
    case 'queue-to-network-skillset':
    case 'close-contact':
    case 'route-contact':
    case 'disconnect':
      return ALL_CONTACTS;
    case 'queue-to-nacd':
    case 'give-busy':
    case 'give-overflow':
    case 'route-call':
    case 'route-call-default':
      return VOICE_CONTACTS;
    default:
      return 0;
  }
}

const CARE = tableOfCodes(takenCareOf);

/** By node, the contacts that its statement takes care of. */
export function careByNode({ nodeCount, codes }: ControlFlow): Int32Array {
  const care = new Int32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) care[node] = CARE[codes[node]!]!;
  return care;
}
