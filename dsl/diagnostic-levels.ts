/** What a centre thinks of warnings and notes (language §7): `--deny` makes errors of them, `--allow` drops them. */
import type { Diagnostic, DiagnosticCode } from './diagnostics.ts';
import { diagnosticCodes } from './diagnostics.ts';
import { suggestion } from './spelling.ts';

/** Codes whose level is another than the table's. */
export interface LevelChoices {
  readonly deny: ReadonlySet<DiagnosticCode>;
  readonly allow: ReadonlySet<DiagnosticCode>;
}

/** The findings as chosen: what is denied is an error, what is allowed is not there. Errors stay; a code in both sets is denied. */
export function applyLevels(diagnostics: readonly Diagnostic[], { deny, allow }: LevelChoices): readonly Diagnostic[] {
  if (deny.size === 0 && allow.size === 0) return diagnostics;
  return diagnostics.flatMap((entry): readonly Diagnostic[] => {
    if (entry.level === 'error') return [entry];
    if (deny.has(entry.code)) return [{ ...entry, level: 'error' }];
    return allow.has(entry.code) ? [] : [entry];
  });
}

/** A code as somebody writes it: `CCS1102`, `ccs1102`, `1102`. `undefined` when there is none such. */
export function diagnosticCodeOf(written: string): DiagnosticCode | undefined {
  const digits = /^(?:ccs)?(\d{4})$/i.exec(written.trim())?.[1];
  return diagnosticCodes.find((code) => code === `CCS${digits}`);
}

/** The code that was meant by one that is none. */
export function suggestDiagnosticCode(written: string): DiagnosticCode | undefined {
  const full = /^\d+$/.test(written.trim()) ? `CCS${written.trim()}` : written.trim();
  return suggestion(full, diagnosticCodes) as DiagnosticCode | undefined;
}
