/**
 * The commands that only read and check texts, as one file that starts fast (scripts/bundle.mjs makes it). From the same file a start-up snapshot
 * is taken: the heap of a process that has run `ccmm validate` on a folder, so that parser, tables and the bytecode of what is run are there.
 * Where the snapshot does not fit, scripts/house/quick-loader.cjs runs the file with the bytecode alone.
 */
import { startupSnapshot } from 'node:v8';
import { runCommandLine } from './command-line.ts';
import { withoutOutput, withPlainOutput } from './plain-output.ts';
import { interpretShortRun } from './short-run.ts';

/** Runs the command line of this process, to its end. */
export async function main(): Promise<void> {
  interpretShortRun(process.argv.slice(3));
  const isDone = await withPlainOutput(async () => {
    process.exitCode = await runCommandLine(process.argv);
  });
  // Nothing is left to be done: the heap need not be taken apart.
  if (isDone) process.exit();
}

/** Checks centres that use a little of everything, so that what a usual run needs is there, and nothing else. */
export async function warmUp(folders: readonly string[]): Promise<void> {
  await withoutOutput(async () => {
    for (const folder of folders) await runCommandLine([...process.argv.slice(0, 2), 'validate', folder, '--no-cache']);
  });
  process.exitCode = undefined;
}

if (startupSnapshot.isBuildingSnapshot()) {
  void warmUp(process.argv.slice(2));
  startupSnapshot.setDeserializeMainFunction(main);
}
