import { Option } from 'commander';
import {
  type AppliedMend,
  applyLevels,
  type Diagnostic,
  diagnosticsToJson,
  diagnosticsToSarif,
  githubCommand,
  jsonPlace,
  renderDiagnostic,
  summarize,
} from '../../dsl/index.ts';
import { type CheckedPart, inputPart, readPaths } from '../check-paths.ts';
import { colouredDiff } from '../coloured-diff.ts';
import type { DefineCommand } from '../command-row.ts';
import { addLevelOptions, type LevelOptions, levelChoices } from '../level-options.ts';
import { mendPart, writeMended } from '../mend-files.ts';
import { EXIT, Failure, hasColour, print, printJson } from '../outcome.ts';
import { type InputOptions, isInput, readInput, stdinNameOption } from '../standard-input.ts';
import { ccmmPackage } from '../version.ts';

const FORMATS = ['text', 'json', 'github', 'sarif'] as const;

interface Options extends LevelOptions, InputOptions {
  readonly format: (typeof FORMATS)[number];
  readonly fix?: true;
  readonly dryRun?: true;
  readonly cache: boolean;
}

export const define: DefineCommand = (command) =>
  addLevelOptions(command)
    .argument(
      '[paths...]',
      "a centre's folder, or files in one; what is printed concerns these; - is a script on standard input",
      ['.'],
    )
    .addOption(
      new Option('--format <format>', 'for people, machines, GitHub’s annotations or code scanners')
        .choices(FORMATS)
        .default('text'),
    )
    .option('--fix', 'make every change that is certain to be meant, and say what is left')
    .option('--dry-run', 'with --fix: write nothing, show what would change')
    .option('--stdin', 'read a script from standard input, as the path - does')
    .addOption(stdinNameOption('the file that standard input stands for: it is checked in the centre of that file'))
    .option('--no-cache', 'find out everything anew, and keep nothing in $CCMM_HOME/cache')
    .action(async (paths: string[], options: Options) => {
      if (options.dryRun === true && options.fix !== true)
        throw new Failure('no_fix', '--dry-run goes with --fix', EXIT.usage);
      const input = isInput(paths, options);
      if (input && options.fix === true)
        throw new Failure('no_file', '--fix changes files, and standard input is none', EXIT.usage);
      const choices = levelChoices(options);
      const level = (diagnostics: readonly Diagnostic[]) => applyLevels(diagnostics, choices);
      const parts = input
        ? [await inputPart(await readInput(), options.stdinName)]
        : await readPaths(paths, { cache: options.cache });
      if (options.fix === true) await fix(parts, options, level);
      else
        finish(
          parts,
          parts.flatMap((part) => level(part.check())),
          options,
        );
    });

type Level = (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[];

/** Mends the parts one after the other; with `--dry-run` the exit code is that of the files as they are. */
async function fix(parts: readonly CheckedPart[], options: Options, level: Level): Promise<void> {
  const isText = options.format === 'text';
  const say = isText ? print : (line: string) => process.stderr.write(`${line}\n`);
  const left: Diagnostic[] = [];
  let errorsNow = 0;
  for (const part of parts) {
    const mended = mendPart(part, level);
    left.push(...mended.diagnostics);
    if (options.dryRun === true) {
      errorsNow += errorsIn(level(part.check()));
      if (isText && mended.diff !== '') process.stdout.write(`${colouredDiff(mended.diff)}\n`);
      else if (mended.diff !== '') process.stderr.write(mended.diff);
    } else await writeMended(mended);
    for (const one of mended.applied) say(describeMend(one, options.dryRun === true));
    if (mended.applied.length > 0 && isText) print();
  }
  if (options.dryRun === true && isText) print('After that:');
  finish(parts, left, options);
  if (errorsNow > 0) process.exitCode = EXIT.failed;
}

function describeMend({ diagnostic, mend }: AppliedMend, isDry: boolean): string {
  const { file, line, column } = jsonPlace(diagnostic.place);
  return `${isDry ? 'would mend' : 'mended'} ${file}:${line}:${column}: ${diagnostic.message}: ${mend.title} (${diagnostic.code})`;
}

function finish(parts: readonly CheckedPart[], diagnostics: readonly Diagnostic[], options: Options): void {
  show[options.format](diagnostics, parts);
  process.exitCode = errorsIn(diagnostics) > 0 ? EXIT.failed : EXIT.ok;
}

function errorsIn(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ level }) => level === 'error').length;
}

const show: Readonly<
  Record<Options['format'], (diagnostics: readonly Diagnostic[], parts: readonly CheckedPart[]) => void>
> = {
  text: (diagnostics, parts) => {
    const color = hasColour(process.stdout);
    for (const diagnostic of diagnostics) print(`${renderDiagnostic(diagnostic, { color })}\n`);
    for (const { note } of parts) if (note !== undefined) print(note);
    print(`${parts.map(({ checked }) => checked).join(', ')}: ${summarize(diagnostics)}`);
  },
  json: (diagnostics) => printJson(diagnosticsToJson(diagnostics)),
  github: (diagnostics) => {
    for (const diagnostic of diagnostics) print(githubCommand(diagnostic));
  },
  sarif: (diagnostics) => printJson(diagnosticsToSarif(diagnostics, ccmmPackage().version)),
};
