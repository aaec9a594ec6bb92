/** A script on standard input: the path `-`, and the name that it goes by. */
import { Option } from 'commander';
// Not through the runtime's index, which would load the libraries of database and mail.
import { SCRIPT_EXTENSION, SCRIPT_LIMIT_BYTES } from '../runtime/centre-folder.ts';
import { EXIT, Failure } from './outcome.ts';

/** What names standard input among the paths. */
export const INPUT_PATH = '-';
/** What the commands look at without a path. */
const DEFAULT_PATH = '.';
/** What findings call it that was given no name. */
export const INPUT_NAME = '(standard input)';

export interface InputOptions {
  readonly stdin?: true;
  readonly stdinName?: string;
}

export const stdinNameOption = (purpose: string): Option => new Option('--stdin-name <file>', purpose);

/** Whether standard input was asked for, which then is all that is read. */
export function isInput(paths: readonly string[], { stdin, stdinName }: InputOptions): boolean {
  const asked = stdin === true || paths.includes(INPUT_PATH);
  const others = paths.filter((path) => path !== INPUT_PATH && path !== DEFAULT_PATH);
  if (asked && (others.length > 0 || paths.length > 1))
    throw new Failure('two_inputs', `standard input goes alone; give either ${INPUT_PATH} or paths`, EXIT.usage);
  if (stdinName === undefined) return asked;
  if (!asked)
    throw new Failure('no_input', `--stdin-name goes with ${INPUT_PATH}, the path of standard input`, EXIT.usage);
  if (!stdinName.toLowerCase().endsWith(SCRIPT_EXTENSION))
    throw new Failure('no_script', `--stdin-name ${stdinName} is no ${SCRIPT_EXTENSION} file`, EXIT.usage);
  return true;
}

export async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    bytes += (chunk as Buffer).length;
    if (bytes > SCRIPT_LIMIT_BYTES)
      throw new Failure(
        'too_large',
        `standard input has over ${SCRIPT_LIMIT_BYTES} bytes; no more are read`,
        EXIT.usage,
      );
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
