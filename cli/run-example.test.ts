import { describe, expect, it } from 'vitest';
import { diagnosticExamples } from '../dsl/diagnostics/examples.ts';
import { type DiagnosticCode, describeDiagnostic } from '../dsl/index.ts';
import { runExample } from './run-example.ts';

const codes = Object.keys(diagnosticExamples) as (keyof typeof diagnosticExamples)[];

/** A file with too many findings has those, too. */
const amongOthers: readonly DiagnosticCode[] = ['CCS1011'];

describe('the example of a diagnostic', () => {
  it.each(codes)('%s gets its code and no other error before, and neither after', (code) => {
    const { before, after } = diagnosticExamples[code];
    const found = runExample(code, before);
    const errors = [...new Set(found.filter(({ level }) => level === 'error').map((one) => one.code))];
    if (amongOthers.includes(code)) expect(errors).toContain(code);
    else if (describeDiagnostic(code).level === 'error') expect(errors).toEqual([code]);
    else {
      expect(errors).toEqual([]);
      expect(found.map((one) => one.code)).toContain(code);
    }
    const left = runExample(code, after);
    expect(left.filter((one) => one.level === 'error' || one.code === code).map((one) => one.message)).toEqual([]);
  });
});
