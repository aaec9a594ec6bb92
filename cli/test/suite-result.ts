/** What `ccmm test` came to, however it is shown. */
import type { Diagnostic } from '../../dsl/index.ts';
import type { FileResult, ScriptCoverage, TestResult } from '../../testing/index.ts';

export interface SuiteResult {
  readonly files: readonly FileResult[];
  readonly coverage: readonly ScriptCoverage[] | undefined;
  readonly ms: number;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Faults of files of tests. */
  readonly faults: number;
}

export function countsOf({ files }: SuiteResult): Counts {
  const results = files.flatMap((file) => file.results);
  const failed = results.filter(isFailed).length;
  return { passed: results.length - failed, failed, faults: faultsOf(files).length };
}

export function faultsOf(files: readonly FileResult[]): readonly Diagnostic[] {
  return files.flatMap(({ diagnostics }) => diagnostics);
}

export function isFailed(result: TestResult): boolean {
  return result.failures.length > 0;
}
