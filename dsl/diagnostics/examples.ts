/**
 * An example of every diagnostic. Not in the floor's index: who explains a code loads this by itself, and who checks scripts never does.
 */
import type { DiagnosticCode } from '../diagnostics.ts';
import type { DiagnosticExample, ExampleText } from './example.ts';
import { centreExamples } from './examples/centre.ts';
import { EXAMPLE_CENTRE } from './examples/example-centre.ts';
import { flowExamples } from './examples/flow.ts';
import { nameExamples } from './examples/names.ts';
import { proofExamples } from './examples/proofs.ts';
import { syntaxExamples } from './examples/syntax.ts';
import { typeExamples } from './examples/types.ts';

/** By code; one that has none does not compile. */
export const diagnosticExamples: Readonly<Record<DiagnosticCode, DiagnosticExample>> = {
  CCS0001: {
    before: {
      'center.yaml': EXAMPLE_CENTRE.replace('Berlin }', 'Berlin, dialect: ccm6 }'),
      'Master_Script.ccs': 'GIVE RESPONSE received_response\nQUEUE TO SKILLSET EM_Billing',
    },
    after: {
      'center.yaml': EXAMPLE_CENTRE,
      'Master_Script.ccs': 'GIVE RESPONSE received_response\nQUEUE TO SKILLSET EM_Billing',
    },
  },
  ...syntaxExamples,
  ...nameExamples,
  ...typeExamples,
  ...flowExamples,
  ...centreExamples,
  ...proofExamples,
};

/** The texts of an example as they are written, by the names of their files. */
export function exampleFiles(text: ExampleText): Readonly<Record<string, string>> {
  return typeof text === 'string' ? { 'Master_Script.ccs': text } : text;
}

/** A text with its repetitions written out: `{{101 × text}}` is the text a hundred and one times. */
export function expandedExample(text: string): string {
  return text.replace(/\{\{(\d+) × (.*?)\}\}/g, (_all, count: string, what: string) => what.repeat(Number(count)));
}

export { EXAMPLE_CENTRE };
