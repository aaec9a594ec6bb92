/** How commands end, and how they say what went wrong: on stderr, with a code, and what to do next. */
import { styleText } from 'node:util';

/** Exit codes: usage also for a file or folder that cannot be read. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** An outcome that a user can do something about. The message says what, where, and what to do next. */
export class Failure extends Error {
  readonly code: string;
  readonly exit: Exit;
  constructor(code: string, message: string, exit: Exit = EXIT.failed, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.exit = exit;
  }
}

/** A file that the command line named cannot be read. For `catch`. */
export function unreadable(path: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    const why = UNREADABLE[cause.code ?? ''] ?? cause.code ?? cause.message;
    throw new Failure('unreadable', `${path} cannot be read: ${why}`, EXIT.usage, { cause });
  };
}

/** A file that the command line named cannot be written. For `catch`. `left`: what became of what stood there. */
export function unwritable(path: string, left = ''): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    const why = UNWRITABLE[cause.code ?? ''] ?? cause.code ?? String(cause);
    throw new Failure('not_written', `${path} cannot be written: ${why}${left}`, EXIT.usage, { cause });
  };
}

const UNWRITABLE: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'a file stands where its folder should be',
  EEXIST: 'a file stands where its folder should be',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'nothing can be written to that disk',
  ENOSPC: 'the disk is full',
};

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder; name the files in it',
  EACCES: 'this user may not read it',
};

export function printFailure(error: unknown): void {
  const known = error instanceof Error && 'code' in error && typeof error.code === 'string';
  const code = known ? ` [${(error as Error & { code: string }).code}]` : '';
  process.stderr.write(
    `${colour('red', 'ccmm:', process.stderr)} ${error instanceof Error ? error.message : String(error)}${code}\n`,
  );
  // What we did not foresee is our fault, and its place helps whoever reports it.
  if (!known && error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
}

type Colour = Parameters<typeof styleText>[0];

/** Colour on terminals only; NO_COLOR and FORCE_COLOR are Node's to honour. */
export function colour(format: Colour, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY ? styleText(format, text, { stream }) : text;
}

/** Whether what is written there may have colours. */
export function hasColour(stream: NodeJS.WriteStream): boolean {
  return colour('red', '-', stream) !== '-';
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** `--format`: the two forms that every command with findings or data has. */
export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];
