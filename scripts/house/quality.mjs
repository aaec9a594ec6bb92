/** The checks, each as `{ passed, failed }` with the names of what failed, so that they add up to one line. */

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './console.mjs';
import { NODE, ROOT, TOOLS } from './folders.mjs';

/**
 * @typedef {{ passed: number, failed: string[] }} Tally
 */

/** The compiler over the floors, or over the tests. */
export const floorsCompile = () => asOneTest('the floors compile', [TOOLS.tsc, '-b']);
/** What the command line's tests start; made of what the floors compiled to. */
export const quickCommandsBundle = () => asOneTest('the quick commands bundle', [join(ROOT, 'scripts', 'bundle.mjs')]);
export const testsCompile = () => asOneTest('the tests compile', [TOOLS.tsc, '-p', 'tsconfig.test.json']);
export const pageCompiles = () => asOneTest('the page compiles', [TOOLS.tsc, '-p', 'desktop']);
export const lintIsClean = () =>
  asOneTest('the sources are linted and formatted', [TOOLS.biome, 'ci', '--error-on-warnings', '--colors=off', '.']);

/** The tallies of several checks as one. */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.flatMap(({ failed }) => failed),
  };
}

/**
 * Runs the tests of some projects (all when none is named) and sees to it that they leave no process behind.
 * @param {{ projects?: readonly string[], env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Tally>}
 */
export async function runTests({ projects = [], env = {} } = {}) {
  // Servers drop their rights, so others may pass through; nobody else may look in.
  const folder = mkdtempSync(join(tmpdir(), 'ccmm-test-'));
  const scratch = join(folder, 't');
  mkdirSync(scratch);
  chmodSync(folder, 0o711);
  chmodSync(scratch, 0o1777);
  const result = join(folder, 'tally.json');
  const args = [TOOLS.vitest, 'run', ...projects.flatMap((name) => ['--project', name])];
  const code = await inTheOpen(args, { ...process.env, ...env, TMPDIR: scratch, CCMM_TALLY: result });
  const tally = existsSync(result)
    ? JSON.parse(readFileSync(result, 'utf8'))
    : { passed: 0, failed: ['the test runner ended without a result'] };
  if (code !== 0 && tally.failed.length === 0) tally.failed.push(`the test runner ended with ${code}`);
  tally.failed.push(...endLeftProcesses(scratch));
  rmSync(folder, { recursive: true, force: true });
  return tally;
}

/** Prints what failed on standard error and the one line on standard output; sets the exit code to match. */
export function report({ passed, failed }) {
  if (failed.length > 0) process.stderr.write(`\nFailed:\n${failed.map((name) => `  ${name}`).join('\n')}\n`);
  process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Whether the packages are here; says what to do when they are not. */
export function isSetUp() {
  if (existsSync(NODE)) return true;
  process.stderr.write('The packages are not installed yet: run `npm run setup` first.\n');
  process.exitCode = 1;
  return false;
}

async function asOneTest(name, args) {
  const { code, output } = await run(NODE, args, { cwd: ROOT });
  if (code === 0) return { passed: 1, failed: [] };
  process.stderr.write(`${output.trimEnd()}\n`);
  return { passed: 0, failed: [name] };
}

/** The runner speaks for itself, on standard error: standard output is for the one line. */
function inTheOpen(args, env) {
  return new Promise((resolve) => {
    const child = spawn(NODE, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Processes of this run that are still there: started with its scratch folder in their environment or on their command
 * line, or working in it. Each is a failure, and is ended. (Linux; elsewhere the handles of each file must do.)
 */
function endLeftProcesses(scratch) {
  if (!existsSync('/proc/self/environ')) return [];
  const names = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const command = readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    if (command === '' || !`${command}\n${readOr(`/proc/${pid}/environ`)}`.includes(scratch)) continue;
    names.push(`a process is left behind: ${command.slice(0, 120)}`);
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It was just ending.
    }
  }
  return names;
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
