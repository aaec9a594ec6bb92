import type { DefineCommand } from '../command-row.ts';
import { homeOption } from '../options.ts';
import { EXIT, Failure, print } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('<number>', "the mail's number in ccmm status")
    .addOption(homeOption())
    .action(async (number: string, options: { home?: string }) => {
      if (!/^[1-9][0-9]{0,14}$/.test(number))
        throw new Failure('bad_number', `${number}: write the number that ccmm status shows`, EXIT.usage);
      const centre = await runningCentre(options.home);
      await centre.post(`/quarantine/${number}/replay`, {});
      print(`mail ${number} is on its way again; ccmm status shows what becomes of it`);
    });
