import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { makeFolder } from '../../runtime/store/make-folder.ts';
import { encodeProgram } from '../../vm/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { formatOption } from '../options.ts';
import { type Format, print, printJson, unwritable } from '../outcome.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('[dir]', "the centre's folder", '.')
    .option('-o, --output <file>', "the image (default: the folder's name with .ccb)")
    .addOption(formatOption())
    .action(async (dir: string, options: { output?: string; format: Format }) => {
      const { program, sources } = await compileFolder(dir, { show: 'errors' });
      const bytes = encodeProgram(program);
      const output = options.output ?? `${basename(resolve(dir))}.ccb`;
      // Whole or not at all: a reader never meets half an image.
      const draft = `${output}.${process.pid}.tmp`;
      try {
        makeFolder(dirname(resolve(output)));
        await writeFile(draft, bytes);
        await rename(draft, output);
      } catch (cause) {
        await rm(draft, { force: true }).catch(() => undefined);
        unwritable(output)(cause as NodeJS.ErrnoException);
      }
      if (options.format === 'json')
        printJson({ image: output, hash: program.hash, bytes: bytes.length, scripts: sources.scripts.length });
      else print(`${output}: ${bytes.length} bytes, ${sources.scripts.length} scripts, hash ${program.hash}`);
    });
