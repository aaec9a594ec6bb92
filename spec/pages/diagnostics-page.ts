import { runExample } from '../../cli/run-example.ts';
import { diagnosticExamples, EXAMPLE_CENTRE, exampleFiles } from '../../dsl/diagnostics/examples.ts';
import { type DiagnosticCode, describeDiagnostic, diagnosticCodes, renderDiagnostic } from '../../dsl/index.ts';
import { table } from './table.ts';

/** diagnostics.md, from the table of diagnostics and their examples. */
export function diagnosticsPage(): string {
  const codes = diagnosticCodes.toSorted();
  const rows = codes.map((one) => {
    const { level, title } = describeDiagnostic(one);
    return [`[${one}](#${one.toLowerCase()})`, level, title];
  });
  return `# Diagnostics

Everything that is said about a script set: ${codes.length} codes, made from the tables in [dsl/diagnostics](../dsl/diagnostics) by \`npm run spec\`. A code keeps its meaning for ever. \`ccmm explain-code\` shows the
same. Each example is run as a test: the first text gets its code, the mended one does not, and has no error. \`{{101 × text}}\` is text a hundred and one times; examples without a center.yaml have
[this one](#the-centre-of-the-examples).

${table(['code', 'level', 'title'], rows)}

${codes.map(entry).join('\n')}
## The centre of the examples

${fenced('yaml', EXAMPLE_CENTRE)}
`;
}

function entry(one: DiagnosticCode): string {
  const { level, title, explanation } = describeDiagnostic(one);
  const { before, after } = diagnosticExamples[one];
  const [files, mended] = [exampleFiles(before), exampleFiles(after)];
  // The centre of the examples stands once, at the end, but where it is the mend.
  const isCentreTold = files['center.yaml'] !== mended['center.yaml'];
  const found = runExample(one, before).find(({ code }) => code === one);
  return `## ${one}

**${title}** (${level}). ${explanation}

${shown('For example', files, isCentreTold)}

${found === undefined ? '' : `${fenced('text', renderDiagnostic(found, { color: false }))}\n`}
${shown('Mended', mended, isCentreTold)}
`;
}

/** An example's files; of one without center.yaml or other scripts the name says nothing. */
function shown(head: string, all: Readonly<Record<string, string>>, isCentreTold: boolean): string {
  const files = Object.entries(all).filter(([, text]) => isCentreTold || text !== EXAMPLE_CENTRE);
  return files
    .map(([file, text]) => {
      const name = files.length === 1 && file === 'Master_Script.ccs' ? '' : `, ${file}`;
      return `${head}${name}:\n\n${fenced(file.endsWith('.ccs') ? 'ccs' : 'yaml', text.toWellFormed())}`;
    })
    .join('\n\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
