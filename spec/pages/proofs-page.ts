import { proofs } from '../../compiler/prove/proofs.ts';
import { describeDiagnostic } from '../../dsl/index.ts';
import { table } from './table.ts';

/** proofs.md, from the table of proofs. */
export function proofsPage(): string {
  const rows = proofs.map(({ title, codes, precision, reading }) => [
    title,
    codes.map((one) => `[${one}](diagnostics.md#${one.toLowerCase()}) ${describeDiagnostic(one).level}`).join('\n'),
    precision,
    reading,
  ]);
  return `# Proofs

What is proven of a script set before it runs, made from the table [proofs.ts](../compiler/prove/proofs.ts) by \`npm run spec\`. *Decided*: it is told exactly when it is so, under the reading that the
sentence gives. *Approximated*: the sentence says to which side it errs. Nothing is proven of a script that has an error; and of ways, which go from script to script, only when no script has one.

${table(['what is proven', 'told by', '', 'reading'], rows)}
`;
}
