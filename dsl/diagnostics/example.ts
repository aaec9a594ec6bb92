/**
 * What `ccmm explain-code` shows beside a diagnostic's explanation: a text that gets it, and the text mended. The examples stand apart from
 * the table of words, so that a run that finds nothing does not load them. Each is run as a test: `before` gets its code, `after` no error and not that code.
 */

/** One text is Master_Script.ccs; otherwise texts by the names of their files, `center.yaml` among them where it matters. */
export type ExampleText = string | Readonly<Record<string, string>>;

/** A text that gets a diagnostic, and its mend. */
export interface DiagnosticExample {
  readonly before: ExampleText;
  readonly after: ExampleText;
}
