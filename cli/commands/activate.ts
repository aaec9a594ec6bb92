import { compileCentre } from '../../compiler/centre/index.ts';
import {
  applyLevels,
  type Diagnostic,
  diagnosticsToJson,
  type LevelChoices,
  renderDiagnostic,
} from '../../dsl/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import { type CentreSources, readCentreFolder } from '../../runtime/centre-folder.ts';
import type { DefineCommand } from '../command-row.ts';
import { addLevelOptions, type LevelOptions, levelChoices } from '../level-options.ts';
import { formatOption, homeOption } from '../options.ts';
import { EXIT, Failure, type Format, hasColour, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';
import { type PlanOptions, planOf, planOptions, printReport, type ReportAnswer } from '../versions.ts';

interface Options extends PlanOptions, LevelOptions {
  readonly home?: string;
  readonly format: Format;
}

export const define: DefineCommand = (command) =>
  addLevelOptions(planOptions(command.argument('[dir]', "the centre's folder (default: the one that was served)")))
    .addOption(homeOption())
    .addOption(formatOption())
    .addHelpText('after', '\nExit code: 0 activated (or it would be), 1 refused or not valid, 2 wrong usage.')
    .action(async (dir: string | undefined, options: Options) => {
      const centre = await runningCentre(options.home);
      const sources = await readCentreFolder(dir ?? centre.folder);
      const { texts, shown } = check(sources, levelChoices(options));
      const errors = shown.filter(({ level }) => level === 'error').length;
      if (options.format === 'text')
        for (const one of shown)
          process.stderr.write(`${renderDiagnostic(one, { color: hasColour(process.stderr) })}\n`);
      if (errors > 0) {
        if (options.format === 'json') printJson({ ok: false, ...notValid(errors), ...diagnosticsToJson(shown) });
        throw new Failure('not_valid', `${sources.folder} has ${notValid(errors).message}`);
      }
      const report = (await centre.send('POST', '/versions', {
        centre: sources.centre,
        scripts: sources.scripts.map(({ file, source }) => ({ file, source: Buffer.from(source).toString('base64') })),
        files: Object.fromEntries(texts),
        plan: planOf(options),
        dryRun: options.dryRun === true,
      })) as ReportAnswer;
      if (options.format === 'json') printJson(report);
      else printReport(report);
      process.exitCode = report.ok ? EXIT.ok : EXIT.failed;
    });

const notValid = (errors: number) => ({
  code: 'not_valid',
  message: `${errors} error${errors === 1 ? '' : 's'}; the active version stays`,
});

interface Checked {
  /** Texts that center.yaml names, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly shown: readonly Diagnostic[];
}

/** Compiles here, so that every finding is shown with its line; the centre compiles what it activates itself. */
function check(sources: CentreSources, choices: LevelChoices): Checked {
  const texts = new Map<string, string>();
  const { diagnostics } = compileCentre({
    ...sources,
    read: (path) => {
      const text = sources.read(path);
      if (text !== undefined) texts.set(path, text);
      return text;
    },
  });
  const found = applyLevels(diagnostics, choices);
  return { texts, shown: found.filter(({ level }) => level === 'error' || level === 'warning') };
}
