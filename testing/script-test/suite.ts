/** The tests of a centre's folder, file by file: read, checked, and run. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Diagnostic } from '../../dsl/index.ts';
import type { Directory, Program, Trace } from '../../vm/index.ts';
import { type PreparedCentre, prepareCentre } from '../virtual-centre.ts';
import { findTestFiles } from './find-test-files.ts';
import { type MailFiles, mailFiles } from './mail-files.ts';
import { type ReadTest, type ReadTests, readTests } from './read-tests.ts';
import { runTest, type TestBench, type TestResult } from './run-test.ts';
import type { ScriptTest, Setting, WrittenMail } from './schema.ts';
import type { SourceLine } from './trace-steps.ts';

/** A compiled centre, as the compiler gives it. */
export interface CompiledScripts {
  readonly folder: string;
  readonly program: Program;
  readonly directory: Directory;
  readonly sourceLine: SourceLine;
}

/** What a file came to. */
export interface FileResult {
  readonly file: string;
  /** What is wrong with the file itself; its tests did not run then. */
  readonly diagnostics: readonly Diagnostic[];
  readonly results: readonly TestResult[];
  /** Tests that the filter left out. */
  readonly leftOut: number;
}

export interface SuiteOptions {
  /** Only tests whose name, or whose file, contains this, without regard to case. */
  readonly filter?: string;
  /** The folder that shown paths are relative to. */
  readonly from: string;
  /** Hears of each activation of a script, for coverage. */
  readonly ran?: (trace: Trace) => void;
}

export class Suite {
  readonly prepared: PreparedCentre;
  readonly mails: MailFiles;
  readonly #centre: CompiledScripts;

  constructor(centre: CompiledScripts) {
    this.#centre = centre;
    this.prepared = prepareCentre(centre.program, centre.directory);
    this.mails = mailFiles(centre.folder);
  }

  /** Files of tests below the centre's folder. */
  files(): Promise<readonly string[]> {
    return findTestFiles(this.#centre.folder);
  }

  /** What tests run with. */
  bench(ran?: (trace: Trace) => void): TestBench {
    return {
      prepared: this.prepared,
      sourceLine: this.#centre.sourceLine,
      file: (path) => this.mails.get(path),
      ...(ran === undefined ? {} : { ran }),
    };
  }

  /** Reads the text of a file; `fileName` is how it is shown. */
  read(fileName: string, text: string): ReadTests {
    const { program, directory } = this.#centre;
    return readTests(fileName, text, { program, directory, fileFault: (path) => this.mails.fault(path) });
  }

  /** Reads a file and runs its tests. Rejects when the file or a mail that it names cannot be read. */
  async runFile(path: string, options: SuiteOptions): Promise<FileResult> {
    const file = relative(options.from, path) || path;
    const { tests, diagnostics } = this.read(file, await readFile(path, 'utf8'));
    const wanted = options.filter?.toLowerCase() ?? '';
    const chosen = tests.filter(({ name }) => `${file} ${name}`.toLowerCase().includes(wanted));
    await this.load(chosen.map(({ test }) => test));
    const bench = this.bench(options.ran);
    return {
      file,
      diagnostics,
      results: chosen.map((test) => runTest(test, bench)),
      leftOut: tests.length - chosen.length,
    };
  }

  /** Runs one test that was read. */
  async run(test: ReadTest): Promise<TestResult> {
    await this.load([test.test]);
    return runTest(test, this.bench());
  }

  /** Parses the mails that tests name. */
  async load(tests: readonly (Setting & Pick<ScriptTest, 'steps'>)[]): Promise<void> {
    await this.mails.load(
      tests.flatMap((test) => [test.mail, ...(test.steps ?? []).map(({ mail }) => mail)].flatMap(fileOf)),
    );
  }
}

function fileOf(mail: string | WrittenMail | undefined): readonly string[] {
  const file = typeof mail === 'string' ? mail : mail?.file;
  return file === undefined ? [] : [file];
}
