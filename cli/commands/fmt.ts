import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Diagnostic, diagnosticsToJson, formatScript, renderDiagnostic } from '../../dsl/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import { readScript, SCRIPT_EXTENSION } from '../../runtime/centre-folder.ts';
import { colouredDiff } from '../coloured-diff.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption } from '../options.ts';
import { colour, EXIT, Failure, type Format, hasColour, print, printJson, unreadable } from '../outcome.ts';
import { replaceFile } from '../replace-file.ts';
import { INPUT_NAME, type InputOptions, isInput, readInput, stdinNameOption } from '../standard-input.ts';
import { unifiedDiff } from '../unified-diff.ts';

interface Options extends InputOptions {
  readonly check?: true;
  readonly diff?: true;
  readonly format: Format;
}

export const define: DefineCommand = (command) =>
  command
    .argument('[paths...]', `scripts, or folders whose ${SCRIPT_EXTENSION} files are laid out; - is standard input`, [
      '.',
    ])
    .option('--check', 'write nothing; list the scripts that are laid out otherwise, and exit 1 when there are any')
    .option('--diff', 'write nothing; show what would change')
    .option('--stdin', 'read a script from standard input and write it laid out to standard output, as the path - does')
    .addOption(stdinNameOption('what findings and --diff call the script of standard input'))
    .addOption(formatOption())
    .action(async (paths: string[], options: Options) => {
      const input = isInput(paths, options);
      const results = input ? [await layOutInput(options)] : await layOutFiles(paths, options);
      if (options.format === 'json') printJson(reportOf(results));
      else for (const result of results) printResult(result, options);
      if (!input && options.format === 'text' && options.diff !== true) print(summaryOf(results, options));
      const isLeft = (result: Result) =>
        result.state === 'errors' || (options.check === true && result.state === 'unformatted');
      process.exitCode = results.some(isLeft) ? EXIT.failed : EXIT.ok;
    });

/** What became of one script. */
interface Result {
  readonly file: string;
  /** `formatted`: written. `unformatted`: it would change, and was not written. `errors`: left alone. */
  readonly state: 'formatted' | 'unformatted' | 'unchanged' | 'errors';
  readonly diagnostics: readonly Diagnostic[];
  /** With --diff, what changes. */
  readonly diff?: string;
  /** The text laid out, which of standard input is the answer. */
  readonly text?: string;
  readonly isInput?: true;
}

async function layOutInput(options: Options): Promise<Result> {
  const result = { ...laidOut(options.stdinName ?? INPUT_NAME, await readInput(), options), isInput: true } as const;
  return result.state === 'errors' || options.check === true || options.diff === true
    ? result
    : { ...result, state: result.state === 'unchanged' ? 'unchanged' : 'formatted' };
}

async function layOutFiles(paths: readonly string[], options: Options): Promise<readonly Result[]> {
  const files = new Set<string>();
  for (const path of paths) for (const file of await scriptsIn(path)) files.add(file);
  const found: { readonly file: string; readonly result: Result }[] = [];
  for (const file of files) {
    const { source } = await readScript(file, file);
    found.push({ file, result: laidOut(relative(process.cwd(), file) || file, source, options) });
  }
  if (options.check === true || options.diff === true) return found.map(({ result }) => result);
  // Nothing is written before everything could be read.
  const results: Result[] = [];
  for (const { file, result } of found) {
    if (result.state === 'unformatted') await replaceFile(file, result.text ?? '');
    results.push(result.state === 'unformatted' ? { ...result, state: 'formatted' } : result);
  }
  return results;
}

function laidOut(file: string, source: Uint8Array, options: Options): Result {
  const formatted = formatScript(source, file);
  if (formatted.kind === 'errors') return { file, state: 'errors', diagnostics: formatted.diagnostics };
  const { text } = formatted;
  if (Buffer.from(text).equals(source)) return { file, state: 'unchanged', diagnostics: [], text };
  const given = Buffer.from(source).toString('utf8');
  const diff = options.diff === true ? { diff: unifiedDiff(file, file, given, text) } : {};
  return { file, state: 'unformatted', diagnostics: [], text, ...diff };
}

/** The file itself, or the scripts in a folder and the folders in it; not what packages and version control keep there. */
async function scriptsIn(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(unreadable(path));
  if (!found.isDirectory()) {
    if (path.toLowerCase().endsWith(SCRIPT_EXTENSION)) return [path];
    throw new Failure('no_script', `${path} is no ${SCRIPT_EXTENSION} file; only scripts have a layout`, EXIT.usage);
  }
  const scripts: string[] = [];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(unreadable(folder));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = join(folder, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') folders.push(inside);
      else if (entry.isFile() && entry.name.toLowerCase().endsWith(SCRIPT_EXTENSION)) scripts.push(inside);
    }
  }
  if (scripts.length === 0)
    throw new Failure('no_script', `there is no ${SCRIPT_EXTENSION} file in ${path}`, EXIT.usage);
  return scripts.sort();
}

function printResult(result: Result, options: Options): void {
  if (result.state === 'errors') {
    for (const diagnostic of result.diagnostics)
      process.stderr.write(`${renderDiagnostic(diagnostic, { color: hasColour(process.stderr) })}\n\n`);
    process.stderr.write(`${result.file} is left alone until its errors are mended\n`);
  } else if (options.diff === true) process.stdout.write(colouredDiff(result.diff ?? ''));
  else if (result.isInput) {
    if (options.check !== true) process.stdout.write(result.text ?? '');
    else if (result.state === 'unformatted') print(`${result.file} is laid out otherwise`);
  } else if (result.state === 'formatted') print(`formatted ${result.file}`);
  else if (result.state === 'unformatted') print(`${colour('yellow', 'would format')} ${result.file}`);
}

function summaryOf(results: readonly Result[], options: Options): string {
  const count = (state: Result['state']) => results.filter((result) => result.state === state).length;
  const scripts = (many: number) => `${many} script${many === 1 ? '' : 's'}`;
  return [
    options.check === true ? `${scripts(count('unformatted'))} to format` : `${scripts(count('formatted'))} formatted`,
    `${count('unchanged')} unchanged`,
    ...(count('errors') > 0 ? [`${count('errors')} with errors`] : []),
  ].join(', ');
}

/** The stable form for machines. */
function reportOf(results: readonly Result[]): object {
  const count = (state: Result['state']) => results.filter((result) => result.state === state).length;
  return {
    files: results.map(({ file, state, diff, text, isInput, diagnostics }) => ({
      file,
      state,
      ...(diff === undefined ? {} : { diff }),
      ...(isInput && text !== undefined ? { text } : {}),
      ...(state === 'errors' ? { diagnostics: diagnosticsToJson(diagnostics).diagnostics } : {}),
    })),
    formatted: count('formatted'),
    unformatted: count('unformatted'),
    unchanged: count('unchanged'),
    errors: count('errors'),
  };
}
