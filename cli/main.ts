#!/usr/bin/env node
/** `ccmm`: one file a command, listed in commands/index.ts. */
import { runCommandLine } from './command-line.ts';

process.exitCode = await runCommandLine(process.argv);
