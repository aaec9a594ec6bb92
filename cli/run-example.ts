/** Compiles the example of a diagnostic, as a folder of its own would be. */
import { compileCentre } from '../compiler/centre/index.ts';
import { EXAMPLE_CENTRE, exampleFiles, expandedExample } from '../dsl/diagnostics/examples.ts';
import { type Diagnostic, type DiagnosticCode, diagnostic, sourceText } from '../dsl/index.ts';

type ExampleText = Parameters<typeof exampleFiles>[0];

/** What is said of an example's text. The one of CCS5001 has no center.yaml; others that bring none get the examples' own. */
export function runExample(code: DiagnosticCode, text: ExampleText): readonly Diagnostic[] {
  const files = exampleFiles(text);
  const centre = files['center.yaml'];
  if (code === 'CCS5001' && centre === undefined)
    return [diagnostic('CCS5001', { source: sourceText('center.yaml', ''), span: { start: 0, end: 0 } }, {})];
  const { diagnostics } = compileCentre({
    centre: { file: 'center.yaml', text: centre ?? EXAMPLE_CENTRE },
    scripts: Object.keys(files)
      .filter((file) => file.endsWith('.ccs'))
      .map((file) => ({ file, source: bytesOf(expandedExample(files[file] ?? '')) })),
    read: (path) => files[path],
  });
  return diagnostics;
}

/** UTF-8, but a lone surrogate from U+DC80 to U+DCFF is the byte of its last two digits: so an example can hold what is no text. */
function bytesOf(text: string): string | Uint8Array {
  if (text.isWellFormed()) return text;
  return Buffer.concat(
    text
      .split(/([\udc80-\udcff])/)
      .map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) & 0xff]))),
  );
}

/** An example's text as it can be shown. */
export function shownExample(text: ExampleText): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(exampleFiles(text)).map(([file, one]) => [file, one.toWellFormed()]));
}
