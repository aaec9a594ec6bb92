/**
 * `ccmm/testing`: a centre's scripts under test in a program. With vitest:
 *
 *     const centre = await openCentre('examples/helpdesk');
 *     for (const { name, run } of await centre.tests()) it(name, run);            // the tests of its folder
 *     it('an invoice goes to billing', () => centre.test({ … }));                 // one more, as a file would write it
 *     it('…', async () => { const day = await centre.rehearse({ agents: { ana: 'ready' } }); day.arrive({ … }); … });
 */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { stringify } from 'yaml';
import { compileCentre } from '../../compiler/centre/index.ts';
import { renderDiagnostic } from '../../dsl/index.ts';
import { readCentreFolder } from '../../runtime/centre-folder.ts';
import type { Directory, Program } from '../../vm/index.ts';
import { type Coverage, newCoverage, type ScriptCoverage } from './coverage.ts';
import type { ReadTests } from './read-tests.ts';
import { Rehearsal, ScriptTestError } from './rehearsal.ts';
import { failureText, runTest, type TestResult } from './run-test.ts';
import type { ScriptTest, Setting } from './schema.ts';
import { Suite } from './suite.ts';

/** A centre or a test that cannot be run as it is written; the message is what `ccmm validate` or `ccmm test` shows. */
export class NotValidError extends Error {
  readonly code = 'not_valid';
}

/** One test of a folder's files. */
export interface FolderTest {
  /** The test's name behind that of its file. */
  readonly name: string;
  /** Rejects with a ScriptTestError, whose message shows what was found and the way up to there. */
  run(): Promise<void>;
}

/** A compiled centre whose scripts are tested; every test has a virtual centre of its own. */
export interface TestedCentre {
  readonly program: Program;
  readonly directory: Directory;
  /** The tests of the `*.test.yaml` files below its folder. Rejects with a NotValidError when one is not well written. */
  tests(): Promise<readonly FolderTest[]>;
  /** Runs one test, written as in a file. Rejects with a ScriptTestError when it fails, with a NotValidError when it names what is not there. */
  test(scenario: ScriptTest): Promise<void>;
  /** The same; what it came to as data. */
  run(scenario: ScriptTest): Promise<TestResult>;
  /** A centre to be led by calls. `mails` are the files that `arrive` will name. */
  rehearse(setting?: Setting, mails?: readonly string[]): Promise<Rehearsal>;
  /** What all tests so far reached. */
  coverage(): readonly ScriptCoverage[];
}

/** Opens the centre in a folder. Rejects with a NotValidError when it has errors. */
export async function openCentre(folder: string | URL): Promise<TestedCentre> {
  const path = typeof folder === 'string' ? folder : decodeURIComponent(folder.pathname);
  const sources = await readCentreFolder(path);
  const { program, directory, diagnostics } = compileCentre(sources);
  if (program === undefined || directory === undefined)
    throw new NotValidError(
      diagnostics
        .filter(({ level }) => level === 'error')
        .map((one) => renderDiagnostic(one, { color: false }))
        .join('\n'),
    );
  const lines = new Map(
    sources.scripts.map(({ name, source }) => [name.toLowerCase(), new TextDecoder().decode(source).split(/\r?\n/)]),
  );
  const sourceLine = (script: string, line: number) => (lines.get(script.toLowerCase())?.[line - 1] ?? '').trim();
  return tested(new Suite({ folder: sources.folder, program, directory, sourceLine }), newCoverage(program));
}

function tested(suite: Suite, coverage: Coverage): TestedCentre {
  const { program, directory } = suite.prepared;
  const run = async (scenario: ScriptTest): Promise<TestResult> => {
    // Written as a file would be: one reader, one set of faults.
    const read = valid(suite.read('scenario', stringify({ tests: [scenario] })));
    const [test] = read.tests;
    if (test === undefined) throw new NotValidError('the scenario is empty');
    await suite.load([test.test]);
    return runTest(test, suite.bench(coverage.ran));
  };
  return {
    program,
    directory,
    async tests() {
      const files = await suite.files();
      const read = await Promise.all(
        files.map(async (file) => valid(suite.read(relative(process.cwd(), file), await readFile(file, 'utf8')))),
      );
      const all = read.flatMap(({ tests }) => tests);
      // Their mails are parsed together, when the first test runs.
      let loaded: Promise<void> | undefined;
      return all.map((test) => ({
        name: `${test.source.fileName}: ${test.name}`,
        async run() {
          loaded ??= suite.load(all.map((one) => one.test));
          await loaded;
          passed(runTest(test, suite.bench(coverage.ran)));
        },
      }));
    },
    run,
    test: async (scenario) => passed(await run(scenario)),
    async rehearse(setting = {}, mails = []) {
      const asTest = { name: 'rehearsal', mail: {}, expect: { age: '0s' }, ...setting };
      const read = valid(suite.read('setting', stringify({ tests: [asTest] }))).tests[0]?.test;
      const { mail, ...rest } = read ?? asTest;
      const checked: Setting = setting.mail === undefined || mail === undefined ? rest : { ...rest, mail };
      await suite.mails.load(mails);
      await suite.load([checked]);
      return new Rehearsal(suite.bench(coverage.ran), checked);
    },
    coverage: () => coverage.report(),
  };
}

function valid(read: ReadTests): ReadTests {
  if (read.diagnostics.length === 0) return read;
  throw new NotValidError(read.diagnostics.map((one) => renderDiagnostic(one, { color: false })).join('\n'));
}

function passed(result: TestResult): void {
  if (result.failures.length > 0) throw new ScriptTestError(`${result.place}: ${result.name}\n${failureText(result)}`);
}
