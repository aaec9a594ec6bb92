import { readFile, stat } from 'node:fs/promises';
import { readCentreFolder } from '../../runtime/index.ts';
import { decodeProgram, disassemble as disassembleProgram } from '../../vm/index.ts';
import type { CommandRow } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { EXIT, Failure, print } from '../outcome.ts';

export const disassemble: CommandRow = {
  name: 'disassemble',
  summary: "an image's instructions beside the source lines they come from",
  example: ['ccmm disassemble helpdesk.ccb --sources examples/helpdesk', 'ccmm disassemble examples/helpdesk'],
  define: (command) =>
    command
      .argument('<image>', "an image (.ccb), or a centre's folder, which is compiled first")
      .option('--sources <dir>', 'the folder with the scripts, to show their lines')
      .action(async (image: string, options: { sources?: string }) => {
        const isFolder = await stat(image).then(
          (found) => found.isDirectory(),
          (cause: NodeJS.ErrnoException) => {
            throw new Failure('unreadable', `${image} cannot be read: ${cause.code}`, EXIT.usage, { cause });
          },
        );
        const program = isFolder
          ? (await compileFolder(image, { show: 'errors' })).program
          : decodeProgram(await readFile(image));
        const folder = options.sources ?? (isFolder ? image : undefined);
        const sources = folder === undefined ? undefined : await sourcesIn(folder);
        print(disassembleProgram(program, (script) => sources?.get(script)));
      }),
};

/** Texts of the scripts by name. */
async function sourcesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const { scripts } = await readCentreFolder(folder);
  return new Map(scripts.map(({ name, source }) => [name, new TextDecoder().decode(source)]));
}
