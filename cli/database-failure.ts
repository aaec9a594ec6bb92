import { DatabaseAway } from '../runtime/index.ts';
import { EXIT, Failure } from './outcome.ts';

/** A database that a command asked once and did not reach: where it was looked for, without its password. Other errors as they are. */
export function databaseFailure(error: unknown, url: string): Error {
  if (!(error instanceof DatabaseAway)) return error as Error;
  if (!URL.canParse(url))
    return new Failure('bad_database', 'that is no database URL; write postgres://user@host/database', EXIT.usage);
  const { host, pathname } = new URL(url);
  return new Failure(
    'database_away',
    `the database at ${host}${pathname} does not answer (${error.reason}); check --database or CCMM_DATABASE_URL, and that it runs`,
    EXIT.failed,
    { cause: error },
  );
}
