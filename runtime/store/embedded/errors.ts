/** What can stand in the way of the embedded database, one row each: the code and what it means. */
export const EMBEDDED_ERROR_CODES = {
  'already-running': 'another process owns this home',
  'binaries-missing': 'no PostgreSQL programs for this platform are installed',
  'binaries-do-not-run': 'the programs are there and cannot be started',
  'data-incompatible': 'the data was written by another major version of PostgreSQL',
  'data-not-ours': 'the data belongs to another user of this machine',
  'foreign-server': 'a server answers that is not the one of this home',
  'home-unreachable': 'the user that runs the server cannot enter the home',
  'home-unwritable': 'the home cannot be created or written',
  'no-server-user': 'there is no unprivileged user to run the server as',
  'server-failed': 'the server or the creation of its data failed',
  'socket-folder-unsafe': 'the folder for the socket is not only ours',
} as const;

export type EmbeddedErrorCode = keyof typeof EMBEDDED_ERROR_CODES;

/** Why the embedded database cannot be had; the message says what, where, and what to do next. */
export class EmbeddedDatabaseError extends Error {
  readonly code: EmbeddedErrorCode;
  /** Where the owner of an already running centre is reached, when it has said so. */
  readonly url: string | undefined;

  constructor(code: EmbeddedErrorCode, message: string, options: { cause?: unknown; url?: string | undefined } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'EmbeddedDatabaseError';
    this.code = code;
    this.url = options.url;
  }
}
