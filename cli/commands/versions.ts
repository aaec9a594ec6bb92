import type { VersionView } from '../../runtime/index.ts';
import type { Wire } from '../../runtime/presentation/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption, homeOption } from '../options.ts';
import { colour, type Format, print, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';
import { contactsText } from '../versions.ts';

export const define: DefineCommand = (command) =>
  command
    .addOption(homeOption())
    .addOption(formatOption())
    .action(async (options: { home?: string; format: Format }) => {
      const centre = await runningCentre(options.home);
      const versions = (await centre.get('/versions')) as readonly Wire<VersionView>[];
      if (options.format === 'json') return printJson(versions);
      for (const one of versions) {
        const marks = [...(one.active ? ['active'] : []), ...(one.kept ? [] : ['no longer kept'])];
        const line = `${one.number}  ${one.image.slice(0, 12)}  ${one.at}  ${HOW[one.cause ?? 'unknown']}${one.by === undefined ? '' : ` by ${one.by}`}: ${contactsText(one.contacts)} in flight${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
        print(one.active ? colour('bold', line) : line);
        for (const point of one.waitPoints) print(`     ${contactsText(point.contacts)} at ${point.name}`);
      }
    });

const HOW = { start: 'at a start', activate: 'activated', rollback: 'rolled back', unknown: 'activated' } as const;
