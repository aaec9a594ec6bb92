/** The proofs about ways of a set (language §7, warnings and notes): made when the set is free of errors. */
import type { Diagnostic } from '../../dsl/index.ts';
import type { Directory } from '../../vm/index.ts';
import type { CentrePositions } from '../analysis.ts';
import { ALL_CONTACTS } from '../contact-masks.ts';
import type { ControlFlow } from '../control-flow.ts';
import { EDGE, NODE } from '../flow-part.ts';
import { proofs } from './proofs.ts';
import { spreadForward } from './spread.ts';

/** What the proofs say of a set that has a script. */
export function proveFlow(directory: Directory, positions: CentrePositions, flow: ControlFlow): readonly Diagnostic[] {
  const from = (kinds: number) => {
    const at = new Int32Array(flow.nodeCount);
    at[flow.entries[0]!] = ALL_CONTACTS;
    return spreadForward(flow, at, { kinds });
  };
  const reached = from(EDGE.flow);
  // Most sets handle no events.
  const reachedAnyhow = flow.kinds.includes(NODE.events)
    ? from(EDGE.flow | EDGE.handler | EDGE.event | EDGE.resume)
    : reached;
  const diagnostics: Diagnostic[] = [];
  for (const proof of proofs) proof.prove?.({ directory, positions, flow, reached, reachedAnyhow, diagnostics });
  return diagnostics;
}
