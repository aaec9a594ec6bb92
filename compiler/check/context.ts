/** What every check has at hand: the names, the tables it fills and the way to report. */
import {
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  diagnostic,
  type Name,
  type RelatedPlace,
  type Span,
} from '../../dsl/index.ts';
import type { AnalysedScript, ScriptTables } from '../analysis.ts';
import type { NamedReference, NameTable } from '../names.ts';

/** The checking of one script. */
export interface CheckContext {
  readonly names: NameTable;
  /** Extensions are errors (`dialect: ccm6`). */
  readonly strict: boolean;
  /** The names of the set's scripts by `nameKey`. */
  readonly scripts: ReadonlyMap<string, string>;
  readonly script: AnalysedScript;
  readonly tables: ScriptTables;
  readonly diagnostics: Diagnostic[];
  /** What some rules ask of the whole script. */
  readonly met: { handler: boolean };
}

/** Keeps what a name stands for. */
export function refer({ tables }: CheckContext, node: Name, reference: NamedReference): void {
  tables.references.set(node, reference);
  if (reference.kind === 'variable') tables.variables.add(reference.variable);
}

/** Reports a fault in the script that is being checked. */
export function report<Code extends DiagnosticCode>(
  context: CheckContext,
  code: Code,
  span: Span,
  args: DiagnosticArgs<Code>,
  related: readonly RelatedPlace[] = [],
): void {
  context.diagnostics.push(diagnostic(code, { source: context.script.file.source, span }, args, related));
}

/** A place in the script that is being checked. */
export function relatedHere(context: CheckContext, span: Span, message: string): RelatedPlace {
  return { place: { source: context.script.file.source, span }, message };
}

/** The text of a stretch of the script, on one line. */
export function textOf(context: CheckContext, span: Span): string {
  return context.script.file.source.text.slice(span.start, span.end).replace(/\s+/g, ' ');
}

/** Reports the use of an extension where the dialect has none. */
export function reportExtension(context: CheckContext, span: Span, feature: string): void {
  if (context.strict) report(context, 'CCS0001', span, { feature });
}
