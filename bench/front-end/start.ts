/**
 * `ccmm validate one.ccs`, a script of 300 lines in the centre of examples/helpdesk, as a whole process ÷ `node -e 0`, in CPU time. Goals: at most
 * 2.8, and 2.2 with the start-up snapshot. Nothing is kept between the runs that are compared with the goals (`--no-cache`).
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processRounds } from '../processes.ts';
import { circumstances, keep, median, ratio } from '../rounds.ts';
import { scriptText } from './scripts.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 25);
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ccmm-bench-start-'));
cpSync(join(root, 'examples', 'helpdesk'), folder, { recursive: true });
const one = join(folder, 'one.ccs');
writeFileSync(one, scriptText(300, 1));
const master = join(folder, 'Master_Script.ccs');
writeFileSync(
  master,
  `${readFileSync(master, 'utf8').replace('SECTION New_Mail', 'SECTION New_Mail\nIF AGE OF CONTACT > 9000 THEN EXECUTE SCRIPT one END IF')}`,
);
process.env.CCMM_HOME = join(folder, 'home');

const node = process.execPath;
const bin = join(root, 'dist', 'bin');
const samples = processRounds(
  {
    'node -e 0': { command: [node, '-e', '0'] },
    'with the snapshot': { command: [join(bin, 'ccmm'), 'validate', one, '--no-cache'] },
    'without the snapshot': { command: [node, join(bin, 'quick.cjs'), 'validate', one, '--no-cache'] },
    'not bundled': { command: [node, join(root, 'dist', 'cli', 'main.js'), 'validate', one, '--no-cache'] },
    'again, from the cache': { command: [join(bin, 'ccmm'), 'validate', one] },
  },
  ROUNDS,
);
rmSync(folder, { recursive: true });
const empty = samples['node -e 0']!;
const figures = {
  ...circumstances(),
  'node -e 0 ms': median(empty),
  ...Object.fromEntries(
    Object.entries(samples)
      .slice(1)
      .map(([name, times]) => [`${name} ÷ node -e 0`, ratio(times, empty)]),
  ),
};
console.log(figures);
keep(import.meta.url, 'start', { ...figures, samples });
