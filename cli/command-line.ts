/** The command line as a whole: finds the command that was asked for, runs it, and says how it ended. */
import { Command, CommanderError } from 'commander';
// Not through the runtime's index, which would load the libraries of database and mail.
import { CentreFolderError } from '../runtime/centre-folder.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, Failure, printFailure } from './outcome.ts';
import { ccmmPackage } from './version.ts';

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

/** Made once each: the start-up snapshot holds those that it warmed up. */
const programs = new Map<string | undefined, Promise<Command>>();

function program(asked: string | undefined): Promise<Command> {
  let made = programs.get(asked);
  if (made === undefined) {
    made = makeProgram(asked);
    programs.set(asked, made);
  }
  return made;
}

async function makeProgram(asked: string | undefined): Promise<Command> {
  const { version, description } = ccmmPackage();
  const root = new Command('ccmm')
    .description(description)
    .version(version, '-V, --version', 'print the version')
    .showHelpAfterError('(ccmm --help, or ccmm <command> --help, tells more)')
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  const one = COMMANDS.find(({ name }) => name === asked);
  // A command's own start does not make the others; they are there for help and for what is none.
  for (const { name, summary, example, load } of one === undefined ? COMMANDS : [one]) {
    const command = root.command(name).summary(summary).description(summary).exitOverride();
    command.addHelpText('after', `\nExample:\n${example.map((line) => `  $ ${line}`).join('\n')}\n`);
    if (name === asked) (await load()).define(command);
  }
  return root;
}

/** Runs `argv` (as in `process.argv`); the exit code. Never rejects: what went wrong was said on stderr. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  // A closed pipe (`ccmm explain … | head`) is the reader's choice, not a fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  try {
    checkNode();
    // `ccmm help validate` shows the help of that command too.
    const [first, second] = argv.slice(2);
    await (await program(first === 'help' ? second : first)).parseAsync([...argv]);
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printFailure(error);
    if (error instanceof CentreFolderError) return EXIT.usage;
    return error instanceof Failure ? error.exit : EXIT.failed;
  }
}
