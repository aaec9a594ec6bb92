/** `npm run check`: what to run before a commit. Types, lint, and the tests that need no server; under a minute. */
import {
  floorsCompile,
  isSetUp,
  lintIsClean,
  pageCompiles,
  quickCommandsBundle,
  report,
  runTests,
  sum,
  testsCompile,
} from './house/quality.mjs';

if (isSetUp()) {
  const floors = await floorsCompile();
  const checks = await Promise.all([quickCommandsBundle(), testsCompile(), pageCompiles(), lintIsClean()]);
  report(sum([floors, ...checks, await runTests({ projects: ['unit'] })]));
}
