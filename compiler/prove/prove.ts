/** All proofs of a set (language §7, warnings and notes), as far as it is free of errors. */
import type { Diagnostic, SourceText } from '../../dsl/index.ts';
import type { Analysis, CentrePositions } from '../analysis.ts';
import { ALL_CONTACTS } from '../contact-masks.ts';
import { buildControlFlow, EDGE, NODE } from '../control-flow.ts';
import type { ProofContext } from './context.ts';
import { proofs } from './proofs.ts';
import { proveScript } from './script-walk.ts';
import { spreadForward } from './spread.ts';

/**
 * What the proofs say. `faulty`: texts in which errors were found. Of such a script nothing is said, because what it will mean is not known, and
 * nothing of ways either, which go from script to script; a script beside it still hears what is true of it by itself.
 */
export function prove(
  analysis: Analysis,
  positions: CentrePositions,
  faulty: ReadonlySet<SourceText>,
): readonly Diagnostic[] {
  const context: ProofContext = { analysis, positions, diagnostics: [] };
  for (const script of analysis.scripts) if (!faulty.has(script.file.source)) proveScript(context, script);
  if (faulty.size === 0 && analysis.scripts.length > 0) proveFlow(context);
  return context.diagnostics;
}

function proveFlow(context: ProofContext): void {
  const flow = buildControlFlow(context.analysis);
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
  for (const proof of proofs) proof.prove?.({ ...context, flow, reached, reachedAnyhow });
}
