import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../command-row.ts';
import { formatOption, homeOption } from '../options.ts';
import { EXIT, type Format, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';
import { type PlanOptions, planOf, planOptions, printReport, type ReportAnswer } from '../versions.ts';

interface Options extends PlanOptions {
  readonly to?: number;
  readonly home?: string;
  readonly format: Format;
}

export const define: DefineCommand = (command) =>
  planOptions(
    command.option(
      '--to <version>',
      'its number in ccmm versions (default: the version before the present one)',
      readNumber,
    ),
  )
    .addOption(homeOption())
    .addOption(formatOption())
    .addHelpText('after', '\nExit code: 0 activated (or it would be), 1 refused, 2 wrong usage.')
    .action(async (options: Options) => {
      const centre = await runningCentre(options.home);
      const report = (await centre.send('POST', '/versions/rollback', {
        ...(options.to === undefined ? {} : { to: options.to }),
        plan: planOf(options),
        dryRun: options.dryRun === true,
      })) as ReportAnswer;
      if (options.format === 'json') printJson(report);
      else printReport(report);
      process.exitCode = report.ok ? EXIT.ok : EXIT.failed;
    });

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("a version's number, from 1");
  return Number(text);
}
