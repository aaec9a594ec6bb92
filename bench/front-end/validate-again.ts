/**
 * `ccmm validate` of a set of 1,000 scripts of 300 lines: the first time, again with nothing changed, and with one script changed, in CPU time of
 * the whole process. Goals: again at most 0.25 of the first, one changed at most 0.3.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processRounds } from '../processes.ts';
import { circumstances, keep, median, ratio } from '../rounds.ts';
import { scriptSet, scriptText } from './scripts.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ccmm-bench-validate-'));
cpSync(join(root, 'examples', 'helpdesk'), folder, { recursive: true });
for (const file of readdirSync(folder).filter((name) => name.endsWith('.ccs'))) rmSync(join(folder, file));
for (const [file, text] of scriptSet(1000, 300)) writeFileSync(join(folder, file), text);
const home = join(folder, 'home');
process.env.CCMM_HOME = home;
const command = [join(root, 'dist', 'bin', 'ccmm'), 'validate', folder];
let changes = 0;
const samples = processRounds(
  {
    first: { command, prepare: () => rmSync(home, { recursive: true, force: true }) },
    again: { command },
    'one changed': {
      command,
      prepare: () => writeFileSync(join(folder, 'Script_500.ccs'), `${scriptText(300, 500)}/* ${changes++} */\n`),
    },
    'no cache': { command: [...command, '--no-cache'] },
  },
  ROUNDS,
);
rmSync(folder, { recursive: true });
const figures = {
  ...circumstances(),
  'first ms': Math.round(median(samples.first!)),
  'again ÷ first': ratio(samples.again!, samples.first!),
  'one changed ÷ first': ratio(samples['one changed']!, samples.first!),
};
console.log(figures);
keep(import.meta.url, 'validate-again', { ...figures, samples });
