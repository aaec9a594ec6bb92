import { stat, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { InvalidArgumentError } from 'commander';
// Not through the runtime's index, which would load the libraries of database and mail.
import { findCentreFolder } from '../../runtime/centre-folder.ts';
import { makeFolder } from '../../runtime/store/make-folder.ts';
import { type FileResult, lcovOf, newCoverage, Suite, sharesOf } from '../../testing/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { formatOption } from '../options.ts';
import {
  EXIT,
  type Exit,
  Failure,
  type Format,
  print,
  printFailure,
  printJson,
  unreadable,
  unwritable,
} from '../outcome.ts';
import { printCoverage } from '../test/coverage-table.ts';
import { invalidReport, jsonReport } from '../test/json-report.ts';
import { junitReport } from '../test/junit-report.ts';
import { countsOf, type SuiteResult } from '../test/suite-result.ts';
import { printFile, printSummary } from '../test/text-report.ts';
import { watchFolder } from '../test/watch.ts';

interface Options {
  readonly filter?: string;
  readonly watch?: true;
  readonly junit?: string;
  readonly coverage?: true;
  readonly lcov?: string;
  readonly min?: number;
  readonly format: Format;
}

export const define: DefineCommand = (command) =>
  command
    .argument(
      '[dir]',
      "the centre's folder, whose tests are the *.test.yaml files in it and in its folders; or a part of it, or one of these files",
      '.',
    )
    .option('--filter <text>', 'only tests whose name or file contains this')
    .option('--watch', 'run again when a script, center.yaml, a test or a mail changes')
    .option('--coverage', 'show which lines ran and which ways IF and WHERE went')
    .option(
      '--min <percent>',
      'exit 1 when less of the lines or of the branches was reached; implies --coverage',
      percent,
    )
    .option('--lcov <file>', 'write the coverage as an lcov tracefile')
    .option('--junit <file>', 'write the results as JUnit XML')
    .addOption(formatOption())
    .action(async (dir: string, options: Options) => {
      if (options.watch !== true) {
        process.exitCode = await testFolder(dir, options);
        return;
      }
      if (options.format === 'json')
        throw new Failure('watch_text', '--watch shows text; leave --format json out', EXIT.usage);
      // What is wrong now is mended while it watches.
      await watchFolder(
        resolve(await centreOf(dir)),
        async () => void (await testFolder(dir, options).catch(printFailure)),
      );
    });

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('give a number from 0 to 100');
  return value;
}

async function testFolder(asked: string, options: Options): Promise<Exit> {
  const began = performance.now();
  const dir = await centreOf(asked);
  const { sources, program, directory, sourceLine } = await compileFolder(dir, {
    show: options.format === 'json' ? 'nothing' : 'errors',
  }).catch(async (error: unknown) => {
    if (options.format === 'json' && error instanceof Failure && error.code === 'not_valid')
      printJson(await invalidReport(dir));
    throw error;
  });
  const suite = new Suite({ folder: sources.folder, program, directory, sourceLine });
  const part = resolve(asked);
  const paths = (await suite.files()).filter(
    (path) => path === part || path.startsWith(`${part}${sep}`) || dir === asked,
  );
  if (paths.length === 0)
    throw new Failure(
      'no_tests',
      `there is no *.test.yaml in ${dir === asked ? sources.folder : asked}; write one, such as tests/first.test.yaml:\n\n${FIRST_TEST}\nspec/script-tests.md has every key; ccmm init writes a centre with tests`,
      EXIT.usage,
    );
  const wantsCoverage = options.coverage === true || options.lcov !== undefined || options.min !== undefined;
  const coverage = wantsCoverage ? newCoverage(program) : undefined;
  const files: FileResult[] = [];
  for (const path of paths) {
    const file = await suite.runFile(path, {
      from: process.cwd(),
      ...(options.filter === undefined ? {} : { filter: options.filter }),
      ...(coverage === undefined ? {} : { ran: coverage.ran }),
    });
    if (options.format === 'text') printFile(file);
    files.push(file);
  }
  const result: SuiteResult = { files, coverage: coverage?.report(), ms: performance.now() - began };
  const { passed, failed, faults } = countsOf(result);
  if (passed + failed + faults === 0)
    throw new Failure(
      'no_tests',
      `no test's name or file contains ${options.filter ?? ''}; leave --filter out to run all`,
      EXIT.usage,
    );
  await writeReports(result, options, (script) => fileOf(sources, script));
  if (options.format === 'json') printJson(jsonReport(result));
  else {
    printSummary(result);
    if (result.coverage !== undefined && (options.coverage === true || options.min !== undefined))
      printCoverage(result.coverage);
  }
  return failed + faults > 0 || isBelow(result, options) ? EXIT.failed : EXIT.ok;
}

/** The centre's folder: the one that was asked for, or the nearest above it. */
async function centreOf(asked: string): Promise<string> {
  const found = await stat(asked).catch(unreadable(asked));
  const from = found.isDirectory() ? resolve(asked) : dirname(resolve(asked));
  const folder = await findCentreFolder(from);
  return folder === undefined || folder === resolve(asked) ? asked : folder;
}

/** The path of a script as tools look for it. */
function fileOf({ scripts }: Awaited<ReturnType<typeof compileFolder>>['sources'], script: string): string {
  const file = scripts.find(({ name }) => name.toLowerCase() === script.toLowerCase())?.file ?? script;
  return relative(process.cwd(), resolve(file)) || file;
}

async function writeReports(
  result: SuiteResult,
  { junit, lcov }: Options,
  scriptFile: (script: string) => string,
): Promise<void> {
  const write = async (path: string, text: string) => {
    try {
      makeFolder(dirname(resolve(path)));
      await writeFile(path, text);
    } catch (cause) {
      unwritable(path)(cause as NodeJS.ErrnoException);
    }
  };
  if (junit !== undefined) await write(junit, junitReport(result));
  if (lcov !== undefined) await write(lcov, lcovOf(result.coverage ?? [], scriptFile));
}

/** Whether less was reached than `--min` asks for, which is said. */
function isBelow({ coverage }: SuiteResult, { min, format }: Options): boolean {
  if (min === undefined || coverage === undefined) return false;
  const { lines, branches } = sharesOf(coverage);
  const below = lines.percent < min || branches.percent < min;
  if (below) {
    const words = `${lines.percent.toFixed(1)} % of the lines and ${branches.percent.toFixed(1)} % of the branches were reached; --min asks for ${min} %`;
    if (format === 'json') process.stderr.write(`${words}\n`);
    else print(words);
  }
  return below;
}

const FIRST_TEST = `  tests:
    - name: A mail is presented to whoever is ready
      mail: { from: ann@client.example, subject: Hello, body: Is anybody there? }
      agents: everybody
      expect: { not: { presented: nobody } }
`;
