import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { compileCentre } from '../../compiler/centre/index.ts';
import { checkSyntax } from '../../compiler/index.ts';
import { type Diagnostic, diagnosticsToJson, renderDiagnostic } from '../../dsl/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import {
  CENTRE_FILE,
  findCentreFolder,
  readCentreFolder,
  readScript,
  SCRIPT_EXTENSION,
} from '../../runtime/centre-folder.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption } from '../options.ts';
import { EXIT, Failure, type Format, print, printJson, unreadable } from '../outcome.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('[paths...]', "a centre's folder, or files in one; what is printed concerns these", ['.'])
    .addOption(formatOption())
    .action(async (paths: string[], options: { format: Format }) => {
      const found = await findings(paths);
      const errors = found.diagnostics.filter((diagnostic) => diagnostic.level === 'error').length;
      const warnings = found.diagnostics.filter((diagnostic) => diagnostic.level === 'warning').length;
      if (options.format === 'json') printJson(diagnosticsToJson(found.diagnostics));
      else {
        for (const diagnostic of found.diagnostics)
          print(`${renderDiagnostic(diagnostic, { color: process.stdout.isTTY })}\n`);
        for (const note of found.notes) print(note);
        print(
          errors + warnings === 0
            ? `${found.checked}: no errors`
            : `${found.checked}: ${errors} error${errors === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}`,
        );
      }
      process.exitCode = errors > 0 ? EXIT.failed : EXIT.ok;
    });

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** What was checked, in words. */
  readonly checked: string;
  readonly notes: readonly string[];
}

/** Folders whole; files within the set of the nearest centre above them, or by themselves where there is none. */
async function findings(paths: readonly string[]): Promise<Findings> {
  const parts = await Promise.all(paths.map((path) => findingsOf(path)));
  const seen = new Set<string>();
  return {
    // Two paths of one centre must not say the same thing twice.
    diagnostics: parts
      .flatMap((part) => part.diagnostics)
      .filter((diagnostic) => {
        const key = JSON.stringify(diagnosticsToJson([diagnostic]).diagnostics[0]);
        return !seen.has(key) && seen.add(key);
      }),
    checked: parts.map((part) => part.checked).join(', '),
    notes: [...new Set(parts.flatMap((part) => part.notes))],
  };
}

async function findingsOf(path: string): Promise<Findings> {
  const found = await stat(path).catch(unreadable(path));
  if (found.isDirectory()) {
    const sources = await readCentreFolder(path);
    return {
      diagnostics: compileCentre(sources).diagnostics,
      checked: `${path} (${sources.scripts.length} script${sources.scripts.length === 1 ? '' : 's'})`,
      notes: [],
    };
  }
  const isScript = path.toLowerCase().endsWith(SCRIPT_EXTENSION);
  const folder = await findCentreFolder(resolve(path, '..'));
  if (folder === undefined) {
    if (!isScript)
      throw new Failure('no_centre', `${path} is neither a ${SCRIPT_EXTENSION} file nor part of a centre`, EXIT.usage);
    return await formOf(path, `no ${CENTRE_FILE} is beside or above it, so names cannot be looked up`);
  }
  if (isScript && resolve(path, '..') !== folder)
    return await formOf(path, `it is not in the script set of ${folder}, whose scripts stand beside ${CENTRE_FILE}`);
  const { diagnostics } = compileCentre(await readCentreFolder(folder));
  const shown = relative(process.cwd(), resolve(path)) || path;
  return { diagnostics: diagnostics.filter((diagnostic) => concerns(diagnostic, shown)), checked: path, notes: [] };
}

/** What can be said of a script that is in no set. */
async function formOf(path: string, why: string): Promise<Findings> {
  return {
    diagnostics: checkSyntax([await readScript(path, path)]),
    checked: path,
    notes: [`only the form of ${path} was checked: ${why}`],
  };
}

/** A diagnostic concerns a file when it stands in it, or names a place in it. */
function concerns(diagnostic: Diagnostic, file: string): boolean {
  return [diagnostic, ...diagnostic.related].some(({ place }) => place.source.fileName === file);
}
