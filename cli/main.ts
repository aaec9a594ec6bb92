#!/usr/bin/env node
/** `ccmm`: one file a command, listed in commands/index.ts. */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
// Not through the runtime's index, which would load the libraries of database and mail.
import { CentreFolderError } from '../runtime/centre-folder.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, Failure, printFailure } from './outcome.ts';

/** Chevrotain and the compiled output need what Node 22.12 brings (package.json, engines). */
const NODE_MIN = [22, 12] as const;

function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]))
    throw new Failure(
      'node_too_old',
      `ccmm needs Node.js ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}`,
      EXIT.usage,
    );
}

async function program(asked: string | undefined): Promise<Command> {
  const { version, description } = createRequire(import.meta.url)('../../package.json') as {
    version: string;
    description: string;
  };
  const root = new Command('ccmm')
    .description(description)
    .version(version, '-V, --version', 'print the version')
    .showHelpAfterError('(ccmm --help, or ccmm <command> --help, tells more)')
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  for (const { name, summary, example, load } of COMMANDS) {
    const command = root.command(name).summary(summary).description(summary).exitOverride();
    command.addHelpText('after', `\nExample:\n${example.map((line) => `  $ ${line}`).join('\n')}\n`);
    if (name === asked) (await load()).define(command);
  }
  return root;
}

async function main(): Promise<number> {
  try {
    checkNode();
    // `ccmm help validate` shows the help of that command too.
    const [first, second] = process.argv.slice(2);
    await (await program(first === 'help' ? second : first)).parseAsync(process.argv);
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printFailure(error);
    if (error instanceof CentreFolderError) return EXIT.usage;
    return error instanceof Failure ? error.exit : EXIT.failed;
  }
}

// A closed pipe (`ccmm explain … | head`) is the reader's choice, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});
process.exitCode = await main();
