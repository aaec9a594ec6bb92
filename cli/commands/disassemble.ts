import { readFile, stat } from 'node:fs/promises';
import { readCentreFolder } from '../../runtime/centre-folder.ts';
import { decodeProgram, disassemble as disassembleProgram } from '../../vm/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { EXIT, Failure, print } from '../outcome.ts';

export const define: DefineCommand = (command) =>
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
    });

/** Texts of the scripts by name. */
async function sourcesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const { scripts } = await readCentreFolder(folder);
  return new Map(scripts.map(({ name, source }) => [name, new TextDecoder().decode(source)]));
}
