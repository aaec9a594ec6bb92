/**
 * `npm test`: everything, with real servers. What is missing of them is installed first, where that is ours to do.
 * The last line, alone, is `N passed, N failed`.
 */
import { say } from './house/console.mjs';
import { lintIsClean, pageCompiles, report, runTests, sum, testsCompile } from './house/quality.mjs';
import { installMissing } from './house/system-packages.mjs';

const obstacle = installMissing(say);
if (obstacle !== undefined) {
  say(obstacle);
  report({ passed: 0, failed: ['the servers that the tests talk to'] });
} else {
  const checks = await Promise.all([testsCompile(), pageCompiles(), lintIsClean()]);
  report(sum([...checks, await runTests()]));
}
