/** `ccmm test --format json`: stable keys, everything that a failure shows. */
import { compileCentre } from '../../compiler/centre/index.ts';
import { diagnosticsToJson } from '../../dsl/index.ts';
import { readCentreFolder } from '../../runtime/centre-folder.ts';
import { type ScriptCoverage, sharesOf } from '../../testing/index.ts';
import { iso } from '../durations.ts';
import { countsOf, faultsOf, isFailed, type SuiteResult } from './suite-result.ts';

/** The document. */
export function jsonReport(suite: SuiteResult): object {
  const { passed, failed } = countsOf(suite);
  return {
    tests: suite.files.flatMap(({ results }) =>
      results.map((result) => ({
        name: result.name,
        ...placeOf(result.place),
        status: isFailed(result) ? 'failed' : 'passed',
        ms: Math.round(result.ms * 100) / 100,
        failures: result.failures.map(({ place, expected, found }) => ({ ...placeOf(place), expected, found })),
        at: result.at ?? null,
        trace: result.trace.map((step) => ({
          ...step,
          at: iso(step.at),
          ...(step.lastAt === undefined ? {} : { lastAt: iso(step.lastAt) }),
        })),
      })),
    ),
    passed,
    failed,
    ms: Math.round(suite.ms),
    ...diagnosticsToJson(faultsOf(suite.files)),
    ...(suite.coverage === undefined ? {} : { coverage: coverageReport(suite.coverage) }),
  };
}

/** The document of a centre whose scripts have errors: no test ran, and the findings are those of `ccmm validate`. */
export async function invalidReport(dir: string): Promise<object> {
  const { diagnostics } = compileCentre(await readCentreFolder(dir));
  return { tests: [], passed: 0, failed: 0, ms: 0, ...diagnosticsToJson(diagnostics) };
}

function coverageReport(scripts: readonly ScriptCoverage[]): object {
  const percents = (of: readonly ScriptCoverage[]) => {
    const { lines, branches } = sharesOf(of);
    return { lines: round(lines.percent), branches: round(branches.percent) };
  };
  return { ...percents(scripts), scripts: scripts.map((script) => ({ ...script, percent: percents([script]) })) };
}

const round = (percent: number): number => Math.round(percent * 100) / 100;

/** `file:line:column` in its parts. */
function placeOf(place: string): { readonly file: string; readonly line: number; readonly column: number } {
  const [, file = '', line = '1', column = '1'] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  return { file, line: Number(line), column: Number(column) };
}
