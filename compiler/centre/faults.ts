/** The findings in one YAML file: center.yaml, or another whose schema is walked the same way. */
import {
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  diagnostic,
  type RelatedPlace,
  type SourceText,
  type Span,
} from '../../dsl/index.ts';

/** Where findings go. */
export interface Faults {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
  /** What the file is called in messages; center.yaml when absent. */
  readonly file?: string;
}

/** What the file is called in messages. */
export function fileWords({ file = 'center.yaml' }: Pick<Faults, 'file'>): string {
  return file;
}

/** Reports a fault at a stretch of the text. */
export function report<Code extends DiagnosticCode>(
  faults: Faults,
  code: Code,
  span: Span,
  args: DiagnosticArgs<Code>,
  related: readonly RelatedPlace[] = [],
): void {
  faults.diagnostics.push(diagnostic(code, { source: faults.source, span }, args, related));
}

/** A further place in the same text. */
export function relatedPlace(faults: Faults, span: Span, message: string): RelatedPlace {
  return { place: { source: faults.source, span }, message };
}
