/** `--junit FILE`: the form that build servers read. A file of tests is a suite; one with faults has them as an error. */
import { renderDiagnostic } from '../../dsl/index.ts';
import { type FileResult, failureText, type TestResult } from '../../testing/index.ts';
import { countsOf, isFailed, type SuiteResult } from './suite-result.ts';

/** The XML document. */
export function junitReport(suite: SuiteResult): string {
  const { passed, failed, faults } = countsOf(suite);
  const suites = suite.files.map(suiteElement).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ccmm test" tests="${passed + failed}" failures="${failed}" errors="${faults}" time="${seconds(suite.ms)}">\n${suites}</testsuites>\n`;
}

function suiteElement({ file, results, diagnostics }: FileResult): string {
  const failed = results.filter(isFailed).length;
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const errors = diagnostics.map(
    (one) =>
      `    <testcase name="${escaped(file)}" classname="${escaped(file)}" time="0">\n      <error message="${escaped(one.message)}">${escaped(renderDiagnostic(one, { color: false }))}</error>\n    </testcase>\n`,
  );
  return `  <testsuite name="${escaped(file)}" tests="${results.length + errors.length}" failures="${failed}" errors="${errors.length}" time="${seconds(ms)}">\n${errors.join('')}${results.map((result) => caseElement(file, result)).join('')}  </testsuite>\n`;
}

function caseElement(file: string, result: TestResult): string {
  const head = `    <testcase name="${escaped(result.name)}" classname="${escaped(file)}" time="${seconds(result.ms)}"`;
  const first = result.failures[0];
  if (first === undefined) return `${head}/>\n`;
  const message = `expected ${first.expected}, found ${first.found}`;
  return `${head}>\n      <failure message="${escaped(message)}">${escaped(`${result.place}\n${failureText(result)}`)}</failure>\n    </testcase>\n`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Text for XML 1.0: what it cannot hold becomes a mark. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);
}
