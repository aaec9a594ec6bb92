import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { shellWord } from '../../runtime/shell-word.ts';
import { makeFolder } from '../../runtime/store/make-folder.ts';
import type { DefineCommand } from '../command-row.ts';
import { EXIT, Failure, print, unwritable } from '../outcome.ts';
import { starterFiles } from '../starter-centre.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('[dir]', 'folder of the new centre; made when missing, refused when it holds a centre', '.')
    .action(async (dir: string) => {
      const folder = resolve(dir);
      const files = starterFiles(basename(folder));
      const there = new Set(await readdir(folder).catch(() => []));
      const clash = Object.keys(files).find((path) => there.has(path.split('/')[0] as string));
      if (clash !== undefined)
        throw new Failure(
          'folder_not_empty',
          `${join(dir, clash)} is there already; ccmm init writes into a folder without a centre`,
          EXIT.usage,
        );
      for (const [path, text] of Object.entries(files)) {
        try {
          makeFolder(dirname(join(folder, path)));
          await writeFile(join(folder, path), text, { flag: 'wx' });
        } catch (cause) {
          unwritable(join(dir, path))(cause as NodeJS.ErrnoException);
        }
      }
      const shown = dir === '.' ? '' : ` ${shellWord(dir)}`;
      // Whoever came through npx has no ccmm on the path.
      const ccmm = process.env.npm_command === 'exec' ? 'npx ccmm' : 'ccmm';
      print(
        `A centre is in ${folder}: one mailbox, two skillsets, one agent (ana), two scripts and their tests. Next:`,
      );
      print();
      const next = [
        [`validate${shown}`, 'everything that is wrong with scripts and center.yaml'],
        [`test${shown}`, 'the tests in tests/first.test.yaml; --watch runs them at every change'],
        [
          `try ${shellWord(dir)} ${shellWord(join(dir, 'mails', 'hello.eml'))} --agents ana=ready`,
          'one mail through the scripts, line by line',
        ],
      ] as const;
      const width = Math.max(...next.map(([command]) => command.length));
      for (const [command, what] of next) print(`  ${ccmm} ${command.padEnd(width)}    ${what}`);
      print();
      print(`Then \`${ccmm} serve${shown}\` runs it here; the page for agents is the address that it prints.`);
      print(`\`${ccmm} agent password ana\` gives the agent ana a password while it runs.`);
    });
