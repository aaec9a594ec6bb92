/** What every proof has at hand. */
import {
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  diagnostic,
  type Mend,
  type Place,
  type RelatedPlace,
  type Span,
} from '../../dsl/index.ts';
import type { AnalysedScript, Analysis, CentrePositions } from '../analysis.ts';
import type { ControlFlow } from '../control-flow.ts';

/** The proving of a whole set. */
export interface ProofContext {
  readonly analysis: Analysis;
  readonly positions: CentrePositions;
  readonly diagnostics: Diagnostic[];
}

/** The proving of what ways hold: only of a set without errors. */
export interface FlowContext extends ProofContext {
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
export function placeIn(script: AnalysedScript, span: Span): Place {
  return { source: script.file.source, span };
}

/** The text of a stretch of a script, on one line. */
export function textIn(script: AnalysedScript, { start, end }: Span): string {
  return script.file.source.text
    .slice(start, end)
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The place of a node: a statement's phrase, a SECTION line's name, the beginning of a script, the last word of its text. */
export function placeOfNode({ flow }: FlowContext, node: number): Place {
  const script = flow.scripts[flow.scriptOf[node]!]!;
  const statement = flow.statements[node];
  if (statement !== undefined) return placeIn(script, statement.keyword);
  const section = flow.sections.get(node);
  if (section !== undefined) return placeIn(script, section.name.span);
  return placeIn(script, node === flow.ends[flow.scriptOf[node]!] ? lastWord(script) : { start: 0, end: 0 });
}

/** The last word of a script's text that is no comment; where there is none, its beginning. */
function lastWord(script: AnalysedScript): Span {
  const { text } = script.file.source;
  const { entry, sections } = script.file;
  const section = sections.at(-1);
  const end = (section === undefined ? entry : section.body).at(-1)?.span.end ?? section?.name.span.end ?? 0;
  let start = end;
  while (start > 0 && !/\s/.test(text[start - 1] ?? '')) start--;
  return { start, end };
}
