/** Whether a run is too short for V8's optimizers to pay: what they do in the background for a few scripts costs a fifth of the whole process. */
import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { SCRIPT_EXTENSION } from '../runtime/centre-folder.ts';

/** Above these the optimizers win: measured with scripts of 300 lines, where 30 of them take as long with as without. */
const SCRIPTS_MOST = 20;
const BYTES_MOST = 100_000;

/** Lets V8 interpret where the arguments name little to read. Call it before anything is read. */
export function interpretShortRun(args: readonly string[]): void {
  if (!args.every(isShort)) return;
  for (const flag of ['--no-opt', '--no-maglev', '--no-sparkplug']) setFlagsFromString(flag);
}

/** An argument that names nothing is short: it is an option, or the command fails at it. */
function isShort(arg: string): boolean {
  try {
    const found = statSync(arg);
    if (found.isFile() && found.size > BYTES_MOST) return false;
    const names = readdirSync(found.isDirectory() ? arg : dirname(arg));
    return names.filter((name) => name.endsWith(SCRIPT_EXTENSION)).length <= SCRIPTS_MOST;
  } catch {
    return true;
  }
}
