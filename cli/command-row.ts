import type { Command } from 'commander';

/** A command of `ccmm`. The summary is its line in `--help`; the examples are shown below its own help. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly example: readonly string[];
  readonly define: (command: Command) => void;
}
