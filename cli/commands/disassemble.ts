import { readFile, stat } from 'node:fs/promises';
import { readCentreFolder } from '../../runtime/centre-folder.ts';
import { decodeProgram, disassemble as disassembleProgram, type Program, ProgramError } from '../../vm/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { EXIT, Failure, print, unreadable } from '../outcome.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('<image>', "an image (.ccb), or a centre's folder, which is compiled first")
    .option('--sources <dir>', 'the folder with the scripts, to show their lines')
    .action(async (image: string, options: { sources?: string }) => {
      const isFolder = (await stat(image).catch(unreadable(image))).isDirectory();
      const program = isFolder
        ? (await compileFolder(image, { show: 'errors' })).program
        : imageIn(await readFile(image).catch(unreadable(image)), image);
      const folder = options.sources ?? (isFolder ? image : undefined);
      const sources = folder === undefined ? undefined : await sourcesIn(folder);
      print(disassembleProgram(program, (script) => sources?.get(script)));
    });

function imageIn(bytes: Uint8Array, path: string): Program {
  try {
    return decodeProgram(bytes);
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause;
    throw new Failure(
      cause.code,
      `${path}: ${cause.message}; give an image that ccmm compile made, or a centre's folder`,
      EXIT.failed,
      { cause },
    );
  }
}

/** Texts of the scripts by name. */
async function sourcesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const { scripts } = await readCentreFolder(folder);
  return new Map(scripts.map(({ name, source }) => [name, new TextDecoder().decode(source)]));
}
