import { describe, expect, it } from 'vitest';
import { describeDiagnostic, diagnosticCodes } from '../../dsl/index.ts';
import { proofs } from './proofs.ts';

describe('the table of proofs', () => {
  it('has every warning and note once, and says of each how exact it is', () => {
    const told = proofs.flatMap(({ codes }) => codes);
    expect(new Set(told).size).toBe(told.length);
    const levels = diagnosticCodes.filter((code) => describeDiagnostic(code).level !== 'error');
    expect(levels.filter((code) => !told.includes(code))).toEqual([]);
    for (const { precision, reading } of proofs) {
      expect(reading).toMatch(/^[A-Z].*\.$/);
      if (precision === 'approximated') expect(reading).toContain('Towards silence');
    }
  });
});
