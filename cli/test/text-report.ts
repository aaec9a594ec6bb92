/** `ccmm test` for people: a line a file and a test, then what failed, with the way of the contact up to there. */
import { renderDiagnostic } from '../../dsl/index.ts';
import { type FileResult, failureText, type TestResult } from '../../testing/index.ts';
import { colour, hasColour, print } from '../outcome.ts';
import { countsOf, isFailed, type SuiteResult } from './suite-result.ts';

/** Files with more tests than this have one line, and those for tests that failed. */
const TESTS_LISTED = 40;

/** The lines of a file, as soon as it ran. */
export function printFile(file: FileResult): void {
  const failed = file.results.filter(isFailed);
  if (file.results.length === 0 && file.diagnostics.length === 0) return;
  const mark = failed.length + file.diagnostics.length === 0 ? colour('green', '✓') : colour('red', '✗');
  const count =
    file.diagnostics.length > 0
      ? 'cannot be run'
      : `${file.results.length} test${file.results.length === 1 ? '' : 's'}`;
  print(`${mark} ${file.file}  ${colour('dim', count)}`);
  for (const diagnostic of file.diagnostics)
    print(`${renderDiagnostic(diagnostic, { color: hasColour(process.stdout) })}\n`);
  for (const result of file.results.length > TESTS_LISTED ? failed : file.results)
    print(`  ${isFailed(result) ? colour('red', '✗') : colour('green', '✓')} ${result.name}`);
}

/** Each failed test, and how many there were. */
export function printSummary(suite: SuiteResult): void {
  for (const result of suite.files.flatMap(({ results }) => results).filter(isFailed)) printFailed(result);
  const { passed, failed, faults } = countsOf(suite);
  const parts = [
    ...(failed > 0 ? [colour('red', `${failed} failed`)] : []),
    ...(faults > 0 ? [colour('red', `${faults} error${faults === 1 ? '' : 's'} in files of tests`)] : []),
    `${passed} passed`,
  ];
  print(`${parts.join(', ')}  ${colour('dim', `(${(suite.ms / 1000).toFixed(2)} s)`)}`);
}

function printFailed(result: TestResult): void {
  print();
  print(`${colour('red', '✗')} ${colour('bold', result.name)}  ${colour('dim', result.place)}`);
  for (const line of failureText(result).split('\n')) print(line === '' ? '' : `  ${paint(line)}`);
  print();
}

function paint(line: string): string {
  if (line.startsWith('expected  ')) return colour('green', line);
  if (line.startsWith('found     ')) return colour('red', line);
  return line;
}
