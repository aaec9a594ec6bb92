import type { Command } from 'commander';

/** Gives a command its arguments, options and action. */
export type DefineCommand = (command: Command) => void;

/** A command of `ccmm`. The summary is its line in `--help`; the examples are shown below its own help. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly example: readonly string[];
  /** It only reads and checks texts, and so is part of the file that starts fast (cli/quick.ts). */
  readonly isQuick?: true;
  /** The command's module: most of what a command needs is slow to load, and no other command's business. */
  readonly load: () => Promise<{ readonly define: DefineCommand }>;
}
