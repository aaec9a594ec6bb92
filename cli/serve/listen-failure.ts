import { EXIT, Failure } from '../outcome.ts';

const REFUSED: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it',
  EACCES: 'this user may not open it',
  EADDRNOTAVAIL: 'it is no address of this machine',
};

/** Why a port could not be opened, and the options that name another; any other error as it is. */
export function asListenFailure(error: unknown): unknown {
  const { syscall, code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const why = syscall === 'listen' ? REFUSED[code ?? ''] : undefined;
  if (why === undefined) return error;
  return new Failure(
    'cannot_listen',
    `${address}:${port} cannot be opened: ${why}; name another with --listen (pages) or --smtp (mail), port 0 takes a free one`,
    EXIT.failed,
    { cause: error },
  );
}
