import { type DiagnosticCode, describeDiagnostic, diagnosticCodes, renderDiagnostic } from '../../dsl/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { knownCode } from '../level-options.ts';
import { formatOption } from '../options.ts';
import { colour, type Format, hasColour, print, printJson } from '../outcome.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('[code]', 'as it is printed, CCS1102, or its digits alone; none lists all codes')
    .addOption(formatOption())
    .action(async (written: string | undefined, { format }: { format: Format }) => {
      if (written === undefined) list(format);
      else await explain(knownCode(written), format);
    });

function list(format: Format): void {
  const all = diagnosticCodes.map((code) => ({ code, ...describeDiagnostic(code) })).sort(byCode);
  if (format === 'json') {
    printJson({ codes: all });
    return;
  }
  for (const { code, level, title } of all) print(`${code}  ${level.padEnd(7)}  ${title}`);
}

function byCode(first: { readonly code: string }, second: { readonly code: string }): number {
  return first.code < second.code ? -1 : 1;
}

async function explain(code: DiagnosticCode, format: Format): Promise<void> {
  const { level, title, explanation } = describeDiagnostic(code);
  // The examples are nobody else's business.
  const { diagnosticExamples } = await import('../../dsl/diagnostics/examples.ts');
  const { runExample, shownExample } = await import('../run-example.ts');
  const { before, after } = diagnosticExamples[code];
  const color = format === 'text' && hasColour(process.stdout);
  const found = runExample(code, before).filter((one) => one.code === code);
  const rendered = found.slice(0, 1).map((one) => renderDiagnostic(one, { color }));
  if (format === 'json') {
    const example = { before: shownExample(before), after: shownExample(after), rendered: rendered[0] ?? '' };
    printJson({ code, level, title, explanation, example });
    return;
  }
  print(`${colour('bold', `${code}: ${title}`)} (${level})\n`);
  print(`${wrapped(explanation)}\n`);
  printFiles('For example', shownExample(before));
  print(`${indented(rendered.join('\n'))}\n`);
  printFiles('Mended', shownExample(after));
}

function printFiles(head: string, files: Readonly<Record<string, string>>): void {
  const names = Object.keys(files);
  for (const file of names) {
    print(`${colour('bold', names.length === 1 ? `${head}:` : `${head}, ${file}:`)}\n`);
    print(`${indented((files[file] ?? '').trimEnd())}\n`);
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}

/** Columns of running text. */
const WIDTH = 96;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.join('\n');
}
