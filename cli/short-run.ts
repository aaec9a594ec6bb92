/** Whether a run is too short for V8's optimizers to pay: what they do in the background for a few scripts costs a fifth of the whole process. */
import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { SCRIPT_EXTENSION } from '../runtime/centre-folder.ts';

/** Above these the optimizers win: measured with scripts of 300 lines, where 30 of them take as long with as without. */
const SCRIPTS_MOST = 20;
const BYTES_MOST = 100_000;

/** Lets V8 interpret where the arguments name little to read; where they name nothing, the present folder is meant. Call it before anything is read. */
export function interpretShortRun(args: readonly string[]): void {
  const named = args.flatMap((arg) => lengthOf(arg) ?? []);
  const lengths = named.length > 0 ? named : [lengthOf('.')];
  if (lengths.includes('long')) return;
  for (const flag of ['--no-opt', '--no-maglev', '--no-sparkplug']) setFlagsFromString(flag);
}

/** How much there is to read where an argument leads; `undefined` for an option, and for what is not there, at which the command fails. */
function lengthOf(arg: string): 'short' | 'long' | undefined {
  if (arg.startsWith('-')) return undefined;
  try {
    const found = statSync(arg, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (found.isFile() && found.size > BYTES_MOST) return 'long';
    const names = readdirSync(found.isDirectory() ? arg : dirname(arg));
    return names.filter((name) => name.endsWith(SCRIPT_EXTENSION)).length > SCRIPTS_MOST ? 'long' : 'short';
  } catch {
    return undefined;
  }
}
