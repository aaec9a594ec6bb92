/** Sessions of the web services. The token stays with its owner; the database knows its SHA-256 (32 bytes). */
import { reader } from '../table.ts';
import type { Account, AccountRole } from './accounts.ts';
import { type QueryContext, rowsOf } from './context.ts';

export interface Session {
  readonly account: Account;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

export interface NewSession {
  readonly tokenHash: Uint8Array;
  readonly account: number;
  readonly at: number;
  readonly expiresAt: number;
}

export async function createSession({ db }: QueryContext, session: NewSession): Promise<void> {
  const { tokenHash, account, at, expiresAt } = session;
  await rowsOf(
    'making a session',
    db('session').insert({
      token_hash: Buffer.from(tokenHash),
      account,
      created_at: at,
      seen_at: at,
      expires_at: expiresAt,
    }) as never,
  );
}

/** The session that is valid at `at`, of an account that is not disabled. */
export async function findSession(
  { db }: QueryContext,
  tokenHash: Uint8Array,
  at: number,
): Promise<Session | undefined> {
  const rows = await rowsOf(
    'looking for a session',
    db('session as s')
      .join('account as a', 'a.id', 's.account')
      .where({ 's.token_hash': Buffer.from(tokenHash), 'a.disabled': false })
      .where('s.expires_at', '>', at)
      .select('a.id', 'a.login', 'a.name', 'a.roles', 's.created_at', 's.seen_at', 's.expires_at'),
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  const is = reader(found);
  const account = {
    id: is.number('id'),
    login: is.text('login'),
    name: is.text('name'),
    roles: found.roles as AccountRole[],
    disabled: false,
  };
  return {
    account,
    createdAt: is.number('created_at'),
    seenAt: is.number('seen_at'),
    expiresAt: is.number('expires_at'),
  };
}

/** Notes that the session is in use, and until when it lasts now; false when it has ended. */
export async function touchSession(
  { db }: QueryContext,
  tokenHash: Uint8Array,
  at: number,
  expiresAt: number,
): Promise<boolean> {
  const rows = await rowsOf(
    'keeping a session',
    db('session')
      .where('token_hash', Buffer.from(tokenHash))
      .where('expires_at', '>', at)
      .update({ seen_at: at, expires_at: expiresAt })
      .returning('account'),
  );
  return rows.length === 1;
}

/** Ends a session; false when there is none. */
export async function deleteSession({ db }: QueryContext, tokenHash: Uint8Array): Promise<boolean> {
  return (
    (
      await rowsOf(
        'ending a session',
        db('session').where('token_hash', Buffer.from(tokenHash)).delete().returning('account'),
      )
    ).length === 1
  );
}

/** Removes sessions that ended before `at`; says how many. */
export async function deleteExpiredSessions({ db }: QueryContext, at: number): Promise<number> {
  return (
    await rowsOf('removing ended sessions', db('session').where('expires_at', '<=', at).delete().returning('account'))
  ).length;
}
