/** What every proof has at hand. */
import {
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  diagnostic,
  type Mend,
  type Place,
  type RelatedPlace,
  type SourceText,
  type Span,
} from '../../dsl/index.ts';
import type { Directory } from '../../vm/index.ts';
import type { CentrePositions } from '../analysis.ts';
import type { ControlFlow } from '../control-flow.ts';

/** Where findings go. */
export interface ProofContext {
  readonly diagnostics: Diagnostic[];
}

/** The proving of what ways hold: only of a set without errors. */
export interface FlowContext extends ProofContext {
  readonly directory: Directory;
  readonly positions: CentrePositions;
  readonly flow: ControlFlow;
  /** The contact types that get to each node from Master_Script by themselves, events left out. */
  readonly reached: Int32Array;
  /** The contact types that get to each node, events' bodies included. */
  readonly reachedAnyhow: Int32Array;
}

/** Reports a finding at a place of a script. */
export function report<Code extends DiagnosticCode>(
  context: ProofContext,
  code: Code,
  place: Place,
  args: DiagnosticArgs<Code>,
  related: readonly RelatedPlace[] = [],
  mend?: Mend,
): void {
  context.diagnostics.push(diagnostic(code, place, args, related, mend));
}

/** A place in a script. */
export function placeIn({ source }: { readonly source: SourceText }, span: Span): Place {
  return { source, span };
}

/** The text of a place, on one line. */
export function textAt({ source, span }: Place): string {
  return source.text
    .slice(span.start, span.end)
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text of a stretch of a script, on one line. */
export function textIn(file: { readonly source: SourceText }, span: Span): string {
  return textAt(placeIn(file, span));
}
