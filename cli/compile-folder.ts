/** Compiles a centre's folder for a command, with its diagnostics shown as every command shows them. */

import { compileCentre } from '../compiler/centre/index.ts';
import type { Diagnostic } from '../dsl/index.ts';
import { renderDiagnostic } from '../dsl/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import { type CentreSources, readCentreFolder } from '../runtime/centre-folder.ts';
import { shellWord } from '../runtime/shell-word.ts';
import type { Directory, Program } from '../vm/index.ts';
import { Failure, hasColour } from './outcome.ts';

export interface CompiledFolder {
  readonly sources: CentreSources;
  readonly program: Program;
  readonly directory: Directory;
  readonly diagnostics: readonly Diagnostic[];
  /** Text of a line of a script, trimmed; for traces. */
  readonly sourceLine: (script: string, line: number) => string;
}

/** Fails after printing the errors to stderr when the centre is not valid. */
export async function compileFolder(
  dir: string,
  options: { readonly show: 'errors' | 'nothing' },
): Promise<CompiledFolder> {
  const sources = await readCentreFolder(dir);
  const { program, directory, diagnostics } = compileCentre(sources);
  const errors = diagnostics.filter((diagnostic) => diagnostic.level === 'error');
  if (!program || !directory || errors.length > 0) {
    if (options.show === 'errors')
      for (const error of errors)
        process.stderr.write(`${renderDiagnostic(error, { color: hasColour(process.stderr) })}\n`);
    throw new Failure(
      'not_valid',
      `${sources.folder} has ${errors.length} error${errors.length === 1 ? '' : 's'}; mend ${errors.length === 1 ? 'it' : 'them'} first (ccmm validate ${shellWord(dir)})`,
    );
  }
  const lines = new Map(
    sources.scripts.map((script) => [
      script.name.toLowerCase(),
      new TextDecoder().decode(script.source).split(/\r?\n/),
    ]),
  );
  return {
    sources,
    program,
    directory,
    diagnostics,
    sourceLine: (script, line) => (lines.get(script.toLowerCase())?.[line - 1] ?? '').trim(),
  };
}
