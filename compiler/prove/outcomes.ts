/** What a statement does for a contact's whereabouts. */
import type { Statement } from '../../dsl/index.ts';
import { ALL_CONTACTS, type ContactMask, VOICE_CONTACTS } from '../contact-masks.ts';
import type { ControlFlow } from '../control-flow.ts';

/** The contacts that a statement queues, closes, forwards or disconnects. */
export function takenCareOf(statement: Statement): ContactMask {
  switch (statement.kind) {
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

/** By node, the contacts that its statement takes care of. */
export function careByNode({ nodeCount, statements }: ControlFlow): Int32Array {
  const care = new Int32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const statement = statements[node];
    if (statement !== undefined) care[node] = takenCareOf(statement);
  }
  return care;
}
